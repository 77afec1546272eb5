//! How bad it is from 0 to 10, and how old the person is.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{pattern, patterns};
use crate::facts::Amount;

/// Words for pain when no number is given. The person sees the number and can
/// correct it. The worst word counts, so each row is tried from the top.
const WORDS: &[(i32, &str)] = &[
    // "not too bad" is no "bad", "a bit sore" no "sore".
    (
        3,
        r"not (?:too|so|that|very|really|all that) (?:bad|painful|sore|much|severe|high|intense|strong)|not bad|(?:bit|little|slightly|mildly) (?:sore|painful|achy|uncomfortable|tender|annoying)",
    ),
    (
        10,
        r"unbearable|un ?bearable|worst (?:pain |thing |ever |i've |imaginable)+|worst(?: ever| possible)|excruciating|off the (?:scale|charts?)|as bad as it gets|can't (?:bear|stand|take) it|maximum|max(?:ed)?|indescribable|unertraglich|insoportable|insupportable|insuportavel|worst pain|the worst",
    ),
    (
        9,
        r"agony|agonising|agonizing|torture|screaming|want to cry|crying|in tears|horrendous|atroce|extreme(?:ly)?|extremo|hollisch|kills me|is killing|killing me|kills",
    ),
    (
        8,
        r"severe(?:ly)?|very (?:bad|painful|sore|strong|high)|really (?:bad|hurts|sore|painful|hurting|strong)|so (?:bad|painful|sore)|intense|awful|terrible|horrible|brutal|hurts like (?:hell|mad|a bitch|crazy|fuck)|like hell|super (?:bad|painful|sore)|schlimm|sehr stark|starke?|muy fuerte|muchisimo|tres (?:fort|mal)|muito forte|fortes?|fuertes?|hurts a lot|hurts loads|loads|a lot|heaps|massive(?:ly)?|shocking|mucho|beaucoup|muito|high",
    ),
    (
        7,
        r"pretty (?:bad|painful|sore|nasty|high)|quite (?:bad|painful|sore|a lot|high)|bad|painful|nasty|rough|strong|considerable|ziemlich|assez fort|bastante",
    ),
    (
        5,
        r"moderate(?:ly)?|medium|so[- ]so|middling|in the middle|middle|half ?way|50/50|mittel\w*|moderad[oa]|modere\w*|moyen\w*|medio|medi[ao]|average|fair|manageable|bearable|tolerable|noticeable|uncomfortable|hurts|sore|aches?|achy|mas o menos|mais ou menos",
    ),
    (
        3,
        r"meh|mild(?:ly)?|annoying|not (?:too|so|that|very|really) (?:bad|painful|sore|much)|not (?:too|so) much|a (?:little|bit|little bit|touch|tad)|bit(?: sore| painful)?|low(?:ish)?|little|leve|leger\w*|leicht\w*|un poco|un peu|um pouco|ein bisschen|bisschen|dull(?: ache)?|discomfort|irritating|irritation|not (?:bad|much)|okay|ok|fine-ish|ignorable|minor",
    ),
    (
        2,
        r"slight(?:ly)?|tiny|niggle|niggly|twinge|barely|hardly|very (?:mild|low|little|slight)|minimal|faint|kaum|apenas",
    ),
    (
        0,
        r"none|no pain(?: at all| now| right now)?|nothing|painless|pain[- ]free|nil|doesn't hurt(?: at all)?|not (?:at all|painful|sore|hurting)|kein(?:e)? schmerz\w*|sin dolor|ningun dolor|nada|aucune douleur|pas mal|sem dor|nenhuma dor|nichts|gone|no|nope|fine|zero",
    ),
];

static WORD_SCALE: LazyLock<Vec<(i32, Regex)>> = LazyLock::new(|| {
    WORDS
        .iter()
        .map(|(severity, words)| (*severity, pattern(&format!(r"\b(?:{words})\b"))))
        .collect()
});

patterns! {
    OUT_OF_TEN = r"(?:(\d+(?:[.,]\d+)?) ?(?:-|to|or) ?)?(-?\d+(?:[.,]\d+)?)(?: ?(?:/| out of | von | de | sobre | sur | em | auf | in )+ ?(10|100|5)\b)";
    NUMBER = r"(?:^|[^0-9.,a-z-]|[a-z] ?-|[0-9] ?-)(\d+(?:[.,]\d+)?)( and a half)?(%| ?per ?cent| percent)?(k\b|km\b|m\b|mi\b)?";
    SCALE = r"\b(?:on |out of )?(?:a |the )?(?:pain )?scale (?:of |from )?(?:0|1)? ?(?:to|-)? ?10\b|\b(?:from )?[01] (?:to|-) 10 scale\b|\b(?:0|1) ?(?:to|-) ?10\b";
    NEGATIVE = r"(?:^|\s)-\d|\bminus \d";
    NOT_SCALE = r"\b(?:over|more than|about|for|after|in|since|last|past|every|at|the)? ?\d+(?:[.,]\d+)?(?:\s?-\s?\d+)? ?(?:k|km|kms|m|mi|miles?|mins?|minutes?|hrs?|hours?|days?|wks?|weeks?|months?|mths?|years?|yrs?|steps?|times?|x|am|pm|degrees?|mg|kg|th|st|nd|rd)\b|\b\d+(?:am|pm|k|x)\b|\blast \d+\b|(?:^|\s)\d+x\b";
    OVER_THE_TOP = r"\bover \d{3,}|\b\d{3,}\b";
    PAIN_IS = r"\b(?:pain(?: level| score| scale| rating)?|severity|scale|score|level|schmerz(?:en|level|skala|starke)?|dolor|douleur|dor|nota|note|hurts?|intensity|intensidad|intensite|intensidade)(?: \w+){0,2}?(?:[: =~-]| is | was | of | at | about | maybe | like | ca | around | probably | a | now | ist | es | est | e | de )+(\d{1,2}(?:[.,]\d)?)(?: ?(?:-|to|or|bis|a|o|ou|oder) ?(\d{1,2}))?(?:ish)?(?:\s*$|[^0-9a-z/%.: ]|[.](?:\s|$)| (?:out|when|on|at|but|and|after|today|most|now|in|if|while|running|resting|or|maybe|though|with)\b)";
    ITS_A = r"\b(?:it's|its|it is|i'd say|say|about|maybe|probably|prob|roughly|solid|call it|rate it|like|a|would be|i'm at|i'd give it|give it|reckon|around)(?: an?| at| about| like| maybe| as)* (\d{1,2})(?:ish)?(?:(?: ?-| or| to) ?(\d{1,2}))?\s*(?:$|[.,;!)]|when|on a (?:bad|good)|on bad|at (?:its|the) worst|for pain|pain|now$|most)";
    ISH = r"(?:^|\s)(\d{1,2})-?ish\b(?: (?:out|for pain|pain))?\s*(?:$|[.,;!)])";
    BARE = r"^[ ,]*(?:maybe |about |like |prob |probably |say |solid |now |pain )?(?:a )?(\d{1,2})(?: ?(?:-|or|to) ?(\d{1,2}))?[ .!]*$";
    NO_MEASURE = r"\b(?:gone|going|went|turned) (?:\w+ )?(?:white|blue|pale|purple|grey|gray|black|red|cold|hot|numb|dead|stiff|tight|hard|swollen|weak|dark)\b|\b(?:arch|arches|calf|calves|ankles?|toes?|knees?|hips?|back|shins?|legs?)(?: (?:is|are|also|both|really|just|of|my))* (?:aches?|hurts?|sore|achy|aching)\b|\b(?:sore|achy|aching|tired) (?:arch|arches|calf|calves|ankles?|toes?|knees?|hips?|back|shins?|legs?)\b";
    WAS_NOW = r"\bwas\b[^.]{0,40}?\d.*\bnow\b[^0-9]{0,20}(\d{1,2})\b";

    DECADE = r"\b(early|mid|late|mid[- ]to[- ]late|mid to late|low|high|end of)?(?:[- ]| in (?:my|his|her) )*\b(?:my |his |her |the |in (?:my|his|her) )*(20|30|40|50|60|70|80|90|1[0-9])(?:'?s|-?ties|ish something)\b";
    TENS = r"\b(early|mid|late|mid-to-late)?[- ]?(?:in )?(?:my |his |her )?(twenties|thirties|forties|fourties|fifties|sixties|seventies|eighties|nineties|teens)\b";
    SOMETHING = r"\b(20|30|40|50|60|70|80)[- ]?(?:something|odd)\b";
    CENTURY = r"\bhalf a century\b|\bhalf[- ]century\b|\bthe big 5-?0\b";
    NEARLY = r"\b(?:nearly|almost|turning|about to turn|going on|coming up to|just under|approaching|soon|fast approaching|not quite|turn|be) (\d{1,3})\b(?: (?:next|in|this|on|soon|tomorrow))?|\b(\d{1,3}) (?:next (?:week|month|year|birthday)|in a (?:week|month)|tomorrow|soon|this year)\b";
    BORN = r"\b(?:born|b\.?|geboren|nacid[oa]|nee?|nascid[oa]|naci|nasci|class of|vintage|year of birth|dob)(?: (?:in|back|en|em|the|way))*[ :]*(?:\d{1,2}[/.]\d{1,2}[/.])?((?:19|20)\d\d)\b|^\W*((?:19[2-9]|20[0-2])\d)\W*$";
    AGE_TOLD = r"\b(?:i'm|she's|he's|she is|he is|i am|aged?|age is|am|they're|who is|who's|is|im|ich bin|bin|tengo|j'ai|tenho|f|m)[: ]+(?:now |only |just |a |an )?(\d{1,3})(?: ?(?:f|m|male|female|yo|y/o|yrs?(?: old)?|years?(?:[- ]old)?|years? of age|year old|jahre? alt|jahre|anos|ans|yr old))?\s*(?:$|[.,;!)(-]|and|but|with|who|years|yr|male|female|f\b|m\b)|\b(\d{1,3})[ -]?(?:yo\b|y/o|yrs? old|years?[- ]old|year[- ]old|yr[- ]old|years of age|jahre alt|anos de edad|anos de idade|years young)|^\W*(?:\w+ )?\(?(\d{2}) ?[,/]? ?(?:f|m|male|female|woman|man|bloke|lady)\b|\bwho(?:'s| is| was)? (\d{1,3})\b|\b(?:son|daughter|wife|husband|mum|mom|dad|kid|child|girl|boy|partner)(?: is|'s|,| aged| who)+ (\d{1,3})\b|^(\d{2})[,.] |\b(?:f|m|male|female|woman|man|runner)[,/ ]+(?:aged )?(\d{2})\b(?:\s*$|[,;.)])";
    AGE_BARE = r"^\D*?(\d{1,3})(?: (?:and|&) ?(?:a |3 )?(?:half|quarters?|3/4|bit)| 3/4| 1/2)?\D*$";
    NOT_AGE = r"\b(?:km|k|miles?|weeks?|days?|months?|mins?|%|/10|out of|runs?|times|runners?|minutes|kg|stone|marathons?|again|at heart|shoes?|size)\b|\d(?:k|km|%|/)";
}

fn number(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok()
}

/// Half a point counts up: the higher one is the safer one.
fn on_scale(number: f64) -> Option<i32> {
    (0.0..=10.0).contains(&number).then(|| number.ceil() as i32)
}

/// A reply to "how bad is it, from 0 to 10?": the worst number given.
pub(super) fn severity_reply(text: &str) -> Option<Amount> {
    let text = &*SCALE.replace_all(text, " on the scale ");
    if let Some(found) = WAS_NOW.captures(text) {
        return on_scale(number(&found[1])?).map(Amount::exactly);
    }
    if NEGATIVE.is_match(text) || OVER_THE_TOP.is_match(&OUT_OF_TEN.replace_all(text, "")) {
        return None;
    }
    let mut worst: Option<i32> = None;
    let mut keep = |value: i32| worst = Some(worst.map_or(value, |known| known.max(value)));
    for found in OUT_OF_TEN.captures_iter(text) {
        let out_of = number(&found[3])?;
        keep(on_scale(number(&found[2])? * 10.0 / out_of)?);
        if let Some(low) = found.get(1) {
            keep(on_scale(number(low.as_str())? * 10.0 / out_of)?);
        }
    }
    let rest = OUT_OF_TEN.replace_all(text, " ");
    let rest = NOT_SCALE.replace_all(&rest, " ");
    let rest = rest.replace('-', " ");
    for found in NUMBER.captures_iter(&rest) {
        if found.get(4).is_some() {
            continue;
        }
        let value = number(&found[1])? + if found.get(2).is_some() { 0.5 } else { 0.0 };
        let value = if found.get(3).is_some() { value / 10.0 } else { value };
        keep(on_scale(value)?);
    }
    worst
        .or_else(|| {
            // What has "gone white" or where it aches is no measure of the pain.
            let text = &*NO_MEASURE.replace_all(text, " ");
            WORD_SCALE.iter().find(|(_, words)| words.is_match(text)).map(|(value, _)| *value)
        })
        .map(Amount::exactly)
}

/// A severity told unasked, the worst of all.
///
/// `parts` are the clauses; a bare number is one only as a clause of its own.
pub(super) fn severity_told(text: &str, parts: &[&str]) -> Option<Amount> {
    let text = &*SCALE.replace_all(text, " on the scale ");
    if let Some(found) = WAS_NOW.captures(text)
        && OUT_OF_TEN.is_match(text)
    {
        return on_scale(number(&found[1])?).map(Amount::exactly);
    }
    let mut worst = None;
    let keep = |worst: &mut Option<i32>, value: Option<f64>| {
        *worst = (*worst).max(value.and_then(on_scale));
    };
    for found in OUT_OF_TEN.captures_iter(text) {
        if &found[3] != "10" || found[0].starts_with('-') {
            continue;
        }
        keep(&mut worst, number(&found[2]));
        keep(&mut worst, found.get(1).and_then(|low| number(low.as_str())));
    }
    if worst.is_none() {
        for told in [&*PAIN_IS, &*ISH] {
            for found in told.captures_iter(text) {
                keep(&mut worst, number(&found[1]));
                keep(&mut worst, found.get(2).and_then(|high| number(high.as_str())));
            }
        }
    }
    if worst.is_none() {
        for part in parts {
            if let Some(found) = BARE.captures(part).or_else(|| ITS_A.captures(part)) {
                keep(&mut worst, number(&found[1]));
                keep(&mut worst, found.get(2).and_then(|high| number(high.as_str())));
            }
        }
    }
    worst.map(Amount::exactly)
}

fn decade(name: &str) -> Option<i32> {
    const NAMES: [&str; 8] = ["teens", "twent", "thirt", "fort", "fift", "sixt", "sevent", "eight"];
    if let Ok(number) = name.parse::<i32>() {
        return Some(number / 10 * 10);
    }
    let name = name.replace("fourt", "fort");
    NAMES
        .iter()
        .position(|start| name.starts_with(start))
        .map(|at| 10 * (at as i32 + 1))
        .or((name == "nineties").then_some(90))
}

fn within_decade(tens: i32, part: Option<&str>) -> i32 {
    tens + match part {
        Some("early" | "low") => 2,
        Some("late" | "high" | "end of") => 8,
        Some("mid-to-late" | "mid to late") => 7,
        _ => 5,
    }
}

fn told_in_words(text: &str) -> Option<i32> {
    if CENTURY.is_match(text) {
        return Some(50);
    }
    if let Some(found) = TENS.captures(text) {
        return Some(within_decade(decade(&found[2])?, found.get(1).map(|part| part.as_str())));
    }
    if let Some(found) = SOMETHING.captures(text) {
        return Some(within_decade(decade(&found[1])?, None));
    }
    DECADE.captures(text).and_then(|found| {
        Some(within_decade(decade(&found[2])?, found.get(1).map(|part| part.as_str())))
    })
}

fn years(value: i32) -> Option<Amount> {
    (0..=MOST_YEARS).contains(&value).then_some(Amount::exactly(value))
}

/// The highest age that is believed.
const MOST_YEARS: i32 = 120;

/// A reply to "how old are you?".
pub(super) fn age_reply(text: &str, this_year: i16) -> Option<Amount> {
    if let Some(value) = told_in_words(text) {
        return years(value);
    }
    if let Some(found) = BORN.captures(text) {
        let year: i32 = found.iter().skip(1).flatten().next()?.as_str().parse().ok()?;
        return years(i32::from(this_year) - year);
    }
    if let Some(found) = NEARLY.captures(text) {
        return years(found.iter().skip(1).flatten().next()?.as_str().parse::<i32>().ok()? - 1);
    }
    if let Some(age) = age_told(text) {
        return Some(age);
    }
    if let Some(found) = AT_LEAST.captures(text) {
        let least = found.iter().skip(1).flatten().next()?.as_str().parse().ok()?;
        // "Over 18" leaves open what the advice turns on: it is asked again.
        if (65..=100).contains(&least) {
            return Some(Amount::between(least, MOST_YEARS));
        }
    }
    if NEGATIVE.is_match(text) || NOT_AGE.is_match(text) || SCALED.is_match(text) {
        return None;
    }
    years(AGE_BARE.captures(text)?[1].parse().ok()?)
}

patterns! {
    AT_LEAST = r"^\W*(?:i'm |i am |well )*(?:over|above|older than|more than|past|at least) (?:the age of )?(\d{2,3})(?: years?(?: old)?)?\W*$|^\W*(?:i'm |i am )?(\d{2,3}) ?(?:\+|plus|(?:or|and) (?:over|older|above|more|up))(?: years?(?: old)?)?\W*$";
    SCALED = r"\d[.,]\d|\bover \d|\bunder \d|\bmore than\b|\bless than\b";
}

/// An age told unasked.
pub(super) fn age_told(text: &str) -> Option<Amount> {
    let found = AGE_TOLD.captures(text)?;
    years(found.iter().skip(1).flatten().next()?.as_str().parse().ok()?)
}

/// An age mentioned beside an answer to something else, and the text without it.
/// A bare "I'm 15" may be an answer: it is an age where nothing but a year, an
/// aside or another clause stands with it.
pub(super) fn age_in_passing(text: &str) -> Option<(Amount, String)> {
    let found = IN_PASSING.captures(text)?;
    let age = years(found.iter().skip(1).flatten().next()?.as_str().parse().ok()?)?;
    let all = found.get(0)?;
    let rest = format!("{} {}", &text[..all.start()], &text[all.end()..]);
    Some((age, rest.trim_matches([' ', ',', '.', '!', '-']).to_owned()))
}

/// "I'm 15", where nothing else that is a number was asked.
pub(super) fn age_of_speaker(text: &str) -> Option<Amount> {
    years(I_AM.captures(text)?[1].parse().ok()?)
}

/// Whether a number is said to be of years.
pub(super) fn names_years(text: &str) -> bool {
    YEARS.is_match(text)
}

/// An age that stands as a clause of its own: "heel pain, 45, two weeks".
pub(super) fn age_alone(parts: &[&str]) -> Option<Amount> {
    let number = parts.iter().skip(1).find_map(|part| part.parse::<i32>().ok())?;
    (16..100).contains(&number).then(|| Amount::exactly(number))
}

/// An age in words told unasked, such as "I'm in my early thirties".
pub(super) fn decade_told(text: &str) -> Option<Amount> {
    MY_DECADE.is_match(text).then(|| told_in_words(text)).flatten().and_then(years)
}

patterns! {
    YEARS = r"(?:\b|\d)(?:years?|yrs?|y[/.]?o|old|aged?|jahre?|alt|anos|ans|edad|idade)\b";
    IN_PASSING = r"(?:\b(?:and|but|also|oh|btw|by the way|fyi|ps) )*\b(?:i'm|im|my age is|aged) (?:only |just |actually |really |also )?(\d{1,2})(?:,? ?(?:years? old|yrs? old|years? of age|yo|y/o|by the way|btw|fyi|so you know|if (?:that|it) (?:matters|helps)|tbh|though))+\b|\b(?:btw|by the way|fyi|ps|oh and)[ ,:]+(?:i'm|im) (?:only |just )?(\d{1,2})\s*(?:$|[.,;!])";
    I_AM = r"\b(?:i'm|im) (?:only |just |actually )?([1-9]\d)\s*(?:$|[.,;!)]|and\b|but\b|so\b)";
    MY_DECADE = r"\b(?:i'm|she's|he's|am|in (?:my|his|her)) (?:\w+ )?(?:in (?:my|his|her) )?(?:early|mid|late)?[ -]?(?:my |his |her )?(?:\d0s|\d0's|twenties|thirties|forties|fifties|sixties|seventies|eighties)\b";
}
