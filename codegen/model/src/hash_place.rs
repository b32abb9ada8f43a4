//! Hash maps by places in memory, for the short time in which nothing moves: ids that were read once share their text.

use std::hash::{BuildHasherDefault, Hasher};

/// Hashes a place by mixing its bits: places are not chosen by anybody.
pub(crate) type ByPlace = BuildHasherDefault<PlaceHasher>;

/// The state of hashing one place.
#[derive(Default)]
pub(crate) struct PlaceHasher(u64);

impl Hasher for PlaceHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(u64::try_from(value).unwrap_or(u64::MAX));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
