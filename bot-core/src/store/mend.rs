//! What a clock that was wrong has left, once it is set back.
//!
//! While the clock was ahead, firings were given up as missed whose time was
//! still to come, and messages and leases were put off to times far away. Which
//! of two times was the wrong one nobody can tell, so what is done here does no
//! harm where it is the second: what was said stays said, and a firing that is
//! given back is given up again when its time has passed.

use jiff::{SignedDuration, Timestamp};

use super::{
    Store,
    error::StoreError,
    rows::{instant, millis},
    sql::query,
    writer::{Operation, Tx},
};

/// A clock that was set back by less did nothing that has to be undone.
pub(crate) const SMALL_STEP: SignedDuration = SignedDuration::from_secs(60);

/// What was mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Firings that were given up before their time and are due again.
    pub firings: u64,
    /// Messages that were put off too far and may go now.
    pub messages: u64,
}

impl Store {
    /// Gives back what was given up or put off while the clock was ahead of
    /// `now`, where there are signs that it was. No lease is longer than `lease`.
    ///
    /// # Errors
    /// Nothing is changed where one is returned.
    pub async fn mend(&self, now: Timestamp, lease: SignedDuration) -> Result<Mended, StoreError> {
        let row = query(LATEST).fetch_one(&mut self.shared.database.reader().await?.conn()).await?;
        let mut latest = None;
        for at in 0..3 {
            latest = latest.max(row.try_get::<Option<i64>, _>(at)?.map(instant));
        }
        if latest.is_none_or(|latest| latest.duration_since(now) <= SMALL_STEP) {
            return Ok(Mended::default());
        }
        tracing::warn!("the clock was set back: what was done ahead of time is mended");
        self.shared.database.write(Mend { now, lease }).await
    }
}

/// Each by its index.
const LATEST: &str = "SELECT
    (SELECT max(finished) FROM occurrence WHERE finished IS NOT NULL),
    (SELECT max(finished) FROM outbox WHERE finished IS NOT NULL),
    (SELECT max(done) FROM inbox WHERE done IS NOT NULL)";

/// The firings that were given up before they were due, but for those somebody
/// chose to skip.
macro_rules! ahead_of_time {
    () => {
        "finished > $1 AND due > $1
         AND (state = 'missed' OR (state = 'skipped' AND reason <> 'skipped'))"
    };
}

struct Mend {
    now: Timestamp,
    lease: SignedDuration,
}

impl Operation for Mend {
    type Output = Mended;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Mended, StoreError> {
        let now = millis(self.now);
        let longest = millis(self.now.saturating_add(self.lease).unwrap_or(Timestamp::MAX));
        // Leases on schedules, of whoever took them by the wrong time.
        query(
            "UPDATE schedule SET fence = fence + 1,
                wake = CASE WHEN next_at IS NULL OR held_until < next_at THEN held_until
                            ELSE next_at END
             WHERE wake > $1 AND state = 'active' AND (wake > next_at OR wake > held_until)",
        )
        .bind(longest)
        .execute(&mut tx.conn)
        .await?;
        query(concat!(
            "UPDATE schedule SET state = 'active', ended = NULL, fence = fence + 1,
                next_at = (SELECT min(o.due) FROM occurrence o
                           WHERE o.schedule_id = schedule.id AND ",
            ahead_of_time!(),
            ") WHERE state IN ('active', 'ended')
                 AND id IN (SELECT o.schedule_id FROM occurrence o WHERE ",
            ahead_of_time!(),
            ")"
        ))
        .bind(now)
        .execute(&mut tx.conn)
        .await?;
        query(concat!(
            "UPDATE schedule
             SET wake = CASE WHEN held_until < next_at THEN held_until ELSE next_at END
             WHERE state = 'active'
               AND id IN (SELECT o.schedule_id FROM occurrence o WHERE ",
            ahead_of_time!(),
            ")"
        ))
        .bind(now)
        .execute(&mut tx.conn)
        .await?;
        let firings = query(concat!("DELETE FROM occurrence WHERE ", ahead_of_time!()))
            .bind(now)
            .execute(&mut tx.conn)
            .await?;
        let messages =
            query("UPDATE outbox SET due = $1 WHERE finished IS NULL AND leased = 0 AND due > $1")
                .bind(now)
                .execute(&mut tx.conn)
                .await?;
        // Whoever holds a lease may be sending: it ends as one taken now would.
        query("UPDATE outbox SET due = $1 WHERE finished IS NULL AND leased = 1 AND due > $1")
            .bind(longest)
            .execute(&mut tx.conn)
            .await?;
        Ok(Mended { firings, messages })
    }
}
