//! How many people the bot serves on a platform, beside a bare bot that keeps
//! nothing: twelve answers each, every one after the reply to the one before.
//!
//! The bare bot and `heelbot run` on SQLite, durable on every turn, are measured one
//! after the other, on one fake platform in this process each, and that five times: what
//! else the machine does makes one round differ from the next by a tenth. Then heelbot
//! has 200 turns a second, whether or not it keeps up. With `-- --test` everything runs
//! once and briefly, to see that it works.

mod load;
mod usage;

use std::{
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::tempdir;

pub use self::load::Talk;
use self::{
    load::{Measured, closed_loop, open_loop, percentile},
    usage::Usage,
};

/// The argument that makes the program the bare bot, before the API's address.
const BARE: &str = "bare-bot";

/// A stand-in for a platform. Nothing is written down, and nobody is slowed down: what
/// is measured is the bot.
pub trait Platform: Sized {
    /// Somebody who talks there.
    type Person: Talk;

    /// What the bare bot is written with.
    const BARE: &str;

    /// Starts it.
    fn start() -> impl Future<Output = Self>;

    /// The address of its API.
    fn url(&self) -> String;

    /// Tells `heelbot run` of it.
    fn set(&self, command: &mut Command);

    /// So many people who see the first question.
    fn begun(&self, people: u32) -> impl Future<Output = Vec<Self::Person>>;
}

/// How much is done.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// How often both bots are measured.
    rounds: usize,
    /// Who converse at once, each as fast as they are answered.
    people: u32,
    /// Who converse at a rate, one turn a second each.
    at_a_rate: u32,
    /// How many turns each of these takes.
    turns_at_a_rate: u32,
}

const FULL: Size = Size { rounds: 5, people: 1_000, at_a_rate: 200, turns_at_a_rate: 10 };
const SMOKE: Size = Size { rounds: 1, people: 3, at_a_rate: 4, turns_at_a_rate: 1 };

/// Measures, or is the bare bot, as the arguments say.
pub fn run<P: Platform>(bare: impl AsyncFnOnce(&str)) {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a tokio runtime");
    if let [first, url] = &arguments[..]
        && first == BARE
    {
        return runtime.block_on(bare(url));
    }
    let size = if arguments.iter().any(|argument| argument == "--test") { SMOKE } else { FULL };
    let mut report = Report(std::io::stdout());
    runtime.block_on(measure::<P>(size, &mut report));
}

async fn measure<P: Platform>(size: Size, report: &mut Report) {
    let mut ratios = Vec::with_capacity(size.rounds);
    for _ in 0..size.rounds {
        let bare = one_bot::<P>(Bot::Bare, size.people).await;
        report.line(&format!("bare {} bot, in memory", P::BARE), &bare);
        let ours = one_bot::<P>(Bot::Heelbot, size.people).await;
        report.line("heelbot, SQLite, full synchronous", &ours);
        ratios.push(ours.0.rate() / bare.0.rate());
    }
    ratios.sort_by(f64::total_cmp);
    let [least, half, most] = [0, size.rounds / 2, size.rounds - 1].map(|at| ratios[at]);
    report.say(&format!("ratio: {half:.2} (heelbot to bare; {least:.2} to {most:.2})"));

    let platform = P::start().await;
    let data = tempdir().expect("a folder for the database");
    let _bot = Process::start(Bot::Heelbot, &platform, data.path());
    let people = platform.begun(size.at_a_rate).await;
    let waits = open_loop(people, size.turns_at_a_rate).await;
    let [half, most] = [50, 99].map(|percent| percentile(&waits, percent));
    report.say(&format!(
        "heelbot at {} turns/s, whether or not it keeps up: p50 {half:.1?}, p99 {most:.1?}",
        size.at_a_rate
    ));
}

async fn one_bot<P: Platform>(bot: Bot, people: u32) -> (Measured, Usage) {
    let platform = P::start().await;
    let data = tempdir().expect("a folder for the database");
    let process = Process::start(bot, &platform, data.path());
    let people = platform.begun(people).await;
    let before = process.usage();
    let measured = closed_loop(people).await;
    (measured, process.usage().since(before))
}

#[derive(Clone, Copy, Debug)]
enum Bot {
    Bare,
    Heelbot,
}

/// A bot in a process of its own; gone with this.
struct Process(Child);

impl Process {
    fn start(bot: Bot, platform: &impl Platform, data: &Path) -> Self {
        let mut command = match bot {
            Bot::Bare => {
                let this = std::env::current_exe().expect("this program has a name");
                let mut command = Command::new(this);
                command.arg(BARE).arg(platform.url()).env_clear();
                command
            }
            Bot::Heelbot => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
                command
                    .arg("run")
                    .env_clear()
                    .env("HEELBOT_DATA_DIR", data)
                    .env("HEELBOT_LISTEN", "127.0.0.1:0");
                platform.set(&mut command);
                command
            }
        };
        command.env("HOME", data).env("RUST_LOG", "warn");
        let child = command.stdin(Stdio::null()).spawn().expect("the bot starts");
        Self(child)
    }

    fn usage(&self) -> Usage {
        Usage::of(self.0.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Report(std::io::Stdout);

impl Report {
    fn say(&mut self, line: &str) {
        // A reader that has gone away needs no report.
        let _ = writeln!(self.0, "{line}");
    }

    fn line(&mut self, what: &str, (measured, usage): &(Measured, Usage)) {
        let [half, most] = [50, 99].map(|percent| percentile(&measured.waits, percent));
        let cpu = usage.cpu.as_secs_f64() * 1_000.0 / f64::from(measured.turns().max(1));
        self.say(&format!(
            "{what}: {:.0} turns/s ({} turns in {:.2?}), p50 {half:.1?}, p99 {most:.1?}, \
             CPU {cpu:.2} s per 1,000 turns, memory {} MB at most",
            measured.rate(),
            measured.turns(),
            measured.took,
            usage.peak_kilobytes / 1_024,
        ));
    }
}
