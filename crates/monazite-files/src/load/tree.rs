//! Reading a scenario file and those it extends.

use monazite_model::nearest;

use crate::document::{Node, OVERRIDES, Sources, extend};
use crate::place::Place;
use crate::source::Source;
use crate::{Diagnostic, Diagnostics, InputFile, builtin, pack, raw};

/// Longest chain of `extends`.
const CHAIN: usize = 8;

/// A scenario's document, put together.
pub(super) struct Tree {
    pub(super) root: Node,
    pub(super) sources: Sources,
    pub(super) inputs: Vec<InputFile>,
    /// Folder of each text in `sources`.
    folders: Vec<Place>,
}

impl Tree {
    /// Reads `place` and what it extends.
    pub(super) fn read(place: &Place) -> Result<Self, Diagnostics> {
        let mut reading = Reading {
            chain: Vec::new(),
            sources: Sources::default(),
            inputs: Vec::new(),
            folders: Vec::new(),
        };
        let root = reading.document(place, None)?;
        let Reading {
            sources,
            inputs,
            folders,
            ..
        } = reading;
        Ok(Self {
            root,
            sources,
            inputs,
            folders,
        })
    }

    /// A text that stands alone; relative paths start from the current folder.
    pub(super) fn of_text(file: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut sources = Sources::default();
        let root = sources.parse(Source::new(file, text.to_owned()))?;
        let inputs = vec![InputFile::of(file, text.as_bytes())];
        let folders = vec![Place::Disk(String::new().into())];
        Ok(Self {
            root,
            sources,
            inputs,
            folders,
        })
    }

    /// Folder of the pack, seen from the file that names it.
    pub(super) fn pack_place(&self) -> Option<Place> {
        let node = self.root.get("pack")?;
        let here = Place::Disk(String::new().into());
        let base = if self.sources.get(node.at.file).file == OVERRIDES {
            &here
        } else {
            self.folders.get(node.at.file)?
        };
        Some(pack::place(node.text()?, base))
    }
}

struct Reading {
    chain: Vec<Place>,
    sources: Sources,
    inputs: Vec<InputFile>,
    folders: Vec<Place>,
}

impl Reading {
    fn document(&mut self, place: &Place, by: Option<&Node>) -> Result<Node, Diagnostics> {
        let identity = match place {
            Place::Disk(path) => Place::Disk(path.canonicalize().unwrap_or_else(|_| path.clone())),
            Place::BuiltIn(_) | Place::Recorded(..) => place.clone(),
        };
        if let Some(by) = by {
            if self.chain.contains(&identity) {
                let message = format!(
                    "`extends` goes round in a circle: `{}` extends itself",
                    place.name()
                );
                return Err(self.sources.error(&by.at, "extends", message).into());
            }
            if self.chain.len() > CHAIN {
                let message = format!("`extends` goes more than {CHAIN} files deep");
                return Err(self.sources.error(&by.at, "extends", message).into());
            }
        }
        self.chain.push(identity);
        let (source, bytes) = place.read()?;
        self.inputs.push(InputFile::of(&place.name(), &bytes));
        let folder = place.folder();
        self.folders.push(folder.clone());
        let root = self.sources.parse(source)?;
        self.version(&root)?;
        let Some(extends) = root.get("extends") else {
            return Ok(root);
        };
        let Some(reference) = extends.text() else {
            return Ok(root);
        };
        let base = scenario_place(reference, &folder).map_err(|error| {
            self.sources
                .error(&extends.at, error.code, error.message.clone())
                .hint(error.hint)
        })?;
        let extends = extends.clone();
        let base = self.document(&base, Some(&extends))?;
        Ok(extend(base, root))
    }

    /// A file of another version would only give misleading errors, so it gets this one alone.
    fn version(&self, root: &Node) -> Result<(), Diagnostics> {
        let Some(format) = root.get("format") else {
            return Ok(());
        };
        match format.value {
            crate::document::Value::Integer(version) if version != raw::Format::VERSION => {
                let message = format!(
                    "`format` is {version}; this program reads format {}",
                    raw::Format::VERSION
                );
                Err(self.sources.error(&format.at, "format", message).into())
            }
            _ => Ok(()),
        }
    }
}

/// The file that `reference`, seen from `base`, means: a built-in name, a file, or a folder with
/// `scenario.toml`.
pub(super) fn scenario_place(reference: &str, base: &Place) -> Result<Place, Diagnostic> {
    let built_in = builtin::scenario(reference);
    if !reference.contains(['/', '\\', '.']) && built_in.exists() {
        return Ok(built_in);
    }
    let place = base.join(reference);
    if place.is_folder() {
        let file = place.join("scenario.toml");
        if file.exists() {
            return Ok(file);
        }
        let message = "this is a folder without a `scenario.toml`";
        return Err(Diagnostic::whole(
            &shown(reference, &place),
            "unreadable",
            message,
        ));
    }
    if place.exists() {
        return Ok(place);
    }
    let message = if reference.contains(['/', '\\', '.']) {
        "cannot read this file: there is no such file"
    } else {
        "there is no such scenario: neither a built-in name nor a file"
    };
    let scenarios = builtin::builtin_scenarios();
    let hint = match nearest(reference, scenarios.iter().map(|known| known.name.as_str())) {
        Some(known) => format!("did you mean the built-in scenario `{known}`?"),
        None => "`monazite list` shows the built-in scenarios".to_owned(),
    };
    Err(Diagnostic::whole(&shown(reference, &place), "unreadable", message).hint(hint))
}

fn shown(reference: &str, place: &Place) -> String {
    if reference.is_empty() {
        ".".to_owned()
    } else {
        place.name()
    }
}
