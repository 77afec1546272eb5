//! The advice table, written again by hand from the specification: what keeps
//! an item out of a plan, and what comes in its place.

use bot_core::{
    assessment::{Advice, Assessment, Pattern, Variant, When, assess},
    facts::{
        AnkleRoll, ArchType,
        Fact::{self, *},
        Facts, Site, Terrain, Value, Walking,
    },
};

use crate::people::{mildly_sore, sore_with};

const YES: Value = Value::Yes;
const NO: Value = Value::No;

/// Facts that differ from someone mildly sore.
type Changes<'a> = &'a [(Fact, Value)];

const fn n(number: i32) -> Value {
    Value::number(number)
}

fn planned(found: &Assessment, advice: Advice) -> Option<Variant> {
    found.plan.iter().find(|item| item.advice == advice).map(|item| item.variant)
}

fn withheld(found: &Assessment, advice: Advice) -> Option<&[Fact]> {
    found.withheld.iter().find(|item| item.advice == advice).map(|item| item.because.as_slice())
}

/// Morning pain for a month, in someone for whom nothing is withheld.
fn long_sore() -> Facts {
    sore_with(&[(MorningFirstStepPain, YES), (DurationDays, n(30))])
}

#[test]
fn someone_without_cautions_is_offered_everything_that_fits() {
    let found = assess(&long_sore().with(Terrain, Value::Terrain(Terrain::TrailRocky)));
    assert_eq!(found.withheld, []);
    for advice in Advice::ALL {
        let wanted = (*advice != Advice::AskPharmacist).then_some(());
        assert_eq!(planned(&found, *advice).map(drop), wanted, "{advice}");
    }
}

#[test]
fn each_caution_keeps_out_what_the_table_says() {
    use Advice::{AntiInflammatory, Ice, NightSplint, ReturnToRun, Strengthen, Stretch};
    #[rustfmt::skip]
    let table: &[(Fact, Value, &[Advice])] = &[
        (IceCaution,            YES,    &[Ice, NightSplint]),
        (Numbness,              YES,    &[Ice, NightSplint]),
        (Diabetes,              YES,    &[Ice, NightSplint]),
        (HotSkin,               YES,    &[Ice]),
        (PaleColdFoot,          YES,    &[Ice]),
        (BonePainOnSqueeze,     YES,    &[Stretch, Strengthen, ReturnToRun, NightSplint]),
        (SuddenOnsetPop,        YES,    &[Stretch, Strengthen, ReturnToRun]),
        (NsaidContraindication, YES,    &[AntiInflammatory]),
        (TakesAnticoagulant,    YES,    &[AntiInflammatory]),
        (Pregnant,              YES,    &[AntiInflammatory]),
        (Age,                   n(17),  &[AntiInflammatory]),
        (Age,                   n(66),  &[AntiInflammatory]),
        (DurationDays,          n(13),  &[Strengthen, NightSplint]),
        (DurationDays,          n(20),  &[NightSplint]),
    ];
    for (fact, value, kept_out) in table {
        let found = assess(&long_sore().with(*fact, *value));
        for advice in *kept_out {
            let because = withheld(&found, *advice);
            assert!(because.is_some_and(|because| because.contains(fact)), "{fact}: {advice}");
            assert_eq!(planned(&found, *advice), None, "{fact}: {advice}");
        }
    }
}

#[test]
fn what_is_unknown_keeps_out_medicine_and_makes_ice_ask_first() {
    for fact in [NsaidContraindication, TakesAnticoagulant, Pregnant, Age] {
        let mut facts = long_sore();
        facts.forget(fact);
        let found = assess(&facts);
        assert_eq!(withheld(&found, Advice::AntiInflammatory), Some([fact].as_slice()));
        assert_eq!(planned(&found, Advice::AskPharmacist), Some(Variant::Usual), "{fact}");
    }
    let mut facts = long_sore();
    facts.forget(IceCaution);
    assert_eq!(planned(&assess(&facts), Advice::Ice), Some(Variant::CheckFirst));
    let mut facts = long_sore();
    facts.forget(DurationDays);
    let found = assess(&facts);
    assert_eq!(withheld(&found, Advice::Strengthen), Some([DurationDays].as_slice()));
    assert_eq!(withheld(&found, Advice::NightSplint), Some([DurationDays].as_slice()));
}

#[test]
fn medicine_waits_for_two_days_after_an_injury() {
    let form = |days| {
        let facts = sore_with(&[(InjuryOrFall, YES), (DurationDays, n(days))]);
        planned(&assess(&facts), Advice::AntiInflammatory)
    };
    assert_eq!(form(1), Some(Variant::After48Hours));
    assert_eq!(form(2), Some(Variant::Usual));
}

#[test]
fn a_sore_bone_stops_running_until_someone_has_looked() {
    let found = assess(&sore_with(&[(BonePainOnSqueeze, YES)]));
    assert_eq!(found.leading, Some(Pattern::PossibleFracture));
    assert_eq!(planned(&found, Advice::Rest), Some(Variant::NoRunningUntilSeen));
    let found = assess(&sore_with(&[(WeeklyMileageChange, n(40))]));
    assert_eq!(planned(&found, Advice::Rest), Some(Variant::NoRunningUntilSettled));
    assert_eq!(planned(&found, Advice::GroundAndLoad), Some(Variant::Usual));
}

#[test]
fn the_level_says_when_and_how_to_be_seen() {
    #[rustfmt::skip]
    let table: &[(Fact, Value, When, Variant)] = &[
        (Fever,            NO,                             When::IfItGetsWorse, Variant::IfWorse),
        (Severity,         n(7),                           When::ThisWeek,      Variant::Book),
        (CanBearWeight,    Value::Walking(Walking::No),    When::Today,         Variant::SpeakToday),
        (Age,              n(12),                          When::ThisWeek,      Variant::BookWithAdult),
        (NsaidOverdose,    YES,                            When::Today,         Variant::GoNowWithPacket),
        (PaleColdFoot,     YES,                            When::Today,         Variant::GoNow),
        (CrisisDisclosure, YES,                            When::Today,         Variant::Crisis),
    ];
    for (fact, value, when, variant) in table {
        let found = assess(&mildly_sore().with(*fact, *value));
        let seen = found.plan.iter().find(|item| item.advice == Advice::SeeProfessional);
        assert_eq!(seen.map(|item| (item.when, item.variant)), Some((*when, *variant)), "{fact}");
    }
}

#[test]
fn the_leading_pattern_is_the_one_that_explains_most() {
    use Pattern::{OtherRefer, PlantarFasciitis, PoorMovement, PossibleFracture, Structural};
    let back = (Fact::Site, Value::Site(Site::BackOfHeel));
    let flat = (ArchType, Value::ArchType(ArchType::Low));
    let rolls = (AnkleRoll, Value::AnkleRoll(AnkleRoll::Inward));
    let morning = (MorningFirstStepPain, YES);
    let no_weight = (CanBearWeight, Value::Walking(Walking::No));
    let limping = (CanBearWeight, Value::Walking(Walking::Limping));
    #[rustfmt::skip]
    let table: &[(Changes<'_>, Option<Pattern>)] = &[
        (&[], None),
        (&[(ArchType, Value::ArchType(ArchType::Unknown))], None),
        (&[morning], Some(PlantarFasciitis)),
        (&[morning, flat, rolls], Some(PlantarFasciitis)),
        (&[morning, limping], Some(PlantarFasciitis)),
        (&[morning, (Pregnant, YES)], Some(PlantarFasciitis)),
        (&[morning, (TakesAnticoagulant, YES)], Some(PlantarFasciitis)),
        (&[morning, back], Some(OtherRefer)),
        (&[morning, (Numbness, YES)], Some(OtherRefer)),
        (&[morning, (BonePainOnSqueeze, YES)], Some(PossibleFracture)),
        (&[morning, (Fluoroquinolone, YES)], Some(OtherRefer)),
        (&[morning, (CalfSwelling, YES)], Some(OtherRefer)),
        (&[morning, (Stiffness, YES), (NightOrRestPain, YES)], Some(OtherRefer)),
        (&[morning, (NsaidOverdose, YES)], Some(OtherRefer)),
        (&[(Age, n(11)), (BonePainOnSqueeze, YES)], Some(OtherRefer)),
        (&[(Age, n(19)), (RedS, YES)], Some(PossibleFracture)),
        (&[(NightOrRestPain, YES)], Some(PossibleFracture)),
        (&[(NightOrRestPain, YES), (WeightLoss, YES)], Some(OtherRefer)),
        (&[no_weight], Some(PossibleFracture)),
        (&[no_weight, (InjuryOrFall, YES)], Some(PossibleFracture)),
        (&[(InjuryOrFall, YES), (Terrain, Value::Terrain(Terrain::TrailRocky))], Some(PossibleFracture)),
        (&[(InjuryOrFall, YES), morning], Some(PlantarFasciitis)),
        (&[no_weight, (Fever, YES)], Some(OtherRefer)),
        (&[(SuddenOnsetPop, YES), back], Some(OtherRefer)),
        (&[(PaleColdFoot, YES), flat], Some(OtherRefer)),
        (&[flat], Some(Structural)),
        (&[(AchingArches, YES), flat], Some(Structural)),
        (&[(RestDaysPerWeek, n(0))], Some(PoorMovement)),
        (&[(WeeklyMileageChange, n(10))], None),
        (&[(LongestRunJump, n(25))], Some(PoorMovement)),
    ];
    for (changes, wanted) in table {
        assert_eq!(assess(&sore_with(changes)).leading, *wanted, "{changes:?}");
    }
}
