//! What goes out: messages wait here from the commit that says them until a
//! platform has them.
//!
//! Whoever sends a message holds a lease on it. A lease ends by itself, so a
//! crash delays a message and never loses it; a late holder's answer is told
//! from the current one's by the fence. Messages to one conversation keep their
//! order: only its oldest unfinished one can be taken, and one of an earlier lane
//! (a reply) does not wait for one of a later (a reminder).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{Row, any::AnyRow};
use zeroize::Zeroizing;

use super::{
    Shared, Store,
    dialect::Dialect,
    error::StoreError,
    people::{self, Address, conversation_columns},
    rows::{instant, lane, lane_number, millis},
    seal::{Column, StoreKey},
    writer::{Operation, Tx},
};
use crate::{
    event::{EventId, Place, Platform, PlatformId},
    message::{Delivery, Lane, Outgoing, Placement, Screen},
};

/// The right to send a message, for a while.
#[derive(Clone)]
pub struct Lease {
    pub(super) id: i64,
    pub(super) fence: i64,
    pub(super) address: Option<Address>,
    /// Whether the message goes to the conversation's own place.
    pub(super) home: bool,
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lease({}, {})", self.id, self.fence)
    }
}

/// A message and the right to send it.
#[derive(Clone, Debug)]
pub struct Leased {
    /// What an adapter needs.
    pub delivery: Delivery,
    /// What settles it afterwards.
    pub lease: Lease,
}

impl Leased {
    /// The conversation's question once this message is there: itself, where it
    /// has choices. An edited message keeps its name where the platform repeats none.
    pub fn question_after(&self, message: Option<&PlatformId>) -> Option<PlatformId> {
        let Delivery { outgoing, edit, .. } = &self.delivery;
        let is_question = self.lease.home && !outgoing.screen.choices.is_empty();
        match outgoing.placement {
            Placement::New if is_question => message.cloned(),
            Placement::InPlace if is_question => message.or(edit.as_ref()).cloned(),
            Placement::New | Placement::InPlace => edit.clone(),
        }
    }

    /// Tells the message what the question is that it may have to edit.
    #[must_use]
    pub fn editing(mut self, question: Option<PlatformId>) -> Self {
        if self.lease.home {
            self.delivery.edit = question;
        }
        self
    }
}

/// What is to become of a message after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It is there, under this identifier where the platform gives one.
    Delivered(Option<PlatformId>),
    /// It is tried again, at this time at the earliest.
    Again(Timestamp),
    /// It was not tried at all: whoever comes next takes it.
    Released,
    /// The place has moved; all that goes there goes to the new one, this first.
    Moved(Place),
    /// The place is closed: this message and all that wait for the conversation end here.
    Gone(String),
    /// The message is at fault and set aside.
    Refused(String),
    /// Nobody knows whether it arrived, and it is not tried again.
    Unknown,
}

/// Whether a settlement counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It did.
    Done,
    /// The lease had ended and someone else has the message, or it is gone.
    LeaseLost,
}

impl Settled {
    /// By how many rows the fence let through.
    const fn by(rows: u64) -> Self {
        if rows == 0 { Self::LeaseLost } else { Self::Done }
    }
}

/// What is sealed of a message.
#[derive(Serialize, Deserialize)]
struct Payload {
    /// Only where it is not the conversation's own: that one may move.
    place: Option<Place>,
    placement: Placement,
    screen: Screen,
    answers: Option<EventId>,
}

/// A message to be written.
pub(super) struct NewMessage<'a> {
    /// Whose it is; `None` for one that outlives its person.
    pub(super) address: Option<&'a Address>,
    pub(super) outgoing: &'a Outgoing,
    pub(super) home: bool,
    pub(super) answers: Option<&'a EventId>,
    /// The firing it says, where its fate is the firing's.
    pub(super) occurrence: Option<i64>,
    pub(super) now: Timestamp,
    pub(super) due: Timestamp,
    /// How many tries are under way: 1 for a message leased from the start, else 0.
    pub(super) attempts: i64,
}

/// Writes a message. Its fence starts as its attempts, and 1 says that it is leased.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    store_key: &StoreKey,
    message: &NewMessage<'_>,
) -> Result<i64, StoreError> {
    let payload = Payload {
        place: (!message.home).then(|| message.outgoing.place.clone()),
        placement: message.outgoing.placement,
        screen: message.outgoing.screen.clone(),
        answers: message.answers.cloned(),
    };
    let row = sqlx::query(
        "INSERT INTO outbox
            (conversation_id, platform, lane, due, leased, fence, attempts, payload, created,
             occurrence_id)
         VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8) RETURNING id",
    )
    .bind(message.address.map(|address| address.conversation))
    .bind(message.outgoing.place.platform.as_str())
    .bind(lane_number(message.outgoing.lane))
    .bind(millis(message.due))
    .bind(message.attempts)
    .bind(seal(message.address, store_key, &payload)?)
    .bind(millis(message.now))
    .bind(message.occurrence)
    .fetch_one(&mut *tx.conn)
    .await?;
    Ok(row.try_get(0)?)
}

fn seal(
    address: Option<&Address>,
    store_key: &StoreKey,
    payload: &Payload,
) -> Result<Vec<u8>, StoreError> {
    if let Some(address) = address {
        return address.seal(Column::Message, payload);
    }
    let plain = Zeroizing::new(
        serde_json::to_vec(payload).map_err(|_| StoreError::Unreadable("a message"))?,
    );
    Ok(store_key.seal(Column::Message, &plain))
}

fn open(
    address: Option<&Address>,
    store_key: &StoreKey,
    sealed: &[u8],
) -> Result<Payload, StoreError> {
    if let Some(address) = address {
        return address.open(Column::Message, sealed);
    }
    let plain = store_key.open(Column::Message, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Unreadable("a message"))
}

impl Store {
    /// Takes up to `limit` messages of a lane that are due, oldest first, and
    /// leases them for `lease`. A message that does not open is set aside.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn claim(
        &self,
        platform: Platform,
        lane: Lane,
        limit: u32,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Vec<Leased>, StoreError> {
        let shared = Arc::clone(&self.shared);
        self.shared.database.write(Claim { shared, platform, lane, limit, now, lease }).await
    }

    /// When the next message of the platform can be taken: its time, or the end
    /// of the lease on it. `None` where nothing waits.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn next_due(&self, platform: Platform) -> Result<Option<Timestamp>, StoreError> {
        let mut next = None;
        for lane in [Lane::Reply, Lane::IcePhase, Lane::Other] {
            let row = sqlx::query(NEXT_DUE)
                .bind(platform.as_str())
                .bind(lane_number(lane))
                .fetch_optional(self.shared.database.reader())
                .await?;
            if let Some(row) = row {
                let due = instant(row.try_get(0)?);
                next = Some(next.map_or(due, |next: Timestamp| next.min(due)));
            }
        }
        Ok(next)
    }

    /// Says what is to become of a message after a try.
    ///
    /// # Errors
    /// Nothing is changed where one is returned; the lease ends by itself.
    pub async fn settle(
        &self,
        leased: &Leased,
        settlement: Settlement,
        now: Timestamp,
    ) -> Result<Settled, StoreError> {
        let moved = matches!(settlement, Settlement::Moved(_));
        let settle =
            Settle { shared: Arc::clone(&self.shared), leased: leased.clone(), settlement, now };
        let settled = self.shared.database.write(settle).await?;
        if moved {
            self.shared.known.clear();
        }
        Ok(settled)
    }

    /// Ends every lease: for the start of a process that shares the database
    /// with no other. On PostgreSQL, where others may be sending, leases end by
    /// themselves.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn recover(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.shared.database.write(Recover { now }).await
    }
}

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "SELECT o.id, o.lane, o.fence, o.attempts, o.payload, o.conversation_id AS home,
                    c.question, ",
            conversation_columns!(),
            " FROM outbox o LEFT JOIN conversation c ON c.id = o.conversation_id
                            LEFT JOIN person p ON p.id = c.person_id
              WHERE o.platform = $1 AND o.lane = $2 AND o.finished IS NULL AND o.due <= $3
                AND NOT EXISTS (SELECT 1 FROM outbox e
                                WHERE e.conversation_id = o.conversation_id
                                  AND e.id < o.id AND e.lane <= o.lane
                                  AND e.finished IS NULL)
              ORDER BY o.due, o.id LIMIT $4 ",
            $lock
        )
    };
}

pub(super) const CLAIM_ON_SQLITE: &str = claim!("");
const CLAIM_ON_POSTGRES: &str = claim!("FOR UPDATE OF o SKIP LOCKED");

pub(super) const NEXT_DUE: &str = "SELECT o.due FROM outbox o
    WHERE o.platform = $1 AND o.lane = $2 AND o.finished IS NULL
      AND NOT EXISTS (SELECT 1 FROM outbox e
                      WHERE e.conversation_id = o.conversation_id
                        AND e.id < o.id AND e.lane <= o.lane
                                  AND e.finished IS NULL)
    ORDER BY o.due LIMIT 1";

struct Claim {
    shared: Arc<Shared>,
    platform: Platform,
    lane: Lane,
    limit: u32,
    now: Timestamp,
    lease: SignedDuration,
}

impl Operation for Claim {
    type Output = Vec<Leased>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let rows = sqlx::query(tx.dialect.pick(CLAIM_ON_SQLITE, CLAIM_ON_POSTGRES))
            .bind(self.platform.as_str())
            .bind(lane_number(self.lane))
            .bind(millis(self.now))
            .bind(i64::from(self.limit))
            .fetch_all(&mut *tx.conn)
            .await?;
        let mut leased = Vec::with_capacity(rows.len());
        for row in &rows {
            let id: i64 = row.try_get("id")?;
            match self.read(row) {
                Ok(message) => {
                    let until = self.now.saturating_add(self.lease).unwrap_or(self.now);
                    sqlx::query(
                        "UPDATE outbox SET due = $1, leased = 1, fence = fence + 1,
                                           attempts = attempts + 1
                         WHERE id = $2",
                    )
                    .bind(millis(until))
                    .bind(id)
                    .execute(&mut *tx.conn)
                    .await?;
                    leased.push(message);
                }
                // One row that does not open stops only itself.
                Err(error) => {
                    tracing::error!(delivery = id, %error, "a message is set aside");
                    let fence = row.try_get("fence")?;
                    finish(tx, id, fence, self.now, Ending::SetAside("it does not open")).await?;
                }
            }
        }
        Ok(leased)
    }
}

impl Claim {
    fn read(&self, row: &AnyRow) -> Result<Leased, StoreError> {
        let id = row.try_get("id")?;
        let conversation = match row.try_get::<Option<i64>, _>("home")? {
            Some(_) => Some(people::conversation_in(row, &self.shared.data_key)?),
            None => None,
        };
        let address = conversation.as_ref().map(|(_, address)| address);
        let sealed: Vec<u8> = row.try_get("payload")?;
        let payload = open(address, &self.shared.store_key, &sealed)?;
        let home = payload.place.is_none();
        let place = payload
            .place
            .or_else(|| conversation.as_ref().map(|(conversation, _)| conversation.place.clone()))
            .ok_or(StoreError::Unreadable("a message without a place"))?;
        let question = row.try_get::<Option<String>, _>("question")?.map(PlatformId::new);
        let outgoing = Outgoing {
            lane: lane(row.try_get("lane")?)?,
            place,
            placement: payload.placement,
            screen: payload.screen,
        };
        let attempts: i64 = row.try_get("attempts")?;
        Ok(Leased {
            delivery: Delivery {
                id,
                outgoing,
                edit: question.filter(|_| home),
                answers: payload.answers,
                attempt: u32::try_from(attempts).unwrap_or(u32::MAX),
            },
            lease: Lease {
                id,
                fence: row.try_get::<i64, _>("fence")? + 1,
                address: address.cloned(),
                home,
            },
        })
    }
}

struct Settle {
    shared: Arc<Shared>,
    leased: Leased,
    settlement: Settlement,
    now: Timestamp,
}

/// How a message ends.
#[derive(Clone, Copy)]
enum Ending<'a> {
    Delivered,
    Gone(&'a str),
    Unknown,
    /// Its content is kept, sealed, until the sweep: it shows the mistake.
    SetAside(&'a str),
}

async fn finish(
    tx: &mut Tx<'_>,
    id: i64,
    fence: i64,
    now: Timestamp,
    ending: Ending<'_>,
) -> Result<Settled, StoreError> {
    let (outcome, reason) = match ending {
        Ending::Delivered => ("delivered", None),
        Ending::Gone(reason) => ("gone", Some(reason)),
        Ending::Unknown => ("unknown", None),
        Ending::SetAside(reason) => ("refused", Some(reason)),
    };
    let statement = match ending {
        Ending::SetAside(_) => {
            "UPDATE outbox SET finished = $1, outcome = $2, reason = $3
             WHERE id = $4 AND fence = $5 AND finished IS NULL"
        }
        _ => {
            "UPDATE outbox SET finished = $1, outcome = $2, reason = $3,
                               payload = NULL, conversation_id = NULL
             WHERE id = $4 AND fence = $5 AND finished IS NULL"
        }
    };
    let done = sqlx::query(statement)
        .bind(millis(now))
        .bind(outcome)
        .bind(reason)
        .bind(id)
        .bind(fence)
        .execute(&mut *tx.conn)
        .await?;
    let settled = Settled::by(done.rows_affected());
    if settled == Settled::Done {
        finish_firing(tx, id, now, ending).await?;
    }
    Ok(settled)
}

/// The fate of a message is that of the firing it says.
async fn finish_firing(
    tx: &mut Tx<'_>,
    id: i64,
    now: Timestamp,
    ending: Ending<'_>,
) -> Result<(), StoreError> {
    let (state, reason) = match ending {
        Ending::Delivered => ("delivered", None),
        Ending::Gone(reason) => ("gone", Some(reason)),
        Ending::Unknown => ("unknown", None),
        Ending::SetAside(reason) => ("missed", Some(reason)),
    };
    sqlx::query(
        "UPDATE occurrence
         SET state = CASE WHEN $1 = 'delivered' AND late = 1 THEN 'late' ELSE $1 END,
             reason = $2, finished = $3, sent = CASE WHEN $1 = 'delivered' THEN $3 END
         WHERE id = (SELECT o.occurrence_id FROM outbox o WHERE o.id = $4)
           AND state = 'pending'",
    )
    .bind(state)
    .bind(reason)
    .bind(millis(now))
    .bind(id)
    .execute(&mut *tx.conn)
    .await?;
    Ok(())
}

/// A closed place stops the schedules that are said there, with the reason,
/// until somebody resumes them.
async fn stop_schedules(
    tx: &mut Tx<'_>,
    id: i64,
    conversation: Option<i64>,
    reason: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE schedule SET state = 'gone', reason = $1, wake = NULL, fence = fence + 1
         WHERE state = 'active'
           AND (id = (SELECT c.schedule_id FROM outbox o
                      JOIN occurrence c ON c.id = o.occurrence_id WHERE o.id = $2)
                OR (conversation_id = $3 AND person_id IS NOT NULL))",
    )
    .bind(reason)
    .bind(id)
    .bind(conversation)
    .execute(&mut *tx.conn)
    .await?;
    Ok(())
}

impl Operation for Settle {
    type Output = Settled;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Settled, StoreError> {
        let Lease { id, fence, address, home } = &self.leased.lease;
        let address = address.as_ref().filter(|_| *home);
        let finish =
            async |tx: &mut Tx<'_>, ending| finish(tx, *id, *fence, self.now, ending).await;
        let settled = match &self.settlement {
            Settlement::Delivered(message) => {
                let settled = finish(tx, Ending::Delivered).await?;
                if let (Settled::Done, Some(address)) = (settled, address) {
                    self.remember_question(tx, address, message.as_ref()).await?;
                }
                settled
            }
            Settlement::Again(at) => self.give_back(tx, *at, 0).await?,
            Settlement::Released => self.give_back(tx, self.now, 1).await?,
            Settlement::Moved(place) => {
                let settled = self.give_back(tx, self.now, 0).await?;
                if settled == Settled::Done {
                    self.move_place(tx, place).await?;
                }
                settled
            }
            Settlement::Gone(reason) => {
                let settled = finish(tx, Ending::Gone(reason)).await?;
                if settled == Settled::Done {
                    let home = address.map(|address| address.conversation);
                    stop_schedules(tx, *id, home, reason).await?;
                }
                if let (Settled::Done, Some(address)) = (settled, address) {
                    end_all(tx, address, reason, self.now).await?;
                }
                settled
            }
            Settlement::Refused(reason) => finish(tx, Ending::SetAside(reason)).await?,
            Settlement::Unknown => finish(tx, Ending::Unknown).await?,
        };
        Ok(settled)
    }
}

/// Ends every message that waits for a conversation whose place is closed.
async fn end_all(
    tx: &mut Tx<'_>,
    address: &Address,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE occurrence SET state = 'gone', reason = $2, finished = $1
         WHERE state = 'pending'
           AND id IN (SELECT o.occurrence_id FROM outbox o
                      WHERE o.conversation_id = $3 AND o.finished IS NULL)",
    )
    .bind(millis(now))
    .bind(reason)
    .bind(address.conversation)
    .execute(&mut *tx.conn)
    .await?;
    sqlx::query(
        "UPDATE outbox SET finished = $1, outcome = 'gone', reason = $2,
                           payload = NULL, conversation_id = NULL
         WHERE conversation_id = $3 AND finished IS NULL",
    )
    .bind(millis(now))
    .bind(reason)
    .bind(address.conversation)
    .execute(&mut *tx.conn)
    .await?;
    Ok(())
}

impl Settle {
    /// Gives the message back, due at a time; `untried` attempts did not take
    /// place. The fence moves on, so that a settlement counts once.
    async fn give_back(
        &self,
        tx: &mut Tx<'_>,
        due: Timestamp,
        untried: i64,
    ) -> Result<Settled, StoreError> {
        let done = sqlx::query(
            "UPDATE outbox SET due = $1, attempts = attempts - $2, fence = fence + 1, leased = 0
             WHERE id = $3 AND fence = $4 AND finished IS NULL",
        )
        .bind(millis(due))
        .bind(untried)
        .bind(self.leased.lease.id)
        .bind(self.leased.lease.fence)
        .execute(&mut *tx.conn)
        .await?;
        Ok(Settled::by(done.rows_affected()))
    }

    async fn remember_question(
        &self,
        tx: &mut Tx<'_>,
        address: &Address,
        message: Option<&PlatformId>,
    ) -> Result<(), StoreError> {
        let question = self.leased.question_after(message);
        if question == self.leased.delivery.edit {
            return Ok(());
        }
        sqlx::query("UPDATE conversation SET question = $1 WHERE id = $2")
            .bind(question.map(|question| question.as_str().to_owned()))
            .bind(address.conversation)
            .execute(&mut *tx.conn)
            .await?;
        Ok(())
    }

    /// Moves every conversation of the old place to the new one. A person who
    /// already has a conversation there keeps both; then only this message moves.
    async fn move_place(&self, tx: &mut Tx<'_>, to: &Place) -> Result<(), StoreError> {
        let from = &self.leased.delivery.outgoing.place;
        let text = |id: &Option<PlatformId>| id.as_ref().map(|id| id.as_str().to_owned());
        if self.leased.lease.home {
            sqlx::query(
                "UPDATE conversation SET space = $1, channel = $2, thread = $3, question = NULL
                 WHERE channel = $4 AND coalesce(space, '') = $5 AND coalesce(thread, '') = $6
                   AND person_id IN (SELECT p.id FROM person p WHERE p.platform = $7)
                   AND NOT EXISTS (SELECT 1 FROM conversation t
                                   WHERE t.person_id = conversation.person_id AND t.channel = $2
                                     AND coalesce(t.space, '') = coalesce($1, '')
                                     AND coalesce(t.thread, '') = coalesce($3, ''))",
            )
            .bind(text(&to.space))
            .bind(to.channel.as_str())
            .bind(text(&to.thread))
            .bind(from.channel.as_str())
            .bind(text(&from.space).unwrap_or_default())
            .bind(text(&from.thread).unwrap_or_default())
            .bind(from.platform.as_str())
            .execute(&mut *tx.conn)
            .await?;
        }
        // A club's schedules that are said there go along, whoever made them.
        sqlx::query(
            "UPDATE schedule SET at_space = $1, at_channel = $2, at_thread = $3
             WHERE at_channel = $4 AND coalesce(at_space, '') = $5
               AND coalesce(at_thread, '') = $6 AND at_platform = $7",
        )
        .bind(text(&to.space))
        .bind(to.channel.as_str())
        .bind(text(&to.thread))
        .bind(from.channel.as_str())
        .bind(text(&from.space).unwrap_or_default())
        .bind(text(&from.thread).unwrap_or_default())
        .bind(from.platform.as_str())
        .execute(&mut *tx.conn)
        .await?;
        let Delivery { outgoing, answers, .. } = &self.leased.delivery;
        let payload = Payload {
            place: Some(to.clone()),
            placement: Placement::New,
            screen: outgoing.screen.clone(),
            answers: answers.clone(),
        };
        let address = self.leased.lease.address.as_ref();
        sqlx::query("UPDATE outbox SET payload = $1 WHERE id = $2")
            .bind(seal(address, &self.shared.store_key, &payload)?)
            .bind(self.leased.lease.id)
            .execute(&mut *tx.conn)
            .await?;
        Ok(())
    }
}

struct Recover {
    now: Timestamp,
}

impl Operation for Recover {
    type Output = u64;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, StoreError> {
        if tx.dialect == Dialect::Postgres {
            return Ok(0);
        }
        let done = sqlx::query(
            "UPDATE outbox SET due = $1, leased = 0, fence = fence + 1
             WHERE finished IS NULL AND leased = 1",
        )
        .bind(millis(self.now))
        .execute(&mut *tx.conn)
        .await?;
        Ok(done.rows_affected())
    }
}
