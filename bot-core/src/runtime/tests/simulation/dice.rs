//! Chance that can be repeated: what is drawn depends on the seed, on what it is
//! drawn for and on how often, and not on what else was drawn before.

use std::hash::{Hash, Hasher};

/// All the chance of one run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// Numbers of its own for everything that has a name.
    pub(super) fn about(self, name: impl Hash) -> Throws {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        self.0.hash(&mut hash);
        name.hash(&mut hash);
        Throws(hash.0)
    }
}

/// FNV-1a: the same on every machine and with every release of the compiler.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Numbers drawn one after another (`SplitMix64`).
#[derive(Clone, Debug)]
pub(super) struct Throws(u64);

impl Throws {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// A number from a range, both ends included.
    pub(super) fn from(&mut self, first: i64, last: i64) -> i64 {
        first + i64::try_from(self.next() % u64::try_from(last - first + 1).unwrap()).unwrap()
    }

    /// Whether something comes to pass that does so many times in a million.
    pub(super) fn happens(&mut self, in_a_million: u64) -> bool {
        self.next() % 1_000_000 < in_a_million
    }

    pub(super) fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}
