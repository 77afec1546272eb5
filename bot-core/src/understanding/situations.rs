//! Pain that depends on a situation: the first steps of the day, night and
//! rest, a squeeze of the heel bone, rising onto the toes.
//!
//! Here a clause names the situation and says how it goes in it ("mornings are
//! fine", "sore to squeeze"), which is not a sign that is there or not.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    clauses::{About, Clause, Stance},
    text::{pattern, patterns},
};
use crate::facts::Fact;

/// A situation by its words; `alone` are words that tell pain by themselves,
/// `unhurt` words that deny it.
struct Row {
    fact: Fact,
    words: &'static str,
    not: &'static str,
    alone: &'static str,
    unhurt: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        fact: Fact::MorningFirstStepPain,
        words: r"first[- ](?:few |couple of |10 |\d+ )?steps?(?:[- ]pain)?|first thing(?: in the morning)?|1st (?:thing|steps?)|(?:gett?ing|get|gets|got|climb\w*|roll\w*|step\w*|coming|out) (?:up )?out of bed|out of bed|when (?:i|she|he|they)(?: first)? (?:wake|wakes|get|gets|stand|stands|step|steps|put|puts|walk)(?: \w+)?(?: up| out| down)?(?: in the mornings?| after sleep\w*| of bed)?|(?:on|upon|after|just after|when) (?:waking|getting up|wakening|sleep|sleeping|wake ?up)(?: up)?|wake up (?:with|and)|waking up|(?:in|of|every|each|most|some|on|first|by|during|early)? ?(?:the |an? )?mornings?|(?:in|every|each|of) (?:the )?ams?|morgens|am morgen|(?:jeden )?morgen|(?:beim|nach dem) aufstehen|erste[nr]? schritte?n?|(?:al|cuando me) levant\w+|(?:por|en|de|a) las? mananas?|primeros pasos|al despertar(?:me)?|le matin|les matins|au (?:reveil|lever|saut du lit)|premiers pas|(?:de|pela|na|todas as|as) manhas?|ao (?:acordar|levantar)(?:-me)?|quando (?:acordo|(?:me )?levanto)|primeiros passos",
        not: r"(?:this|tomorrow|yesterday|sunday|saturday|monday|tuesday|wednesday|thursday|friday|next|since|one|good) mornings?|mornings? (?:run|runs|jog|jogs|coffee|all|person|everyone|5k|10k|parkrun)|morgen(?: frueh)? (?:lauf|ist)|guten morgen|bom dia|(?:since|from) (?:the )?morning|run\w* (?:\w+ )?(?:in|every|each) (?:the )?mornings?|gone by (?:the )?mornings?|better by (?:the )?morning",
        alone: r"worst|worse|stiff|lego|knife|knives|nails?|glass|needles|hobbl\w*|limp\w*|agony|excruciating|stab\w*|especially|vor allem|surtout|sobre todo|sobretudo|principalmente|schlimm\w*|peor|pire|pior|killer|tender|bruised|electric|bad|rough|awful|horrendous|horrible|hell|shocking|terrible|crippl\w+|nightmare|suck|sucks|wince|ouch|ow\b|^(?:mainly |mostly |only |just |usually )?(?:in (?:the )?|every |first thing )?mornings?(?: only| mainly| mostly)?$|(?:days|weeks|wks|months|10) mornings?$|steps (?:are|feel) (?:like|really|so)",
        unhurt: r"(?:fine|ok|okay|good|great|normal|all right|alright|nothing|painless|pain[- ]free|no problem|not an issue|bien|gut|rien|bem|no issues?|grand|feels? good|best|no different)",
    },
    Row {
        fact: Fact::NightOrRestPain,
        words: r"(?:at|in the|during the|through the|all|every|most|the) nights?|night(?:s|[- ]?time)?[- ]?(?:pain|ache|times?)?|in bed|(?:when |while |even |just )*(?:lying|laying) (?:down|in bed|still|there)|at rest|rest pain|even (?:when |while )?(?:resting|rested|sitting|not moving|off my feet)|when (?:i'm )?(?:resting|sitting still|not moving|off my feet)|(?:wakes?|waking|woke|woken|keeps?|kept|keeping) (?:me|him|her) (?:up|awake)|(?:wakes?|woke|waking) (?:me|him|her)|sleep(?:ing|s)?|nachts|in der nacht|in ruhe|im bett|por la noche|de noche|en reposo|la nuit|au repos|a noite|de noite|em repouso|even sat down|(?:just|while) sitting",
        not: r"last night|night (?:before|run|runs|shift|shifts|splint|out)|tonight|boa noite|good night|(?:since|from) (?:the|last) night|sleep in|rested|after sleep(?:ing)?|rest days?|all rest|the night(?: before)?|resting heart",
        alone: r"(?:wakes?|woke|waking|woken|keeps?|kept|keeping) (?:me|him|her)|can't sleep|won't let me sleep|trouble sleeping|wach|despierta|reveille|acorda|hardly sleep|struggling to sleep|not sleeping|can't get to sleep",
        unhurt: r"(?:fine|ok|okay|good|great|well|normal|all right|alright|like a (?:baby|log)|nothing|painless|pain[- ]free|no problem|settles|goes away|eases|stops|better|bien|gut|rien|bem|no issues?|grand|through|disappears)",
    },
    Row {
        fact: Fact::BonePainOnSqueeze,
        words: r"squeez\w*|pinch(?:ing|ed|es)?|(?:press\w*|push\w*) (?:on )?(?:both sides|the sides|either side|from (?:both|the) sides?|in on|the heel bone|on (?:the|my) (?:heel )?bone)(?: of)?|compress(?:ing|ed)?(?: the heel| my heel)?|squash(?:ing|ed)? (?:my |the )?heel|zusammendruck\w*|druck auf das fersenbein|apriet\w+|apretar|presse|serre|aperto|apertar",
        not: r"squeezed? (?:in|into|out)|at a pinch|pinch of|feel the pinch|compression",
        alone: r"tender|positive|ouch|ow\b|nasty|not nice|agony|jump\w*|through the roof|worse|excruciating|yelp\w*|wince",
        unhurt: r"(?:fine|ok|okay|good|normal|all right|alright|nothing|painless|pain[- ]free|negative|no problem|no issues?|bien|gut|rien|bem)",
    },
];

struct Compiled {
    fact: Fact,
    words: Regex,
    not: Regex,
    alone: Regex,
    unhurt: Regex,
}

static SITUATIONS: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let bounded = |words: &str| pattern(&format!(r"\b(?:{words})\b"));
    ROWS.iter()
        .map(|row| Compiled {
            fact: row.fact,
            words: bounded(row.words),
            not: bounded(row.not),
            alone: bounded(row.alone),
            unhurt: bounded(row.unhurt),
        })
        .collect()
});

patterns! {
    PAIN = r"\b(?:hurt\w*|pains?|painful|sore|soreness|agony|ach\w+|stab\w*|stiff\w*|throb\w*|kill\w*|tender|burn\w*|excruciating|ouch|sting\w*|sharp|twinge\w*|niggl\w*|jab\w*|murder|knife|glass|lego|nail|nails|hobbl\w*|limp\w*|uncomfortable|discomfort|grumbl\w*|schmerz\w*|tut weh|weh|fersenschmerz\w*|duele\w*|dolor\w*|molest\w+|mal|douleur\w*|douloureu\w+|dor|dores|doi|doer|doendo|can't (?:walk|put|stand))\b";
    NO_PAIN = r"\b(?:no|not|never|none|nothing|without|0|nor|neither|doesn't|don't|isn't|didn't|hasn't|aren't|haven't|wasn't|kein\w*|nicht|nichts|sin|nunca|ni|pas|sans|aucune?|jamais|rien|sem|nao|nenhum\w*)\b";
    STILL_PAIN = r"\b(?:no (?:real )?better|not (?:really )?(?:any |much )?better|no change|no improvement|not improving|isn't (?:any )?better|not just|not only|no different|doesn't (?:go away|stop|help|ease)|no relief)\b";
    SOFTLY = r"\b(?:not (?:really|much|too|that|very|so|as|always)|hardly|barely)\b";
    FEARED = r"\b(?:if (?:it|i)|worried|what if|might|will it|is it normal|should it|supposed to)\b";

    TIPTOE = r"\b(?:tip ?-?toes?|tippy ?-?toes?|(?:calf|heel|toe)[- ](?:raises?|lifts?)|(?:stand|go|get|rise|raise|push|up|walk|lift)(?: myself)?(?: up)?(?: on| onto| off)?(?: to)?(?: my| the)? (?:toes|ball of)|push off|zehenspitzen|zehenstand|puntillas|de puntas|pointe(?:s)?(?: des pieds)?|ponta dos pes|bicos? dos pes)\b";
    UNABLE = r"\b(?:can't|cannot|couldn't|unable|not able|impossible|no way|no strength|won't|fail\w*|no (?:calf|heel)|kann(?: ich)? nicht|nicht|no puedo|no soy capaz|peux pas|impossible|nao consigo|not)\b";
    ABLE = r"\b(?:can|could|able|fine|ok|okay|no problem|easily|easy|manage|did|do|possible|kann|puedo|peux|consigo|good|normal|but it hurts)\b";
}

/// What the text says of each situation it names.
pub(super) fn read(clauses: &[Clause<'_>]) -> Vec<(Fact, Stance)> {
    let mut heard = Vec::new();
    for (at, clause) in clauses.iter().enumerate() {
        if clause.about == About::SomebodyElse {
            continue;
        }
        for situation in SITUATIONS.iter() {
            if let Some(stance) = in_clause(situation, clauses, at) {
                heard.push((situation.fact, stance));
            }
        }
        if let Some(stance) = tiptoe(clause.text) {
            heard.push((Fact::CanTiptoe, stance));
        }
    }
    heard
}

fn in_clause(situation: &Compiled, clauses: &[Clause<'_>], at: usize) -> Option<Stance> {
    let text = STILL_PAIN.replace_all(clauses[at].text, "sore").into_owned();
    let text = situation.not.replace_all(&text, "~").into_owned();
    let words = situation.words.find(&text)?.range();
    if FEARED.is_match(&text[..words.start]) {
        return None;
    }
    let pain = nearest(&PAIN, &text, &words);
    let unhurt = nearest(&situation.unhurt, &text, &words);
    let alone = situation.alone.is_match(&text);
    if SOFTLY.is_match(&text) && !alone {
        return Some(Stance::SoftlyAbsent);
    }
    // "mornings are fine" beside "hurts after runs": the nearer one is meant.
    if let Some(fine) = unhurt
        && pain.is_none_or(|pain| fine < pain)
        && !NOT_FINE.is_match(&text)
    {
        return Some(Stance::Absent);
    }
    let denied = NO_PAIN.find_iter(&text).any(|no| {
        let idiom = situation
            .alone
            .find_iter(&text)
            .any(|alone| alone.start() <= no.start() && no.end() <= alone.end());
        !idiom && (no.start() <= words.start || pain.is_some())
    });
    if denied {
        return Some(Stance::Absent);
    }
    if pain.is_some() || alone {
        return Some(Stance::Present);
    }
    // "Heel pain, mostly in the mornings": the pain stands a clause before, in
    // the same sentence.
    let before = clauses[..at]
        .iter()
        .rev()
        .take_while(|before| before.sentence == clauses[at].sentence)
        .any(|before| {
            before.about == About::Patient
                && PAIN.is_match(before.text)
                && !NO_PAIN.is_match(before.text)
        });
    let after = clauses.get(at + 1).is_some_and(|after| {
        after.sentence == clauses[at].sentence
            && PAIN.is_match(after.text)
            && LEADS.is_match(&text)
            && !NO_PAIN.is_match(after.text)
    });
    ((before && !ELSEWHEN.is_match(&text)) || after).then_some(Stance::Present)
}

patterns! {
    NOT_FINE = r"\b(?:not|isn't|aren't|never|no) (?:so |too |that |very |really |feeling )?(?:fine|ok|okay|good|great|well|right|sleep\w*)\b|\bafter (?:that|it'?s? (?:fine|ok))";
    /// A situation put first: "first thing, it's agony".
    LEADS = r"^(?:and |but |then )?(?:\w+ )?(?:when|in the|every|first|on|at|morgens|por|le|de)\b";
    ELSEWHEN = r"\b(?:run|ran|running|walk|gym|work|ice|iced|icing|stretch\w*|roll\w*|take|took|taking)\b";
}

/// How far the nearest match is from the words of the situation.
fn nearest(what: &Regex, text: &str, words: &Range<usize>) -> Option<usize> {
    what.find_iter(text)
        .map(|found| {
            if found.end() <= words.start {
                words.start - found.end()
            } else {
                found.start().saturating_sub(words.end)
            }
        })
        .min()
}

/// `Present` means that the person can.
fn tiptoe(text: &str) -> Option<Stance> {
    let words = TIPTOE.find(text)?;
    if FEARED.is_match(&text[..words.start()]) {
        return None;
    }
    let push_off = words.as_str() == "push off";
    if UNABLE.is_match(text) {
        let doubled = UNABLE.find_iter(text).count() > 1 && text.contains("problem");
        return Some(if doubled { Stance::Doubtful } else { Stance::Absent });
    }
    (ABLE.is_match(text) && !push_off && !DOING_THEM.is_match(text)).then_some(Stance::Present)
}

patterns! {
    DOING_THEM = r"\b(?:doing|do|did|done|been|tried|trying|should i|told)\b.*(?:raises|lifts)|\b(?:only|just) (?:walk|on) ";
}
