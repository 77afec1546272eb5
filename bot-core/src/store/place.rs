//! Places that have moved or closed: everything that goes to one follows it or
//! stops, in the transaction that settles the message that found out.

use jiff::Timestamp;

use super::{
    Shared, club,
    error::StoreError,
    outbox::{self, Opened, Target},
    people::conversation_columns,
    rows::millis,
    sql::{Row, query},
    writer::Tx,
};
use crate::{
    club::Settings,
    event::{Place, PlatformId},
    message::Placement,
};

fn text(id: Option<&PlatformId>) -> Option<String> {
    id.map(|id| id.as_str().to_owned())
}

/// A place as the statements here take it, as $1 to $4.
macro_rules! bind_place {
    ($query:expr, $place:expr) => {
        $query
            .bind($place.platform.as_str())
            .bind(text($place.space.as_ref()).unwrap_or_default())
            .bind($place.channel.as_str().to_owned())
            .bind(text($place.thread.as_ref()).unwrap_or_default())
    };
}

/// What waits for a chat, with what it says.
async fn waiting_for(
    tx: &mut Tx<'_>,
    shared: &Shared,
    target: Target,
) -> Result<Vec<Opened>, StoreError> {
    let rows = query(concat!(
        "SELECT o.id, o.payload, o.conversation_id AS home, ",
        conversation_columns!(),
        " FROM outbox o LEFT JOIN conversation c ON c.id = o.conversation_id
                        LEFT JOIN person p ON p.id = c.person_id
          WHERE o.target = $1 AND o.finished IS NULL"
    ))
    .bind(target.0)
    .fetch_all(&mut tx.conn)
    .await?;
    // One that does not open is set aside when its turn comes.
    Ok(rows.iter().filter_map(|row| Opened::from(row, shared).ok()).collect())
}

/// A place that has turned out to be closed.
pub(super) struct Closed<'a> {
    pub(super) place: &'a Place,
    pub(super) extent: Extent,
    pub(super) reason: &'a str,
    pub(super) now: Timestamp,
}

/// How much of a chat is closed with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The place alone: its threads, or the chat around it, may be open.
    Place,
    /// The chat with all its threads; a space that is named as its own channel with all
    /// its channels.
    Chat,
}

/// Ends what waits for a closed place, and stops the schedules that are said
/// there until somebody resumes them.
pub(super) async fn closed(
    tx: &mut Tx<'_>,
    shared: &Shared,
    closed: &Closed<'_>,
) -> Result<(), StoreError> {
    let Closed { place, extent, reason, now } = closed;
    for waiting in waiting_for(tx, shared, Target::of(place, &shared.store_key)).await? {
        if *extent == Extent::Chat || waiting.place == **place {
            end_waiting(tx, waiting.id, reason, *now).await?;
        }
    }
    let stop = query(
        "UPDATE schedule SET state = 'gone', reason = $5, wake = NULL, fence = fence + 1, told = 0
         WHERE state = 'active'
           AND ((at_platform = $1 AND coalesce(at_space, '') = $2
                 AND (at_channel = $3 OR ($6 = 1 AND $2 = $3))
                 AND ($6 = 1 OR coalesce(at_thread, '') = $4))
             OR (person_id IS NOT NULL AND conversation_id IN
                 (SELECT c.id FROM conversation c JOIN person p ON p.id = c.person_id
                  WHERE (c.channel = $3 OR ($6 = 1 AND $2 = $3)) AND coalesce(c.space, '') = $2
                    AND ($6 = 1 OR coalesce(c.thread, '') = $4) AND p.platform = $1)))",
    );
    let stop = bind_place!(stop, place).bind(*reason);
    stop.bind(i64::from(*extent == Extent::Chat)).execute(&mut tx.conn).await?;
    Ok(())
}

async fn end_waiting(
    tx: &mut Tx<'_>,
    id: i64,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    query(
        "UPDATE occurrence SET state = 'gone', reason = $2, finished = $1
         WHERE state = 'pending' AND id = (SELECT o.occurrence_id FROM outbox o WHERE o.id = $3)",
    )
    .bind(millis(now))
    .bind(reason)
    .bind(id)
    .execute(&mut tx.conn)
    .await?;
    query(
        "UPDATE outbox SET finished = $1, outcome = 'gone', reason = $2,
                           payload = NULL, conversation_id = NULL
         WHERE id = $3 AND finished IS NULL",
    )
    .bind(millis(now))
    .bind(reason)
    .bind(id)
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

/// Where something at a moved place goes now. A chat that moves takes its
/// threads along, which keep their names.
fn follow(at: &Place, from: &Place, to: &Place) -> Option<Place> {
    if at == from {
        return Some(to.clone());
    }
    let same_chat = at.space == from.space && at.channel == from.channel;
    (same_chat && from.channel != to.channel)
        .then(|| Place { thread: at.thread.clone(), ..to.clone() })
}

/// Moves all that goes to a place, or with a chat to any thread of it:
/// conversations, schedules, the club itself, and the messages that wait.
/// `found_out` is the message that was told of it, where one was.
pub(super) async fn moved(
    tx: &mut Tx<'_>,
    shared: &Shared,
    from: &Place,
    to: &Place,
    found_out: Option<i64>,
) -> Result<(), StoreError> {
    // Read before their conversations move: then it is plain where they went.
    let waiting = waiting_for(tx, shared, Target::of(from, &shared.store_key)).await?;
    for (id, at) in conversations_at(tx, from).await? {
        let Some(to) = follow(&at, from, to) else { continue };
        // A person who has a conversation there keeps both.
        let update = query(
            "UPDATE conversation SET space = $5, channel = $3, thread = $6, question = NULL
             WHERE id = $7
               AND NOT EXISTS (SELECT 1 FROM conversation t JOIN person p ON p.id = t.person_id
                               WHERE t.person_id = conversation.person_id AND t.channel = $3
                                 AND coalesce(t.space, '') = $2 AND coalesce(t.thread, '') = $4
                                 AND p.platform = $1)",
        );
        bind_place!(update, to)
            .bind(text(to.space.as_ref()))
            .bind(text(to.thread.as_ref()))
            .bind(id)
            .execute(&mut tx.conn)
            .await?;
    }
    // Else nobody would know why the reminders of a topic come beside it.
    let topic_lost = from.channel == to.channel && from.thread.is_some() && to.thread.is_none();
    for (id, at) in schedules_at(tx, from).await? {
        let Some(to) = follow(&at, from, to) else { continue };
        query(
            "UPDATE schedule SET at_space = $1, at_channel = $2, at_thread = $3, message = NULL,
                told = CASE WHEN $5 = 1 THEN 0 ELSE told END WHERE id = $4",
        )
        .bind(text(to.space.as_ref()))
        .bind(to.channel.as_str())
        .bind(text(to.thread.as_ref()))
        .bind(id)
        .bind(i64::from(topic_lost))
        .execute(&mut tx.conn)
        .await?;
    }
    move_club(tx, shared, from, to).await?;
    for message in waiting {
        let Some(to) = follow(&message.place, from, to) else { continue };
        let mut payload = message.payload;
        payload.moves += 1;
        // What goes to the conversation's own place goes where that is now; the
        // message that found out goes to the new place whatever became of it.
        let first = Some(message.id) == found_out;
        payload.place = (first || !message.home).then(|| to.clone());
        if first {
            // A message in the old place can't be changed in the new one.
            payload.placement = match payload.placement {
                shows @ Placement::Shows(_) => shows,
                _ => Placement::New,
            };
        }
        query("UPDATE outbox SET payload = $1, target = $2 WHERE id = $3")
            .bind(outbox::seal(message.address.as_ref(), &shared.store_key, &payload)?)
            .bind(Target::of(&to, &shared.store_key).0)
            .bind(message.id)
            .execute(&mut tx.conn)
            .await?;
    }
    Ok(())
}

async fn conversations_at(tx: &mut Tx<'_>, chat: &Place) -> Result<Vec<(i64, Place)>, StoreError> {
    let rows = query(
        "SELECT c.id, c.space, c.channel, c.thread
         FROM conversation c JOIN person p ON p.id = c.person_id
         WHERE c.channel = $1 AND p.platform = $2",
    )
    .bind(chat.channel.as_str())
    .bind(chat.platform.as_str())
    .fetch_all(&mut tx.conn)
    .await?;
    rows.iter().map(|row| numbered_place(row, chat)).collect()
}

async fn schedules_at(tx: &mut Tx<'_>, chat: &Place) -> Result<Vec<(i64, Place)>, StoreError> {
    let rows = query(
        "SELECT id, at_space, at_channel, at_thread FROM schedule
         WHERE at_channel = $1 AND at_platform = $2",
    )
    .bind(chat.channel.as_str())
    .bind(chat.platform.as_str())
    .fetch_all(&mut tx.conn)
    .await?;
    rows.iter().map(|row| numbered_place(row, chat)).collect()
}

fn numbered_place(row: &Row, chat: &Place) -> Result<(i64, Place), StoreError> {
    let optional =
        |at: usize| row.try_get::<Option<String>, _>(at).map(|id| id.map(PlatformId::new));
    let place = Place {
        platform: chat.platform,
        space: optional(1)?,
        channel: PlatformId::new(row.try_get::<String, _>(2)?),
        thread: optional(3)?,
    };
    Ok((row.try_get(0)?, place))
}

/// A group that gets another name is still the same club, with its settings and what was
/// changed in it.
async fn move_club(
    tx: &mut Tx<'_>,
    shared: &Shared,
    from: &Place,
    to: &Place,
) -> Result<(), StoreError> {
    let (Some(old), Some(new)) = (&from.space, &to.space) else { return Ok(()) };
    if old == new {
        return Ok(());
    }
    let find = |name: &PlatformId| {
        query("SELECT id, settings, revision FROM club WHERE platform = $1 AND name = $2")
            .bind(from.platform.as_str())
            .bind(name.as_str())
    };
    let Some(club) = find(old).fetch_optional(&mut tx.conn).await? else { return Ok(()) };
    let id: i64 = club.try_get("id")?;
    let mut revision: i64 = club.try_get("revision")?;
    // Somebody may have begun under the new name already: what they made joins the club.
    if let Some(begun) = find(new).fetch_optional(&mut tx.conn).await? {
        let joins: i64 = begun.try_get("id")?;
        revision += begun.try_get::<i64, _>("revision")?;
        query("UPDATE schedule SET club_id = $1 WHERE club_id = $2")
            .bind(id)
            .bind(joins)
            .execute(&mut tx.conn)
            .await?;
        query("DELETE FROM club WHERE id = $1").bind(joins).execute(&mut tx.conn).await?;
    }
    let settings = match club.try_get::<Option<Vec<u8>>, _>("settings")? {
        Some(sealed) => {
            let mut settings: Settings = club::open(&shared.store_key, &sealed)?;
            let place = settings.place.as_ref();
            if let Some(follows) = place.and_then(|place| follow(place, from, to)) {
                settings.place = Some(follows);
            }
            Some(club::seal(&shared.store_key, &settings)?)
        }
        None => None,
    };
    // A step that found either of the two is made once more.
    query("UPDATE club SET name = $2, settings = $3, revision = $4 WHERE id = $1")
        .bind(id)
        .bind(new.as_str())
        .bind(settings)
        .bind(revision + 1)
        .execute(&mut tx.conn)
        .await?;
    Ok(())
}
