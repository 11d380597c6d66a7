//! Matching.
use crate::vocabulary::Vocabulary; use crate::finding::Finding;
/// x
#[derive(Debug)]
pub struct Program;
impl Program { /// x
 pub fn compile(_:&Vocabulary,_:&[Finding])->Self{Self} }
