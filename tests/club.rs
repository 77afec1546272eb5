//! `heelbot club`, as an operator runs it.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

const STRIDERS: &str = "-1001";

fn club(data: &Path, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
    command.arg("club").args(args).env_clear().env("HEELBOT_DATA_DIR", data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    // It may have said no before it read anything.
    stdin.write_all(input.as_bytes()).ok();
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn says(data: &Path, args: &[&str], input: &str) -> String {
    let output = club(data, args, input);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {error}");
    String::from_utf8(output.stdout).expect("text")
}

fn file() -> Value {
    let place = json!({"platform": "telegram", "space": STRIDERS, "channel": STRIDERS});
    let rule = json!({"kind": "weekly", "days": ["MO"], "at": "08:00", "zone": "Europe/Berlin"});
    json!({
        "heelbot": 1,
        "settings": {"name": "Heel Striders\u{1b}[2J", "zone": "Europe/Berlin"},
        "reminders": [{
            "timing": {"rule": rule}, "place": place,
            "words": {"text": "Rest day!", "mention": null, "language": null},
        }],
    })
}

#[test]
fn a_club_is_brought_shown_paused_and_taken_along() {
    let data = tempfile::tempdir().expect("a folder");
    let data = data.path();
    assert_eq!(says(data, &["list"], ""), "There are no clubs yet.\n");
    let import = ["import", "telegram", STRIDERS, "-"];
    let dry = says(data, &[&import[..], &["--dry-run"]].concat(), &file().to_string());
    assert!(dry.contains("+ every Monday at 08:00"), "{dry}");
    assert_eq!(says(data, &["list"], ""), "There are no clubs yet.\n");

    assert_eq!(says(data, &import, &file().to_string()), dry);
    let list = says(data, &["list"], "");
    assert_eq!(list, format!("telegram\t{STRIDERS}\t1\tHeel Striders [2J\n"));
    let shown = says(data, &["show", "telegram", STRIDERS], "");
    for words in ["time zone: Europe/Berlin", "Rest day!", "[active, next ", "imported"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }

    let exported = says(data, &["export", "telegram", STRIDERS], "");
    let again = says(data, &import, &exported);
    assert_eq!(again, "1 stay, 0 are over and left out\n");

    says(data, &["pause", "telegram", STRIDERS], "");
    assert!(says(data, &["pause", "telegram", STRIDERS], "").contains("already"));
    assert!(says(data, &["show", "telegram", STRIDERS], "").contains("paused: all of it"));
    says(data, &["resume", "telegram", STRIDERS], "");
    assert!(!says(data, &["show", "telegram", STRIDERS], "").contains("paused"));
    assert_eq!(says(data, &["export", "telegram", STRIDERS], ""), exported);
}

#[test]
fn what_can_not_be_done_is_told_and_changes_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    let data = data.path();
    let elsewhere = file().to_string();
    for (args, input, told) in [
        (&["show", "telegram", "-5"][..], "", "there is no such club"),
        (&["import", "telegram", "-5", "-"], &elsewhere, "outside this club"),
        (&["import", "telegram", "-5", "-"], "{\n\"heelbot\": x", "line 2, column 12"),
        (&["import", "telegram", "-5", "/nowhere"], "", "/nowhere"),
        (&["show", "terminal", "-5"], "", "invalid value"),
    ] {
        let output = club(data, args, input);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{args:?}");
        assert!(error.contains(told), "{args:?}: {error}");
    }
    assert_eq!(says(data, &["list"], ""), "There are no clubs yet.\n");
}
