//! A hash of a file's footer: it detects a changed file without reading rows.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// What follows a footer: its length in four bytes, and `PAR1`.
const END: u64 = 8;

/// A hash of a file's length and footer. The footer has the types, the number of rows, and the size and statistics of every column of
/// every row group. A change that keeps all statistics and sizes is not detected.
///
/// # Errors
/// A file that can't be read, or is too short for its footer.
pub fn footer_hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let short = || io::Error::new(io::ErrorKind::InvalidData, "it is too short for its footer");
    let mut end = [0; END as usize];
    file.seek(SeekFrom::Start(bytes.checked_sub(END).ok_or_else(short)?))?;
    file.read_exact(&mut end)?;
    let [a, b, c, d, ..] = end;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    file.seek(SeekFrom::Start(bytes.checked_sub(END + length).ok_or_else(short)?))?;
    let mut footer = Vec::new();
    file.take(length).read_to_end(&mut footer)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes.to_le_bytes());
    hasher.update(&footer);
    Ok(hasher.finalize().to_hex().to_string())
}
