//! `heelbot chat`: the whole bot in the terminal, for one person, with
//! everything kept on this machine.

use std::{
    io::{self, BufReader, IsTerminal},
    num::NonZeroU32,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, atomic::AtomicUsize},
};

use anyhow::Context;
use bot_core::{
    message::Adapter,
    runtime::{Clock, ScaledClock, SystemClock},
    text::{Language, Texts},
};
use jiff::Timestamp;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tracing::Level;

use crate::{
    config::Config,
    log, private, signal,
    terminal::{
        Backend as _, EventIds, LineEditor, Palette, Phrases, Prompt, Session, Source, Terminal,
        language_of, print_to,
    },
    wiring::{self, Running},
};

/// Columns of a terminal that does not say.
const USUAL_COLUMNS: usize = 80;

/// Talk with the bot here, in the terminal
///
/// Pick answers by their number, or write in your own words. Your answers are
/// kept encrypted. You can leave at any time with Ctrl-C or Ctrl-D: the next
/// start carries on where you were. Say "why" to learn why something is asked,
/// /help for what else there is, /delete to remove all that is held.
///
/// Lines may also come from a pipe; each turn of the bot then ends with a line
/// that begins with "> ".
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  heelbot chat
  heelbot chat --data /tmp/try             another folder: nothing of yours is touched
  heelbot chat --data /tmp/try < lines.txt")]
pub struct Args {
    /// The folder your answers are kept in [default: ~/.local/share/heelbot]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Let time run this many times as fast, to try out in a minute what takes
    /// an hour. Answers expire as fast, so use a folder of its own (--data)
    #[arg(long, value_name = "TIMES")]
    speed: Option<NonZeroU32>,
}

/// Chats until the person leaves.
///
/// # Errors
/// What keeps the bot from starting, or from keeping what was said.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    log::start(env("RUST_LOG").as_deref(), Level::WARN, log::Format::Text)?;
    let config = Config::load(args.data.as_deref())?;
    private::create_folder(&config.data).with_context(|| {
        let folder = config.data.display();
        format!("the folder {folder} can't be created; name another with --data DIR")
    })?;

    let texts = Arc::new(Texts::default());
    let leave = CancellationToken::new();
    let language = language_of(env);
    let spoken = language.as_deref().map_or(config.language, Language::nearest);
    let phrases = Phrases::new(Arc::clone(&texts), spoken);
    let (terminal, source) = open(&config, phrases, leave.clone());
    let terminal = Arc::new(terminal);

    let runtime = Runtime::new()?;
    let end = runtime.block_on(async {
        tokio::spawn(signal::leave_on_signal(leave.clone()));
        let store = wiring::open_store(&config).await?;
        let clock: Arc<dyn Clock> = match args.speed {
            Some(speed) => Arc::new(ScaledClock::new(speed.get())),
            None => Arc::new(SystemClock),
        };
        let adapters: Vec<Arc<dyn Adapter>> = vec![terminal.clone()];
        let policy = config.policy.clone();
        let engine = wiring::start_engine(store.clone(), texts, policy, clock, adapters).await?;
        let backend = Running::new(engine, store);
        let ids = EventIds::new(Timestamp::now(), std::process::id());
        let session = Session { backend: &backend, terminal: &terminal, ids, language, leave };
        let end = session.run(source).await;
        backend.stop().await;
        end
    });
    // A message that waits for a terminal its owner holds must not hold up
    // leaving; it is delivered at the next start.
    runtime.shutdown_background();
    end.map(|()| ExitCode::SUCCESS)
}

/// This process's terminal or pipes: what shows messages, and where lines come from.
fn open(config: &Config, phrases: Phrases, closed: CancellationToken) -> (Terminal, Source) {
    let palette = Palette::choose(io::stdout().is_terminal(), env);
    let (print, prompt, columns, source) = match LineEditor::open() {
        Some((editor, print, columns)) => (print, Prompt::Editor, columns, Source::Editor(editor)),
        None => {
            let columns = env("COLUMNS").and_then(|columns| columns.parse().ok());
            let columns = Arc::new(AtomicUsize::new(columns.unwrap_or(USUAL_COLUMNS)));
            // A terminal repeats what is typed on it by itself.
            let typed = io::stdin().is_terminal();
            let prompt = if typed { Prompt::Written } else { Prompt::WrittenWithLines };
            let source = Source::Reader(Box::new(BufReader::new(io::stdin())));
            (print_to(io::stdout()), prompt, columns, source)
        }
    };
    let files = config.data.join("files");
    (Terminal::new(print, prompt, columns, palette, phrases, &files, closed), source)
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
