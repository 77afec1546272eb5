//! Signs that are there or not: danger signs lean to caution.

use crate::{check, never_absent};

#[test]
fn a_soft_no_to_a_danger_sign_is_asked_again() {
    for question in [
        "fever",
        "hot_skin",
        "calf_swelling",
        "sudden_onset_pop",
        "injury_or_fall",
        "deformity",
        "can_bear_weight",
        "can_tiptoe",
    ] {
        never_absent(
            question,
            &[
                "not really",
                "eher nicht",
                "pas vraiment",
                "no mucho",
                "probably not",
                "dont think so",
                "lkjh",
                "banana",
                "?!",
                "maybe",
            ],
        );
    }
}

#[test]
fn a_pop_is_told_from_everyday_words() {
    check(
        "sudden_onset_pop",
        &[
            ("heard a pop", "true"),
            ("yes a loud snap", "true"),
            ("felt like I'd been shot", "true"),
            ("like being kicked in the back of the leg", "true"),
            ("no pop", "false"),
            ("no, it came on gradually", "false"),
            ("nope", "false"),
            ("gradual", "false"),
            ("yes", "true"),
            ("no snap or anything", "false"),
            ("something went", "true"),
            ("there was a crack", "true"),
            ("felt it tear", "true"),
            ("came on slowly over weeks", "false"),
            ("no just crept up on me", "false"),
            ("nothing popped", "false"),
            ("i popped out for a run", "unclear"),
            ("not sure", "null"),
            ("hubo un chasquido", "true"),
            ("es hat geknallt", "true"),
            ("kein Knall", "false"),
            ("sin chasquido", "false"),
            ("j'ai entendu un craquement", "true"),
            ("ouvi um estalo", "true"),
        ],
    );
}

#[test]
fn a_fever_is_told_by_words_or_degrees() {
    check(
        "fever",
        &[
            ("yes", "true"),
            ("no", "false"),
            ("39.2", "true"),
            ("38", "true"),
            ("101F", "true"),
            ("101.5", "true"),
            ("36.8", "false"),
            ("37", "false"),
            ("98.6", "false"),
            ("37.8", "unclear"),
            ("temp of 38.9", "true"),
            ("shivering all night", "true"),
            ("chills", "true"),
            ("hot and cold", "true"),
            ("no temp", "false"),
            ("no temperature", "false"),
            ("nope feel fine", "false"),
            ("normal", "false"),
            ("temperature is normal", "false"),
            ("I had a fever last month", "unclear"),
            ("a bit feverish", "true"),
            ("bit hot and shivery", "true"),
            ("burning up", "true"),
            ("kein Fieber", "false"),
            ("sin fiebre", "false"),
            ("pas de fièvre", "false"),
            ("sem febre", "false"),
            ("tengo fiebre", "true"),
            ("Fieber 39", "true"),
            ("je pense avoir de la fièvre", "true"),
            ("not that I know of", "false"),
            ("haven't checked", "null"),
            ("39.5 last night", "true"),
            ("my son has a fever", "unclear"),
            ("had covid last year", "unclear"),
            ("if I get a fever I'll call", "unclear"),
        ],
    );
}

#[test]
fn a_checklist_without_punctuation_gives_each_sign_its_own_answer() {
    check(
        "numbness",
        &[
            ("numbness no fever no", r#"{"numbness": false, "fever": false}"#),
            ("swelling no numbness yes", r#"{"swelling_or_redness": false, "numbness": true}"#),
            (
                "swelling yes fever no numbness no",
                r#"{"swelling_or_redness": true, "fever": false, "numbness": false}"#,
            ),
            (
                "no numbness no fever no swelling",
                r#"{"numbness": false, "fever": false, "swelling_or_redness": false}"#,
            ),
        ],
    );
}

#[test]
fn numbness_is_told_from_tired_legs() {
    check(
        "numbness",
        &[
            ("yes", "true"),
            ("numb toes", "true"),
            ("tingling", "true"),
            ("no", "false"),
            ("can feel everything fine", "false"),
            ("feels dead", "true"),
            ("goes numb after 5k", "true"),
            ("not numb", "false"),
            ("no tingling or numbness", "false"),
            ("burning under the heel", r#"{"numbness": true, "site": "under_heel"}"#),
            ("a bit numb in the toes", "true"),
            ("nope just sore", "false"),
            ("taub", "true"),
            ("nicht taub", "false"),
            ("hormigueo", "true"),
            ("fourmillements", "true"),
            ("formigamento", "true"),
            ("sometimes my foot falls asleep", "true"),
            ("my legs are dead after long runs lol", "unclear"),
            ("normal feeling", "false"),
            ("not really", "false"),
        ],
    );
}

#[test]
fn swelling_brings_heat_along() {
    check(
        "swelling_or_redness",
        &[
            ("yes", "true"),
            ("puffy", "true"),
            ("a bit puffy", "true"),
            ("looks like a balloon", "true"),
            ("no swelling", "false"),
            ("no", "false"),
            ("not swollen", "false"),
            ("no redness or swelling", "false"),
            ("not red or swollen", "false"),
            ("looks normal", "false"),
            ("bruised", "true"),
            ("big bruise", "true"),
            ("red", "true"),
            ("hot and red", r#"{"swelling_or_redness": true, "hot_skin": true}"#),
            ("swollen but not red", "true"),
            ("swelling has gone down now", "false"),
            ("used to be swollen but not now", "false"),
            ("slightly", "true"),
            ("geschwollen", "true"),
            ("nicht geschwollen", "false"),
            ("hinchado", "true"),
            ("gonflé", "true"),
            ("inchado", "true"),
            ("fine", "false"),
            ("my ego is bruised", "unclear"),
        ],
    );
}
