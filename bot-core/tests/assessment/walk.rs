//! Every combination of the facts that urgent rules name, against the triage
//! table said a second time as plain code.
//!
//! Grouped by equivalence: severity by the bounds it crosses (3, 7, 8); of the
//! facts that decide alone at most one at a time; weight loss and cancer, which
//! the table treats alike, as neither or one.

use bot_core::{
    assessment::{
        Level::{self, Emergency, GpOrPhysio, SelfCare, Urgent},
        level,
    },
    facts::{
        Fact::{self, *},
        Value, Walking,
    },
};

use crate::people::mildly_sore;

const SIGNS: &[Fact] = &[
    InjuryOrFall,
    SuddenOnsetPop,
    Deformity,
    CanTiptoe,
    Fever,
    HotSkin,
    SwellingOrRedness,
    CalfSwelling,
    Diabetes,
    Immunosuppressed,
    NightOrRestPain,
];
const ALONE: &[Option<Fact>] = &[
    None,
    Some(BreathlessOrChestPain),
    Some(PaleColdFoot),
    Some(BladderBowelOrSaddle),
    Some(NsaidOverdose),
    Some(CrisisDisclosure),
    Some(Fluoroquinolone),
    Some(BlackStoolsOnNsaid),
];
const WALKING: &[Walking] = &[Walking::Yes, Walking::Limping, Walking::No];

struct Person<'a> {
    has: &'a dyn Fn(Fact) -> bool,
    walking: Walking,
    severity: i32,
}

/// The table in words a reviewer can read aloud.
fn restated(person: &Person<'_>) -> Level {
    let Person { has, walking, severity } = person;
    let hurt_suddenly = has(InjuryOrFall) || has(SuddenOnsetPop);
    let out_of_action =
        has(Deformity) || *walking == Walking::No || !has(CanTiptoe) || *severity >= 8;
    let skin = has(HotSkin) || has(SwellingOrRedness);
    if (hurt_suddenly && out_of_action)
        || (has(SuddenOnsetPop) && (has(CalfSwelling) || has(InjuryOrFall)))
        || (has(Fever) && (skin || *walking == Walking::No))
        || has(BreathlessOrChestPain)
        || has(PaleColdFoot)
        || has(BladderBowelOrSaddle)
        || has(NsaidOverdose)
        || has(CrisisDisclosure)
    {
        return Emergency;
    }
    let wasting = has(WeightLoss) || has(PreviousCancer);
    if *walking != Walking::Yes
        || has(Fever)
        || has(HotSkin)
        || has(CalfSwelling)
        || ((has(Diabetes) || has(Immunosuppressed)) && skin)
        || has(Fluoroquinolone)
        || has(BlackStoolsOnNsaid)
        || (has(NightOrRestPain) && wasting)
        || has(SuddenOnsetPop)
    {
        return Urgent;
    }
    if *severity >= 7 || has(Diabetes) || has(NightOrRestPain) || has(Deformity) || !has(CanTiptoe)
    {
        return GpOrPhysio;
    }
    SelfCare
}

#[test]
fn every_combination_of_danger_signs_gets_the_level_of_the_table() {
    let mut visited = 0_u32;
    for bits in 0..1_u32 << SIGNS.len() {
        let mut base = mildly_sore();
        for (at, sign) in SIGNS.iter().enumerate() {
            base = base.with(*sign, Value::sign(bits >> at & 1 == 1));
        }
        for wasting in [None, Some(WeightLoss), Some(PreviousCancer)] {
            for alone in ALONE {
                let signs = [wasting, *alone].into_iter().flatten();
                let base = signs.fold(base.clone(), |facts, sign| facts.with(sign, Value::Yes));
                for walking in WALKING {
                    for severity in [3, 7, 8] {
                        let facts = base
                            .clone()
                            .with(CanBearWeight, Value::Walking(*walking))
                            .with(Severity, Value::number(severity));
                        let has = |fact| facts.has(fact);
                        let wanted = restated(&Person { has: &has, walking: *walking, severity });
                        assert_eq!(level(&facts), wanted, "{facts:?}");
                        visited += 1;
                    }
                }
            }
        }
    }
    assert_eq!(visited, 2_u32.pow(11) * 3 * 8 * 9);
}
