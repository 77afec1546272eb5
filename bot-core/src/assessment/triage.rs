//! How urgent it is: one line a rule, the most urgent rule that holds decides.
//!
//! Reads like the triage table it is. What to do about it is the plan's matter.

use std::sync::LazyLock;

use super::{
    condition::Condition::{self, All, Any, Is, MayBeUnder, Not, OneOf, Reaches, TwoOf, Unknown},
    sources::Source::{self, *},
};
use crate::facts::{
    Fact::{self, *},
    Facts, Site, Trend, Value, Walking, named,
};

named! {
    /// How soon someone should look at it; later is more urgent.
    Level {
        /// None of the rules holds: rest and care at home.
        SelfCare = "self_care",
        /// Book with a GP or physiotherapist.
        GpOrPhysio = "gp_or_physio",
        /// Speak to a clinician today.
        Urgent = "urgent",
        /// Go or ring now.
        Emergency = "emergency",
    }
}

/// The name of a triage rule, in JSON and in text keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(&'static str);

impl RuleId {
    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A rule: where the condition holds, the level is this one or above.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// The level it calls for.
    pub level: Level,
    /// When it holds.
    pub condition: Condition,
    /// What it rests on; never empty.
    pub sources: &'static [Source],
}

const fn rule(
    id: &'static str,
    level: Level,
    condition: Condition,
    sources: &'static [Source],
) -> Rule {
    Rule { id: RuleId(id), level, condition, sources }
}

use Level::{Emergency, GpOrPhysio, Urgent};

const NO_WEIGHT: Condition = OneOf(CanBearWeight, &[Value::Walking(Walking::No)]);
const LIMPS_OR_NO_WEIGHT: Condition =
    OneOf(CanBearWeight, &[Value::Walking(Walking::Limping), Value::Walking(Walking::No)]);
const BOTH_HEELS: Condition = OneOf(Site, &[Value::Site(Site::BothHeels)]);

/// Stiffness with two more signs of inflammation that is not from running.
pub(super) const INFLAMMATORY: Condition =
    All(&[Is(Stiffness), TwoOf(&[Is(NightOrRestPain), Is(SwellingOrRedness), BOTH_HEELS])]);

/// The triage table, most urgent first.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    // Emergency: go or ring now.
    rule("crisis_disclosure", Emergency, Is(CrisisDisclosure), &[Caution]),
    rule("breathless_or_chest_pain", Emergency, Is(BreathlessOrChestPain), &[NhsDvt]),
    rule("calf_swelling_with_breathlessness", Emergency, All(&[Is(CalfSwelling), Is(BreathlessOrChestPain)]), &[NhsDvt]),
    rule("injury_with_danger_sign", Emergency, All(&[
        Any(&[Is(InjuryOrFall), Is(SuddenOnsetPop)]),
        Any(&[Is(Deformity), NO_WEIGHT, Not(CanTiptoe), Reaches(Severity, 8)]),
    ]), &[NidirectHeelPain, NhsHeelPain, MsdBrokenHeel]),
    // The table wants calf swelling with a pop; the NHS sends every pop of an injury.
    rule("pop_at_injury", Emergency, All(&[Is(InjuryOrFall), Is(SuddenOnsetPop)]), &[NhsHeelPain, NidirectHeelPain]),
    rule("pop_with_calf_swelling", Emergency, All(&[Is(SuddenOnsetPop), Is(CalfSwelling)]), &[NidirectHeelPain, NhsHeelPain]),
    rule("fever_with_hot_or_swollen_heel", Emergency, All(&[Is(Fever), Any(&[Is(HotSkin), Is(SwellingOrRedness)])]), &[NhsHeelPain, NhsSepticArthritis]),
    rule("diabetes_with_fever_and_hot_skin", Emergency, All(&[Is(Diabetes), Is(HotSkin), Is(Fever)]), &[DiabetesUkFeet, NiceNg19]),
    // A joint full of pus starts so, in children above all, before skin turns red.
    rule("fever_and_cannot_stand", Emergency, All(&[Is(Fever), NO_WEIGHT]), &[NhsSepticArthritis]),
    rule("pale_cold_foot", Emergency, Is(PaleColdFoot), &[LivewellPodiatry]),
    rule("bladder_bowel_or_saddle", Emergency, Is(BladderBowelOrSaddle), &[NhsEnglandUrgentMsk]),
    rule("nsaid_overdose", Emergency, Is(NsaidOverdose), &[NhsIbuprofen]),

    // Urgent: speak to a clinician today.
    rule("cannot_walk_normally", Urgent, LIMPS_OR_NO_WEIGHT, &[Article, NhsHeelPain]),
    rule("sudden_onset_pop", Urgent, Is(SuddenOnsetPop), &[NhsHeelPain, NidirectHeelPain]),
    rule("fever", Urgent, Is(Fever), &[MayoHeelPain, NhsSepticArthritis]),
    rule("hot_skin", Urgent, Is(HotSkin), &[MayoHeelPain, NhsSepticArthritis]),
    rule("calf_swelling", Urgent, Is(CalfSwelling), &[NhsDvt]),
    rule("diabetes_with_skin_change", Urgent, All(&[Is(Diabetes), Any(&[Is(SwellingOrRedness), Is(HotSkin)])]), &[DiabetesUkFeet, NiceNg19]),
    rule("immunosuppressed_with_skin_change", Urgent, All(&[Is(Immunosuppressed), Any(&[Is(HotSkin), Is(SwellingOrRedness)])]), &[NhsSepticArthritis]),
    rule("fluoroquinolone", Urgent, Is(Fluoroquinolone), &[MhraFluoroquinolones]),
    rule("black_stools_on_nsaid", Urgent, Is(BlackStoolsOnNsaid), &[NhsIbuprofen]),
    rule("night_pain_with_weight_loss_or_cancer", Urgent, All(&[Is(NightOrRestPain), Any(&[Is(WeightLoss), Is(PreviousCancer)])]), &[NhsEnglandUrgentMsk]),

    // GP or physiotherapist: book.
    rule("severe_pain", GpOrPhysio, Reaches(Severity, 7), &[Article, NhsHeelPain]),
    rule("not_better_after_two_weeks", GpOrPhysio, All(&[
        Reaches(DurationDays, 14),
        Any(&[OneOf(Trend, &[Value::Trend(Trend::Same), Value::Trend(Trend::Worse)]), Unknown(Trend)]),
    ]), &[Article, NhsHeelPain, NhsPlantarFasciitis]),
    rule("getting_worse", GpOrPhysio, OneOf(Trend, &[Value::Trend(Trend::Worse)]), &[NhsHeelPain]),
    rule("numbness", GpOrPhysio, Is(Numbness), &[NhsHeelPain]),
    rule("diabetes", GpOrPhysio, Is(Diabetes), &[NhsHeelPain, DiabetesUkFeet]),
    rule("under_18", GpOrPhysio, MayBeUnder(Age, 18), &[NhsGgcHeel]),
    rule("bone_pain_on_squeeze", GpOrPhysio, Is(BonePainOnSqueeze), &[AafpHeelPain2018]),
    rule("night_or_rest_pain", GpOrPhysio, Is(NightOrRestPain), &[AafpHeelPain2018]),
    rule("bone_risk_with_bone_sign", GpOrPhysio, All(&[
        Any(&[Is(RedS), Is(Osteopenia), Is(PreviousStressFracture)]),
        Any(&[Is(BonePainOnSqueeze), Is(NightOrRestPain)]),
    ]), &[AafpHeelPain2018]),
    rule("pregnant", GpOrPhysio, Is(Pregnant), &[NhsHeelPain]),
    rule("inflammatory_pattern", GpOrPhysio, INFLAMMATORY, &[NiceNg65]),
    rule("recurrent", GpOrPhysio, Is(Recurrent), &[NhsHeelPain]),
    // Stricter than the sources ask: neither is a matter for home care alone.
    rule("changed_shape", GpOrPhysio, Is(Deformity), &[NhsHeelPain]),
    rule("cannot_tiptoe", GpOrPhysio, Not(CanTiptoe), &[Article, NhsHeelPain]),
];

/// The rule for answers that are missing: while a danger sign could still hold,
/// nobody is told that care at home will do.
const CRISIS: RuleId = RuleId("crisis_disclosure");

/// Fires where danger signs are unknown; see `not_ruled_out`.
pub const NOT_RULED_OUT: RuleId = RuleId("danger_signs_not_ruled_out");
pub(super) const NOT_RULED_OUT_SOURCES: &[Source] = &[Caution];

/// A rule that holds for someone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which.
    pub rule: RuleId,
    /// The level it calls for.
    pub level: Level,
    /// The facts that make it hold; for [`NOT_RULED_OUT`] those that are unknown.
    pub facts: Vec<Fact>,
    /// What it rests on.
    pub sources: &'static [Source],
}

/// Every rule that holds, most urgent first.
pub fn reasons(facts: &Facts) -> Vec<Reason> {
    let mut reasons: Vec<_> = RULES
        .iter()
        .filter(|rule| rule.condition.is_met(facts))
        .map(|rule| Reason {
            rule: rule.id,
            level: rule.level,
            facts: rule.condition.decided_by(facts),
            sources: rule.sources,
        })
        .collect();
    if reasons.first().is_none_or(|reason| reason.level < Urgent) {
        let open = not_ruled_out(facts);
        if !open.is_empty() {
            let reason = Reason {
                rule: NOT_RULED_OUT,
                level: GpOrPhysio,
                facts: open,
                sources: NOT_RULED_OUT_SOURCES,
            };
            reasons.insert(0, reason);
        }
    }
    reasons
}

/// The unknown facts on which an urgent or emergency rule still hangs.
///
/// A fact that only matters together with one known to be absent isn't among
/// them: its rule is ruled out already.
pub(super) fn not_ruled_out(facts: &Facts) -> Vec<Fact> {
    let mut open = Vec::new();
    for rule in
        urgent_rules().filter(|rule| rule.is_asked_about() && rule.condition.holds(facts).is_none())
    {
        for fact in rule.condition.decided_by(facts) {
            if !open.contains(&fact) {
                open.push(fact);
            }
        }
    }
    open
}

impl Rule {
    /// Nobody is asked whether they think of harming themselves; that no such
    /// words were heard leaves nothing open.
    fn is_asked_about(&self) -> bool {
        self.id != CRISIS
    }
}

fn urgent_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| rule.level >= Urgent)
}

/// The triage alone: how urgent it is.
pub fn level(facts: &Facts) -> Level {
    let mut level = Level::SelfCare;
    for rule in RULES {
        if rule.level > level {
            match rule.condition.holds(facts) {
                Some(true) => level = rule.level,
                None if rule.level >= Urgent && rule.is_asked_about() => {
                    level = level.max(GpOrPhysio);
                }
                Some(false) | None => {}
            }
        }
    }
    level
}

static RED_FLAGS: LazyLock<Vec<Fact>> = LazyLock::new(|| {
    let mut flags: Vec<_> = urgent_rules().flat_map(|rule| rule.condition.facts()).collect();
    flags.sort();
    flags.dedup();
    flags
});

/// Every fact that an urgent or emergency rule names. Each has an alarming value.
pub fn red_flags() -> &'static [Fact] {
    &RED_FLAGS
}

/// The unknown facts among `candidates` that would raise the level to urgent or
/// emergency if they were counted as present, alone or together.
///
/// Empty where the level they would lead to is reached already.
pub fn live_red_flags(facts: &Facts, candidates: &[Fact]) -> Vec<Fact> {
    let known = level(facts);
    let mut feared = facts.clone();
    let mut unknown = Vec::new();
    for fact in candidates.iter().copied().filter(|fact| facts.get(*fact).is_none()) {
        if let Some(value) = fact.alarming()
            && feared.set(fact, value).is_ok()
        {
            unknown.push(fact);
        }
    }
    let raising: Vec<_> = urgent_rules()
        .filter(|rule| rule.level > known && rule.condition.is_met(&feared))
        .flat_map(|rule| rule.condition.decided_by(&feared))
        .collect();
    unknown.retain(|fact| raising.contains(fact));
    unknown.dedup();
    unknown
}
