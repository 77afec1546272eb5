//! Drives a chat through pipes, as a person or a program would: send a line,
//! read until the prompt is back, kill it at any moment, start it again.
//!
//! A turn is over when the output ends with the prompt's mark, `> ` on a line
//! of its own; no line of a message begins with it.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What ends a turn, at the start of a line.
const MARK: &str = "> ";

/// The longest a turn may take before the test gives up. Generous: it only
/// decides how soon a hang is called one.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running chat.
pub struct Chat {
    child: Child,
    /// Closed to end the chat.
    input: Option<ChildStdin>,
    output: Receiver<Vec<u8>>,
    errors: JoinHandle<String>,
    /// What has been read and is not part of a finished turn.
    pending: Vec<u8>,
}

/// A chat that has ended.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// What it said since the last turn that was read.
    pub output: String,
    /// What it wrote to standard error.
    pub errors: String,
}

/// `heelbot chat` with that data folder and nothing of this machine's settings.
pub fn heelbot_chat(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
    command.arg("chat").arg("--data").arg(data).env_clear().env("HOME", data);
    command
}

impl Chat {
    /// Starts the command. The first turn is the bot's greeting.
    pub fn start(mut command: Command) -> Self {
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the command starts");
        let input = child.stdin.take();
        let mut stdout = child.stdout.take().expect("piped above");
        let mut stderr = child.stderr.take().expect("piped above");
        let (chunks, output) = channel();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(length @ 1..) = stdout.read(&mut chunk) {
                if chunks.send(chunk[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        let errors = thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was read before an error is still worth showing.
            let _ = stderr.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Self { child, input, output, errors, pending: Vec::new() }
    }

    /// Reads to the end of the bot's turn, and returns it without the mark; an
    /// error with how the chat ended where it ends instead.
    pub fn turn(&mut self) -> Result<String, String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(turn) = finished_turn(&self.pending) {
                self.pending.clear();
                return Ok(turn);
            }
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(chunk) => self.pending.extend(chunk),
                Err(RecvTimeoutError::Disconnected) => return Err(text(&self.pending)),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no end of the turn within {PATIENCE:?} after: {}", text(&self.pending))
                }
            }
        }
    }

    /// Sends a line and waits for nothing. A chat that has ended doesn't read
    /// it; the next [`turn`](Self::turn) tells.
    pub fn send(&mut self, line: &str) {
        let input = self.input.as_mut().expect("open until the chat ends");
        let _ = writeln!(input, "{line}").and_then(|()| input.flush());
    }

    /// Sends a line and reads the answer to it, which begins with the line.
    ///
    /// # Panics
    /// Where the chat ends instead.
    pub fn say(&mut self, line: &str) -> String {
        self.send(line);
        self.turn().unwrap_or_else(|rest| panic!("the chat ended after {line:?}: {rest}"))
    }

    /// Ends it at once, as a power cut would (`kill -9`).
    pub fn kill(mut self) -> Ended {
        self.child.kill().expect("a child that has not been waited for can be killed");
        self.ended()
    }

    /// Reads along for this long, then ends it as [`kill`](Self::kill) does.
    pub fn kill_after(mut self, delay: Duration) -> Ended {
        let deadline = Instant::now() + delay;
        let left = || deadline.saturating_duration_since(Instant::now());
        while let Ok(chunk) = self.output.recv_timeout(left()) {
            self.pending.extend(chunk);
        }
        self.kill()
    }

    /// Ends its input, as Ctrl-D would, and waits for it to leave.
    pub fn end(mut self) -> Ended {
        self.input = None;
        self.ended()
    }

    fn ended(mut self) -> Ended {
        self.input = None;
        self.pending.extend(self.output.iter().flatten());
        Ended {
            status: self.child.wait().expect("a child can be waited for"),
            output: text(&self.pending),
            errors: self.errors.join().expect("reading does not panic"),
        }
    }
}

impl Ended {
    /// The turn that was seen to its end before the chat ended.
    pub fn last_turn(&self) -> Option<String> {
        finished_turn(self.output.as_bytes())
    }
}

/// The turn, where the output ends with the mark.
fn finished_turn(output: &[u8]) -> Option<String> {
    let before = output.strip_suffix(MARK.as_bytes())?;
    (before.is_empty() || before.ends_with(b"\n")).then(|| text(before))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
