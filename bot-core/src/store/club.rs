//! Clubs: read for a step that asks for one, and changed with it.
//!
//! A step that changes anything is saved only over the revision it found, and makes the
//! next: two managers at once can't overwrite each other. What somebody is in the middle
//! of is theirs alone and makes no revision.

use std::sync::Arc;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{
    Shared, Store,
    error::StoreError,
    firing, members,
    people::Address,
    rows::{instant, millis},
    schedules::{self, Scope},
    seal::{Column, StoreKey},
    sql::query,
    writer::Tx,
};
use crate::{
    club::{
        Begun, Changed, Club, ClubId, ClubStep, DialogChange, DialogId, Kept, Made, Presence,
        Settings, Who, Whose,
    },
    event::{Conversation, Person, Place, PlatformId},
    reminder::Listed,
};

const FIND: &str = "SELECT k.id, k.settings, k.holds, k.revision, k.shut_out
    FROM club k WHERE k.platform = $1 AND k.name = $2";

pub(super) const SCHEDULES: &str =
    "SELECT id, kind, timing, holds, payload, state, reason, next_at,
        revision, created, person_id AS owner, at_platform, at_space, at_channel, at_thread
    FROM schedule WHERE club_id = $1 AND kind = 'club' ORDER BY id";

const HISTORIES: &str = "SELECT o.schedule_id, o.due, o.kind, o.sent, o.state, o.reason,
        o.tries, o.repeats
    FROM schedule s JOIN occurrence o ON o.schedule_id = s.id
    WHERE s.club_id = $1 AND o.id IN
        (SELECT l.id FROM occurrence l WHERE l.schedule_id = s.id ORDER BY l.due DESC LIMIT $2)
    ORDER BY o.due DESC";

const CHANGES: &str = "SELECT revision, at, who, payload FROM club_change
    WHERE club_id = $1 ORDER BY revision DESC LIMIT $2";

/// Somebody's own dialogs and those in the club's name; all of them for whoever speaks in
/// the club's name.
const DIALOGS: &str = "SELECT d.person_id, d.payload, p.name FROM club_dialog d
    JOIN person p ON p.id = d.person_id
    WHERE d.club_id = $1 AND p.platform = $2 AND (p.name = $3 OR p.name = $4 OR $3 = $4)
    ORDER BY d.changed DESC, d.person_id LIMIT $5";

/// The most dialogs a club is found with.
const MOST_DIALOGS: i64 = 20;

impl Store {
    /// The club a conversation takes place in, as whoever carries it on finds it; `None`
    /// where nothing is known of one.
    ///
    /// # Errors
    /// The database can't be read, or what is sealed does not open.
    pub async fn load_club(&self, conversation: &Conversation) -> Result<Option<Club>, StoreError> {
        let Conversation { place, person } = conversation;
        let Some(space) = &place.space else { return Ok(None) };
        let key = &self.shared.store_key;
        let mut reader = self.shared.database.reader().await?;
        let row = query(FIND)
            .bind(place.platform.as_str())
            .bind(space.as_str())
            .fetch_optional(&mut reader.conn())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let id: i64 = row.try_get("id")?;
        let settings = row.try_get::<Option<Vec<u8>>, _>("settings")?;
        let mut club = Club {
            id: ClubId::from_number(id),
            settings: settings.map(|sealed| open(key, &sealed)).transpose()?.unwrap_or_default(),
            holds: schedules::holds(&row, "holds")?,
            revision: row.try_get::<i64, _>("revision")?.cast_unsigned(),
            left: row.try_get::<Option<i64>, _>("shut_out")?.map(instant),
            ..Club::default()
        };
        for row in query(SCHEDULES).bind(id).fetch_all(&mut reader.conn()).await? {
            let listed = schedules::listed(&row, None, key)?;
            club.schedules.push(Kept { listed, place: firing::club_place_of(&row)? });
        }
        club.sessions = members::sessions(&mut reader.conn(), id, conversation).await?;
        (club.prefers, club.chat) =
            members::preference(&mut reader.conn(), key, id, person).await?;
        let most = i64::from(Listed::REMEMBERED);
        for row in query(HISTORIES).bind(id).bind(most).fetch_all(&mut reader.conn()).await? {
            let schedule: i64 = row.try_get("schedule_id")?;
            let kept = club.schedules.iter_mut();
            let mut of_it = kept.filter(|kept| kept.listed.id.number() == schedule);
            if let Some(kept) = of_it.next() {
                kept.listed.history.push(schedules::fired(&row)?);
            }
        }
        let most = i64::from(Club::REMEMBERED);
        for row in query(CHANGES).bind(id).bind(most).fetch_all(&mut reader.conn()).await? {
            let who = row.try_get::<Option<Vec<u8>>, _>("who")?;
            club.changes.push(Changed {
                revision: row.try_get::<i64, _>("revision")?.cast_unsigned(),
                at: instant(row.try_get("at")?),
                who: who.map(|sealed| open(key, &sealed)).transpose()?.unwrap_or(Who::Forgotten),
                change: open(key, &row.try_get::<Vec<u8>, _>("payload")?)?,
            });
        }
        let dialogs = query(DIALOGS)
            .bind(id)
            .bind(person.platform.as_str())
            .bind(person.id.as_str())
            .bind(space.as_str())
            .bind(MOST_DIALOGS);
        for row in dialogs.fetch_all(&mut reader.conn()).await? {
            let name: String = row.try_get("name")?;
            let whose = match name.as_str() {
                name if name == person.id.as_str() => Whose::Theirs,
                name if name == space.as_str() => Whose::TheClubs,
                _ => Whose::Anothers,
            };
            let dialog = open(key, &row.try_get::<Vec<u8>, _>("payload")?)?;
            club.dialogs.push(Begun {
                id: DialogId::from_number(row.try_get("person_id")?),
                whose,
                dialog,
            });
        }
        Ok(Some(club))
    }
}

impl Store {
    /// What somebody changed in clubs, oldest first.
    ///
    /// # Errors
    /// The database can't be read, or what is sealed does not open.
    pub async fn changes_by(&self, person: &Person) -> Result<Vec<Made>, StoreError> {
        let key = &self.shared.store_key;
        let mut reader = self.shared.database.reader().await?;
        let rows = query(
            "SELECT c.at, c.who, c.payload, k.settings
             FROM club_change c JOIN person p ON p.id = c.person_id JOIN club k ON k.id = c.club_id
             WHERE p.platform = $1 AND p.name = $2 ORDER BY c.at, c.revision",
        )
        .bind(person.platform.as_str())
        .bind(person.id.as_str());
        let mut made = Vec::new();
        for row in rows.fetch_all(&mut reader.conn()).await? {
            let optional = |column| row.try_get::<Option<Vec<u8>>, _>(column);
            let settings = optional("settings")?.map(|sealed| open(key, &sealed)).transpose()?;
            let who = optional("who")?.map(|sealed| open(key, &sealed)).transpose()?;
            made.push(Made {
                at: instant(row.try_get("at")?),
                club: settings.and_then(|settings: Settings| settings.name),
                change: open(key, &row.try_get::<Vec<u8>, _>("payload")?)?,
                who: who.unwrap_or(Who::Forgotten),
            });
        }
        Ok(made)
    }
}

/// Whether a step's part in a club was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saved {
    /// It was.
    Whole,
    /// The club is no longer as the step found it.
    Conflict,
}

/// Does to a club what a step says.
pub(super) async fn change(
    tx: &mut Tx<'_>,
    shared: &Arc<Shared>,
    address: &Address,
    place: &Place,
    step: &ClubStep,
    now: Timestamp,
) -> Result<Saved, StoreError> {
    let Some(space) = &place.space else { return Ok(Saved::Whole) };
    let key = &shared.store_key;
    let changes = step.settings.is_some()
        || step.change.is_some()
        || !step.schedules.is_empty()
        || step.presence != Presence::Stays;
    if !changes && step.dialog == DialogChange::Stays {
        return Ok(Saved::Whole);
    }
    let id = match step.found {
        None if changes => schedules::find_club(tx, place.platform.as_str(), space).await?,
        _ => match known(tx, place.platform.as_str(), space).await? {
            Some(id) => id,
            None => return Ok(Saved::Whole),
        },
    };
    if changes {
        let found = step.found.unwrap_or(0).cast_signed();
        let taken = query(
            "UPDATE club SET revision = revision + 1,
                shut_out = CASE WHEN $3 = 1 THEN NULL
                                WHEN $3 = 2 THEN coalesce(shut_out, $4) ELSE shut_out END
             WHERE id = $1 AND revision = $2",
        )
        .bind(id)
        .bind(found)
        .bind(match step.presence {
            Presence::Stays => 0_i64,
            Presence::Begins => 1,
            Presence::Ends => 2,
        })
        .bind(millis(now))
        .execute(&mut tx.conn)
        .await?;
        if taken == 0 {
            return Ok(Saved::Conflict);
        }
        if let Some((settings, holds)) = &step.settings {
            query("UPDATE club SET settings = $2, holds = $3 WHERE id = $1")
                .bind(id)
                .bind(seal(key, settings)?)
                .bind(schedules::json(holds)?)
                .execute(&mut tx.conn)
                .await?;
            // What quiet hours hold is looked at again.
            query(
                "UPDATE schedule SET wake = $1, fence = fence + 1
                 WHERE club_id = $2 AND held_until > $1 AND state = 'active'",
            )
            .bind(millis(now))
            .bind(id)
            .execute(&mut tx.conn)
            .await?;
        }
        let scope = Scope::club(id);
        schedules::change(tx, shared, address, scope, &step.schedules, now).await?;
        if let Some(change) = &step.change {
            query(
                "INSERT INTO club_change (club_id, revision, at, person_id, who, payload)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id)
            .bind(found + 1)
            .bind(millis(now))
            .bind(address.person)
            .bind(seal(key, &step.who)?)
            .bind(seal(key, change)?)
            .execute(&mut tx.conn)
            .await?;
        }
    }
    if let Some(taken) = step.taken {
        query("DELETE FROM club_dialog WHERE person_id = $1 AND club_id = $2")
            .bind(taken.number())
            .bind(id)
            .execute(&mut tx.conn)
            .await?;
    }
    match &step.dialog {
        DialogChange::Stays => {}
        DialogChange::Ends => {
            query("DELETE FROM club_dialog WHERE club_id = $1 AND person_id = $2")
                .bind(id)
                .bind(address.person)
                .execute(&mut tx.conn)
                .await?;
        }
        DialogChange::Becomes(dialog) => {
            query(
                "INSERT INTO club_dialog (club_id, person_id, payload, changed)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (club_id, person_id) DO UPDATE
                 SET payload = excluded.payload, changed = excluded.changed",
            )
            .bind(id)
            .bind(address.person)
            .bind(seal(key, dialog)?)
            .bind(millis(now))
            .execute(&mut tx.conn)
            .await?;
        }
    }
    Ok(Saved::Whole)
}

async fn known(
    tx: &mut Tx<'_>,
    platform: &str,
    space: &PlatformId,
) -> Result<Option<i64>, StoreError> {
    let row = query("SELECT id FROM club WHERE platform = $1 AND name = $2")
        .bind(platform)
        .bind(space.as_str())
        .fetch_optional(&mut tx.conn)
        .await?;
    row.map(|row| row.try_get(0)).transpose()
}

pub(super) fn seal<T: serde::Serialize>(key: &StoreKey, value: &T) -> Result<Vec<u8>, StoreError> {
    let plain = Zeroizing::new(schedules::json(value)?.into_bytes());
    Ok(key.seal(Column::Club, &plain))
}

pub(super) fn open<T: serde::de::DeserializeOwned>(
    key: &StoreKey,
    sealed: &[u8],
) -> Result<T, StoreError> {
    let plain = key.open(Column::Club, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Unreadable("a club's values"))
}
