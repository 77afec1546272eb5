//! Sentences cut into clauses, and what a clause says about the words in it:
//! denied, past, gone, about somebody else, only feared, or not known.
//!
//! Which words are signs is the tables' matter (`signs`, `medicines`); here is
//! only the grammar around them.

use std::{borrow::Cow, ops::Range};

use super::text::patterns;

/// A part of the text in which one thing is said.
#[derive(Clone, Debug)]
pub(super) struct Clause<'t> {
    pub(super) text: &'t str,
    pub(super) joined: Joined,
    /// Which sentence it belongs to, counted from 0.
    pub(super) sentence: usize,
    /// Whether it is about the person who is to be helped.
    pub(super) about: About,
}

/// How a clause is joined to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    Start,
    Comma,
    Word,
}

/// Whose heel a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Patient,
    SomebodyElse,
}

/// What a clause says of a sign named in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    Present,
    Absent,
    /// Absent, but only softly or only by now.
    SoftlyAbsent,
    /// The person says they can't tell.
    DoesNotKnow,
    /// It can't be told which is meant.
    Doubtful,
    /// Named without saying anything of this person's now.
    Aside,
}

/// How a sign lives in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    /// A state that matters only while it lasts: fever.
    State,
    /// Something that happened when the complaint began: a pop.
    Onset,
    /// What stays true once it was: cancer, an earlier fracture.
    History,
}

patterns! {
    STOP = r"[!?;\n]+|\.+(?: |$)|\.{2,}";
    JOINT = r"(?:,(?: |$)|,(?:[a-z])| - |[()/]+ | \()|\b(?:but|however|although|though|except|whereas|because|aber|sondern|weil|pero|sino|porque|mais|mas|otherwise)\b|\b(?:and|und|y|et|e|plus|then|so|also)(?: (?:now|then|also|so|it's|i'm|i've))? (?:i|i'm|i've|i'd|my|mine|it|it's|its|the|there|there's|now|has|have|had|he|she|he's|she's|they|we|can|can't|could|couldn't|won't|no|not|feels?|felt|is|isn't|are|was|were|heel|heels|foot|feet|ankle|toes|calf|leg|lately|this|that|sometimes|hurts?|today|yesterday|mornings?|when|after|if|told|want|am|didn't|don't|doesn't|haven't|never|nothing|took|got|keep|ich|mein|meine|es|kein|keine|nicht|el|la|me|mi|le|je|mon|ma|pas|eu|meu|minha|nao|sem|tengo|tenho)\b";

    NEGATOR = r"\b(?:no|not|never|none|nor|neither|without|nothing|0|nowhere|isnt|nae|[a-z]+n't|kein(?:e|en|er|em|es|erlei)?|nicht|nichts|ohne|weder|noch|nie|sin|ningun[ao]?|tampoco|nunca|ni|pas|sans|aucune?|jamais|sem|nao|nenhum[ao]?|nem|free of|lack of|absence of|denies|deny|negative for)\b";
    NOT_A_NEGATOR = r"\b(?:no doubt|not only|not just|not to mention|no wonder|nothing but|no thanks|no longer able|not surprisingly|never mind|no idea why|don't know why|not sure why|can't believe|no joke|no lie|wouldn't you know|won't go away|doesn't go away|not going away|won't stop|doesn't stop|won't shift|isn't going away|hasn't gone|hasn't stopped|not stopped|won't settle|not settling|hasn't settled|doesn't help|hasn't helped|not helping|didn't help|not gone|not got better|no better|not better|not improv\w+|isn't improv\w+|not getting better)\b";
    SOFT = r"\b(?:not really|not much|not very|not too|not particularly|not that|not especially|hardly|barely|scarcely|not so|isn't really|isn't very|isn't that|isn't too|doesn't really|don't really|don't think|doesn't seem|doesn't look|don't feel|probably not|not noticeably|not obviously|kaum|pas vraiment|no mucho|nicht wirklich|nao muito|apenas|pas trop|nicht so|nicht sehr|no muy|pas tres)\b";
    BREAKER = r"\b(?:but|just|only|because|when|until|till|so|then|now|yet|except|while|since|after|aber|nur|solo|seulement|apenas|so)\b";
    AND_IN_GAP = r"\b(?:and|und|y|et|e|plus)\b";
    LIST_FILLER = r"\b(?:or|nor|and|any|much|oder|und|noch|o|ou|ni|nem|y|et|e|or any|the|a|visible|obvious|real|other|of|sign|signs|anything|like|that|either|new|recent)\b";
    WORD = r"[a-z0-9']+";

    AFTER_DENIED = r"^\s*(?:[:=-]+|is|was|are)?\s*(?:no|none|nope|nah|nothing|nein|non|negative|absent|nil|zero|0|nao|clear)\s*(?:[.,!]|$)";
    GONE = r"^[^.,]{0,20}?\b(?:has |have |'s |is |all |now |it's )*(?:gone(?: down| away| now)?|went (?:down|away)|cleared(?: up)?|subsided|disappeared|has settled|settled down|went off|no more|no longer)(?: now| completely| already)?\s*(?:$|[.,!])|^[^.,]{0,20}\bnot anymore\b";
    GONE_BEFORE = r"\b(?:used to|no longer|not anymore|gone is)\b";
    FEARED = r"\b(?:if (?:i|it|the|my|there|he|she|we|you|they)|in case|what if|what happens|should (?:i|it) (?:get|have|become)|worried|worry|worrying|scared|afraid|fear|paranoid|concerned|could (?:it|this|that) be|can (?:it|this|that) be|is (?:it|this|that) (?:an? |the )?(?:sign|symptom|possible|likely|because)?|do i have|have i (?:got|torn|snapped|broken)|might (?:get|become|turn|develop)|may (?:get|become|develop)|risk of|prevent|preventing|avoid|avoiding|hope (?:it|i|that|there)|hoping (?:it|i|that|there)|unless|watch (?:out )?for|look out for|wonder(?:ing)? (?:if|whether)|at risk|likely to|going to get|wenn ich|falls|angst|si (?:tengo|me)|miedo|si j'ai|peur|se (?:eu )?tiver|medo|read (?:that|about)|heard (?:that|about) (?:people|it)|googled?|google says|internet says|apparently you can|causes?|cured|treats?|thought (?:it was|i had|it might|it could))\b";
    NOT_KNOWN = r"\b(?:not (?:really |too |entirely )?sure|unsure|don't know|can't (?:really )?(?:tell|say)|no idea|(?:hard|difficult) to (?:say|tell|know|judge)|couldn't (?:tell|say)|weiss nicht|keine ahnung|no se si|no se|sais pas|nao sei|not certain|no clue)\b";
    HARD_TO_SEE = r"\b(?:hard|difficult|impossible|can't|tricky) (?:really )?(?:to )?see\b";
    MAYBE = r"\b(?:maybe|might be|might have|may be|may have|perhaps|possibly|could be|could have|vielleicht|quiza|quizas|tal vez|peut[- ]etre|talvez|i think\?)\b";
    LONG_PAST = r"\b(?:(?:\d+|few|couple(?: of)?|many|several|some|a|an|last) (?:years?|yrs?|months?|decades?)(?: ago| back)?|years? ago|months? ago|weeks? ago|ages ago|last (?:week|month|year|summer|winter|spring|autumn|season|time|march|april|may|june|july|january|february|august|september|october|november|december)|back in|in (?:19|20)\d\d|in (?:my|the) (?:teens|twenties|20s|past)|as a (?:kid|child|teenager|teen|boy|girl|baby)|when i was|previously|in the past|history of|at (?:school|uni)|during covid|vor (?:\w+ )?(?:jahren|monaten|wochen)|hace (?:\w+ )?(?:anos|meses)|letzte[nrs]? (?:jahr|monat|woche)|el (?:ano|mes) pasado|l'an(?:nee)? derni\w+|le mois dernier|(?:ano|mes) passado)\b";
    RECENT = r"\b(?:yesterday|last night|this morning|today|tonight|just now|since|now|still|overnight|this week|hours? ago|days? ago|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|gestern|heute|ayer|hoy|hier|aujourd'hui|ontem|hoje)\b";
    WAS = r"\b(?:was|were|had|did|hatte|war|tenia|tuve|avais|tinha|tive)\b";
    PERFECT = r"\b(?:has had|have had|i've had|he's had|she's had|have been|has been|i've been|'ve had|'s had)\b";

    OTHER_PERSON = r"\b(?:my|our|his|her|their|a|the|your|some|other) (?:\w+ )?(?:mum|mom|mother|dad|father|parents?|brother|sister|siblings?|friend|friends|mate|mates|buddy|pal|wife|husband|partner|boyfriend|girlfriend|fiance|gf|bf|missus|hubby|coach|nan|nana|gran|grandma|granny|grandad|grandfather|grandmother|uncle|aunt|auntie|cousin|colleague|coworker|boss|neighbou?r|dog|cat|flatmate|roommate|housemate|teammate|team mate|training partner|running partner|runner|people|guy|girl|lad|bloke|woman|man|kid|kids|child|son|daughter|clubmate|person|twin|ex|in-law|niece|nephew)(?:'s|s')?\b|\b(?:in|of|runs in) (?:my|the) family\b|\bfamily history\b|\b(?:meine?|mein) (?:mutter|vater|bruder|schwester|freund|freundin|frau|mann|oma|opa|kollege|kumpel)\b|\bmi (?:madre|padre|mama|papa|hermano|hermana|amigo|amiga|mujer|marido|esposa|abuela|abuelo|novio|novia)\b|\b(?:ma|mon) (?:mere|pere|frere|soeur|ami|amie|copain|copine|femme|mari|grand-?mere|grand-?pere)\b|\b(?:minha|meu) (?:mae|pai|irmao|irma|amigo|amiga|mulher|marido|esposa|avo|namorad[oa])\b|^\s*(?:mum|mom|dad|nan|gran|wife|husband)(?:'s| is| has| had)\b";
    CARRIES_ON = r"^\s*(?:and |so |but |then |now )*(?:he|she|his|her|they|their|he's|she's|him|hers|er|sie|sein|ihr|el|ella|il|elle|ele|ela)\b";
    FIRST_PERSON = r"\b(?:i|i'm|i've|i'd|i'll|my|mine|mine's|me|myself|ich|mir|mein|meine|yo|mi|tengo|me|je|j'ai|mon|ma|mes|moi|eu|meu|minha|tenho)\b";
    PROXY = r"\b(?:asking|writing|typing|here|this is|it's|its|question|answering|enquiring|on behalf|help|advice)(?: \w+)? (?:for|of|about) (?:my|our|a|the) (?:\w+ )?(?:\w+)|\b(?:my|our) (?:\w+ )?(?:\d+ ?-? ?(?:years?|yrs?|yr|y)[ -]?(?:old|o)?|\d+ ?yo|\d+ month old|son|daughter|kid|kids|child|toddler|little (?:one|boy|girl|lad)|lad|boy|girl|teenager|teen|youngest|eldest|oldest)\b|\b(?:my|our) (?:\w+ )?(?:wife|husband|partner|mum|mom|dad|mother|father|boyfriend|girlfriend|fiance|hubby|missus|brother|sister|friend|mate|nan|gran)(?:'s| is| has| had| has had)?(?: got| having| been getting| complaining of| suffering (?:from|with))?(?: \w+){0,3} (?:heel|heels|foot|feet|achilles|limping)\b";
}

/// The text with answers of a checklist put beside what they answer: "fever? no",
/// "swelling - none".
pub(super) fn with_checklists_joined(text: &str) -> String {
    let text = with_bare_checklist_joined(text);
    CHECKLIST.replace_all(&text, "${1} = ${2}${3}").into_owned()
}

/// The same where no sign parts them: "numbness no fever no". Each answer must
/// follow what it answers, or it can't be told which of its neighbours it is to.
fn with_bare_checklist_joined(text: &str) -> Cow<'_, str> {
    /// The most words one answer is about.
    const LONGEST: usize = 4;
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let is_answer = |word: &&str| CHECKED.is_match(word);
    let answers: Vec<usize> = (0..words.len()).filter(|at| is_answer(&words[*at])).collect();
    let [first, .., last] = answers[..] else { return Cow::Borrowed(text) };
    let apart = answers.windows(2).all(|two| (2..=LONGEST + 1).contains(&(two[1] - two[0])));
    if first == 0 || last + 1 != words.len() || !apart || NEGATED_LABEL.is_match(text) {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len() + 3 * answers.len());
    for word in &words {
        if is_answer(word) {
            joined.push_str(&format!("= {},", word.trim_end_matches([',', '.', '!'])));
        } else {
            joined.push_str(word);
        }
        joined.push(' ');
    }
    joined.truncate(joined.trim_end_matches([',', ' ']).len());
    Cow::Owned(joined)
}

patterns! {
    CHECKED = r"^(?:no|none|nope|nah|nil|nein|non|nao|yes|yeah|yep|ja|si|oui|sim)[,.!]?$";
    NEGATED_LABEL = r"^\W*(?:no|yes|not|never|without)\b|\b(?:i|but|because|is|are|was|there|says?|said|have|has|got)\b";
    CHECKLIST = r"\b([a-z]{3,})(?: ?\? ?| ?: ?| - | ?= ?)(no|none|nope|nah|nil|negative|nein|non|nao|nothing|yes|yeah|yep|ja|si|oui|sim)(\s*(?:[.,;!\n]|$))";
}

/// What kind of text is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// A message that stands for itself; it may be written for somebody else.
    Message,
    /// A reply to a question; whom the answers are about is settled by then.
    Reply,
}

/// Cuts a text into clauses, in order.
pub(super) fn clauses(text: &str, turn: Turn) -> Vec<Clause<'_>> {
    let proxy = turn == Turn::Message && is_proxy(text);
    let mut clauses = Vec::new();
    let mut start = 0;
    let ends = STOP
        .find_iter(text)
        .map(|stop| stop.range())
        .chain(std::iter::once(text.len()..text.len()));
    for (sentence, stop) in ends.enumerate() {
        let mut joined = Joined::Start;
        let mut from = start;
        for joint in JOINT.find_iter(&text[start..stop.start]) {
            let at = start + joint.start();
            // "5/10" is one number.
            if joint.as_str() == "/"
                && text[start + joint.end()..].starts_with(|c: char| c.is_ascii_digit())
            {
                continue;
            }
            push(&mut clauses, &text[from..at], joined, sentence);
            joined = if joint.as_str().starts_with(|c: char| c.is_ascii_alphabetic()) {
                Joined::Word
            } else {
                Joined::Comma
            };
            // The joining word belongs to what follows; a sign does not.
            from = if joined == Joined::Word { at } else { at + 1 };
        }
        push(&mut clauses, &text[from..stop.start], joined, sentence);
        start = stop.end;
    }
    if !proxy {
        mark_others(&mut clauses);
    }
    clauses
}

fn push<'t>(clauses: &mut Vec<Clause<'t>>, text: &'t str, joined: Joined, sentence: usize) {
    let text = text.trim_matches(|c: char| c == ' ' || c == ',' || c == '(' || c == ')');
    if !text.is_empty() {
        clauses.push(Clause { text, joined, sentence, about: About::Patient });
    }
}

/// Whether the person writes for somebody else, who then is the patient.
fn is_proxy(text: &str) -> bool {
    let Some(found) = PROXY.find(text) else { return false };
    let asked_for = found.as_str().contains(" for ") || found.as_str().contains(" behalf ");
    asked_for || !FIRST_PERSON_HURTS.is_match(text)
}

patterns! {
    FIRST_PERSON_HURTS = r"\b(?:my|mine's|mine) (?:\w+ )?(?:heel|heels|foot|feet|ankle|arch|calf|achilles)\b|\bi (?:have|got|can't|hurt)\b|\bi've (?:got|had)\b|\bmine\b|\bi'm (?:limping|hobbling|in pain|paranoid|now|not|a|on|\d+)\b|\bi (?:run|ran|felt|feel|fell|twisted)\b";
    STANDS_FOR_PATIENT = r"^\s*(?:and |but |so |now )*(?:i|i'm|i've|my|mine|mine's|it|it's|heel|heels|no|not)\b";
}

fn mark_others(clauses: &mut [Clause<'_>]) {
    let mut other = false;
    for clause in clauses {
        let named = OTHER_PERSON.find(clause.text);
        other = match named {
            // "the physio man says my heel is swollen" is about the speaker.
            Some(found) => !FIRST_PERSON.is_match(&clause.text[found.end()..]),
            None => {
                other
                    && CARRIES_ON.is_match(clause.text)
                    && !STANDS_FOR_PATIENT.is_match(clause.text)
            }
        };
        if other {
            clause.about = About::SomebodyElse;
        }
    }
}

/// Whether a negation stands in the text and nothing takes it back.
pub(super) fn negates(text: &str) -> bool {
    negators(text).next().is_some()
}

fn negators(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    NEGATOR.find_iter(text).map(|found| found.range()).filter(move |range| {
        !NOT_A_NEGATOR
            .find_iter(text)
            .any(|idiom| idiom.start() <= range.start && range.end <= idiom.end())
    })
}

/// What `clause` says of the sign whose words stand at `sign`; `signs` are the
/// places of all signs in it.
pub(super) fn stance(
    clause: &Clause<'_>,
    sign: &Range<usize>,
    signs: &[Range<usize>],
    tense: Tense,
) -> Stance {
    let text = clause.text;
    let (before, after) = (&text[..sign.start], &text[sign.end..]);
    if clause.about == About::SomebodyElse || FEARED.is_match(before) {
        return Stance::Aside;
    }
    if AFTER_DENIED.is_match(after) {
        return Stance::Absent;
    }
    if NOT_KNOWN.is_match(text) {
        return Stance::DoesNotKnow;
    }
    match denied(text, sign, signs) {
        Denied::Yes => return Stance::Absent,
        Denied::Softly => return Stance::SoftlyAbsent,
        Denied::Perhaps => return Stance::Doubtful,
        Denied::No => {}
    }
    if tense != Tense::History {
        if tense == Tense::State && (GONE.is_match(after) || GONE_BEFORE.is_match(before)) {
            return Stance::SoftlyAbsent;
        }
        let recent = RECENT.is_match(text);
        if LONG_PAST.is_match(text)
            && WAS_OR_NO_VERB.is_match(text)
            && !PERFECT.is_match(text)
            && !recent
        {
            return Stance::Aside;
        }
        if tense == Tense::State && WAS.is_match(before) && !recent && !PERFECT.is_match(text) {
            return Stance::Doubtful;
        }
    }
    if MAYBE.is_match(before) || HARD_TO_SEE.is_match(before) {
        return Stance::Doubtful;
    }
    Stance::Present
}

patterns! {
    WAS_OR_NO_VERB = r"\b(?:was|were|had|did|got|hatte|war|tenia|tuve|avais|eu|tinha|tive|broke|fell|tore|snapped|popped|twisted|sprained|ago|last|back in|as a|history)\b|^\s*\w+ (?:in|when)";
}

enum Denied {
    No,
    Yes,
    Softly,
    Perhaps,
}

/// How far a negation may reach, in words that are not themselves signs.
const REACH: usize = 4;

fn denied(text: &str, sign: &Range<usize>, signs: &[Range<usize>]) -> Denied {
    let before: Vec<_> = negators(text).filter(|range| range.end <= sign.start).collect();
    let Some(last) = before.last() else {
        let hardly = SOFT.find_iter(&text[..sign.start]).last();
        return match hardly {
            Some(found) if words(&text[found.end()..sign.start]) <= REACH => Denied::Softly,
            _ => Denied::No,
        };
    };
    let gap = &text[last.end..sign.start];
    if BREAKER.is_match(gap) {
        return Denied::No;
    }
    // "not not painful"
    if before.len() > 1 && text[before[before.len() - 2].end..last.start].trim().is_empty() {
        return Denied::No;
    }
    let mut plain = gap.to_owned();
    for other in signs.iter().filter(|other| other.start >= last.end && other.end <= sign.start) {
        plain.replace_range(other.start - last.end..other.end - last.end, &" ".repeat(other.len()));
    }
    let has_and = AND_IN_GAP.is_match(&plain);
    let rest = LIST_FILLER.replace_all(&plain, "");
    if words(&rest) > REACH {
        return Denied::No;
    }
    if has_and {
        return Denied::Perhaps;
    }
    let soft = SOFT.find_iter(text).any(|soft| {
        soft.start() <= last.start && soft.end() >= last.end && soft.end() <= sign.start
    });
    if soft { Denied::Softly } else { Denied::Yes }
}

fn words(text: &str) -> usize {
    WORD.find_iter(text).count()
}

/// Whether a negation reaches over the comma into this clause: it is a bare
/// item of a list, as in "no swelling, numbness or fever".
pub(super) fn is_bare_item(clause: &Clause<'_>, signs: &[Range<usize>]) -> bool {
    if signs.is_empty() {
        return false;
    }
    let mut rest = clause.text.to_owned();
    for sign in signs {
        rest.replace_range(sign.clone(), &" ".repeat(sign.len()));
    }
    words(&LIST_FILLER.replace_all(&rest, "")) == 0
}

/// Whether a list that starts before `rest` ends in "or": "no swelling, numbness
/// or fever" denies all three.
pub(super) fn list_ends_in_or<'c>(
    rest: impl IntoIterator<Item = &'c Clause<'c>>,
    is_item: impl Fn(&Clause<'_>) -> bool,
) -> bool {
    rest.into_iter()
        .take_while(|clause| clause.joined == Joined::Comma && is_item(clause))
        .any(|clause| OR_INSIDE.is_match(clause.text))
}

patterns! {
    OR_INSIDE = r"\b(?:or|nor|oder|noch|o|ou|ni|nem)\b";
}
