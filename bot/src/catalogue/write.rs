//! Writing a site: whole or not at all as far as a file system allows, and never over what somebody else wrote.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Files;

/// The file by which a folder is known as one that this program wrote; it lists the other files.
const MARKER: &str = "handrail-catalogue.txt";
/// The first line of the marker.
const MARKER_HEAD: &str = "Written by `handrail catalogue`, which replaces these files when it is run again:";

/// Why a site was not written.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// The folder is somebody else's.
    NotOurs {
        /// The folder.
        folder: PathBuf,
        /// A file in it that was not written by this program.
        stranger: PathBuf,
    },
    /// There is a file where the folder should be.
    NoFolder(PathBuf),
    /// A file or folder could not be written, moved or read.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs { folder, stranger } => write!(
                formatter,
                "`{}` holds what this program did not write, such as `{}`; name an empty or new folder, or write beside it with --force",
                folder.display(),
                stranger.display()
            ),
            Self::NoFolder(path) => write!(formatter, "`{}` is a file; name a folder", path.display()),
            Self::Io(path, cause) => write!(formatter, "`{}` could not be written: {cause}", path.display()),
        }
    }
}

/// Writes the files into a folder.
///
/// A folder that is new, empty or written by this program is replaced as a whole: the files are written beside it
/// first. Where there are other files, nothing is written unless `force`; then the files are written among them, one
/// after the other, and the others are left as they are.
pub(crate) fn write(folder: &Path, files: &Files, force: bool) -> Result<(), WriteError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| WriteError::Io(path, cause)
    };
    if fs::metadata(folder).is_ok_and(|found| !found.is_dir()) {
        return Err(WriteError::NoFolder(folder.to_owned()));
    }
    let exists = folder.is_dir();
    // A link to a folder stays one: what it leads to is replaced.
    let folder = if exists { fs::canonicalize(folder).map_err(failed(folder))? } else { folder.to_owned() };
    let ours = if exists { listed(&folder) } else { BTreeSet::new() };
    let stranger = if exists { stranger(&folder, Path::new(""), &ours)? } else { None };
    // Whoever stands in the folder would be left standing in one that is gone.
    let stands_in_it = std::env::current_dir().is_ok_and(|here| here.starts_with(&folder));
    match stranger {
        Some(stranger) if !force => Err(WriteError::NotOurs { folder, stranger }),
        Some(_) => write_among(&folder, files, &ours),
        None if exists && stands_in_it => write_among(&folder, files, &ours),
        None => replace(&folder, files, exists),
    }
}

/// The marker of a site.
fn marker(files: &Files) -> String {
    let mut text = format!("{MARKER_HEAD}\n\n");
    for path in files.keys() {
        text.push_str(path);
        text.push('\n');
    }
    text
}

/// The files that the marker of a folder lists, itself among them; nothing where there is none.
fn listed(folder: &Path) -> BTreeSet<PathBuf> {
    let Ok(text) = fs::read_to_string(folder.join(MARKER)) else { return BTreeSet::new() };
    let mut lines = text.lines();
    if lines.next() != Some(MARKER_HEAD) {
        return BTreeSet::new();
    }
    let paths = lines.filter(|line| !line.is_empty()).map(PathBuf::from);
    // A path that leads elsewhere is none that this program wrote.
    let inside = |path: &PathBuf| path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    paths.filter(inside).chain([PathBuf::from(MARKER)]).collect()
}

/// A file below the folder that is not one of ours. Links are looked at and not followed.
fn stranger(root: &Path, below: &Path, ours: &BTreeSet<PathBuf>) -> Result<Option<PathBuf>, WriteError> {
    let folder = root.join(below);
    let failed = |cause| WriteError::Io(folder.clone(), cause);
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        names.push((below.join(entry.file_name()), entry.file_type().map_err(failed)?.is_dir()));
    }
    names.sort();
    for (path, is_folder) in names {
        let found = if is_folder {
            // A folder in which there cannot be anything of ours need not be searched.
            let holds_ours = ours.iter().any(|known| known.starts_with(&path));
            if holds_ours { stranger(root, &path, ours)? } else { Some(path) }
        } else {
            (!ours.contains(&path)).then_some(path)
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Writes beside the folder, then puts the new one in its place.
fn replace(folder: &Path, files: &Files, exists: bool) -> Result<(), WriteError> {
    let (Some(name), above) = (folder.file_name(), folder.parent().unwrap_or(Path::new(""))) else {
        return Err(WriteError::NoFolder(folder.to_owned()));
    };
    let beside = |what: &str| {
        let name = format!(".{}.{what}-{}", name.to_string_lossy(), std::process::id());
        above.join(name)
    };
    let (new, old) = (beside("new"), beside("old"));
    if !above.as_os_str().is_empty() {
        fs::create_dir_all(above).map_err(|cause| WriteError::Io(above.to_owned(), cause))?;
    }
    let done = write_new(&new, files).and_then(|()| {
        if exists {
            fs::rename(folder, &old).map_err(|cause| WriteError::Io(folder.to_owned(), cause))?;
        }
        fs::rename(&new, folder).map_err(|cause| {
            if exists {
                // The old one back into its place; if that fails too, it is still beside it.
                drop(fs::rename(&old, folder));
            }
            WriteError::Io(folder.to_owned(), cause)
        })
    });
    // What is left over is no reason to fail.
    drop(fs::remove_dir_all(if done.is_ok() { &old } else { &new }));
    done
}

fn write_new(folder: &Path, files: &Files) -> Result<(), WriteError> {
    fs::create_dir(folder).map_err(|cause| WriteError::Io(folder.to_owned(), cause))?;
    for (path, text) in files {
        put(&folder.join(path), text)?;
    }
    put(&folder.join(MARKER), &marker(files))
}

/// Writes one file after the other among others, and removes those of an earlier run that are no longer part of it.
fn write_among(folder: &Path, files: &Files, earlier: &BTreeSet<PathBuf>) -> Result<(), WriteError> {
    for (path, text) in files {
        put(&folder.join(path), text)?;
    }
    put(&folder.join(MARKER), &marker(files))?;
    for path in earlier.iter().filter(|path| path.as_path() != Path::new(MARKER)) {
        if !files.keys().any(|known| Path::new(known) == path) {
            drop(fs::remove_file(folder.join(path)));
        }
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), WriteError> {
    let failed = |cause| WriteError::Io(path.to_owned(), cause);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
