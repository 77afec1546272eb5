//! The facts an interview collects: the product's vocabulary, the same in the
//! code, in the store, and in the JSON of `heelbot assess` and `heelbot
//! understand`.
//!
//! A fact that is absent from [`Facts`] is unknown, which is never the same as
//! no. What is asked, in which words, is the interview's matter; what follows
//! from the facts is the assessment's.

mod json;
mod values;

use std::collections::BTreeMap;

pub use json::{FactError, FactErrorKind};
pub(crate) use values::named;
pub use values::{Amount, AnkleRoll, ArchType, Footwear, Site, Terrain, Trend, Value, Walking};

named! {
    /// One thing we may know about a person's heel, health or running.
    ///
    /// Each of the facts from `NsaidOverdose` on is an item of the list `other`
    /// in JSON; all others are fields of their own.
    Fact {
        /// Whole years, 0-120.
        Age = "age",
        /// Where it hurts.
        Site = "site",
        /// Pain from 0 (none) to 10 (worst imaginable).
        Severity = "severity",
        /// Days since it began, 0 or more.
        DurationDays = "duration_days",
        /// Which way it is going.
        Trend = "trend",
        /// Whether the foot takes weight.
        CanBearWeight = "can_bear_weight",
        /// Whether the person can rise onto the toes of that foot.
        CanTiptoe = "can_tiptoe",
        /// Stiffness in the heel.
        Stiffness = "stiffness",
        /// Pain with the first steps after getting up.
        MorningFirstStepPain = "morning_first_step_pain",
        /// Swelling or redness of the heel.
        SwellingOrRedness = "swelling_or_redness",
        /// Aching arches.
        AchingArches = "aching_arches",
        /// The shape of the arch.
        ArchType = "arch_type",
        /// Weak calf muscles.
        CalfWeakness = "calf_weakness",
        /// A knee or hip injury that changes how the person moves.
        KneeOrHipInjury = "knee_or_hip_injury",
        /// Which way the ankle rolls.
        AnkleRoll = "ankle_roll",
        /// What the person mostly runs on.
        Terrain = "terrain",
        /// Days without a run in a week, 0-7.
        RestDaysPerWeek = "rest_days_per_week",
        /// Change of the weekly distance, in percent of the week before, -100 or more.
        WeeklyMileageChange = "weekly_mileage_change",
        /// By how much one recent run exceeded the longest of the 30 days before, in percent.
        LongestRunJump = "longest_run_jump",
        /// What the person runs in.
        Footwear = "footwear",
        /// Pain when the heel bone is squeezed from both sides.
        BonePainOnSqueeze = "bone_pain_on_squeeze",
        /// Pain at night or at rest.
        NightOrRestPain = "night_or_rest_pain",
        /// It began with an injury or a fall.
        InjuryOrFall = "injury_or_fall",
        /// It began suddenly, with a pop, a snap or a blow that wasn't one.
        SuddenOnsetPop = "sudden_onset_pop",
        /// The foot or ankle has a new, odd shape.
        Deformity = "deformity",
        /// Numbness, tingling or burning.
        Numbness = "numbness",
        /// Fever, or feeling hot and shivery.
        Fever = "fever",
        /// Skin that is hot to the touch.
        HotSkin = "hot_skin",
        /// A swollen calf.
        CalfSwelling = "calf_swelling",
        /// Breathlessness or chest pain.
        BreathlessOrChestPain = "breathless_or_chest_pain",
        /// New trouble with bladder or bowel, or numbness around the saddle.
        BladderBowelOrSaddle = "bladder_bowel_or_saddle",
        /// Diabetes of any type.
        Diabetes = "diabetes",
        /// Pregnant.
        Pregnant = "pregnant",
        /// Takes a blood thinner.
        TakesAnticoagulant = "takes_anticoagulant",
        /// A reason not to take ibuprofen and its kin.
        NsaidContraindication = "nsaid_contraindication",
        /// A reason to keep ice away.
        IceCaution = "ice_caution",
        /// Took more anti-inflammatory tablets than the packet allows.
        NsaidOverdose = "nsaid_overdose",
        /// Black, tar-like stools while taking an anti-inflammatory.
        BlackStoolsOnNsaid = "black_stools_on_nsaid",
        /// Relative energy deficiency in sport: eating too little for the training, lost periods.
        RedS = "red_s",
        /// Thin bones (osteopenia or osteoporosis).
        Osteopenia = "osteopenia",
        /// An earlier stress fracture.
        PreviousStressFracture = "previous_stress_fracture",
        /// A recent fluoroquinolone antibiotic (ciprofloxacin and its kin).
        Fluoroquinolone = "fluoroquinolone",
        /// Weakened immune defence.
        Immunosuppressed = "immunosuppressed",
        /// A pale or cold foot.
        PaleColdFoot = "pale_cold_foot",
        /// Cancer now or in the past.
        PreviousCancer = "previous_cancer",
        /// Unexplained loss of weight.
        WeightLoss = "weight_loss",
        /// The same pain has come back before.
        Recurrent = "recurrent",
        /// Words of self-harm.
        CrisisDisclosure = "crisis_disclosure",
    }
}

/// The shape of a fact's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Sign,
    /// A whole number from `least` to `most`, both included.
    Amount {
        /// The least it can be.
        least: i32,
        /// The most it can be.
        most: i32,
    },
    /// One of these, by name.
    Choice(&'static [Value]),
}

/// The values of a choice, wrapped in the [`Value`] variant of the same name.
macro_rules! choice {
    ($kind:ident: $($variant:ident),+) => {
        Kind::Choice(&[$(Value::$kind($kind::$variant)),+])
    };
}

impl Fact {
    /// The longest a duration may be, in days: 120 years.
    pub const MOST_DAYS: i32 = 43_830;
    /// The largest change of load, in percent.
    pub const MOST_PERCENT: i32 = 10_000;

    /// What values the fact takes.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Age => Kind::Amount { least: 0, most: 120 },
            Self::Severity => Kind::Amount { least: 0, most: 10 },
            Self::DurationDays => Kind::Amount { least: 0, most: Self::MOST_DAYS },
            Self::RestDaysPerWeek => Kind::Amount { least: 0, most: 7 },
            Self::WeeklyMileageChange | Self::LongestRunJump => {
                Kind::Amount { least: -100, most: Self::MOST_PERCENT }
            }
            Self::Site => choice!(
                Site: UnderHeel, CentreHeel, BackOfHeel, InnerAnkle, Arch, CalfAndHeel, BothHeels
            ),
            Self::Trend => choice!(Trend: Better, Same, Worse),
            Self::CanBearWeight => choice!(Walking: Yes, Limping, No),
            Self::ArchType => choice!(ArchType: High, Low, Normal, Unknown),
            Self::AnkleRoll => choice!(AnkleRoll: Inward, Outward, None),
            Self::Terrain => choice!(Terrain: Road, TrailRocky, Treadmill, Track, Grass, Mixed),
            Self::Footwear => choice!(Footwear: Supportive, WornOrUnsupportive, RecentlyChanged),
            _ => Kind::Sign,
        }
    }

    /// Whether JSON lists the fact under `other`.
    pub const fn is_other(self) -> bool {
        self as usize >= Self::NsaidOverdose as usize
    }

    /// Whether `value` is one this fact can take.
    pub fn takes(self, value: Value) -> bool {
        match self.kind() {
            Kind::Sign => matches!(value, Value::Yes | Value::No),
            Kind::Amount { least, most } => {
                matches!(value, Value::Amount(amount) if amount.low() >= least && amount.high() <= most)
            }
            Kind::Choice(values) => values.contains(&value),
        }
    }

    /// The value that counts as the sign being present: what an unresolved
    /// "not sure" is taken for where the fact could be a red flag.
    ///
    /// `None` where no one value is the alarming one.
    pub const fn alarming(self) -> Option<Value> {
        match self {
            Self::CanBearWeight => Some(Value::Walking(Walking::No)),
            Self::CanTiptoe => Some(Value::No),
            Self::Severity => Some(Value::number(10)),
            Self::Trend => Some(Value::Trend(Trend::Worse)),
            _ => match self.kind() {
                Kind::Sign => Some(Value::Yes),
                Kind::Amount { .. } | Kind::Choice(_) => None,
            },
        }
    }
}

/// What is known of one person. A fact that isn't here is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts {
    known: BTreeMap<Fact, Value>,
}

impl Facts {
    /// What is known of `fact`.
    pub fn get(&self, fact: Fact) -> Option<Value> {
        self.known.get(&fact).copied()
    }

    /// Records `value`, or refuses one that the fact cannot take and changes nothing.
    pub fn set(&mut self, fact: Fact, value: Value) -> Result<(), FactError> {
        if !fact.takes(value) {
            return Err(FactError::out_of_range(fact));
        }
        self.known.insert(fact, value);
        Ok(())
    }

    /// Makes `fact` unknown again and returns what was known.
    pub fn forget(&mut self, fact: Fact) -> Option<Value> {
        self.known.remove(&fact)
    }

    /// The facts with `value` recorded.
    ///
    /// # Panics
    /// Where the fact can't take the value; for facts written in code.
    #[must_use]
    pub fn with(mut self, fact: Fact, value: Value) -> Self {
        assert!(fact.takes(value), "{fact} does not take {value:?}");
        self.known.insert(fact, value);
        self
    }

    /// Whether a yes/no sign is present; `None` where it is unknown.
    pub fn sign(&self, fact: Fact) -> Option<bool> {
        match self.get(fact)? {
            Value::Yes => Some(true),
            Value::No => Some(false),
            _ => None,
        }
    }

    /// Whether a yes/no sign is known to be present.
    pub fn has(&self, fact: Fact) -> bool {
        self.get(fact) == Some(Value::Yes)
    }

    /// A count, where one is known.
    pub fn amount(&self, fact: Fact) -> Option<Amount> {
        match self.get(fact)? {
            Value::Amount(amount) => Some(amount),
            _ => None,
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// What is known, in the order the facts are declared.
    pub fn iter(&self) -> impl Iterator<Item = (Fact, Value)> + '_ {
        self.known.iter().map(|(fact, value)| (*fact, *value))
    }
}

impl FromIterator<(Fact, Value)> for Facts {
    /// # Panics
    /// Like [`Facts::with`].
    fn from_iter<I: IntoIterator<Item = (Fact, Value)>>(facts: I) -> Self {
        facts.into_iter().fold(Self::default(), |facts, (fact, value)| facts.with(fact, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_takes_its_own_values_only() {
        let mut facts = Facts::default();
        assert!(facts.set(Fact::Fever, Value::number(3)).is_err());
        assert!(facts.set(Fact::Severity, Value::number(11)).is_err());
        assert!(facts.set(Fact::Site, Value::Trend(Trend::Same)).is_err());
        assert!(facts.is_empty());
        assert!(facts.set(Fact::Severity, Value::number(10)).is_ok());
        assert_eq!(facts.amount(Fact::Severity), Some(Amount::exactly(10)));
    }

    #[test]
    fn every_choice_is_offered_once_and_taken() {
        for fact in Fact::ALL {
            if let Kind::Choice(values) = fact.kind() {
                for value in values {
                    assert!(fact.takes(*value));
                    assert_eq!(values.iter().filter(|v| *v == value).count(), 1);
                }
            }
        }
    }

    #[test]
    fn the_alarming_value_is_one_the_fact_takes() {
        for fact in Fact::ALL {
            if let Some(value) = fact.alarming() {
                assert!(fact.takes(value), "{fact}");
            }
        }
    }
}
