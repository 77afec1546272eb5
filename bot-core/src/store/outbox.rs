//! What goes out: messages wait here from the commit that says them until a
//! platform has them.
//!
//! Whoever sends a message holds a lease on it. A lease ends by itself, so a
//! crash delays a message and never loses it; a late holder's answer is told
//! from the current one's by the fence. Before an adapter gets a message it is
//! marked as begun: a lease that ends with the mark leaves the message's fate in
//! doubt, and the [`Gate`] says whether it is sent again. Messages to one
//! conversation keep their order: only its oldest unfinished one can be taken,
//! and one of an earlier lane (a reply) does not wait for one of a later (a
//! reminder). What a try leads to is `settle.rs`.

use std::{borrow::Cow, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    Shared, Store,
    dialect::Dialect,
    error::StoreError,
    people::{self, Address, conversation_columns},
    rows::{instant, lane, lane_number, millis},
    schedules,
    seal::{Column, StoreKey},
    settle::{self, Ending, Settled},
    sql::{Row, query},
    writer::{Operation, Tx},
};
use crate::{
    event::{EventId, Place, Platform, PlatformId},
    message::{Delivery, Lane, Outgoing, Placement, Screen},
    schedule::{Kind, Lateness, late},
};

/// A chat, as the outbox knows it: the same number for the same chat, and
/// without the store's key nobody learns from it which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target(pub(super) i64);

impl Target {
    pub(super) fn of(place: &Place, key: &StoreKey) -> Self {
        let name = format!("chat:{}:{}", place.platform, place.channel.as_str());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&key.fingerprint(&name)[..8]);
        Self(i64::from_be_bytes(bytes))
    }
}

/// The firing a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Firing {
    /// What it is for.
    pub kind: Kind,
    /// When it was to be said.
    pub at: Timestamp,
}

/// The right to send a message, for a while.
#[derive(Clone)]
pub struct Lease {
    pub(super) id: i64,
    pub(super) fence: i64,
    pub(super) address: Option<Address>,
    /// Whether the message goes to the conversation's own place.
    pub(super) home: bool,
    /// Whether it is said as late.
    pub(super) late: bool,
    /// How often it has followed its place.
    pub(super) moves: u32,
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
    /// Which chat it goes to.
    pub target: Target,
    /// The firing it says, where it says one.
    pub firing: Option<Firing>,
    /// How often it was sent again without knowing whether it had arrived.
    pub doubts: u32,
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
            _ => edit.clone(),
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

    /// How often it has followed a place that moved.
    pub const fn moves(&self) -> u32 {
        self.lease.moves
    }
}

/// A message that could be taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The message.
    pub id: i64,
    /// The chat it goes to.
    pub target: Target,
}

/// A message that could be taken, as the [`Gate`] sees it.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'a> {
    /// The chat it goes to.
    pub target: Target,
    /// What an adapter would get.
    pub delivery: &'a Delivery,
    /// The firing it says, and how late that is by now.
    pub firing: Option<(Firing, Lateness)>,
    /// When an adapter got it, where nobody knows what came of it.
    pub begun: Option<Timestamp>,
    /// How often it was sent again without knowing whether it had arrived.
    pub doubts: u32,
}

/// What is to become of a message that could be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is taken.
    Take,
    /// It stays where it is.
    Leave,
    /// Its time has passed: it ends unsaid.
    Missed,
    /// It may have arrived and is not sent again.
    Unknown,
}

/// Says which messages are taken. It is asked in the transaction that takes
/// them, once each, or again where the transaction is undone.
pub trait Gate: Send + Sync + 'static {
    /// Decides about one message.
    fn judge(&self, waiting: &Waiting<'_>, now: Timestamp) -> Verdict;
}

/// What is sealed of a message.
#[derive(Serialize, Deserialize)]
pub(super) struct Payload<'a> {
    /// Only where it is not the conversation's own: that one may move.
    pub(super) place: Option<Place>,
    pub(super) placement: Placement,
    pub(super) screen: Cow<'a, Screen>,
    /// What is said instead once it is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) if_late: Option<Screen>,
    pub(super) answers: Option<EventId>,
    /// How often it has followed its place.
    #[serde(default)]
    pub(super) moves: u32,
}

/// A message to be written.
pub(super) struct NewMessage<'a> {
    /// Whose it is; `None` for one that outlives its person.
    pub(super) address: Option<&'a Address>,
    pub(super) outgoing: &'a Outgoing,
    /// What is said instead once it is late.
    pub(super) if_late: Option<&'a Screen>,
    pub(super) home: bool,
    pub(super) answers: Option<&'a EventId>,
    /// The firing it says.
    pub(super) firing: Option<Firing>,
    /// The row of the firing, where the message's fate is the firing's.
    pub(super) occurrence: Option<i64>,
    pub(super) now: Timestamp,
    pub(super) due: Timestamp,
    /// How many tries are under way: 1 for a message leased from the start, else 0.
    pub(super) attempts: i64,
    /// Whether it is handed to an adapter before it is looked at again.
    pub(super) begun: Option<Timestamp>,
}

/// Writes a message. Its fence starts as its attempts, and 1 says that it is leased.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    store_key: &StoreKey,
    message: &NewMessage<'_>,
) -> Result<(i64, Target), StoreError> {
    let payload = Payload {
        place: (!message.home).then(|| message.outgoing.place.clone()),
        placement: message.outgoing.placement,
        screen: Cow::Borrowed(&message.outgoing.screen),
        if_late: message.if_late.cloned(),
        answers: message.answers.cloned(),
        moves: 0,
    };
    let target = Target::of(&message.outgoing.place, store_key);
    let row = query(
        "INSERT INTO outbox
            (conversation_id, platform, lane, due, leased, fence, attempts, payload, created,
             occurrence_id, target, kind, fires, begun)
         VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
    )
    .bind(message.address.map(|address| address.conversation))
    .bind(message.outgoing.place.platform.as_str())
    .bind(lane_number(message.outgoing.lane))
    .bind(millis(message.due))
    .bind(message.attempts)
    .bind(seal(message.address, store_key, &payload)?)
    .bind(millis(message.now))
    .bind(message.occurrence)
    .bind(target.0)
    .bind(message.firing.map(|firing| firing.kind.as_str()))
    .bind(message.firing.map(|firing| millis(firing.at)))
    .bind(message.begun.map(millis))
    .fetch_one(&mut tx.conn)
    .await?;
    Ok((row.try_get(0)?, target))
}

pub(super) fn seal(
    address: Option<&Address>,
    store_key: &StoreKey,
    payload: &Payload<'_>,
) -> Result<Vec<u8>, StoreError> {
    if let Some(address) = address {
        return address.seal(Column::Message, payload);
    }
    let plain = Zeroizing::new(
        serde_json::to_vec(payload).map_err(|_| StoreError::Unreadable("a message"))?,
    );
    Ok(store_key.seal(Column::Message, &plain))
}

pub(super) fn open(
    address: Option<&Address>,
    store_key: &StoreKey,
    sealed: &[u8],
) -> Result<Payload<'static>, StoreError> {
    if let Some(address) = address {
        return address.open(Column::Message, sealed);
    }
    let plain = store_key.open(Column::Message, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Unreadable("a message"))
}

impl Store {
    /// Messages of a lane that could be taken now: at most `limit`, the oldest
    /// of every chat before the second of any.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn candidates(
        &self,
        platform: Platform,
        lane: Lane,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, StoreError> {
        let rows = query(CANDIDATES)
            .bind(platform.as_str())
            .bind(lane_number(lane))
            .bind(millis(now))
            .bind(i64::from(limit))
            .fetch_all(&mut self.shared.database.reader().await?.conn())
            .await?;
        rows.iter()
            .map(|row| Ok(Candidate { id: row.try_get(0)?, target: Target(row.try_get(1)?) }))
            .collect()
    }

    /// Takes those of the messages that can still be taken and that the gate
    /// lets through, and leases them for `lease`. They count as begun: the
    /// caller hands them to an adapter. A message that does not open is set aside.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn claim(
        &self,
        messages: Vec<i64>,
        now: Timestamp,
        lease: SignedDuration,
        gate: Arc<dyn Gate>,
    ) -> Result<Vec<Leased>, StoreError> {
        let shared = Arc::clone(&self.shared);
        self.shared.database.write(Claim { shared, messages, now, lease, gate }).await
    }

    /// Marks a message that is leased and waits behind another as begun, for
    /// another `lease`: the caller hands it to an adapter now.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn begin(
        &self,
        leased: &Leased,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Settled, StoreError> {
        let Lease { id, fence, .. } = leased.lease;
        self.shared.database.write(Begin { id, fence, now, lease }).await
    }

    /// When messages were last answered by the platform since an instant, and for
    /// which chats, oldest first: what counts towards its limits after a start. One
    /// that was handed over and not answered may have come there until `now`.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn begun_since(
        &self,
        platform: Platform,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(Target, Timestamp)>, StoreError> {
        let rows = query(BEGUN_SINCE)
            .bind(platform.as_str())
            .bind(millis(since))
            .bind(millis(now))
            .fetch_all(&mut self.shared.database.reader().await?.conn())
            .await?;
        rows.iter().map(|row| Ok((Target(row.try_get(0)?), instant(row.try_get(1)?)))).collect()
    }

    /// When the next message of the platform can be taken: its time, or the end
    /// of the lease on it. `None` where nothing waits.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn next_due(&self, platform: Platform) -> Result<Option<Timestamp>, StoreError> {
        self.earliest_due(NEXT_DUE, platform, Timestamp::MIN).await
    }

    /// When a message of the platform comes due next that is not due yet.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn next_due_after(
        &self,
        platform: Platform,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        self.earliest_due(NEXT_DUE_AFTER, platform, now).await
    }

    async fn earliest_due(
        &self,
        statement: &'static str,
        platform: Platform,
        after: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut next = None;
        for lane in [Lane::Reply, Lane::IcePhase, Lane::Other] {
            let row = query(statement)
                .bind(platform.as_str())
                .bind(lane_number(lane))
                .bind(millis(after))
                .fetch_optional(&mut self.shared.database.reader().await?.conn())
                .await?;
            if let Some(row) = row {
                let due = instant(row.try_get(0)?);
                next = Some(next.map_or(due, |next: Timestamp| next.min(due)));
            }
        }
        Ok(next)
    }

    /// Ends every lease: for the start of a process that shares the database
    /// with no other. On PostgreSQL, where others may be sending, leases end by
    /// themselves. What had been begun stays in doubt.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn recover(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.shared.database.write(Recover { now }).await
    }
}

/// What makes a message wait for an earlier one.
macro_rules! is_next {
    ($o:literal) => {
        concat!(
            " NOT EXISTS (SELECT 1 FROM outbox e
                          WHERE e.conversation_id = ",
            $o,
            ".conversation_id
                            AND e.id < ",
            $o,
            ".id AND e.lane <= ",
            $o,
            ".lane
                            AND e.finished IS NULL)"
        )
    };
}

/// Four of each chat are enough to choose from, of those whose turn has come in
/// their conversation: one that was put off holds back all that came after it.
pub(super) const CANDIDATES: &str = concat!(
    "SELECT q.id, q.target
     FROM (SELECT w.id, w.due, w.target,
                  row_number() OVER (PARTITION BY w.target ORDER BY w.due, w.id) AS turn
           FROM outbox w
           WHERE w.platform = $1 AND w.lane = $2 AND w.finished IS NULL AND w.due <= $3 AND",
    is_next!("w"),
    ") q WHERE q.turn <= 4 ORDER BY q.turn, q.due, q.id LIMIT $4"
);

/// The most messages of one claim.
const CHUNK: usize = 32;

macro_rules! thirty_two {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
          $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)"
    };
}

macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "SELECT o.id, o.lane, o.fence, o.attempts, o.doubts, o.begun, o.kind, o.fires,
                    o.target, o.payload, o.conversation_id AS home, c.question, ",
            conversation_columns!(),
            " FROM outbox o LEFT JOIN conversation c ON c.id = o.conversation_id
                            LEFT JOIN person p ON p.id = c.person_id
              WHERE o.finished IS NULL AND o.due <= $33 AND o.id IN ",
            thirty_two!(),
            " AND",
            is_next!("o"),
            " ORDER BY o.lane, o.due, o.id ",
            $lock
        )
    };
}

pub(super) const CLAIM_ON_SQLITE: &str = claim!("");
const CLAIM_ON_POSTGRES: &str = claim!("FOR UPDATE OF o SKIP LOCKED");

/// What was begun and is taken again is a doubt.
const TAKE: &str = concat!(
    "UPDATE outbox SET due = $33, leased = 1, fence = fence + 1, attempts = attempts + 1,
        doubts = doubts + CASE WHEN begun IS NULL THEN 0 ELSE 1 END, begun = $34
     WHERE id IN ",
    thirty_two!()
);

pub(super) const NEXT_DUE: &str = concat!(
    "SELECT o.due FROM outbox o
     WHERE o.platform = $1 AND o.lane = $2 AND o.finished IS NULL AND o.due > $3 AND",
    is_next!("o"),
    " ORDER BY o.due LIMIT 1"
);

/// Without a look at what is before it: that may come due at the same time.
pub(super) const NEXT_DUE_AFTER: &str = "SELECT o.due FROM outbox o
    WHERE o.platform = $1 AND o.lane = $2 AND o.finished IS NULL AND o.due > $3
    ORDER BY o.due LIMIT 1";

/// What was begun and is not finished is on its way.
const BEGUN_SINCE: &str = "SELECT target, coalesce(finished, $3) AS at FROM outbox
    WHERE platform = $1 AND begun IS NOT NULL AND (finished >= $2 OR finished IS NULL)
    ORDER BY at";

struct Claim {
    shared: Arc<Shared>,
    messages: Vec<i64>,
    now: Timestamp,
    lease: SignedDuration,
    gate: Arc<dyn Gate>,
}

/// Binds the numbers of a chunk, the last one again and again where there are fewer.
macro_rules! bind_chunk {
    ($query:expr, $ids:expr) => {{
        let mut query = $query;
        for at in 0..CHUNK {
            query = query.bind($ids[at.min($ids.len() - 1)]);
        }
        query
    }};
}

impl Operation for Claim {
    type Output = Vec<Leased>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let until = self.now.saturating_add(self.lease).unwrap_or(self.now);
        let mut leased = Vec::with_capacity(self.messages.len());
        for ids in self.messages.chunks(CHUNK) {
            let select = query(tx.dialect.pick(CLAIM_ON_SQLITE, CLAIM_ON_POSTGRES));
            let select = bind_chunk!(select, ids).bind(millis(self.now));
            let rows = select.fetch_all(&mut tx.conn).await?;
            let mut taken = Vec::with_capacity(rows.len());
            for row in &rows {
                if let Some(message) = self.judge(tx, row).await? {
                    taken.push(message.lease.id);
                    leased.push(message);
                }
            }
            if !taken.is_empty() {
                let take = bind_chunk!(query(TAKE), taken);
                let take = take.bind(millis(until)).bind(millis(self.now));
                take.execute(&mut tx.conn).await?;
            }
        }
        Ok(leased)
    }
}

/// The message that shows a schedule, where one is to be put in its place.
pub(super) async fn shown(
    tx: &mut Tx<'_>,
    placement: Placement,
) -> Result<Option<PlatformId>, StoreError> {
    let Placement::Shows(schedule) = placement else { return Ok(None) };
    let row = query("SELECT message FROM schedule WHERE id = $1")
        .bind(schedule.number())
        .fetch_optional(&mut tx.conn)
        .await?;
    let message = row.map(|row| row.try_get::<Option<String>, _>(0)).transpose()?.flatten();
    Ok(message.map(PlatformId::new))
}

impl Claim {
    /// The message of a row, where it is taken; ends one that is not worth it.
    async fn judge(&self, tx: &mut Tx<'_>, row: &Row) -> Result<Option<Leased>, StoreError> {
        let id: i64 = row.try_get("id")?;
        let fence: i64 = row.try_get("fence")?;
        let begun = row.try_get::<Option<i64>, _>("begun")?.map(instant);
        let ending = match self.read(row) {
            Ok((mut message, lateness)) => {
                if let Some(shown) = shown(tx, message.delivery.outgoing.placement).await? {
                    message.delivery.edit = Some(shown);
                }
                let waiting = Waiting {
                    target: message.target,
                    delivery: &message.delivery,
                    firing: message.firing.zip(lateness),
                    begun,
                    doubts: message.doubts,
                };
                match self.gate.judge(&waiting, self.now) {
                    Verdict::Take => {
                        message.doubts += u32::from(begun.is_some());
                        return Ok(Some(message));
                    }
                    Verdict::Leave => return Ok(None),
                    Verdict::Missed => Ending::Missed("too late"),
                    Verdict::Unknown => {
                        let ended = settle::end(tx, id, fence, self.now, Ending::Unknown).await?;
                        if ended == Settled::Done {
                            settle::remember_question(tx, &message, None).await?;
                        }
                        return Ok(None);
                    }
                }
            }
            // One row that does not open stops only itself.
            Err(error) => {
                tracing::error!(delivery = id, %error, "a message is set aside");
                Ending::SetAside("it does not open")
            }
        };
        settle::end(tx, id, fence, self.now, ending).await?;
        Ok(None)
    }

    fn read(&self, row: &Row) -> Result<(Leased, Option<Lateness>), StoreError> {
        let Opened { id, address, home, place, payload } = Opened::from(row, &self.shared)?;
        let question = row.try_get::<Option<String>, _>("question")?.map(PlatformId::new);
        let firing = match row.try_get::<Option<i64>, _>("fires")? {
            Some(at) => Some(Firing { kind: schedules::kind(row, "kind")?, at: instant(at) }),
            None => None,
        };
        let lateness = firing.map(|firing| late(firing.kind, firing.at, self.now));
        let is_late = lateness == Some(Lateness::Late);
        let outgoing = Outgoing {
            lane: lane(row.try_get("lane")?)?,
            place,
            placement: payload.placement,
            screen: payload
                .if_late
                .filter(|_| is_late)
                .unwrap_or_else(|| payload.screen.into_owned()),
        };
        let count = |column| {
            row.try_get::<i64, _>(column).map(|count| u32::try_from(count).unwrap_or(u32::MAX))
        };
        let leased = Leased {
            delivery: Delivery {
                id,
                outgoing: Arc::new(outgoing),
                edit: question.filter(|_| home),
                answers: payload.answers,
                attempt: count("attempts")?,
            },
            target: Target(row.try_get("target")?),
            firing,
            doubts: count("doubts")?,
            lease: Lease {
                id,
                fence: row.try_get::<i64, _>("fence")? + 1,
                address,
                home,
                late: is_late,
                moves: payload.moves,
            },
        };
        Ok((leased, lateness))
    }
}

/// A row of the outbox with what is sealed in it.
pub(super) struct Opened {
    pub(super) id: i64,
    pub(super) address: Option<Address>,
    /// Whether it goes to the conversation's own place.
    pub(super) home: bool,
    pub(super) place: Place,
    pub(super) payload: Payload<'static>,
}

impl Opened {
    /// Of a row with `id`, `payload`, the conversation's number as `home`, and
    /// [`conversation_columns`].
    pub(super) fn from(row: &Row, shared: &Shared) -> Result<Self, StoreError> {
        let conversation = match row.try_get::<Option<i64>, _>("home")? {
            Some(_) => Some(people::conversation_in(row, &shared.data_key)?),
            None => None,
        };
        let (conversation, address) = conversation.unzip();
        let sealed: Vec<u8> = row.try_get("payload")?;
        let mut payload = open(address.as_ref(), &shared.store_key, &sealed)?;
        let home = payload.place.is_none();
        let place = payload
            .place
            .take()
            .or_else(|| conversation.map(|conversation| conversation.place))
            .ok_or(StoreError::Unreadable("a message without a place"))?;
        Ok(Self { id: row.try_get("id")?, address, home, place, payload })
    }
}

struct Begin {
    id: i64,
    fence: i64,
    now: Timestamp,
    lease: SignedDuration,
}

impl Operation for Begin {
    type Output = Settled;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Settled, StoreError> {
        let until = self.now.saturating_add(self.lease).unwrap_or(self.now);
        let done = query(
            "UPDATE outbox SET begun = $1, due = $2
             WHERE id = $3 AND fence = $4 AND finished IS NULL",
        )
        .bind(millis(self.now))
        .bind(millis(until))
        .bind(self.id)
        .bind(self.fence)
        .execute(&mut tx.conn)
        .await?;
        Ok(Settled::by(done))
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
        let done = query(
            "UPDATE outbox SET due = $1, leased = 0, fence = fence + 1
             WHERE finished IS NULL AND leased = 1",
        )
        .bind(millis(self.now))
        .execute(&mut tx.conn)
        .await?;
        Ok(done)
    }
}
