//! What was read.

/// A file that went into a scenario, so that a result can say what it was computed from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputFile {
    /// Path as it was opened, or `built-in:` and a path inside the program.
    pub path: String,
    /// BLAKE3 digest of the bytes, in hexadecimal.
    pub digest: String,
    /// Size in bytes.
    pub bytes: u64,
}

impl InputFile {
    pub(crate) fn of(path: &str, bytes: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            digest: blake3::hash(bytes).to_hex().to_string(),
            bytes: bytes.len() as u64,
        }
    }
}

/// A file of a pack on disk, word for word, so that a result can be made again without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    /// Path as it was opened.
    pub path: String,
    /// Its text.
    pub text: String,
}
