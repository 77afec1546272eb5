//! What the operator can read: logs on standard error, which never carry what
//! a person wrote.

use std::io::{self, Write};

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::{FilterExt, filter_fn},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Crates that log queries, requests or typed keys below a warning, and with
/// them what people wrote. No directive of the operator makes them say more.
const DISCREET: &[&str] = &[
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustyline",
    "serenity",
    "sqlx",
    "teloxide",
    "teloxide_core",
    "tokio_tungstenite",
    "tungstenite",
];

/// Warns of what it can't read by quoting it: somebody's answer, or a token.
const QUOTING: &str = "serenity::gateway::ws";

/// How a log line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line, for collectors.
    #[cfg(feature = "serve")]
    Json,
}

/// Logs to standard error from here on: what `directives` ask for, in the
/// syntax of `RUST_LOG`; without them, all from `usual` upwards.
///
/// # Errors
/// Where the directives can't be read, or logging has been set up before.
pub fn start(directives: Option<&str>, usual: Level, format: Format) -> anyhow::Result<()> {
    let filter = filter(directives, usual)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match format {
        Format::Text => Box::new(lines.with_filter(filter)),
        #[cfg(feature = "serve")]
        Format::Json => Box::new(lines.json().with_filter(filter)),
    };
    Ok(tracing_subscriber::registry().with(lines).try_init()?)
}

/// Has a panic name the place in the code it came from, and nothing else: its
/// message may quote what a person wrote.
pub fn keep_panics_discreet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
        // Nothing is left to do where standard error is gone too.
        let _ = writeln!(io::stderr(), "heelbot: a mistake in the program{place}");
    }));
}

fn filter(
    directives: Option<&str>,
    usual: Level,
) -> anyhow::Result<impl tracing_subscriber::layer::Filter<Registry> + use<>> {
    let asked = EnvFilter::builder()
        .with_default_directive(usual.into())
        .parse(directives.unwrap_or_default())
        .map_err(|error| anyhow::anyhow!("RUST_LOG can't be read: {error}"))?;
    Ok(asked.and(filter_fn(discreet)))
}

fn discreet(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let from = target.split("::").next().unwrap_or_default();
    let most = if target.starts_with(QUOTING) { Level::ERROR } else { Level::WARN };
    *metadata.level() <= most || !DISCREET.contains(&from)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::fmt::MakeWriter;

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic before").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Sink {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    fn logged(directives: Option<&str>) -> String {
        let sink = Sink::default();
        let lines = tracing_subscriber::fmt::layer()
            .with_writer(sink.clone())
            .with_filter(filter(directives, Level::WARN).expect("readable"));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), || {
            tracing::info!(target: "heelbot", "our info");
            tracing::warn!(target: "heelbot", "our warning");
            tracing::debug!(target: "sqlx::query", "their query");
            tracing::trace!(target: "rustyline", "their keys");
            tracing::warn!(target: "sqlx", "their warning");
            tracing::info!(target: "serenity::http::client", "their token");
            tracing::warn!(target: "serenity::gateway::ws", "their payload");
        });
        let bytes = sink.0.lock().expect("no panic before").clone();
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn warnings_are_logged_when_nobody_asks_for_more() {
        let log = logged(None);
        assert!(log.contains("our warning") && log.contains("their warning"), "{log}");
        assert!(!log.contains("our info"), "{log}");
    }

    #[test]
    fn no_directive_makes_a_discreet_crate_talk() {
        for directives in ["trace", "sqlx=trace,info", "sqlx::query=trace,rustyline=trace,info"] {
            let log = logged(Some(directives));
            assert!(log.contains("our info") && log.contains("their warning"), "{log}");
            assert!(!log.contains("their query") && !log.contains("their keys"), "{log}");
            assert!(!log.contains("their token") && !log.contains("their payload"), "{log}");
        }
    }

    #[test]
    fn directives_that_can_not_be_read_are_an_error() {
        assert!(filter(Some("a=b=c"), Level::WARN).is_err());
    }
}
