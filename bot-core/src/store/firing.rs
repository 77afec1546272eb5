//! Due schedules: taken by whoever plans them, and the plan carried out:
//! firings written, messages queued and the schedule moved on, in one transaction.
//!
//! As with messages, a lease ends by itself, so that a crash delays a firing
//! and never loses it, and the fence tells a late planner from the current one.
//! What is due is found by index: schedules that are not cost nothing.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    Shared, Store,
    error::StoreError,
    outbox::{self, Firing, NewMessage},
    people::{self, Address, conversation_columns},
    rows::{self, instant, millis},
    schedules,
    seal::Column,
    sql::{Row, query},
    writer::{Operation, Tx},
};
use crate::{
    bot::Profile,
    club::{ClubId, Reached, Settings},
    event::{Person, Place, PlatformId},
    reminder::{Fate, HeldFiring, Plan, Planned, Said, ScheduleId, Standing, Timing, Words},
    schedule::{Lateness, Whose},
};

/// A due schedule, and the right to plan it for a while.
#[derive(Clone)]
pub struct DueSchedule {
    /// Which one.
    pub id: ScheduleId,
    /// Where it stands.
    pub standing: Standing,
    /// Where it is said.
    pub place: Place,
    /// What it says.
    pub words: Words,
    /// Of the person whose it is; `None` for a club's.
    pub profile: Option<Profile>,
    /// Of the club whose it is; `None` for a person's.
    pub club: Option<Settings>,
    /// Of a club's: those it may reach beside whoever reads the place.
    pub reaches: Vec<Reached>,
    fence: i64,
    address: Option<Address>,
}

impl std::fmt::Debug for DueSchedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DueSchedule({}, {})", self.id.number(), self.fence)
    }
}

/// What is carried out for a due schedule.
#[derive(Clone, Debug)]
pub enum Carry {
    /// The plan, and what its firing that is sent says.
    Out(Plan, Vec<Said>),
    /// It can't be said, for this reason, which must not quote it.
    SetAside(&'static str),
}

/// Whether a plan counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It did.
    Out,
    /// The schedule was changed, or someone else has it: nothing was done.
    LeaseLost,
}

impl Store {
    /// Takes up to `limit` schedules that are due, oldest first, for `lease`.
    /// One that does not open is set aside.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn claim_schedules(
        &self,
        limit: u32,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Vec<DueSchedule>, StoreError> {
        let shared = Arc::clone(&self.shared);
        self.shared.database.write(ClaimDue { shared, limit, now, lease }).await
    }

    /// When the next schedule can be taken; `None` where none ever has to be.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn next_wake(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = query(NEXT_WAKE)
            .fetch_optional(&mut self.shared.database.reader().await?.conn())
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.map(instant))
    }

    /// Carries out what was planned for due schedules, all in one transaction.
    ///
    /// # Errors
    /// Nothing is changed where one is returned; the leases end by themselves.
    pub async fn carry_out(
        &self,
        plans: Vec<(DueSchedule, Carry)>,
        now: Timestamp,
    ) -> Result<Vec<Carried>, StoreError> {
        let shared = Arc::clone(&self.shared);
        self.shared.database.write(CarryOut { shared, plans, now }).await
    }
}

pub(super) const NEXT_WAKE: &str =
    "SELECT wake FROM schedule WHERE wake IS NOT NULL ORDER BY wake LIMIT 1";

macro_rules! claim_due {
    ($lock:literal) => {
        concat!(
            "SELECT s.id AS schedule, s.kind, s.timing, s.holds, s.payload, s.next_at,
                    s.held_due, s.held_until, s.fence, s.person_id AS owner, s.at_platform,
                    s.at_space, s.at_channel, s.at_thread, p.profile, p.holds AS own,
                    k.holds AS clubs, k.settings, s.club_id AS club,
                    (SELECT count(*) FROM club_member m WHERE m.club_id = s.club_id) AS members, ",
            conversation_columns!(),
            " FROM schedule s LEFT JOIN conversation c ON c.id = s.conversation_id
                              LEFT JOIN person p ON p.id = c.person_id
                              LEFT JOIN club k ON k.id = s.club_id
              WHERE s.wake <= $1 ORDER BY s.wake, s.id LIMIT $2 ",
            $lock
        )
    };
}

pub(super) const CLAIM_DUE_ON_SQLITE: &str = claim_due!("");
const CLAIM_DUE_ON_POSTGRES: &str = claim_due!("FOR UPDATE OF s SKIP LOCKED");

struct ClaimDue {
    shared: Arc<Shared>,
    limit: u32,
    now: Timestamp,
    lease: SignedDuration,
}

impl Operation for ClaimDue {
    type Output = Vec<DueSchedule>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let rows = query(tx.dialect.pick(CLAIM_DUE_ON_SQLITE, CLAIM_DUE_ON_POSTGRES))
            .bind(millis(self.now))
            .bind(i64::from(self.limit))
            .fetch_all(&mut tx.conn)
            .await?;
        let until = self.now.saturating_add(self.lease).unwrap_or(Timestamp::MAX);
        let mut claimed = Vec::with_capacity(rows.len());
        for row in &rows {
            let id: i64 = row.try_get("schedule")?;
            match self.read(row) {
                Ok(mut due) => {
                    due.reaches = self.reaches(tx, row, &due).await?;
                    query("UPDATE schedule SET wake = $1, fence = fence + 1 WHERE id = $2")
                        .bind(millis(until))
                        .bind(id)
                        .execute(&mut tx.conn)
                        .await?;
                    claimed.push(due);
                }
                // One row that does not open stops only itself.
                Err(error) => {
                    tracing::error!(schedule = id, %error, "a schedule is set aside");
                    let fence = row.try_get("fence")?;
                    set_aside(tx, id, fence, "it does not open", self.now).await?;
                }
            }
        }
        Ok(claimed)
    }
}

/// Who takes part in a session.
const JOINED: &str = "SELECT p.platform, p.name AS id, j.name, m.payload
    FROM session_member j JOIN person p ON p.id = j.person_id
                          LEFT JOIN club_member m ON m.person_id = p.id AND m.club_id = $1
    WHERE j.schedule_id = $2 ORDER BY p.id";

/// Who has chosen anything: everybody else reads the place.
const MEMBERS: &str = "SELECT p.platform, p.name AS id, m.payload
    FROM club_member m JOIN person p ON p.id = m.person_id WHERE m.club_id = $1 ORDER BY p.id";

impl ClaimDue {
    /// Whom a firing of a club's may reach. What of it does not open reaches nobody.
    async fn reaches(
        &self,
        tx: &mut Tx<'_>,
        row: &Row,
        due: &DueSchedule,
    ) -> Result<Vec<Reached>, StoreError> {
        let Some(club) = row.try_get::<Option<i64>, _>("club")? else { return Ok(Vec::new()) };
        let joined = matches!(due.standing.timing, Timing::Ice { .. });
        let rows = if joined {
            query(JOINED).bind(club).bind(due.id.number())
        } else if row.try_get::<i64, _>("members")? > 0 {
            query(MEMBERS).bind(club)
        } else {
            return Ok(Vec::new());
        };
        let key = &self.shared.store_key;
        let mut reaches = Vec::new();
        for row in rows.fetch_all(&mut tx.conn).await? {
            let sealed = |column| row.try_get::<Option<Vec<u8>>, _>(column);
            let prefers = sealed("payload")?.map(|sealed| super::club::open(key, &sealed));
            let prefers = prefers.transpose();
            let name = if joined { sealed("name")? } else { None };
            let name = name.map(|sealed| super::club::open(key, &sealed)).transpose();
            let (Ok(prefers), Ok(name)) = (prefers, name) else {
                tracing::error!(schedule = due.id.number(), "what a member prefers does not open");
                continue;
            };
            let platform = rows::platform(&row.try_get::<String, _>("platform")?)?;
            let id = PlatformId::new(row.try_get::<String, _>("id")?);
            let prefers = Option::unwrap_or_default(prefers);
            let club = ClubId::from_number(club);
            reaches.push(Reached { club, person: Person { platform, id }, name, prefers });
        }
        Ok(reaches)
    }

    fn read(&self, row: &Row) -> Result<DueSchedule, StoreError> {
        let moment =
            |column| row.try_get::<Option<i64>, _>(column).map(|millis| millis.map(instant));
        let sealed: Vec<u8> = row.try_get("payload")?;
        let own = schedules::holds(row, "holds")?;
        let key = &self.shared.store_key;
        let (address, place, words, profile, club, holds);
        if row.try_get::<Option<i64>, _>("owner")?.is_some() {
            let (conversation, found) = people::conversation_in(row, &self.shared.data_key)?;
            words = schedules::open(Some(&found), key, &sealed)?;
            profile = row
                .try_get::<Option<Vec<u8>>, _>("profile")?
                .map(|sealed| found.open(Column::Profile, &sealed))
                .transpose()?;
            holds = own.together(schedules::holds(row, "own")?, Whose::Person);
            place = conversation.place;
            club = None;
            address = Some(found);
        } else {
            words = schedules::open(None, key, &sealed)?;
            profile = None;
            holds = own.together(schedules::holds(row, "clubs")?, Whose::Club);
            place = place_of(row)?;
            let settings = row.try_get::<Option<Vec<u8>>, _>("settings")?;
            club = settings.map(|sealed| super::club::open(key, &sealed)).transpose()?;
            address = None;
        }
        let held = moment("held_due")?
            .zip(moment("held_until")?)
            .map(|(due, until)| HeldFiring { due, until });
        Ok(DueSchedule {
            id: ScheduleId::from_number(row.try_get("schedule")?),
            standing: Standing {
                kind: schedules::kind(row, "kind")?,
                timing: schedules::timing(row)?,
                next: moment("next_at")?,
                held,
                holds,
            },
            place,
            words,
            profile,
            club,
            reaches: Vec::new(),
            fence: row.try_get::<i64, _>("fence")? + 1,
            address,
        })
    }
}

/// Where a schedule is said, of a row with `owner`, its place, and the
/// columns of its conversation.
pub(super) fn place_of(row: &Row) -> Result<Place, StoreError> {
    if row.try_get::<Option<i64>, _>("owner")?.is_some() {
        place_in(row, ["platform", "space", "channel", "thread"])
    } else {
        club_place_of(row)
    }
}

/// Where a club's schedule is said.
pub(super) fn club_place_of(row: &Row) -> Result<Place, StoreError> {
    place_in(row, ["at_platform", "at_space", "at_channel", "at_thread"])
}

fn place_in(row: &Row, columns: [&'static str; 4]) -> Result<Place, StoreError> {
    let [platform, space, channel, thread] = columns;
    let column = |name| row.try_get::<Option<String>, _>(name);
    let id = |id: Option<String>| id.map(PlatformId::new);
    let missing = StoreError::Unreadable("a schedule without a place");
    Ok(Place {
        platform: super::rows::platform(&column(platform)?.unwrap_or_default())?,
        space: id(column(space)?),
        channel: id(column(channel)?).ok_or(missing)?,
        thread: id(column(thread)?),
    })
}

async fn set_aside(
    tx: &mut Tx<'_>,
    id: i64,
    fence: i64,
    reason: &str,
    now: Timestamp,
) -> Result<Carried, StoreError> {
    let done = query(
        "UPDATE schedule SET state = 'set_aside', reason = $1, wake = NULL, fence = fence + 1,
                             ended = $2
         WHERE id = $3 AND fence = $4",
    )
    .bind(reason)
    .bind(millis(now))
    .bind(id)
    .bind(fence)
    .execute(&mut tx.conn)
    .await?;
    Ok(if done == 0 { Carried::LeaseLost } else { Carried::Out })
}

/// The most skipped firings of a schedule that are kept: a pause without an end
/// would fill the history for ever.
const SKIPPED: i64 = 366;

async fn forget_skipped(tx: &mut Tx<'_>, id: ScheduleId) -> Result<(), StoreError> {
    query(
        "DELETE FROM occurrence WHERE schedule_id = $1 AND state = 'skipped'
           AND due <= (SELECT o.due FROM occurrence o
                       WHERE o.schedule_id = $1 AND o.state = 'skipped'
                       ORDER BY o.due DESC LIMIT 1 OFFSET $2)",
    )
    .bind(id.number())
    .bind(SKIPPED)
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

struct CarryOut {
    shared: Arc<Shared>,
    plans: Vec<(DueSchedule, Carry)>,
    now: Timestamp,
}

impl Operation for CarryOut {
    type Output = Vec<Carried>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let mut carried = Vec::with_capacity(self.plans.len());
        for (due, carry) in &self.plans {
            carried.push(match carry {
                Carry::Out(plan, says) => self.carry_out(tx, due, plan, says).await?,
                Carry::SetAside(reason) => {
                    set_aside(tx, due.id.number(), due.fence, reason, self.now).await?
                }
            });
        }
        Ok(carried)
    }
}

impl CarryOut {
    async fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        due: &DueSchedule,
        plan: &Plan,
        says: &[Said],
    ) -> Result<Carried, StoreError> {
        let wake = plan.wake().map(millis);
        let done = query(
            "UPDATE schedule SET next_at = $1, held_due = $2, held_until = $3, wake = $4,
                state = CASE WHEN $4 IS NULL THEN 'ended' ELSE state END, ended = $5,
                fence = fence + 1
             WHERE id = $6 AND fence = $7 AND state = 'active'",
        )
        .bind(plan.next.map(millis))
        .bind(plan.held.map(|held| millis(held.due)))
        .bind(plan.held.map(|held| millis(held.until)))
        .bind(wake)
        .bind(wake.is_none().then(|| millis(self.now)))
        .bind(due.id.number())
        .bind(due.fence)
        .execute(&mut tx.conn)
        .await?;
        if done == 0 {
            return Ok(Carried::LeaseLost);
        }
        for firing in &plan.firings {
            let is_said = matches!(firing.fate, Fate::Send(_)) && !says.is_empty();
            let (state, reason) = match firing.fate {
                Fate::Send(_) if is_said => ("pending", None),
                Fate::Send(_) => ("missed", Some("nothing to say")),
                Fate::Held(_) => ("held", Some("quiet hours")),
                Fate::Missed => ("missed", None),
                Fate::Skipped(reason) => ("skipped", Some(reason)),
            };
            let open = matches!(state, "pending" | "held");
            let row = query(
                "INSERT INTO occurrence (schedule_id, due, kind, late, state, reason, finished)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (schedule_id, due) DO UPDATE
                 SET late = excluded.late, state = excluded.state, reason = excluded.reason,
                     finished = excluded.finished
                 WHERE occurrence.state = 'held'
                 RETURNING id",
            )
            .bind(due.id.number())
            .bind(millis(firing.due))
            .bind(firing.kind.as_str())
            .bind(i64::from(firing.fate == Fate::Send(Lateness::Late)))
            .bind(state)
            .bind(reason)
            .bind((!open).then(|| millis(self.now)))
            .fetch_optional(&mut tx.conn)
            .await?;
            // One that has its fate already keeps it, and is not said again.
            let Some(row) = row else { continue };
            if is_said {
                self.queue(tx, due, firing, row.try_get(0)?, says).await?;
            }
        }
        if plan.firings.iter().any(|firing| matches!(firing.fate, Fate::Skipped(_))) {
            forget_skipped(tx, due.id).await?;
        }
        Ok(Carried::Out)
    }

    /// Queues what a firing says; the first message carries the firing.
    async fn queue(
        &self,
        tx: &mut Tx<'_>,
        due: &DueSchedule,
        planned: &Planned,
        occurrence: i64,
        says: &[Said],
    ) -> Result<(), StoreError> {
        for (at, said) in says.iter().enumerate() {
            let message = NewMessage {
                address: due.address.as_ref(),
                outgoing: &said.outgoing,
                if_late: said.if_late.as_ref(),
                home: due.address.is_some() && said.outgoing.place == due.place,
                answers: None,
                firing: Some(Firing { kind: planned.kind, at: planned.at }),
                occurrence: (at == 0).then_some(occurrence),
                now: self.now,
                due: self.now,
                attempts: 0,
                begun: None,
            };
            outbox::insert(tx, &self.shared.store_key, &message).await?;
        }
        Ok(())
    }
}
