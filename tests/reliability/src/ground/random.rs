//! Numbers from a seed: the same seed gives the same attack, on every machine.

/// A SplitMix64 generator: small, and good enough to choose by.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The numbers of this seed.
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The numbers of one part of an attack, which don't depend on those of other parts.
    pub(crate) fn part(seed: u64, part: u64) -> Random {
        let mut random = Random(seed ^ part.wrapping_mul(0xd6e8_feb8_6659_fd93));
        random.next();
        random
    }

    /// A seed that differs from run to run.
    pub(crate) fn fresh_seed() -> u64 {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        Random(since.as_nanos() as u64).next() >> 32
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number from 0 to `end`, without `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or_default()
    }

    /// The same, as an index.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// Whether something happens that happens so often in a hundred.
    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of these; `None` of none.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.index(list.len()))
    }

    /// One of these words; an empty one of none.
    pub(crate) fn word<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.pick(list).copied().unwrap_or_default()
    }

    /// So many bytes that don't compress.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        let words = std::iter::repeat_with(|| self.next().to_le_bytes());
        words.flatten().take(length).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_and_parts_differ() {
        let of = |mut random: Random| [random.next(), random.next(), random.next()];
        assert_eq!(of(Random::part(7, 1)), of(Random::part(7, 1)));
        assert_ne!(of(Random::part(7, 1)), of(Random::part(7, 2)));
        assert_ne!(of(Random::part(7, 1)), of(Random::part(8, 1)));
    }

    #[test]
    fn ranges_hold_and_nothing_comes_of_nothing() {
        let mut random = Random::new(1);
        assert!((0..1000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.bytes(13).len(), 13);
    }
}
