//! `heelbot run` as a process of its own: started, killed, asked to leave.

use std::{
    io::Read,
    net::TcpListener,
    process::{Child, Command, ExitStatus, Stdio},
    thread::{self, JoinHandle},
};

/// A running bot.
#[derive(Debug)]
pub struct Bot {
    child: Child,
    log: Option<JoinHandle<String>>,
}

impl Bot {
    /// Starts the command.
    pub fn start(mut command: Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the bot starts");
        let stdout = child.stdout.take().expect("piped above");
        let stderr = child.stderr.take().expect("piped above");
        let log = thread::spawn(move || {
            let out = thread::spawn(move || read(stdout));
            let errors = read(stderr);
            out.join().expect("reading does not panic") + &errors
        });
        Self { child, log: Some(log) }
    }

    /// Ends it at once, as a power cut would; what it had written.
    pub fn kill(mut self) -> String {
        self.child.kill().expect("a child that has not been waited for can be killed");
        self.ended().1
    }

    /// Asks it to leave, as a service manager does; how it ended, and what it wrote.
    pub fn stop(mut self) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").arg("-TERM").arg(pid).status().expect("kill runs");
        assert!(asked.success());
        self.ended()
    }

    fn ended(&mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("a child can be waited for");
        let log = self.log.take().expect("read once");
        (status, log.join().expect("reading does not panic"))
    }
}

impl Drop for Bot {
    /// A test that fails leaves no process behind, and shows what the bot said.
    fn drop(&mut self) {
        if self.log.is_some() {
            // It may have ended by itself.
            let _ = self.child.kill();
            let (_, log) = self.ended();
            if thread::panicking() {
                eprint_log(&log);
            }
        }
    }
}

/// Through the harness's capture: shown where the test fails.
fn eprint_log(log: &str) {
    use std::io::Write as _;
    // Whoever doesn't listen misses it.
    let _ = writeln!(std::io::stderr(), "--- what the bot wrote\n{log}");
}

fn read(mut from: impl Read) -> String {
    let mut bytes = Vec::new();
    // What was read before an error is still worth showing.
    let _ = from.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Free now, and hardly taken by another before the bot is there.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
