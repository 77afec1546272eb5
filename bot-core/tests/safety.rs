//! Safety by exhaustion: every path through the interview, by classes of
//! answers, against a plain restatement of the triage table.
//!
//! How answers are grouped. A rule of the triage table looks at no more than
//! four facts, and the level is the most urgent rule that holds; so an answer
//! matters only through the rules its facts take part in. Per question the walk
//! takes:
//!
//! - danger signs: none, each alone, all, not sure, skip, and in the first walk
//!   every pair;
//! - severity: below and from 8 on (the bound in the table), not sure;
//! - walking and tiptoe: every answer, not sure;
//! - the lists of signs: none, each sign that an urgent rule names, all, not sure;
//! - duration, trend, where it hurts, the shape of the foot and running habits
//!   name no urgent rule: one answer each, and "not sure" for the trend.
//!
//! The first walk takes every pair of danger signs with every answer that shares
//! a rule with one; the second takes every single sign with everything, the signs
//! of health and of pain at night among it. "Not sure" is followed by every answer
//! to the question asked again.

use std::{
    collections::{BTreeSet, HashSet},
    io::Write,
};

use bot_core::{
    assessment::{self, Level},
    facts::{
        Fact::{self, *},
        Facts, Trend as Course, Value, Walking,
    },
    interview::{Agreement, Asking, Form, Interview, QUESTIONS, QuestionId, Reply, Stage, Wording},
    text::Texts,
};

const LEAST_AGE: u8 = 16;
const MOST_SCREENS: usize = 20;

/// One way to deal with a question.
#[derive(Clone, Debug)]
enum Answer {
    Pick(&'static str),
    Picks(Vec<&'static str>),
    NotSure,
    Skip,
}

/// The triage table of urgent and emergency rules, restated by hand from its
/// description; `is` says whether a sign counts as present.
fn table(facts: &Facts) -> Level {
    let is = |fact: Fact| facts.has(fact);
    let walking = facts.get(CanBearWeight);
    let cannot_walk = walking == Some(Value::Walking(Walking::No));
    let limps = walking == Some(Value::Walking(Walking::Limping));
    let cannot_tiptoe = facts.get(CanTiptoe) == Some(Value::No);
    let severe = facts.amount(Severity).is_some_and(|pain| pain.low() >= 8);
    let injured = is(InjuryOrFall) || is(SuddenOnsetPop);

    let emergency = (injured && (is(Deformity) || cannot_walk || cannot_tiptoe || severe))
        || (is(SuddenOnsetPop) && is(CalfSwelling))
        || (is(Fever) && (is(HotSkin) || is(SwellingOrRedness)))
        || is(BreathlessOrChestPain)
        || is(PaleColdFoot)
        || is(BladderBowelOrSaddle)
        || is(NsaidOverdose)
        || (is(Diabetes) && is(HotSkin) && is(Fever))
        || is(CrisisDisclosure);
    let urgent = cannot_walk
        || limps
        || is(Fever)
        || is(HotSkin)
        || is(CalfSwelling)
        || (is(Diabetes) && is(SwellingOrRedness))
        || is(Fluoroquinolone)
        || is(BlackStoolsOnNsaid)
        || (is(Immunosuppressed) && (is(HotSkin) || is(SwellingOrRedness)))
        || (is(NightOrRestPain) && (is(WeightLoss) || is(PreviousCancer)))
        || is(SuddenOnsetPop);
    if emergency {
        Level::Emergency
    } else if urgent {
        Level::Urgent
    } else {
        Level::SelfCare
    }
}

/// Which of the two walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Breadth {
    /// Every pair of danger signs, with what shares a rule with one of them.
    Pairs,
    /// Single danger signs, with everything.
    Singles,
}

fn danger(breadth: Breadth) -> Vec<Answer> {
    let signs = [
        "breath", "calf", "fever", "hot", "pale", "saddle", "pop", "injury", "deformed", "overdose",
    ];
    let mut answers =
        vec![Answer::Picks(vec![]), Answer::Picks(signs.to_vec()), Answer::NotSure, Answer::Skip];
    for (at, sign) in signs.iter().enumerate() {
        answers.push(Answer::Picks(vec![sign]));
        if breadth == Breadth::Pairs {
            answers.extend(signs[at + 1..].iter().map(|other| Answer::Picks(vec![sign, other])));
        }
    }
    answers
}

fn lists(all: &[&'static str], singles: &[&'static str]) -> Vec<Answer> {
    let mut answers = vec![Answer::Picks(vec![]), Answer::Picks(all.to_vec()), Answer::NotSure];
    answers.extend(singles.iter().map(|sign| Answer::Picks(vec![sign])));
    answers
}

/// The classes of answers to a question asked for the first time.
fn classes(question: QuestionId, breadth: Breadth) -> Vec<Answer> {
    use Answer::{NotSure, Pick, Picks};
    let pairs = breadth == Breadth::Pairs;
    match question {
        QuestionId::Consent | QuestionId::Age => vec![Pick("adult")],
        QuestionId::Danger => danger(breadth),
        QuestionId::Tiptoe => vec![Pick("yes"), Pick("no"), NotSure],
        QuestionId::Site => vec![Pick("under")],
        QuestionId::Severity => vec![Pick("4"), Pick("9"), NotSure],
        QuestionId::Duration => vec![Pick("week")],
        QuestionId::Trend if pairs => vec![Pick("better")],
        QuestionId::Trend => vec![Pick("better"), NotSure],
        QuestionId::Walking => vec![Pick("yes"), Pick("limping"), Pick("no"), NotSure],
        QuestionId::Fascia => lists(&["morning", "stiff", "swollen", "arches"], &["swollen"]),
        QuestionId::Bone if pairs => vec![Picks(vec![])],
        QuestionId::Bone => lists(&["squeeze", "night", "numb", "recurrent"], &["night"]),
        QuestionId::Structure | QuestionId::Habits => vec![Picks(vec![])],
        QuestionId::Health => {
            let all = [
                "diabetes",
                "pregnant",
                "thinner",
                "nsaid",
                "black",
                "ice",
                "immune",
                "cipro",
                "stress",
                "thin_bones",
                "red_s",
                "cancer",
                "weight",
            ];
            let singles: &[&str] = match breadth {
                Breadth::Pairs => &["diabetes", "immune"],
                Breadth::Singles => &["diabetes", "black", "immune", "cipro", "cancer", "weight"],
            };
            lists(&all, singles)
        }
    }
}

/// Answers to a question asked again: none, all that is still open, not sure.
fn classes_again(asking: &Asking, breadth: Breadth) -> Vec<Answer> {
    let picks = asking.picks.iter().map(|pick| pick.id).collect();
    match asking.question.form {
        Form::One => classes(asking.question.id, breadth),
        Form::Several => {
            vec![Answer::Picks(vec![]), Answer::Picks(picks), Answer::NotSure, Answer::Skip]
        }
    }
}

fn apply(interview: &mut Interview, answer: &Answer) {
    match answer {
        Answer::Pick(id) => interview.pick(LEAST_AGE, id),
        Answer::Picks(ids) => {
            let ids: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            interview.answer_with(LEAST_AGE, &ids)
        }
        Answer::NotSure => interview.leave_open(LEAST_AGE, Reply::NotSure),
        Answer::Skip => interview.leave_open(LEAST_AGE, Reply::Skipped),
    };
}

struct Walk {
    breadth: Breadth,
    seen: HashSet<Interview>,
    ends: u64,
    longest: usize,
    levels: [u64; 4],
}

impl Walk {
    fn new(breadth: Breadth) -> Self {
        Self { breadth, seen: HashSet::new(), ends: 0, longest: 0, levels: [0; 4] }
    }

    /// Walks on from here. `told` is what the answers say, kept apart from the
    /// interview; `unsure` is what was left open in the end.
    fn on(&mut self, interview: &Interview, told: &Facts, unsure: &BTreeSet<Fact>, screens: usize) {
        assert!(screens <= MOST_SCREENS, "{screens} screens: {:?}", interview.trail());
        if !self.seen.insert(interview.clone()) {
            return;
        }
        match interview.stage(LEAST_AGE) {
            Stage::Interrupt => {
                let mut on = interview.clone();
                on.go_on();
                self.on(&on, told, unsure, screens + 1);
            }
            Stage::Ask(asking) => {
                let answers = match asking.wording {
                    Wording::First => classes(asking.question.id, self.breadth),
                    Wording::Again => classes_again(&asking, self.breadth),
                };
                for answer in answers {
                    let mut next = interview.clone();
                    apply(&mut next, &answer);
                    assert_ne!(
                        next, *interview,
                        "{answer:?} changes nothing at {}",
                        asking.question.id
                    );
                    // An agreement is taken back by deleting, not by "back".
                    if asking.question.id != QuestionId::Consent {
                        undo_and_repeat(interview, &next, &answer);
                    }

                    let (mut told, mut unsure) = (told.clone(), unsure.clone());
                    match &answer {
                        Answer::NotSure | Answer::Skip => {
                            unsure.extend(asking.picks.iter().map(|pick| pick.fact));
                        }
                        Answer::Pick(_) | Answer::Picks(_) => {
                            let picked: Vec<&str> = match &answer {
                                Answer::Pick(id) => vec![id],
                                Answer::Picks(ids) => ids.clone(),
                                _ => vec![],
                            };
                            for pick in &asking.picks {
                                unsure.remove(&pick.fact);
                                let says = if picked.contains(&pick.id) {
                                    Some(pick.value)
                                } else {
                                    pick.unpicked
                                };
                                if let Some(value) = says {
                                    told = told.with(pick.fact, value);
                                }
                            }
                        }
                    }
                    self.on(&next, &told, &unsure, screens + 1);
                }
            }
            Stage::Done => self.end(interview, told, unsure, screens + 1),
            other => panic!("{other:?} on a path of adults who agreed"),
        }
    }

    fn end(
        &mut self,
        interview: &Interview,
        told: &Facts,
        unsure: &BTreeSet<Fact>,
        screens: usize,
    ) {
        self.ends += 1;
        self.longest = self.longest.max(screens);
        let result = assessment::assess(interview.facts());
        self.levels[result.level as usize] += 1;
        assert!(result.level >= table(told), "{:?} for {told:?}", result.level);
        // Whatever was left open counts as present where that makes it urgent.
        let mut feared = told.clone();
        for fact in unsure {
            if let Some(value) = fact.alarming() {
                feared = feared.with(*fact, value);
            }
        }
        let floor = table(&feared);
        if floor >= Level::Urgent {
            assert!(
                result.level >= floor,
                "{:?}, not {floor:?}, for {told:?} and unsure of {unsure:?}",
                result.level
            );
        }
        for item in &result.plan {
            assert!(
                result.withheld.iter().all(|withheld| withheld.advice != item.advice),
                "{:?}",
                item.advice
            );
            assert!(!item.because.is_empty() && !item.sources.is_empty(), "{:?}", item.advice);
        }
    }
}

fn undo_and_repeat(before: &Interview, after: &Interview, answer: &Answer) {
    let mut back = after.clone();
    back.back();
    assert_eq!(&back, before, "back after {answer:?}");
    apply(&mut back, answer);
    assert_eq!(&back, after, "{answer:?} again after back");
}

fn walk(breadth: Breadth) {
    let mut walk = Walk::new(breadth);
    let start = Interview::begin(Agreement::Open);
    walk.on(&start, &Facts::default(), &BTreeSet::new(), 0);
    writeln!(
        std::io::stderr(),
        "{breadth:?}: {} states, {} ends, longest path {} screens; ends by level, least urgent first: {:?}",
        walk.seen.len(),
        walk.ends,
        walk.longest,
        walk.levels
    )
    .expect("standard error takes a line");
    assert!(walk.levels.iter().all(|count| *count > 0), "every level is reached");
    assert!(walk.seen.len() > 50_000, "the walk is as wide as it says");
}

#[test]
fn no_path_misses_two_danger_signs_that_belong_together() {
    walk(Breadth::Pairs);
}

#[test]
fn no_path_misses_a_danger_sign() {
    walk(Breadth::Singles);
}

/// A check answered so that nothing alarms, up to the question; after a fall for
/// the one that is asked only then.
fn up_to(wanted: QuestionId) -> Interview {
    let agreed = if wanted == QuestionId::Age { Agreement::Given } else { Agreement::Open };
    let mut interview = Interview::begin(agreed);
    loop {
        let asking = match interview.stage(LEAST_AGE) {
            Stage::Ask(asking) if asking.question.id == wanted => return interview,
            Stage::Ask(asking) => asking,
            other => panic!("{other:?} on the way to {wanted}"),
        };
        let answer = match asking.question.id {
            QuestionId::Danger if wanted == QuestionId::Tiptoe => Answer::Picks(vec!["injury"]),
            id => classes(id, Breadth::Pairs).remove(0),
        };
        apply(&mut interview, &answer);
    }
}

/// Every single pick of every question, none, all and both ways of leaving it open:
/// each leads on, is taken back by "back", and reaches the end.
#[test]
fn every_question_can_be_answered_skipped_explained_and_left() {
    let texts = Texts::default();
    for question in QUESTIONS {
        let before = up_to(question.id);
        assert!(texts.has(&format!("question-{}.why", question.id)), "{}", question.id);
        let mut answers = vec![Answer::NotSure, Answer::Skip];
        match question.form {
            Form::One => answers.extend(question.picks.iter().map(|pick| Answer::Pick(pick.id))),
            Form::Several => {
                answers.push(Answer::Picks(vec![]));
                answers.push(Answer::Picks(question.picks.iter().map(|pick| pick.id).collect()));
                answers.extend(question.picks.iter().map(|pick| Answer::Picks(vec![pick.id])));
            }
        }
        for answer in answers {
            let mut after = before.clone();
            apply(&mut after, &answer);
            assert_ne!(after, before, "{answer:?} at {}", question.id);
            if question.id != QuestionId::Consent {
                undo_and_repeat(&before, &after, &answer);
            }
            // Left here, it waits as it is stored; taken up again, it leads to an end.
            let stored = serde_json::to_string(&after).expect("a state is JSON");
            let mut on: Interview = serde_json::from_str(&stored).expect("JSON of ours");
            assert_eq!(on, after);
            for _ in 0..MOST_SCREENS {
                match on.stage(LEAST_AGE) {
                    Stage::Ask(asking) => {
                        let answer = match asking.wording {
                            Wording::First => classes(asking.question.id, Breadth::Pairs).remove(0),
                            Wording::Again => classes_again(&asking, Breadth::Pairs).remove(0),
                        };
                        apply(&mut on, &answer);
                    }
                    Stage::Interrupt => {
                        on.go_on();
                    }
                    _ => break,
                }
            }
            let end = on.stage(LEAST_AGE);
            assert!(matches!(end, Stage::Done | Stage::Unserved(_)), "{end:?} after {answer:?}");
        }
    }
}

#[test]
fn the_restated_table_tells_levels_apart() {
    let facts = |list: &[(Fact, Value)]| list.iter().copied().collect::<Facts>();
    assert_eq!(table(&Facts::default()), Level::SelfCare);
    assert_eq!(table(&facts(&[(Fever, Value::Yes)])), Level::Urgent);
    assert_eq!(table(&facts(&[(Fever, Value::Yes), (HotSkin, Value::Yes)])), Level::Emergency);
    assert_eq!(table(&facts(&[(Trend, Value::Trend(Course::Worse))])), Level::SelfCare);
}
