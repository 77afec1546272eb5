//! What is asked of the platforms every day: may the bot still post where clubs are reminded,
//! and mention the role? And is whoever chose how a club may reach them still in it?

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
    event::{Person, Place, Platform, PlatformId, Standing},
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

/// Somebody who chose how a club may reach them, to be asked about.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The club, as its platform knows it.
    pub space: PlatformId,
    /// Who.
    pub person: Person,
    club: i64,
    row: i64,
}

const MEMBERS: &str = "SELECT k.id AS club, k.name AS space, p.id AS person, p.name
    FROM club_member m JOIN club k ON k.id = m.club_id JOIN person p ON p.id = m.person_id
    WHERE m.checked <= $1 AND k.platform = $2 AND k.shut_out IS NULL
    ORDER BY m.checked, m.club_id, m.person_id LIMIT $3";

impl Store {
    /// The members of a platform's clubs that were not asked about for a day, those waiting
    /// longest first.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn members_to_check(
        &self,
        platform: Platform,
        now: Timestamp,
    ) -> Result<Vec<Membership>, StoreError> {
        let before = now.saturating_sub(HOLDS).unwrap_or(Timestamp::MIN);
        let mut reader = self.shared.database.reader().await?;
        let due = query(MEMBERS).bind(millis(before)).bind(platform.as_str()).bind(MOST);
        let mut found = Vec::new();
        for row in &due.fetch_all(&mut reader.conn()).await? {
            found.push(Membership {
                space: PlatformId::new(row.try_get::<String, _>("space")?),
                person: Person { platform, id: PlatformId::new(row.try_get::<String, _>("name")?) },
                club: row.try_get("club")?,
                row: row.try_get("person")?,
            });
        }
        Ok(found)
    }

    /// Notes what came of asking: of whoever is in the club no more, what they chose there goes.
    ///
    /// # Errors
    /// Nothing is changed where one is returned.
    pub async fn member_checked(
        &self,
        member: Membership,
        standing: Standing,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.shared.database.write(MemberChecked { member, standing, now }).await
    }
}

const SEEN: &str = "UPDATE club_member SET checked = $3 WHERE club_id = $1 AND person_id = $2";
const GONE: &str = "DELETE FROM club_member WHERE club_id = $1 AND person_id = $2";
const TAKES_NO_PART: &str = "DELETE FROM session_member
    WHERE person_id = $2 AND schedule_id IN (SELECT id FROM schedule WHERE club_id = $1)";

struct MemberChecked {
    member: Membership,
    standing: Standing,
    now: Timestamp,
}

impl Operation for MemberChecked {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let Membership { club, row, .. } = self.member;
        let holds_from = match self.standing {
            Standing::Outside => {
                for change in [GONE, TAKES_NO_PART] {
                    query(change).bind(club).bind(row).execute(&mut tx.conn).await?;
                }
                return Ok(());
            }
            Standing::Unknown => again_soon(self.now),
            Standing::Member | Standing::Admin => self.now,
        };
        let change = query(SEEN).bind(club).bind(row).bind(millis(holds_from));
        change.execute(&mut tx.conn).await?;
        Ok(())
    }
}

/// When an answer would have to come from for it to be asked again soon.
fn again_soon(now: Timestamp) -> Timestamp {
    now.saturating_sub(HOLDS - AGAIN).unwrap_or(now)
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
            Leave::Unknown => again_soon(now),
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
