//! Sealing: what a person said is kept only as AES-256-GCM ciphertext.
//!
//! Three kinds of key. The [`DataKey`] lives outside the database and seals
//! keys only. Each person has a key of their own, drawn at random and kept
//! sealed by the data key: deleting it deletes the person. The store's own key
//! seals what outlives a person (a goodbye on its way) and makes the
//! fingerprints by which an event that arrives twice is known.
//!
//! A sealed value is `version ‖ key id ‖ nonce ‖ ciphertext ‖ tag`. What it is
//! (which column, whose) is associated data, so that a value moved to another
//! row or column does not open.

use ring::{aead, digest, hmac, rand::SecureRandom};
use zeroize::{Zeroize, Zeroizing};

/// The first byte of every sealed value.
const VERSION: u8 = 1;
const KEY_LEN: usize = 32;
const KEY_ID_LEN: usize = 8;
const HEADER_LEN: usize = 1 + KEY_ID_LEN + aead::NONCE_LEN;

/// The value does not open: another key sealed it, or it was changed or moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct DoesNotOpen;

/// Which column a value belongs to. Part of what a seal vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    StoreKey,
    PersonKey,
    Profile,
    State,
    Event,
    Message,
    Words,
    Club,
}

impl Column {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::StoreKey => b"store_key",
            Self::PersonKey => b"person.key",
            Self::Profile => b"person.profile",
            Self::State => b"conversation.state",
            Self::Event => b"inbox.payload",
            Self::Message => b"outbox.payload",
            Self::Words => b"schedule.payload",
            Self::Club => b"club",
        }
    }
}

/// Whose a value is: the person's row, or 0 for the store itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Owner(pub i64);

impl Owner {
    pub(super) const STORE: Self = Self(0);
}

/// A key: 32 bytes that are wiped from memory, shown by nothing, and known by
/// an identifier made of them one way.
struct Key {
    bytes: Zeroizing<[u8; KEY_LEN]>,
    id: [u8; KEY_ID_LEN],
    cipher: aead::LessSafeKey,
}

impl Key {
    fn new(bytes: Zeroizing<[u8; KEY_LEN]>) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"heelbot key id");
        context.update(bytes.as_slice());
        let mut id = [0; KEY_ID_LEN];
        id.copy_from_slice(&context.finish().as_ref()[..KEY_ID_LEN]);
        let cipher = aead::UnboundKey::new(&aead::AES_256_GCM, bytes.as_slice())
            .expect("AES-256 takes any 32 bytes");
        Self { bytes, id, cipher: aead::LessSafeKey::new(cipher) }
    }

    fn random() -> Self {
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        fill(bytes.as_mut_slice());
        Self::new(bytes)
    }

    fn seal(&self, column: Column, owner: Owner, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; aead::NONCE_LEN];
        fill(&mut nonce);
        let mut sealed = Vec::with_capacity(HEADER_LEN + plain.len() + aead::AES_256_GCM.tag_len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(&nonce);
        let mut body = Zeroizing::new(plain.to_vec());
        let tag = self
            .cipher
            .seal_in_place_separate_tag(
                aead::Nonce::assume_unique_for_key(nonce),
                associated(column, owner),
                body.as_mut_slice(),
            )
            .expect("a message is far shorter than AES-GCM's 64 GiB");
        sealed.extend_from_slice(&body);
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    fn open(
        &self,
        column: Column,
        owner: Owner,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        let (header, body) = sealed.split_at_checked(HEADER_LEN).ok_or(DoesNotOpen)?;
        if header[0] != VERSION || header[1..=KEY_ID_LEN] != self.id {
            return Err(DoesNotOpen);
        }
        let nonce = aead::Nonce::try_assume_unique_for_key(&header[1 + KEY_ID_LEN..])
            .map_err(|_| DoesNotOpen)?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain = self
            .cipher
            .open_in_place(nonce, associated(column, owner), body.as_mut_slice())
            .map_err(|_| DoesNotOpen)?
            .len();
        body.truncate(plain);
        Ok(body)
    }
}

fn associated(column: Column, owner: Owner) -> aead::Aad<Vec<u8>> {
    let mut data = owner.0.to_be_bytes().to_vec();
    data.extend_from_slice(column.name());
    data.push(0);
    data.push(VERSION);
    aead::Aad::from(data)
}

/// Fills with random bytes.
///
/// # Panics
/// Where the system has no randomness: nothing can be kept safe then.
fn fill(bytes: &mut [u8]) {
    ring::rand::SystemRandom::new().fill(bytes).expect("the system gives random bytes");
}

/// The key outside the database. It seals the other keys and nothing else.
pub struct DataKey(Key);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

impl DataKey {
    /// How many bytes a data key has.
    pub const LEN: usize = KEY_LEN;

    /// The key made of these bytes, which are wiped.
    pub fn from_bytes(mut bytes: [u8; KEY_LEN]) -> Self {
        let key = Self(Key::new(Zeroizing::new(bytes)));
        bytes.zeroize();
        key
    }

    /// A new key, drawn at random.
    pub fn random() -> Self {
        Self(Key::random())
    }

    /// The key as base64 text, for the file it is kept in.
    pub(super) fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::BASE64.encode(self.0.bytes.as_slice()))
    }

    pub(super) fn seal_person_key(&self, platform_name: &[u8], key: &PersonKey) -> Vec<u8> {
        self.0.seal(Column::PersonKey, Owner(fingerprint(platform_name)), key.0.bytes.as_slice())
    }

    pub(super) fn open_person_key(
        &self,
        platform_name: &[u8],
        sealed: &[u8],
    ) -> Result<PersonKey, DoesNotOpen> {
        let owner = Owner(fingerprint(platform_name));
        open_key(&self.0, Column::PersonKey, owner, sealed).map(PersonKey)
    }

    pub(super) fn seal_store_key(&self, key: &StoreKey) -> Vec<u8> {
        self.0.seal(Column::StoreKey, Owner::STORE, key.0.bytes.as_slice())
    }

    pub(super) fn open_store_key(&self, sealed: &[u8]) -> Result<StoreKey, DoesNotOpen> {
        open_key(&self.0, Column::StoreKey, Owner::STORE, sealed).map(StoreKey::new)
    }
}

/// A person's key is sealed before their row has a number, so its seal vouches
/// for their name on the platform instead.
fn fingerprint(name: &[u8]) -> i64 {
    let digest = digest::digest(&digest::SHA256, name);
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest.as_ref()[..8]);
    i64::from_be_bytes(bytes)
}

fn open_key(by: &Key, column: Column, owner: Owner, sealed: &[u8]) -> Result<Key, DoesNotOpen> {
    let plain = by.open(column, owner, sealed)?;
    let bytes: [u8; KEY_LEN] = plain.as_slice().try_into().map_err(|_| DoesNotOpen)?;
    Ok(Key::new(Zeroizing::new(bytes)))
}

/// A person's own key.
pub(super) struct PersonKey(Key);

impl PersonKey {
    pub(super) fn random() -> Self {
        Self(Key::random())
    }

    pub(super) fn seal(&self, column: Column, owner: Owner, plain: &[u8]) -> Vec<u8> {
        self.0.seal(column, owner, plain)
    }

    pub(super) fn open(
        &self,
        column: Column,
        owner: Owner,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        self.0.open(column, owner, sealed)
    }
}

/// The store's own key.
pub(super) struct StoreKey(Key, hmac::Key);

impl StoreKey {
    fn new(key: Key) -> Self {
        // Another use of the key gets another key, made from it one way.
        let parent = hmac::Key::new(hmac::HMAC_SHA256, key.bytes.as_slice());
        let events = hmac::sign(&parent, b"event fingerprints");
        Self(key, hmac::Key::new(hmac::HMAC_SHA256, events.as_ref()))
    }

    pub(super) fn random() -> Self {
        Self::new(Key::random())
    }

    pub(super) fn seal(&self, column: Column, plain: &[u8]) -> Vec<u8> {
        self.0.seal(column, Owner::STORE, plain)
    }

    pub(super) fn open(
        &self,
        column: Column,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        self.0.open(column, Owner::STORE, sealed)
    }

    /// By what an event is known again. It tells nobody without the key which
    /// event, and so which person, it was.
    pub(super) fn fingerprint(&self, event: &str) -> Vec<u8> {
        hmac::sign(&self.1, event.as_bytes()).as_ref()[..16].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_where_it_belongs() {
        let key = PersonKey::random();
        let sealed = key.seal(Column::State, Owner(7), b"my heel");
        assert_eq!(key.open(Column::State, Owner(7), &sealed).unwrap().as_slice(), b"my heel");
        assert_eq!(key.open(Column::Event, Owner(7), &sealed), Err(DoesNotOpen));
        assert_eq!(key.open(Column::State, Owner(8), &sealed), Err(DoesNotOpen));
        assert_eq!(PersonKey::random().open(Column::State, Owner(7), &sealed), Err(DoesNotOpen));
    }

    #[test]
    fn a_sealed_value_with_any_bit_changed_or_cut_short_does_not_open() {
        let key = PersonKey::random();
        let sealed = key.seal(Column::State, Owner(7), b"heel");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(Column::State, Owner(7), &changed), Err(DoesNotOpen), "{at}");
            assert_eq!(key.open(Column::State, Owner(7), &sealed[..at]), Err(DoesNotOpen), "{at}");
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_the_same() {
        let key = PersonKey::random();
        let seal = || key.seal(Column::State, Owner(7), b"heel");
        assert_ne!(seal(), seal());
    }

    #[test]
    fn a_key_wrapped_for_one_person_does_not_open_for_another() {
        let data_key = DataKey::random();
        let sealed = data_key.seal_person_key(b"telegram:1", &PersonKey::random());
        assert!(data_key.open_person_key(b"telegram:1", &sealed).is_ok());
        assert!(data_key.open_person_key(b"telegram:2", &sealed).is_err());
        assert!(DataKey::random().open_person_key(b"telegram:1", &sealed).is_err());
    }

    #[test]
    fn no_key_is_shown() {
        assert_eq!(format!("{:?}", DataKey::from_bytes([0x41; 32])), "DataKey(..)");
    }
}
