//! Where a conversation is held. A channel reads messages, draws blocks and does what a turn asks for; what is
//! said is decided in [`crate::dialogue`].

pub(crate) mod session;
pub(crate) mod terminal;
