//! Where the data key comes from: the key that every person's own key is
//! wrapped with. It never lives in the database.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use data_encoding::BASE64;

use super::settings::Settings;

const GIVEN: &str = "HEELBOT_DATA_KEY";
const IN_FILE: &str = "HEELBOT_DATA_KEY_FILE";

/// Where the data key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataKey {
    /// The environment holds it.
    Given(KeyBytes),
    /// The operator named this file, which must be there.
    File(PathBuf),
    /// This file, which is created on the first run.
    Own(PathBuf),
}

/// The 256 bits of a key. `Debug` hides them.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyBytes(pub [u8; 32]);

impl fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyBytes(..)")
    }
}

/// Reads which key it is; without a word about it, `data.key` in `folder`.
pub fn read(settings: &mut Settings<'_>, folder: &Path) -> DataKey {
    let own = || DataKey::Own(folder.join("data.key"));
    let given = settings.variable(GIVEN);
    let file = settings.text("data_key_file", IN_FILE);
    match (given, file) {
        (Some(_), Some((setting, _))) if setting == IN_FILE => {
            settings.problem(setting, &format!("{GIVEN} is set as well; only one of them can be"));
            own()
        }
        (Some(text), _) => match decode(&text) {
            Some(key) => DataKey::Given(key),
            None => {
                settings.problem(
                    GIVEN.to_owned(),
                    "a key is 32 random bytes in base64; `openssl rand -base64 32` makes one",
                );
                own()
            }
        },
        (None, Some((_, path))) => DataKey::File(PathBuf::from(path)),
        (None, None) => own(),
    }
}

fn decode(text: &str) -> Option<KeyBytes> {
    let bytes = BASE64.decode(text.trim().as_bytes()).ok()?;
    Some(KeyBytes(bytes.try_into().ok()?))
}
