//! The manifest of a run, and the words for what is in it.

use std::thread::available_parallelism;

use monazite_engine::RunOptions;
use monazite_files::Loaded;
use monazite_report::{
    Build, Extent, FileDigest, MANIFEST_FORMAT, Machine, Manifest, PROGRAM, PackText, Timing,
};

use crate::loading::Prepared;
use crate::simulation::Timed;

/// The manifest of a run that is about to begin; what it comes to is filled in when it ends.
pub(crate) fn manifest(prepared: &Prepared, options: &RunOptions) -> Manifest {
    of(&prepared.loaded, &prepared.strategy, options)
}

/// The manifest of anything that is made from loaded files.
pub(crate) fn of(loaded: &Loaded, strategy: &str, options: &RunOptions) -> Manifest {
    let inputs = loaded.inputs.iter().map(|input| FileDigest {
        path: input.path.clone(),
        digest: input.digest.clone(),
        bytes: input.bytes,
    });
    let pack = loaded.pack_files.iter().map(|file| PackText {
        path: file.path.clone(),
        text: file.text.clone(),
    });
    Manifest {
        format: MANIFEST_FORMAT,
        program: PROGRAM.to_owned(),
        build: Build::current(),
        command: command(),
        scenario: loaded.scenario.id.clone(),
        run: Extent {
            strategy: strategy.to_owned(),
            strategies: Vec::new(),
            seed: options.seed,
            first_replication: options.first,
            requested: options.replications,
            completed: 0,
            precision: None,
            foresight: None,
            stopped: String::new(),
            shard: None,
        },
        machine: machine(options.threads),
        timing: Timing {
            started: String::new(),
            simulation_seconds: 0.0,
        },
        conservation_residual: 0.0,
        inputs: inputs.collect(),
        outputs: Vec::new(),
        resolved: loaded.resolved.clone(),
        pack: pack.collect(),
    }
}

/// Arguments as typed.
pub(crate) fn command() -> Vec<String> {
    std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

/// This machine.
pub(crate) fn machine(threads: usize) -> Machine {
    Machine {
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        cores: cores(),
        threads,
    }
}

/// Cores that the process may use.
pub(crate) fn cores() -> usize {
    available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Adds what a simulation took; one that goes on keeps its beginning.
pub(crate) fn took(manifest: &mut Manifest, timed: &Timed) {
    if manifest.timing.started.is_empty() {
        manifest.timing.started.clone_from(&timed.started);
    }
    manifest.timing.simulation_seconds += timed.seconds;
}

/// Version and state of the repository.
pub(crate) fn version(build: &Build) -> String {
    format!("monazite {} ({})", build.version, build.git)
}

/// Whether this program is the build that made a result, as far as numbers are concerned.
pub(crate) fn same_version(build: &Build) -> bool {
    let own = Build::current();
    (&own.version, &own.git) == (&build.version, &build.git)
}
