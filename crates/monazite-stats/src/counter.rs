//! Counter-based generators with published test vectors (Salmon et al. 2011).
//!
//! The engine draws from ChaCha8 ([`crate::Stream`]). Philox is here as a second, unrelated
//! generator with the same promise (a draw is a function of key and counter), so that a result can
//! be repeated on it: a conclusion that changes with the generator is not a conclusion.

const ROUNDS: usize = 10;

/// Philox4x32-10: four 32-bit words for a 128-bit counter and a 64-bit key.
pub fn philox4x32(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let wide = |a: u32, b: u32| {
        let product = u64::from(a) * u64::from(b);
        ((product >> 32) as u32, product as u32)
    };
    let (mut c, mut k) = (counter, key);
    for _ in 0..ROUNDS {
        let (high0, low0) = wide(0xD251_1F53, c[0]);
        let (high1, low1) = wide(0xCD9E_8D57, c[2]);
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0];
        // Weyl sequence of the golden ratio and of sqrt(3) - 1.
        k = [
            k[0].wrapping_add(0x9E37_79B9),
            k[1].wrapping_add(0xBB67_AE85),
        ];
    }
    c
}

/// Philox4x64-10: four 64-bit words for a 256-bit counter and a 128-bit key.
pub fn philox4x64(counter: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let wide = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        ((product >> 64) as u64, product as u64)
    };
    let (mut c, mut k) = (counter, key);
    for _ in 0..ROUNDS {
        let (high0, low0) = wide(0xD2E7_470E_E14C_6C93, c[0]);
        let (high1, low1) = wide(0xCA5A_8263_9512_1157, c[2]);
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0];
        k = [
            k[0].wrapping_add(0x9E37_79B9_7F4A_7C15),
            k[1].wrapping_add(0xBB67_AE85_84CA_A73B),
        ];
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox4x32_gives_the_published_vectors() {
        assert_eq!(
            philox4x32([0; 4], [0; 2]),
            [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
        );
        assert_eq!(
            philox4x32([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
    }

    #[test]
    fn philox4x64_gives_the_published_vector() {
        assert_eq!(
            philox4x64([0; 4], [0; 2]),
            [
                0x1655_4d9e_ca36_314c,
                0xdb20_fe9d_672d_0fdc,
                0xd7e7_72ce_e186_176b,
                0x7e68_b68a_ec7b_a23b
            ]
        );
    }

    #[test]
    fn one_bit_of_the_key_changes_about_half_of_the_output() {
        let (a, b) = (philox4x64([0; 4], [0; 2]), philox4x64([0; 4], [1, 0]));
        let flipped: u32 = a.iter().zip(b).map(|(x, y)| (x ^ y).count_ones()).sum();
        assert!((90..166).contains(&flipped), "{flipped} of 256 bits");
    }
}
