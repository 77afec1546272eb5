//! Facts in JSON, in two forms.
//!
//! The public form ([`Facts::from_json`], [`Facts::to_json`]) is that of
//! `heelbot assess`: yes/no as booleans, counts as numbers, choices by name,
//! `other` as the list of what is present. It is read strictly: an unknown
//! name, a wrong type or a number out of range is an error with its path.
//!
//! The stored form (serde) is one flat object; it keeps ranges and the
//! difference between an absent and an unknown item of `other`, and it drops
//! names it doesn't know, so that another release's session can be read.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value as Json};

use super::{
    Amount, AnkleRoll, ArchType, Fact, Facts, Footwear, Kind, Site, Terrain, Trend, Value, Walking,
};

/// Why a fact could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct FactError {
    /// What kind of mistake it is.
    pub kind: FactErrorKind,
    /// Where it is, such as `facts.severity` or `facts.other[2]`.
    pub path: String,
    /// What would have been right.
    pub message: String,
}

/// The kinds of mistakes in facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactErrorKind {
    /// No fact has that name.
    UnknownFact,
    /// The value is of another type than the fact's.
    WrongType,
    /// A number or name that the fact does not take.
    OutOfRange,
}

impl FactErrorKind {
    /// The kind's name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownFact => "unknown_fact",
            Self::WrongType => "wrong_type",
            Self::OutOfRange => "out_of_range",
        }
    }
}

impl FactError {
    pub(super) fn out_of_range(fact: Fact) -> Self {
        Self { kind: FactErrorKind::OutOfRange, path: path(fact), message: wanted(fact) }
    }

    fn wrong_type(fact: Fact) -> Self {
        Self { kind: FactErrorKind::WrongType, path: path(fact), message: wanted(fact) }
    }
}

fn path(fact: Fact) -> String {
    if fact.is_other() { "facts.other".to_owned() } else { format!("facts.{fact}") }
}

fn wanted(fact: Fact) -> String {
    match fact.kind() {
        Kind::Sign => "takes true, false or null".to_owned(),
        Kind::Amount { least, most } => {
            format!("takes a whole number from {least} to {most}, or null")
        }
        Kind::Choice(values) => {
            let names: Vec<_> = values.iter().filter_map(|value| name(*value)).collect();
            format!("takes one of {}, or null", names.join(", "))
        }
    }
}

/// The name of a choice; yes, no and counts have none.
fn name(value: Value) -> Option<&'static str> {
    Some(match value {
        Value::Site(value) => value.as_str(),
        Value::Trend(value) => value.as_str(),
        Value::Walking(value) => value.as_str(),
        Value::ArchType(value) => value.as_str(),
        Value::AnkleRoll(value) => value.as_str(),
        Value::Terrain(value) => value.as_str(),
        Value::Footwear(value) => value.as_str(),
        Value::Yes | Value::No | Value::Amount(_) => return None,
    })
}

fn choice(fact: Fact, text: &str) -> Option<Value> {
    match fact {
        Fact::Site => Site::parse(text).map(Value::Site),
        Fact::Trend => Trend::parse(text).map(Value::Trend),
        Fact::CanBearWeight => Walking::parse(text).map(Value::Walking),
        Fact::ArchType => ArchType::parse(text).map(Value::ArchType),
        Fact::AnkleRoll => AnkleRoll::parse(text).map(Value::AnkleRoll),
        Fact::Terrain => Terrain::parse(text).map(Value::Terrain),
        Fact::Footwear => Footwear::parse(text).map(Value::Footwear),
        _ => None,
    }
}

fn whole(number: &serde_json::Number) -> Option<i64> {
    // 3.0 is a whole number to every other JSON writer; 3.5 is not.
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 1e15).then_some(float as i64)
    })
}

impl Value {
    /// The value as `heelbot assess` and `heelbot understand` write it; a range as
    /// its higher end, which is the one the rules take for a complaint.
    pub fn to_json(self) -> Json {
        match self {
            Self::Yes => Json::Bool(true),
            Self::No => Json::Bool(false),
            Self::Amount(amount) => Json::from(amount.high()),
            other => name(other).map_or(Json::Null, Json::from),
        }
    }

    /// Reads one fact's value; `null` is `None`.
    pub fn from_json(fact: Fact, json: &Json) -> Result<Option<Self>, FactError> {
        let value = match (fact.kind(), json) {
            (_, Json::Null) => return Ok(None),
            (Kind::Sign, Json::Bool(present)) => Self::sign(*present),
            (Kind::Amount { .. }, Json::Number(number)) => {
                let number = whole(number).ok_or_else(|| FactError::wrong_type(fact))?;
                Self::number(i32::try_from(number).map_err(|_| FactError::out_of_range(fact))?)
            }
            (Kind::Choice(_), Json::String(text)) => {
                choice(fact, text).ok_or_else(|| FactError::out_of_range(fact))?
            }
            _ => return Err(FactError::wrong_type(fact)),
        };
        if fact.takes(value) { Ok(Some(value)) } else { Err(FactError::out_of_range(fact)) }
    }
}

impl Facts {
    /// Reads the public form. A missing or null fact is unknown; a list under
    /// `other` says of every such item whether it is present.
    ///
    /// # Errors
    /// The first mistake, with its path.
    pub fn from_json(json: &Json) -> Result<Self, FactError> {
        let Json::Object(object) = json else {
            return Err(FactError {
                kind: FactErrorKind::WrongType,
                path: "facts".to_owned(),
                message: "takes an object of facts".to_owned(),
            });
        };
        let mut facts = Self::default();
        for (key, json) in object {
            if key == "other" {
                read_other(&mut facts, json)?;
                continue;
            }
            let fact =
                Fact::parse(key).filter(|fact| !fact.is_other()).ok_or_else(|| FactError {
                    kind: FactErrorKind::UnknownFact,
                    path: format!("facts.{key}"),
                    message: "is not a fact; `heelbot assess --schema` lists them".to_owned(),
                })?;
            if let Some(value) = Value::from_json(fact, json)? {
                facts.known.insert(fact, value);
            }
        }
        Ok(facts)
    }

    /// The public form: what is known, and under `other` what is present.
    pub fn to_json(&self) -> Json {
        let mut object = Map::new();
        let mut other = None;
        for (fact, value) in self.iter() {
            if fact.is_other() {
                let list = other.get_or_insert_with(Vec::new);
                if value == Value::Yes {
                    list.push(Json::from(fact.as_str()));
                }
            } else {
                object.insert(fact.as_str().to_owned(), value.to_json());
            }
        }
        if let Some(list) = other {
            object.insert("other".to_owned(), Json::Array(list));
        }
        Json::Object(object)
    }
}

fn read_other(facts: &mut Facts, json: &Json) -> Result<(), FactError> {
    let list = match json {
        Json::Null => return Ok(()),
        Json::Array(list) => list,
        _ => {
            return Err(FactError {
                kind: FactErrorKind::WrongType,
                path: "facts.other".to_owned(),
                message: "takes a list of names, or null".to_owned(),
            });
        }
    };
    for fact in Fact::ALL.iter().copied().filter(|fact| fact.is_other()) {
        facts.known.insert(fact, Value::No);
    }
    for (index, item) in list.iter().enumerate() {
        let fact = item.as_str().and_then(Fact::parse).filter(|fact| fact.is_other());
        let Some(fact) = fact else {
            return Err(FactError {
                kind: if item.is_string() {
                    FactErrorKind::UnknownFact
                } else {
                    FactErrorKind::WrongType
                },
                path: format!("facts.other[{index}]"),
                message: "is not a name that `other` takes; `heelbot assess --schema` lists them"
                    .to_owned(),
            });
        };
        facts.known.insert(fact, Value::Yes);
    }
    Ok(())
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(fact, value)| {
            let json = match value {
                Value::Amount(amount) if amount.exact().is_none() => {
                    Json::from(vec![amount.low(), amount.high()])
                }
                value => value.to_json(),
            };
            (fact.as_str(), json)
        }))
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Stored)
    }
}

/// Reads the stored form.
struct Stored;

impl<'de> Visitor<'de> for Stored {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of facts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut stored: A) -> Result<Facts, A::Error> {
        let mut facts = Facts::default();
        while let Some((key, json)) = stored.next_entry::<String, Json>()? {
            if let Some(fact) = Fact::parse(&key)
                && let Some(value) = stored_value(fact, &json)
            {
                facts.known.insert(fact, value);
            }
        }
        Ok(facts)
    }
}

fn stored_value(fact: Fact, json: &Json) -> Option<Value> {
    if let Json::Array(ends) = json {
        let [low, high] = ends.as_slice() else { return None };
        let end = |json: &Json| json.as_i64().and_then(|number| i32::try_from(number).ok());
        let value = Value::Amount(Amount::between(end(low)?, end(high)?));
        return fact.takes(value).then_some(value);
    }
    Value::from_json(fact, json).ok().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: Json) -> Result<Facts, (FactErrorKind, String)> {
        Facts::from_json(&json).map_err(|error| (error.kind, error.path))
    }

    #[test]
    fn missing_and_null_are_unknown_and_no_is_known() {
        let facts = read(json!({"fever": null, "hot_skin": false})).expect("these are facts");
        assert_eq!(facts.get(Fact::Fever), None);
        assert_eq!(facts.get(Fact::HotSkin), Some(Value::No));
        assert_eq!(facts.get(Fact::Numbness), None);
    }

    #[test]
    fn a_list_under_other_says_what_is_absent_too() {
        let facts = read(json!({"other": ["red_s"]})).expect("these are facts");
        assert_eq!(facts.sign(Fact::RedS), Some(true));
        assert_eq!(facts.sign(Fact::PaleColdFoot), Some(false));
        assert_eq!(read(json!({"other": null})).expect("unknown").get(Fact::RedS), None);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        use FactErrorKind::{OutOfRange, UnknownFact, WrongType};
        let cases = [
            (json!({"fevre": true}), UnknownFact, "facts.fevre"),
            (json!({"red_s": true}), UnknownFact, "facts.red_s"),
            (json!({"fever": "yes"}), WrongType, "facts.fever"),
            (json!({"severity": 11}), OutOfRange, "facts.severity"),
            (json!({"severity": 3.5}), WrongType, "facts.severity"),
            (json!({"severity": 1e40}), WrongType, "facts.severity"),
            (json!({"site": "elbow"}), OutOfRange, "facts.site"),
            (json!({"other": ["red_s", "blue"]}), UnknownFact, "facts.other[1]"),
            (json!({"other": [3]}), WrongType, "facts.other[0]"),
            (json!([]), WrongType, "facts"),
        ];
        for (json, kind, path) in cases {
            assert_eq!(read(json.clone()), Err((kind, path.to_owned())), "{json}");
        }
    }

    #[test]
    fn the_stored_form_keeps_ranges_and_survives_names_of_another_release() {
        let facts = Facts::default()
            .with(Fact::Age, Value::Amount(Amount::between(18, 64)))
            .with(Fact::Severity, Value::number(4))
            .with(Fact::RedS, Value::No)
            .with(Fact::Site, Value::Site(Site::Arch));
        let mut stored = serde_json::to_value(&facts).expect("facts are JSON");
        stored["a_fact_of_tomorrow"] = json!("whatever");
        stored["terrain"] = json!("moon");
        let read: Facts = serde_json::from_value(stored).expect("stored facts");
        assert_eq!(read, facts);
    }

    #[test]
    fn the_public_form_reads_back() {
        let facts =
            read(json!({"age": 34, "fever": false, "trend": "worse", "other": []})).expect("facts");
        assert_eq!(read(facts.to_json()), Ok(facts));
    }
}
