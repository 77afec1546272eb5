//! Clubs' reminders whose places are due to be looked at: may the bot still post there,
//! and mention the role?

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    Shared, Store,
    error::StoreError,
    firing,
    place::{self, Closed, Extent},
    rows::millis,
    schedules,
    sql::query,
    writer::{Operation, Tx},
};
use crate::{
    event::{Place, Platform, PlatformId},
    message::{Lack, Leave},
};

/// How long an answer holds.
const HOLDS: SignedDuration = SignedDuration::from_hours(24);
/// When to ask again where there was none.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// The most reminders looked through at once.
const MOST: i64 = 200;

/// Kept as the reason of a reminder that goes on without telling its role.
pub(super) const CANNOT_MENTION: &str = "the role can't be mentioned";

/// A place to be asked about, once for all reminders that go there for the same role.
#[derive(Clone, Debug)]
pub struct ToCheck {
    /// Where.
    pub place: Place,
    /// Whom they mention.
    pub mention: Option<PlatformId>,
    schedules: Vec<i64>,
}

const DUE: &str = "SELECT id, payload, at_platform, at_space, at_channel, at_thread
    FROM schedule
    WHERE club_id IS NOT NULL AND state = 'active' AND checked <= $1 AND at_platform = $2
    ORDER BY checked, id LIMIT $3";

impl Store {
    /// The places of a platform that were not asked about for a day, those waiting longest
    /// first.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn to_check(
        &self,
        platform: Platform,
        now: Timestamp,
    ) -> Result<Vec<ToCheck>, StoreError> {
        let before = now.saturating_sub(HOLDS).unwrap_or(Timestamp::MIN);
        let mut reader = self.shared.database.reader().await?;
        let due = query(DUE).bind(millis(before)).bind(platform.as_str()).bind(MOST);
        let mut found: Vec<ToCheck> = Vec::new();
        for row in &due.fetch_all(&mut reader.conn()).await? {
            let sealed: Vec<u8> = row.try_get("payload")?;
            // One that does not open is set aside when it comes due.
            let Ok(words) = schedules::open(None, &self.shared.store_key, &sealed) else {
                continue;
            };
            let (place, mention) = (firing::club_place_of(row)?, words.mention);
            let id = row.try_get("id")?;
            let mut known = found.iter_mut();
            match known.find(|one| one.place == place && one.mention == mention) {
                Some(one) => one.schedules.push(id),
                None => found.push(ToCheck { place, mention, schedules: vec![id] }),
            }
        }
        Ok(found)
    }

    /// Notes what came of asking: reminders that can't be posted stop, those whose role
    /// can't be mentioned go on, and whoever made them is to be told so once.
    ///
    /// # Errors
    /// Nothing is changed where one is returned.
    pub async fn checked(
        &self,
        checked: ToCheck,
        leave: Leave,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        self.shared.database.write(Checked { shared, checked, leave, now }).await
    }
}

const NOTED: &str = "UPDATE schedule SET checked = $2 WHERE id = $1";

/// What is wrong is told once, until it has been well in between.
const JUDGED: &str = "UPDATE schedule SET checked = $2, reason = $3,
        told = CASE WHEN reason IS NULL AND $3 IS NOT NULL THEN 0 ELSE told END
    WHERE id = $1 AND state = 'active'";

struct Checked {
    shared: Arc<Shared>,
    checked: ToCheck,
    leave: Leave,
    now: Timestamp,
}

impl Operation for Checked {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (now, place) = (self.now, &self.checked.place);
        let holds_from = match self.leave {
            Leave::Unknown => now.saturating_sub(HOLDS - AGAIN).unwrap_or(now),
            Leave::Given | Leave::Lacks(_) => now,
        };
        let (change, reason) = match self.leave {
            Leave::Lacks(Lack::Place | Lack::Post) => {
                let reason = "the bot may not post there";
                let closed = Closed { place, extent: Extent::Place, reason, now };
                return place::closed(tx, &self.shared, &closed).await;
            }
            Leave::Unknown => (NOTED, None),
            Leave::Given => (JUDGED, None),
            Leave::Lacks(Lack::Mention | Lack::Role) => (JUDGED, Some(CANNOT_MENTION)),
        };
        for schedule in &self.checked.schedules {
            let change = query(change).bind(*schedule).bind(millis(holds_from));
            let change = if self.leave == Leave::Unknown { change } else { change.bind(reason) };
            change.execute(&mut tx.conn).await?;
        }
        Ok(())
    }
}
