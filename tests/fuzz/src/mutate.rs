//! Changes to texts.

use crate::random::Random;

/// Longest text that mutation lets grow, bytes.
const LONGEST: usize = 1 << 16;

/// Flips, inserts or removes a few bytes; what is no UTF-8 afterwards becomes replacement marks.
pub fn bytes(text: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(3) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            1 if !bytes.is_empty() => {
                bytes.remove(at);
            }
            _ => bytes.insert(
                at,
                *random.pick(b"\"'[]{}=.,#\n\r\t \\-+_0123456789eEx*:;\x00\x7f"),
            ),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Removes, repeats, moves or borrows lines.
pub fn lines(text: &str, other: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let at = random.below(lines.len());
    let length = 1 + random.below(8);
    let range = at..(at + length).min(lines.len());
    match random.below(5) {
        0 => {
            lines.drain(range);
        }
        1 => {
            let part: Vec<&str> = lines[range].to_vec();
            for _ in 0..=random.below(3) {
                lines.splice(at..at, part.iter().copied());
            }
        }
        2 => {
            let to = random.below(lines.len());
            lines.swap(at, to);
        }
        _ => {
            let lent: Vec<&str> = other.split('\n').collect();
            let from = random.below(lent.len());
            let part = &lent[from..(from + length).min(lent.len())];
            lines.splice(at..at, part.iter().copied());
        }
    }
    short(lines.join("\n"))
}

/// Replaces the part of a text after a separator, or before it, on one of its lines.
pub fn side(text: &str, separator: char, after: bool, new: &str, random: &mut Random) -> String {
    let starts: Vec<usize> = text.match_indices(separator).map(|(at, _)| at).collect();
    if starts.is_empty() {
        return format!("{text}\n{new}");
    }
    let at = *random.pick(&starts);
    let edges: &[char] = &['\n', ',', '}', '{'];
    let (from, to) = if after {
        let from = at + separator.len_utf8();
        (
            from,
            text[from..]
                .find(edges)
                .map_or(text.len(), |end| from + end),
        )
    } else {
        (text[..at].rfind(edges).map_or(0, |start| start + 1), at)
    };
    short(format!("{} {new} {}", &text[..from], &text[to..]))
}

fn short(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST)
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0);
        text.truncate(end);
    }
    text
}
