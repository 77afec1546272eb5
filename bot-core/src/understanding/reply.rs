//! What a reply says to the question it answers, where its words alone don't.

use jiff::Zoned;

use super::{
    Asked, Findings, MEDICINES_AND_CONDITIONS, Understood, Weighed, amounts, choices,
    clauses::Stance,
    clock, durations, is_red_flag, medicines, running, signs,
    text::patterns,
    yes_no::{self, Reply},
};
use crate::facts::{Amount, ArchType, Fact, Kind, Value, Walking};

patterns! {
    HURTS = r"\b(?:hurts?|painful|sore|agony|kills?|killing|ouch|ow|aches?|stab\w*|bad|worse|worst|awful|terrible|horrible|tender|duele|schmerzt|tut weh|douloureux|doi|worst part|glass|kni(?:fe|ves)|nails?|lego|needles|coals|murder|first (?:few )?steps?|every (?:single )?(?:morning|day)|first thing|getting up|after (?:sitting|sleep|rest|runs?|running|long runs?))\b";
    RUNS = r"\b(?:after|during|on|in) (?:\w+ )?(?:runs?|running|races?|training|workouts?)\b|\b(?:when|while|if|once) (?:i |i'm )?(?:run|running|training|racing)\b";
    RISES = r"\b(?:morning|mornings|bed|wak\w+|get(?:ting)? up|stand\w*|sit\w*|sleep|rest\w*|night|first (?:few )?steps?|first thing|(?:day|morning) after)\b";
    FINE = r"^[ ,.!]*(?:(?:it's|its|all|that's|everything|they're|feels?|is|am|i'm|mine|looks?|both|totally|perfectly|completely|absolutely|usually|there|normally|seems?|no,?|nope,?|nah,?) )*(?:fine|ok|okay|normal|good|great|clear|all good|all right|alright|pain[- ]?free|painless|perfect|grand|no problems?|no issues?|no pain|bien|gut|normal\w*|alles gut|tout va bien|bem|tudo bem|todo bien)(?: (?:thanks|there|for me|tbh|really|here|down there|at all|in (?:the|that)(?: \w+)+|now|i think|lol))*[ .!]*$";
    ALL = r"\b(?:all (?:of (?:them|these|those|the above|it)|the above|\d)|all|both(?: of (?:them|these))?|every ?(?:thing|one)(?: of them)?|the lot|alle[sn]?|tod[oa]s|tous|toutes|tudo|yes to (?:all|both|everything))\b";
    ONLY = r"\b(?:just|only|nothing else|nur|solo|seulement|apenas|so o|that's it|that's all)\b";
    CONSENT_GIVEN = r"\b(?:i|we) (?:do )?(?:agree|consent|accept)|\b(?:agreed?|accept(?:ed)?|consent(?:ed)?|i'm (?:happy|fine|ok) (?:with|for)|you (?:may|can|have my)|go ahead|einverstanden|ich stimme zu|acepto|de acuerdo|estoy de acuerdo|j'accepte|d'accord|je suis d'accord|aceito|concordo|happy to|yes)\b";
    CONSENT_REFUSED = r"\b(?:no|nope|don't|do not|not|decline|refuse|disagree|rather not|never|nein|nicht|non|pas|nao|withdraw|won't)\b";
    CONSENT_DENIED = r"\b(?:(?:don't|do not|not|never|won't|can't|nicht|no|non|nao) (?:\w+ )?(?:agree|consent|accept|einverstanden|acepto|d'accord|aceito|concordo)|disagree|refuse|decline)\b";
    CONSENT_SOFT = r"^\W*(?:whatever|i guess|if (?:i|you) (?:must|have to)|i suppose|go on then|maybe|probably|right|fair enough|got it)\W*$";
    WELCOME = r"^\W*(?:(?:yes|yeah|yep|ok|okay|oh|well|um+|sure|that's|that|it's|it|this|is|all|seems?|sounds?|looks?|works)\W+)*(?:ok|okay|k|kk|sure|sure thing|fine|alright|all right|emojiyes|vale|cool|good|great|fair|perfect|works|go for it|go ahead|no (?:problem|problems|worries|objections?)|not a problem|(?:i )?(?:don't|wouldn't) mind|happy with (?:that|it|this)|claro|klar|bien sur|claro que si)(?:[ ,]+(?:then|thanks?|thank you|cheers|mate|please|emojiyes|go ahead|(?:by|with|for|to) me))*(?:[ ,.;]+(?:and )?(?:i'm |age |aged )?\d{1,3}(?: ?(?:years?|yrs?|yo)(?: old)?)?)?\W*$";
    AND_THEN = r"\b(?:but|except|however|only if|unless|depends|after)\b";
    ALWAYS_CLICKS = r"\b(?:always|often|normally|usually|sometimes) (?:\w+ )?(?:clicks?|cracks?|pops?|clunks?)\b|\bclicks?\b";
    HEARD_NOTHING = r"^\W*(?:no,? )?(?:i )?(?:heard|felt|noticed) nothing\W*$|\b(?:didn't|never) (?:hear|feel|notice) (?:anything|a thing|it)\b";
    NOT_SURE = r"^\W*(?:i )?(?:really |honestly )?(?:don't know|not sure|no idea|unsure|no clue|can't tell)\b";
    A_MAN = r"\b(?:man|male|bloke|guy|dude|boy|he|him|mann|hombre|homme|homem|wrong (?:sex|plumbing|equipment))\b";
    WEEKS = r"^\W*(?:yes )?\d{1,2} ?(?:weeks|wks|months|w)\b|\bdue (?:in|date|on)\b|\bexpecting\b";
    FIRST_TIME = r"\b(?:first|1st|only) time\b|\bnever (?:had|happened)\b|\bnew (?:thing|to me|one|problem|pain)\b|^\W*new\W*$|\bprimera vez\b|\berste mal\b|\bpremiere fois\b|\bprimeira vez\b";
    BIGGER = r"\b(?:bigger|larger|fatter|thicker|huge|swollen|puffy|puffed|tight and hard)\b";
    LIKE_THE_OTHER = r"^\W*(?:it's |looks |feels |about |exactly |just )*(?:the )?same (?:as|size|temperature|shape|colou?r)\b";
    HARD_TO_SEE = r"\b(?:hard|difficult|can't|impossible) (?:really )?(?:to )?(?:see|tell|say)\b";
    ABLE = r"^\W*(?:(?:yes|yeah|yep|just|only|i|it|still|can|with|but|barely) )*(?:can|fine|easily|ok|no (?:problem|bother|trouble)s?|sure|i can)\W*$";
    UNABLE = r"\b(?:can't|cannot|couldn't|unable|impossible|no way|too (?:sore|painful|weak)|not able|no strength|gives way|won't)\b";
    HALF_ABLE = r"\b(?:barely|hardly|just about|only just|kindof|with (?:pain|difficulty)|painful\w*|hurts|a (?:bit|little)|sort of|holding|with help|both|not (?:really|much|very|far|high)|struggle|shaky|weak)\b";
}

/// Whether `text` is an answer to a yes/no question asked, and so no control word.
pub(super) fn answers(text: &str, wanted: &[Fact]) -> bool {
    let sign = wanted.iter().any(|fact| fact.kind() == Kind::Sign || *fact == Fact::CanBearWeight);
    (sign && yes_no::read(text).is_some())
        || (wanted.contains(&Fact::Site) && matches!(text.trim(), "back" | "the back"))
        || wanted.iter().any(|fact| {
            matches!(
                fact,
                Fact::Trend | Fact::AnkleRoll | Fact::WeeklyMileageChange | Fact::RestDaysPerWeek
            ) && !text.contains("skip")
                && value_of(*fact, text, None).is_some()
                && yes_no::read(text).is_some()
        })
}

/// Adds what `text` says to what was asked, or notes it as unclear.
pub(super) fn resolve(
    text: &str,
    asked: &[Asked],
    wanted: &[Fact],
    now: &Zoned,
    findings: &mut Findings,
    understood: &mut Understood,
) {
    if asked.contains(&Asked::Consent) {
        match consent(text) {
            Some(given) => understood.consent = Some(given),
            None => understood.unclear.push(Asked::Consent),
        }
    }
    if asked.contains(&Asked::ReminderTime) {
        match clock::read(text) {
            Some(time) => understood.reminder_time = Some(time),
            None => understood.unclear.push(Asked::ReminderTime),
        }
    }
    match wanted {
        [] => {}
        [fact] => one(*fact, text, now, findings),
        _ => several(text, asked, wanted, now, findings, understood),
    }
}

fn consent(text: &str) -> Option<bool> {
    if CONSENT_SOFT.is_match(text) {
        return None;
    }
    // "All good" would be a no to "is it swollen?"; here it is a yes.
    if WELCOME.is_match(text) {
        return Some(true);
    }
    if CONSENT_DENIED.is_match(text) {
        return Some(false);
    }
    let refused = CONSENT_REFUSED.is_match(text);
    match yes_no::read(text) {
        Some(Reply::Yes) => return Some(true),
        Some(Reply::No) => return Some(false),
        Some(_) => return None,
        None => {}
    }
    if AND_THEN.is_match(text) {
        return None;
    }
    match (CONSENT_GIVEN.is_match(text), refused) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether the text says that nothing is to be added.
pub(super) fn closes_a_list(text: &str) -> bool {
    NO_MORE.is_match(text)
}

patterns! {
    NO_MORE = r"^\W*(?:(?:no|nope|ok|okay|and|yes|yeah|i think|so)\W+)*(?:(?:that's|thats|that is|that'll be|that will be)(?: about| pretty much)? (?:all|it|the lot|everything|them)|(?:just|only) (?:that|those|these|them|the)(?: ones?| two| three)?|(?:nothing|none|no) (?:else|more|others?)|(?:no|none of the|not the) (?:others?|rest)|(?:all )?(?:done|finished)|nada mas|eso es todo|das ist alles|das war's|c'est tout|so isso|e tudo|isso e tudo)(?: (?:of (?:them|it)|really|thanks?|thank you|for now|i think|now|folks|mate))*\W*$";
}

/// A question for one fact.
fn one(fact: Fact, text: &str, now: &Zoned, findings: &mut Findings) {
    match fact.kind() {
        Kind::Sign => one_sign(fact, text, findings),
        Kind::Amount { .. } | Kind::Choice(_) => {
            let value = value_of(fact, text, Some(now)).filter(|value| fact.takes(*value));
            // The reply's own reading counts before the one made unasked.
            match value.or(findings.values.get(&fact).copied().flatten()) {
                Some(value) => {
                    findings.values.insert(fact, Some(value));
                }
                None => {
                    not_told(fact, text, findings);
                }
            }
        }
    }
}

fn not_told(fact: Fact, text: &str, findings: &mut Findings) {
    let reply = yes_no::read(text).or_else(|| yes_no::opening(text));
    if reply == Some(Reply::DoesNotKnow) {
        // For the arch not knowing is a value of its own.
        let value = (fact == Fact::ArchType).then_some(Value::ArchType(ArchType::Unknown));
        findings.values.insert(fact, value);
    } else {
        findings.unclear.push(fact);
    }
}

/// The value a reply gives to a question for a number or a choice.
fn value_of(fact: Fact, text: &str, now: Option<&Zoned>) -> Option<Value> {
    let amount = |amount: Option<Amount>| amount.map(Value::Amount);
    if yes_no::read(text) == Some(Reply::DoesNotKnow) {
        return None;
    }
    match fact {
        Fact::Severity => amount(amounts::severity_reply(text)),
        Fact::DurationDays => amount(durations::reply(text, now?)),
        Fact::Age => amount(amounts::age_reply(text, now?.year())),
        Fact::WeeklyMileageChange => amount(running::change_reply(text)),
        Fact::LongestRunJump => amount(running::jump_reply(text)),
        Fact::RestDaysPerWeek => amount(running::rest_reply(text)),
        Fact::Site if matches!(text.trim(), "back") => None,
        Fact::CanBearWeight => walking(text),
        _ => choices::reply(fact, text),
    }
}

fn walking(text: &str) -> Option<Value> {
    match yes_no::read(text) {
        // "kind of" is a limp; "probably" is not told.
        Some(Reply::SoftYes) => {
            let limping = Value::Walking(Walking::Limping);
            return choices::reply(Fact::CanBearWeight, text).filter(|value| *value == limping);
        }
        Some(Reply::SoftNo | Reply::DoesNotKnow | Reply::Torn) if !BARELY.is_match(text) => {
            return None;
        }
        _ => {}
    }
    if NOT_WITHOUT_PAIN.is_match(text) {
        return Some(Value::Walking(Walking::Limping));
    }
    choices::reply(Fact::CanBearWeight, &NO_PROBLEM.replace_all(text, "easily"))
}

patterns! {
    NOT_WITHOUT_PAIN = r"\b(?:not|never|can't \w+) without (?:any |some |a (?:lot of |bit of )?)?(?:pain|difficulty|trouble|problems?|limp\w*|hobbling|wincing|it hurting)\b";
    NO_PROBLEM = r"\b(?:no|without|without any|not a|zero|0|sin|ohne|sans|sem) (?:problem|prob|bother|trouble|issue|worrie|difficult|pain|probleme|problema)(?:s|ies|y|e|as)?\b";
    BARELY = r"\b(?:barely|hardly|just)\b";
}

fn one_sign(fact: Fact, text: &str, findings: &mut Findings) {
    let said = yes_no::read(text).or_else(|| yes_no::opening(text));
    let weighed = findings.weigh(fact);
    let value = match (weighed, said) {
        (Weighed::Value(Some(value)), Some(Reply::Yes))
            if value == Value::No && !NEGATIVE_SIGN.contains(&fact) =>
        {
            // "yes, no swelling": torn.
            Outcome::Unclear
        }
        (Weighed::Value(Some(Value::Yes)), Some(Reply::No)) => Outcome::Unclear,
        (Weighed::Value(value), _) => Outcome::Heard(value),
        (Weighed::Unclear, Some(Reply::Yes)) if fact != Fact::CanTiptoe => {
            Outcome::Heard(Some(Value::Yes))
        }
        (Weighed::Unclear, Some(Reply::DoesNotKnow)) => Outcome::Heard(None),
        (Weighed::Unclear, _) => Outcome::Unclear,
        (Weighed::Nothing, Some(reply)) => of_reply(fact, reply),
        (Weighed::Nothing, None) => of_words(fact, text),
    };
    match value {
        Outcome::Heard(value) => {
            findings.values.insert(fact, value);
        }
        Outcome::Unclear => findings.unclear.push(fact),
    }
}

/// Facts whose being present is the good news.
const NEGATIVE_SIGN: &[Fact] = &[Fact::CanTiptoe];

enum Outcome {
    Heard(Option<Value>),
    Unclear,
}

fn of_reply(fact: Fact, reply: Reply) -> Outcome {
    let able = NEGATIVE_SIGN.contains(&fact);
    match reply {
        Reply::Yes => Outcome::Heard(Some(Value::Yes)),
        Reply::No => Outcome::Heard(Some(Value::No)),
        Reply::SoftYes if able => Outcome::Unclear,
        Reply::SoftYes => Outcome::Heard(Some(Value::Yes)),
        Reply::SoftNo if is_red_flag(fact) => Outcome::Unclear,
        Reply::SoftNo => Outcome::Heard(Some(Value::No)),
        Reply::DoesNotKnow => Outcome::Heard(None),
        Reply::Torn => Outcome::Unclear,
    }
}

/// Words that answer this question without naming its sign.
fn of_words(fact: Fact, text: &str) -> Outcome {
    if fact == Fact::CanTiptoe {
        return if UNABLE.is_match(text) {
            Outcome::Heard(Some(Value::No))
        } else if HALF_ABLE.is_match(text) {
            Outcome::Unclear
        } else if ABLE.is_match(text) || FINE.is_match(text) {
            Outcome::Heard(Some(Value::Yes))
        } else {
            Outcome::Unclear
        };
    }
    if fact == Fact::SuddenOnsetPop && ALWAYS_CLICKS.is_match(text) {
        return Outcome::Heard(None);
    }
    if fact == Fact::Fever
        && let Some(stance) = signs::temperature_reply(text)
    {
        return match stance {
            Stance::Present => Outcome::Heard(Some(Value::Yes)),
            Stance::Absent => Outcome::Heard(Some(Value::No)),
            _ => Outcome::Unclear,
        };
    }
    let own_words = match fact {
        Fact::Pregnant if A_MAN.is_match(text) => Some(Value::No),
        Fact::Pregnant if WEEKS.is_match(text) => Some(Value::Yes),
        Fact::Recurrent if FIRST_TIME.is_match(text) => Some(Value::No),
        Fact::CalfSwelling if BIGGER.is_match(text) => Some(Value::Yes),
        Fact::CalfSwelling
        | Fact::HotSkin
        | Fact::SwellingOrRedness
        | Fact::Deformity
        | Fact::PaleColdFoot
            if LIKE_THE_OTHER.is_match(text) =>
        {
            Some(Value::No)
        }
        _ => None,
    };
    if let Some(value) = own_words {
        return Outcome::Heard(Some(value));
    }
    if fact == Fact::SuddenOnsetPop && HEARD_NOTHING.is_match(text) {
        return Outcome::Heard(Some(Value::No));
    }
    if NOT_SURE.is_match(text) {
        return Outcome::Heard(None);
    }
    if HARD_TO_SEE.is_match(text) {
        return Outcome::Unclear;
    }
    if FINE.is_match(text) {
        return Outcome::Heard(Some(Value::No));
    }
    let about_pain = matches!(
        fact,
        Fact::MorningFirstStepPain
            | Fact::NightOrRestPain
            | Fact::BonePainOnSqueeze
            | Fact::AchingArches
    );
    // "Only after long runs" says nothing of the morning.
    let at_rest = matches!(fact, Fact::MorningFirstStepPain | Fact::NightOrRestPain);
    if at_rest && RUNS.is_match(text) && !RISES.is_match(text) {
        return Outcome::Unclear;
    }
    if about_pain && HURTS.is_match(text) {
        let denied = super::clauses::negates(text);
        return if denied {
            Outcome::Heard(Some(Value::No))
        } else {
            Outcome::Heard(Some(Value::Yes))
        };
    }
    Outcome::Unclear
}

/// A screen that asks for several facts at once.
fn several(
    text: &str,
    asked: &[Asked],
    wanted: &[Fact],
    now: &Zoned,
    findings: &mut Findings,
    understood: &mut Understood,
) {
    let medicines = asked.contains(&Asked::MedicinesAndConditions);
    let signs: Vec<Fact> =
        wanted.iter().copied().filter(|fact| fact.kind() == Kind::Sign).collect();
    let rest: Vec<Fact> = wanted.iter().copied().filter(|fact| fact.kind() != Kind::Sign).collect();
    for fact in rest {
        let value = match fact {
            // Distance a week is asked on the same screen, and meant by default.
            Fact::LongestRunJump if wanted.contains(&Fact::WeeklyMileageChange) => {
                running::jump(text).map(Value::Amount)
            }
            _ => value_of(fact, text, Some(now)),
        };
        if let Some(value) = value.filter(|value| fact.takes(*value)) {
            findings.value(fact, value);
        }
    }
    for fact in medicines::denied_together(text) {
        if medicines || signs.contains(&fact) {
            findings.stances.entry(fact).or_insert_with(|| vec![Stance::Absent]);
        }
    }
    let heard = wanted.iter().filter(|fact| {
        findings.values.contains_key(fact) || !matches!(findings.weigh(**fact), Weighed::Nothing)
    });
    let heard: Vec<Fact> = heard.copied().collect();
    if heard.is_empty() {
        let said = yes_no::read(text).or_else(|| yes_no::opening(text));
        let value = match said {
            Some(Reply::No) => Some(Some(Value::No)),
            Some(Reply::DoesNotKnow) => Some(None),
            _ if ALL.is_match(text) && !super::clauses::negates(text) => Some(Some(Value::Yes)),
            _ if FINE.is_match(text) => Some(Some(Value::No)),
            _ => None,
        };
        match value {
            Some(value) => {
                for fact in &signs {
                    findings.values.insert(*fact, value);
                }
            }
            None if medicines && findings.any_told() => {}
            None if medicines && signs.len() == MEDICINES_AND_CONDITIONS.len() => {
                understood.unclear.push(Asked::MedicinesAndConditions);
            }
            None => findings.unclear.extend(wanted),
        }
        return;
    }
    // "just the stiffness" leaves the others out; a danger sign is still asked for.
    let all_present =
        heard.iter().all(|fact| matches!(findings.weigh(*fact), Weighed::Value(Some(Value::Yes))));
    if ONLY.is_match(text) && all_present {
        for fact in signs.iter().filter(|fact| !heard.contains(fact) && !is_red_flag(**fact)) {
            findings.values.insert(*fact, Some(Value::No));
        }
    }
}
