//! Who is who: the rows of people and their conversations, their keys, and a
//! memory of those seen lately.
//!
//! What is remembered may be out of date (another process may have forgotten
//! the person), so every statement that uses it holds only if the rows are
//! still there: row numbers are never used twice.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;

use super::{
    error::StoreError,
    rows::{millis, platform},
    seal::{Column, DataKey, Owner, PersonKey},
    sql::{Connection, Row, query},
    writer::Tx,
};
use crate::event::{Conversation, Person, Place, PlatformId};

/// A conversation's rows, and what opens what is in them.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) person: i64,
    pub(super) conversation: i64,
    pub(super) key: Arc<PersonKey>,
}

impl Address {
    pub(super) const fn owner(&self) -> Owner {
        Owner(self.person)
    }

    pub(super) fn seal<T: serde::Serialize>(
        &self,
        column: Column,
        value: &T,
    ) -> Result<Vec<u8>, StoreError> {
        let plain = zeroize::Zeroizing::new(
            serde_json::to_vec(value).map_err(|_| StoreError::Unreadable("a value to be kept"))?,
        );
        Ok(self.key.seal(column, self.owner(), &plain))
    }

    pub(super) fn open<T: serde::de::DeserializeOwned>(
        &self,
        column: Column,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        let plain = self.key.open(column, self.owner(), sealed)?;
        // The error of serde may quote the value.
        serde_json::from_slice(&plain).map_err(|_| StoreError::Unreadable("a sealed value"))
    }
}

/// The conversations seen lately.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<Conversation, Address>>);

/// Beyond this many the memory starts afresh: about 4 MB.
const REMEMBERED: usize = 10_000;

impl Known {
    pub(super) fn get(&self, conversation: &Conversation) -> Option<Address> {
        self.lock().get(conversation).cloned()
    }

    pub(super) fn remember(&self, conversation: &Conversation, address: Address) {
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(conversation.clone(), address);
    }

    pub(super) fn drop_person(&self, person: &Person) {
        self.lock().retain(|conversation, _| conversation.person != *person);
    }

    pub(super) fn drop(&self, conversation: &Conversation) {
        self.lock().remove(conversation);
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Conversation, Address>> {
        // A map of copies is whole whenever a panic may strike.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By what the seal of a person's key knows them.
fn key_name(person: &Person) -> Vec<u8> {
    format!("{}:{}", person.platform, person.id.as_str()).into_bytes()
}

pub(super) const FIND: &str = "SELECT p.id, p.key, c.id
    FROM person p JOIN conversation c ON c.person_id = p.id
    WHERE p.platform = $1 AND p.name = $2 AND c.channel = $3
      AND coalesce(c.space, '') = $4 AND coalesce(c.thread, '') = $5";

/// Looks a conversation up.
pub(super) async fn find(
    conn: &mut Connection<'_>,
    data_key: &DataKey,
    conversation: &Conversation,
) -> Result<Option<Address>, StoreError> {
    let Conversation { place, person } = conversation;
    let row = query(FIND)
        .bind(person.platform.as_str())
        .bind(person.id.as_str())
        .bind(place.channel.as_str())
        .bind(text(place.space.as_ref()).unwrap_or_default())
        .bind(text(place.thread.as_ref()).unwrap_or_default())
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        let key = data_key.open_person_key(&key_name(person), &row.try_get::<Vec<u8>, _>(1)?)?;
        Ok(Address { person: row.try_get(0)?, conversation: row.try_get(2)?, key: Arc::new(key) })
    })
    .transpose()
}

/// Looks a conversation up, and makes it and its person known where they are not.
pub(super) async fn find_or_make(
    tx: &mut Tx<'_>,
    data_key: &DataKey,
    conversation: &Conversation,
    now: Timestamp,
) -> Result<Address, StoreError> {
    if let Some(address) = find(&mut tx.conn, data_key, conversation).await? {
        return Ok(address);
    }
    let Conversation { place, person } = conversation;
    let sealed = data_key.seal_person_key(&key_name(person), &PersonKey::random());
    query(
        "INSERT INTO person (platform, name, key, created) VALUES ($1, $2, $3, $4)
         ON CONFLICT (platform, name) DO NOTHING",
    )
    .bind(person.platform.as_str())
    .bind(person.id.as_str())
    .bind(sealed)
    .bind(millis(now))
    .execute(&mut tx.conn)
    .await?;
    query(
        "INSERT INTO conversation (person_id, space, channel, thread)
         SELECT id, $3, $4, $5 FROM person WHERE platform = $1 AND name = $2
         ON CONFLICT (person_id, channel, coalesce(space, ''), coalesce(thread, '')) DO NOTHING",
    )
    .bind(person.platform.as_str())
    .bind(person.id.as_str())
    .bind(text(place.space.as_ref()))
    .bind(place.channel.as_str())
    .bind(text(place.thread.as_ref()))
    .execute(&mut tx.conn)
    .await?;
    find(&mut tx.conn, data_key, conversation)
        .await?
        .ok_or(StoreError::Unreadable("a conversation just made"))
}

/// A known person's conversation at a place, made where there is none.
pub(super) async fn conversation_at(
    tx: &mut Tx<'_>,
    person: i64,
    place: &Place,
) -> Result<i64, StoreError> {
    query(
        "INSERT INTO conversation (person_id, space, channel, thread) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id, channel, coalesce(space, ''), coalesce(thread, '')) DO NOTHING",
    )
    .bind(person)
    .bind(text(place.space.as_ref()))
    .bind(place.channel.as_str())
    .bind(text(place.thread.as_ref()))
    .execute(&mut tx.conn)
    .await?;
    let row = query(
        "SELECT id FROM conversation
         WHERE person_id = $1 AND coalesce(space, '') = $2 AND channel = $3
           AND coalesce(thread, '') = $4",
    )
    .bind(person)
    .bind(text(place.space.as_ref()).unwrap_or_default())
    .bind(place.channel.as_str())
    .bind(text(place.thread.as_ref()).unwrap_or_default())
    .fetch_one(&mut tx.conn)
    .await?;
    row.try_get(0)
}

fn text(id: Option<&PlatformId>) -> Option<&str> {
    id.map(PlatformId::as_str)
}

/// The columns [`conversation_in`] reads, of the tables `p` and `c`.
macro_rules! conversation_columns {
    () => {
        "p.id AS person_id, p.platform, p.name, p.key,
         c.id AS conversation_id, c.space, c.channel, c.thread"
    };
}
pub(super) use conversation_columns;

/// Reads a conversation and its address from a row with [`conversation_columns`].
pub(super) fn conversation_in(
    row: &Row,
    data_key: &DataKey,
) -> Result<(Conversation, Address), StoreError> {
    let platform = platform(&row.try_get::<String, _>("platform")?)?;
    let optional = |name| row.try_get::<Option<String>, _>(name).map(|id| id.map(PlatformId::new));
    let person = Person { platform, id: PlatformId::new(row.try_get::<String, _>("name")?) };
    let place = Place {
        platform,
        space: optional("space")?,
        channel: PlatformId::new(row.try_get::<String, _>("channel")?),
        thread: optional("thread")?,
    };
    let key = data_key.open_person_key(&key_name(&person), &row.try_get::<Vec<u8>, _>("key")?)?;
    let address = Address {
        person: row.try_get("person_id")?,
        conversation: row.try_get("conversation_id")?,
        key: Arc::new(key),
    };
    Ok((Conversation { place, person }, address))
}

/// Removes a person: their key and with it everything sealed by it. What they
/// sent keeps its fingerprint only.
pub(super) async fn remove(
    conn: &mut Connection<'_>,
    person: &Person,
    now: Timestamp,
) -> Result<u64, StoreError> {
    query(
        "UPDATE inbox SET done = coalesce(done, $3), payload = NULL, conversation_id = NULL,
                          failed = NULL
         WHERE conversation_id IN
            (SELECT c.id FROM conversation c JOIN person p ON p.id = c.person_id
             WHERE p.platform = $1 AND p.name = $2)",
    )
    .bind(person.platform.as_str())
    .bind(person.id.as_str())
    .bind(millis(now))
    .execute(conn)
    .await?;
    query(
        "UPDATE club_change SET who = NULL WHERE person_id IN
            (SELECT id FROM person WHERE platform = $1 AND name = $2)",
    )
    .bind(person.platform.as_str())
    .bind(person.id.as_str())
    .execute(conn)
    .await?;
    let removed = query("DELETE FROM person WHERE platform = $1 AND name = $2")
        .bind(person.platform.as_str())
        .bind(person.id.as_str())
        .execute(conn)
        .await?;
    Ok(removed)
}
