//! Replies as people type them, question by question, beside what they mean.
//!
//! A row is a reply and its meaning: a value of the fact asked for, `null` for
//! "doesn't know", `unclear`, or all facts as an object where others are told.

use bot_core::{
    facts::Value,
    understanding::{Asked, Understood, understand},
};
use jiff::Zoned;
use serde_json::{Map, Value as Json};

/// A Thursday.
const NOW: &str = "2025-06-12T10:00[UTC]";

fn now() -> Zoned {
    NOW.parse().expect("an instant")
}

fn facts(read: &Understood) -> Json {
    let facts: Map<_, _> = read
        .facts
        .iter()
        .map(|heard| (heard.fact.to_string(), heard.value.map_or(Json::Null, Value::to_json)))
        .collect();
    Json::Object(facts)
}

/// Checks a table and reports every row that is read otherwise.
fn check(question: &str, rows: &[(&str, &str)]) {
    let asked = Asked::parse(question).expect("a question");
    let mut otherwise = Vec::new();
    for (text, meaning) in rows {
        let read = understand(text, &[asked], &now());
        let right = if *meaning == "unclear" {
            read.unclear.contains(&asked) && read.facts.is_empty() && read.action.is_none()
        } else {
            let meaning: Json = serde_json::from_str(meaning).expect("a meaning in JSON");
            let whole = if meaning.is_object() {
                meaning
            } else {
                Json::Object(Map::from_iter([(question.to_owned(), meaning)]))
            };
            facts(&read) == whole && read.unclear.is_empty() && read.action.is_none()
        };
        if !right {
            let action = read.action;
            otherwise.push(format!("{text:?} -> {} unclear {:?} {action:?}, not {meaning}", facts(&read), read.unclear));
        }
    }
    assert!(otherwise.is_empty(), "{question}:\n{}", otherwise.join("\n"));
}

fn check_all(question: &str, texts: &[&str], meaning: &str) {
    let rows: Vec<_> = texts.iter().map(|text| (*text, meaning)).collect();
    check(question, &rows);
}

/// A soft or strange reply leaves a danger sign unclear or unknown.
fn never_absent(question: &str, texts: &[&str]) {
    let asked = Asked::parse(question).expect("a question");
    for text in texts {
        let read = understand(text, &[asked], &now());
        let unknown = read.facts.iter().all(|heard| heard.value.is_none());
        assert!(unknown && read.action.is_none(), "{question} {text:?}: {read:?}");
        assert!(!read.facts.is_empty() || read.unclear == [asked], "{question} {text:?}: {read:?}");
    }
}

#[test]
fn a_yes_in_many_words_is_yes() {
    let yes = [
        "yeah", "yep", "yeh", "yup", "yus", "ye", "yea", "aye", "yass", "yesss", "YES", "Yes.", "yes please", "yes it does",
        "it does", "definitely", "defo", "absolutely", "100%", "✅", "💯", "👌", "oh yes", "oh yeah big time", "every morning",
        "every single time", "always", "most days", "uh huh", "uhuh", "for sure", "you bet", "afraid so", "yes sadly", "yes unfortunately",
        "sadly yes", "I do", "correct", "affirmative", "indeed", "true", "of course", "ofc", "hell yes", "hell yeah", "ugh yes", "god yes",
        "yes i do", "yes i have", "yeah it really does", "yeah a bit", "yes but it eases off after a few minutes", "yeah but only after long runs",
        "only after rest days", "yes, the first few steps are agony", "yes every morning without fail", "first few steps are murder", "it kills",
        "hurts like hell", "agony", "like stepping on glass", "yes!!! so bad", "totally", "yep, worst thing ever", "yes on the left", "just the left one",
        "left one only", "right foot only", "occasionally", "now and then", "on and off", "most mornings", "some mornings", "it comes and goes", "a bit", "a little", "kinda", "sort of",
        "i think so", "I guess", "pretty much", "more or less", "quite a bit", "yes and it's getting worse first thing", "bloody right it does", "too right mate", "yarp", "yuuup", "yessir", "yes sir", "yes mate", "ok yes", "um yes", "hmm yes i think so", "I'd say yes",
        "it really does", "sure thing", "obvs", "naturally", "that's right", "exactly", "guilty", "yas", "yepp", "yess", "deffo", "mm hmm", "ja klar",
        "sí", "si claro", "sí, todas las mañanas", "por supuesto", "siempre", "mucho", "un poco", "creo que sí", "más o menos", "sí pero solo al levantarme", "de vez en cuando", "claro",
        "ja", "jo", "jap", "klar", "ja, jeden Morgen", "jawohl", "manchmal", "ab und zu", "ein bisschen", "glaub schon", "auf jeden Fall", "doch", "ja, leider", "natürlich", "genau", "immer",
        "oui", "ouais", "bien sûr", "tout à fait", "parfois", "un peu", "toujours", "oui, tous les matins", "carrément", "oui mais seulement le matin", "je crois", "de temps en temps",
        "sim", "com certeza", "às vezes", "um pouco", "sempre", "acho que sim", "sim, todos os dias", "isso", "pois é", "claro que sim",
    ];
    check_all("morning_first_step_pain", &yes, "true");
}

#[test]
fn a_no_in_many_words_is_no() {
    let no = [
        "no", "nope", "nah", "n", "NO", "No.", "nooo", "noo", "naw", "nay", "nein", "never", "not at all", "not really", "no way", "none", "negative", "nuh-uh", "uh uh",
        "no thanks", "❌", "🙅‍♀️", "no not really", "nah not really", "nope never", "not in the slightest", "absolutely not", "definitely not", "it doesn't", "no it doesn't",
        "doesn't", "I don't", "not that i know of", "no, not that I've noticed", "not so far", "not yet", "not anymore", "not any more", "no longer", "hardly ever", "rarely", "hell no", "nada", "false", "no chance", "nowt", "nothing", "not once", "never has",
        "no it's fine", "it's fine", "fine", "no pain at all", "no pain", "mornings are fine", "fine in the morning", "nah it's fine in the mornings", "doesn't hurt in the morning", "no morning pain", "all good", "nope, only after running",
        "used to, but not now", "it did but it's gone", "don't think so", "I don't think so", "i think not", "probably not", "doubt it", "not particularly", "not especially", "not usually", "no lol", "no mate", "no sir", "no, thankfully", "nope 😀", "hmm no", "I'd say no",
        "not a bit", "none at all", "no no", "nah bro", "not painful", "it doesn't hurt", "can't say it does", "as if",
        "no, para nada", "nunca", "qué va", "no mucho", "creo que no", "ya no", "no, gracias", "en absoluto", "casi nunca", "no me duele",
        "ne", "nee", "nö", "gar nicht", "nicht wirklich", "überhaupt nicht", "nie", "nein, gar nicht", "nicht mehr", "glaube nicht", "kaum", "auf keinen Fall",
        "non", "pas du tout", "jamais", "pas trop", "plus maintenant", "je ne crois pas", "non merci", "aucune", "nan",
        "não", "nao", "nunca", "de jeito nenhum", "não muito", "acho que não", "nem por isso", "nada", "não, nunca", "de modo nenhum",
    ];
    check_all("morning_first_step_pain", &no, "false");
}

#[test]
fn not_knowing_is_an_answer() {
    let unknown = [
        "dunno", "idk", "not sure", "no idea", "I don't know", "i dont know", "don't know", "unsure", "hard to say", "can't tell", "maybe", "perhaps", "possibly", "🤷", "🤷‍♂️", "who knows", "no clue", "haven't a clue", "not sure tbh",
        "no sé", "ni idea", "quizás", "tal vez", "no lo sé", "keine Ahnung", "weiß ich nicht", "vielleicht", "nicht sicher", "je sais pas", "je ne sais pas", "aucune idée", "peut-être", "não sei", "talvez", "sei lá", "yes and no",
    ];
    check_all("morning_first_step_pain", &unknown, "null");
}

#[test]
fn a_soft_no_to_a_danger_sign_is_asked_again() {
    for question in ["fever", "hot_skin", "calf_swelling", "sudden_onset_pop", "injury_or_fall", "deformity", "can_bear_weight", "can_tiptoe"] {
        never_absent(question, &["not really", "eher nicht", "pas vraiment", "no mucho", "probably not", "dont think so", "lkjh", "banana", "?!", "maybe"]);
    }
}

#[test]
fn a_pop_is_told_from_everyday_words() {
    check("sudden_onset_pop", &[
        ("heard a pop", "true"), ("yes a loud snap", "true"), ("felt like I'd been shot", "true"), ("like being kicked in the back of the leg", "true"),
        ("no pop", "false"), ("no, it came on gradually", "false"), ("nope", "false"), ("gradual", "false"), ("yes", "true"), ("no snap or anything", "false"), ("something went", "true"), ("there was a crack", "true"), ("felt it tear", "true"), ("came on slowly over weeks", "false"), ("no just crept up on me", "false"), ("nothing popped", "false"), ("i popped out for a run", "unclear"), ("not sure", "null"), ("hubo un chasquido", "true"), ("es hat geknallt", "true"), ("kein Knall", "false"), ("sin chasquido", "false"), ("j'ai entendu un craquement", "true"), ("ouvi um estalo", "true"),
    ]);
}

#[test]
fn walking_is_yes_limping_or_no() {
    check("can_bear_weight", &[
        ("yes", r#""yes""#), ("no", r#""no""#), ("limping", r#""limping""#), ("fine", r#""yes""#), ("yeah fine", r#""yes""#), ("can't put any weight on it", r#""no""#), ("cant put weight on it", r#""no""#), ("barely", r#""limping""#), ("just about", r#""limping""#),
        ("only with crutches", r#""no""#), ("on crutches", r#""no""#), ("hopping", r#""no""#), ("I can walk", r#""yes""#), ("walking ok", r#""yes""#), ("yes but it hurts", r#""limping""#), ("yes but limping", r#""limping""#), ("a bit of a limp", r#""limping""#), ("no limp", r#""yes""#), ("on my tiptoes", r#""limping""#), ("no chance", r#""no""#), ("nope", r#""no""#), ("not at all", r#""no""#), ("walk fine", r#""yes""#), ("no problem", r#""yes""#), ("no problems", r#""yes""#), ("easily", r#""yes""#), ("kinda", r#""limping""#), ("with difficulty", r#""limping""#), ("I have to hobble", r#""limping""#), ("not really", "unclear"), ("dunno", "null"), ("unable to stand on it", r#""no""#), ("sí", r#""yes""#), ("cojeando", r#""limping""#), ("no puedo apoyar el pie", r#""no""#), ("ich humpel", r#""limping""#), ("kann nicht auftreten", r#""no""#), ("je boite", r#""limping""#), ("mancando", r#""limping""#), ("I can't", r#""no""#), ("yep all good", r#""yes""#), ("yes, normally", r#""yes""#), ("can walk but not run", r#""yes""#),
    ]);
}

#[test]
fn a_fever_is_told_by_words_or_degrees() {
    check("fever", &[
        ("yes", "true"), ("no", "false"), ("39.2", "true"), ("38", "true"), ("101F", "true"), ("101.5", "true"), ("36.8", "false"), ("37", "false"), ("98.6", "false"), ("37.8", "unclear"), ("temp of 38.9", "true"), ("shivering all night", "true"), ("chills", "true"), ("hot and cold", "true"), ("no temp", "false"), ("no temperature", "false"), ("nope feel fine", "false"), ("normal", "false"), ("temperature is normal", "false"), ("I had a fever last month", "unclear"), ("a bit feverish", "true"), ("bit hot and shivery", "true"), ("burning up", "true"), ("kein Fieber", "false"), ("sin fiebre", "false"), ("pas de fièvre", "false"), ("sem febre", "false"), ("tengo fiebre", "true"), ("Fieber 39", "true"), ("je pense avoir de la fièvre", "true"), ("not that I know of", "false"), ("haven't checked", "null"), ("39.5 last night", "true"), ("my son has a fever", "unclear"), ("had covid last year", "unclear"), ("if I get a fever I'll call", "unclear"),
    ]);
}

#[test]
fn numbness_is_told_from_tired_legs() {
    check("numbness", &[
        ("yes", "true"), ("numb toes", "true"), ("tingling", "true"), ("no", "false"), ("can feel everything fine", "false"), ("feels dead", "true"), ("goes numb after 5k", "true"), ("not numb", "false"), ("no tingling or numbness", "false"), ("burning under the heel", r#"{"numbness": true, "site": "under_heel"}"#), ("a bit numb in the toes", "true"), ("nope just sore", "false"), ("taub", "true"), ("nicht taub", "false"), ("hormigueo", "true"), ("fourmillements", "true"), ("formigamento", "true"), ("sometimes my foot falls asleep", "true"), ("my legs are dead after long runs lol", "unclear"), ("normal feeling", "false"), ("not really", "false"),
    ]);
}

#[test]
fn swelling_brings_heat_along() {
    check("swelling_or_redness", &[
        ("yes", "true"), ("puffy", "true"), ("a bit puffy", "true"), ("looks like a balloon", "true"), ("no swelling", "false"), ("no", "false"), ("not swollen", "false"), ("no redness or swelling", "false"), ("not red or swollen", "false"), ("looks normal", "false"), ("bruised", "true"), ("big bruise", "true"), ("red", "true"), ("hot and red", r#"{"swelling_or_redness": true, "hot_skin": true}"#), ("swollen but not red", "true"), ("swelling has gone down now", "false"), ("used to be swollen but not now", "false"), ("slightly", "true"), ("geschwollen", "true"), ("nicht geschwollen", "false"), ("hinchado", "true"), ("gonflé", "true"), ("inchado", "true"), ("fine", "false"), ("my ego is bruised", "unclear"),
    ]);
}

#[test]
fn severity_is_the_worst_number_named() {
    check("severity", &[
        ("7", "7"), ("7/10", "7"), ("7 / 10", "7"), ("7 out of 10", "7"), ("seven", "7"), ("a 7", "7"), ("about a 6", "6"), ("5ish", "5"), ("like 5", "5"), ("4-5", "5"), ("4 to 6", "6"), ("between 4 and 6", "6"), ("3.5", "4"), ("6.5/10", "7"), ("solid 8", "8"), ("10", "10"), ("10/10", "10"), ("ten", "10"), ("0", "0"), ("none", "0"), ("no pain", "0"), ("nothing", "0"), ("7️⃣", "7"), ("８", "8"), ("🔟", "10"), ("6-7/10", "7"), ("3 at rest 7 when running", "7"), ("8 on a bad day, 4 normally", "8"), ("sieben", "7"), ("fünf", "5"), ("cinco", "5"), ("ocho", "8"), ("huit", "8"), ("sept", "7"), ("sete", "7"), ("oito", "8"), ("acht von zehn", "8"), ("sept sur dix", "7"), ("7 de 10", "7"), ("five and a half", "6"), ("70%", "7"), ("mild", "3"), ("moderate", "5"), ("severe", "8"), ("excruciating", "10"), ("agony", "9"), ("worst ever", "10"), ("bit sore", "3"), ("slight niggle", "2"), ("11", "unclear"), ("11/10", "unclear"), ("-3", "unclear"), ("1000", "unclear"), ("dunno", "null"), ("purple", "unclear"), ("7 after 5k", "7"), ("6 after about 20 minutes", "6"), ("was an 8 now a 3", "3"), ("pain is 4", "4"), ("four", "4"), ("1", "1"), ("one", "1"), ("6 I guess", "6"), ("not too bad", "3"), ("pretty bad", "7"), ("really bad", "8"), ("3/5", "6"), ("٧", "7"),
    ]);
}

#[test]
fn durations_are_counted_in_days_back() {
    check("duration_days", &[
        ("2 weeks", "14"), ("bout 3 wks", "21"), ("3wks", "21"), ("two weeks", "14"), ("a fortnight", "14"), ("couple of days", "2"), ("a few days", "3"), ("few weeks", "21"), ("a month", "30"), ("1 month", "30"), ("3 months", "91"), ("half a year", "182"), ("a year", "365"), ("2 years", "730"), ("6 mo", "182"), ("5 days", "5"), ("5d", "5"), ("3w", "21"), ("yesterday", "1"), ("since last night", "1"), ("today", "0"), ("this morning", "0"), ("just started today", "0"), ("48 hours", "2"), ("72h", "3"), ("12 hours", "0"), ("since tuesday", "2"), ("since Saturday", "5"), ("since last sunday", "4"), ("last friday", "6"), ("since the weekend", "5"), ("last week", "7"), ("a week or so", "7"), ("a week and a half", "11"), ("1.5 weeks", "10"), ("2.5 weeks", "17"), ("2-3 weeks", "21"), ("two or three weeks", "21"), ("10-14 days", "14"), ("3 weeks ago", "21"), ("started 4 days ago", "4"), ("over a month", "30"), ("since january", "162"), ("since 1 june", "11"), ("since june 1st", "11"), ("since the 1st", "11"), ("since christmas", "169"), ("since new year", "162"), ("since may", "42"), ("hace dos semanas", "14"), ("desde ayer", "1"), ("seit drei Wochen", "21"), ("seit gestern", "1"), ("seit einem Monat", "30"), ("seit Montag", "3"), ("depuis hier", "1"), ("depuis 3 mois", "91"), ("il y a dix jours", "10"), ("há duas semanas", "14"), ("desde segunda", "3"), ("uma semana", "7"), ("um mês", "30"), ("ein paar Tage", "3"), ("unos días", "3"), ("quelques jours", "3"), ("exactly two weeks today", "14"), ("about ten days", "10"), ("on and off for 6 weeks", "42"), ("since my marathon", "unclear"), ("ages", "unclear"), ("forever", "unclear"), ("a while", "unclear"), ("too long", "unclear"), ("since I started running", "unclear"), ("idk", "null"), ("no idea", "null"), ("4 months give or take", "122"), ("six weeks", "42"), ("twelve days", "12"), ("3 days now", "3"), ("nearly 3 weeks", "21"), ("since 2025-06-01", "11"), ("since 01/06", "11"), ("anderthalb Wochen", "11"),
    ]);
}

#[test]
fn arches_ankles_and_grounds_have_many_names() {
    check("arch_type", &[
        ("flat", r#""low""#), ("flat feet", r#""low""#), ("fallen arches", r#""low""#), ("high", r#""high""#), ("high arches", r#""high""#), ("normal", r#""normal""#), ("average", r#""normal""#), ("not sure", r#""unknown""#), ("dunno", r#""unknown""#), ("no idea", r#""unknown""#), ("low", r#""low""#), ("pretty flat", r#""low""#), ("Plattfüße", r#""low""#), ("Senkfuß", r#""low""#), ("pieds plats", r#""low""#), ("pé chato", r#""low""#), ("pies cavos", r#""high""#), ("Hohlfuß", r#""high""#), ("in between", r#""normal""#), ("like a pancake", r#""low""#), ("not high or low, just normal", r#""normal""#), ("purple", "unclear"), ("never checked", r#""unknown""#), ("medium", r#""normal""#), ("what arches lol, flat as a board", r#""low""#),
    ]);
    check("ankle_roll", &[
        ("in", r#""inward""#), ("inwards", r#""inward""#), ("they roll in", r#""inward""#), ("overpronate", r#""inward""#), ("I pronate", r#""inward""#), ("over-pronation", r#""inward""#), ("outward", r#""outward""#), ("out", r#""outward""#), ("supinate", r#""outward""#), ("supinator", r#""outward""#), ("underpronator", r#""outward""#), ("neutral", r#""none""#), ("no", r#""none""#), ("neither", r#""none""#), ("none", r#""none""#), ("straight", r#""none""#), ("nach innen", r#""inward""#), ("hacia dentro", r#""inward""#), ("vers l'extérieur", r#""outward""#), ("no idea", "null"), ("they collapse in a bit", r#""inward""#), ("on the outside", r#""outward""#), ("dunno", "null"), ("don't roll", r#""none""#),
    ]);
    check("terrain", &[
        ("road", r#""road""#), ("roads", r#""road""#), ("pavement", r#""road""#), ("concrete", r#""road""#), ("mostly pavement", r#""road""#), ("trails", r#""trail_rocky""#), ("rocky trails", r#""trail_rocky""#), ("fells", r#""trail_rocky""#), ("fell running", r#""trail_rocky""#), ("woods", r#""trail_rocky""#), ("treadmill", r#""treadmill""#), ("dreadmill", r#""treadmill""#), ("track", r#""track""#), ("grass", r#""grass""#), ("the park", r#""grass""#), ("a mix", r#""mixed""#), ("bit of everything", r#""mixed""#), ("road and trail", r#""mixed""#), ("half road half trail", r#""mixed""#), ("mostly road, some trail", r#""road""#), ("Asphalt", r#""road""#), ("Laufband", r#""treadmill""#), ("asfalto", r#""road""#), ("sentiers", r#""trail_rocky""#), ("esteira", r#""treadmill""#), ("both", r#""mixed""#), ("wherever", "unclear"), ("trails mainly", r#""trail_rocky""#), ("gravel paths", r#""trail_rocky""#), ("gym", r#""treadmill""#),
    ]);
}

#[test]
fn rest_days_are_counted_from_either_side() {
    check("rest_days_per_week", &[
        ("2", "2"), ("two", "2"), ("none", "0"), ("zero", "0"), ("0", "0"), ("no rest days", "0"), ("I run every day", "0"), ("every day", "0"), ("run streak", "0"), ("one", "1"), ("just Sundays", "1"), ("2 days off", "2"), ("2 or 3", "3"), ("1-2", "2"), ("I run 6 days a week", "1"), ("run 4x", "3"), ("I run three times a week", "4"), ("every other day", "3"), ("6 on 1 off", "1"), ("weekends", "2"), ("I run mon wed fri", "4"), ("rest mon and fri", "2"), ("8", "unclear"), ("lots", "unclear"), ("dunno", "null"), ("zwei", "2"), ("dos", "2"), ("deux", "2"), ("dois", "2"), ("3 days", "3"), ("three rest days", "3"), ("keine", "0"), ("rest? what's that", "0"), ("only run at weekends", "5"), ("ninguno", "0"),
    ]);
    check("weekly_mileage_change", &[
        ("same", "0"), ("no change", "0"), ("none", "0"), ("0", "0"), ("doubled", "100"), ("halved", "-50"), ("10%", "10"), ("up 10%", "10"), ("+10%", "10"), ("down 20%", "-20"), ("20% less", "-20"), ("30 to 45k", "50"), ("from 20 to 30 miles", "50"), ("20k -> 25k", "25"), ("went from 40km to 50km", "25"), ("tripled", "200"), ("about the same", "0"), ("hasn't changed", "0"), ("a bit more", "unclear"), ("loads", "unclear"), ("+10k on 40k", "25"), ("increased by 50%", "50"), ("stopped running", "-100"), ("50% more", "50"), ("verdoppelt", "100"), ("igual", "0"), ("el doble", "100"), ("not sure", "null"), ("was 20 now 30", "50"), ("half", "-50"), ("usual", "0"),
    ]);
}

#[test]
fn ages_are_years() {
    check("age", &[
        ("34", "34"), ("34 years old", "34"), ("I'm 34", "34"), ("im 34", "34"), ("thirty four", "34"), ("34yo", "34"), ("34 f", "34"), ("M 45", "45"), ("early 40s", "42"), ("mid 40s", "45"), ("late 50s", "58"), ("late twenties", "28"), ("mid thirties", "35"), ("in my fifties", "55"), ("nearly 40", "39"), ("40 next month", "39"), ("turning 30", "29"), ("born in 1990", "35"), ("1990", "35"), ("sixty", "60"), ("67 years young", "67"), ("17 and a half", "17"), ("150", "unclear"), ("-5", "unclear"), ("old", "unclear"), ("treinta y cuatro", "34"), ("vierunddreißig", "34"), ("trente-quatre ans", "34"), ("tengo 34 años", "34"), ("ich bin 34", "34"), ("trinta e quatro", "34"), ("twenty-one", "21"), ("6 weeks", "unclear"), ("5k", "unclear"), ("over 18", "unclear"), ("the big 5-0", "50"), ("thirty-something", "35"), ("15", "15"), ("just turned 50", "50"),
    ]);
}

#[test]
fn medicines_and_conditions_fall_into_their_groups() {
    check("medicines_and_conditions", &[
        ("warfarin", r#"{"takes_anticoagulant": true}"#), ("apixaban", r#"{"takes_anticoagulant": true}"#), ("I take clopidogrel", r#"{"takes_anticoagulant": true}"#), ("type 2 diabetic", r#"{"diabetes": true}"#), ("diabetic", r#"{"diabetes": true}"#), ("20 weeks pregnant", r#"{"pregnant": true}"#), ("pregnant", r#"{"pregnant": true}"#), ("stomach ulcer", r#"{"nsaid_contraindication": true}"#), ("asthma", r#"{"nsaid_contraindication": true}"#), ("had a stomach ulcer last year", r#"{"nsaid_contraindication": true}"#), ("allergic to ibuprofen", r#"{"nsaid_contraindication": true}"#), ("ibuprofen allergy", r#"{"nsaid_contraindication": true}"#), ("kidney disease", r#"{"nsaid_contraindication": true}"#), ("Raynaud's", r#"{"ice_caution": true}"#), ("none of those", r#"{"diabetes": false, "pregnant": false, "takes_anticoagulant": false, "nsaid_contraindication": false, "ice_caution": false}"#), ("none", r#"{"diabetes": false, "pregnant": false, "takes_anticoagulant": false, "nsaid_contraindication": false, "ice_caution": false}"#), ("no", r#"{"diabetes": false, "pregnant": false, "takes_anticoagulant": false, "nsaid_contraindication": false, "ice_caution": false}"#), ("no meds", r#"{"takes_anticoagulant": false, "nsaid_contraindication": false}"#), ("I don't take anything", r#"{"takes_anticoagulant": false, "nsaid_contraindication": false}"#), ("yes", "unclear"), ("cipro", r#"{"fluoroquinolone": true}"#), ("prednisolone", r#"{"nsaid_contraindication": true}"#), ("not diabetic but on warfarin", r#"{"diabetes": false, "takes_anticoagulant": true}"#), ("my mum's diabetic", "unclear"), ("no diabetes, asthma or blood thinners", r#"{"diabetes": false, "takes_anticoagulant": false, "nsaid_contraindication": false}"#), ("Blutverdünner", r#"{"takes_anticoagulant": true}"#), ("soy diabético", r#"{"diabetes": true}"#), ("je suis enceinte", r#"{"pregnant": true}"#), ("osteoporosis", r#"{"osteopenia": true}"#), ("high blood pressure", r#"{"nsaid_contraindication": true}"#), ("crohns", r#"{"nsaid_contraindication": true}"#), ("poor circulation", r#"{"ice_caution": true}"#),
    ]);
}
