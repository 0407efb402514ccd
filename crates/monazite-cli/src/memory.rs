//! Memory: how much a command may take, and how amounts are told.

use monazite_engine::estimate_lanes;
use monazite_model::World;
use monazite_report::count;

pub(crate) const GIB: u64 = 1 << 30;

/// Why a world is too large for `limit`, GiB of memory, told before it takes it.
pub(crate) fn too_large(world: &World, limit: u64) -> Option<String> {
    let (lanes, needed) = estimate_lanes(world);
    (needed > limit.saturating_mul(GIB)).then(|| {
        format!(
            "this world has {} lanes, one from every seller to every buyer of each row of trade; to balance them is \
             estimated to need {} of memory, more than the limit of {limit} GiB. Narrow rows of trade (origin_site, \
             destination_site), or allow it (--memory-limit {}).",
            count(lanes),
            memory(needed),
            needed.div_ceil(GIB),
        )
    })
}

/// Memory in the unit that people use.
pub(crate) fn memory(bytes: u64) -> String {
    if bytes < GIB {
        format!("{} MiB", bytes.div_ceil(1 << 20))
    } else {
        format!("{:.1} GiB", bytes as f64 / GIB as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_in_the_unit_that_people_use() {
        assert_eq!(memory(5 << 20), "5 MiB");
        assert_eq!(memory((5 << 20) + 1), "6 MiB");
        assert_eq!(memory(GIB * 5 / 2), "2.5 GiB");
    }
}
