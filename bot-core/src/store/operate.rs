//! What whoever runs the bot sees and does of clubs, beside the bot.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Shared, Store,
    club::{self, Saved},
    error::StoreError,
    people,
    rows::instant,
    sql::query,
    writer::{Operation, Tx},
};
use crate::{
    club::{ClubStep, Settings},
    event::{Conversation, Person, Place, Platform, PlatformId},
};

/// Under this name an operator's changes are kept. No platform names a person so.
const OPERATOR: &str = "operator";

/// A club in the list of all.
#[derive(Clone, Debug)]
pub struct ClubEntry {
    /// Where it is.
    pub platform: Platform,
    /// The server's or group's number there.
    pub id: PlatformId,
    /// What it is called there, where that is known.
    pub name: Option<String>,
    /// How many reminders it has that may fire.
    pub reminders: u64,
    /// Since when the bot is no longer there.
    pub left: Option<Timestamp>,
}

/// The operator's conversation with a club, for [`Store::load_club`].
pub fn operators_seat(platform: Platform, club: &PlatformId) -> Conversation {
    let place = Place::of_club(platform, club);
    Conversation { place, person: Person { platform, id: PlatformId::new(OPERATOR) } }
}

impl Store {
    /// All clubs, by platform and number.
    ///
    /// # Errors
    /// The database can't be read, or what is sealed does not open.
    pub async fn clubs(&self) -> Result<Vec<ClubEntry>, StoreError> {
        let mut reader = self.shared.database.reader().await?;
        let rows = query(
            "SELECT k.platform, k.name, k.settings, k.shut_out,
                (SELECT count(*) FROM schedule s
                 WHERE s.club_id = k.id AND s.state <> 'ended') AS reminders
             FROM club k ORDER BY k.platform, k.name",
        );
        let rows = rows.fetch_all(&mut reader.conn()).await?;
        let entry = |row: &super::sql::Row| {
            let platform = row.try_get::<String, _>("platform")?;
            let settings = row.try_get::<Option<Vec<u8>>, _>("settings")?;
            let settings: Option<Settings> =
                settings.map(|sealed| club::open(&self.shared.store_key, &sealed)).transpose()?;
            Ok(ClubEntry {
                platform: Platform::parse(&platform)
                    .ok_or(StoreError::Unreadable("a club's platform"))?,
                id: PlatformId::new(row.try_get::<String, _>("name")?),
                name: settings.and_then(|settings| settings.name),
                reminders: row.try_get::<i64, _>("reminders")?.cast_unsigned(),
                left: row.try_get::<Option<i64>, _>("shut_out")?.map(instant),
            })
        };
        rows.iter().map(entry).collect()
    }

    /// Does to a club what an operator asks, over the revision that was found.
    ///
    /// # Errors
    /// [`StoreError::ClubChanged`] where it is no longer as it was found; nothing is changed
    /// where an error is returned.
    pub async fn operate(
        &self,
        platform: Platform,
        club: &PlatformId,
        step: ClubStep,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let seat = operators_seat(platform, club);
        let shared = Arc::clone(&self.shared);
        self.shared.database.write(Operate { shared, seat, step, now }).await
    }
}

struct Operate {
    shared: Arc<Shared>,
    seat: Conversation,
    step: ClubStep,
    now: Timestamp,
}

impl Operation for Operate {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let Self { shared, seat, step, now } = self;
        let address = people::find_or_make(tx, &shared.data_key, seat, *now).await?;
        match club::change(tx, shared, &address, &seat.place, step, *now).await? {
            Saved::Whole => Ok(()),
            Saved::Conflict => Err(StoreError::ClubChanged),
        }
    }
}
