//! Which files a pack has.

/// The file that says what the pack is.
pub(super) const MANIFEST: &str = "pack.toml";
/// The file of the vocabulary.
pub(super) const VOCABULARY: &str = "vocabulary.toml";

/// The file of the needs.
pub(super) const NEEDS: &str = "needs.toml";

/// What a file of a pack is, by its path from the root of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `pack.toml`.
    Manifest,
    /// `vocabulary.toml`.
    Vocabulary,
    /// `sources.toml`.
    Sources,
    /// `interventions/*.toml`.
    Catalogue,
    /// `standing.toml`.
    Standing,
    /// `needs.toml`.
    Needs,
    /// `questions.toml`.
    Questions,
    /// `conflicts.toml`.
    Conflicts,
    /// `later.toml`.
    Later,
    /// `findings/**/*.rhai`.
    Findings,
    /// `background/**/*.rhai`.
    Background,
    /// `shared/**/*.rhai`.
    Module,
    /// `findings/**/*.cases.toml`.
    Cases,
    /// `scenarios/**/*.toml`.
    Scenarios,
    /// `words/*.txt`: lists of words, one on each line, for masking what identifies somebody.
    Words,
    /// `phrases/*.toml`: how people write of what the vocabulary holds.
    Phrases,
    /// Texts for authors: `*.md`.
    Prose,
    /// Anything else: the pack does not know what it is for.
    Other,
}

impl FileKind {
    /// What the file at this path is.
    ///
    /// # Example
    /// ```
    /// use handrail_engine::pack::FileKind;
    /// assert_eq!(FileKind::of("findings/wheels/two.rhai"), FileKind::Findings);
    /// assert_eq!(FileKind::of("findings/wheels/two.cases.toml"), FileKind::Cases);
    /// assert_eq!(FileKind::of("findings/wheels/two.rhai~"), FileKind::Other);
    /// ```
    pub fn of(path: &str) -> Self {
        let (folder, _) = path.split_once('/').unwrap_or(("", path));
        let ends = |ending: &str| path.ends_with(ending);
        match (folder, path) {
            (_, MANIFEST) => Self::Manifest,
            (_, VOCABULARY) => Self::Vocabulary,
            (_, "sources.toml") => Self::Sources,
            (_, "standing.toml") => Self::Standing,
            (_, NEEDS) => Self::Needs,
            (_, "questions.toml") => Self::Questions,
            (_, "conflicts.toml") => Self::Conflicts,
            (_, "later.toml") => Self::Later,
            ("interventions", _) if ends(".toml") => Self::Catalogue,
            ("findings", _) if ends(".cases.toml") => Self::Cases,
            ("findings", _) if ends(".rhai") => Self::Findings,
            ("background", _) if ends(".rhai") => Self::Background,
            ("shared", _) if ends(".rhai") => Self::Module,
            ("scenarios", _) if ends(".toml") => Self::Scenarios,
            ("words", _) if ends(".txt") => Self::Words,
            ("phrases", _) if ends(".toml") => Self::Phrases,
            _ if ends(".md") => Self::Prose,
            _ => Self::Other,
        }
    }

    /// Whether answers depend on the file.
    pub fn decides_answers(self) -> bool {
        !matches!(self, Self::Cases | Self::Scenarios | Self::Prose | Self::Other)
    }
}
