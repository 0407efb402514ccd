//! Findings as a compiler prints them.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::escape::column_for_column;
use super::{Diagnostic, Severity, visible};

pub(super) fn render(list: &[Diagnostic], dropped: usize, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for diagnostic in list {
        out.push_str(&one(diagnostic, &renderer));
        out.push_str("\n\n");
    }
    if dropped > 0 {
        out.push_str("... and ");
        out.push_str(&dropped.to_string());
        out.push_str(" more\n");
    }
    out
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let file = visible(&diagnostic.file);
    let title = level
        .primary_title(visible(&diagnostic.message))
        .id(diagnostic.code);
    let line = column_for_column(&diagnostic.excerpt);
    let mut group = if diagnostic.line == 0 || line.is_empty() {
        let origin = Origin::path(file);
        let at = (diagnostic.line > 0).then_some((diagnostic.line, diagnostic.column));
        title.element(match at {
            Some((line, column)) => origin.line(line).char_column(column),
            None => origin,
        })
    } else {
        let mark = AnnotationKind::Primary.span(marked(diagnostic, &line));
        let snippet = Snippet::source(line).path(file).line_start(diagnostic.line);
        title.element(snippet.annotation(mark))
    };
    if let Some(related) = &diagnostic.related {
        let text = format!(
            "{} at {}:{}",
            visible(&related.message),
            visible(&related.file),
            related.line
        );
        group = group.element(Level::NOTE.message(text));
    }
    if !diagnostic.hint.is_empty() {
        group = group.element(Level::HELP.message(visible(&diagnostic.hint)));
    }
    renderer.render(&[group])
}

/// Byte range in `line` of the characters that are meant; at its end if they lie beyond.
fn marked(diagnostic: &Diagnostic, line: &str) -> Range<usize> {
    let byte = |column: usize| {
        line.char_indices()
            .nth(column.saturating_sub(1))
            .map_or(line.len(), |(at, _)| at)
    };
    let start = byte(diagnostic.column);
    start..byte(diagnostic.end_column).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Diagnostic {
        Diagnostic {
            line: 3,
            column: 16,
            end_column: 17,
            excerpt: "replications = 0".to_owned(),
            ..Diagnostic::whole(
                "a b.toml",
                "range",
                "`run.replications` must be at least 1, got 0",
            )
        }
    }

    #[test]
    fn a_finding_names_code_place_and_line() {
        let text = render(&[finding().hint("10000 is a good start")], 0, false);
        assert_eq!(
            text,
            "error[range]: `run.replications` must be at least 1, got 0\n \
             --> a b.toml:3:16\n  \
             |\n\
             3 | replications = 0\n  \
             |                ^\n  \
             |\n  \
             = help: 10000 is a good start\n\n"
        );
    }

    #[test]
    fn colour_adds_escape_sequences_and_plain_has_none() {
        assert!(render(&[finding()], 0, true).contains('\u{1b}'));
        assert!(!render(&[finding()], 0, false).contains('\u{1b}'));
    }

    #[test]
    fn a_file_cannot_write_to_the_terminal() {
        let mut nasty = finding();
        nasty.excerpt = "id = \"\u{1b}[2Jx\u{202e}\"".to_owned();
        nasty.message = "bad \u{1b}[31m id".to_owned();
        nasty.file = "new\nline.toml".to_owned();
        let text = render(&[nasty], 0, false);
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{202e}'),
            "{text}"
        );
        assert!(text.contains("new\\nline.toml:3:"), "{text}");
    }

    #[test]
    fn a_megabyte_line_prints_a_window() {
        let mut long = finding();
        long.excerpt = "x".repeat(1 << 20);
        long.column = 500_000;
        long.end_column = 500_001;
        let text = render(&[long], 0, false);
        assert!(text.len() < 1_000 && text.contains('^'), "{text}");
    }

    #[test]
    fn a_place_beyond_the_end_of_the_line_is_shown_at_its_end() {
        let mut beyond = finding();
        beyond.column = 99;
        beyond.end_column = 100;
        assert!(render(&[beyond], 0, false).contains('^'));
    }
}
