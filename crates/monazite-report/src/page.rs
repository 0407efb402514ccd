//! The same findings and sections as a web page, as Markdown, and for a terminal.

use std::fmt::Write as _;

use minijinja::{AutoEscape, Environment, Value, context};
use monazite_engine::RunResult;
use monazite_model::{Scenario, World};

use crate::findings::{Finding, findings};
use crate::manifest::Manifest;
use crate::sections::{Block, Section, sections};
use crate::table::{html_text, markdown_text, printable};
use crate::{Report, number};

const TEMPLATE: &str = include_str!("../templates/report.html");
/// Columns of text on a terminal.
const WIDTH: usize = 96;

/// What a page is made from.
pub(crate) struct Page<'a> {
    /// What sort of report it is, in a few words.
    pub(crate) kind: &'static str,
    pub(crate) title: &'a str,
    /// A paragraph; may be empty.
    pub(crate) text: &'a str,
    /// What the report says about itself: label and value, in reading order.
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) sections: Vec<Section>,
}

impl<'a> Page<'a> {
    /// The report of one run.
    pub(crate) fn of_run(report: &Report<'a>, manifest: &Manifest) -> Self {
        Self {
            kind: "Rare-earth supply risk report",
            title: &report.scenario.title,
            text: report.scenario.text.trim(),
            facts: run_facts(report, manifest),
            findings: findings(report),
            sections: sections(report),
        }
    }
}

fn run_facts(report: &Report<'_>, manifest: &Manifest) -> Vec<(&'static str, String)> {
    let strategy = if report.result.strategy == "none" {
        "none (do nothing)".to_owned()
    } else {
        report.result.strategy.clone()
    };
    let (scenario, world) = (report.scenario, report.world);
    facts(
        (scenario, world),
        report.result,
        ("Strategy", strategy),
        manifest,
    )
}

/// What every report says about itself; `own` is a fact of this kind of report.
pub(crate) fn facts(
    (scenario, world): (&Scenario, &World),
    result: &RunResult,
    own: (&'static str, String),
    manifest: &Manifest,
) -> Vec<(&'static str, String)> {
    vec![
        ("Scenario", scenario.id.clone()),
        (
            "Pack",
            format!("{} (figures of {})", world.title, world.base_year),
        ),
        own,
        ("Start", scenario.run.start.to_string()),
        ("Horizon", crate::findings::horizon(result)),
        ("Step", number::plain(result.step_days, "days")),
        ("Replications", number::count(result.replications)),
        ("Seed", scenario.run.seed.to_string()),
        (
            "Simulated in",
            format!("{:.1} s", manifest.timing.simulation_seconds),
        ),
        ("Run on", manifest.timing.started.clone()),
        (
            "Program",
            format!(
                "monazite {} ({})",
                manifest.build.version, manifest.build.git
            ),
        ),
    ]
}

fn block_html(block: &Block) -> String {
    match block {
        Block::Text(text) => format!("<p>{}</p>", html_text(text)),
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|item| html_text(item)).collect();
            format!("<ul><li>{}</li></ul>", items.join("</li><li>"))
        }
        Block::Command(words) => format!("<pre>{}</pre>", html_text(&command(words))),
        Block::Figure(figure) => format!(
            "<figure>{}<figcaption>{}</figcaption><details><summary>Numbers of this chart</summary>\
             <div class=\"scroll\">{}</div></details></figure>",
            figure.svg,
            html_text(&figure.caption),
            figure.table.html(),
        ),
        Block::Table(table) => format!("<div class=\"scroll\">{}</div>", table.html()),
        Block::Long(table) => format!(
            "<details><summary>{} ({})</summary><div class=\"scroll\">{}</div></details>",
            html_text(&table.caption),
            number::counted(table.len() as u64, "row"),
            table.html(),
        ),
    }
}

/// The page: one file, no script, no network.
pub(crate) fn html(page: &Page<'_>, manifest: &Manifest) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", TEMPLATE)?;
    let findings: Vec<Value> = page
        .findings
        .iter()
        .map(|finding| context! { topic => finding.topic, text => printable(&finding.text) })
        .collect();
    let sections: Vec<Value> = page
        .sections
        .iter()
        .map(|section| {
            let html: String = section.blocks.iter().map(block_html).collect();
            context! { id => section.id, title => section.title, html => Value::from_safe_string(html) }
        })
        .collect();
    let facts: Vec<Value> = page
        .facts
        .iter()
        .map(|(label, value)| context! { label => *label, value => printable(value) })
        .collect();
    let inputs: Vec<Value> = manifest
        .inputs
        .iter()
        .map(|file| context! { path => printable(&file.path), digest => file.digest.as_str(), bytes => file.bytes })
        .collect();
    environment.get_template("report")?.render(context! {
        kind => page.kind,
        title => printable(page.title),
        text => printable(page.text),
        findings,
        sections,
        facts,
        inputs,
        command => printable(&manifest.command.join(" ")),
    })
}

/// The report as Markdown: findings, then the sections without drawings and long tables.
pub(crate) fn markdown(page: &Page<'_>) -> String {
    let mut out = format!("# {}\n\n", markdown_text(page.title));
    if !page.text.is_empty() {
        let _ = writeln!(out, "{}\n", markdown_text(page.text));
    }
    out.push_str("## Findings\n\n");
    for Finding { topic, text } in &page.findings {
        let _ = writeln!(out, "**{topic}.** {}\n", markdown_text(text));
    }
    out.push_str(&markdown_sections(&page.sections));
    out.push_str("## This run\n\n");
    for (label, value) in &page.facts {
        let _ = writeln!(out, "- {label}: {}", markdown_text(value));
    }
    out
}

/// Sections under a title, as Markdown.
pub(crate) fn sections_markdown(title: &str, sections: &[Section]) -> String {
    format!(
        "# {}\n\n{}",
        markdown_text(title),
        markdown_sections(sections)
    )
}

fn markdown_sections(sections: &[Section]) -> String {
    let mut out = String::new();
    for section in sections {
        let _ = writeln!(out, "## {}\n", section.title);
        for block in &section.blocks {
            match block {
                Block::Text(text) => {
                    let _ = writeln!(out, "{}\n", markdown_text(text));
                }
                Block::List(items) => {
                    for item in items {
                        let _ = writeln!(out, "- {}", markdown_text(item));
                    }
                    out.push('\n');
                }
                Block::Command(words) => {
                    let _ = writeln!(out, "```sh\n{}\n```\n", command(words));
                }
                Block::Figure(figure) => {
                    let caption = markdown_text(&figure.caption);
                    let _ = writeln!(out, "{caption}\n\n{}", figure.table.markdown());
                }
                Block::Table(table) => {
                    if !table.caption.is_empty() {
                        let _ = writeln!(out, "{}:\n", markdown_text(&table.caption));
                    }
                    let _ = writeln!(out, "{}", table.markdown());
                }
                Block::Long(table) => {
                    let rows = number::counted(table.len() as u64, "row");
                    let caption = markdown_text(&table.caption);
                    let _ = writeln!(out, "{caption}: {rows}, in report.html.\n");
                }
            }
        }
    }
    out
}

/// Findings and warnings for a terminal, wrapped.
pub fn terminal(report: &Report<'_>) -> String {
    told(&findings(report), &crate::warnings(report))
}

/// The same of any findings.
pub(crate) fn told(findings: &[Finding], warnings: &[String]) -> String {
    let mut out = String::new();
    for Finding { topic, text } in findings {
        let _ = writeln!(out, "{topic}");
        out.push_str(&wrapped(text, "  "));
        out.push('\n');
    }
    for warning in warnings {
        out.push_str(&wrapped(&format!("warning: {warning}"), ""));
    }
    out
}

/// Sections for a terminal: headings, wrapped text, tables. Drawings are left to the page.
pub(crate) fn plain_text(sections: &[Section]) -> String {
    let mut out = String::new();
    for section in sections {
        let _ = writeln!(
            out,
            "{}\n{}\n",
            section.title,
            "=".repeat(section.title.chars().count())
        );
        for block in &section.blocks {
            match block {
                Block::Text(text) => out.push_str(&wrapped(text, "")),
                Block::List(items) => {
                    for item in items {
                        out.push_str(&wrapped(&format!("- {item}"), ""));
                    }
                }
                Block::Command(words) => {
                    let _ = writeln!(out, "{}", command(words));
                }
                Block::Figure(crate::Figure { table, .. })
                | Block::Table(table)
                | Block::Long(table) => {
                    if !table.caption.is_empty() {
                        let _ = writeln!(out, "{}\n", printable(&table.caption));
                    }
                    out.push_str(&table.text());
                }
            }
            out.push('\n');
        }
    }
    out
}

/// A command in lines that a shell joins again.
fn command(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| printable(word)).collect();
    words.join(" \\\n    ")
}

/// Text in lines of at most [`WIDTH`] columns (a longer word has a line of its own), each ended. A
/// per cent sign stays with its number.
fn wrapped(text: &str, indent: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace().map(printable) {
        match words.last_mut() {
            Some(number) if word.starts_with('%') => {
                number.push(' ');
                number.push_str(&word);
            }
            _ => words.push(word),
        }
    }
    let mut out = String::new();
    let mut line = String::new();
    for word in words {
        let long = line.chars().count() + 1 + word.chars().count() + indent.len() > WIDTH;
        if !line.is_empty() && long {
            let _ = writeln!(out, "{indent}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        let _ = writeln!(out, "{indent}{line}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest;
    use crate::sample::Sample;

    fn page(sample: &Sample) -> String {
        let manifest = manifest::sample();
        html(&Page::of_run(&sample.report(), &manifest), &manifest).unwrap()
    }

    #[test]
    fn the_page_needs_no_network_and_runs_no_script() {
        let page = page(&Sample::new(1000));
        assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
        for forbidden in ["<script", "<link", "@import", "src=", "href=\"http", "url("] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn markup_in_a_title_or_a_source_stays_text() {
        let mut sample = Sample::new(100);
        sample.scenario.title = "<img onerror=x> & co".to_owned();
        sample.scenario.text = "</style><script>alert(1)</script>".to_owned();
        let page = page(&sample);
        assert!(page.contains("&lt;img onerror"), "title");
        assert!(!page.contains("<img") && !page.contains("<script"));
        assert!(page.contains("=A &lt;book&gt;"), "source");
    }

    #[test]
    fn every_figure_on_the_page_is_followed_by_its_numbers() {
        let page = page(&Sample::new(1000));
        assert_eq!(page.matches("<figure>").count(), 6);
        assert_eq!(page.matches("Numbers of this chart").count(), 6);
    }

    #[test]
    fn the_text_has_the_findings_of_the_page() {
        let sample = Sample::new(1000);
        let text = markdown(&Page::of_run(&sample.report(), &manifest::sample()));
        for finding in findings(&sample.report()) {
            assert!(text.contains(&format!(
                "**{}.** {}",
                finding.topic,
                markdown_text(&finding.text)
            )));
        }
        assert!(text.contains("- Seed: 7"));
    }

    #[test]
    fn terminal_lines_fit_and_carry_no_control_characters() {
        let mut sample = Sample::new(1000);
        sample.world.materials[3].name = "bad\u{1b}[31m".to_owned();
        let text = terminal(&sample.report());
        assert!(
            text.lines().all(|line| line.chars().count() <= WIDTH),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'));
    }
}
