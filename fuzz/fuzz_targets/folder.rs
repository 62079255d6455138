//! Bytes as a folder: files parted by NUL, each its path, a line break and its text.

use contend_model::place::MemoryFolder;

pub fn folder(bytes: &[u8]) -> MemoryFolder {
    let file = |part: &[u8]| {
        let end = part.iter().position(|b| *b == b'\n')?;
        let path = std::str::from_utf8(&part[..end]).ok()?;
        Some((path.to_owned(), part[end + 1..].to_vec()))
    };
    MemoryFolder {
        files: bytes.split(|b| *b == 0).filter_map(file).collect(),
    }
}
