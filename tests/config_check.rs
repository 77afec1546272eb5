//! `heelbot config check`, as an operator runs it.

use std::process::{Command, Output};

fn check(set: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
    command.args(["config", "check"]).env_clear().envs(set.iter().copied());
    command.output().expect("the binary runs")
}

#[test]
fn a_good_configuration_is_shown() {
    let output = check(&[("HOME", "/home/ann"), ("HEELBOT_LEAST_AGE", "18")]);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    assert!(shown.contains("least age: 18 years\n"), "{shown}");
    assert!(
        shown.contains("database: sqlite:/home/ann/.local/share/heelbot/heelbot.db\n"),
        "{shown}"
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_an_exit_code() {
    let output = check(&[
        ("HEELBOT_LEAST_AGE", "15"),
        ("HEELBOT_LANGUAGE", "tlh"),
        ("HEELBOT_CONFIG", "/nowhere/heelbot.toml"),
    ]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, b"");
    for setting in ["HEELBOT_LEAST_AGE", "HEELBOT_LANGUAGE", "HEELBOT_CONFIG", "HEELBOT_DATA_DIR"] {
        assert!(told.contains(&format!("\n  {setting}: ")), "{told}");
    }
}
