//! The reminders as a whole, through weeks and years of a virtual world: many
//! clubs and people, everything that can go wrong going wrong at random
//! moments, and afterwards every firing that should be accounted for.
//!
//! A run follows from its seed. `HEELBOT_SIM_SEEDS=7` or `=100..200` runs these
//! seeds instead of the usual ones. `HEELBOT_SIM_SIZE` chooses another size than
//! some weeks of a few clubs and people: `long` is a year of them, `wide` two
//! weeks of 500 clubs and 2,000 people, and `year` a year of so many, for which
//! a machine needs hours.

mod check;
mod dice;
mod expect;
mod people;
mod platform;
mod run;
mod world;

use std::{io::Write as _, ops::Range, sync::Arc, time::Instant};

use check::{Counts, check};
use jiff::{SignedDuration, Timestamp};
use platform::Weather;
use run::{Processes, Record, Run, Size};
use world::World;

use crate::store::tests::support::Bench;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Four weeks around a change of the clocks, of a few clubs and people.
fn weeks(seed: u64) -> Size {
    let starts = ["2026-03-12T00:00:00Z", "2026-10-08T00:00:00Z", "2027-02-20T00:00:00Z"];
    let start = at(starts[usize::try_from(seed % 3).unwrap()]);
    Size {
        clubs: 24,
        people: 30,
        start,
        days: 28,
        act_every: SignedDuration::from_mins(90),
        crash_every: SignedDuration::from_hours(20),
        store_faults: 700,
        weather: Weather::ROUGH,
        workers: 1 + u32::try_from(seed % 2).unwrap(),
    }
}

/// A year of 500 clubs and 2,000 people.
fn year(seed: u64) -> Size {
    let start = at("2026-01-05T00:00:00Z");
    Size { start, days: 365, crash_every: SignedDuration::from_hours(30), ..wide(seed) }
}

/// A year of a few clubs and people.
fn long(seed: u64) -> Size {
    Size { start: at("2026-01-05T00:00:00Z"), days: 365, ..weeks(seed) }
}

/// Two weeks around a change of the clocks, of 500 clubs and 2,000 people.
fn wide(seed: u64) -> Size {
    Size {
        clubs: 500,
        people: 2_000,
        start: at("2026-03-22T00:00:00Z"),
        days: 14,
        act_every: SignedDuration::from_mins(20),
        store_faults: 40,
        ..weeks(seed)
    }
}

/// Runs a world on one thread, from its seed.
fn simulate(size: Size, seed: u64, processes: Processes, bench: &Bench) -> Record {
    let world = World::at(size.start);
    let parked = Arc::clone(&world);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_park(move || parked.parked())
        .build()
        .unwrap();
    runtime
        .block_on(async { Run::prepare(size, seed, bench, processes, world).await.through().await })
}

fn run_one(size: Size, seed: u64, processes: Processes, bench: &Bench) -> Counts {
    let record = simulate(size, seed, processes, bench);
    check(&record).unwrap_or_else(|wrong| {
        panic!("seed {seed} (HEELBOT_SIM_SEEDS={seed} runs it again): {wrong}\n{size:?}")
    })
}

fn seeds(usual: Range<u64>) -> Range<u64> {
    let Ok(chosen) = std::env::var("HEELBOT_SIM_SEEDS") else { return usual };
    let number = |text: &str| text.parse().expect("HEELBOT_SIM_SEEDS is a seed, or two as 3..9");
    match chosen.split_once("..") {
        Some((first, end)) => number(first)..number(end),
        None => number(&chosen)..number(&chosen) + 1,
    }
}

fn run_all(usual: Range<u64>) {
    let size = match std::env::var("HEELBOT_SIM_SIZE").as_deref() {
        Err(_) => weeks,
        Ok("long") => long,
        Ok("wide") => wide,
        Ok("year") => year,
        Ok(other) => panic!("HEELBOT_SIM_SIZE is long, wide or year, not {other}"),
    };
    let mut all = Counts::default();
    let started = Instant::now();
    for seed in seeds(usual) {
        let counts = run_one(size(seed), seed, Processes::One, &Bench::sqlite_in_memory());
        if std::env::var("HEELBOT_SIM_SEEDS").is_ok() {
            let told = format!("seed {seed}, {:?}: {counts:#?}\n", started.elapsed());
            std::io::stderr().write_all(told.as_bytes()).unwrap();
        }
        all.add(&counts);
    }
    // A run in which nothing is left to be sure of would show nothing.
    assert!(all.undisturbed * 2 > all.occurrences, "{all:#?}");
}

#[test]
fn whatever_goes_wrong_every_firing_has_one_fate_1() {
    run_all(0..2);
}

#[test]
fn whatever_goes_wrong_every_firing_has_one_fate_2() {
    run_all(2..4);
}

#[test]
fn several_processes_on_postgresql_share_the_work() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for seed in 0..2 {
        let Some(bench) = runtime.block_on(Bench::postgres()) else { return };
        let size = Size { people: 15, clubs: 10, days: 21, workers: 2, ..weeks(seed) };
        run_one(size, seed, Processes::Several, &bench);
    }
}

#[test]
fn where_nothing_goes_wrong_all_is_exactly_as_foreseen() {
    let size = Size {
        weather: Weather::FAIR,
        store_faults: 0,
        crash_every: SignedDuration::from_hours(24 * 365),
        workers: 1,
        ..weeks(3)
    };
    let counts = run_one(size, 3, Processes::One, &Bench::sqlite_in_memory());
    assert!(counts.undisturbed * 100 > counts.occurrences * 80, "{counts:#?}");
}

#[test]
fn a_seed_is_the_same_run_again() {
    let size = Size { people: 12, clubs: 8, days: 14, ..weeks(1) };
    let once = simulate(size, 1, Processes::One, &Bench::sqlite_in_memory());
    let again = simulate(size, 1, Processes::One, &Bench::sqlite_in_memory());
    assert_eq!((once.operations, once.trace), (again.operations, again.trace));
    assert_eq!(once.fired, again.fired);
}
