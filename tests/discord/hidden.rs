//! What a person says, who they are and the bot's secrets are nowhere to be read:
//! not in the log at any level, not in the metrics, not in the files.

use std::{fs, path::Path};

use fake_discord::{FakeDiscord, TOKEN};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    bot::Settings,
    runner::{How, export, gets_a_plan, writes},
};

/// Words nothing of ours has reason to hold.
const WORDS: [&str; 3] = ["xylograph", "quokkas", "Zugspitze"];

#[tokio::test]
async fn no_token_and_no_word_or_number_of_a_person_is_in_logs_metrics_or_files() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new().talkative();
    let bot = settings.start(&discord);
    let ada = discord.person("Zugspitze");
    let ada = discord.club("Zugspitze runners", &ada).seat(&ada);
    gets_a_plan(&ada, How::Both).await;
    for word in WORDS {
        ada.command("heel check").await.answered().await;
        let screen = ada.screen().await;
        writes(&ada, &screen, &format!("the {word} hurt my heel since tuesday")).await;
        ada.screen().await;
    }
    export(&ada).await;
    let metrics = get(&settings.listens_at().expect("it listens"), "/metrics").await;
    assert!(metrics.starts_with("HTTP/1.1 200"), "{metrics}");
    // Killed, so that nothing is tidied up on the way out.
    let log = bot.kill();
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "it was talkative");

    let secret = TOKEN.rsplit_once('.').expect("its last part is secret").1;
    let id = ada.id().to_string();
    // Part of every interaction's token here.
    let interaction = "s3cretZugzwang";
    let mut hidden = vec![secret, interaction, &id, "custom_id", "under_heel"];
    hidden.extend(WORDS);
    for hidden in hidden {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(hidden)).collect();
        assert!(lines.is_empty(), "{hidden}: {lines:#?}");
        assert!(!metrics.contains(hidden), "{hidden}: {metrics}");
    }
    for hidden in WORDS.into_iter().chain([secret, interaction]) {
        assert_eq!(found_in(settings.data(), hidden.as_bytes()), Vec::<String>::new());
    }
}

async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    answer
}

/// Every file below `folder` that holds `bytes`.
fn found_in(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).expect("the folder") {
        let path = file.expect("an entry").path();
        if path.is_dir() {
            found.extend(found_in(&path, bytes));
        } else if fs::read(&path).expect("a file").windows(bytes.len()).any(|part| part == bytes) {
            found.push(path.display().to_string());
        }
    }
    found
}
