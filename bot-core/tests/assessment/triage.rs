//! The triage table, written again by hand from the specification of the
//! conversation: each row as its own case, with its neighbours that must not fire.

use bot_core::{
    assessment::{
        Level::{self, Emergency, GpOrPhysio, SelfCare, Urgent},
        NOT_RULED_OUT, RULES, Source, assess, level, live_red_flags, red_flags,
    },
    facts::{
        Amount,
        Fact::{self, *},
        Facts, Site, Trend, Value, Walking,
    },
};

use crate::people::{mildly_sore, sore_with};

const YES: Value = Value::Yes;
const NO: Value = Value::No;
const NO_WEIGHT: Value = Value::Walking(Walking::No);
const LIMPING: Value = Value::Walking(Walking::Limping);
const BETTER: Value = Value::Trend(Trend::Better);
const WORSE: Value = Value::Trend(Trend::Worse);

const fn n(number: i32) -> Value {
    Value::number(number)
}

#[rustfmt::skip]
const TABLE: &[(&[(Fact, Value)], Level)] = &[
    (&[], SelfCare),
    // An injury or a pop, together with a danger sign.
    (&[(InjuryOrFall, YES), (Deformity, YES)], Emergency),
    (&[(InjuryOrFall, YES), (CanBearWeight, NO_WEIGHT)], Emergency),
    (&[(InjuryOrFall, YES), (CanTiptoe, NO)], Emergency),
    (&[(InjuryOrFall, YES), (Severity, n(8))], Emergency),
    (&[(SuddenOnsetPop, YES), (Deformity, YES)], Emergency),
    (&[(SuddenOnsetPop, YES), (CanBearWeight, NO_WEIGHT)], Emergency),
    (&[(SuddenOnsetPop, YES), (CanTiptoe, NO)], Emergency),
    (&[(SuddenOnsetPop, YES), (Severity, n(8))], Emergency),
    (&[(SuddenOnsetPop, YES), (CalfSwelling, YES)], Emergency),
    (&[(InjuryOrFall, YES), (Severity, n(7))], GpOrPhysio),
    (&[(InjuryOrFall, YES)], SelfCare),
    (&[(InjuryOrFall, YES), (CanBearWeight, LIMPING)], Urgent),
    (&[(InjuryOrFall, YES), (CalfSwelling, YES)], Urgent),
    // Fever with a hot or swollen heel.
    (&[(Fever, YES), (HotSkin, YES)], Emergency),
    (&[(Fever, YES), (SwellingOrRedness, YES)], Emergency),
    (&[(SwellingOrRedness, YES)], SelfCare),
    // A clot.
    (&[(CalfSwelling, YES), (BreathlessOrChestPain, YES)], Emergency),
    (&[(BreathlessOrChestPain, YES)], Emergency),
    // Blood, nerve, poisoning, diabetes.
    (&[(PaleColdFoot, YES)], Emergency),
    (&[(BladderBowelOrSaddle, YES)], Emergency),
    (&[(NsaidOverdose, YES)], Emergency),
    (&[(Diabetes, YES), (HotSkin, YES), (Fever, YES)], Emergency),
    // Words of self-harm.
    (&[(CrisisDisclosure, YES)], Emergency),
    // Urgent.
    (&[(CanBearWeight, NO_WEIGHT)], Urgent),
    (&[(CanBearWeight, LIMPING)], Urgent),
    (&[(Fever, YES)], Urgent),
    (&[(HotSkin, YES)], Urgent),
    (&[(CalfSwelling, YES)], Urgent),
    (&[(Diabetes, YES), (SwellingOrRedness, YES)], Urgent),
    (&[(Diabetes, YES), (HotSkin, YES)], Urgent),
    (&[(Fluoroquinolone, YES)], Urgent),
    (&[(BlackStoolsOnNsaid, YES)], Urgent),
    (&[(Immunosuppressed, YES), (HotSkin, YES)], Urgent),
    (&[(Immunosuppressed, YES), (SwellingOrRedness, YES)], Urgent),
    (&[(Immunosuppressed, YES)], SelfCare),
    (&[(NightOrRestPain, YES), (WeightLoss, YES)], Urgent),
    (&[(NightOrRestPain, YES), (PreviousCancer, YES)], Urgent),
    (&[(WeightLoss, YES), (PreviousCancer, YES)], SelfCare),
    (&[(SuddenOnsetPop, YES)], Urgent),
    (&[(SuddenOnsetPop, YES), (Severity, n(7))], Urgent),
    // GP or physiotherapist.
    (&[(Severity, n(7))], GpOrPhysio),
    (&[(Severity, n(10))], GpOrPhysio),
    (&[(Severity, n(6))], SelfCare),
    (&[(DurationDays, n(14))], GpOrPhysio),
    (&[(DurationDays, n(13))], SelfCare),
    (&[(DurationDays, n(90)), (Trend, BETTER)], SelfCare),
    (&[(DurationDays, n(3)), (Trend, WORSE)], GpOrPhysio),
    (&[(Numbness, YES)], GpOrPhysio),
    (&[(Diabetes, YES)], GpOrPhysio),
    (&[(Age, n(17))], GpOrPhysio),
    (&[(Age, n(18))], SelfCare),
    (&[(BonePainOnSqueeze, YES)], GpOrPhysio),
    (&[(NightOrRestPain, YES)], GpOrPhysio),
    (&[(Pregnant, YES)], GpOrPhysio),
    (&[(Stiffness, YES), (SwellingOrRedness, YES), (Site, Value::Site(Site::BothHeels))], GpOrPhysio),
    (&[(Stiffness, YES), (Site, Value::Site(Site::BothHeels))], SelfCare),
    (&[(Recurrent, YES)], GpOrPhysio),
    (&[(RedS, YES), (BonePainOnSqueeze, YES)], GpOrPhysio),
    (&[(Osteopenia, YES), (NightOrRestPain, YES)], GpOrPhysio),
    (&[(PreviousStressFracture, YES), (BonePainOnSqueeze, YES)], GpOrPhysio),
    (&[(PreviousStressFracture, YES)], SelfCare),
    // None of the above.
    (&[(MorningFirstStepPain, YES), (Stiffness, YES), (AchingArches, YES)], SelfCare),
    (&[(TakesAnticoagulant, YES), (NsaidContraindication, YES), (IceCaution, YES)], SelfCare),
    // Stricter than the table.
    (&[(InjuryOrFall, YES), (SuddenOnsetPop, YES)], Emergency),
    (&[(Fever, YES), (CanBearWeight, NO_WEIGHT)], Emergency),
    (&[(Fever, YES), (CanBearWeight, LIMPING)], Urgent),
    (&[(Deformity, YES)], GpOrPhysio),
    (&[(CanTiptoe, NO)], GpOrPhysio),
];

#[test]
fn every_row_of_the_table_gives_its_level() {
    let wrong: Vec<_> = TABLE
        .iter()
        .map(|(changes, wanted)| (changes, wanted, level(&sore_with(changes))))
        .filter(|(_, wanted, found)| *wanted != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_fires_for_someone_in_the_table_and_has_a_source() {
    for rule in RULES {
        assert!(!rule.sources.is_empty(), "{}", rule.id);
        let fires = |(changes, _): &&(&[(Fact, Value)], Level)| {
            assess(&sore_with(changes)).reasons.iter().any(|reason| reason.rule == rule.id)
        };
        assert!(TABLE.iter().any(|row| fires(&row)), "{} never fires", rule.id);
    }
}

#[test]
fn pain_that_has_lasted_counts_unless_it_is_known_to_get_better() {
    let mut facts = sore_with(&[(DurationDays, n(20))]);
    facts.forget(Trend);
    assert_eq!(level(&facts), GpOrPhysio);
}

#[test]
fn a_range_counts_by_its_higher_end() {
    let about = |low, high| Value::Amount(Amount::between(low, high));
    assert_eq!(level(&sore_with(&[(DurationDays, about(10, 20))])), GpOrPhysio);
    assert_eq!(level(&sore_with(&[(DurationDays, about(7, 13))])), SelfCare);
    assert_eq!(level(&sore_with(&[(InjuryOrFall, YES), (Severity, about(6, 8))])), Emergency);
}

#[test]
fn a_danger_sign_nobody_asked_about_is_never_self_care() {
    assert_eq!(level(&Facts::default()), GpOrPhysio);
    for flag in red_flags() {
        let mut facts = mildly_sore();
        facts.forget(*flag);
        let found = assess(&facts);
        if *flag == CrisisDisclosure {
            // Nobody is asked; not having said so leaves nothing open.
            assert_eq!(found.level, SelfCare);
            continue;
        }
        let feared = flag.alarming().expect("each red flag has an alarming value");
        if level(&mildly_sore().with(*flag, feared)) >= Urgent {
            assert_eq!(found.level, GpOrPhysio, "{flag}");
            assert_eq!(found.reasons[0].rule, NOT_RULED_OUT, "{flag}");
            assert_eq!(found.reasons[0].facts, [*flag]);
            assert_eq!(found.reasons[0].sources, [Source::Caution]);
        } else {
            // It only matters together with a sign that is known to be absent.
            assert_eq!(found.level, SelfCare, "{flag}");
        }
    }
}

#[test]
fn the_red_flags_are_the_facts_of_the_urgent_rows() {
    #[rustfmt::skip]
    let mut wanted = vec![
        InjuryOrFall, SuddenOnsetPop, Deformity, CanBearWeight, CanTiptoe, Severity, CalfSwelling,
        Fever, HotSkin, SwellingOrRedness, BreathlessOrChestPain, PaleColdFoot, Diabetes,
        BladderBowelOrSaddle, NsaidOverdose, CrisisDisclosure, Fluoroquinolone, BlackStoolsOnNsaid,
        Immunosuppressed, NightOrRestPain, WeightLoss, PreviousCancer,
    ];
    wanted.sort();
    assert_eq!(red_flags(), wanted);
}

#[test]
fn unknown_facts_are_live_alone_and_together() {
    let mut facts = mildly_sore();
    facts.forget(Fever);
    facts.forget(InjuryOrFall);
    facts.forget(Deformity);
    facts.forget(Numbness);
    let candidates = [Fever, InjuryOrFall, Deformity, Numbness, HotSkin];
    // An injury alone is no danger sign, nor is a changed shape; together they are.
    assert_eq!(live_red_flags(&facts, &candidates), [Fever, InjuryOrFall, Deformity]);
    assert_eq!(live_red_flags(&facts, &[InjuryOrFall]), []);
    assert_eq!(live_red_flags(&facts.clone().with(InjuryOrFall, NO), &[Deformity]), []);
}

#[test]
fn what_cannot_raise_the_level_is_not_live() {
    let mut facts = sore_with(&[(CanBearWeight, LIMPING)]);
    facts.forget(HotSkin);
    // Urgent already: hot skin alone would add nothing.
    assert_eq!(live_red_flags(&facts, &[HotSkin]), []);
    facts.forget(Fever);
    assert_eq!(live_red_flags(&facts, &[HotSkin, Fever]), [HotSkin, Fever]);
}
