//! What came in: recorded before it is acknowledged, known when it comes
//! again, and kept until it was acted on.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Shared, Store,
    error::StoreError,
    people::{self, Address, conversation_columns},
    rows::millis,
    seal::Column,
    sql::query,
    writer::{Operation, Tx, Urgency},
};
use crate::event::{Conversation, Incoming};

/// Names a recorded event. Later events have greater ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InboxId(pub(super) i64);

impl InboxId {
    /// Its number, for a log.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// What became of an event that was to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is new and now safe.
    New(InboxId),
    /// It was recorded before, and is or will be acted on once.
    Duplicate,
}

/// An event that was recorded and not acted on yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its name.
    pub id: InboxId,
    /// The event.
    pub incoming: Incoming,
}

impl Store {
    /// Records events durably, all or none, in their order. Returns one answer each.
    ///
    /// A person who was not known is given a key here; nothing else about them
    /// is kept until a step says so.
    ///
    /// # Errors
    /// Nothing is recorded where one is returned.
    pub async fn record(
        &self,
        events: Vec<Incoming>,
        now: Timestamp,
    ) -> Result<Vec<Recorded>, StoreError> {
        let events: Arc<[Incoming]> = events.into();
        let record = Record { shared: Arc::clone(&self.shared), events: Arc::clone(&events), now };
        let done = match self.shared.database.write(record).await {
            // A person was forgotten by another process at this moment.
            Err(StoreError::Database(error)) if error.is_foreign_key() => {
                self.shared.known.clear();
                let shared = Arc::clone(&self.shared);
                self.shared
                    .database
                    .write(Record { shared, events: Arc::clone(&events), now })
                    .await?
            }
            done => done?,
        };
        let mut answers = Vec::with_capacity(done.len());
        for (event, (recorded, address)) in events.iter().zip(done) {
            if let Some(address) = address {
                self.shared.known.remember(&event.conversation, address);
            }
            answers.push(recorded);
        }
        Ok(answers)
    }

    /// The events of a conversation that were not acted on yet, oldest first.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn pending(&self, conversation: &Conversation) -> Result<Vec<Pending>, StoreError> {
        let Some(address) = self.address(conversation).await? else { return Ok(Vec::new()) };
        let rows = query(PENDING)
            .bind(address.conversation)
            .fetch_all(&mut self.shared.database.reader().await?.conn())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Pending {
                    id: InboxId(row.try_get("id")?),
                    incoming: address
                        .open(Column::Event, &row.try_get::<Vec<u8>, _>("payload")?)?,
                })
            })
            .collect()
    }

    /// All conversations with events that were not acted on, in the order of
    /// their oldest: what a start takes up again.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn unfinished(&self) -> Result<Vec<Conversation>, StoreError> {
        let rows =
            query(UNFINISHED).fetch_all(&mut self.shared.database.reader().await?.conn()).await?;
        rows.iter()
            .map(|row| {
                let (conversation, address) = people::conversation_in(row, &self.shared.data_key)?;
                self.shared.known.remember(&conversation, address);
                Ok(conversation)
            })
            .collect()
    }
}

pub(super) const PENDING: &str = "SELECT id, payload FROM inbox
    WHERE conversation_id = $1 AND done IS NULL ORDER BY id";

const UNFINISHED: &str = concat!(
    "SELECT ",
    conversation_columns!(),
    " FROM conversation c JOIN person p ON p.id = c.person_id
      JOIN (SELECT conversation_id, min(id) AS oldest FROM inbox
            WHERE conversation_id IS NOT NULL AND done IS NULL GROUP BY conversation_id) i
        ON i.conversation_id = c.id
      ORDER BY i.oldest"
);

pub(super) const INSERT: &str = "INSERT INTO inbox (event, conversation_id, payload, received)
    SELECT $1, id, $3, $4 FROM conversation WHERE id = $2
    ON CONFLICT (event) DO NOTHING RETURNING id";

struct Record {
    shared: Arc<Shared>,
    events: Arc<[Incoming]>,
    now: Timestamp,
}

impl Record {
    /// The row's number, unless the event is known or the conversation is not.
    async fn insert(
        &self,
        tx: &mut Tx<'_>,
        event: &Incoming,
        address: &Address,
    ) -> Result<Option<InboxId>, StoreError> {
        let row = query(INSERT)
            .bind(self.shared.store_key.fingerprint(event.id.as_str()))
            .bind(address.conversation)
            .bind(address.seal(Column::Event, event)?)
            .bind(millis(self.now))
            .fetch_optional(&mut tx.conn)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.map(InboxId))
    }

    async fn is_known(&self, tx: &mut Tx<'_>, event: &Incoming) -> Result<bool, StoreError> {
        let row = query("SELECT id FROM inbox WHERE event = $1")
            .bind(self.shared.store_key.fingerprint(event.id.as_str()))
            .fetch_optional(&mut tx.conn)
            .await?;
        Ok(row.is_some())
    }
}

impl Operation for Record {
    /// With each answer the conversation's address, where it was looked up.
    type Output = Vec<(Recorded, Option<Address>)>;

    /// A platform sends the next events when these are acknowledged.
    const URGENCY: Urgency = Urgency::First;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let mut done = Vec::with_capacity(self.events.len());
        for event in self.events.iter() {
            if let Some(address) = self.shared.known.get(&event.conversation)
                && let Some(id) = self.insert(tx, event, &address).await?
            {
                done.push((Recorded::New(id), None));
                continue;
            }
            if self.is_known(tx, event).await? {
                done.push((Recorded::Duplicate, None));
                continue;
            }
            let address =
                people::find_or_make(tx, &self.shared.data_key, &event.conversation, self.now)
                    .await?;
            done.push(match self.insert(tx, event, &address).await? {
                Some(id) => (Recorded::New(id), Some(address)),
                // Another process recorded it just now.
                None => (Recorded::Duplicate, Some(address)),
            });
        }
        Ok(done)
    }
}
