//! Agreement, age, and what a person may see, take along and have removed.

use bot_core::{
    assessment::Advice,
    bot::{SessionChange, Snapshot, suggest},
    event::{
        Audience, Command, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing,
    },
    facts::{Fact, Value},
    interview::{Agreement, QuestionId},
    message::{Edits, Mark},
};

use jiff::Timestamp;

use crate::runner::{Runner, TEXTS};

const HELD_BEFORE_CONSENT: &str = "my heel has been stiff for 3 weeks and I'm diabetic";

fn json(ada: &Runner) -> serde_json::Value {
    serde_json::from_str(&ada.file(".json").text).expect("JSON")
}

#[test]
fn what_was_told_before_agreeing_is_kept_for_later() {
    let mut ada = Runner::new();
    ada.says(HELD_BEFORE_CONSENT).agrees().reads("Here is what I understood").says("yes");
    assert_eq!(ada.fact(Fact::Diabetes), Some(Value::Yes));
}

#[test]
fn what_was_told_before_refusing_is_dropped() {
    for no in ["No, thanks", "no", "stop"] {
        let mut ada = Runner::new();
        ada.says(HELD_BEFORE_CONSENT).says(no).reads("Nothing is kept");
        assert_eq!(ada.snapshot.session, None, "{no}");
        ada.commands(Command::Start).agrees().reads_no("what I understood");
        assert_eq!(ada.fact(Fact::Diabetes), None);
    }
}

#[test]
fn no_health_answer_is_taken_without_an_agreement() {
    for vague in ["maybe", "hmm", "not sure", "what?"] {
        let mut ada = Runner::started();
        ada.says(vague);
        let session = ada.snapshot.session.clone();
        let agreed = session.map(|session| session.state.interview.agreement());
        assert_ne!(agreed, Some(Agreement::Given), "{vague}");
        ada.reads_no("the signs that can't wait");
    }
}

#[test]
fn nothing_is_kept_of_who_is_too_young_however_they_say_it() {
    for age in ["I'm 14 and my heel hurts", "yes I agree, I'm 12", "15"] {
        let mut ada = Runner::started();
        ada.says(age).reads("I don't keep answers from people under 16").reads("parent");
        assert_eq!(ada.change, SessionChange::End, "{age}");
        assert_eq!(ada.snapshot.session, None);
    }
    let mut ada = Runner::started();
    ada.presses("I'm under 16").reads("parent");
    assert_eq!(ada.snapshot.session, None);

    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().presses("Change an answer").presses("Your age").says("15").reads("parent");
    assert_eq!(ada.snapshot.session, None);
}

#[test]
fn a_child_in_danger_is_told_to_get_help_and_nothing_is_kept() {
    let mut ada = Runner::new();
    ada.language = Some("en-GB".into());
    ada.says("I'm 13, my calf is swollen and I can't breathe").reads("999").reads("parent");
    assert_eq!(ada.snapshot.session, None);
}

#[test]
fn the_operators_higher_limit_holds() {
    let mut ada = Runner::new();
    ada.policy.least_age = 18;
    ada.commands(Command::Start);
    assert!(!ada.has_button("I agree, and I'm 16"));
    ada.says("yes, I'm 17").reads("under 18");
    assert_eq!(ada.snapshot.session, None);
}

#[test]
fn who_will_not_say_their_age_is_not_served() {
    let mut ada = Runner::started();
    ada.says("yes").reads("How old are you?").presses("Skip").reads("I do need your age");
    ada.presses("Skip").reads("Without knowing your age");
    assert_eq!(ada.snapshot.session, None);
}

#[test]
fn deleting_asks_first_and_then_forgets_everything() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.commands(Command::Delete).reads("can't be undone").presses("No, keep them");
    assert_eq!(ada.asked(), Some(QuestionId::Walking));
    ada.says("delete my data").says("yes").reads("is deleted");
    assert_eq!(ada.snapshot, Snapshot::default());
    ada.commands(Command::Delete).reads("I hold nothing about you");
    ada.commands(Command::Export).reads("I hold nothing about you");
    ada.commands(Command::Summary).reads("I hold nothing about you");
}

#[test]
fn the_export_has_everything_that_is_held() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.says("I'm diabetic");
    ada.commands(Command::Export).reads("Everything I hold about you").reads("under the heel");
    let json = json(&ada);
    let snapshot = ada.snapshot.clone();
    let session = snapshot.session.expect("a session");
    assert_eq!(json["session"]["state"], serde_json::to_value(&session.state).expect("JSON"));
    assert_eq!(json["profile"], serde_json::to_value(&snapshot.profile).expect("JSON"));
    assert_eq!(json["session"]["facts"]["site"], "under_heel");
    // What was answered as a range is no number anybody said.
    assert_eq!(json["session"]["facts"]["age"], serde_json::json!([18, 64]));
}

#[test]
fn the_export_has_what_was_told_before_agreeing() {
    let mut ada = Runner::new();
    ada.says(HELD_BEFORE_CONSENT).commands(Command::Export);
    assert!(json(&ada)["session"]["state"].to_string().contains("diabetes"));
}

#[test]
fn documents_can_be_read_at_any_question_and_it_is_asked_again_below() {
    use Command::{About, Help, Privacy, Summary};
    let pages = [(About, "doctor"), (Help, "/export"), (Privacy, "encrypted"), (Summary, "Date:")];
    for (command, words) in pages {
        let mut ada = Runner::at(QuestionId::Walking);
        let before = ada.snapshot.clone();
        ada.commands(command).reads(words).reads("Can you walk on it?");
        assert_eq!(ada.snapshot, before);
    }
    let mut ada = Runner::at(QuestionId::Walking);
    ada.says("summary").reads("Date: 22 November 2026").says("help").reads("/export");
    ada.says("who are you?").reads("doctor").says("is my data safe?").reads("encrypted");
}

#[test]
fn the_result_can_be_explained_and_summed_up() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().presses("Why this advice?").reads("Rules that don't apply").reads("What next?");
    ada.presses("Summary for a GP").reads("under the heel").reads("What next?");
}

#[test]
fn a_topic_of_the_advice_is_told_with_its_reason_and_source() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.commands_with(Command::Help, "ice").reads("depends on your answers").reads("/check");
    ada.finishes().commands_with(Command::Help, "Ice").reads("Why: ").reads("From: ");
    ada.reads("in a cloth").reads_no("Stretch every day").reads("What next?");
    let mut bea = Runner::at(QuestionId::Health);
    bea.says("I'm diabetic").says("done").finishes();
    bea.commands_with(Command::Help, "ice").reads("Ice is left out for you").reads("diabetes");
    ada.commands_with(Command::Help, "a pharmacist").reads("nothing about asking a pharmacist");
    ada.commands_with(Command::Help, "yoga").reads("I have advice on these").reads("heel raises");
    ada.commands_with(Command::Help, "e").reads("I have advice on these");
}

/// Help as far as it is typed.
fn so_far(typed: &str) -> Incoming {
    let id = PlatformId::new("1");
    let platform = Platform::Discord;
    let person = Person { platform, id: id.clone() };
    Incoming {
        id: EventId::new(platform, 1),
        conversation: Conversation { place: Place::of_club(platform, &id), person },
        audience: Audience::Private,
        standing: Standing::Member,
        member: Member::default(),
        language: Some("en-GB".to_owned()),
        input: Input::Command(Command::Help, typed.to_owned()),
    }
}

#[test]
fn topics_are_suggested_by_what_is_typed() {
    let suggested = |typed: &str| -> Vec<String> {
        let known = Snapshot::default();
        let found = suggest(&TEXTS, Timestamp::UNIX_EPOCH, &known, &so_far(typed));
        found.into_iter().map(|found| found.value).collect()
    };
    assert_eq!(suggested(" Ice"), ["ice"]);
    assert_eq!(suggested("splint"), ["a night splint"]);
    assert_eq!(suggested("").len(), Advice::ALL.len());
    assert!(suggested("yoga").is_empty());
}

#[test]
fn a_summary_speaks_of_self_harm_only_where_the_person_did() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().commands(Command::Summary);
    ada.reads("Not known: ").reads("rising onto the toes").reads_no("self-harm");
}

#[test]
fn the_language_is_chosen_by_name() {
    let mut ada = Runner::started();
    ada.sends(Input::Command(Command::Language, "English".into())).reads("I'll speak English");
    let language = ada.snapshot.profile.clone().and_then(|profile| profile.language);
    assert_eq!(language.as_deref(), Some("en"));
    ada.sends(Input::Command(Command::Language, "Klingon".into())).reads("I speak: English");
}

#[test]
fn where_others_read_along_nothing_is_said_about_health_and_nothing_changes() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.audience = Audience::Shared;
    let before = ada.snapshot.clone();
    let inputs = [
        Input::Text("my heel is hot and I have a fever".into()),
        Input::Text("I want to kill myself".into()),
        Input::Command(Command::Summary, String::new()),
        Input::Command(Command::Export, String::new()),
        Input::Press("h1.x".into()),
        Input::Wordless,
    ];
    for input in inputs {
        ada.sends(input).reads("only in private").reads_no("heel");
        let marks: Vec<Mark> = ada.choices().map(|choice| choice.mark).collect();
        assert_eq!(marks, [Mark::OpensPrivate], "only the way to the private chat");
        assert_eq!(ada.snapshot, before);
    }
}

#[test]
fn a_command_given_in_a_group_is_what_the_private_chat_begins_with() {
    let mut ada = Runner::new();
    ada.audience = Audience::Shared;
    ada.commands(Command::Check);
    let payload = ada.choices().next().expect("a button").data.clone();
    assert_eq!(payload, "check");
    ada.audience = Audience::Private;
    ada.sends(Input::Command(Command::Start, payload)).reads("about a dozen short questions");
    ada.sends(Input::Command(Command::Start, "privacy".into())).reads("Your privacy");
    // Anybody can make a link: what names no command is just a start.
    ada.sends(Input::Command(Command::Start, "h1.x".into())).reads("about a dozen short questions");
}

#[test]
fn a_group_is_greeted_once_and_a_chat_opened_or_closed_says_nothing() {
    let mut ada = Runner::at(QuestionId::Walking);
    let before = ada.snapshot.clone();
    for input in [Input::Admitted, Input::ShutOut] {
        ada.sends(input);
        assert!(ada.screens.is_empty());
        assert_eq!(ada.snapshot, before);
    }
    ada.audience = Audience::Shared;
    ada.sends(Input::Admitted).reads("Hello").reads("only in private");
    ada.sends(Input::ShutOut);
    assert!(ada.screens.is_empty());
}

#[test]
fn what_was_answered_stays_in_a_question_that_takes_the_last_ones_place() {
    let mut ada = Runner::at(QuestionId::Severity);
    ada.presses("4")
        .reads("Your answers so far")
        .reads("age 18 to 64")
        .reads("How bad it is: pain of 4 out of 10");
    ada.presses("About a week").reads("pain of 4 out of 10").reads("for 7 to 13 days");
    ada.presses("Back").reads("pain of 4 out of 10").reads_no("for 7 to 13 days");
    // Said in words, the answer is in the chat already.
    ada.says("a week").reads_no("so far");

    // Where nothing is edited, each line stays where it was said.
    let mut ben = Runner::at(QuestionId::Severity);
    ben.capabilities.edits = Edits::Never;
    ben.presses("4").reads("Noted: pain of 4").reads_no("so far");
    ben.presses("About a week").reads_no("pain of 4");
}

#[test]
fn what_goes_with_a_file_fits_beside_it() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.capabilities.caption_limit = 60;
    ada.commands(Command::Export).reads("Everything I hold about you");
    let with_file = ada.screens.iter().find(|screen| screen.attachment.is_some());
    let blocks = &with_file.expect("a file").blocks;
    let units: usize = blocks.iter().map(|block| block.utf16_len() + 1).sum();
    assert!((1..=60).contains(&units), "{units}");
}

#[test]
fn the_day_named_on_leaving_is_the_day_saved_however_late_it_is_shown_again() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.says("stop").reads("29 November 2026");
    let saved = ada.snapshot.session.clone().expect("a session").expires;
    assert_eq!(saved.to_string(), "2026-11-29T09:00:00Z");
    for now in ["2026-11-24T09:00:00Z", "2026-11-27T21:00:00Z"] {
        ada.now = now.parse().expect("an instant");
        ada.says("bananas").reads("29 November 2026");
        assert_eq!(ada.change, SessionChange::Keep, "nothing was said that would be kept longer");
    }
}
