//! Time zones by name: IANA names in any case, and cities.
//!
//! An offset such as `+02:00` is not a zone: it says nothing about the summer.
//! An abbreviation such as `EST` is not one either: it names half a year of a
//! zone, and often of several. Both are refused with what to say instead.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::cities::{ABBREVIATIONS, CITIES, COUNTRIES_OF_MANY_ZONES};

/// The longest text that is looked at as the name of a zone, in bytes.
const LONGEST_NAME: usize = 64;
/// How many suggestions a refusal carries at most.
const MOST_SUGGESTIONS: usize = 3;
/// The areas of the IANA database whose zones are named after places.
pub(super) const AREAS: [&str; 10] = [
    "africa",
    "america",
    "antarctica",
    "arctic",
    "asia",
    "atlantic",
    "australia",
    "europe",
    "indian",
    "pacific",
];

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Every place by its plain name ("new york"), with the IANA name of its zone.
static PLACES: LazyLock<BTreeMap<String, Arc<str>>> = LazyLock::new(|| {
    let mut places = BTreeMap::new();
    for name in DATABASE.available() {
        let name = name.as_str();
        let Some((area, place)) = name.split_once('/') else { continue };
        if AREAS.contains(&area.to_ascii_lowercase().as_str()) {
            let city = place.rsplit('/').next().unwrap_or(place);
            places.entry(plain(city)).or_insert_with(|| Arc::from(name));
        }
    }
    // Our own table last: it knows better which of two places is meant.
    for (city, zone) in CITIES {
        places.insert((*city).to_owned(), Arc::from(*zone));
    }
    places
});

/// A time zone of the IANA database, such as `Europe/London`.
///
/// Stored as its name.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// Why a text is not a time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneError {
    /// A fixed distance from UTC, which cannot follow the clock changes.
    Offset,
    /// An abbreviation, with zones that may be meant.
    Abbreviation(&'static [&'static str]),
    /// A country with several zones, with a city of each of the main ones.
    SeveralZones(&'static [&'static str]),
    /// No such zone or city; the nearest names, which may be none.
    Unknown(Vec<String>),
}

impl Zone {
    /// Universal time, which knows no clock changes.
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of that IANA name, in any case.
    ///
    /// # Errors
    /// Where the bundled database has no such zone.
    pub fn named(name: &str) -> Result<Self, ZoneError> {
        let zone = DATABASE.get(name).map_err(|_| ZoneError::Unknown(nearest(name)))?;
        // A zone without a name could not be stored.
        if zone.iana_name().is_none() {
            return Err(ZoneError::Unknown(nearest(name)));
        }
        Ok(Self(zone))
    }

    /// The zone a person means: an IANA name in any case, a city, a country
    /// with one zone.
    ///
    /// # Errors
    /// Why it is not a zone, with what to say instead.
    pub fn find(text: &str) -> Result<Self, ZoneError> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST_NAME {
            return Err(ZoneError::Unknown(Vec::new()));
        }
        let plain = plain(text);
        if is_offset(text) {
            return Err(ZoneError::Offset);
        }
        if let Some((_, zones)) = ABBREVIATIONS.iter().find(|(name, _)| *name == plain) {
            return Err(ZoneError::Abbreviation(zones));
        }
        if let Some((_, cities)) = COUNTRIES_OF_MANY_ZONES.iter().find(|(name, _)| *name == plain) {
            return Err(ZoneError::SeveralZones(cities));
        }
        if let Some(zone) = Self::of_place(text) {
            return Ok(zone);
        }
        Self::named(&text.replace(' ', "_")).map_err(|_| ZoneError::Unknown(nearest(text)))
    }

    /// The zone of a city or of a country with one zone; `None` where the name
    /// is not in the tables.
    pub(super) fn of_place(text: &str) -> Option<Self> {
        let plain = plain(text);
        // "paris, france" and "boston, ma" name the city first.
        let city = || Some(self::plain(text.split_once(',')?.0));
        let name = PLACES.get(&plain).or_else(|| PLACES.get(&city()?))?;
        Self::named(name).ok()
    }

    /// Places whose names, or a word of them, begin like the text, with their zones: at
    /// most so many, those that begin with it first.
    pub fn beginning(text: &str, most: usize) -> Vec<(String, Self)> {
        if text.len() > LONGEST_NAME {
            return Vec::new();
        }
        let wanted = plain(text);
        let inside = format!(" {wanted}");
        let first =
            PLACES.range(wanted.clone()..).take_while(|(name, _)| name.starts_with(&wanted));
        let then = PLACES.iter().filter(|(name, _)| name.contains(&inside));
        first
            .chain(then)
            .filter_map(|(place, zone)| Some((capitalised(place), Self::named(zone).ok()?)))
            .take(most)
            .collect()
    }

    /// The name in the IANA database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The zone in the form that jiff reckons with.
    pub const fn tz(&self) -> &TimeZone {
        &self.0
    }
}

/// A plain name as it is written: "new york" is New York.
fn capitalised(plain: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    plain.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Whether the text gives a distance from UTC: `+02:00`, `UTC+2`, `GMT -5`,
/// `Etc/GMT+5` (whose sign is even the other way round).
fn is_offset(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let text = text.strip_prefix("etc/").unwrap_or(&text);
    let rest = text.strip_prefix("utc").or_else(|| text.strip_prefix("gmt")).unwrap_or(text);
    let rest = rest.trim_start();
    let Some(digits) = rest.strip_prefix(['+', '-', '\u{2212}']) else { return false };
    digits.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// A name without case, accents and punctuation: what people's spellings of a
/// place have in common.
pub(super) fn plain(text: &str) -> String {
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = letters
        .filter(|c| !matches!(c, '\'' | '\u{2019}' | '.'))
        .map(|c| if c.is_alphanumeric() || c == '/' { c } else { ' ' })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names within two slips of the text, nearest first.
fn nearest(text: &str) -> Vec<String> {
    if text.len() > LONGEST_NAME {
        return Vec::new();
    }
    let wanted = plain(text);
    // A short name is one slip away from too many others.
    let letters = wanted.chars().count();
    let most = if letters < 6 { 1 } else { 2 };
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut look = |candidate: &str, answer: &str| {
        if candidate.chars().count().abs_diff(letters) > most {
            return;
        }
        let distance = distance(&wanted, candidate);
        if distance <= most && !found.iter().any(|(_, name)| name == answer) {
            found.push((distance, answer.to_owned()));
        }
    };
    for (place, zone) in PLACES.iter() {
        look(place, zone);
    }
    if wanted.contains('/') {
        for name in DATABASE.available() {
            look(&plain(name.as_str()), name.as_str());
        }
    }
    found.sort();
    found.into_iter().map(|(_, name)| name).take(MOST_SUGGESTIONS).collect()
}

/// How many letters were added, dropped, changed or swapped with their neighbour
/// (optimal string alignment).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).map_err(|_| de::Error::custom(format!("no time zone {name:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        Zone::find(text).map_or_else(|error| format!("{error:?}"), |zone| zone.name().to_owned())
    }

    #[test]
    fn zones_are_found_by_name_and_by_city() {
        let cases = [
            ("Europe/London", "Europe/London"),
            ("europe/london", "Europe/London"),
            ("  AMERICA/NEW_YORK ", "America/New_York"),
            ("america/new york", "America/New_York"),
            ("london", "Europe/London"),
            ("New York", "America/New_York"),
            ("new york city", "America/New_York"),
            ("São Paulo", "America/Sao_Paulo"),
            ("sao paulo", "America/Sao_Paulo"),
            ("manchester", "Europe/London"),
            ("Munich", "Europe/Berlin"),
            ("münchen", "Europe/Berlin"),
            ("boston", "America/New_York"),
            ("Boston, MA", "America/New_York"),
            ("san francisco", "America/Los_Angeles"),
            ("bangalore", "Asia/Kolkata"),
            ("St. John's", "America/St_Johns"),
            ("lord howe", "Australia/Lord_Howe"),
            ("ho chi minh", "Asia/Ho_Chi_Minh"),
            ("uk", "Europe/London"),
            ("japan", "Asia/Tokyo"),
            ("utc", "UTC"),
            ("Etc/UTC", "Etc/UTC"),
        ];
        for (text, zone) in cases {
            assert_eq!(found(text), zone, "{text}");
        }
    }

    #[test]
    fn every_city_of_the_table_has_a_zone_and_a_plain_name() {
        for (city, zone) in CITIES {
            assert_eq!(plain(city), *city);
            assert_eq!(found(city), Zone::named(zone).expect("it is in tzdata").name(), "{city}");
        }
        for (name, zones) in ABBREVIATIONS {
            assert_eq!(plain(name), *name);
            for zone in *zones {
                assert!(Zone::named(zone).is_ok(), "{zone}");
            }
        }
        for (_, cities) in COUNTRIES_OF_MANY_ZONES {
            for city in *cities {
                assert!(Zone::find(city).is_ok(), "{city}");
            }
        }
    }

    #[test]
    fn offsets_are_refused_as_offsets() {
        for text in
            ["UTC+2", "+02:00", "-5", "gmt-3", "GMT + 1", "utc+05:30", "Etc/GMT+5", "\u{2212}3"]
        {
            assert_eq!(Zone::find(text), Err(ZoneError::Offset), "{text}");
        }
    }

    #[test]
    fn abbreviations_are_refused_with_what_may_be_meant() {
        for text in ["EST", "pst", "CET", "BST", "ist", "GMT"] {
            assert!(
                matches!(Zone::find(text), Err(ZoneError::Abbreviation(zones)) if !zones.is_empty()),
                "{text}"
            );
        }
        assert!(matches!(Zone::find("usa"), Err(ZoneError::SeveralZones(_))));
    }

    #[test]
    fn a_typo_is_answered_with_the_nearest_names() {
        let cases = [
            ("Europe/Lodon", "Europe/London"),
            ("lodnon", "Europe/London"),
            ("new yrok", "America/New_York"),
            ("melborne", "Australia/Melbourne"),
            ("Amercia/Chicago", "America/Chicago"),
        ];
        for (text, zone) in cases {
            let Err(ZoneError::Unknown(names)) = Zone::find(text) else { panic!("{text}") };
            assert!(names.iter().any(|name| name == zone), "{text}: {names:?}");
        }
        for text in ["", "Mars/Olympus", "'; DROP TABLE zones;--", &"x".repeat(10_000)] {
            assert_eq!(Zone::find(text), Err(ZoneError::Unknown(vec![])), "{text}");
        }
    }

    #[test]
    fn a_zone_is_stored_as_its_name() {
        let zone = Zone::find("london").expect("a city");
        let stored = serde_json::to_string(&zone).expect("JSON");
        assert_eq!(stored, "\"Europe/London\"");
        assert_eq!(serde_json::from_str::<Zone>(&stored).expect("a zone"), zone);
        assert!(serde_json::from_str::<Zone>("\"Europe/Nowhere\"").is_err());
    }
}
