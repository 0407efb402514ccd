//! The figures of REF: uniforms that belong to indices.

/// Tags that keep the uses of the hash apart; the first stage's share has tag 1, the second's 2, and so on.
pub(super) mod tag {
    pub(in super::super) const SHARE: u64 = 1;
    pub(in super::super) const LEAD: u64 = 11;
    pub(in super::super) const REGION: u64 = 21;
    pub(in super::super) const SEASON: u64 = 22;
    pub(in super::super) const OUTAGE: u64 = 31;
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014), with its increment.
fn mix(z: u64) -> u64 {
    let z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A figure in [0, 1) that belongs to `(tag, i, j)`.
pub(super) fn uniform(tag: u64, i: usize, j: usize) -> f64 {
    let word = mix(tag << 40 | (i as u64) << 20 | j as u64);
    (word >> 11) as f64 * (0.5f64).powi(53)
}
