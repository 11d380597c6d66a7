//! Reading case files and standard input.

use std::io::Read;
use std::path::Path;

use handrail_engine::text::SourceText;
use zeroize::Zeroizing;

use crate::pack_files::FileError;

/// The greatest size of a file of cases that is read as a whole: some 200,000 ordinary cases.
const MAXIMUM_BYTES: u64 = 64 * 1024 * 1024;

/// The text of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<SourceText, FileError> {
    let (name, bytes) = bytes(path)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        FileError::new(&name, std::io::Error::other(format!("line {line} holds a byte that is not UTF-8")))
    })?;
    Ok(named(name, &text))
}

/// The text of a file of cases. A byte that is not UTF-8 becomes U+FFFD, which makes that case an error and leaves the
/// others as they are.
pub(crate) fn read_cases(path: &Path) -> Result<SourceText, FileError> {
    let (name, bytes) = bytes(path)?;
    Ok(named(name, &String::from_utf8_lossy(&bytes)))
}

/// The bytes of a file, or of standard input for `-`, that hold what somebody wrote of people: they are overwritten
/// when they are dropped.
pub(crate) fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    bytes(path).map(|(_, bytes)| Zeroizing::new(bytes))
}

fn named(name: String, text: &str) -> SourceText {
    SourceText::new(name, text.trim_start_matches('\u{feff}').to_owned())
}

fn bytes(path: &Path) -> Result<(String, Vec<u8>), FileError> {
    let (name, bytes) = if path == Path::new("-") {
        ("standard input".to_owned(), bounded(std::io::stdin().lock()))
    } else {
        let file = std::fs::File::open(path).map_err(|cause| FileError::new(path, cause))?;
        (path.display().to_string(), bounded(file))
    };
    let bytes = bytes.map_err(|cause| FileError::new(&name, cause))?;
    Ok((name, bytes))
}

fn bounded(reader: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAXIMUM_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAXIMUM_BYTES {
        return Err(std::io::Error::other(format!("it has more than {MAXIMUM_BYTES} bytes; split it")));
    }
    Ok(bytes)
}
