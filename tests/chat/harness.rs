//! The harness, tried out on a shell script that answers as the chat does.

use std::process::Command;

use crate::support::{Chat, heelbot_chat};

fn parrot() -> Command {
    let script = r#"
        printf 'hello\n\n> '
        while read -r line; do
            case "$line" in
                slow) printf 'one > two\n'; printf 'x> '; printf '\n\n> ' ;;
                quit) printf 'bye\n'; echo 'I was told to' >&2; exit 3 ;;
                *) printf '%s\n\nyou said %s\n\n> ' "$line" "$line" ;;
            esac
        done
        printf '\n\ngoodbye\n'
    "#;
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script);
    shell
}

#[test]
fn turns_end_at_the_mark_and_nowhere_else() {
    let mut chat = Chat::start(parrot());
    assert_eq!(chat.turn().as_deref(), Ok("hello\n\n"));
    assert_eq!(chat.say("sore"), "sore\n\nyou said sore\n\n");
    assert_eq!(chat.say("slow"), "one > two\nx> \n\n");
    let ended = chat.end();
    assert_eq!(ended.output, "\n\ngoodbye\n");
    assert!(ended.status.success());
}

#[test]
fn a_chat_that_ends_by_itself_is_told_apart_from_a_turn() {
    let mut chat = Chat::start(parrot());
    assert!(chat.turn().is_ok());
    chat.send("quit");
    assert_eq!(chat.turn(), Err("bye\n".to_owned()));
    let ended = chat.end();
    assert_eq!(ended.status.code(), Some(3));
    assert_eq!(ended.errors, "I was told to\n");
}

#[test]
fn a_killed_chat_has_no_exit_code() {
    let mut chat = Chat::start(parrot());
    assert!(chat.turn().is_ok());
    let ended = chat.kill();
    assert_eq!(ended.status.code(), None);
    assert_eq!(ended.output, "");
}

#[test]
fn the_real_binary_is_started_with_its_own_data_folder() {
    let data = tempfile::tempdir().expect("a folder");
    let command = heelbot_chat(data.path());
    let args: Vec<_> = command.get_args().collect();
    assert_eq!(args, [std::ffi::OsStr::new("chat"), "--data".as_ref(), data.path().as_os_str()]);
}
