//! The phases of an ice session, by elapsed time from its start.
//!
//! A session ends by itself. Whether ice suits the person at all is decided by
//! the assessment before one is offered.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Kind;

/// How a session goes on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// As the article has it: 20 minutes on, 20 minutes off, for two hours.
    Article,
    /// As public guidance has it: 10 to 20 minutes (we say 15) every two to
    /// three hours (we say two), four times.
    Gentler,
}

/// One moment of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// When it is.
    pub at: Timestamp,
    /// What is to be done.
    pub step: Step,
}

/// What is to be done at a moment of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put the ice on.
    On,
    /// Take the ice off.
    Off,
    /// The session is over.
    End,
}

impl From<Step> for Kind {
    fn from(step: Step) -> Self {
        match step {
            Step::On => Self::IceOn,
            Step::Off => Self::IceOff,
            Step::End => Self::IceEnd,
        }
    }
}

/// What a rhythm means in minutes.
struct Timing {
    /// Ice stays on for so long.
    on: i64,
    /// From one start to the next.
    every: i64,
    /// How many times it goes on.
    rounds: i64,
    /// From the last "off" to the end, when the skin has warmed up again and
    /// can be looked at.
    rest: i64,
}

impl Rhythm {
    const fn timing(self) -> Timing {
        match self {
            Self::Article => Timing { on: 20, every: 40, rounds: 3, rest: 20 },
            Self::Gentler => Timing { on: 15, every: 120, rounds: 4, rest: 20 },
        }
    }
}

impl Rhythm {
    /// For how many minutes the ice stays on.
    pub const fn minutes_on(self) -> i64 {
        self.timing().on
    }
}

/// The phases of a session that starts at `started`, in order. Phases past the
/// end of time are left out.
pub fn phases(rhythm: Rhythm, started: Timestamp) -> Vec<Phase> {
    let Timing { on, every, rounds, rest } = rhythm.timing();
    let last_off = (rounds - 1) * every + on;
    let minutes = (0..rounds)
        .flat_map(|round| [(round * every, Step::On), (round * every + on, Step::Off)])
        .chain([(last_off + rest, Step::End)]);
    minutes
        .filter_map(|(minutes, step)| {
            let at = started.checked_add(SignedDuration::from_mins(minutes)).ok()?;
            Some(Phase { at, step })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(rhythm: Rhythm) -> Vec<(i64, Step)> {
        // Sydney's clocks go back inside this session; elapsed time does not care.
        let started: Timestamp = "2024-04-06T15:30:00Z".parse().expect("an instant");
        let since = |phase: &Phase| phase.at.duration_since(started).as_mins();
        phases(rhythm, started).iter().map(|phase| (since(phase), phase.step)).collect()
    }

    #[test]
    fn the_articles_rhythm_is_twenty_on_twenty_off_for_two_hours() {
        use Step::{End, Off, On};
        assert_eq!(
            minutes(Rhythm::Article),
            [(0, On), (20, Off), (40, On), (60, Off), (80, On), (100, Off), (120, End)]
        );
    }

    #[test]
    fn the_gentler_rhythm_stays_within_the_guidance() {
        let phases = minutes(Rhythm::Gentler);
        let ons: Vec<i64> =
            phases.iter().filter(|(_, step)| *step == Step::On).map(|(at, _)| *at).collect();
        assert!(ons.windows(2).all(|pair| (120..=180).contains(&(pair[1] - pair[0]))));
        for on in ons {
            let off = phases.iter().find(|(at, step)| *step == Step::Off && *at > on);
            assert!(off.is_some_and(|(at, _)| (10..=20).contains(&(at - on))), "{phases:?}");
        }
    }

    #[test]
    fn every_session_ends_with_the_ice_off() {
        for rhythm in [Rhythm::Article, Rhythm::Gentler] {
            let steps: Vec<Step> = minutes(rhythm).into_iter().map(|(_, step)| step).collect();
            assert_eq!(&steps[steps.len() - 2..], [Step::Off, Step::End]);
        }
    }
}
