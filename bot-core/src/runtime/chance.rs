//! Where random numbers come from: the system, or a seed that can be repeated.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use ring::rand::SecureRandom;

/// A source of random numbers. A clone is the same source.
#[derive(Clone, Debug)]
pub struct Chance(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Seeded(Arc<AtomicU64>),
}

impl Chance {
    /// Numbers nobody can foresee.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// The same numbers for the same seed: for tests and simulations.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(AtomicU64::new(seed))))
    }

    /// The next number.
    ///
    /// # Panics
    /// Where the system gives no random numbers.
    pub fn next(&self) -> u64 {
        match &self.0 {
            Source::System => {
                let mut bytes = [0; 8];
                ring::rand::SystemRandom::new()
                    .fill(&mut bytes)
                    .expect("the system gives random numbers");
                u64::from_be_bytes(bytes)
            }
            // SplitMix64: one addition and a mix, so a shared counter is its whole state.
            Source::Seeded(state) => {
                const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
                let mut z = state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
                z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                z ^ (z >> 31)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        let draw = |chance: Chance| (0..4).map(|_| chance.next()).collect::<Vec<_>>();
        assert_eq!(draw(Chance::seeded(5)), draw(Chance::seeded(5)));
        assert_ne!(draw(Chance::seeded(5)), draw(Chance::seeded(6)));
        assert_ne!(draw(Chance::system()), draw(Chance::system()));
    }

    /// The reference values published with SplitMix64 for the seed 1234567.
    #[test]
    fn a_seed_gives_the_numbers_of_splitmix64() {
        let chance = Chance::seeded(1_234_567);
        assert_eq!(chance.next(), 6_457_827_717_110_365_317);
        assert_eq!(chance.next(), 3_203_168_211_198_807_973);
    }
}
