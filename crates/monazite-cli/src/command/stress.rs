//! `monazite stress`: parts of the network removed in turn.

use std::path::PathBuf;

use monazite_engine::{Case, CutKind, Stress, Toll};
use monazite_model::Days;
use monazite_report::{Both, Reverse, STRESS_FILES, Strained, check_files, printable, write_texts};

use crate::arguments;
use crate::failure::{DEFECT, Failure, WRONG_INPUT};
use crate::loading::{balanced, focus_override, focused, load, on_disk, refusal, strategy};
use crate::output;
use crate::simulation::threads;

/// Days of a week.
const WEEK: f64 = 7.0;

pub(crate) fn stress(arguments: &arguments::Stress) -> Result<(), Failure> {
    let more: Vec<String> = focus_override(arguments.focus.as_ref())
        .into_iter()
        .collect();
    let loaded = load(&arguments.chosen.subject, &more)?;
    let (scenario, world) = (&loaded.scenario, &loaded.world);
    let strategy = strategy(&arguments.chosen, scenario)?;
    if let Some(id) = arguments
        .material
        .as_deref()
        .filter(|id| world.material(id).is_none())
    {
        return Err(unknown(id, world));
    }
    if !arguments.effort.quiet {
        output::warn(&loaded.warnings);
    }
    let inputs: Vec<PathBuf> = on_disk(&loaded);
    if let Some(out) = &arguments.out {
        check_files(out, &inputs, &STRESS_FILES)?;
    }
    let longest = arguments
        .weeks
        .max(arguments.reverse.map_or(0, |_| arguments.longest));
    let weeks = |weeks: u32| Days::new(f64::from(weeks) * WEEK).unwrap_or(Days::ZERO);
    let focus = focused(&loaded)?;
    let balance = balanced(&loaded, arguments.effort.memory.limit)?;
    let stress = Stress::new(&balance, scenario, strategy, focus.clone(), weeks(longest));
    let stress = stress.map_err(|error| refusal(&error, &loaded))?;
    let threads = threads(&arguments.effort);
    let days = f64::from(arguments.weeks) * WEEK;
    let alone: Vec<Case> = (0..stress.cuts().len())
        .map(|cut| Case {
            cuts: vec![cut],
            days,
        })
        .collect();
    let tolls = stress.tolls(&alone, threads);
    let pairs = pairs(&stress, &tolls, arguments.pairs, days, threads);
    let reverse = arguments.reverse.map(|share| {
        let material = arguments.material.as_deref();
        let days = stress.shortest(share, material, weeks(arguments.longest), threads);
        let weeks: Vec<Option<f64>> = days.into_iter().map(|days| Some(days? / WEEK)).collect();
        (share, material, weeks)
    });
    let strained = Strained {
        scenario,
        world,
        strategy,
        focus: &focus.economy,
        cuts: stress.cuts(),
        weeks: f64::from(arguments.weeks),
        tolls: &tolls,
        pairs: &pairs,
        reverse: reverse.as_ref().map(|(share, material, weeks)| Reverse {
            share: *share,
            material: *material,
            longest: f64::from(arguments.longest),
            weeks,
        }),
        top: arguments.top,
    };
    if let Some(out) = &arguments.out {
        write_texts(
            out,
            &inputs,
            &strained.files().map_err(|error| defect(&*error))?,
        )?;
    }
    let report = arguments.out.as_ref().map(|out| out.join("stress.md"));
    output::answer(
        arguments.format,
        &strained.json()?,
        &strained.text(),
        report.as_deref(),
    )
}

fn defect(error: &dyn std::error::Error) -> Failure {
    let message =
        format!("error: cannot make a table: {error}; this is a defect, please report it");
    Failure::new(DEFECT, message)
}

/// All pairs of the worst sites.
fn pairs(stress: &Stress, tolls: &[Toll], worst: usize, days: f64, threads: usize) -> Vec<Both> {
    let mut sites: Vec<usize> = (0..tolls.len())
        .filter(|&at| stress.cuts()[at].kind == CutKind::Site && tolls[at].value > 0.0)
        .collect();
    sites.sort_by(|&a, &b| tolls[b].value.total_cmp(&tolls[a].value).then(a.cmp(&b)));
    sites.truncate(worst);
    let mut both = Vec::new();
    for (at, &one) in sites.iter().enumerate() {
        both.extend(sites[at + 1..].iter().map(|&other| (one, other)));
    }
    let cases: Vec<Case> = both
        .iter()
        .map(|&(one, other)| Case {
            cuts: vec![one, other],
            days,
        })
        .collect();
    let tolls = stress.tolls(&cases, threads).into_iter();
    both.into_iter()
        .zip(tolls)
        .map(|(cuts, toll)| Both { cuts, toll })
        .collect()
}

fn unknown(id: &str, world: &monazite_model::World) -> Failure {
    let ids = world.materials.iter().map(|material| material.id.as_str());
    let hint = monazite_model::nearest(id, ids)
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!(
        "error: --material: there is no material `{}`{hint}",
        printable(id)
    );
    Failure::new(WRONG_INPUT, message)
}
