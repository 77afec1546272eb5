//! The bot's commands: checked when they are registered, and what somebody who
//! uses one types.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    component::{array, text},
    id::Id,
    refusal::Refusal,
};

const MOST: usize = 100;
const MOST_OPTIONS: usize = 25;
const MOST_CHOICES: usize = 25;
const LONGEST_NAME: usize = 32;
const LONGEST_DESCRIPTION: usize = 100;
const LONGEST_TOGETHER: usize = 8_000;

const SUB_COMMAND: u64 = 1;
const GROUP: u64 = 2;
const STRING: u64 = 3;
const INTEGER: u64 = 4;
const BOOLEAN: u64 = 5;
const NUMBER: u64 = 10;

/// The languages that clients come in.
const LOCALES: [&str; 33] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko", "he",
];

/// Checks a whole list of commands, as it is sent to replace what there is.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check_all(body: &Value) -> Result<&[Value], Refusal> {
    let list = array(body, "_")?;
    if list.len() > MOST {
        return Err(Refusal::mistake(
            400,
            30_032,
            "Maximum number of application commands reached (100).",
        ));
    }
    let mut names = BTreeSet::new();
    for (at, command) in list.iter().enumerate() {
        let at = at.to_string();
        check(command, &at)?;
        if !names.insert((command["type"].as_u64().unwrap_or(1), command["name"].as_str())) {
            let what = "Application command names must be unique";
            return Err(Refusal::invalid(
                at + ".name",
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                what,
            ));
        }
    }
    Ok(list)
}

fn check(command: &Value, path: &str) -> Result<(), Refusal> {
    if command["type"].as_u64().unwrap_or(1) != 1 {
        return Err(Refusal::choice(format_args!("{path}.type"), "1"));
    }
    named(command, path)?;
    options(&command["options"], path, 0)?;
    if length(command) > LONGEST_TOGETHER {
        let what = format_args!("Command exceeds maximum size ({LONGEST_TOGETHER})");
        return Err(Refusal::invalid(path, "APPLICATION_COMMAND_TOO_LARGE", what));
    }
    for (name, most) in [("contexts", 2), ("integration_types", 1)] {
        for value in array(&command[name], &format!("{path}.{name}"))? {
            if value.as_u64().is_none_or(|value| value > most) {
                return Err(Refusal::choice(format_args!("{path}.{name}.0"), "0, 1, 2"));
            }
        }
    }
    if let Some(permissions) = command["default_member_permissions"].as_str()
        && permissions.parse::<u64>().is_err()
    {
        let what = "Not a set of permissions";
        let path = format_args!("{path}.default_member_permissions");
        return Err(Refusal::invalid(path, "PERMISSIONS_TYPE", what));
    }
    Ok(())
}

/// Checks a name and a description, with those in other languages.
fn named(value: &Value, path: &str) -> Result<(), Refusal> {
    let empty = Map::new();
    let fields = value.as_object().unwrap_or(&empty);
    let name = text(fields, path, "name", (1, LONGEST_NAME))?;
    let name = name.ok_or_else(|| Refusal::required(format_args!("{path}.name")))?;
    if !is_name(&name) {
        return Err(bad_name(&format!("{path}.name")));
    }
    let description = text(fields, path, "description", (1, LONGEST_DESCRIPTION))?;
    if description.is_none() {
        return Err(Refusal::required(format_args!("{path}.description")));
    }
    for (of, most) in
        [("name_localizations", LONGEST_NAME), ("description_localizations", LONGEST_DESCRIPTION)]
    {
        let path = format!("{path}.{of}");
        let translated = fields.get(of).and_then(Value::as_object).unwrap_or(&empty);
        for locale in translated.keys() {
            if !LOCALES.contains(&locale.as_str()) {
                return Err(Refusal::choice(format_args!("{path}.{locale}"), "the known locales"));
            }
            let word = text(translated, &path, locale, (1, most))?.unwrap_or_default();
            if of == "name_localizations" && !is_name(&word) {
                return Err(bad_name(&format!("{path}.{locale}")));
            }
        }
    }
    Ok(())
}

fn bad_name(path: &str) -> Refusal {
    Refusal::invalid(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
}

/// Letters of any script in lower case, digits, `-`, `_` and `'`.
fn is_name(name: &str) -> bool {
    name.chars()
        .all(|c| (c.is_alphanumeric() || ['-', '_', '\''].contains(&c)) && c.to_lowercase().eq([c]))
}

fn options(value: &Value, path: &str, depth: usize) -> Result<(), Refusal> {
    let path = format!("{path}.options");
    let list = array(value, &path)?;
    if list.len() > MOST_OPTIONS {
        return Err(Refusal::length(path, 0, MOST_OPTIONS));
    }
    let mut names = BTreeSet::new();
    let mut optional_seen = false;
    let nested = |option: &Value| matches!(option["type"].as_u64(), Some(SUB_COMMAND | GROUP));
    if list.iter().any(nested) && !list.iter().all(nested) {
        let what = "Sub-commands and other options do not mix";
        return Err(Refusal::invalid(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", what));
    }
    for (at, option) in list.iter().enumerate() {
        let path = format!("{path}.{at}");
        named(option, &path)?;
        if !names.insert(option["name"].as_str()) {
            let what = "Option name already exists";
            return Err(Refusal::invalid(
                path + ".name",
                "APPLICATION_COMMAND_OPTIONS_NAME_INVALID",
                what,
            ));
        }
        match option["type"].as_u64() {
            Some(SUB_COMMAND) if depth < 2 => options(&option["options"], &path, 2)?,
            Some(GROUP) if depth < 1 => options(&option["options"], &path, 1)?,
            Some(3..=11) => {
                let required = option["required"].as_bool().unwrap_or_default();
                if required && optional_seen {
                    let what = "Required options must be placed before non-required options";
                    return Err(Refusal::invalid(
                        path,
                        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                        what,
                    ));
                }
                optional_seen |= !required;
                choices(option, &path)?;
            }
            _ => return Err(Refusal::choice(path + ".type", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11")),
        }
    }
    Ok(())
}

fn choices(option: &Value, path: &str) -> Result<(), Refusal> {
    let at = format!("{path}.choices");
    let list = array(&option["choices"], &at)?;
    if list.len() > MOST_CHOICES {
        return Err(Refusal::length(at, 0, MOST_CHOICES));
    }
    if !list.is_empty() && option["autocomplete"].as_bool() == Some(true) {
        let what = "Choices and autocomplete are mutually exclusive";
        return Err(Refusal::invalid(at, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", what));
    }
    list.iter()
        .enumerate()
        .try_for_each(|(index, choice)| check_choice(choice, &format!("{at}.{index}")))
}

/// Checks one thing that is offered to choose.
fn check_choice(choice: &Value, path: &str) -> Result<(), Refusal> {
    let empty = Map::new();
    let fields = choice.as_object().unwrap_or(&empty);
    if text(fields, path, "name", (1, 100))?.is_none() {
        return Err(Refusal::required(format_args!("{path}.name")));
    }
    match fields.get("value") {
        Some(Value::String(_)) => text(fields, path, "value", (1, 100)).map(drop),
        Some(Value::Number(_)) => Ok(()),
        _ => Err(Refusal::required(format_args!("{path}.value"))),
    }
}

/// Checks what is offered while somebody types.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check_offers(data: &Value) -> Result<Vec<(String, Value)>, Refusal> {
    let list = array(&data["choices"], "data.choices")?;
    if list.len() > MOST_CHOICES {
        return Err(Refusal::length("data.choices", 0, MOST_CHOICES));
    }
    for (at, choice) in list.iter().enumerate() {
        check_choice(choice, &format!("data.choices.{at}"))?;
    }
    let offer = |choice: &Value| {
        (choice["name"].as_str().unwrap_or_default().to_owned(), choice["value"].clone())
    };
    Ok(list.iter().map(offer).collect())
}

/// The characters of names, descriptions and values that count together.
fn length(value: &Value) -> usize {
    let longest = |field: &str, others: &str| {
        let own = value[field].as_str().map_or(0, |text| text.chars().count());
        let others = value[others].as_object().into_iter().flat_map(Map::values);
        let others = others.filter_map(Value::as_str).map(|text| text.chars().count());
        others.max().unwrap_or_default().max(own)
    };
    let lists = ["options", "choices"].map(|list| value[list].as_array());
    let inner: usize = lists.into_iter().flatten().flatten().map(length).sum();
    let own = value["value"].as_str().map_or(0, |text| text.chars().count());
    longest("name", "name_localizations")
        + longest("description", "description_localizations")
        + own
        + inner
}

/// Whether the command is offered in a server or, otherwise, in the bot's own
/// direct messages.
pub(crate) fn offered(command: &Value, context: u64) -> bool {
    match &command["contexts"] {
        Value::Array(contexts) => contexts.iter().any(|one| one.as_u64() == Some(context)),
        _ => true,
    }
}

/// How much of a command has been typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// All of it: it is sent.
    All,
    /// Up to here: what is needed may still be missing.
    SoFar,
}

/// What somebody typed: `heel ice when: at 9`. The data of the interaction.
///
/// # Errors
/// Why a client would not send it.
pub(crate) fn typed(
    commands: &[(Id, Value)],
    line: &str,
    context: u64,
    much: Typed,
) -> Result<Value, String> {
    let line = line.trim_start_matches('/');
    let (name, mut rest) = word(line);
    let found = commands.iter().find(|(_, command)| command["name"].as_str() == Some(name));
    let (id, command) = found.ok_or_else(|| format!("there is no command {name:?}"))?;
    if !offered(command, context) {
        return Err(format!("{name:?} is not offered here"));
    }
    let mut level = &command["options"];
    let mut path = Vec::new();
    while let Some(options) = level.as_array().filter(|options| options.iter().any(is_nested)) {
        let (name, after) = word(rest);
        let option = options.iter().find(|option| option["name"].as_str() == Some(name));
        let option = option.ok_or_else(|| format!("no sub-command {name:?} in {line:?}"))?;
        path.push(option);
        (level, rest) = (&option["options"], after);
    }
    let mut options = values(level, rest, much)?;
    while let Some(option) = path.pop() {
        options = json!([{"type": option["type"], "name": option["name"], "options": options}]);
    }
    Ok(json!({"id": id, "name": name, "type": 1, "options": options}))
}

fn is_nested(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(SUB_COMMAND | GROUP))
}

fn word(line: &str) -> (&str, &str) {
    let line = line.trim_start();
    line.split_once(char::is_whitespace).unwrap_or((line, ""))
}

/// `name: value name: value`, as the options say.
fn values(options: &Value, rest: &str, much: Typed) -> Result<Value, String> {
    let options = options.as_array().map_or(&[][..], Vec::as_slice);
    let mut starts = Vec::new();
    for option in options {
        let mark = format!("{}:", option["name"].as_str().unwrap_or_default());
        let at = rest.match_indices(&mark).map(|(at, _)| at);
        let begins = |at: &usize| *at == 0 || rest[..*at].ends_with(' ');
        starts.extend(at.filter(begins).map(|at| (at, mark.len(), option)));
    }
    starts.sort_by_key(|(at, ..)| *at);
    let first = starts.first().map_or(rest.len(), |(at, ..)| *at);
    if !rest[..first].trim().is_empty() {
        return Err(format!("{rest:?} names no option"));
    }
    let ends = starts.iter().skip(1).map(|(at, ..)| *at).chain([rest.len()]);
    let mut given = Vec::new();
    for ((at, mark, option), end) in starts.iter().zip(ends) {
        let text = rest[at + mark..end].trim();
        given.push(json!({
            "type": option["type"], "name": option["name"], "value": convert(option, text)?,
        }));
    }
    let missing = options.iter().find(|option| {
        much == Typed::All
            && option["required"].as_bool() == Some(true)
            && given.iter().all(|one| one["name"] != option["name"])
    });
    match missing {
        Some(option) => Err(format!("{} is needed", option["name"])),
        None => Ok(given.into()),
    }
}

/// What a client makes of the text of an option.
fn convert(option: &Value, text: &str) -> Result<Value, String> {
    if let Some(choices) = option["choices"].as_array().filter(|choices| !choices.is_empty()) {
        let named = |choice: &&Value| {
            choice["name"].as_str() == Some(text) || choice["value"].as_str() == Some(text)
        };
        let choice = choices.iter().find(named);
        return choice
            .map(|choice| choice["value"].clone())
            .ok_or_else(|| format!("{text:?} is no choice of {}", option["name"]));
    }
    let unread = || format!("{text:?} does not fit {}", option["name"]);
    match option["type"].as_u64() {
        Some(STRING) => Ok(text.into()),
        Some(INTEGER) => text.parse::<i64>().map(Value::from).map_err(|_| unread()),
        Some(BOOLEAN) => text.parse::<bool>().map(Value::from).map_err(|_| unread()),
        Some(NUMBER) => text.parse::<f64>().map(Value::from).map_err(|_| unread()),
        _ => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heel(options: Value) -> Value {
        json!({"name": "heel", "description": "For sore heels", "options": options})
    }

    fn option(kind: u64, name: &str) -> Value {
        json!({"type": kind, "name": name, "description": "Something"})
    }

    fn refused(command: Value) -> String {
        check_all(&json!([command])).expect_err("refused").field.expect("a field").0
    }

    #[test]
    fn names_are_in_lower_case_without_spaces_and_short() {
        for (name, good) in [
            ("heel", true),
            ("çheck-in_2", true),
            ("Heel", false),
            ("he el", false),
            ("", false),
            (&*"x".repeat(33), false),
            ("he.el", false),
        ] {
            let mut command = heel(json!([]));
            command["name"] = json!(name);
            assert_eq!(check_all(&json!([command])).is_ok(), good, "{name:?}");
        }
    }

    #[test]
    fn descriptions_are_there_and_have_a_hundred_characters_at_most() {
        let mut command = heel(json!([]));
        command["description"] = json!("x".repeat(101));
        assert_eq!(refused(command.clone()), "0.description");
        command["description"] = json!("");
        assert_eq!(refused(command), "0.description");
    }

    #[test]
    fn other_languages_are_known_ones_and_keep_the_rules() {
        let mut command = heel(json!([]));
        command["name_localizations"] = json!({"de": "ferse"});
        assert!(check_all(&json!([command])).is_ok());
        command["name_localizations"] = json!({"de": "Die Ferse"});
        assert_eq!(refused(command.clone()), "0.name_localizations.de");
        command["name_localizations"] = json!({"en": "heel"});
        assert_eq!(refused(command), "0.name_localizations.en");
    }

    #[test]
    fn options_are_25_at_most_each_its_own_the_needed_ones_first() {
        let many = |count: usize| (0..count).map(|at| option(3, &format!("o{at}"))).collect();
        assert!(check_all(&json!([heel(many(25))])).is_ok());
        assert_eq!(refused(heel(many(26))), "0.options");
        assert_eq!(refused(heel(json!([option(3, "a"), option(3, "a")]))), "0.options.1.name");
        let mut needed = option(3, "b");
        needed["required"] = json!(true);
        assert_eq!(refused(heel(json!([option(3, "a"), needed]))), "0.options.1");
        assert_eq!(refused(heel(json!([option(1, "a"), option(3, "b")]))), "0.options");
        assert_eq!(refused(heel(json!([option(12, "a")]))), "0.options.0.type");
    }

    #[test]
    fn a_command_has_eight_thousand_characters_at_most_and_there_are_a_hundred() {
        let choice =
            |at: usize| json!({"name": format!("{at:0>100}"), "value": format!("{at:0>100}")});
        let mut wide = option(3, "a");
        wide["choices"] = (0..20).map(choice).collect();
        let mut wider = wide.clone();
        wider["name"] = json!("b");
        assert!(check_all(&json!([heel(json!([wide]))])).is_ok());
        assert_eq!(refused(heel(json!([wide, wider]))), "0");
        let many = |count: usize| {
            (0..count).map(|at| json!({"name": format!("c{at}"), "description": "d"})).collect()
        };
        let (most, more): (Value, Value) = (many(100), many(101));
        assert!(check_all(&most).is_ok());
        assert_eq!(check_all(&more).expect_err("refused").code, 30_032);
    }

    #[test]
    fn what_is_typed_is_read_as_clients_read_it() {
        let mut ice = option(1, "ice");
        ice["options"] = json!([option(3, "when"), option(4, "minutes")]);
        let commands = [(Id(7), heel(json!([ice, option(1, "check")])))];
        let typed = |line| typed(&commands, line, 0, Typed::All);
        let data = typed("/heel ice when: at 9 and 17 minutes: 12").unwrap();
        assert_eq!(data["options"][0]["options"][0]["value"], "at 9 and 17");
        assert_eq!(data["options"][0]["options"][1]["value"], 12);
        assert_eq!(typed("heel check").unwrap()["options"][0]["name"], "check");
        for wrong in ["heel", "heel dance", "foot", "heel ice minutes: ten", "heel ice tomorrow"] {
            assert!(typed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_needed_may_be_missing_only_while_it_is_typed() {
        let mut when = option(3, "when");
        when["required"] = json!(true);
        let mut ice = option(1, "ice");
        ice["options"] = json!([when, option(4, "minutes")]);
        let commands = [(Id(7), heel(json!([ice])))];
        for (much, sent) in [(Typed::All, false), (Typed::SoFar, true)] {
            assert_eq!(typed(&commands, "heel ice minutes: 12", 0, much).is_ok(), sent);
        }
    }
}
