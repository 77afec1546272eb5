//! Members of a club: who takes part in a session, and what they have chosen. That is
//! their own matter: none of it makes a revision of the club.

use std::sync::Arc;

use super::{
    Shared, Store, club,
    error::StoreError,
    firing::club_place_of,
    people::Address,
    schedules,
    seal::StoreKey,
    sql::{Connection, query},
    writer::Tx,
};
use crate::{
    bot::Chosen,
    club::{Chat, ClubId, Kept, MemberChange, Mine, Part, Preference, Session, Whose},
    event::{Conversation, Person, Place, PlatformId},
    reminder::{ScheduleId, Timing},
};

const SESSIONS: &str = "SELECT s.id, s.timing, s.at_platform, s.at_space, s.at_channel,
        s.at_thread, m.name AS maker,
        (SELECT count(*) FROM session_member j WHERE j.schedule_id = s.id) AS parts,
        (SELECT count(*) FROM session_member j JOIN person p ON p.id = j.person_id
         WHERE j.schedule_id = s.id AND p.platform = $2 AND p.name = $3) AS own
    FROM schedule s LEFT JOIN person m ON m.id = s.made_by
    WHERE s.club_id = $1 AND s.state = 'active' AND s.kind <> 'club' ORDER BY s.id";

/// The ice sessions that are on in a club, as whoever carries on a conversation finds them.
pub(super) async fn sessions(
    conn: &mut Connection<'_>,
    club: i64,
    conversation: &Conversation,
) -> Result<Vec<Session>, StoreError> {
    let Conversation { place, person } = conversation;
    let rows = query(SESSIONS)
        .bind(club)
        .bind(person.platform.as_str())
        .bind(person.id.as_str())
        .fetch_all(conn)
        .await?;
    let mut sessions = Vec::with_capacity(rows.len());
    for row in &rows {
        let Timing::Ice { rhythm, started } = schedules::timing(row)? else { continue };
        let maker = row.try_get::<Option<String>, _>("maker")?;
        let is = |id: &PlatformId| maker.as_deref() == Some(id.as_str());
        let begun_by = match &place.space {
            _ if is(&person.id) => Whose::Theirs,
            Some(space) if is(space) => Whose::TheClubs,
            _ => Whose::Anothers,
        };
        sessions.push(Session {
            id: ScheduleId::from_number(row.try_get("id")?),
            rhythm,
            started,
            place: club_place_of(row)?,
            begun_by,
            part: if row.try_get::<i64, _>("own")? > 0 { Part::In } else { Part::Out },
            count: u32::try_from(row.try_get::<i64, _>("parts")?).unwrap_or(u32::MAX),
        });
    }
    Ok(sessions)
}

/// How a club may reach somebody, and whether they have a chat with the bot.
pub(super) async fn preference(
    conn: &mut Connection<'_>,
    key: &StoreKey,
    club: i64,
    person: &Person,
) -> Result<(Preference, Chat), StoreError> {
    let row = query(
        "SELECT (SELECT m.payload FROM club_member m
                 WHERE m.club_id = $1 AND m.person_id = p.id) AS payload,
                (SELECT count(*) FROM conversation c
                 WHERE c.person_id = p.id AND c.space IS NULL) AS chats
         FROM person p WHERE p.platform = $2 AND p.name = $3",
    )
    .bind(club)
    .bind(person.platform.as_str())
    .bind(person.id.as_str())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok((Preference::default(), Chat::Unknown)) };
    let sealed = row.try_get::<Option<Vec<u8>>, _>("payload")?;
    let prefers = sealed.map(|sealed| club::open(key, &sealed)).transpose()?;
    let chat = if row.try_get::<i64, _>("chats")? > 0 { Chat::Known } else { Chat::Unknown };
    Ok((prefers.unwrap_or_default(), chat))
}

/// The most clubs somebody is shown.
const MOST_CLUBS: i64 = 10;

/// The clubs somebody did anything in, or has chosen anything for.
const MINE: &str = "SELECT k.id, k.name, k.settings, k.holds,
        (SELECT m.payload FROM club_member m JOIN person p ON p.id = m.person_id
         WHERE m.club_id = k.id AND p.platform = $1 AND p.name = $2) AS prefers,
        (SELECT count(*) FROM session_member j JOIN person p ON p.id = j.person_id
                                               JOIN schedule s ON s.id = j.schedule_id
         WHERE s.club_id = k.id AND p.platform = $1 AND p.name = $2) AS joined
    FROM club k
    WHERE k.platform = $1 AND k.shut_out IS NULL
      AND (k.name IN (SELECT c.space FROM conversation c JOIN person p ON p.id = c.person_id
                      WHERE p.platform = $1 AND p.name = $2)
           OR k.id IN (SELECT m.club_id FROM club_member m JOIN person p ON p.id = m.person_id
                       WHERE p.platform = $1 AND p.name = $2))
    ORDER BY k.id LIMIT $3";

impl Store {
    /// The clubs somebody may be a member of, with what they have chosen there. Whether they
    /// still are one, only their platform knows.
    ///
    /// # Errors
    /// The database can't be read, or what is sealed does not open.
    pub async fn clubs_of(&self, person: &Person) -> Result<Vec<Mine>, StoreError> {
        let key = &self.shared.store_key;
        let mut reader = self.shared.database.reader().await?;
        let rows =
            query(MINE).bind(person.platform.as_str()).bind(person.id.as_str()).bind(MOST_CLUBS);
        let mut clubs = Vec::new();
        for row in rows.fetch_all(&mut reader.conn()).await? {
            let sealed = |column| row.try_get::<Option<Vec<u8>>, _>(column);
            let id: i64 = row.try_get("id")?;
            let settings = sealed("settings")?.map(|sealed| club::open(key, &sealed));
            let prefers = sealed("prefers")?.map(|sealed| club::open(key, &sealed));
            let mut schedules = Vec::new();
            for row in query(club::SCHEDULES).bind(id).fetch_all(&mut reader.conn()).await? {
                let listed = schedules::listed(&row, None, key)?;
                schedules.push(Kept { listed, place: club_place_of(&row)? });
            }
            clubs.push(Mine {
                id: ClubId::from_number(id),
                space: PlatformId::new(row.try_get::<String, _>("name")?),
                settings: settings.transpose()?.unwrap_or_default(),
                holds: schedules::holds(&row, "holds")?,
                schedules,
                prefers: prefers.transpose()?,
                joined: row.try_get::<i64, _>("joined")?.unsigned_abs(),
            });
        }
        Ok(clubs)
    }
}

const CHOSEN_BEFORE: &str = "SELECT k.name FROM conversation c JOIN club k ON k.id = c.manages
    WHERE c.id = $1 AND k.shut_out IS NULL";

/// Of a club they did nothing in, they have no number.
const CHOSEN_NOW: &str = "SELECT k.name FROM club k
    WHERE k.id = $2 AND k.platform = $3 AND k.shut_out IS NULL
      AND k.name IN (SELECT o.space FROM conversation o JOIN conversation c ON c.id = $1
                     WHERE o.person_id = c.person_id)";

impl Store {
    /// Where the club is that somebody manages from a chat of theirs; `None` where they have
    /// chosen none. Whether they may, only their platform knows.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn seat(
        &self,
        conversation: &Conversation,
        chosen: Chosen,
    ) -> Result<Option<Place>, StoreError> {
        let Some(address) = self.address(conversation).await? else { return Ok(None) };
        let platform = conversation.person.platform;
        let query = match chosen {
            Chosen::Before => query(CHOSEN_BEFORE).bind(address.conversation),
            Chosen::Now(club) => query(CHOSEN_NOW)
                .bind(address.conversation)
                .bind(club.number())
                .bind(platform.as_str()),
        };
        let mut reader = self.shared.database.reader().await?;
        let row = query.fetch_optional(&mut reader.conn()).await?;
        let name = row.map(|row| row.try_get::<String, _>(0)).transpose()?;
        Ok(name.map(|name| Place::of_club(platform, &PlatformId::new(name))))
    }
}

/// Notes which club somebody manages from a chat of theirs.
pub(super) async fn manage(
    tx: &mut Tx<'_>,
    address: &Address,
    club: ClubId,
) -> Result<(), StoreError> {
    query(
        "UPDATE conversation SET manages = (SELECT k.id FROM club k WHERE k.id = $2)
         WHERE id = $1",
    )
    .bind(address.conversation)
    .bind(club.number())
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

/// Makes a change of somebody's own part in a club.
pub(super) async fn change(
    tx: &mut Tx<'_>,
    shared: &Arc<Shared>,
    address: &Address,
    change: &MemberChange,
) -> Result<(), StoreError> {
    let key = &shared.store_key;
    match change {
        MemberChange::Joins(session, name) => {
            // One that has ended meanwhile is joined by nobody.
            let name = name.as_ref().map(|name| club::seal(key, name)).transpose()?;
            query(
                "INSERT INTO session_member (schedule_id, person_id, name)
                 SELECT s.id, $2, $3 FROM schedule s
                 WHERE s.id = $1 AND s.club_id IS NOT NULL AND s.state = 'active'
                 ON CONFLICT (schedule_id, person_id) DO UPDATE SET name = excluded.name",
            )
            .bind(session.number())
            .bind(address.person)
            .bind(name)
            .execute(&mut tx.conn)
            .await?;
        }
        MemberChange::Leaves(session) => {
            query("DELETE FROM session_member WHERE schedule_id = $1 AND person_id = $2")
                .bind(session.number())
                .bind(address.person)
                .execute(&mut tx.conn)
                .await?;
        }
        // Who is reached as everybody is has chosen nothing.
        MemberChange::Chooses(of, prefers) if *prefers == Preference::default() => {
            query("DELETE FROM club_member WHERE club_id = $1 AND person_id = $2")
                .bind(of.number())
                .bind(address.person)
                .execute(&mut tx.conn)
                .await?;
        }
        MemberChange::Chooses(of, prefers) => {
            query(
                "INSERT INTO club_member (club_id, person_id, payload)
                 SELECT k.id, $2, $3 FROM club k WHERE k.id = $1
                 ON CONFLICT (club_id, person_id) DO UPDATE SET payload = excluded.payload",
            )
            .bind(of.number())
            .bind(address.person)
            .bind(club::seal(key, prefers)?)
            .execute(&mut tx.conn)
            .await?;
        }
    }
    Ok(())
}
