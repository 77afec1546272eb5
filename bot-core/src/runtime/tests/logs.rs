//! Nothing a person said, and no key, is in a log at any level.

use std::{
    fmt::Write,
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use super::stage::{Act, Stage};
use crate::{
    message::Outcome,
    store::tests::support::{Bench, says},
};

/// Writes down everything that is logged, at every level.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<String>>);

struct Writing<'a>(&'a mut String);

impl Visit for Writing<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut Writing(&mut self.0.lock().unwrap()));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Writing(&mut self.0.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        let mut log = self.0.lock().unwrap();
        write!(log, "{}", event.metadata().target()).unwrap();
        event.record(&mut Writing(&mut log));
        log.push('\n');
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[test]
fn no_word_of_a_person_is_logged() {
    let listener = Listener::default();
    let log = Arc::clone(&listener.0);
    tracing::subscriber::with_default(listener, || {
        // One thread, so that everything is heard.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut bench = Bench::sqlite();
            bench.key = *b"okapi-data-key-okapi-data-key-32";
            let script = vec![
                Act::Say(Outcome::Unknown),
                Act::Say(Outcome::Refused("bad request".into())),
                Act::Say(Outcome::Gone("blocked".into())),
            ];
            let mut stage = Stage::begin(&bench, script).await;
            stage.hear((0..4).map(|at| says(&format!("okapi-{at}"), at, "okapi heel"))).await;
            stage.hear([says("okapi", "x", "panic okapi"), says("okapi", "y", "live okapi")]).await;
            assert!(stage.texts().await.len() >= 5);
            bench.damage_sessions().await;
            stage.hear([says("okapi", "z", "okapi again")]).await;
            stage.texts().await;
            stage.end().await;
        });
    });
    let log = log.lock().unwrap();
    for expected in ["the bot panicked", "fate unknown", "was refused", "does not open"] {
        assert!(log.contains(expected), "the log is heard: {expected}\n{log}");
    }
    assert!(!log.contains("okapi"), "{log}");
}
