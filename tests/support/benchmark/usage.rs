//! What a process uses, as Linux tells it.

use std::{fs, time::Duration};

/// Processor time and memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Processor time, in the program and in the system for it.
    pub cpu: Duration,
    /// The most memory it has held.
    pub peak_kilobytes: u64,
}

/// Linux counts processor time for `/proc` in hundredths of a second everywhere.
const TICK: Duration = Duration::from_millis(10);
/// The fields of `/proc/<pid>/stat` after the name in brackets.
const USER: usize = 11;
const SYSTEM: usize = 12;

impl Usage {
    /// What that process has used so far; nothing where the system doesn't tell.
    pub fn of(process: u32) -> Self {
        let read = |file: &str| fs::read_to_string(format!("/proc/{process}/{file}"));
        let stat = read("stat").unwrap_or_default();
        let fields: Vec<_> =
            stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<u32>().ok());
        let status = read("status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok());
        Self {
            cpu: TICK * (ticks(USER).unwrap_or_default() + ticks(SYSTEM).unwrap_or_default()),
            peak_kilobytes: peak.unwrap_or_default(),
        }
    }

    /// What was used since then.
    pub fn since(self, before: Self) -> Self {
        Self { cpu: self.cpu.saturating_sub(before.cpu), ..self }
    }
}
