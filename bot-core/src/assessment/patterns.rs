//! Which pictures from the article and public guidance the answers match.
//!
//! Never a diagnosis: several may match, each with the answers for and against
//! it. `LEADING` decides which is named first.

use super::{
    condition::Condition::{self, All, Any, Is, Not, OneOf, Reaches, TwoOf, Unless, Within},
    sources::Source::{self, *},
    triage::INFLAMMATORY,
};
use crate::facts::{
    AnkleRoll, ArchType,
    Fact::{self, *},
    Facts, Footwear, Site, Terrain, Trend, Value, Walking, named,
};

named! {
    /// A picture that answers can match.
    Pattern {
        /// The signs the article lists for plantar fasciitis.
        PlantarFasciitis = "plantar_fasciitis",
        /// The build of the foot, or how it is used because of that.
        Structural = "structural",
        /// Ground, rest and load.
        PoorMovement = "poor_movement",
        /// The signs listed for a small fracture of the bone.
        PossibleFracture = "possible_fracture",
        /// Something else that needs someone to look at it.
        OtherRefer = "other_refer",
    }
}

/// A pattern that the answers match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which.
    pub pattern: Pattern,
    /// The facts that speak for it; never empty.
    pub for_: Vec<Fact>,
    /// The facts that speak against it.
    pub against: Vec<Fact>,
    /// Who lists these signs.
    pub sources: &'static [Source],
}

struct Row {
    pattern: Pattern,
    /// It is named where this holds.
    listed: Condition,
    /// Speaks for it too, but is not enough to name it.
    weakly: &'static [Condition],
    against: &'static [Condition],
    sources: &'static [Source],
}

// Places
const UNDER_HEEL: Condition = OneOf(
    Site,
    &[Value::Site(Site::UnderHeel), Value::Site(Site::CentreHeel), Value::Site(Site::BothHeels)],
);
const BACK_OF_HEEL: Condition = OneOf(Site, &[Value::Site(Site::BackOfHeel)]);
const BESIDE_THE_HEEL: Condition =
    OneOf(Site, &[Value::Site(Site::CalfAndHeel), Value::Site(Site::InnerAnkle)]);
const TENDON_SITE: Condition =
    OneOf(Site, &[Value::Site(Site::BackOfHeel), Value::Site(Site::CalfAndHeel)]);
const ARCH: Condition = OneOf(Site, &[Value::Site(Site::Arch)]);

// Walking
const NO_WEIGHT: Condition = OneOf(CanBearWeight, &[Value::Walking(Walking::No)]);
const LIMPS: Condition = OneOf(CanBearWeight, &[Value::Walking(Walking::Limping)]);

// The article's structural signs
const UNUSUAL_ARCH: Condition =
    OneOf(ArchType, &[Value::ArchType(ArchType::High), Value::ArchType(ArchType::Low)]);
const NORMAL_ARCH: Condition = OneOf(ArchType, &[Value::ArchType(ArchType::Normal)]);
const ANKLE_ROLLS: Condition =
    OneOf(AnkleRoll, &[Value::AnkleRoll(AnkleRoll::Inward), Value::AnkleRoll(AnkleRoll::Outward)]);
const ANKLE_STRAIGHT: Condition = OneOf(AnkleRoll, &[Value::AnkleRoll(AnkleRoll::None)]);
const STRUCTURAL_SIGNS: &[Condition] =
    &[UNUSUAL_ARCH, Is(CalfWeakness), ANKLE_ROLLS, Is(KneeOrHipInjury)];
const WORN_SHOES: Condition = OneOf(Footwear, &[Value::Footwear(Footwear::WornOrUnsupportive)]);
const NEW_SHOES: Condition = OneOf(Footwear, &[Value::Footwear(Footwear::RecentlyChanged)]);

// Ground, rest and load
const ROUGH_GROUND: Condition = OneOf(Terrain, &[Value::Terrain(Terrain::TrailRocky)]);
const EVEN_GROUND: Condition = OneOf(
    Terrain,
    &[
        Value::Terrain(Terrain::Road),
        Value::Terrain(Terrain::Treadmill),
        Value::Terrain(Terrain::Track),
        Value::Terrain(Terrain::Grass),
    ],
);
const FEW_REST_DAYS: Condition = Within(RestDaysPerWeek, 0, 1);
const ENOUGH_REST_DAYS: Condition = Within(RestDaysPerWeek, 2, 7);
/// More than 10 %.
const LOAD_JUMP: Condition = Any(&[Reaches(WeeklyMileageChange, 11), Reaches(LongestRunJump, 11)]);
/// Nearly a third more, or beyond: enough to keep the bone in mind.
const STEEP_JUMP: Condition = Any(&[Reaches(WeeklyMileageChange, 30), Reaches(LongestRunJump, 30)]);
const MOVEMENT_SIGNS: &[Condition] = &[ROUGH_GROUND, FEW_REST_DAYS, LOAD_JUMP];

// Bone
const BONE_RISK: Condition = Any(&[Is(RedS), Is(Osteopenia), Is(PreviousStressFracture)]);
const NO_FIRST_STEP_PAIN: Condition = Unless(&Is(MorningFirstStepPain));
const HARD_INJURY: Condition = All(&[
    Is(InjuryOrFall),
    Any(&[
        Is(Deformity),
        NO_WEIGHT,
        All(&[LIMPS, Unless(&Is(SuddenOnsetPop))]),
        Reaches(Severity, 8),
    ]),
]);
const OVERLOADED_BONE: Condition = All(&[LOAD_JUMP, LIMPS, NO_FIRST_STEP_PAIN]);
/// Signs that the bone itself hurts, or bears what it shouldn't.
pub(super) const BONE_SIGNS: Condition = Any(&[
    Is(BonePainOnSqueeze),
    Is(NightOrRestPain),
    NO_WEIGHT,
    HARD_INJURY,
    OVERLOADED_BONE,
    All(&[BONE_RISK, NO_FIRST_STEP_PAIN]),
]);

// What needs someone to look at it
const CHILD: Condition = Within(Age, 0, 14);
const GENERAL_DANGER: Condition = Any(&[
    Is(CrisisDisclosure),
    Is(Fever),
    Is(BreathlessOrChestPain),
    Is(CalfSwelling),
    Is(PaleColdFoot),
    Is(BladderBowelOrSaddle),
    Is(NsaidOverdose),
    Is(BlackStoolsOnNsaid),
    All(&[Is(NightOrRestPain), Any(&[Is(WeightLoss), Is(PreviousCancer)])]),
]);
const LOCAL_DANGER: Condition = Any(&[
    Is(HotSkin),
    All(&[Any(&[Is(Diabetes), Is(Immunosuppressed)]), Is(SwellingOrRedness)]),
    Is(Fluoroquinolone),
    Is(SuddenOnsetPop),
]);
const TENDON_INJURY: Condition = All(&[Is(InjuryOrFall), Not(CanTiptoe), TENDON_SITE]);

/// The signs listed for a small fracture, or an injury or load that calls for keeping it in mind.
pub(super) const POSSIBLE_FRACTURE: Condition =
    Any(&[BONE_SIGNS, All(&[Any(&[STEEP_JUMP, Is(InjuryOrFall)]), NO_FIRST_STEP_PAIN])]);
/// Signs of how and where someone runs.
pub(super) const POOR_MOVEMENT: Condition =
    Any(&[ROUGH_GROUND, FEW_REST_DAYS, LOAD_JUMP, NEW_SHOES]);
/// Signs of the build of the foot.
pub(super) const STRUCTURAL: Condition =
    Any(&[UNUSUAL_ARCH, Is(CalfWeakness), ANKLE_ROLLS, Is(KneeOrHipInjury), WORN_SHOES]);
/// The article's signs of plantar fasciitis, but for swelling, which is not enough alone.
pub(super) const PLANTAR_FASCIITIS: Condition =
    Any(&[Is(MorningFirstStepPain), Is(Stiffness), Is(AchingArches)]);
/// The tendon at the back of the heel.
pub(super) const AT_THE_BACK: Condition = BACK_OF_HEEL;

/// Stiff in the morning and sore at night: rest doesn't help, as it would a strained heel.
const STIFF_DAY_AND_NIGHT: Condition =
    All(&[Is(Stiffness), Is(MorningFirstStepPain), Is(NightOrRestPain)]);

const OTHER: Condition = Any(&[
    GENERAL_DANGER,
    LOCAL_DANGER,
    TENDON_INJURY,
    CHILD,
    INFLAMMATORY,
    STIFF_DAY_AND_NIGHT,
    Is(Numbness),
    BACK_OF_HEEL,
    BESIDE_THE_HEEL,
]);

#[rustfmt::skip]
static PATTERNS: &[Row] = &[
    Row {
        pattern: Pattern::PlantarFasciitis,
        listed: PLANTAR_FASCIITIS,
        weakly: &[UNDER_HEEL, ARCH, Is(SwellingOrRedness)],
        against: &[Not(MorningFirstStepPain), BACK_OF_HEEL, Is(Numbness), Is(SuddenOnsetPop), Is(InjuryOrFall)],
        sources: &[Article, NhsPlantarFasciitis, AafpHeelPain2018],
    },
    Row {
        pattern: Pattern::Structural,
        listed: STRUCTURAL,
        weakly: &[],
        against: &[NORMAL_ARCH, ANKLE_STRAIGHT],
        sources: &[Article, NhsGgcHeel],
    },
    Row {
        pattern: Pattern::PoorMovement,
        listed: POOR_MOVEMENT,
        weakly: &[],
        against: &[EVEN_GROUND, ENOUGH_REST_DAYS],
        sources: &[Article, Frandsen2025, Buist2008],
    },
    Row {
        pattern: Pattern::PossibleFracture,
        listed: POSSIBLE_FRACTURE,
        weakly: &[BONE_RISK, LOAD_JUMP, OneOf(Trend, &[Value::Trend(Trend::Worse)]), Is(SwellingOrRedness)],
        against: &[Not(BonePainOnSqueeze), Not(NightOrRestPain)],
        sources: &[Article, AafpHeelPain2018],
    },
    Row {
        pattern: Pattern::OtherRefer,
        listed: OTHER,
        weakly: &[],
        against: &[],
        sources: &[NhsHeelPain, AafpHeelPain2018],
    },
];

/// Which pattern is named first: the first line that holds.
#[rustfmt::skip]
static LEADING: &[(Condition, Pattern)] = &[
    // What endangers more than the heel, and what explains the heel from elsewhere.
    (GENERAL_DANGER,                                    Pattern::OtherRefer),
    (TENDON_INJURY,                                     Pattern::OtherRefer),
    (All(&[Is(SuddenOnsetPop), Any(&[TENDON_SITE, ARCH])]), Pattern::OtherRefer),
    (All(&[Is(InjuryOrFall), Any(&[Is(Deformity), NO_WEIGHT])]), Pattern::PossibleFracture),
    (LOCAL_DANGER,                                      Pattern::OtherRefer),
    // A child's heel grows: squeezing hurts there without a fracture.
    (CHILD,                                             Pattern::OtherRefer),
    (Is(BonePainOnSqueeze),                             Pattern::PossibleFracture),
    (INFLAMMATORY,                                      Pattern::OtherRefer),
    (Is(Numbness),                                      Pattern::OtherRefer),
    (STIFF_DAY_AND_NIGHT,                               Pattern::OtherRefer),
    (BACK_OF_HEEL,                                      Pattern::OtherRefer),
    (BONE_SIGNS,                                        Pattern::PossibleFracture),
    (Is(MorningFirstStepPain),                          Pattern::PlantarFasciitis),
    (Is(InjuryOrFall),                                  Pattern::PossibleFracture),
    (All(&[STEEP_JUMP, OneOf(Trend, &[Value::Trend(Trend::Worse)])]), Pattern::PossibleFracture),
    (TwoOf(&[Is(Stiffness), Is(AchingArches)]),         Pattern::PlantarFasciitis),
    // The article's other two causes: whichever has more signs.
    (All(&[TwoOf(MOVEMENT_SIGNS), Unless(&TwoOf(STRUCTURAL_SIGNS))]), Pattern::PoorMovement),
    (Any(STRUCTURAL_SIGNS),                             Pattern::Structural),
    (Any(MOVEMENT_SIGNS),                               Pattern::PoorMovement),
    // One sign that is not enough against any of the above.
    (PLANTAR_FASCIITIS,                                 Pattern::PlantarFasciitis),
    (WORN_SHOES,                                        Pattern::Structural),
    (NEW_SHOES,                                         Pattern::PoorMovement),
    (BESIDE_THE_HEEL,                                   Pattern::OtherRefer),
];

/// The pattern to name first, where any is matched.
pub(super) fn leading(facts: &Facts) -> Option<Pattern> {
    LEADING.iter().find(|(condition, _)| condition.is_met(facts)).map(|(_, pattern)| *pattern)
}

/// Every pattern that is matched, the leading one first.
pub(super) fn matches(facts: &Facts) -> Vec<Match> {
    let leading = leading(facts);
    let mut matches: Vec<_> = PATTERNS
        .iter()
        .filter(|row| row.listed.is_met(facts))
        .map(|row| {
            let mut for_ = row.listed.decided_by(facts);
            add_met(&mut for_, row.weakly, facts);
            let mut against = Vec::new();
            add_met(&mut against, row.against, facts);
            against.retain(|fact| !for_.contains(fact));
            Match { pattern: row.pattern, for_, against, sources: row.sources }
        })
        .collect();
    matches.sort_by_key(|found| Some(found.pattern) != leading);
    matches
}

fn add_met(found: &mut Vec<Fact>, conditions: &[Condition], facts: &Facts) {
    for condition in conditions.iter().filter(|condition| condition.is_met(facts)) {
        for fact in condition.decided_by(facts) {
            if !found.contains(&fact) {
                found.push(fact);
            }
        }
    }
}
