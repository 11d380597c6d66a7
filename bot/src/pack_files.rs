//! Loading a rule pack: from a folder, or the one that is built into the program.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use handrail_engine::pack::{Loaded, Pack};
use handrail_engine::text::SourceText;
use include_dir::{Dir, include_dir};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../rules");

/// The folder that is used where it exists and no other is named.
const USUAL: &str = "rules";
/// The greatest size of one file of a pack; the largest shipped one has 60 KB.
const MAXIMUM_FILE_BYTES: u64 = 4 * 1024 * 1024;
/// The greatest number of files of a pack: a folder with more is not a rule pack.
const MAXIMUM_FILES: usize = 20_000;

/// Where a pack comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A folder.
    Folder(PathBuf),
    /// The program itself.
    BuiltIn,
}

impl Origin {
    /// The folder named, the usual one where it exists, else the pack that is built in.
    pub(crate) fn choose(named: Option<&Path>) -> Self {
        match named {
            Some(folder) => Self::Folder(folder.to_owned()),
            None if Path::new(USUAL).is_dir() => Self::Folder(PathBuf::from(USUAL)),
            None => Self::BuiltIn,
        }
    }

    /// Loads the pack.
    pub(crate) fn load(&self) -> Result<Loaded, FileError> {
        Ok(Pack::load(self.files()?))
    }

    /// The files of the pack, as they are.
    pub(crate) fn texts(&self) -> Result<Vec<SourceText>, FileError> {
        Ok(self.files()?.into_iter().map(|(path, text)| SourceText::new(path, text)).collect())
    }

    fn files(&self) -> Result<Vec<(String, String)>, FileError> {
        let mut files = Vec::new();
        match self {
            Self::BuiltIn => gather_built_in(&BUILT_IN, &mut files),
            Self::Folder(folder) => gather(folder, folder, &mut files)?,
        }
        Ok(files)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(formatter, "{}", folder.display()),
            Self::BuiltIn => formatter.write_str("the built-in pack"),
        }
    }
}

/// A file or folder that could not be read.
#[derive(Debug)]
pub(crate) struct FileError {
    path: PathBuf,
    cause: io::Error,
}

impl FileError {
    pub(crate) fn new(path: impl Into<PathBuf>, cause: io::Error) -> Self {
        Self { path: path.into(), cause }
    }

    fn other(path: &Path, message: String) -> Self {
        Self::new(path, io::Error::other(message))
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` could not be read: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for FileError {}

fn gather_built_in(folder: &Dir<'_>, files: &mut Vec<(String, String)>) {
    for file in folder.files() {
        if let Some(text) = file.contents_utf8() {
            let path = file.path().components().map(|part| part.as_os_str().to_string_lossy());
            files.push((path.collect::<Vec<_>>().join("/"), text.to_owned()));
        }
    }
    for inner in folder.dirs() {
        gather_built_in(inner, files);
    }
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), FileError> {
    let entries = std::fs::read_dir(folder).map_err(|cause| FileError::new(folder, cause))?;
    for entry in entries {
        let entry = entry.map_err(|cause| FileError::new(folder, cause))?;
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let kind = entry.file_type().map_err(|cause| FileError::new(&path, cause))?;
        if hidden {
            continue;
        }
        if kind.is_dir() {
            gather(root, &path, files)?;
            continue;
        }
        if files.len() >= MAXIMUM_FILES {
            return Err(FileError::other(root, format!("it has more than {MAXIMUM_FILES} files; is it a rule pack?")));
        }
        let size = std::fs::metadata(&path).map_err(|cause| FileError::new(&path, cause))?.len();
        if size > MAXIMUM_FILE_BYTES {
            return Err(FileError::other(&path, format!("it has {size} bytes, at most {MAXIMUM_FILE_BYTES} are read")));
        }
        let text = std::fs::read_to_string(&path).map_err(|cause| FileError::new(&path, cause))?;
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        files.push((parts.join("/"), text));
    }
    Ok(())
}
