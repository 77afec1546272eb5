//! Databases and folders that take no writes, and databases of another release:
//! said plainly, and nothing kept before is lost.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::tempdir;

use crate::{
    runner::{ANSWERS, answer_all, closed, export, open_question},
    support::{Chat, heelbot_chat},
};

/// Answers the first questions and leaves.
fn answer_some(data: &Path, count: usize) {
    let mut chat = Chat::start(heelbot_chat(data));
    chat.turn().expect("a greeting");
    for (_, answer) in &ANSWERS[..count] {
        chat.say(answer);
    }
    assert!(chat.end().status.success());
}

fn change(data: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(data.join("heelbot.db")).expect("it opens");
    conn.execute_batch(sql).expect("it is changed");
}

/// The same command, in a process whose files can't grow beyond so many blocks
/// of 512 bytes: writing fails as on a disk that has no room.
fn with_room_for(blocks: u32, command: &Command) -> Command {
    let mut limited = Command::new("sh");
    limited.arg("-c").arg(r#"trap '' XFSZ; ulimit -f "$0"; exec "$@""#).arg(blocks.to_string());
    limited.arg(command.get_program()).args(command.get_args()).env_clear();
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited
}

#[test]
fn a_database_of_a_newer_release_is_left_alone() {
    let data = tempdir().expect("a folder");
    answer_some(data.path(), 3);
    change(
        data.path(),
        "INSERT INTO migration
         SELECT 9999, description, checksum FROM migration WHERE version = 1",
    );
    let mut chat = Chat::start(heelbot_chat(data.path()));
    assert_eq!(chat.turn(), Err(String::new()));
    let ended = chat.end();
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.errors.contains("newer release (its version is 9999"), "{}", ended.errors);
    assert!(ended.errors.contains("restore a backup"), "{}", ended.errors);

    change(data.path(), "DELETE FROM migration WHERE version = 9999");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    assert_eq!(open_question(&chat.turn().expect("a greeting")), 3);
    chat.end();
}

#[test]
fn a_new_database_that_finds_no_room_says_so() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(with_room_for(32, &heelbot_chat(data.path())));
    assert_eq!(chat.turn(), Err(String::new()));
    let ended = chat.end();
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.errors.contains("the disk"), "{}", ended.errors);
    assert_eq!(ended.errors.lines().count(), 1, "{}", ended.errors);
    let parts: Vec<_> = ended.errors.trim().split(": ").collect();
    let said_once = |part| parts.iter().filter(|said| *said == part).count() == 1;
    assert!(parts.iter().all(said_once), "each cause is told once: {}", ended.errors);

    let mut chat = Chat::start(heelbot_chat(data.path()));
    let greeting = chat.turn().expect("with room it starts");
    answer_all(&mut chat, greeting);
    chat.end();
}

#[test]
fn what_was_accepted_before_the_disk_was_full_is_there_afterwards() {
    // Wherever in the conversation the room ends.
    let mut stopped_at = Vec::new();
    for room in (200..=520).step_by(80) {
        let data = tempdir().expect("a folder");
        answer_some(data.path(), 1);
        let mut chat = Chat::start(with_room_for(room, &heelbot_chat(data.path())));
        let mut accepted = 1;
        // It ends at the answer that finds no room, or after the last question.
        while let Ok(turn) = chat.turn() {
            accepted = open_question(&turn);
            let Some((_, answer)) = ANSWERS.get(accepted) else { break };
            chat.send(answer);
        }
        let ended = chat.end();
        if accepted < ANSWERS.len() {
            assert_eq!(ended.status.code(), Some(1), "room for {room}: {ended:?}");
            let last = ended.errors.lines().last().unwrap_or_default();
            assert!(last.starts_with("heelbot: "), "{}", ended.errors);
            assert!(ended.errors.contains("the disk"), "{}", ended.errors);
            stopped_at.push(accepted);
        }
        let mut chat = Chat::start(heelbot_chat(data.path()));
        let resumed = chat.turn().expect("with room it starts");
        let open = open_question(&resumed);
        assert!((accepted..=accepted + 1).contains(&open), "{accepted} accepted:\n{resumed}");
        answer_all(&mut chat, resumed);
        assert_eq!(closed(&export(&mut chat, data.path())).len(), ANSWERS.len());
        chat.end();
    }
    assert!(stopped_at.iter().any(|at| *at > 1), "the room never ended midway: {stopped_at:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_without_write_permission_is_told_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt;

    let data = tempdir().expect("a folder");
    answer_some(data.path(), 2);
    let allow = |mode| {
        fs::set_permissions(data.path(), fs::Permissions::from_mode(mode)).expect("allowed");
        for name in ["heelbot.db", "heelbot.db.lock"] {
            let mode = fs::Permissions::from_mode(mode & 0o600);
            fs::set_permissions(data.path().join(name), mode).expect("allowed");
        }
    };
    allow(0o500);
    // Permissions don't bind the superuser; for it there is nothing to see here.
    let bound = fs::File::create(data.path().join("probe")).is_err();
    if bound {
        let mut chat = Chat::start(heelbot_chat(data.path()));
        assert_eq!(chat.turn(), Err(String::new()));
        let ended = chat.end();
        assert_eq!(ended.status.code(), Some(1));
        assert!(ended.errors.contains("can't be written to"), "{}", ended.errors);
    }
    allow(0o700);
    let mut chat = Chat::start(heelbot_chat(data.path()));
    assert_eq!(open_question(&chat.turn().expect("a greeting")), 2);
    chat.end();
}

#[test]
fn a_folder_nobody_can_write_to_is_named() {
    // Not even the superuser makes files there.
    if !Path::new("/proc/self").exists() {
        return;
    }
    let output = heelbot_chat(Path::new("/proc")).stdin(Stdio::null()).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("/proc/data.key can't be written; choose a folder"), "{told}");
}
