//! Random streams that are named, never numbered by the order of asking.
//!
//! A stream is opened by its [`StreamKey`]. Two draws share bits only if all four parts of their
//! keys and their positions agree, so a new entity, purpose or replication leaves every other draw
//! as it was, and results do not depend on who asks first or on how many threads ask.

use std::fmt;

use chacha20::ChaCha8Rng;
use rand::{Rng, SeedableRng, TryRng, rand_core::Infallible};

/// Smallest value of [`Stream::uniform`], 2^-53. The largest is one minus this.
pub const SMALLEST_UNIFORM: f64 = 1.0 / 9_007_199_254_740_992.0;

/// Name of a stream.
///
/// The four parts, each as eight bytes with the least significant first, are the 32-byte key of
/// ChaCha8. Different names therefore give different keys; nothing is hashed or added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey {
    /// Seed of the whole run.
    pub seed: u64,
    /// Number of the replication.
    pub replication: u64,
    /// What the draws are for. Callers keep a list of purposes and only append to it.
    pub purpose: u64,
    /// Whom the draws are for, for instance by [`entity_key`].
    pub entity: u64,
}

impl StreamKey {
    /// The ChaCha8 key of this name.
    pub fn bytes(self) -> [u8; 32] {
        let mut key = [0; 32];
        for (place, part) in
            key.chunks_exact_mut(8)
                .zip([self.seed, self.replication, self.purpose, self.entity])
        {
            place.copy_from_slice(&part.to_le_bytes());
        }
        key
    }

    /// Opens the stream at its beginning.
    pub fn open(self) -> Stream {
        Stream {
            generator: ChaCha8Rng::from_seed(self.bytes()),
        }
    }
}

/// A stream of random numbers: ChaCha8 in counter mode with nonce zero.
///
/// It implements the `Rng` trait of the `rand` crate, so that samplers of others can be driven by
/// it; the laws of this crate use [`Stream::uniform`] only.
pub struct Stream {
    generator: ChaCha8Rng,
}

impl Stream {
    /// Next 64 bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        Rng::next_u64(&mut self.generator)
    }

    /// Next uniform number in the open interval (0, 1), never 0 and never 1.
    ///
    /// The midpoint of one of 2^52 equal cells: `(k + 1/2) 2^-52`. With 53 bits the midpoint of
    /// the last cell is not representable and rounds to 1.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        ((self.next_u64() >> 12) as f64 + 0.5) * (2.0 * SMALLEST_UNIFORM)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.generator.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.generator.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.generator.try_fill_bytes(bytes)
    }
}

/// Key of an entity by its id: 64-bit FNV-1a over the UTF-8 bytes.
///
/// The key depends on the id alone, so adding, removing or reordering entities leaves the draws of
/// all others alone. Among a million ids the chance of any collision is 3e-8; two entities that
/// collide share their draws.
pub fn entity_key(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: StreamKey = StreamKey {
        seed: 20_260_101,
        replication: 3,
        purpose: 2,
        entity: 7,
    };

    #[test]
    fn chacha8_of_the_zero_key_gives_the_published_words() {
        let mut stream = StreamKey {
            seed: 0,
            replication: 0,
            purpose: 0,
            entity: 0,
        }
        .open();
        // First block of ChaCha8, 256-bit key and nonce zero: 3e00ef2f895f40d6 7f5bb8e81f09a5a1 ..
        assert_eq!(
            stream.next_u64(),
            u64::from_le_bytes(*b"\x3e\x00\xef\x2f\x89\x5f\x40\xd6")
        );
        assert_eq!(
            stream.next_u64(),
            u64::from_le_bytes(*b"\x7f\x5b\xb8\xe8\x1f\x09\xa5\xa1")
        );
    }

    #[test]
    fn draws_keep_their_bits_across_versions() {
        let mut stream = KEY.open();
        let bits: Vec<u64> = (0..3).map(|_| stream.uniform().to_bits()).collect();
        assert_eq!(bits, CANARY);
    }

    /// From an independent implementation of ChaCha8 in Python.
    const CANARY: [u64; 3] = [
        0x3fd4_eeea_2ab0_872e,
        0x3f5e_f836_297e_ca00,
        0x3feb_4a3b_52e1_232d,
    ];

    #[test]
    fn every_part_of_the_name_moves_the_draws() {
        let first = |key: StreamKey| key.open().next_u64();
        let neighbours = [
            StreamKey {
                seed: KEY.seed + 1,
                ..KEY
            },
            StreamKey {
                replication: KEY.replication + 1,
                ..KEY
            },
            StreamKey {
                purpose: KEY.purpose + 1,
                ..KEY
            },
            StreamKey {
                entity: KEY.entity + 1,
                ..KEY
            },
            StreamKey {
                purpose: KEY.entity,
                entity: KEY.purpose,
                ..KEY
            },
        ];
        for key in neighbours {
            assert_ne!(first(key), first(KEY), "{key:?}");
        }
        assert_eq!(first(KEY), first(KEY));
    }

    #[test]
    fn uniform_stays_inside_the_open_interval_at_both_ends() {
        let of = |bits: u64| ((bits >> 12) as f64 + 0.5) * (2.0 * SMALLEST_UNIFORM);
        assert_eq!(of(0), SMALLEST_UNIFORM);
        assert_eq!(of(u64::MAX), 1.0 - SMALLEST_UNIFORM);
        assert!(of(u64::MAX) < 1.0);
    }

    #[test]
    fn entity_key_is_the_published_fnv_1a() {
        assert_eq!(entity_key(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(entity_key("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(entity_key("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn words_and_bytes_of_the_trait_are_the_same_stream() {
        let (mut words, mut bytes) = (KEY.open(), KEY.open());
        let mut eight = [0; 8];
        bytes.fill_bytes(&mut eight);
        assert_eq!(words.next_u64(), u64::from_le_bytes(eight));
        assert_eq!(format!("{words:?}"), "Stream { .. }");
    }
}
