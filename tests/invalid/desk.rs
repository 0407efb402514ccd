//! A sound scenario and pack in a folder of their own, to be spoilt in one place.

use std::fs;
use std::path::PathBuf;

use monazite_files::{Diagnostics, check};
use tempfile::TempDir;

use super::{Place, expect, line_of};

const SCENARIO: &str = r#"format = 1
title  = "A plant stops"
pack   = "./pack"

[run]
start        = 2026-01-05
horizon      = "2 years"
step         = "7 days"
replications = 100
seed         = 1

[[hazard]]
id       = "plant-stops"
text     = "The separation plant stops"
source   = "made-up"
arrival  = { poisson_per_year = 0.35 }
duration = { pert = { min = "5 days", mode = "7 days", max = "12 days" } }
severity = { uniform = { min = 0.3, max = 1.0 } }
[[hazard.effect]]
[hazard.effect.capacity]
site = "lynas-kuantan"

[[hazard]]
id       = "strait-closes"
text     = "The strait closes"
source   = "made-up"
arrival  = { after = { hazard = "plant-stops", probability = 0.5 } }
duration = { fixed = "6 weeks" }
[[hazard.effect]]
[hazard.effect.route]
choke_point     = "strait"
extra_lead_time = "14 days"
capacity_factor = 0.5

[[correlation]]
first    = "plant-stops"
second   = "strait-closes"
spearman = 0.4

[[strategy]]
id    = "reserve"
title = "A reserve of oxide"
[[strategy.action]]
[strategy.action.stockpile]
holder   = "JP"
material = "oxide"
target   = "180 days"
"#;

const PACK: [(&str, &str); 9] = [
    (
        "pack.toml",
        "format = 1\nid = \"small\"\ntitle = \"Small\"\nbase_year = 2025\n",
    ),
    (
        "sources.csv",
        "id,title,note\nmade-up,Made up,chosen for the test\n",
    ),
    (
        "economies.csv",
        "id,name,price_zone,source,grade\nMY,Malaysia,world,made-up,C\nJP,Japan,world,made-up,C\n",
    ),
    (
        "choke_points.csv",
        "id,name,source,grade\nstrait,Strait,made-up,C\n",
    ),
    (
        "materials.csv",
        "id,name,stage,basis,reo_t_per_t,pushed,source,grade\n\
         ore,Ore,concentrate,t REO,1,no,made-up,C\n\
         oxide,Oxide,oxide,t REO,1,no,made-up,C\n\
         metal,Metal,metal,t metal,1,no,made-up,C\n\
         scrap,Scrap,scrap,t scrap,1,yes,made-up,C\n",
    ),
    (
        "recipes.csv",
        "recipe,material,role,coefficient,driver,source,grade\n\
         dig,ore,output,1,yes,made-up,C\n\
         separate,ore,input,1,no,made-up,C\n\
         separate,oxide,output,0.9,yes,made-up,C\n\
         reduce,oxide,input,1,no,made-up,C\n\
         reduce,metal,output,0.8,yes,made-up,C\n\
         reduce,scrap,output,0.1,no,made-up,C\n\
         recycle,scrap,input,1,no,made-up,C\n\
         recycle,oxide,output,0.9,yes,made-up,C\n",
    ),
    (
        "sites.csv",
        "id,name,economy,stage,capacity_t_per_yr,source,grade\n\
         mine,Mine,MY,mine,1000,made-up,C\n\
         lynas-kuantan,Kuantan,MY,separator,1000,made-up,C\n\
         metal-maker,Metal maker,JP,metal,1000,made-up,C\n\
         recycler,Recycler,JP,recycler,1000,made-up,C\n",
    ),
    (
        "activities.csv",
        "site,recipe,throughput_t_per_yr,source,grade\n\
         mine,dig,,made-up,C\n\
         lynas-kuantan,separate,,made-up,C\n\
         metal-maker,reduce,,made-up,C\n\
         recycler,recycle,,made-up,C\n",
    ),
    (
        "trade.csv",
        "id,material,origin,destination,destination_site,lead_time_days,choke_points,source,grade\n\
         ore-home,ore,MY,MY,lynas-kuantan,1,,made-up,C\n\
         oxide-my-jp,oxide,MY,JP,,14,strait,made-up,C\n\
         metal-home,metal,JP,JP,,1,,made-up,C\n\
         scrap-home,scrap,JP,JP,,1,,made-up,C\n\
         oxide-home,oxide,JP,JP,,1,,made-up,C\n",
    ),
];

/// Demands, apart from the rest so that tests can write their own.
pub(crate) const DEMANDS: &str = "id,economy,sector,material,demand_t_per_yr,elasticity,source,grade\n\
     jp-ev,JP,ev,metal,100,-0.3,made-up,C\n";

/// A folder with `scenario.toml` and `pack/`.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// The sound files.
    pub(crate) fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(desk.path("pack")).expect("a folder");
        desk.write("scenario.toml", SCENARIO);
        for (name, text) in PACK {
            desk.write(&format!("pack/{name}"), text);
        }
        desk.write("pack/demands.csv", DEMANDS);
        desk
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as a text.
    pub(crate) fn name(&self, name: &str) -> String {
        self.path(name)
            .to_str()
            .expect("a path in UTF-8")
            .to_owned()
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a file");
    }

    /// Text of a file.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    /// Replaces the only `old` in a file and gives the line on which `new` begins.
    #[track_caller]
    pub(crate) fn edit(&self, name: &str, old: &str, new: &str) -> usize {
        let text = self.text(name);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in\n{text}");
        let line = line_of(&text, old);
        self.write(name, text.replace(old, new));
        line
    }

    /// Everything that is wrong with a file or folder here.
    pub(crate) fn check(&self, name: &str) -> Diagnostics {
        check(&self.name(name))
    }
}

/// A scenario with one change is refused at that line, for this reason, with exit code 2.
#[track_caller]
pub(crate) fn scenario(old: &str, new: &str, code: &str, telling: &[&str]) {
    refused("scenario.toml", old, new, code, telling);
}

/// A table with one change is refused at that line, for this reason, with exit code 2.
#[track_caller]
pub(crate) fn table(name: &str, old: &str, new: &str, code: &str, telling: &[&str]) {
    refused(&format!("pack/{name}"), old, new, code, telling);
}

#[track_caller]
fn refused(file: &str, old: &str, new: &str, code: &str, telling: &[&str]) {
    let desk = Desk::new();
    let line = desk.edit(file, old, new);
    let found = desk.check("scenario.toml");
    expect(&found, &Place { file, line }, code, telling);
    assert_eq!(found.exit_code(), 2, "{found}");
}

#[test]
fn the_files_that_are_spoilt_here_are_sound() {
    let desk = Desk::new();
    for name in ["scenario.toml", "pack", "."] {
        let found = desk.check(name);
        assert!(found.is_empty(), "{name}: {found}");
    }
}
