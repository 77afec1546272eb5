//! Where the data key comes from: text the operator gives, or a file beside
//! the database, made on the first run.
//!
//! Which of them applies, and which environment variables say so, is the
//! binary's matter.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::seal::DataKey;

/// Why there is no data key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is not a key.
    #[error(
        "the data key is not 32 bytes in base64; make one with `head -c 32 /dev/urandom | base64`"
    )]
    NotAKey,
    /// The file does not hold a key.
    #[error("{} does not hold a data key (32 bytes in base64); put back the file that belongs to the database", .0.display())]
    FileIsNotAKey(PathBuf),
    /// There is a database but not its key.
    #[error("the data key {} is missing, and what the database holds can't be read without it; put the file back, or give the key in the environment", .0.display())]
    Missing(PathBuf),
    /// The file can't be read.
    #[error("the data key {} can't be read; check who may read it", .path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no room for the file.
    #[error("the disk is full; free some space, the data key {} has to be written", .path.display())]
    DiskFull {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file can't be made.
    #[error("the data key {} can't be written; choose a folder that can be written to", .path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl DataKey {
    /// Reads a key from base64 text; white space around it is ignored.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`].
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        let bytes = data_encoding::BASE64
            .decode(text.trim().as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| KeyError::NotAKey)?;
        let bytes: [u8; Self::LEN] = bytes.as_slice().try_into().map_err(|_| KeyError::NotAKey)?;
        Ok(Self::from_bytes(bytes))
    }

    /// Reads a key from a file the operator provides.
    ///
    /// # Errors
    /// The file can't be read, or holds no key.
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        let text = fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|source| KeyError::Unreadable { path: path.to_owned(), source })?;
        Self::from_base64(&text).map_err(|_| KeyError::FileIsNotAKey(path.to_owned()))
    }

    /// Reads the key kept beside a SQLite database, as `<database>.key`; where
    /// there is neither database nor key, makes one that only its owner can read.
    ///
    /// # Errors
    /// There is a database without its key, or the file can't be read or written.
    pub fn beside(database: &Path) -> Result<Self, KeyError> {
        let mut path = database.as_os_str().to_owned();
        path.push(".key");
        Self::kept_at(&PathBuf::from(path), Some(database))
    }

    /// Reads the key kept in `path`; where there is none, and no `database` file
    /// that was made with another, makes one that only its owner can read.
    ///
    /// # Errors
    /// Like [`beside`](Self::beside).
    pub fn kept_at(path: &Path, database: Option<&Path>) -> Result<Self, KeyError> {
        match Self::from_file(path) {
            Err(KeyError::Unreadable { source, .. })
                if source.kind() == io::ErrorKind::NotFound => {}
            read => return read,
        }
        if database.is_some_and(Path::exists) {
            return Err(KeyError::Missing(path.to_owned()));
        }
        match create(path, &Self::random()) {
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                Err(KeyError::DiskFull { path: path.to_owned(), source: error })
            }
            // Another process was first: its key is the one.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(KeyError::Unwritable { path: path.to_owned(), source: error })
            }
            _ => Self::from_file(path),
        }
    }
}

/// Writes the key so that the file is whole from the moment it has its name:
/// half a key would cost every answer in the database.
fn create(path: &Path, key: &DataKey) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let draft = path.with_extension(format!("key-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    let named = file
        .write_all(key.to_base64().as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    named?;
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_its_text() {
        let key = DataKey::random();
        let again = DataKey::from_base64(&format!(" {}\n", key.to_base64().as_str())).unwrap();
        assert_eq!(key.to_base64(), again.to_base64());
    }

    #[test]
    fn what_is_not_a_key_is_refused_without_repeating_it() {
        for text in ["", "secret-words", "c2hvcnQ=", "!!!"] {
            let error = DataKey::from_base64(text).unwrap_err();
            assert!(matches!(error, KeyError::NotAKey));
            assert!(text.is_empty() || !error.to_string().contains(text));
        }
    }

    #[test]
    fn the_first_run_makes_a_key_and_the_next_finds_it() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("heelbot.db");
        let first = DataKey::beside(&database).unwrap();
        fs::write(&database, "").unwrap();
        let second = DataKey::beside(&database).unwrap();
        assert_eq!(first.to_base64(), second.to_base64());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no draft is left");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_a_new_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        DataKey::beside(&folder.path().join("heelbot.db")).unwrap();
        let mode = fs::metadata(folder.path().join("heelbot.db.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_database_without_its_key_gets_no_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("heelbot.db");
        fs::write(&database, "").unwrap();
        assert!(matches!(DataKey::beside(&database), Err(KeyError::Missing(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_spoilt_key_file_is_named_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heelbot.db.key");
        fs::write(&path, "spoilt").unwrap();
        let error = DataKey::beside(&folder.path().join("heelbot.db")).unwrap_err();
        assert!(matches!(&error, KeyError::FileIsNotAKey(named) if *named == path));
        assert_eq!(fs::read_to_string(&path).unwrap(), "spoilt");
    }
}
