//! Everything kept: people, sessions, what came in and what goes out, in SQLite
//! or PostgreSQL.
//!
//! One repository for both: the statements are the same text, `dialect.rs` holds
//! the few words that differ. What people said is sealed (`seal.rs`); plain
//! columns hold only what finding and sending need. What a step does is
//! [`bot`](crate::bot)'s matter, when things happen is
//! [`runtime`](crate::runtime)'s; the store has no clock.

mod check;
mod club;
mod database;
mod dialect;
mod doorway;
mod error;
mod firing;
mod inbox;
mod keyfile;
mod members;
mod mend;
mod migrate;
mod operate;
mod outbox;
mod people;
mod place;
mod rows;
mod schedules;
mod seal;
mod settle;
mod sql;
mod step;
mod sweep;
#[cfg(test)]
pub(crate) mod tests;
mod told;
mod writer;

use std::sync::Arc;

pub use crate::reminder::{Fired, FiredAs};
pub use check::{Membership, ToCheck};
pub use database::Location;
pub use error::{Cause, StoreError};
pub use firing::{Carried, Carry, DueSchedule};
pub use inbox::{InboxId, Pending, Recorded};
pub use keyfile::KeyError;
pub use mend::Mended;
pub(crate) use mend::SMALL_STEP;
pub use operate::{ClubEntry, operators_seat};
pub use outbox::{Candidate, Firing, Gate, Lease, Leased, Target, Verdict, Waiting};
pub use seal::{DataKey, DoesNotOpen};
pub use settle::{Settled, Settlement};
pub use step::{Commit, Committed, Expected, Version};
pub use sweep::{Held, Retention, Swept};
pub use told::{Happened, Untold};

use crate::event::Conversation;
use database::Database;
use dialect::Dialect;
use people::{Address, Known};
use seal::StoreKey;
use sql::{Connection, query};

/// Everything kept. A clone is the same store.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.shared.database.dialect)
    }
}

struct Shared {
    database: Database,
    data_key: DataKey,
    store_key: StoreKey,
    known: Known,
}

impl Store {
    /// Opens the database and brings it up to date; makes it where there is none.
    ///
    /// # Errors
    /// A newer release wrote it, the key is not its key, another process has it
    /// open (SQLite), or it can't be reached, read or written. It is unchanged then.
    pub async fn open(location: &Location, data_key: DataKey) -> Result<Self, StoreError> {
        let mut store_key = None;
        let database = Database::open(location, async |conn, dialect| {
            migrate::run_to(conn, dialect, migrate::latest()).await?;
            store_key = Some(fit_key(conn, &data_key).await?);
            Ok(())
        })
        .await?;
        let store_key = store_key.ok_or(StoreError::DataKeyDoesNotFit)?;
        let known = Known::default();
        Ok(Self { shared: Arc::new(Shared { database, data_key, store_key, known }) })
    }

    /// Brings a database up to date without opening it for use. Returns its version.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn migrate(location: &Location) -> Result<i64, StoreError> {
        let database = Database::open(location, async |conn, dialect| {
            migrate::run_to(conn, dialect, migrate::latest()).await
        })
        .await?;
        database.close().await;
        Ok(migrate::latest())
    }

    /// Checks the database's files (SQLite) or that the server answers and its
    /// rows belong together.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the number of findings.
    pub async fn integrity_check(&self) -> Result<(), StoreError> {
        let mut reader = self.shared.database.reader().await?;
        let mut findings = 0;
        if self.shared.database.dialect == Dialect::Sqlite {
            let rows = query("PRAGMA integrity_check").fetch_all(&mut reader.conn()).await?;
            for row in rows {
                findings += usize::from(row.try_get::<String, _>(0)? != "ok");
            }
            findings +=
                query("PRAGMA foreign_key_check").fetch_all(&mut reader.conn()).await?.len();
        }
        // An event to be acted on has a conversation and content, a message content.
        let lost: i64 = query(
            "SELECT (SELECT count(*) FROM inbox
                     WHERE done IS NULL AND (conversation_id IS NULL OR payload IS NULL))
                  + (SELECT count(*) FROM outbox WHERE finished IS NULL AND payload IS NULL)",
        )
        .fetch_one(&mut reader.conn())
        .await?
        .try_get(0)?;
        findings += usize::try_from(lost).unwrap_or(usize::MAX);
        if findings == 0 { Ok(()) } else { Err(StoreError::Damaged(findings)) }
    }

    /// How many transactions SQLite's one writer has committed since it was
    /// opened: with the number of steps, how well they are grouped. `None` on
    /// PostgreSQL, where the server groups.
    pub fn commits(&self) -> Option<u64> {
        self.shared.database.commits()
    }

    /// Finishes what is waiting and closes the database.
    pub async fn close(&self) {
        self.shared.database.close().await;
    }

    /// A conversation's rows, where it is known.
    async fn address(&self, conversation: &Conversation) -> Result<Option<Address>, StoreError> {
        if let Some(address) = self.shared.known.get(conversation) {
            return Ok(Some(address));
        }
        let mut reader = self.shared.database.reader().await?;
        let found = people::find(&mut reader.conn(), &self.shared.data_key, conversation).await?;
        if let Some(address) = &found {
            self.shared.known.remember(conversation, address.clone());
        }
        Ok(found)
    }
}

/// The store's own key, made on first use; that it opens shows that the data
/// key is the one the database was made with.
async fn fit_key(conn: &mut Connection<'_>, data_key: &DataKey) -> Result<StoreKey, StoreError> {
    query("INSERT INTO store_key (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING")
        .bind(data_key.seal_store_key(&StoreKey::random()))
        .execute(conn)
        .await?;
    let row = query("SELECT key FROM store_key WHERE id = 1").fetch_one(conn).await?;
    data_key
        .open_store_key(&row.try_get::<Vec<u8>, _>(0)?)
        .map_err(|_| StoreError::DataKeyDoesNotFit)
}
