//! Hash maps by texts: quick, and with a secret of the process, since anybody may have chosen the texts.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;

/// Starts hashes of texts.
#[derive(Clone, Debug)]
pub(crate) struct ByText {
    secret: u64,
}

/// The state of hashing one text.
pub(crate) struct TextHasher(u64);

impl Default for ByText {
    fn default() -> ByText {
        static SECRET: OnceLock<u64> = OnceLock::new();
        ByText {
            secret: *SECRET.get_or_init(|| RandomState::new().hash_one(0)),
        }
    }
}

impl BuildHasher for ByText {
    type Hasher = TextHasher;

    fn build_hasher(&self) -> TextHasher {
        TextHasher(self.secret)
    }
}

impl Hasher for TextHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let last = rest.iter().fold(0, |last, b| (last << 8) | u64::from(*b));
            self.write_u64(last);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    /// Multiplies, and folds both halves of the product.
    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15_u128;
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_a_little_have_other_hashes() {
        let by_text = ByText::default();
        let mut hashes: Vec<u64> = (0..10_000)
            .map(|i| by_text.hash_one(format!("com.example#Shape{i}")))
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 10_000);
        assert_eq!(by_text.hash_one("a#b"), ByText::default().hash_one("a#b"));
        assert_ne!(by_text.hash_one("ab"), by_text.hash_one("ba"));
    }
}
