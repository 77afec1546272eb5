//! Which texts an assessment needs, by key. The words are in `locales/`:
//! `facts.ftl`, `triage.ftl`, `patterns.ftl`, `advice.ftl`, `sources.ftl`.
//!
//! Texts are plain; whoever shows them makes headings and lists of them.

use std::collections::BTreeSet;

use super::{
    advice::{Advice, Variant, When},
    explain::State,
    patterns::Pattern,
    sources::Source,
    triage::{Level, NOT_RULED_OUT, RULES},
};
use crate::{
    facts::{Amount, ArchType, Fact, Kind, Value},
    text::Args,
};

/// The keys of one item of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdviceText {
    /// A few words.
    pub title: String,
    /// What to do, one sentence or two each.
    pub steps: Vec<String>,
    /// What to look out for, where there is something.
    pub caution: Option<String>,
}

struct Row(Advice, Variant, Steps, Caution);
struct Steps(u8);

#[derive(PartialEq, Eq)]
enum Caution {
    Said,
    None,
}

/// Every form an item of advice can take, with its number of steps.
#[rustfmt::skip]
static FORMS: &[Row] = &[
    Row(Advice::SeeProfessional,  Variant::IfWorse,               Steps(3), Caution::None),
    Row(Advice::SeeProfessional,  Variant::Book,                  Steps(2), Caution::Said),
    Row(Advice::SeeProfessional,  Variant::BookWithAdult,         Steps(3), Caution::Said),
    Row(Advice::SeeProfessional,  Variant::SpeakToday,            Steps(3), Caution::Said),
    Row(Advice::SeeProfessional,  Variant::GoNow,                 Steps(3), Caution::Said),
    Row(Advice::SeeProfessional,  Variant::GoNowWithPacket,       Steps(4), Caution::Said),
    Row(Advice::SeeProfessional,  Variant::Crisis,                Steps(4), Caution::None),
    Row(Advice::Rest,             Variant::Usual,                 Steps(3), Caution::Said),
    Row(Advice::Rest,             Variant::NoRunningUntilSeen,    Steps(3), Caution::Said),
    Row(Advice::Rest,             Variant::NoRunningUntilSettled, Steps(3), Caution::Said),
    Row(Advice::Ice,              Variant::Usual,                 Steps(4), Caution::Said),
    Row(Advice::Ice,              Variant::CheckFirst,            Steps(5), Caution::Said),
    Row(Advice::AntiInflammatory, Variant::Usual,                 Steps(3), Caution::Said),
    Row(Advice::AntiInflammatory, Variant::After48Hours,          Steps(3), Caution::Said),
    Row(Advice::AskPharmacist,    Variant::Usual,                 Steps(2), Caution::Said),
    Row(Advice::Stretch,          Variant::Usual,                 Steps(4), Caution::Said),
    Row(Advice::Stretch,          Variant::Gentler,               Steps(3), Caution::Said),
    Row(Advice::Support,          Variant::Usual,                 Steps(3), Caution::Said),
    Row(Advice::GroundAndLoad,    Variant::Usual,                 Steps(3), Caution::None),
    Row(Advice::Strengthen,       Variant::Usual,                 Steps(3), Caution::Said),
    Row(Advice::NightSplint,      Variant::Usual,                 Steps(3), Caution::Said),
    Row(Advice::ReturnToRun,      Variant::Usual,                 Steps(4), Caution::Said),
];

/// The keys of an item in one of its forms.
///
/// A form that the item doesn't have gives its first; a test walks all that a
/// plan can hold.
pub fn advice_text(advice: Advice, variant: Variant) -> AdviceText {
    let forms = || FORMS.iter().filter(|row| row.0 == advice);
    let row = forms().find(|row| row.1 == variant).or_else(|| forms().next());
    let (variant, steps, caution) = match row {
        Some(Row(_, variant, steps, caution)) => (*variant, steps.0, caution),
        None => (variant, 0, &Caution::None),
    };
    let title = match variant {
        Variant::Usual => format!("advice-{advice}"),
        variant => format!("advice-{advice}-{variant}"),
    };
    AdviceText {
        steps: (1..=steps).map(|step| format!("{title}.do-{step}")).collect(),
        caution: (*caution == Caution::Said).then(|| format!("{title}.caution")),
        title,
    }
}

/// The key and arguments of the short phrase for a fact with this value, such as
/// "no fever"; `None` is the phrase for not knowing.
pub fn fact_text(fact: Fact, value: Option<Value>) -> (String, Args<'static>) {
    let mut args = Args::new();
    let form = match value {
        None => "unknown",
        Some(Value::Yes) => "yes",
        Some(Value::No) => "no",
        Some(Value::Amount(amount)) => {
            let (low, high, form) = amount_form(fact, amount);
            if fact == Fact::DurationDays {
                let ((low, low_unit), (high, high_unit)) =
                    (as_people_say(low), as_people_say(high));
                args.set("low", low);
                args.set("high", high);
                // "For 2 to 3 weeks" names the unit once.
                let same = form == Some("range")
                    && low_unit.ends_with(high_unit.trim_start_matches("whole_"));
                args.set("low_unit", if same { "same" } else { low_unit });
                args.set("high_unit", high_unit);
            } else {
                args.set("low", low);
                args.set("high", high);
            }
            match form {
                Some(form) => form,
                None => return (format!("fact-{fact}"), args),
            }
        }
        // An arch nobody could name reads like one nobody was asked about.
        Some(Value::ArchType(ArchType::Unknown)) => "unknown",
        Some(Value::Site(value)) => value.as_str(),
        Some(Value::Trend(value)) => value.as_str(),
        Some(Value::Walking(value)) => value.as_str(),
        Some(Value::ArchType(value)) => value.as_str(),
        Some(Value::AnkleRoll(value)) => value.as_str(),
        Some(Value::Terrain(value)) => value.as_str(),
        Some(Value::Footwear(value)) => value.as_str(),
    };
    (format!("fact-{fact}-{form}"), args)
}

/// A number of days in the unit people would use, to the nearest whole one.
fn as_people_say(days: i32) -> (i32, &'static str) {
    let nearest = |unit: f64| (f64::from(days) / unit).round() as i32;
    match days {
        ..14 => (days, "days"),
        // A month, however long it was.
        29..=31 => (1, "months"),
        14..60 if days % 7 == 0 => (days / 7, "whole_weeks"),
        14..60 => (nearest(7.0), "weeks"),
        60..700 => (nearest(30.44), "months"),
        700.. => (nearest(365.25), "years"),
    }
}

/// The ends to name, and the form where it is not one exact number of 0 or more.
fn amount_form(fact: Fact, amount: Amount) -> (i32, i32, Option<&'static str>) {
    let (low, high) = (amount.low(), amount.high());
    let (least, most) = match fact.kind() {
        Kind::Amount { least, most } => (least, most),
        Kind::Sign | Kind::Choice(_) => (low, high),
    };
    if low == high && low >= 0 {
        (low, high, None)
    } else if high < 0 {
        (-high, -low, Some("less"))
    } else if low > least && high == most {
        (low, high, Some("over"))
    } else if low == least && high < most {
        (low, high, Some("under"))
    } else {
        (low.max(0), high, Some("range"))
    }
}

/// Every key that an assessment can need.
///
/// Texts take these arguments and no others: `$number`, the local emergency
/// number; `$facts`, `$sources` and `$rules`, lists already joined; `$level` and
/// `$version`; and `$low` and `$high` as [`fact_text`] gives them.
pub fn text_keys() -> impl Iterator<Item = String> {
    let mut keys = BTreeSet::new();
    for fact in Fact::ALL.iter().copied() {
        for value in examples(fact) {
            keys.insert(fact_text(fact, value).0);
        }
    }
    for level in Level::ALL {
        keys.extend([format!("level-{level}"), format!("level-{level}.meaning")]);
    }
    for rule in RULES.iter().map(|rule| rule.id).chain([NOT_RULED_OUT]) {
        keys.insert(format!("rule-{rule}"));
    }
    for pattern in Pattern::ALL {
        let key = format!("pattern-{pattern}");
        keys.extend([format!("{key}.matches"), format!("{key}.about"), key]);
    }
    keys.insert("pattern-none".to_owned());
    for Row(advice, variant, ..) in FORMS {
        let text = advice_text(*advice, *variant);
        keys.extend(text.steps.into_iter().chain(text.caution).chain([text.title]));
    }
    for advice in Advice::ALL {
        keys.insert(format!("topic-{advice}"));
        if !matches!(advice, Advice::SeeProfessional | Advice::AskPharmacist) {
            keys.insert(format!("withheld-{advice}"));
        }
    }
    keys.extend(When::ALL.iter().map(|when| format!("when-{when}")));
    keys.extend(State::ALL.iter().map(|state| format!("state-{state}")));
    for source in Source::ALL {
        let key = format!("source-{source}");
        keys.extend([format!("{key}.publisher"), format!("{key}.short"), key]);
    }
    keys.extend(OTHER_KEYS.iter().map(|key| (*key).to_owned()));
    keys.into_iter()
}

/// A value of every form that the fact's phrase takes.
fn examples(fact: Fact) -> Vec<Option<Value>> {
    let mut examples = vec![None];
    match fact.kind() {
        Kind::Sign => examples.extend([Some(Value::Yes), Some(Value::No)]),
        Kind::Choice(values) => examples.extend(values.iter().copied().map(Some)),
        Kind::Amount { least, most } => {
            examples.extend([
                Some(Value::number(most)),
                Some(Value::Amount(Amount::between(least, most))),
                Some(Value::Amount(Amount::between(most - 1, most))),
                Some(Value::Amount(Amount::between(least, least.max(0) + 1))),
            ]);
            if least < 0 {
                examples.push(Some(Value::number(least)));
            }
        }
    }
    examples
}

#[rustfmt::skip]
const OTHER_KEYS: &[&str] = &[
    "advice-because", "advice-sources", "withheld-title", "withheld-because",
    "patterns-for", "patterns-against", "patterns-caveat", "explain-title", "explain-not-ruled-out",
    "getting-worse", "getting-worse.emergency", "getting-worse.urgent", "getting-worse.book", "getting-worse.then",
    "summary-title", "summary-about", "summary-told", "summary-yes", "summary-no", "summary-unknown",
    "summary-level", "summary-reasons", "summary-rules", "about-matching",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Texts};

    /// The files as they are written, for what no key can reach.
    const FILES: &[&str] = &[
        include_str!("../../locales/en/facts.ftl"),
        include_str!("../../locales/en/triage.ftl"),
        include_str!("../../locales/en/patterns.ftl"),
        include_str!("../../locales/en/advice.ftl"),
        include_str!("../../locales/en/sources.ftl"),
    ];

    #[test]
    fn every_key_has_its_text() {
        let texts = Texts::default();
        let missing: Vec<_> = text_keys().filter(|key| !texts.has(key)).collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn no_text_takes_an_argument_that_is_not_promised() {
        let texts = Texts::default();
        let args = crate::args! {
            "number" => "112", "facts" => "fever", "sources" => "NHS", "rules" => "fever",
            "level" => "Urgent", "version" => "1", "low" => 1, "high" => 2,
            "low_unit" => "days", "high_unit" => "weeks",
        };
        for key in text_keys() {
            // A missing argument is left standing in braces.
            assert!(!texts.get(Language::English, &key, &args).contains('{'), "{key}");
        }
    }

    #[test]
    fn every_text_has_its_key() {
        let keys: BTreeSet<_> = text_keys().collect();
        let mut unused = Vec::new();
        let mut message = "";
        for line in FILES.iter().flat_map(|file| file.lines()) {
            let Some((name, _)) = line.split_once(" =") else { continue };
            let key = if let Some(attribute) = name.strip_prefix("    .") {
                format!("{message}.{attribute}")
            } else if name.starts_with(' ') || name.starts_with('#') {
                continue;
            } else {
                message = name;
                name.to_owned()
            };
            if !keys.contains(&key) {
                unused.push(key);
            }
        }
        assert!(unused.is_empty(), "{unused:#?}");
    }

    #[test]
    fn a_form_of_advice_has_as_many_steps_as_its_text() {
        let texts = Texts::default();
        for Row(advice, variant, Steps(steps), caution) in FORMS {
            let title = advice_text(*advice, *variant).title;
            assert!(!texts.has(&format!("{title}.do-{}", steps + 1)), "{title}");
            assert_eq!(
                texts.has(&format!("{title}.caution")),
                *caution == Caution::Said,
                "{title}"
            );
        }
    }

    #[test]
    fn a_fact_is_said_with_its_number() {
        let texts = Texts::default();
        let say = |fact, value| {
            let (key, args) = fact_text(fact, value);
            texts.get(Language::English, &key, &args)
        };
        let between = |low, high| Some(Value::Amount(Amount::between(low, high)));
        assert_eq!(say(Fact::Fever, Some(Value::No)), "no fever");
        assert_eq!(say(Fact::Severity, Some(Value::number(4))), "pain of 4 out of 10");
        assert_eq!(say(Fact::DurationDays, Some(Value::number(1))), "for a day");
        assert_eq!(say(Fact::DurationDays, between(3, 6)), "for 3 to 6 days");
        assert_eq!(say(Fact::DurationDays, between(14, 20)), "for 2 to 3 weeks");
        assert_eq!(say(Fact::DurationDays, between(21, 90)), "for 3 weeks to 3 months");
        let less = say(Fact::WeeklyMileageChange, Some(Value::number(-20)));
        assert_eq!(less, "less distance a week than before");
        assert_eq!(say(Fact::Diabetes, None), "diabetes not known");
    }

    #[test]
    fn a_duration_is_said_in_the_unit_people_use() {
        let texts = Texts::default();
        for (days, said) in [
            (0, "since today"),
            (10, "for 10 days"),
            (14, "for 2 weeks"),
            (21, "for 3 weeks"),
            (23, "for about 3 weeks"),
            (30, "for about a month"),
            (42, "for 6 weeks"),
            (61, "for about 2 months"),
            (183, "for about 6 months"),
            (730, "for about 2 years"),
        ] {
            let (key, args) = fact_text(Fact::DurationDays, Some(Value::number(days)));
            assert_eq!(texts.get(Language::English, &key, &args), said, "{days} days");
        }
    }

    #[test]
    fn no_text_names_a_diagnosis_a_likelihood_or_a_brand() {
        const NEVER_SAID: &[&str] = &[
            "you have plantar",
            "you've got",
            "diagnos",
            "%",
            "probab",
            "likelihood",
            "you suffer",
            "nurofen",
            "advil",
            "voltaren",
            "strassburg",
            "superfeet",
            "kt tape",
            " mg",
            "milligram",
        ];
        for line in FILES.iter().flat_map(|file| file.lines()) {
            // What a comment says, nobody is told; a title of a publication is its own.
            if line.starts_with('#') || line.starts_with("source-") {
                continue;
            }
            let text = line.to_lowercase();
            for word in NEVER_SAID {
                assert!(!text.contains(word), "{word}: {line}");
            }
        }
    }
}
