//! What the commands that run the bot have in common: the store and the engine
//! as the configuration describes them.

use std::sync::Arc;

use anyhow::Context;
use bot_core::{
    bot::{self, Policy},
    event::{Conversation, Incoming},
    message::Adapter,
    runtime::{Chance, Clock, Engine, Parts},
    store::{DataKey, Location, Store},
    text::Texts,
};

use crate::{
    config::{self, Config, Database},
    terminal::Backend,
};

/// Opens the database, brings it up to date, and checks that the key fits.
///
/// # Errors
/// A sentence that says what to do.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let (location, file) = match &config.database {
        Database::Sqlite(path) => (Location::Sqlite(path.clone()), Some(path.as_path())),
        Database::Postgres(url) => (Location::Postgres(url.clone()), None),
    };
    let key = match &config.key {
        config::DataKey::Given(bytes) => DataKey::from_bytes(bytes.0),
        config::DataKey::File(path) => DataKey::from_file(path)?,
        config::DataKey::Own(path) => DataKey::kept_at(path, file)?,
    };
    Store::open(&location, key).await.with_context(|| match file {
        Some(path) => format!("the database {}", path.display()),
        None => "the PostgreSQL database".to_owned(),
    })
}

/// The engine over a store, delivering through these adapters.
///
/// # Errors
/// The store can't be read.
pub async fn start_engine(
    store: Store,
    texts: Arc<Texts>,
    policy: Policy,
    clock: Arc<dyn Clock>,
    adapters: Vec<Arc<dyn Adapter>>,
) -> anyhow::Result<Engine> {
    let parts = Parts {
        store,
        texts,
        policy,
        clock,
        chance: Chance::system(),
        respond: bot::respond,
        remind: bot::remind,
        adapters,
    };
    Ok(Engine::start(parts).await?)
}

/// An engine with its store, as the terminal talks to it.
pub struct Running {
    engine: Engine,
    store: Store,
}

impl Running {
    /// Holds both until [`Backend::stop`].
    pub fn new(engine: Engine, store: Store) -> Self {
        Self { engine, store }
    }
}

impl Backend for Running {
    async fn accept(&self, event: Incoming) -> anyhow::Result<()> {
        self.engine.accept(vec![event]).await?;
        Ok(())
    }

    async fn settled(&self, conversation: &Conversation) -> anyhow::Result<()> {
        // The terminal has one conversation: its platform's matters are its own.
        self.engine.caught_up(conversation.place.platform).await?;
        if self.store.pending(conversation).await?.is_empty() {
            return Ok(());
        }
        // Better to stop than to be silent: the next start takes it up.
        anyhow::bail!(
            "what was said last is kept but can't be acted on now, for the reason logged above; \
             put that right, then start again"
        )
    }

    async fn stop(&self) {
        self.engine.shutdown().await;
        self.store.close().await;
    }
}
