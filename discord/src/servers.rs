//! What the servers are called, as the gateway tells it. An interaction names its server by
//! number only.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bot_core::event::PlatformId;

/// The names of the servers the bot is in. Nothing that matters: the gateway tells them again
/// at every new session.
#[derive(Default)]
pub(crate) struct Servers(Mutex<HashMap<PlatformId, String>>);

impl Servers {
    /// A server is called so from now on.
    pub(crate) fn learn(&self, server: PlatformId, name: String) {
        self.lock().insert(server, name);
    }

    /// The bot is no longer there.
    pub(crate) fn forget(&self, server: &PlatformId) {
        self.lock().remove(server);
    }

    /// What a server is called, where that is known.
    pub(crate) fn name(&self, server: &PlatformId) -> Option<String> {
        self.lock().get(server).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PlatformId, String>> {
        // A map of copies is whole whenever a panic may strike.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
