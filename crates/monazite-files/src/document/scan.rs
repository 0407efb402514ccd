//! A look at a TOML text before it is parsed: nesting that could exhaust the stack, and what TOML
//! 1.1 allows but TOML 1.0 does not, so that every TOML reader in every language can read our files.

use std::ops::Range;

/// Deepest nesting of lists, tables and dotted keys.
const DEPTH: usize = 64;

/// Something that must not be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) span: Range<usize>,
    pub(super) code: &'static str,
    pub(super) message: String,
}

/// The first thing in `text` that must not be parsed.
pub(super) fn refusal(text: &str) -> Option<Refusal> {
    Scanner {
        bytes: text.as_bytes(),
        at: 0,
        open: Vec::new(),
        dots: 0,
    }
    .run()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Brackets open at the moment.
    open: Vec<u8>,
    /// Dots of the key at hand.
    dots: usize,
}

impl Scanner<'_> {
    fn run(mut self) -> Option<Refusal> {
        let mut comma = None;
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            self.at += 1;
            match byte {
                b' ' | b'\t' | b'\r' => continue,
                b'#' => {
                    self.skip_comment();
                    continue;
                }
                b'\n' => {
                    if self.open.last() == Some(&b'{') {
                        let what = "an inline table `{ ... }` must stay on one line";
                        return Some(newer(start..start + 1, what));
                    }
                    self.dots = 0;
                    continue;
                }
                b'"' | b'\'' => {
                    if let Some(refusal) = self.skip_string(start, byte) {
                        return Some(refusal);
                    }
                }
                b'[' | b'{' => {
                    self.open.push(byte);
                    self.dots = 0;
                    if self.open.len() > DEPTH {
                        return Some(too_deep(start));
                    }
                }
                b']' | b'}' => {
                    if let (b'}', Some(comma)) = (byte, comma) {
                        let what = "an inline table `{ ... }` must not end with a comma";
                        return Some(newer(comma..comma + 1, what));
                    }
                    self.open.pop();
                }
                b'.' => {
                    self.dots += 1;
                    if self.dots > DEPTH {
                        return Some(too_deep(start));
                    }
                }
                b'=' | b',' => self.dots = 0,
                _ => {}
            }
            comma = (byte == b',').then_some(start);
        }
        None
    }

    fn skip_comment(&mut self) {
        while self.bytes.get(self.at).is_some_and(|&byte| byte != b'\n') {
            self.at += 1;
        }
    }

    /// Skips a string of any of the four kinds; `start` is its first quote.
    fn skip_string(&mut self, start: usize, quote: u8) -> Option<Refusal> {
        let triple = self.bytes[start..].starts_with(&[quote; 3]);
        self.at = start + if triple { 3 } else { 1 };
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'\\' && quote == b'"' {
                if matches!(self.bytes.get(self.at + 1), Some(b'e' | b'x')) {
                    let what = "the escapes `\\e` and `\\x` are not known; use `\\u00..`";
                    return Some(newer(self.at..self.at + 2, what));
                }
                self.at += 2;
            } else if byte == quote && !triple {
                self.at += 1;
                return None;
            } else if byte == quote && self.bytes[self.at..].starts_with(&[quote; 3]) {
                while self.bytes.get(self.at) == Some(&quote) {
                    self.at += 1;
                }
                return None;
            } else if byte == b'\n' && !triple {
                // An unclosed string: the parser says so.
                return None;
            } else {
                self.at += 1;
            }
        }
        None
    }
}

fn too_deep(at: usize) -> Refusal {
    let message = format!("nested more than {DEPTH} deep");
    Refusal {
        span: at..at + 1,
        code: "limit",
        message,
    }
}

fn newer(span: Range<usize>, what: &str) -> Refusal {
    Refusal {
        span,
        code: "toml-version",
        message: format!("in TOML 1.0, {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_thousand_brackets_are_refused_before_parsing() {
        for text in ["[", "{", "a=[", "a = { b = "] {
            let found = refusal(&text.repeat(100_000)).unwrap();
            assert_eq!(found.code, "limit", "{text}");
        }
        assert_eq!(refusal(&"a.".repeat(100_000)).unwrap().code, "limit");
        assert_eq!(
            refusal(&format!("a = {}1{}", "[".repeat(64), "]".repeat(64))),
            None
        );
    }

    #[test]
    fn newer_toml_is_refused_with_what_to_change() {
        for text in [
            "a = {\n b = 1 }",
            "a = { b = 1, }",
            "a = \"\\e[1m\"",
            "a = \"\"\"\\x41\"\"\"",
        ] {
            assert_eq!(refusal(text).unwrap().code, "toml-version", "{text}");
        }
    }

    #[test]
    fn lists_may_span_lines_and_end_with_a_comma() {
        for text in [
            "a = [\n 1,\n]\nb = { c = [\n 1, 2,\n] }",
            "a = '''\n{ , }\n'''",
            "a = \"{\"\nb = \"\"\"{\n\\\"\"\"\"\n[c] # {",
            "a = 'C:\\x'",
            "x = [1.5, 2.5, 3.5]",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }
}
