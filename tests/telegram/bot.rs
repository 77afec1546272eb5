//! `heelbot run` as a process of its own: started, killed, asked to leave.

use std::{
    io::Read,
    net::TcpListener,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread::{self, JoinHandle},
};

use fake_telegram::{FakeTelegram, TOKEN};
use tempfile::{TempDir, tempdir};

use crate::database::Schema;

/// What the webhook's calls have to bring.
pub const SECRET: &str = "webhook-secret-zugzwang";

/// How updates reach the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Polling,
    Webhook,
}

/// Where the bot keeps what it knows, and how it is told things; outlives the process.
#[derive(Debug)]
pub struct Settings {
    data: TempDir,
    schema: Option<Schema>,
    listen: Option<u16>,
    webhook: bool,
    log: &'static str,
}

/// A running bot.
#[derive(Debug)]
pub struct Bot {
    child: Child,
    log: Option<JoinHandle<String>>,
}

impl Settings {
    /// On SQLite, by polling.
    pub fn new() -> Self {
        let data = tempdir().expect("a folder");
        Self { data, schema: None, listen: None, webhook: false, log: "info" }
    }

    /// In that schema.
    pub fn on_postgres(mut self, schema: Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    pub fn by(mut self, transport: Transport) -> Self {
        self.webhook = transport == Transport::Webhook;
        self.listen = Some(free_port());
        self
    }

    /// With everything in the log that can be.
    pub fn talkative(mut self) -> Self {
        self.log = "trace";
        self
    }

    /// The folder of the database and its key.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Where the bot answers, if it was told to.
    pub fn listens_at(&self) -> Option<String> {
        self.listen.map(|port| format!("127.0.0.1:{port}"))
    }

    /// Starts the bot; it need not be there yet when this returns.
    pub fn start(&self, telegram: &FakeTelegram) -> Bot {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
        command
            .arg("run")
            .env_clear()
            .env("HOME", self.data())
            .env("RUST_LOG", self.log)
            .env("HEELBOT_DATA_DIR", self.data())
            .env("HEELBOT_TELEGRAM_TOKEN", TOKEN)
            .env("HEELBOT_TELEGRAM_API_URL", telegram.url());
        if let Some(schema) = &self.schema {
            command.env("HEELBOT_DATABASE_URL", schema.url());
        }
        let address = self.listens_at().unwrap_or_else(|| "127.0.0.1:0".to_owned());
        if self.webhook {
            command
                .env("HEELBOT_TELEGRAM_WEBHOOK_URL", format!("http://{address}/telegram"))
                .env("HEELBOT_TELEGRAM_WEBHOOK_SECRET", SECRET);
        }
        command.env("HEELBOT_LISTEN", address);
        Bot::start(command)
    }
}

impl Bot {
    fn start(mut command: Command) -> Self {
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
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
