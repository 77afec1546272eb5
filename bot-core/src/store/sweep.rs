//! What goes by age or by wish: expired answers, old fingerprints, people who
//! left nothing behind, and everything of a person who wants to be forgotten.

use jiff::{SignedDuration, Timestamp};

use super::{
    Store,
    error::StoreError,
    people,
    rows::millis,
    sql::query,
    writer::{Operation, Tx},
};
use crate::event::Person;

/// How long what is finished is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Fingerprints of events acted on: longer than any platform repeats one.
    pub events: SignedDuration,
    /// Messages that arrived or were given up.
    pub messages: SignedDuration,
    /// Firings that have their fate, and schedules that have ended.
    pub firings: SignedDuration,
    /// What a club had, after the bot was removed from it.
    pub clubs: SignedDuration,
    /// Who changed what in a club.
    pub changes: SignedDuration,
}

impl Default for Retention {
    fn default() -> Self {
        let week = SignedDuration::from_hours(7 * 24);
        let days = |days: i64| SignedDuration::from_hours(days * 24);
        Self {
            events: week,
            messages: week,
            firings: days(90),
            clubs: days(30),
            changes: days(365),
        }
    }
}

/// How much a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions whose time had come.
    pub sessions: u64,
    /// Events acted on long ago.
    pub events: u64,
    /// Messages finished long ago.
    pub messages: u64,
    /// Firings that had their fate long ago.
    pub firings: u64,
    /// Schedules that ended long ago.
    pub schedules: u64,
    /// Clubs that the bot left long ago, with all they had.
    pub clubs: u64,
    /// People of whom nothing was left but a name.
    pub people: u64,
}

/// How much is held about a person, beside what a
/// [`Snapshot`](crate::bot::Snapshot) shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Conversations they take part in.
    pub conversations: u64,
    /// Conversations with answers in them.
    pub sessions: u64,
    /// Events not acted on yet, or set aside.
    pub events: u64,
    /// Messages on their way to them, or set aside.
    pub messages: u64,
    /// Schedules of their own.
    pub schedules: u64,
}

impl Store {
    /// Removes what has had its time.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn sweep(&self, retention: Retention, now: Timestamp) -> Result<Swept, StoreError> {
        let swept = self.shared.database.write(Sweep { retention, now }).await?;
        if swept != Swept::default() {
            self.shared.known.clear();
        }
        self.shared.database.truncate_log().await?;
        Ok(swept)
    }

    /// Removes the answers whose time has come; how many sessions had some.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn sweep_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let swept = self.shared.database.write(SweepSessions { now }).await?;
        if swept > 0 {
            self.shared.database.truncate_log().await?;
        }
        Ok(swept)
    }

    /// Removes everything about a person.
    ///
    /// # Errors
    /// Nothing is removed where one is returned.
    pub async fn forget(&self, person: &Person, now: Timestamp) -> Result<(), StoreError> {
        self.shared.database.write(ForgetPerson { person: person.clone(), now }).await?;
        self.shared.known.drop_person(person);
        self.shared.database.truncate_log().await
    }

    /// How much is held about a person.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn held(&self, person: &Person) -> Result<Held, StoreError> {
        let row = query(
            "SELECT count(*), count(c.session),
                    CAST(coalesce(sum((SELECT count(*) FROM inbox i WHERE i.conversation_id = c.id)), 0) AS BIGINT),
                    CAST(coalesce(sum((SELECT count(*) FROM outbox o WHERE o.conversation_id = c.id)), 0) AS BIGINT),
                    (SELECT count(*) FROM schedule s JOIN person w ON w.id = s.person_id
                     WHERE w.platform = $1 AND w.name = $2)
             FROM conversation c JOIN person p ON p.id = c.person_id
             WHERE p.platform = $1 AND p.name = $2",
        )
        .bind(person.platform.as_str())
        .bind(person.id.as_str())
        .fetch_one(&mut self.shared.database.reader().await?.conn())
        .await?;
        let count = |at: usize| row.try_get::<i64, _>(at).map(i64::unsigned_abs);
        Ok(Held {
            conversations: count(0)?,
            sessions: count(1)?,
            events: count(2)?,
            messages: count(3)?,
            schedules: count(4)?,
        })
    }
}

const EXPIRED: &str = "UPDATE conversation
    SET session = NULL, revision = NULL, state = NULL, expires = NULL WHERE expires <= $1";

struct Sweep {
    retention: Retention,
    now: Timestamp,
}

impl Operation for Sweep {
    type Output = Swept;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Swept, StoreError> {
        let before = |age| millis(self.now.saturating_sub(age).unwrap_or(Timestamp::MIN));
        let mut remove = async |statement: &'static str, before: i64| {
            let done = query(statement).bind(before).execute(&mut tx.conn).await?;
            Ok::<_, StoreError>(done)
        };
        // What somebody left half done in a club is of no use the next day.
        let day = SignedDuration::from_hours(24);
        remove("DELETE FROM club_dialog WHERE changed < $1", before(day)).await?;
        remove(
            "DELETE FROM session_member WHERE schedule_id IN
                (SELECT id FROM schedule WHERE ended < $1)",
            before(day),
        )
        .await?;
        let clubs = remove("DELETE FROM club WHERE shut_out < $1", before(self.retention.clubs));
        let clubs = clubs.await?;
        let changes =
            remove("DELETE FROM club_change WHERE at < $1", before(self.retention.changes));
        changes.await?;
        Ok(Swept {
            clubs,
            sessions: remove(EXPIRED, millis(self.now)).await?,
            events: remove("DELETE FROM inbox WHERE done < $1", before(self.retention.events))
                .await?,
            messages: remove(
                "DELETE FROM outbox WHERE finished < $1",
                before(self.retention.messages),
            )
            .await?,
            firings: remove(
                "DELETE FROM occurrence WHERE finished < $1",
                before(self.retention.firings),
            )
            .await?,
            schedules: remove(
                "DELETE FROM schedule WHERE ended < $1",
                before(self.retention.firings),
            )
            .await?,
            people: remove(
                "DELETE FROM person WHERE profile IS NULL AND holds IS NULL AND created < $1
                   AND NOT EXISTS (SELECT 1 FROM schedule s WHERE s.person_id = person.id)
                   AND NOT EXISTS (SELECT 1 FROM schedule s WHERE s.made_by = person.id)
                   AND NOT EXISTS (SELECT 1 FROM club_change h WHERE h.person_id = person.id)
                   AND NOT EXISTS (SELECT 1 FROM club_member m WHERE m.person_id = person.id)
                   AND NOT EXISTS (SELECT 1 FROM session_member j WHERE j.person_id = person.id)
                   AND NOT EXISTS
                    (SELECT 1 FROM conversation c WHERE c.person_id = person.id
                       AND (c.session IS NOT NULL
                            OR EXISTS (SELECT 1 FROM inbox i WHERE i.conversation_id = c.id)
                            OR EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id)))",
                before(self.retention.events),
            )
            .await?,
        })
    }
}

struct SweepSessions {
    now: Timestamp,
}

impl Operation for SweepSessions {
    type Output = u64;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, StoreError> {
        let done = query(EXPIRED).bind(millis(self.now)).execute(&mut tx.conn).await?;
        Ok(done)
    }
}

struct ForgetPerson {
    person: Person,
    now: Timestamp,
}

impl Operation for ForgetPerson {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        people::remove(&mut tx.conn, &self.person, self.now).await?;
        Ok(())
    }
}
