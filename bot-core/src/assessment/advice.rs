//! What can be advised, when it applies, and what keeps it back: one row an
//! item. Choosing and ordering for one person is the plan's matter.

use super::{
    condition::{
        ALWAYS,
        Condition::{self, All, Any, AtLeast, Is, MayBeUnder, OneOf, Reaches, Unknown},
        NEVER,
    },
    patterns::{
        AT_THE_BACK, BONE_SIGNS, PLANTAR_FASCIITIS, POOR_MOVEMENT, POSSIBLE_FRACTURE, STRUCTURAL,
    },
    sources::Source::{self, *},
};
use crate::facts::{Fact::*, Site, Value, Walking, named};

named! {
    /// An item of advice.
    Advice {
        /// Who should look at it, and how soon.
        SeeProfessional = "see_professional",
        /// A break from running.
        Rest = "rest",
        /// Ice, wrapped, in a rhythm.
        Ice = "ice",
        /// Daily stretches.
        Stretch = "stretch",
        /// Ibuprofen and its kin; never a dose.
        AntiInflammatory = "anti_inflammatory",
        /// In its place: ask a pharmacist about pain relief.
        AskPharmacist = "ask_pharmacist",
        /// Tape, shoes, inserts.
        Support = "support",
        /// Even ground and smaller steps of load.
        GroundAndLoad = "ground_and_load",
        /// Slow heel raises.
        Strengthen = "strengthen",
        /// A splint for the night.
        NightSplint = "night_splint",
        /// The way back to running.
        ReturnToRun = "return_to_run",
    }
}

named! {
    /// When an item of the plan is for.
    When {
        /// Now, or today.
        Today = "today",
        /// In the days to come.
        ThisWeek = "this_week",
        /// The next two weeks.
        NextTwoWeeks = "next_two_weeks",
        /// Where it doesn't get better, or gets worse.
        IfItGetsWorse = "if_it_gets_worse",
    }
}

named! {
    /// The form an item takes for this person.
    Variant {
        /// The item as it stands.
        Usual = "usual",
        /// Of rest: no running until someone has looked.
        NoRunningUntilSeen = "no_running_until_seen",
        /// Of rest: no running until it has settled altogether.
        NoRunningUntilSettled = "no_running_until_settled",
        /// Of ice: some of what would keep it back isn't known, so check that first.
        CheckFirst = "check_first",
        /// Of stretching: less far, for the back of the heel.
        Gentler = "gentler",
        /// Of medicine: not in the first 48 hours after an injury.
        After48Hours = "after_48_hours",
        /// Of seeing someone: if it isn't better or gets worse.
        IfWorse = "if_worse",
        /// Of seeing someone: book a GP or physiotherapist.
        Book = "book",
        /// Of seeing someone: book, and bring a parent or another adult.
        BookWithAdult = "book_with_adult",
        /// Of seeing someone: speak to a clinician today.
        SpeakToday = "speak_today",
        /// Of seeing someone: go or ring now.
        GoNow = "go_now",
        /// Of seeing someone: go or ring now, and bring the packet of the tablets.
        GoNowWithPacket = "go_now_with_packet",
        /// Of seeing someone: someone to talk to, now.
        Crisis = "crisis",
    }
}

impl Advice {
    /// What it rests on, for and against; never empty.
    pub fn sources(self) -> &'static [Source] {
        ADVICE.iter().find(|row| row.advice == self).map_or(&[], |row| row.sources)
    }
}

/// When an item is offered to one person, and in which form.
pub(super) struct Row {
    pub(super) advice: Advice,
    pub(super) when: When,
    /// It is offered, or held back aloud, only where this holds.
    pub(super) applies: Condition,
    /// It must not be followed where any of these holds, applicable or not.
    pub(super) never_if: Condition,
    /// It would apply, but it is too soon, or not certain that it is safe.
    pub(super) not_yet_if: Condition,
    /// The first that holds gives the form; else [`Variant::Usual`].
    pub(super) variants: &'static [(Condition, Variant)],
    /// What in the answers speaks for it.
    pub(super) because: &'static [Condition],
    pub(super) sources: &'static [Source],
}

const LIMPS_OR_NO_WEIGHT: Condition =
    OneOf(CanBearWeight, &[Value::Walking(Walking::Limping), Value::Walking(Walking::No)]);
const HEEL: Condition = OneOf(
    Site,
    &[
        Value::Site(Site::UnderHeel),
        Value::Site(Site::CentreHeel),
        Value::Site(Site::BackOfHeel),
        Value::Site(Site::BothHeels),
    ],
);
const SORE: Condition = AtLeast(Severity, 1);

/// Nobody has ruled out what these medicines are kept from.
#[rustfmt::skip]
const NSAID_NOT_CLEARED: Condition = Any(&[
    Is(NsaidContraindication), Unknown(NsaidContraindication),
    Is(TakesAnticoagulant), Unknown(TakesAnticoagulant),
    Is(Pregnant), Unknown(Pregnant),
    MayBeUnder(Age, 18), Reaches(Age, 66), Unknown(Age),
    Is(NsaidOverdose), Is(BlackStoolsOnNsaid),
]);
const POP: Condition = Any(&[Is(SuddenOnsetPop), Unknown(SuddenOnsetPop)]);
/// A minor, who shouldn't have to go alone.
pub(super) const MINOR: Condition = MayBeUnder(Age, 18);
const FRESH_INJURY: Condition =
    All(&[Is(InjuryOrFall), Any(&[MayBeUnder(DurationDays, 2), Unknown(DurationDays)])]);
/// Ice is kept from these, for want of feeling or of blood, or because heat points elsewhere.
#[rustfmt::skip]
const ICE_HARMS: Condition = Any(&[
    Is(IceCaution), Is(Numbness), Is(Diabetes), Is(HotSkin), Is(PaleColdFoot),
    Is(CalfSwelling), Is(Fever),
]);
const ICE_UNCERTAIN: Condition = Any(&[
    Unknown(IceCaution),
    Unknown(Numbness),
    Unknown(Diabetes),
    Unknown(HotSkin),
    Unknown(PaleColdFoot),
]);
/// Two weeks is when a new pain stops being new.
const ACUTE: Condition = Any(&[MayBeUnder(DurationDays, 14), Unknown(DurationDays)]);
const FEW_WEEKS: Condition = Any(&[MayBeUnder(DurationDays, 21), Unknown(DurationDays)]);

/// Every item, in the order of the plan within its time.
#[rustfmt::skip]
pub(super) static ADVICE: &[Row] = &[
    Row {
        advice: Advice::SeeProfessional, when: When::Today,
        applies: ALWAYS, never_if: NEVER, not_yet_if: NEVER,
        // Its time and form come from the level; see the plan.
        variants: &[],
        because: &[AtLeast(DurationDays, 0)],
        sources: &[Article, NhsHeelPain],
    },
    Row {
        advice: Advice::Rest, when: When::Today,
        applies: ALWAYS, never_if: NEVER, not_yet_if: NEVER,
        // Until seen or until settled comes from the level; see the plan.
        variants: &[],
        because: &[POSSIBLE_FRACTURE, LIMPS_OR_NO_WEIGHT, Is(SuddenOnsetPop), POOR_MOVEMENT, SORE],
        sources: &[Article],
    },
    Row {
        advice: Advice::Ice, when: When::Today,
        applies: ALWAYS, never_if: ICE_HARMS, not_yet_if: NEVER,
        variants: &[(ICE_UNCERTAIN, Variant::CheckFirst)],
        because: &[SORE, Is(SwellingOrRedness)],
        sources: &[Article, NhsHeelPain, MpftCold],
    },
    Row {
        advice: Advice::AntiInflammatory, when: When::Today,
        applies: ALWAYS, never_if: NSAID_NOT_CLEARED, not_yet_if: NEVER,
        variants: &[(FRESH_INJURY, Variant::After48Hours)],
        because: &[SORE],
        sources: &[Article, NhsIbuprofen, NhsHeelPain],
    },
    Row {
        advice: Advice::AskPharmacist, when: When::Today,
        applies: NSAID_NOT_CLEARED, never_if: NEVER, not_yet_if: NEVER,
        variants: &[],
        because: &[NSAID_NOT_CLEARED],
        sources: &[NhsIbuprofen, NhsHeelPain],
    },
    Row {
        advice: Advice::Stretch, when: When::ThisWeek,
        applies: ALWAYS, never_if: Any(&[POSSIBLE_FRACTURE, POP]), not_yet_if: NEVER,
        variants: &[(AT_THE_BACK, Variant::Gentler)],
        because: &[PLANTAR_FASCIITIS, Is(CalfWeakness), AT_THE_BACK, HEEL],
        sources: &[Article, DiGiovanni, NhsPlantarFasciitis],
    },
    Row {
        advice: Advice::Support, when: When::ThisWeek,
        applies: ALWAYS, never_if: NEVER, not_yet_if: NEVER,
        variants: &[],
        because: &[STRUCTURAL, PLANTAR_FASCIITIS, HEEL],
        sources: &[Article, Whittaker2018, NhsHeelPain],
    },
    Row {
        advice: Advice::GroundAndLoad, when: When::ThisWeek,
        applies: POOR_MOVEMENT, never_if: BONE_SIGNS, not_yet_if: NEVER,
        variants: &[],
        because: &[POOR_MOVEMENT],
        sources: &[Article, Frandsen2025, Buist2008],
    },
    Row {
        advice: Advice::Strengthen, when: When::NextTwoWeeks,
        applies: ALWAYS, never_if: Any(&[POSSIBLE_FRACTURE, POP]), not_yet_if: ACUTE,
        variants: &[],
        because: &[Is(CalfWeakness), PLANTAR_FASCIITIS, AtLeast(DurationDays, 14)],
        sources: &[Rathleff2015, FixHeel2023],
    },
    Row {
        advice: Advice::NightSplint, when: When::NextTwoWeeks,
        applies: Is(MorningFirstStepPain),
        never_if: NEVER,
        not_yet_if: Any(&[
            POSSIBLE_FRACTURE,
            Is(Numbness), Unknown(Numbness), Is(Diabetes), Unknown(Diabetes),
            // Broken skin, poor circulation and loss of feeling are asked for with ice.
            Is(IceCaution), Unknown(IceCaution), Is(HotSkin), FEW_WEEKS,
        ]),
        variants: &[],
        because: &[All(&[Is(MorningFirstStepPain), AtLeast(DurationDays, 21)])],
        sources: &[Article],
    },
    Row {
        advice: Advice::ReturnToRun, when: When::NextTwoWeeks,
        // After a possible fracture only whoever has looked at it can say when.
        applies: ALWAYS, never_if: Any(&[POSSIBLE_FRACTURE, Is(SuddenOnsetPop)]), not_yet_if: NEVER,
        variants: &[],
        because: &[SORE],
        sources: &[Silbernagel2007, Frandsen2025],
    },
];
