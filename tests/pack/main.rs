//! The shipped pack: what it must contain, what it must come to, and that every row can be traced.

mod bands;
mod contents;
mod evidence;
mod projects;

use std::sync::LazyLock;

use monazite_model::World;

/// The world of the pack.
static WORLD: LazyLock<World> = LazyLock::new(|| {
    let loaded = monazite_files::load_pack("rare-earths-2025");
    loaded.unwrap_or_else(|errors| panic!("{errors}")).0
});
