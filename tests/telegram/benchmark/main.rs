//! How many people the bot serves on Telegram, beside a bare bot that keeps
//! nothing: twelve answers each, every one after the reply to the one before.
//!
//! `cargo bench --bench telegram` measures `heelbot run` on SQLite, durable on every
//! turn, and the bare bot (`bare.rs`), one after the other, on one fake Telegram in
//! this process each, and prints the ratio; then heelbot with 200 turns a second
//! arriving whether or not it keeps up. With `-- --test` everything runs once and
//! briefly, to see that it works.

mod bare;
mod load;
#[path = "../../support/plain.rs"]
mod plain;
mod usage;

use std::{
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fake_telegram::{Detail, Enforcement, FakeTelegram, TOKEN};
use tempfile::tempdir;

use crate::{
    load::{Measured, closed_loop, open_loop},
    usage::Usage,
};

/// The argument that makes this program the bare bot, before the API's address.
const BARE: &str = "bare-bot";

/// How much is done.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Who converse at once, each as fast as they are answered.
    people: u32,
    /// Who converse at a rate, one turn a second each.
    at_a_rate: u32,
    /// How many turns each of these takes.
    turns_at_a_rate: u32,
}

const FULL: Size = Size { people: 1_000, at_a_rate: 200, turns_at_a_rate: 10 };
const SMOKE: Size = Size { people: 3, at_a_rate: 4, turns_at_a_rate: 1 };

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a tokio runtime");
    if let [first, url] = &arguments[..]
        && first == BARE
    {
        return runtime.block_on(bare::run(url));
    }
    let size = if arguments.iter().any(|argument| argument == "--test") { SMOKE } else { FULL };
    let mut report = Report(std::io::stdout());
    runtime.block_on(measure(size, &mut report));
}

async fn measure(size: Size, report: &mut Report) {
    let bare = one_bot(Bot::Bare, size.people).await;
    report.line("bare teloxide bot, in memory", &bare);
    let ours = one_bot(Bot::Heelbot, size.people).await;
    report.line("heelbot, SQLite, full synchronous", &ours);
    report.say(&format!("ratio: {:.2} (heelbot to bare)", ours.0.rate() / bare.0.rate()));

    let telegram = platform().await;
    let data = tempdir().expect("a folder for the database");
    let _bot = Process::start(Bot::Heelbot, &telegram, data.path());
    let waits = open_loop(&telegram, size.at_a_rate, size.turns_at_a_rate).await;
    let [half, most] = [50, 99].map(|percent| percentile(&waits, percent));
    report.say(&format!(
        "heelbot at {} turns/s, whether or not it keeps up: p50 {half:.1?}, p99 {most:.1?}",
        size.at_a_rate
    ));
}

async fn one_bot(bot: Bot, people: u32) -> (Measured, Usage) {
    let telegram = platform().await;
    let data = tempdir().expect("a folder for the database");
    let process = Process::start(bot, &telegram, data.path());
    let (measured, before) = closed_loop(&telegram, people, || process.usage()).await;
    (measured, process.usage().since(before))
}

/// Nothing is written down, and nobody is slowed down: what is measured is the bot.
async fn platform() -> FakeTelegram {
    FakeTelegram::start_with(0, Detail::Nothing, Enforcement::Off).await
}

#[derive(Clone, Copy, Debug)]
enum Bot {
    Bare,
    Heelbot,
}

/// A bot in a process of its own; gone with this.
struct Process(Child);

impl Process {
    fn start(bot: Bot, telegram: &FakeTelegram, data: &Path) -> Self {
        let mut command = match bot {
            Bot::Bare => {
                let this = std::env::current_exe().expect("this program has a name");
                let mut command = Command::new(this);
                command.arg(BARE).arg(telegram.url());
                command
            }
            Bot::Heelbot => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
                command.arg("run");
                command
            }
        };
        command
            .env_clear()
            .env("HOME", data)
            .env("RUST_LOG", "warn")
            .env("HEELBOT_DATA_DIR", data)
            .env("HEELBOT_LISTEN", "127.0.0.1:0")
            .env("HEELBOT_TELEGRAM_TOKEN", TOKEN)
            .env("HEELBOT_TELEGRAM_API_URL", telegram.url());
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

/// The wait that so many of a hundred did not exceed; the waits are in order.
fn percentile(waits: &[Duration], percent: usize) -> Duration {
    let last = waits.len().saturating_sub(1);
    waits.get((waits.len() * percent / 100).min(last)).copied().unwrap_or_default()
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
