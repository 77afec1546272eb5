//! A disk that is really full (ENOSPC): a small one in memory, which a namespace
//! of our own lets anyone mount where the system allows such namespaces.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::{TempDir, tempdir};

use crate::{
    runner::{ANSWERS, answer_all, open_question},
    support::{Chat, Ended, heelbot_chat},
};

/// A disk of four megabytes, there as long as this is, for whoever is sent [`on`](Self::on) it.
struct SmallDisk {
    holder: Child,
    folder: TempDir,
}

impl SmallDisk {
    fn new() -> Option<Self> {
        let folder = tempdir().expect("a folder");
        let mut holder = Command::new("unshare");
        holder.args(["--map-root-user", "--mount", "sh", "-c"]);
        holder.arg(r#"mount -t tmpfs -o size=4m none "$0" && echo mounted && exec cat"#);
        holder.arg(folder.path());
        holder.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let told = holder.spawn().map(|mut holder| {
            let mut told = String::new();
            let mut output = BufReader::new(holder.stdout.take().expect("piped"));
            output.read_line(&mut told).expect("text");
            (told == "mounted\n", Self { holder, folder })
        });
        if let Ok((true, disk)) = told {
            return Some(disk);
        }
        // Past the test harness's capture, so that it is seen.
        let note = b"not tested on a full disk: no disk can be mounted in a namespace here\n";
        std::io::stderr().write_all(note).expect("written");
        None
    }

    fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The same command, where the disk is mounted.
    fn on(&self, command: &Command) -> Command {
        let mut there = Command::new("nsenter");
        there.args(["--preserve-credentials", "--user", "--mount", "--target"]);
        there.arg(self.holder.id().to_string());
        there.arg(command.get_program()).args(command.get_args()).env_clear();
        there.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        there
    }

    fn shell(&self, script: &str) {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script).arg(self.data());
        assert!(self.on(&shell).status().expect("it runs").success(), "{script}");
    }

    /// Leaves room for this many kilobytes.
    fn fill(&self, but: u32) {
        self.shell(&format!(
            r#"free=$(df --output=avail -k "$0" | tail -n 1)
               head -c "$(((free - {but}) * 1024))" /dev/zero > "$0/ballast""#
        ));
    }

    fn free(&self) {
        self.shell(r#"rm "$0/ballast""#);
    }

    fn chat(&self) -> Chat {
        Chat::start(self.on(&heelbot_chat(self.data())))
    }

    /// A chat that finds no room to start.
    fn refusal(&self) -> String {
        let mut chat = self.chat();
        assert_eq!(chat.turn(), Err(String::new()));
        let ended = chat.end();
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        assert_eq!(ended.errors.lines().count(), 1, "one sentence: {}", ended.errors);
        ended.errors
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Its input ends with this, and then it does; nobody else holds the disk.
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}

fn says_what_to_do(errors: &str) -> bool {
    errors.contains("the disk is full; free some space, nothing that was accepted is lost")
}

/// Answers until no room is left; how many answers were taken, and how it ended.
fn answer_until_full(mut chat: Chat, mut taken: usize) -> (usize, Ended) {
    while let Ok(turn) = chat.turn() {
        taken = open_question(&turn);
        let Some((_, answer)) = ANSWERS.get(taken) else { break };
        chat.send(answer);
    }
    (taken, chat.end())
}

#[test]
fn a_disk_that_fills_up_midway_ends_the_chat_and_loses_nothing() {
    let Some(disk) = SmallDisk::new() else { return };
    let mut stopped_at = Vec::new();
    // Wherever in a turn the room ends, until it ends midway: a turn takes
    // some 64 to 100 kilobytes, in three transactions.
    for room in (48..960).step_by(24) {
        let mut chat = disk.chat();
        chat.turn().expect("a greeting");
        chat.say(ANSWERS[0].1);
        assert!(chat.end().status.success());

        disk.fill(room);
        let (taken, ended) = answer_until_full(disk.chat(), 1);
        assert_eq!(ended.status.code(), Some(1), "room for {room}: {ended:?}");
        assert!(says_what_to_do(&ended.errors), "room for {room}: {}", ended.errors);
        let last = ended.errors.lines().last().unwrap_or_default();
        assert!(last.starts_with("heelbot: "), "{}", ended.errors);
        stopped_at.push(taken);

        disk.free();
        let mut chat = disk.chat();
        let resumed = chat.turn().expect("with room it starts");
        let open = open_question(&resumed);
        assert!((taken..=taken + 1).contains(&open), "{taken} taken:\n{resumed}");
        answer_all(&mut chat, resumed);
        chat.say("/delete");
        chat.say("yes");
        assert!(chat.end().status.success());
        if taken > 3 {
            return;
        }
    }
    panic!("the room never ended midway: {stopped_at:?}");
}

#[test]
fn a_conversation_on_a_disk_without_any_room_waits_for_some() {
    let Some(disk) = SmallDisk::new() else { return };
    let mut chat = disk.chat();
    let greeting = chat.turn().expect("a greeting");
    assert_eq!(open_question(&greeting), 0);
    chat.say(ANSWERS[0].1);
    chat.say(ANSWERS[1].1);
    assert!(chat.end().status.success());
    for room in [0, 16] {
        disk.fill(room);
        let told = disk.refusal();
        assert!(says_what_to_do(&told), "room for {room}: {told}");
        disk.free();
    }
    assert_eq!(open_question(&disk.chat().turn().expect("with room it starts")), 2);
}

#[test]
fn a_first_start_on_a_full_disk_says_so_and_succeeds_once_there_is_room() {
    let Some(disk) = SmallDisk::new() else { return };
    // No room for the key, for the key alone, for a part of the tables.
    for room in [0, 4, 8, 100] {
        disk.fill(room);
        let told = disk.refusal();
        assert!(told.contains("the disk is full; free some space"), "room for {room}: {told}");
        disk.free();
        let mut chat = disk.chat();
        assert_eq!(open_question(&chat.turn().expect("with room it starts")), 0);
        assert!(chat.end().status.success());
        disk.shell(r#"rm -r "$0"/*"#);
    }
}
