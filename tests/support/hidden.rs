//! What may be nowhere to be read: looked for in the log, the metrics and the files.

use std::{fs, path::Path};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Words nothing of ours has reason to hold.
pub const WORDS: [&str; 3] = ["xylograph", "quokkas", "Zugspitze"];

/// The page of metrics.
pub async fn metrics(address: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

/// Neither the words nor these are in a talkative log or in the metrics.
pub fn is_not_told(log: &str, metrics: &str, hidden: &[&str]) {
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "it was talkative");
    for hidden in WORDS.iter().chain(hidden) {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(hidden)).collect();
        assert!(lines.is_empty(), "{hidden}: {lines:#?}");
        assert!(!metrics.contains(hidden), "{hidden}: {metrics}");
    }
}

/// Neither the words nor these are in a file below the folder.
pub fn is_not_kept(folder: &Path, hidden: &[&str]) {
    for hidden in WORDS.iter().chain(hidden) {
        assert_eq!(found_in(folder, hidden.as_bytes()), Vec::<String>::new(), "{hidden}");
    }
}

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
