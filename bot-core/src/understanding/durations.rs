//! How long it has hurt: spans ("bout 3 wks"), days of the calendar ("since
//! last tuesday"), in five languages, as whole days before now.
//!
//! A decimal counts the days that have passed in full (2.5 weeks are 17 days); a
//! spoken half is rounded up. No rule turns on half a day.

use std::sync::LazyLock;

use jiff::{
    Unit, Zoned,
    civil::{Date, Weekday},
};
use regex::{Captures, Regex};

use super::text::{pattern, patterns};
use crate::facts::{Amount, Fact};

const UNITS: &[(f64, &str)] = &[
    (0.0, r"mins?|minutes?|minutos?|minuten"),
    (1.0 / 24.0, r"h|hrs?|hours?|stunden?|horas?|heures?"),
    (1.0, r"d|days?|dys?|nights?|tagen?|tag|tage|dias?|jours?|noches"),
    (7.0, r"w|wks?|weeks?|woche|wochen|semanas?|semaines?|sem"),
    (14.0, r"fortnights?"),
    (30.4, r"m|mo|mos|mths?|mnths?|months?|monate?n?|monats|mes|meses|mois"),
    (365.0, r"y|yrs?|years?|jahre?n?|anos?|ans|annees?|an"),
];

const FEW: &[(f64, &str)] = &[
    (2.0, r"(?:a )?couple(?: of)?|cpl(?: of)?|a pair of|un par de|um par de"),
    (
        3.0,
        r"(?:a |the (?:last|past) )?few|several|some|ein paar|einige|algun[oa]s|un[oa]s(?: pocos)?|vari[oa]s|quelques|plusieurs|alguns|algumas|uns|umas",
    ),
    (0.5, r"half (?:a|an)|(?:ein )?halbe[sn]?|medio|media|une demi|un demi|meio|meia"),
    (1.0, r"an?|the (?:last|past)|eine[mrns]?|ein|una?|une|uma?"),
];

const WEEKDAYS: &[(Weekday, &str)] = &[
    (Weekday::Monday, r"mon(?:day)?s?|montag|lunes|lundi|segunda(?:[- ]feira)?"),
    (Weekday::Tuesday, r"tue(?:s|sday)?s?|dienstag|martes|mardi|terca(?:[- ]feira)?"),
    (Weekday::Wednesday, r"wed(?:s|nesday)?s?|mittwoch|miercoles|mercredi|quarta(?:[- ]feira)?"),
    (Weekday::Thursday, r"thu(?:r|rs|rsday)?s?|donnerstag|jueves|jeudi|quinta(?:[- ]feira)?"),
    (Weekday::Friday, r"fri(?:day)?s?|freitag|viernes|vendredi|sexta(?:[- ]feira)?"),
    (Weekday::Saturday, r"sat(?:urday)?s?|samstag|sonnabend|sabado|samedi"),
    (Weekday::Sunday, r"sun(?:day)?s?|sonntag|domingo|dimanche"),
];

const MONTHS: [&str; 12] = [
    r"jan(?:uary|uar)?|enero|janvier|janeiro",
    r"feb(?:ruary|ruar)?|febrero|fevrier|fevereiro",
    r"mar(?:ch|z|zo|s|co)?|maerz",
    r"apr(?:il)?|abril|avril",
    r"may|mai|mayo|maio",
    r"june?|juni|junio|juin|junho",
    r"july?|juli|julio|juillet|julho",
    r"aug(?:ust)?|agosto|aout",
    r"sept?(?:ember)?|septiembre|septembre|setembro",
    r"oct(?:ober)?|oktober|octubre|octobre|outubro",
    r"nov(?:ember)?|noviembre|novembre|novembro",
    r"dec(?:ember)?|dezember|diciembre|decembre|dezembro",
];

fn names(rows: &[(f64, &str)]) -> String {
    rows.iter().map(|(_, words)| *words).collect::<Vec<_>>().join("|")
}

fn index_of<T: Copy>(rows: &[(T, Regex)], word: &str) -> Option<T> {
    rows.iter().find(|(_, words)| words.is_match(word)).map(|(value, _)| *value)
}

fn compiled<T: Copy>(rows: &[(T, &str)]) -> Vec<(T, Regex)> {
    rows.iter().map(|(value, words)| (*value, pattern(&format!("^(?:{words})$")))).collect()
}

static UNIT: LazyLock<Vec<(f64, Regex)>> = LazyLock::new(|| compiled(UNITS));
static COUNT: LazyLock<Vec<(f64, Regex)>> = LazyLock::new(|| compiled(FEW));
static WEEKDAY: LazyLock<Vec<(Weekday, Regex)>> = LazyLock::new(|| compiled(WEEKDAYS));
static MONTH: LazyLock<Vec<(i8, Regex)>> = LazyLock::new(|| {
    (1..).zip(MONTHS).map(|(month, words)| (month, pattern(&format!("^(?:{words})$")))).collect()
});

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    let units = names(UNITS);
    let few = names(FEW);
    let number = r"\d{1,4}(?:[.,]\d+)?|\.\d+";
    pattern(&format!(
        r"(?:\b|^)(?:(?P<one>{number})(?P<half> and a half)?(?:ish)?(?: ?(?P<one_unit>{units}))?(?: ?- ?| to | or | bis | oder | a | ou | o | und | maybe | going on (?:for )?)(?P<two>{number})|(?P<number>{number})(?P<number_half> and a half)?|(?P<few>{few})\b)(?:ish|\+)?(?: or so| odd| full| whole| long| good| solid| bloody| more| of| last| past| or two| or 2| oder zwei| ou deux| o dos)? ?-?(?P<unit>{units})\b"
    ))
});

static SINCE: LazyLock<Regex> = LazyLock::new(|| {
    let days = WEEKDAYS.iter().map(|(_, words)| *words).collect::<Vec<_>>().join("|");
    let months = MONTHS.join("|");
    pattern(&format!(
        r"\b(?P<since>since|from|started|began|begun|start|onset|seit|desde|depuis|ab|on|last|letzte[nmr]?|this|il y a|le|el|na|no)?(?: (?:on|about|around|early|late|mid|the|last|seit|letzte[nmr]?|dem|el|el pasado|pasado|le|a|o|the start of|the beginning of|the end of|back in|in|this|past|run on|a run on|my run on|my long run on|parkrun on))*? ?\b(?:(?P<day>{days})(?P<passed> (?:just gone|passada|passado|pasado|dernier))?|(?P<month_day>\d{{1,2}})(?:st|nd|rd|th|\.)? ?(?:of |de |of the )?(?P<day_month>{months})(?: (?P<day_year>20\d\d))?|(?P<month>{months})(?: (?P<date>\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,? ?(?P<year>20\d\d))?)\b"
    ))
});

/// Fixed days before today, by what people call them.
const NAMED: &[(i32, &str)] = &[
    (
        1,
        r"yesterday|last night|last evening|yday|yest|overnight|gestern(?: abend)?|ayer|anoche|hier(?: soir)?|ontem|the night before|a day ago|day before today",
    ),
    (
        2,
        r"day before yesterday|vorgestern|anteayer|avant[- ]hier|anteontem|antes de ontem|2 days ago|night before last",
    ),
    (
        0,
        r"(?:since |from )?(?:today|this morning(?:'s)?|this afternoon|tonight|this evening|just now|just started|earlier(?: today| on)?|an hour ago|right now|a few (?:hours|minutes) ago|minutes ago|hours ago|heute(?: morgen| fruh| frueh)?|hoy|esta manana|aujourd'hui|ce matin|hoje|esta manha|first time today|only just|literally just)",
    ),
    (
        7,
        r"last week|a week ago|letzte[rn]? woche|la semana pasada|la semaine derniere|semana passada",
    ),
    (30, r"last month|letzten monat|el mes pasado|le mois dernier|(?:o )?mes passado"),
    (365, r"last year|letztes jahr|el ano pasado|l'an(?:nee)? dernier\w*|ano passado"),
];

static NAMED_DAYS: LazyLock<Vec<(i32, Regex)>> = LazyLock::new(|| {
    NAMED.iter().map(|(days, words)| (*days, pattern(&format!(r"\b(?:{words})\b")))).collect()
});

patterns! {
    /// Spans that say something else than how long it has hurt.
    NOT_BEFORE = r"(?:\b(?:in|within|after|every|each|per|next|another|give it|took|rested|rest|resting|rested for|(?:been|was|had|took|laid|time|training) off for|off|stopped(?: running)? for|break of|ran for|run for|walk(?:ed|ing)? for|lasts?|lasting|lasts (?:for|about)|for about the first|first|under|held for|hold for|days?|times?|eases within|warm up for|running for|been running|runner (?:for|of)|ice for|iced for|icing for|20|until|till|turn|turned|sub|for the first|within about|in about|after about|training for|signed up for|for yrs|injury free for|old|every other|took me|recover\w* in|day|cette|gone in|aged|age|run streak|streak of) )$";
    NOT_AFTER = r"^(?:'s)?[ -]*(?:pregnant|gestation|post[- ]?partum|old|olds|of age|off\b|rest\b|until|till|to go|away|before|from now|later|per|a week|a day|each|every|/|after|streak|in a row|run\b|long run|of (?:rest|running|training|marathon)|younger|older|plan|break|block|out\b|marathon|training|holiday|post|schwanger|enceinte|embarazada|gravida|jahre? alt|de edad|d'age)";
    AGO_EVENT = r"\b(?:surgery|operation|op|cancer|chemo\w*|radiotherapy|treatment|stroke|attack|fracture\w*|diagnosed|last (?:run|ran)|broke|baby|birth|stopped|replaced|bought|new shoes|changed|moved|retired|steroid|injection|cipro\w*|antibiotics?|came back|same (?:thing|pain|problem)|had (?:it|this|the same))\b";
    SINCE_WORD = r"\b(?:since|for|from|past|last|started|began|start|seit|desde|depuis|hace|ha|have been|been|il y a|ca fait|over|now)\b";
    PAIN = r"\b(?:pain\w*|hurt\w*|sore\w*|ach\w+|heel\w*|foot|it|symptoms?|trouble|problem|schmerz\w*|fersenschmerz\w*|dolor|duele|douleur|mal|dor|grumbl\w*|niggl\w*|agony|limp\w*|swoll\w*|fever|temperature|started|began|happened|pop\w*|snap\w*|fell|twist\w*|injur\w*|felt|tore|rolled|landed|tripped|slipped|onset|knackered|took|taking)\b";
    ONSET = r"\b(?:started|began|begun|happened|pop|popped|snap|snapped|fell|twisted|rolled|landed|tripped|slipped|injured|hurt it|did it|felt|tore|came on|kicked|went|noticed|onset|first|landing|hit|cut|crashed|jumped|stood|hurt|hurting|angefangen|gefallen|umgeknickt|geknallt|gerissen|empezo|torci|torcido|me cai|chasquido|commence|tombee?|tordu|craquement|comecou|cai|estalo)\b";
    LED = r"\b(?:since|from|started|began|begun|start|seit|desde|depuis|noticed (?:it|this))(?: \w+)? ?$";
    BEFORE_ZERO = r"^\W*-\d";
    OR_TWO = r"^ or 2\b";
    ENDS_IN_SINCE = r"\b(?:ever )?since(?: then| that)?\W*$";
    WEEKEND = r"\b(?:since|over|at|from|seit|on)? ?(?:the|this|last|dem|letztem) (?:weekend|wochenende)\b|\bel fin de semana|le week-?end dernier|fim de semana passado";
    CHRISTMAS = r"\b(?:since|around|at|over|before) (?:xmas|christmas|boxing day)\b|\bseit weihnachten\b|\bdesde navidad\b|\bdepuis noel\b|\bdesde o natal\b";
    NEW_YEAR = r"\b(?:since|around|at) (?:the )?(?:new year\w*|start of the year|beginning of the year)(?:'s day)?\b|\bseit (?:neujahr|silvester)\b";
    YEAR_ONLY = r"\bsince (20\d\d)\b";
    NUMERIC_DATE = r"\b(?:since|from|on|started|seit|desde|depuis)(?: the)? (\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?\b";
    ISO_DATE = r"\b(20\d\d)-(\d{2})-(\d{2})\b";
    THE_NTH = r"\bsince the (\d{1,2})(?:st|nd|rd|th)\b";
    LAST_WEEKDAY = r"\b(?:last|letzte[nmr]?|pasado|dernier|passad[oa])\b";
    FUTURE = r"\b(?:next|this coming|race|racing|marathon on|half on|running on|event|tomorrow|coming)\b";
    NOT_COMPLAINT = r"\b(?:periods?|diabet\w*|smok\w*|vegan|married|sober|no (?:meds|alcohol))\b";
    NOT_RUNNING_YEARS = r"\b(?:been running|running for|runner for|i've run|run for|years of running)\b";
}

/// A duration in whole days, as a reply to "how long has it hurt?".
pub(super) fn reply(text: &str, now: &Zoned) -> Option<Amount> {
    read_text(text, now, Asked::Yes).map(|(_, amount)| amount)
}

/// A duration told unasked, in the part of a message that tells it best.
pub(super) fn told(parts: &[&str], now: &Zoned) -> Option<Amount> {
    let parts: Vec<_> = parts.iter().map(|part| A_RATE.replace_all(part, "$1")).collect();
    let parts: &[&str] = &parts.iter().map(|part| &**part).collect::<Vec<_>>();
    // "ran ten miles on sunday, my heel has hurt since"
    if let Some(since) = parts.iter().position(|part| ENDS_IN_SINCE.is_match(part)) {
        let onset = parts[..=since].iter().rev().find_map(|part| read_text(part, now, Asked::Yes));
        if let Some((_, amount)) = onset {
            return Some(amount);
        }
    }
    let found: Vec<_> = parts.iter().filter_map(|part| read_text(part, now, Asked::No)).collect();
    let best = found.iter().map(|(score, _)| *score).max()?;
    found.into_iter().find(|(score, _)| *score == best).map(|(_, amount)| amount)
}

patterns! {
    // "40 km a week" is how much is run, not since when it hurts.
    A_RATE = r"(\d ?(?:km|kms|k|mi|miles?|runs?|times?|x|hours?|hrs?|sessions?)) (?:a|per|each|every) (?:week|wk|day|month|fortnight|2 weeks)\b";
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Yes,
    No,
}

/// The duration with how sure it is that it is that of the complaint.
fn read_text(text: &str, now: &Zoned, asked: Asked) -> Option<(u8, Amount)> {
    let today = now.date();
    if BEFORE_ZERO.is_match(text) {
        return None;
    }
    if let Some(found) = spans(text, asked) {
        return Some(found);
    }
    let date = calendar(text, today, asked).or_else(|| named(text, asked))?;
    (0..=Fact::MOST_DAYS).contains(&date.low()).then_some((score(text, asked), date))
}

fn score(text: &str, asked: Asked) -> u8 {
    if asked == Asked::Yes {
        return 3;
    }
    u8::from(SINCE_WORD.is_match(text))
        + 2 * u8::from(PAIN.is_match(text))
        + u8::from(text.len() < 18)
}

fn spans(text: &str, asked: Asked) -> Option<(u8, Amount)> {
    SPAN.captures_iter(text)
        .filter_map(|found| {
            let all = found.get(0)?;
            let (before, after) = (&text[..all.start()], &text[all.end()..]);
            let single_letter = found.name("unit").is_some_and(|unit| unit.len() == 1);
            if asked == Asked::No {
                if NOT_BEFORE.is_match(before)
                    || NOT_AFTER.is_match(after)
                    || all.as_str().starts_with("the ")
                    || (single_letter
                        && !matches!(found.name("unit").map(|unit| unit.as_str()), Some("w" | "d")))
                    || NOT_RUNNING_YEARS.is_match(before)
                    || NOT_COMPLAINT.is_match(before)
                    || (after.starts_with(" ago") && AGO_EVENT.is_match(text))
                    || (found.name("unit").is_some_and(|unit| {
                        unit.as_str().starts_with(['m', 'h', 's'])
                            && index_of(&UNIT, unit.as_str()).is_some_and(|days| days < 1.0)
                    }) && !after.starts_with(" ago"))
                    || found.name("few").is_some_and(|few| {
                        matches!(few.as_str(), "an" | "a" | "un" | "some" | "um" | "una")
                            && !SINCE_WORD.is_match(before)
                            && !after.starts_with(" ago")
                            && !before.trim().is_empty()
                    })
                {
                    return None;
                }
            } else if NOT_AFTER_ASKED.is_match(after) {
                return None;
            }
            let or_two = found.name("few").is_some() && OR_TWO.is_match(after);
            days_of(&found).map(|days| {
                let most = if or_two { 2 * days.high() } else { days.high() };
                (score(text, asked), Amount::between(days.low(), most))
            })
        })
        .max_by_key(|(score, _)| *score)
}

patterns! {
    NOT_AFTER_ASKED = r"^ (?:pregnant|old|before (?:i|that)|to go)";
}

fn days_of(found: &Captures<'_>) -> Option<Amount> {
    let unit = index_of(&UNIT, found.name("unit")?.as_str())?;
    let number =
        |name: &str| -> Option<f64> { found.name(name)?.as_str().replace(',', ".").parse().ok() };
    let amount = if let (Some(one), Some(two)) = (number("one"), number("two")) {
        let one_unit = found.name("one_unit").and_then(|word| index_of(&UNIT, word.as_str()));
        let one = one + if found.name("half").is_some() { 0.5 } else { 0.0 };
        Amount::between(whole(one, one_unit.unwrap_or(unit)), whole(two, unit))
    } else if let Some(count) = number("number") {
        if found.name("number_half").is_some() {
            Amount::exactly(((count + 0.5) * unit).ceil() as i32)
        } else {
            Amount::exactly(whole(count, unit))
        }
    } else {
        let few = found.name("few")?.as_str();
        Amount::exactly(whole(index_of(&COUNT, few)?, unit))
    };
    (amount.high() <= Fact::MOST_DAYS).then_some(amount)
}

/// Whole days: those that have passed, months and years to the nearest.
fn whole(count: f64, unit: f64) -> i32 {
    let days = (count * unit).min(1e6);
    if unit > 14.0 {
        if count == 0.5 && unit > 300.0 { 182 } else { days.round() as i32 }
    } else {
        (days + 1e-9).floor() as i32
    }
}

fn named(text: &str, asked: Asked) -> Option<Amount> {
    let found = NAMED_DAYS.iter().filter_map(|(days, words)| Some((words.find(text)?, *days)));
    // "since last night": the day named last in the text may be the onset; the longest is kept.
    found
        .filter(|(found, days)| {
            let alone = text.trim_matches(|c: char| !c.is_ascii_alphanumeric()) == found.as_str();
            if asked == Asked::No && *days >= 7 {
                return alone
                    || (*days == 7 && ONSET.is_match(text))
                    || LED.is_match(&text[..found.start()]);
            }
            asked == Asked::Yes
                || alone
                || LED.is_match(&text[..found.start()])
                || (ONSET.is_match(text) && *days < 30)
        })
        .map(|(_, days)| days)
        .max()
        .map(Amount::exactly)
}

fn calendar(text: &str, today: Date, asked: Asked) -> Option<Amount> {
    let ago = |date: Date| -> Option<Amount> {
        let days = today.since((Unit::Day, date)).ok()?.get_days();
        (days >= 0).then_some(Amount::exactly(days))
    };
    let number =
        |found: &Captures<'_>, at: usize| -> Option<i16> { found.get(at)?.as_str().parse().ok() };
    if let Some(found) = ISO_DATE.captures(text) {
        return ago(Date::new(
            number(&found, 1)?,
            number(&found, 2)? as i8,
            number(&found, 3)? as i8,
        )
        .ok()?);
    }
    if let Some(found) = NUMERIC_DATE.captures(text) {
        // Day before month, as in Britain and on the continent.
        let (day, month) = (number(&found, 1)? as i8, number(&found, 2)? as i8);
        let year = number(&found, 3).map(|year| if year < 100 { 2000 + year } else { year });
        return ago(before(today, month, day, year)?);
    }
    if let Some(found) = THE_NTH.captures(text) {
        let day = number(&found, 1)? as i8;
        let this_month =
            Date::new(today.year(), today.month(), day).ok().filter(|date| *date <= today);
        let date = this_month.or_else(|| {
            let last = today.first_of_month().yesterday().ok()?;
            Date::new(last.year(), last.month(), day).ok()
        });
        return ago(date?);
    }
    if WEEKEND.is_match(text)
        && (asked == Asked::Yes || SINCE_WORD.is_match(text) || ONSET.is_match(text))
    {
        let saturday = previous(today, Weekday::Saturday)?;
        return ago(saturday);
    }
    if CHRISTMAS.is_match(text) {
        return ago(before(today, 12, 25, None)?);
    }
    if NEW_YEAR.is_match(text) {
        return ago(Date::new(today.year(), 1, 1).ok()?);
    }
    if let Some(found) = YEAR_ONLY.captures(text) {
        let year = number(&found, 1)?;
        let (first, last) = (ago(Date::new(year, 1, 1).ok()?)?, ago(Date::new(year, 12, 31).ok()?));
        return Some(Amount::between(last.map_or(0, |last| last.low()), first.low()));
    }
    let found = SINCE.captures_iter(text).find(|found| {
        let whole = found.get(0).map_or("", |all| all.as_str());
        let short = found.name("day").or(found.name("month")).map_or(0, |name| name.len()) <= 3;
        let led = found.name("since").is_some_and(|word| {
            !matches!(word.as_str(), "on" | "this" | "no" | "na" | "el" | "le")
        });
        if FUTURE.is_match(text) && !led {
            return false;
        }
        if asked == Asked::Yes {
            return led || !short || whole.trim() == text.trim();
        }
        led && (found.name("since").is_some_and(|word| word.as_str() != "last")
            || PAIN.is_match(text))
            || (ONSET.is_match(text) && found.name("day").is_some())
    })?;
    if let Some(day) = found.name("day") {
        let weekday = index_of(&WEEKDAY, day.as_str())?;
        let last = LAST_WEEKDAY.is_match(found.get(0)?.as_str());
        let led = found.name("since").is_some();
        if today.weekday() == weekday && !led && !last {
            // Today or a week ago: not told.
            return None;
        }
        let mut date = previous(today, weekday)?;
        let monday = today
            .checked_sub(jiff::Span::new().days(i64::from(today.weekday().to_monday_zero_offset())))
            .ok()?;
        // "last Tuesday" on a Thursday is the one of last week.
        if last && date >= monday {
            date = date.checked_sub(jiff::Span::new().days(7)).ok()?;
        }
        return ago(date);
    }
    if let Some(month) = found.name("day_month") {
        let month = index_of(&MONTH, month.as_str())?;
        let day: i8 = found.name("month_day")?.as_str().parse().ok()?;
        let year = found.name("day_year").and_then(|year| year.as_str().parse().ok());
        return ago(before(today, month, day, year)?);
    }
    let name = found.name("month")?.as_str();
    let led = found.name("since").is_some();
    // "may" and "mar" are also other words.
    if !led && name.len() <= 3 {
        return None;
    }
    let month = index_of(&MONTH, name)?;
    let year = found.name("year").and_then(|year| year.as_str().parse().ok());
    let all = found.get(0)?.as_str();
    let day = match found.name("date") {
        Some(date) => date.as_str().parse().ok()?,
        None if all.contains("mid") => 15,
        None if all.contains("late") || all.contains("end of") => 25,
        None => 1,
    };
    ago(before(today, month, day, year)?)
}

/// The last such day before today, never today.
fn previous(today: Date, weekday: Weekday) -> Option<Date> {
    let back = weekday.until(today.weekday());
    let back = if back == 0 { 7 } else { back };
    today.checked_sub(jiff::Span::new().days(i64::from(back))).ok()
}

/// That day of the year named, or the last one not after today.
fn before(today: Date, month: i8, day: i8, year: Option<i16>) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let this = Date::new(today.year(), month, day).ok()?;
    if this <= today { Some(this) } else { Date::new(today.year() - 1, month, day).ok() }
}
