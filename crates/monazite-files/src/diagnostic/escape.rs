//! Makes text from files safe to print on a terminal.

/// Replaces control characters and characters that reorder or hide text by `\u{..}`, so that a file
/// cannot write escape sequences to a terminal or show something else than it says.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// The same for a line that is underlined: every character stays one character, so that columns are
/// those of the file.
pub(super) fn column_for_column(line: &str) -> String {
    let shown = |c| match c {
        '\t' => ' ',
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    line.chars().map(shown).collect()
}

/// Control characters, bidirectional controls and zero-width characters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_direction_marks_become_text() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("x\u{202e}y"), "x\\u{202e}y");
        assert_eq!(visible("line\nnext"), "line\\nnext");
    }

    #[test]
    fn ordinary_letters_of_any_script_stay() {
        assert_eq!(visible("Bayan Obo 白云鄂博 é"), "Bayan Obo 白云鄂博 é");
    }
}
