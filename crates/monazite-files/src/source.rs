//! Reading files: bounded, regular files only, UTF-8.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use crate::Diagnostic;

/// Largest file that is read, bytes: room for two million rows of trade, which take some twenty seconds.
pub(crate) const FILE_BYTES: usize = 256 << 20;
/// Longest line that is read, bytes; longer ones are binary files by mistake.
pub(crate) const LINE_BYTES: usize = 1 << 20;

/// A text with a name to print and positions in lines and columns.
#[derive(Debug)]
pub(crate) struct Source {
    /// Name as printed.
    pub(crate) file: String,
    /// The text, without a byte order mark.
    pub(crate) text: String,
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    pub(crate) fn new(file: &str, text: String) -> Self {
        Self {
            file: file.to_owned(),
            text,
            lines: OnceLock::new(),
        }
    }

    /// Checks the encoding of `bytes` and strips a byte order mark.
    pub(crate) fn decode(file: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(file, text.to_owned())),
            Err(error) => {
                let offset = error.valid_up_to();
                let good = &bytes[..offset];
                let line = good.split(|&b| b == b'\n').count();
                let start = good
                    .iter()
                    .rposition(|&b| b == b'\n')
                    .map_or(0, |at| at + 1);
                let excerpt = String::from_utf8_lossy(&bytes[start..offset]).into_owned();
                let column = excerpt.chars().count() + 1;
                let byte = bytes[offset];
                let message = format!(
                    "byte 0x{byte:02X} at byte offset {offset} (line {line}) is not valid UTF-8"
                );
                Err(Diagnostic {
                    line,
                    column,
                    end_column: column + 1,
                    excerpt,
                    ..Diagnostic::whole(file, "encoding", message)
                }
                .hint("save the file as UTF-8"))
            }
        }
    }

    /// Reads `path`, printed as `file`; also gives the bytes for a digest.
    pub(crate) fn read(path: &Path, file: &str) -> Result<(Self, Vec<u8>), Diagnostic> {
        let bytes = read_bytes(path, file)?;
        Ok((Self::decode(file, &bytes)?, bytes))
    }

    fn line_starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            std::iter::once(0)
                .chain(self.text.match_indices('\n').map(|(at, _)| at + 1))
                .collect()
        })
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let starts = self.line_starts();
        let offset = floor_boundary(&self.text, offset);
        let line = starts.partition_point(|&start| start <= offset);
        let column = self.text[starts[line - 1]..offset].chars().count() + 1;
        (line, column)
    }

    /// Text of a line counted from 1, without its end.
    pub(crate) fn line(&self, line: usize) -> &str {
        let starts = self.line_starts();
        let start = starts[line - 1];
        let end = starts.get(line).map_or(self.text.len(), |next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }

    /// An error at a range of bytes; only the part on its first line is marked.
    pub(crate) fn error(
        &self,
        span: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        let (line, column) = self.position(span.start);
        let excerpt = self.line(line).to_owned();
        let (end_line, end_column) = self.position(span.end.max(span.start));
        let end_column = if end_line == line {
            end_column
        } else {
            excerpt.chars().count() + 1
        };
        Diagnostic {
            line,
            column,
            end_column: end_column.max(column + 1),
            excerpt,
            ..Diagnostic::whole(&self.file, code, message)
        }
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// Reads a regular file, in bounded memory however long it or its lines are.
fn read_bytes(path: &Path, file: &str) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: std::io::Error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            _ => error.to_string(),
        };
        Diagnostic::whole(file, "unreadable", format!("cannot read this file: {why}"))
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(Diagnostic::whole(
            file,
            "unreadable",
            "this is a folder, not a file",
        ));
    }
    if !metadata.is_file() {
        let message = "this is not a regular file (a pipe, socket or device)";
        return Err(Diagnostic::whole(file, "not-a-file", message));
    }
    let mut input = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    let (mut line, mut line_bytes) = (1_usize, 0_usize);
    loop {
        let count = input.read(&mut chunk).map_err(unreadable)?;
        if count == 0 {
            return Ok(bytes);
        }
        for &byte in &chunk[..count] {
            if byte == b'\n' {
                line += 1;
                line_bytes = 0;
            } else {
                line_bytes += 1;
            }
            if line_bytes > LINE_BYTES {
                let message = format!(
                    "line {line} is longer than {LINE_BYTES} bytes (the file has {} bytes)",
                    metadata.len()
                );
                return Err(Diagnostic {
                    line,
                    column: 1,
                    ..Diagnostic::whole(file, "limit", message)
                });
            }
        }
        bytes.extend_from_slice(&chunk[..count]);
        if bytes.len() > FILE_BYTES {
            let message = format!(
                "the file has {} bytes; at most {FILE_BYTES} are read",
                metadata.len().max(bytes.len() as u64)
            );
            return Err(Diagnostic::whole(file, "limit", message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_from_one_and_columns_in_characters() {
        let source = Source::new("x", "é = 1\r\nab\n".to_owned());
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(3), (1, 3));
        assert_eq!(source.position(8), (2, 1));
        assert_eq!(source.position(999), (3, 1));
        assert_eq!(source.line(1), "é = 1");
        assert_eq!(source.line(3), "");
    }

    #[test]
    fn a_bad_byte_is_told_with_line_and_offset() {
        let error = Source::decode("x", b"a = 1\nname = \"Bay\xffan\"\n").unwrap_err();
        assert_eq!((error.line, error.column), (2, 12));
        assert!(
            error.message.contains("0xFF") && error.message.contains("offset 17"),
            "{error:?}"
        );
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(Source::decode("x", b"\xef\xbb\xbfa").unwrap().text, "a");
    }

    #[test]
    fn folders_missing_files_and_devices_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let of = |path: &Path| read_bytes(path, "f").unwrap_err();
        let directory = of(folder.path());
        assert!(directory.message.contains("folder") && directory.exit_code() == 3);
        let missing = of(&folder.path().join("none"));
        assert!(missing.message.contains("no such file") && missing.exit_code() == 3);
        let device = of(Path::new("/dev/zero"));
        assert!(device.message.contains("not a regular file") && device.exit_code() == 2);
    }

    #[test]
    fn an_endless_line_is_refused_without_being_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long");
        std::fs::write(&path, "x".repeat(LINE_BYTES + 1)).unwrap();
        let error = read_bytes(&path, "long").unwrap_err();
        assert!(error.message.contains("longer than 1048576") && error.exit_code() == 4);
        std::fs::write(&path, "x".repeat(LINE_BYTES)).unwrap();
        assert_eq!(read_bytes(&path, "long").unwrap().len(), LINE_BYTES);
    }
}
