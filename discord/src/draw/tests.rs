//! What a screen looks like, and that it fits whatever is on it.

use bot_core::message::{Field, split};
use proptest::prelude::*;

use super::*;

fn choice(label: &str, mark: Mark) -> Choice {
    Choice { label: label.into(), data: format!("d-{label}"), mark }
}

fn drawn(choices: Vec<Choice>) -> Vec<Value> {
    components(&Screen { choices, ..Screen::default() })
}

/// The labels row by row; a list by its options.
fn labels(rows: &[Value]) -> Vec<Vec<&str>> {
    rows.iter()
        .map(|row| {
            let components = row["components"].as_array().expect("a row");
            components
                .iter()
                .flat_map(|component| match component["options"].as_array() {
                    Some(options) => options.iter().collect(),
                    None => vec![component],
                })
                .map(|labelled| labelled["label"].as_str().expect("a label"))
                .collect()
        })
        .collect()
}

/// What is left when Discord has taken the marks for marks.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => shown.extend(letters.next()),
            '*' => {}
            letter => shown.push(letter),
        }
    }
    shown
}

#[test]
fn each_block_has_its_marks() {
    let screen = Screen {
        progress: Some(Progress { at: 3, of: 12 }),
        blocks: vec![
            Block::Heading("Where?".into()),
            Block::Alert("Ring 112".into()),
            Block::Bullets(vec!["a".into(), "b".into()]),
            Block::Details { title: "Why".into(), items: vec!["x".into(), "y".into()] },
        ],
        ..Screen::default()
    };
    let expected = "-# 3 / 12\n\n**Where?**\n\n⚠ **Ring 112**\n\n• a\n• b\n\n> **Why**\n> x\n> y";
    assert_eq!(text(&screen), expected);
}

#[test]
fn what_looks_like_a_mark_is_text() {
    let cases = [
        ("a *b* _c_ ~d~ `e` ||f||", r"a \*b\* \_c\_ \~d\~ \`e\` \|\|f\|\|"),
        ("# big\n- item\n1. one", "\\# big\n\\- item\n1\\. one"),
        ("<@1> @everyone [a](b)", r"\<\@1\> \@everyone \[a\](b)"),
        ("see https://a.org/x_y_z, and_b", r"see https://a.org/x_y_z, and\_b"),
        ("7 to 9. well-being", "7 to 9. well-being"),
    ];
    for (text, expected) in cases {
        assert_eq!(escape(text), expected);
    }
}

#[test]
fn nobody_is_ever_mentioned() {
    let screen =
        Screen { blocks: vec![Block::Text("@everyone <@&7>".into())], ..Screen::default() };
    assert_eq!(message(&screen)["allowed_mentions"], json!({ "parse": [] }));
}

#[test]
fn several_are_picked_from_a_list_that_shows_what_is_picked() {
    let rows = drawn(vec![
        choice("Fever", Mark::Open),
        choice("Numb", Mark::Picked),
        choice("None", Mark::Answers),
        choice("Back", Mark::Control),
    ]);
    assert_eq!(labels(&rows), [vec!["Fever", "Numb"], vec!["None"], vec!["Back"]]);
    let list = &rows[0]["components"][0];
    assert_eq!([&list["min_values"], &list["max_values"]], [&json!(1), &json!(2)]);
    assert_eq!(list["options"][0]["default"], false);
    assert_eq!(list["options"][1]["default"], true);
}

#[test]
fn a_scale_and_its_controls_share_five_rows() {
    let mut choices: Vec<_> = (0..=10).map(|n| choice(&n.to_string(), Mark::Answers)).collect();
    choices.extend(
        ["Not sure", "Skip", "Back", "Why", "Stop", "Type"]
            .map(|label| choice(label, if label == "Type" { Mark::Types } else { Mark::Control })),
    );
    let rows = drawn(choices);
    assert_eq!(rows.len(), 5);
    assert_eq!(labels(&rows)[3], ["Not sure", "Skip", "Back", "Why", "Stop"]);
    assert_eq!(labels(&rows)[4], ["Type"]);
}

#[test]
fn answers_that_have_no_room_become_a_list_of_which_one_is_picked() {
    let mut choices: Vec<_> = (0..24).map(|n| choice(&n.to_string(), Mark::Answers)).collect();
    choices.extend((0..6).map(|n| choice(&format!("c{n}"), Mark::Control)));
    let rows = drawn(choices);
    assert_eq!(rows[0]["components"][0]["custom_id"], ONE);
    assert_eq!(rows[0]["components"][0]["max_values"], 1);
    assert_eq!(labels(&rows)[0].len(), 24);
    assert_eq!(labels(&rows)[1..], [vec!["c0", "c1", "c2", "c3", "c4"], vec!["c5"]]);
}

#[test]
fn a_field_is_titled_like_the_button_that_opens_it() {
    let long = "x".repeat(60);
    let window = window(&Field::Answer, &long);
    assert_eq!(window["title"].as_str().expect("a title").chars().count(), TITLE);
    assert_eq!(window["custom_id"], "type");
}

proptest! {
    #[test]
    fn a_message_that_was_split_fits_and_reads_as_it_was(
        texts in prop::collection::vec("[ -~é😀⚠]{0,600}", 1..9),
        items in prop::collection::vec("[ -~é😀*_#]{1,90}", 1..40),
    ) {
        let mut blocks: Vec<_> = texts.into_iter().map(Block::Text).collect();
        blocks.push(Block::Bullets(items.clone()));
        blocks.push(Block::Details { title: "more".into(), items });
        for blocks in split(blocks, TEXT) {
            let progress = Some(Progress { at: 12, of: 12 });
            let screen = Screen { progress, blocks: blocks.clone(), ..Screen::default() };
            let message = message(&screen);
            let content = message["content"].as_str().unwrap();
            prop_assert!(content.chars().count() <= CONTENT);
            let embed = message["embeds"][0]["description"].as_str().unwrap_or_default();
            prop_assert!(embed.chars().count() <= 4096);
            let seen = shown(if content.is_empty() { embed } else { content });
            for block in blocks {
                if let Block::Text(words) = block {
                    // An address keeps its own marks, which `shown` takes for marks.
                    prop_assume!(!words.contains("://"));
                    prop_assert!(seen.contains(&words), "{seen}\n{words}");
                }
            }
        }
    }

    #[test]
    fn components_are_within_limits_whatever_there_is_to_choose(
        ticks in 0_usize..40, answers in 0_usize..60, controls in 0_usize..30,
    ) {
        let some = |many: usize, mark: Mark| {
            (0..many).map(move |n| choice(&format!("{mark:?} {n}"), mark)).collect::<Vec<_>>()
        };
        let choices = [
            some(ticks, Mark::Open),
            some(answers, Mark::Answers),
            some(controls, Mark::Control),
        ]
        .concat();
        let rows = drawn(choices);
        prop_assert!(rows.len() <= ROWS);
        for row in &rows {
            let components = row["components"].as_array().unwrap();
            prop_assert!((1..=BUTTONS).contains(&components.len()));
            for component in components {
                if let Some(options) = component["options"].as_array() {
                    prop_assert!((1..=OPTIONS).contains(&options.len()));
                }
            }
        }
    }
}

#[test]
fn a_role_is_mentioned_above_the_text_and_nobody_else_is() {
    let role = |id: &str| Some(PlatformId::new(id));
    let say = |text: &str, mention| {
        let blocks = vec![Block::Text(text.to_owned())];
        message(&Screen { blocks, mention, ..Screen::default() })
    };
    let said = say("@everyone <@&1>", role("42"));
    assert_eq!(said["content"], "<@&42>\n\\@everyone \\<\\@&1\\>");
    assert_eq!(said["allowed_mentions"], json!({ "parse": [], "roles": ["42"] }));
    // In an embed it would tell nobody.
    let long = say(&"x".repeat(CONTENT), role("42"));
    assert_eq!(long["content"], "<@&42>");
    assert_eq!(long["embeds"][0]["description"], "x".repeat(CONTENT));
    for forged in [None, role(""), role("1> @everyone")] {
        let said = say("run", forged);
        assert_eq!(
            (&said["content"], &said["allowed_mentions"]),
            (&json!("run"), &json!({ "parse": [] }))
        );
    }
}
