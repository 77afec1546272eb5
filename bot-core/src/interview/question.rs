//! The questions, in the order they are asked, as a table to be read with a
//! physiotherapist: what each is about, what can be picked, and what a pick says.
//!
//! The words are in `locales/*/questions.ftl`: `question-<id>` with `.why`,
//! `.again` (other words, for asking once more) and an attribute an option.

use crate::facts::{
    Amount, AnkleRoll, ArchType,
    Fact::{self, *},
    Facts, Footwear, Site as Where, Terrain as Ground, Trend as Course, Value, Walking, named,
};

named! {
    /// A question, by its name in buttons, stored sessions and text keys.
    QuestionId {
        /// Consent to answers being kept, and age, in one press.
        Consent = "consent",
        /// Age alone, for a person who has agreed before or in other words.
        Age = "age",
        /// The emergency card.
        Danger = "danger",
        /// Rising onto the toes, after an injury or a pop.
        Tiptoe = "tiptoe",
        /// Where it hurts.
        Site = "site",
        /// How bad it is.
        Severity = "severity",
        /// How long it has been there.
        Duration = "duration",
        /// Which way it is going.
        Trend = "trend",
        /// Walking.
        Walking = "walking",
        /// The article's signs of plantar fasciitis.
        Fascia = "fascia",
        /// Signs from bone and nerve.
        Bone = "bone",
        /// The article's structural signs.
        Structure = "structure",
        /// Running habits.
        Habits = "habits",
        /// Health and medicines.
        Health = "health",
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One press answers.
    One,
    /// Any number of picks, then "done"; or "none of these".
    Several,
}

/// Something that can be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Its name in buttons and text keys; at most 16 characters.
    pub id: &'static str,
    /// What it says when picked.
    pub fact: Fact,
    /// The value it gives the fact.
    pub value: Value,
    /// What leaving it unpicked says, where that says anything.
    pub unpicked: Option<Value>,
}

/// One question.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Its name.
    pub id: QuestionId,
    /// How it is answered.
    pub form: Form,
    /// What can be picked.
    pub picks: &'static [Pick],
    /// Whether it is asked, given what is known.
    pub relevant: fn(&Facts) -> bool,
}

impl Question {
    /// The question of that name.
    pub fn of(id: QuestionId) -> &'static Self {
        // `ALL` follows `QuestionId` in order; a test holds it to that.
        &QUESTIONS[id as usize]
    }

    /// The facts it settles, each once, in the order of its picks.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for pick in self.picks {
            if !facts.contains(&pick.fact) {
                facts.push(pick.fact);
            }
        }
        facts
    }

    /// What can be picked where health answers are kept from `least_age` years on.
    pub fn picks_for(&self, least_age: u8) -> Vec<Pick> {
        match self.id {
            QuestionId::Consent | QuestionId::Age => {
                self.picks.iter().filter_map(|pick| fit_age(pick, i32::from(least_age))).collect()
            }
            _ => self.picks.to_vec(),
        }
    }
}

/// A sign: present when picked, absent when not.
const fn sign(id: &'static str, fact: Fact) -> Pick {
    Pick { id, fact, value: Value::Yes, unpicked: Some(Value::No) }
}

/// One of several values; leaving it unpicked says nothing.
const fn is(id: &'static str, fact: Fact, value: Value) -> Pick {
    Pick { id, fact, value, unpicked: None }
}

/// A number in a range.
const fn range(id: &'static str, fact: Fact, low: i32, high: i32) -> Pick {
    is(id, fact, Value::Amount(Amount::between(low, high)))
}

const fn always(_: &Facts) -> bool {
    true
}

/// Only an injury or a pop makes standing on tiptoe a danger sign
/// (nidirect, Heel pain; NHS, Heel pain).
fn after_injury(facts: &Facts) -> bool {
    facts.has(InjuryOrFall) || facts.has(SuddenOnsetPop)
}

/// The questions in the order they are asked.
pub const QUESTIONS: &[Question] = &[
    Question { id: QuestionId::Consent, form: Form::One, relevant: always, picks: AGES },
    Question { id: QuestionId::Age, form: Form::One, relevant: always, picks: AGES },
    Question {
        id: QuestionId::Danger,
        form: Form::Several,
        relevant: always,
        picks: &[
            sign("breath", BreathlessOrChestPain),
            sign("calf", CalfSwelling),
            sign("fever", Fever),
            sign("hot", HotSkin),
            sign("pale", PaleColdFoot),
            sign("saddle", BladderBowelOrSaddle),
            sign("pop", SuddenOnsetPop),
            sign("injury", InjuryOrFall),
            sign("deformed", Deformity),
            sign("overdose", NsaidOverdose),
        ],
    },
    Question {
        id: QuestionId::Tiptoe,
        form: Form::One,
        relevant: after_injury,
        picks: &[is("yes", CanTiptoe, Value::Yes), is("no", CanTiptoe, Value::No)],
    },
    Question {
        id: QuestionId::Site,
        form: Form::One,
        relevant: always,
        picks: &[
            is("under", Site, Value::Site(Where::UnderHeel)),
            is("centre", Site, Value::Site(Where::CentreHeel)),
            is("back", Site, Value::Site(Where::BackOfHeel)),
            is("inner", Site, Value::Site(Where::InnerAnkle)),
            is("arch", Site, Value::Site(Where::Arch)),
            is("calf", Site, Value::Site(Where::CalfAndHeel)),
            is("both", Site, Value::Site(Where::BothHeels)),
        ],
    },
    Question {
        id: QuestionId::Severity,
        form: Form::One,
        relevant: always,
        picks: &[
            range("0", Severity, 0, 0),
            range("1", Severity, 1, 1),
            range("2", Severity, 2, 2),
            range("3", Severity, 3, 3),
            range("4", Severity, 4, 4),
            range("5", Severity, 5, 5),
            range("6", Severity, 6, 6),
            range("7", Severity, 7, 7),
            range("8", Severity, 8, 8),
            range("9", Severity, 9, 9),
            range("10", Severity, 10, 10),
        ],
    },
    // The ranges end where a rule begins: 14 days (article, NHS), 21 days (night splint).
    Question {
        id: QuestionId::Duration,
        form: Form::One,
        relevant: always,
        picks: &[
            range("today", DurationDays, 0, 1),
            range("days", DurationDays, 2, 6),
            range("week", DurationDays, 7, 13),
            range("fortnight", DurationDays, 14, 20),
            range("weeks", DurationDays, 21, 90),
            range("months", DurationDays, 91, Fact::MOST_DAYS),
        ],
    },
    Question {
        id: QuestionId::Trend,
        form: Form::One,
        relevant: always,
        picks: &[
            is("better", Trend, Value::Trend(Course::Better)),
            is("same", Trend, Value::Trend(Course::Same)),
            is("worse", Trend, Value::Trend(Course::Worse)),
        ],
    },
    Question {
        id: QuestionId::Walking,
        form: Form::One,
        relevant: always,
        picks: &[
            is("yes", CanBearWeight, Value::Walking(Walking::Yes)),
            is("limping", CanBearWeight, Value::Walking(Walking::Limping)),
            is("no", CanBearWeight, Value::Walking(Walking::No)),
        ],
    },
    Question {
        id: QuestionId::Fascia,
        form: Form::Several,
        relevant: always,
        picks: &[
            sign("morning", MorningFirstStepPain),
            sign("stiff", Stiffness),
            sign("swollen", SwellingOrRedness),
            sign("arches", AchingArches),
        ],
    },
    Question {
        id: QuestionId::Bone,
        form: Form::Several,
        relevant: always,
        picks: &[
            sign("squeeze", BonePainOnSqueeze),
            sign("night", NightOrRestPain),
            sign("numb", Numbness),
            sign("recurrent", Recurrent),
        ],
    },
    Question {
        id: QuestionId::Structure,
        form: Form::Several,
        relevant: always,
        picks: &[
            is("high", Fact::ArchType, Value::ArchType(ArchType::High)),
            is("low", Fact::ArchType, Value::ArchType(ArchType::Low)),
            sign("calves", CalfWeakness),
            is("inward", Fact::AnkleRoll, Value::AnkleRoll(AnkleRoll::Inward)),
            is("outward", Fact::AnkleRoll, Value::AnkleRoll(AnkleRoll::Outward)),
            sign("knee_hip", KneeOrHipInjury),
        ],
    },
    // "Few" rest days and "much more" distance are ranges: nobody counts at this point.
    Question {
        id: QuestionId::Habits,
        form: Form::Several,
        relevant: always,
        picks: &[
            is("rough", Terrain, Value::Terrain(Ground::TrailRocky)),
            Pick {
                id: "no_rest",
                fact: RestDaysPerWeek,
                value: Value::Amount(Amount::between(0, 1)),
                unpicked: Some(Value::Amount(Amount::between(2, 7))),
            },
            Pick {
                id: "more_km",
                fact: WeeklyMileageChange,
                value: Value::Amount(Amount::between(11, Fact::MOST_PERCENT)),
                unpicked: Some(Value::Amount(Amount::between(-100, 10))),
            },
            Pick {
                id: "long_run",
                fact: LongestRunJump,
                value: Value::Amount(Amount::between(11, Fact::MOST_PERCENT)),
                unpicked: Some(Value::Amount(Amount::between(-100, 10))),
            },
            is("worn", Fact::Footwear, Value::Footwear(Footwear::WornOrUnsupportive)),
            is("new_shoes", Fact::Footwear, Value::Footwear(Footwear::RecentlyChanged)),
        ],
    },
    Question {
        id: QuestionId::Health,
        form: Form::Several,
        relevant: always,
        picks: &[
            sign("diabetes", Diabetes),
            sign("pregnant", Pregnant),
            sign("thinner", TakesAnticoagulant),
            sign("nsaid", NsaidContraindication),
            sign("black", BlackStoolsOnNsaid),
            sign("ice", IceCaution),
            sign("immune", Immunosuppressed),
            sign("cipro", Fluoroquinolone),
            sign("stress", PreviousStressFracture),
            sign("thin_bones", Osteopenia),
            sign("red_s", RedS),
            sign("cancer", PreviousCancer),
            sign("weight", WeightLoss),
        ],
    },
];

/// Age in ranges that end where a rule begins; [`Question::picks_for`] fits
/// them to the operator's limit.
const AGES: &[Pick] = &[
    range("adult", Fact::Age, 18, 64),
    range("older", Fact::Age, 65, 120),
    range("teen", Fact::Age, 16, 17),
    range("child", Fact::Age, 0, 15),
];

/// An age range cut to where health answers are kept from `least` years on.
fn fit_age(pick: &Pick, least: i32) -> Option<Pick> {
    let Value::Amount(years) = pick.value else { return Some(*pick) };
    let (low, high) =
        if pick.id == "child" { (0, least - 1) } else { (years.low().max(least), years.high()) };
    (low <= high).then(|| range(pick.id, pick.fact, low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_names() {
        assert_eq!(QUESTIONS.len(), QuestionId::ALL.len());
        for id in QuestionId::ALL {
            assert_eq!(Question::of(*id).id, *id);
        }
    }

    #[test]
    fn every_pick_says_something_its_fact_takes() {
        for question in QUESTIONS {
            for pick in question.picks {
                assert!(pick.fact.takes(pick.value), "{}.{}", question.id, pick.id);
                assert!(pick.unpicked.is_none_or(|value| pick.fact.takes(value)));
                assert!(pick.id.len() <= 16);
                let same = question.picks.iter().filter(|other| other.id == pick.id).count();
                assert_eq!(same, 1, "{}.{}", question.id, pick.id);
            }
        }
    }

    #[test]
    fn ages_leave_no_gap_whatever_the_limit() {
        for least in 16..=100_u8 {
            let ranges: Vec<_> = Question::of(QuestionId::Age).picks_for(least);
            for years in 0..=120 {
                let holds = |pick: &&Pick| match pick.value {
                    Value::Amount(range) => range.low() <= years && years <= range.high(),
                    _ => false,
                };
                assert_eq!(ranges.iter().filter(holds).count(), 1, "{years} at {least}");
            }
        }
    }

    #[test]
    fn every_fact_is_asked_but_the_one_nobody_should_be_asked() {
        for fact in Fact::ALL {
            let asked = QUESTIONS.iter().any(|question| question.facts().contains(fact));
            assert_eq!(asked, *fact != CrisisDisclosure, "{fact}");
        }
    }
}
