//! Reading case files and standard input.

use std::io::Read;
use std::path::Path;

use handrail_engine::text::SourceText;

use crate::pack_files::FileError;

/// The greatest size of a file of cases that is read as a whole: some 200,000 ordinary cases.
const MAXIMUM_BYTES: u64 = 64 * 1024 * 1024;

/// The text of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<SourceText, FileError> {
    let (name, text) = if path == Path::new("-") {
        ("standard input".to_owned(), bounded(std::io::stdin().lock()))
    } else {
        let file = std::fs::File::open(path).map_err(|cause| FileError::new(path, cause))?;
        (path.display().to_string(), bounded(file))
    };
    let text = text.map_err(|cause| FileError::new(&name, cause))?;
    Ok(SourceText::new(name, text.trim_start_matches('\u{feff}').to_owned()))
}

fn bounded(reader: impl Read) -> std::io::Result<String> {
    let mut text = String::new();
    reader.take(MAXIMUM_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAXIMUM_BYTES {
        return Err(std::io::Error::other(format!("it has more than {MAXIMUM_BYTES} bytes; split it")));
    }
    Ok(text)
}
