//! Running habits in numbers: the change of the weekly distance, the jump of one
//! run, days of rest.

use super::text::patterns;
use crate::facts::{Amount, Fact};

patterns! {
    FROM_TO = r"\b(?:from |was |were )?(?:about )?(\d+(?:[.,]\d+)?) ?(?:k|km|kms|mi|miles?|mpw|m)?(?: a week| per week| /week|/wk| pw)? ?(?:to|->|-->|>|up to|=>|auf|until|bis|hasta|ate|now|and now|then|a)+ ?(?:about |now )?(\d+(?:[.,]\d+)?) ?(k|km|kms|mi|miles?|mpw|m)?\b";
    ON_TOP = r"\+ ?(\d+(?:[.,]\d+)?) ?(?:k|km|mi|miles?)? (?:on|onto|to|on top of|over|from) (?:a )?(\d+(?:[.,]\d+)?)|\b(?:added|add|extra|another|plus) (\d+(?:[.,]\d+)?) ?(?:k|km|mi|miles?)? (?:on|onto|to|on top of) (?:a |my )?(\d+(?:[.,]\d+)?)";
    PERCENT = r"([+-]?\d+(?:[.,]\d+)?) ?(?:%|per ?cent|prozent|por ciento|pour cent|por cento)";
    LESS = r"\b(?:down|less|fewer|cut|dropped|drop|reduced|decreas\w*|lower\w*|weniger|menos|moins|backed off|fallen|reduction)\b";
    HALVED = r"\b(?:halved|halving|half (?:of )?(?:what|the|my|as (?:much|far))|cut (?:it |my \w+ )?(?:in|by) half|down (?:by )?half|halbiert|la mitad|la moitie|metade)\b|^\W*half\W*$";
    DOUBLED = r"\b(?:doubl\w+|twice (?:as|what|the|my)|2x|x2|x 2|verdoppelt|el doble|doble|le double|double|o dobro|dobrei)\b";
    TRIPLED = r"\b(?:tripl\w+|trebl\w+|3x|x3|three times|3 times|verdreifacht)\b";
    HALF_AGAIN = r"\b(?:half as much again|half again|up (?:by )?(?:a )?half|1\.5x|x1\.5|50 up)\b";
    THIRD = r"\b(?:up|down|by|about|lost|lose|added|cut) (?:about |off )?a third\b|\ba third (?:more|less|off|fewer|up|down|extra)\b";
    QUARTER = r"\b(?:up|down|by|about|lost|lose|added|cut) (?:about |off )?a quarter\b|\ba quarter (?:more|less|off|fewer|up|down|extra)\b";
    SAME = r"\b(?:same|no change|unchanged|hasn't changed|haven't changed|not changed|didn't change|no difference|constant|consistent|steady|stable|as (?:usual|always|before|normal)|usual|no increase|nothing(?: has)? changed|nope|no|nah|none|0|zero|gleich|igual|pareil|meme|mesmo|keine|nicht|nein|non|nao|sin cambios?|not really|about the same|identical|stayed)\b";
    STOPPED = r"\b(?:stopped running|not running|no running|haven't (?:been )?run\w*|stopped altogether|stopped completely|gave up running)\b";
    MILEAGE = r"\b(?:mileage|milage|weekly|a week|per week|week|distance|volume|training load|load|km|kms|k|miles|mpw|kilometers|kilometres|running|training)\b";
    UP = r"\b(?:up(?:ped|ping)?|increas\w*|bump\w*|raised|jump\w*|more|went|gone|going|ramp\w*|add\w*|built|build|extra|double\w*|triple\w*|doubling|from|gesteigert|aument\w+|augment\w+|subi|pase)\b";
    LONG_RUN = r"\b(?:long run|longest|one run|a run of|long one|single run)\b";
    JUMP = r"(\d+(?:[.,]\d+)?) ?(?:k|km|mi|miles?) (?:long run|run|long one)[^0-9]{0,25}(?:longest|before|previous|usual|max)[^0-9]{0,20}(\d+(?:[.,]\d+)?)|\b(?:long run|longest run|long one) (?:went |jumped |gone )?(?:from )?(\d+(?:[.,]\d+)?) ?(?:k|km|mi|miles?)? ?(?:to|->|up to) ?(\d+(?:[.,]\d+)?)";

    NO_REST = r"\b(?:no|zero|0|without|never|hardly any|any) (?:rest|days? off|rest[- ]days?)\b|\b(?:run|running|train|training|out|ran) (?:every ?(?:single )?day|daily|7 days|all 7|each day|7x|seven days)\b|\b(?:every ?(?:single )?day|daily|7 (?:days|times|x)) (?:a week )?(?:running|run|streak)\b|\b(?:run )?streak\w*\b|\bdon't (?:rest|take (?:any )?(?:rest|days))\b|\b7 ?(?:days|x|times|runs)(?: a| per|/)? ?(?:week|wk)\b|\brest days? (?:are for|is for|what|lol|who)\b|\bkein(?:e|en)? ruhetage?\b|\bninguno?\b|\baucune?\b|\bnenhum\w*\b";
    NONE = r"^\W*(?:none|zero|nil|no|nope|never|nah|0|nada|keine?n?|nothing|zilch|nichts|nie|what rest|rest\?(?: what.*)?|what(?:'s| is) (?:a )?rest(?: day)?|every ?day|daily|i don't|don't have any|don't take any)(?: really| lol| at all| haha)?\W*$";
    RUNS = r"\b(?:run|running|train|training|runs|jog|out|ran|go|laufe|corro|cours|i do|do|about)? ?(?:about |around |usually |maybe |like )*(\d)(?: ?(?:-|or|to|/) ?(\d))? ?(?:x|times?|days?|runs?|sessions?|mal|veces|fois|vezes|dias|jours|tage)(?: ?(?:a|per|/|each|every|in der|pro|por|par|la|a la|the)? ?(?:week|wk|woche|semana|semaine))?\b";
    RUN_WORD = r"\b(?:run|running|runs|train|training|jog|jogging|ran|laufe|corro|cours|sessions?|x)\b";
    PER_WEEK = r"\b(?:week|wk|weekly|woche|semana|semaine|pw)\b";
    REST_COUNT = r"\b(\d)(?: ?(?:-|or|to) ?(\d))? ?(?:full |complete |total |proper |whole )?(?:rest(?:ing)?(?: days?)?|days? (?:off|rest|of rest|without)|days?|off|ruhetage?n?|tage?|dias?(?: de descanso)?|jours?(?: de repos)?)\b|\brest(?:ing|ed)? (?:for |about )?(\d)(?: ?(?:-|or|to) ?(\d))?\b|\b(?:one|a|an|1) (?:rest day|day off|day)\b|\boff (\d) days\b";
    RESTING = r"\b(?:rest\w*|off|ruhetag\w*|descans\w*|repos|frei|folga|without running|not running)\b";
    WEEKENDS = r"\bweek ?-?ends?(?: are| is)? (?:off|only off|rest|free)\b|\b(?:rest|off|not|no) (?:at |on |run\w* )?(?:the )?weekends?\b|\bweekdays only\b|\bmonday to friday\b|\bmon ?(?:-|to) ?fri\b|^\W*weekends?\W*$";
    WEEKENDS_ON = r"\b(?:run|only run|just run) (?:only )?(?:at |on )?(?:the )?weekends?\b|\bweekends? only\b|\bonly (?:at |on )?weekends?\b";
    EVERY_OTHER = r"\bevery (?:other|second|2nd) day\b|\balternat\w+ days?\b|\bday on,? day off\b|\b1 on,? 1 off\b|\bjeden zweiten tag\b|\bun dia si y (?:un dia |otro )no\b|\bun jour sur 2\b|\bdia sim,? dia nao\b";
    ON_OFF = r"\b(\d) (?:days? )?on,? ?(?:and )?(\d) (?:days? )?off\b";
    DAY_NAME = r"\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?s?\b";
    BARE = r"^\D{0,12}?(\d)(?: ?(?:-|or|to|maybe) ?(\d))?(?:ish)?(?: (?:tops|max|min|usually|days?|a week|per week|i think|or so|if i'm lucky|at most|normally|mostly|maybe)| pw| a wk)*[^0-9a-z]*$";
    MOST_DAYS = r"\b(?:most days|nearly every ?day|almost every ?day)\b";
    NOT_RUN = r"\b(?:swim\w*|gym|cycl\w*|yoga)\b";
}

fn number(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok()
}

fn percent(value: f64) -> Option<Amount> {
    let value = value.round();
    (-100.0..=f64::from(Fact::MOST_PERCENT)).contains(&value).then(|| Amount::exactly(value as i32))
}

fn growth(from: f64, to: f64) -> Option<Amount> {
    (from > 0.0).then(|| percent((to - from) / from * 100.0)).flatten()
}

/// How the weekly distance changed, in percent; `None` where it is not told.
fn change(text: &str) -> Option<Amount> {
    if let Some(found) = ON_TOP.captures(text) {
        let ends: Vec<f64> =
            found.iter().skip(1).flatten().filter_map(|end| number(end.as_str())).collect();
        let [more, before] = ends.as_slice() else { return None };
        return (*before > 0.0).then(|| percent(more / before * 100.0)).flatten();
    }
    if let Some(found) = PERCENT.captures(text) {
        let value = number(found[1].trim_start_matches('+'))?;
        return percent(if LESS.is_match(text) { -value.abs() } else { value });
    }
    if let Some(found) = FROM_TO.captures(text) {
        return growth(number(&found[1])?, number(&found[2])?);
    }
    // A share taken away is told from one added by the verb beside it.
    let sign = if LESS.is_match(text) { -1.0 } else { 1.0 };
    [
        (&*HALVED, -50.0),
        (&DOUBLED, 100.0),
        (&TRIPLED, 200.0),
        (&HALF_AGAIN, 50.0),
        (&THIRD, 33.0 * sign),
        (&QUARTER, 25.0 * sign),
    ]
    .into_iter()
    .find(|(words, _)| words.is_match(text))
    .and_then(|(_, value)| percent(value))
}

/// A reply to "how has your weekly distance changed?".
pub(super) fn change_reply(text: &str) -> Option<Amount> {
    change(text).or_else(|| {
        if STOPPED.is_match(text) {
            return percent(-100.0);
        }
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(value) = number(plain.trim_start_matches('+')) {
            return percent(value);
        }
        SAME.is_match(text).then_some(Amount::exactly(0))
    })
}

/// A change of the weekly distance told unasked.
pub(super) fn change_told(text: &str) -> Option<Amount> {
    if JUMP.is_match(text) && !FROM_TO.is_match(text) || !MILEAGE.is_match(text) {
        return None;
    }
    if LONG_RUN.is_match(text) && !PER_WEEK.is_match(text) {
        return None;
    }
    (UP.is_match(text) || LESS.is_match(text) || HALVED.is_match(text))
        .then(|| change(text))
        .flatten()
        .filter(|_| !EFFORT.is_match(text))
}

patterns! {
    EFFORT = r"\b(?:pain|better|worse|effort|max hr|heart rate|sure|of the time|out of)\b";
}

/// By how much one run exceeded the longest before it.
pub(super) fn jump(text: &str) -> Option<Amount> {
    let found = JUMP.captures(text)?;
    match (found.get(1), found.get(2), found.get(3), found.get(4)) {
        (Some(run), Some(before), ..) => growth(number(before.as_str())?, number(run.as_str())?),
        (.., Some(before), Some(run)) => growth(number(before.as_str())?, number(run.as_str())?),
        _ => None,
    }
}

/// The jump of one run as a reply.
pub(super) fn jump_reply(text: &str) -> Option<Amount> {
    jump(text).or_else(|| change_reply(text))
}

fn rest(days: i32) -> Option<Amount> {
    (0..=7).contains(&days).then_some(Amount::exactly(days))
}

fn between(one: &str, other: Option<regex::Match<'_>>) -> Option<(i32, i32)> {
    let one: i32 = one.parse().ok()?;
    let other = other.and_then(|other| other.as_str().parse().ok()).unwrap_or(one);
    Some((one.min(other), one.max(other)))
}

/// Days of rest a week as a reply to the question.
pub(super) fn rest_reply(text: &str) -> Option<Amount> {
    if NONE.is_match(text) {
        return rest(0);
    }
    rest_told(text).or_else(|| {
        if MOST_DAYS.is_match(text) {
            return None;
        }
        if let Some(found) = REST_COUNT.captures(text) {
            let ends =
                found.get(1).or(found.get(3)).or(found.get(5)).map_or("1", |end| end.as_str());
            let (low, high) = between(ends, found.get(2).or(found.get(4)))?;
            return (high <= 7).then(|| Amount::between(low, high));
        }
        let names = DAY_NAME.find_iter(text).count();
        if names > 0 {
            let days = i32::try_from(names).ok()?;
            return rest(if RUN_WORD.is_match(text) && !RESTING.is_match(text) {
                7 - days
            } else {
                days
            });
        }
        let found = BARE.captures(text)?;
        let (low, high) = between(&found[1], found.get(2))?;
        (high <= 7 && (!text.contains('-') || found.get(2).is_some()))
            .then(|| Amount::between(low, high))
    })
}

/// Days of rest a week told unasked.
pub(super) fn rest_told(text: &str) -> Option<Amount> {
    if WEEKENDS_ON.is_match(text) {
        return rest(5);
    }
    if WEEKENDS.is_match(text) {
        return rest(2);
    }
    if EVERY_OTHER.is_match(text) {
        // Three and four in turn.
        return (RUN_WORD.is_match(text) || RESTING.is_match(text) || text.len() < 40)
            .then(|| Amount::exactly(3));
    }
    if let Some(found) = ON_OFF.captures(text) {
        let (on, off): (i32, i32) = (found[1].parse().ok()?, found[2].parse().ok()?);
        return (on + off > 0).then(|| rest(off * 7 / (on + off))).flatten();
    }
    if NO_REST.is_match(text) && !NOT_RUN.is_match(text) {
        return rest(0);
    }
    if RESTING.is_match(text)
        && (PER_WEEK.is_match(text) || text.contains("rest day"))
        && let Some(found) = REST_COUNT.captures(text)
    {
        let ends = found.get(1).or(found.get(3)).or(found.get(5)).map_or("1", |end| end.as_str());
        let (low, high) = between(ends, found.get(2).or(found.get(4)))?;
        return (high <= 7).then(|| Amount::between(low, high));
    }
    let found = RUNS.captures(text)?;
    if !RUN_WORD.is_match(text)
        || !(PER_WEEK.is_match(text) || text.len() < 24)
        || RESTING.is_match(text)
    {
        return None;
    }
    let (low, high) = between(&found[1], found.get(2))?;
    (high <= 7).then(|| Amount::between(7 - high, 7 - low))
}
