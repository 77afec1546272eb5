//! Files sent with a message: kept in a folder of the data directory that only
//! its owner can enter.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use bot_core::message::Attachment;

use super::printable::printable;
use crate::private;

/// Writes the file and says where it is. One of the same name is replaced: it
/// holds the same person's answers, and fewer copies of those are better.
///
/// # Errors
/// Where the folder or the file can't be written.
pub fn save(folder: &Path, attachment: &Attachment) -> io::Result<PathBuf> {
    private::create_folder(folder)?;
    let path = folder.join(file_name(&attachment.name));
    // Replaced rather than opened: an older file may be readable by others, or
    // be a link to somewhere else.
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private::create_file(&path)?;
    file.write_all(attachment.text.as_bytes())?;
    file.sync_all()?;
    Ok(path)
}

/// The name as one that stays inside its folder and can be shown.
fn file_name(name: &str) -> String {
    let name: String = printable(name)
        .chars()
        .map(|letter| match letter {
            '/' | '\\' | ':' | '\n' => '-',
            _ => letter,
        })
        .take(80)
        .collect();
    match name.trim_start_matches(['.', '-', ' ']).trim_end() {
        "" => "file.txt".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment(name: &str, text: &str) -> Attachment {
        Attachment { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_file_stays_in_its_folder_whatever_its_name() {
        let cases = [
            ("summary.txt", "summary.txt"),
            ("../../etc/passwd", "etc-passwd"),
            ("/root/x", "root-x"),
            ("..", "file.txt"),
            ("", "file.txt"),
            ("a\x1b[2Jb\n.txt", "a[2Jb-.txt"),
            (".profile", "profile"),
        ];
        for (name, expected) in cases {
            assert_eq!(file_name(name), expected, "{name:?}");
        }
    }

    #[test]
    fn the_newest_file_of_a_name_replaces_the_older() {
        let data = tempfile::tempdir().expect("a folder");
        let folder = data.path().join("files");
        save(&folder, &attachment("export.json", "a longer first version")).expect("saved");
        let path = save(&folder, &attachment("export.json", "second")).expect("saved");
        assert_eq!(fs::read_to_string(path).expect("readable"), "second");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_what_was_saved() {
        use std::os::unix::fs::PermissionsExt;

        let data = tempfile::tempdir().expect("a folder");
        let folder = data.path().join("files");
        let path = save(&folder, &attachment("export.json", "{}")).expect("saved");
        let rights = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(rights(&path), 0o600);
        assert_eq!(rights(&folder), 0o700);
    }
}
