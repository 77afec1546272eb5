//! Schedules: made and changed with the step that says so, listed for the bot.
//!
//! Whose a schedule is, is part of every statement: a step changes the
//! person's own, and a club's only where it was made by this person.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::{
    Shared, Store,
    error::StoreError,
    people::{self, Address},
    rows::{instant, millis},
    seal::{Column, StoreKey},
    sql::{Column as Index, Row, query},
    writer::Tx,
};
use crate::{
    event::{Person, PlatformId},
    reminder::{
        Fired, FiredAs, KeptHolds, Listed, NewSchedule, Owner, ScheduleChange, ScheduleId,
        ScheduleState, Timing, Words,
    },
    schedule::{Bounds, Kind, Pause, PauseOf},
};

pub(super) const LIST: &str = "SELECT id, kind, timing, holds, payload, state, reason, next_at,
        revision, created
    FROM schedule WHERE person_id = $1 ORDER BY id";

/// The last firings of each of a person's own schedules, latest first.
pub(super) const HISTORIES: &str = "SELECT o.schedule_id, o.due, o.kind, o.sent, o.state, o.reason,
        o.tries, o.repeats
    FROM schedule s JOIN occurrence o ON o.schedule_id = s.id
    WHERE s.person_id = $1 AND o.id IN
        (SELECT l.id FROM occurrence l WHERE l.schedule_id = s.id ORDER BY l.due DESC LIMIT $2)
    ORDER BY o.due DESC";

impl Store {
    /// The last firings of a schedule of this person's, latest first.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn history(
        &self,
        person: &Person,
        schedule: ScheduleId,
        limit: u32,
    ) -> Result<Vec<Fired>, StoreError> {
        let rows = query(
            "SELECT o.due, o.kind, o.sent, o.state, o.reason, o.tries, o.repeats
             FROM occurrence o JOIN schedule s ON s.id = o.schedule_id
                               JOIN person p ON p.id = coalesce(s.person_id, s.made_by)
             WHERE o.schedule_id = $1 AND p.platform = $2 AND p.name = $3
             ORDER BY o.due DESC LIMIT $4",
        )
        .bind(schedule.number())
        .bind(person.platform.as_str())
        .bind(person.id.as_str())
        .bind(i64::from(limit))
        .fetch_all(&mut self.shared.database.reader().await?.conn())
        .await?;
        rows.iter().map(fired).collect()
    }

    /// A person's own schedules, oldest first.
    pub(super) async fn schedules_of(&self, address: &Address) -> Result<Vec<Listed>, StoreError> {
        let mut reader = self.shared.database.reader().await?;
        let rows = query(LIST).bind(address.person).fetch_all(&mut reader.conn()).await?;
        let mut listed: Vec<Listed> = rows
            .iter()
            .map(|row| listed(row, Some(address), &self.shared.store_key))
            .collect::<Result<_, _>>()?;
        if listed.is_empty() {
            return Ok(listed);
        }
        let rows = query(HISTORIES)
            .bind(address.person)
            .bind(i64::from(Listed::REMEMBERED))
            .fetch_all(&mut reader.conn())
            .await?;
        for row in &rows {
            let id = ScheduleId::from_number(row.try_get("schedule_id")?);
            if let Some(schedule) = listed.iter_mut().find(|schedule| schedule.id == id) {
                schedule.history.push(fired(row)?);
            }
        }
        Ok(listed)
    }
}

pub(super) fn fired(row: &Row) -> Result<Fired, StoreError> {
    Ok(Fired {
        due: instant(row.try_get("due")?),
        kind: kind(row, "kind")?,
        sent: row.try_get::<Option<i64>, _>("sent")?.map(instant),
        outcome: FiredAs::parse(&row.try_get::<String, _>("state")?)
            .ok_or(StoreError::Unreadable("a firing's outcome"))?,
        reason: row.try_get("reason")?,
        tries: u32::try_from(row.try_get::<i64, _>("tries")?).unwrap_or(u32::MAX),
        repeats: u32::try_from(row.try_get::<i64, _>("repeats")?).unwrap_or(u32::MAX),
    })
}

pub(super) fn listed(
    row: &Row,
    address: Option<&Address>,
    key: &StoreKey,
) -> Result<Listed, StoreError> {
    let reason = row.try_get::<Option<String>, _>("reason")?.unwrap_or_default();
    let state = match row.try_get::<String, _>("state")?.as_str() {
        "active" => ScheduleState::Active,
        "gone" => ScheduleState::Gone(reason),
        "ended" => ScheduleState::Ended,
        "set_aside" => ScheduleState::SetAside(reason),
        _ => return Err(StoreError::Unreadable("a schedule's state")),
    };
    Ok(Listed {
        id: ScheduleId::from_number(row.try_get("id")?),
        kind: kind(row, "kind")?,
        timing: timing(row)?,
        words: open(address, key, &row.try_get::<Vec<u8>, _>("payload")?)?,
        state,
        holds: holds(row, "holds")?,
        next: row.try_get::<Option<i64>, _>("next_at")?.map(instant),
        revision: row.try_get::<i64, _>("revision")?.cast_unsigned(),
        created: instant(row.try_get("created")?),
        history: Vec::new(),
    })
}

pub(super) fn kind<I>(row: &Row, column: I) -> Result<Kind, StoreError>
where
    I: Index,
{
    let kind = row.try_get::<String, _>(column)?;
    Kind::parse(&kind).ok_or(StoreError::Unreadable("a schedule's kind"))
}

pub(super) fn timing(row: &Row) -> Result<Timing, StoreError> {
    let timing = row.try_get::<String, _>("timing")?;
    serde_json::from_str(&timing).map_err(|_| StoreError::Unreadable("a schedule's rule"))
}

pub(super) fn holds(row: &Row, column: &str) -> Result<KeptHolds, StoreError> {
    let Some(holds) = row.try_get::<Option<String>, _>(column)? else {
        return Ok(KeptHolds::default());
    };
    serde_json::from_str(&holds).map_err(|_| StoreError::Unreadable("what holds a schedule"))
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("a value to be kept"))
}

/// Whose words are sealed by whose key: a person's by theirs, a club's by the
/// store's, for they outlive who made them.
fn seal(address: Option<&Address>, key: &StoreKey, words: &Words) -> Result<Vec<u8>, StoreError> {
    match address {
        Some(address) => address.seal(Column::Words, words),
        None => Ok(key.seal(Column::Words, &Zeroizing::new(json(words)?.into_bytes()))),
    }
}

pub(super) fn open(
    address: Option<&Address>,
    key: &StoreKey,
    sealed: &[u8],
) -> Result<Words, StoreError> {
    if let Some(address) = address {
        return address.open(Column::Words, sealed);
    }
    let plain = key.open(Column::Words, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Unreadable("a schedule's words"))
}

/// Whose schedules a step may change. It goes into the statements as one number: rows
/// are numbered from 1, so a club's below 0 is nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scope(i64);

impl Scope {
    /// The person's own, and what they made for a club.
    pub(super) const fn person(id: i64) -> Self {
        Self(id)
    }

    /// A club's.
    pub(super) const fn club(id: i64) -> Self {
        Self(-id)
    }
}

/// Which schedules a step may change: those of its [`Scope`].
macro_rules! theirs {
    () => {
        " WHERE id = $1 AND (person_id = $2 OR (person_id IS NULL AND made_by = $2)
                             OR club_id = -$2)"
    };
}

/// Makes the changes of a step, in order. One that goes beyond the bounds is an
/// error, which undoes the whole step.
pub(super) async fn change(
    tx: &mut Tx<'_>,
    shared: &Arc<Shared>,
    address: &Address,
    scope: Scope,
    changes: &[ScheduleChange],
    now: Timestamp,
) -> Result<(), StoreError> {
    for change in changes {
        match change {
            ScheduleChange::Add(new) => add(tx, shared, address, new, now).await?,
            ScheduleChange::Replace { id, timing, words } => {
                let Some(row) = find(tx, scope, *id).await? else { continue };
                let timing = timing.clone().in_millis();
                let owner = own(&row)?.then_some(address);
                let next = timing.after(kind(&row, "kind")?, now).map(|(_, at)| millis(at));
                query(concat!(
                    "UPDATE schedule SET timing = $3, payload = $4, next_at = $5,
                        wake = CASE WHEN held_until < $5 OR $5 IS NULL THEN held_until ELSE $5 END,
                        state = CASE WHEN $5 IS NULL AND held_until IS NULL THEN 'ended'
                                     ELSE 'active' END,
                        ended = CASE WHEN $5 IS NULL AND held_until IS NULL THEN $6 END,
                        reason = NULL, fence = fence + 1, revision = revision + 1",
                    theirs!()
                ))
                .bind(id.number())
                .bind(scope.0)
                .bind(json(&timing)?)
                .bind(seal(owner, &shared.store_key, words)?)
                .bind(next)
                .bind(millis(now))
                .execute(&mut tx.conn)
                .await?;
            }
            ScheduleChange::Pause { id, until } => {
                let pause = Pause { of: PauseOf::Schedule, from: now, until: *until };
                hold(tx, scope, *id, Some(pause), now).await?;
            }
            ScheduleChange::Resume(id) => {
                hold(tx, scope, *id, None, now).await?;
                resume(tx, scope, *id, now).await?;
            }
            ScheduleChange::MoveTo { id, place } => {
                let text = |id: Option<&PlatformId>| id.map(|id| id.as_str().to_owned());
                query(concat!(
                    "UPDATE schedule SET at_platform = $3, at_space = $4, at_channel = $5,
                        at_thread = $6, fence = fence + 1",
                    theirs!(),
                    " AND person_id IS NULL"
                ))
                .bind(id.number())
                .bind(scope.0)
                .bind(place.platform.as_str())
                .bind(text(place.space.as_ref()))
                .bind(place.channel.as_str())
                .bind(text(place.thread.as_ref()))
                .execute(&mut tx.conn)
                .await?;
            }
            ScheduleChange::SkipNext(id) => skip_next(tx, scope, *id, now).await?,
            ScheduleChange::Unskip(id) => unskip(tx, scope, *id, now).await?,
            ScheduleChange::End(id) => end(tx, scope, *id, now).await?,
            ScheduleChange::Remove(id) => {
                query(concat!("DELETE FROM schedule", theirs!()))
                    .bind(id.number())
                    .bind(scope.0)
                    .execute(&mut tx.conn)
                    .await?;
            }
            ScheduleChange::Hold(holds) => {
                let some = *holds != KeptHolds::default();
                query("UPDATE person SET holds = $1 WHERE id = $2")
                    .bind(some.then(|| json(holds)).transpose()?)
                    .bind(address.person)
                    .execute(&mut tx.conn)
                    .await?;
                // What quiet hours hold is looked at again.
                query(
                    "UPDATE schedule SET wake = $1, fence = fence + 1
                     WHERE person_id = $2 AND held_until > $1 AND state = 'active'",
                )
                .bind(millis(now))
                .bind(address.person)
                .execute(&mut tx.conn)
                .await?;
            }
        }
    }
    Ok(())
}

fn own(row: &Row) -> Result<bool, StoreError> {
    Ok(row.try_get::<Option<i64>, _>("person_id")?.is_some())
}

async fn find(tx: &mut Tx<'_>, scope: Scope, id: ScheduleId) -> Result<Option<Row>, StoreError> {
    let found = query(concat!(
        "SELECT person_id, kind, timing, holds, state, next_at FROM schedule",
        theirs!()
    ))
    .bind(id.number())
    .bind(scope.0)
    .fetch_optional(&mut tx.conn)
    .await?;
    Ok(found)
}

async fn add(
    tx: &mut Tx<'_>,
    shared: &Arc<Shared>,
    address: &Address,
    new: &NewSchedule,
    now: Timestamp,
) -> Result<(), StoreError> {
    let timing = new.timing.clone().in_millis();
    // A session's first phase is the moment it starts.
    let before = match timing {
        Timing::Ice { .. } => now.saturating_sub(SignedDuration::from_mins(5)).unwrap_or(now),
        Timing::Rule(_) => now,
    };
    let next = timing.after(new.kind, before).map(|(_, at)| millis(at));
    let (club, place, bounds) = match &new.owner {
        Owner::Person | Owner::PersonAt(_) => (None, None, Bounds::PERSON),
        Owner::Club { club, place } => {
            (Some(find_club(tx, place.platform.as_str(), club).await?), Some(place), Bounds::CLUB)
        }
    };
    let person = club.is_none().then_some(address.person);
    let text = |id: Option<&PlatformId>| id.map(|id| id.as_str().to_owned());
    // The owner's row is locked, so that two steps do not both take the last free place.
    let lock = tx.dialect.pick("", "SELECT id FROM person WHERE id = $1 FOR UPDATE");
    if !lock.is_empty() {
        let club_lock = "SELECT id FROM club WHERE id = $1 FOR UPDATE";
        let (lock, id) = club.map_or((lock, address.person), |club| (club_lock, club));
        query(lock).bind(id).execute(&mut tx.conn).await?;
    }
    let count: i64 = query(
        "SELECT count(*) FROM schedule
         WHERE (person_id = $1 OR club_id = $2) AND state <> 'ended'",
    )
    .bind(person)
    .bind(club)
    .fetch_one(&mut tx.conn)
    .await?
    .try_get(0)?;
    if usize::try_from(count).unwrap_or(usize::MAX) >= bounds.schedules {
        return Err(StoreError::TooManySchedules { most: bounds.schedules });
    }
    let conversation = match &new.owner {
        Owner::PersonAt(place) => people::conversation_at(tx, address.person, place).await?,
        Owner::Person | Owner::Club { .. } => address.conversation,
    };
    query(
        "INSERT INTO schedule (person_id, club_id, conversation_id, made_by, at_platform,
            at_space, at_channel, at_thread, kind, timing, payload, state, next_at, wake,
            fence, revision, created, ended, holds)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, 0, 1, $14, $15, $16)",
    )
    .bind(person)
    .bind(club)
    .bind(conversation)
    .bind(address.person)
    .bind(place.map(|place| place.platform.as_str()))
    .bind(place.and_then(|place| text(place.space.as_ref())))
    .bind(place.map(|place| place.channel.as_str().to_owned()))
    .bind(place.and_then(|place| text(place.thread.as_ref())))
    .bind(new.kind.as_str())
    .bind(json(&timing)?)
    .bind(seal(person.map(|_| address), &shared.store_key, &new.words)?)
    .bind(if next.is_some() { "active" } else { "ended" })
    .bind(next)
    .bind(millis(now))
    .bind(next.is_none().then(|| millis(now)))
    .bind((!new.holds.is_none()).then(|| json(&new.holds)).transpose()?)
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

pub(super) async fn find_club(
    tx: &mut Tx<'_>,
    platform: &str,
    name: &PlatformId,
) -> Result<i64, StoreError> {
    query(
        "INSERT INTO club (platform, name) VALUES ($1, $2) ON CONFLICT (platform, name) DO NOTHING",
    )
    .bind(platform)
    .bind(name.as_str())
    .execute(&mut tx.conn)
    .await?;
    let row = query("SELECT id FROM club WHERE platform = $1 AND name = $2")
        .bind(platform)
        .bind(name.as_str())
        .fetch_one(&mut tx.conn)
        .await?;
    row.try_get(0)
}

/// Sets or ends the pause of one schedule; a firing planned before is planned again.
async fn hold(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: ScheduleId,
    pause: Option<Pause>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(row) = find(tx, scope, id).await? else { return Ok(()) };
    let mut holds = holds(&row, "holds")?;
    holds.pause_schedule(pause);
    query(concat!(
        "UPDATE schedule SET holds = $3, fence = fence + 1, revision = revision + 1,
            wake = CASE WHEN held_until > $4 AND state = 'active' THEN $4 ELSE wake END",
        theirs!()
    ))
    .bind(id.number())
    .bind(scope.0)
    .bind(json(&holds)?)
    .bind(millis(now))
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

/// A schedule that had stopped fires again, from now on.
async fn resume(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: ScheduleId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(row) = find(tx, scope, id).await? else { return Ok(()) };
    if row.try_get::<String, _>("state")? == "active" {
        return Ok(());
    }
    let next = timing(&row)?.after(kind(&row, "kind")?, now).map(|(_, at)| millis(at));
    query(concat!(
        "UPDATE schedule SET next_at = $3, wake = $3, held_due = NULL, held_until = NULL,
            reason = NULL, state = CASE WHEN $3 IS NULL THEN 'ended' ELSE 'active' END,
            ended = CASE WHEN $3 IS NULL THEN coalesce(ended, $4) END",
        theirs!()
    ))
    .bind(id.number())
    .bind(scope.0)
    .bind(next)
    .bind(millis(now))
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

/// A schedule fires no more; a firing that quiet hours held is let go.
async fn end(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: ScheduleId,
    now: Timestamp,
) -> Result<(), StoreError> {
    if find(tx, scope, id).await?.is_none() {
        return Ok(());
    }
    query(
        "UPDATE schedule SET state = 'ended', reason = NULL, next_at = NULL, wake = NULL,
            held_due = NULL, held_until = NULL, ended = $2, fence = fence + 1,
            revision = revision + 1
         WHERE id = $1 AND state <> 'ended'",
    )
    .bind(id.number())
    .bind(millis(now))
    .execute(&mut tx.conn)
    .await?;
    query(
        "UPDATE occurrence SET state = 'skipped', reason = 'ended', finished = $2
         WHERE schedule_id = $1 AND state = 'held'",
    )
    .bind(id.number())
    .bind(millis(now))
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

async fn skip_next(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: ScheduleId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(row) = find(tx, scope, id).await? else { return Ok(()) };
    let Some(due) = row.try_get::<Option<i64>, _>("next_at")? else { return Ok(()) };
    let timing = timing(&row)?;
    let kind = kind(&row, "kind")?;
    let phase = timing.from(kind, instant(due)).map_or(kind, |(phase, _)| phase);
    let next = timing.after(kind, instant(due)).map(|(_, at)| millis(at));
    query(
        "INSERT INTO occurrence (schedule_id, due, kind, late, state, reason, finished)
         VALUES ($1, $2, $3, 0, 'skipped', 'skipped', $4)
         ON CONFLICT (schedule_id, due) DO NOTHING",
    )
    .bind(id.number())
    .bind(due)
    .bind(phase.as_str())
    .bind(millis(now))
    .execute(&mut tx.conn)
    .await?;
    query(
        "UPDATE schedule SET next_at = $2,
            wake = CASE WHEN held_until < $2 OR $2 IS NULL THEN held_until ELSE $2 END,
            state = CASE WHEN $2 IS NULL AND held_until IS NULL THEN 'ended' ELSE state END,
            ended = CASE WHEN $2 IS NULL AND held_until IS NULL THEN $3 END,
            fence = fence + 1, revision = revision + 1
         WHERE id = $1 AND state = 'active'",
    )
    .bind(id.number())
    .bind(next)
    .bind(millis(now))
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

/// A firing that was left out is ahead again, unless its time has passed.
async fn unskip(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: ScheduleId,
    now: Timestamp,
) -> Result<(), StoreError> {
    if find(tx, scope, id).await?.is_none() {
        return Ok(());
    }
    let skipped = query(
        "SELECT id, due FROM occurrence
         WHERE schedule_id = $1 AND state = 'skipped' AND reason = 'skipped' AND due > $2
         ORDER BY due DESC LIMIT 1",
    )
    .bind(id.number())
    .bind(millis(now))
    .fetch_optional(&mut tx.conn)
    .await?;
    let Some(skipped) = skipped else { return Ok(()) };
    query("DELETE FROM occurrence WHERE id = $1")
        .bind(skipped.try_get::<i64, _>("id")?)
        .execute(&mut tx.conn)
        .await?;
    query(
        "UPDATE schedule SET next_at = $2, ended = NULL,
            wake = CASE WHEN held_until < $2 THEN held_until ELSE $2 END,
            state = CASE WHEN state = 'ended' THEN 'active' ELSE state END,
            fence = fence + 1, revision = revision + 1
         WHERE id = $1 AND state IN ('active', 'ended')",
    )
    .bind(id.number())
    .bind(skipped.try_get::<i64, _>("due")?)
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}
