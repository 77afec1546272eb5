//! The door that every operation on the database goes through. In a release it
//! stands open. In a test somebody may keep it, as trouble does: hold an
//! operation back, refuse it, or withhold the answer of one that was done.

use super::error::StoreError;

/// What is asked for at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Something is looked up.
    Read,
    /// A transaction is made.
    Write(&'static str),
}

#[cfg(not(test))]
pub(super) use open::{Doorway, Passage};

#[cfg(test)]
pub(crate) use kept::{Answer, Doorkeeper, Doorway, Passage};

#[cfg(not(test))]
mod open {
    use super::{Access, StoreError};

    /// A door that stands open.
    pub(in super::super) struct Doorway;

    /// An operation under way.
    pub(in super::super) struct Passage;

    impl Doorway {
        pub(in super::super) const fn open() -> Self {
            Self
        }

        pub(in super::super) async fn enter(&self, _: Access) -> Result<Passage, StoreError> {
            Ok(Passage)
        }
    }

    impl Passage {
        pub(in super::super) async fn leave<T>(
            self,
            done: Result<T, StoreError>,
        ) -> Result<T, StoreError> {
            done
        }
    }
}

#[cfg(test)]
mod kept {
    use std::sync::Arc;

    use futures_util::future::BoxFuture;

    use super::{Access, StoreError};

    /// What becomes of the answer to an operation that was done.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum Answer {
        /// Whoever asked hears it.
        Told,
        /// The connection ends first.
        Lost,
        /// The process ends first.
        Never,
    }

    /// Whoever stands in the door.
    pub(crate) trait Doorkeeper: Send + Sync + 'static {
        /// Lets an operation begin, some time, or refuses it.
        fn enter(&self, access: Access) -> BoxFuture<'static, Result<Answer, StoreError>>;

        /// An operation that was let in is over.
        fn left(&self);
    }

    /// A door, and who keeps it.
    #[derive(Clone)]
    pub(crate) struct Doorway(Option<Arc<dyn Doorkeeper>>);

    /// An operation under way.
    pub(crate) struct Passage(Option<(Arc<dyn Doorkeeper>, Answer)>);

    impl Doorway {
        pub(crate) const fn open() -> Self {
            Self(None)
        }

        pub(crate) fn kept_by(keeper: Arc<dyn Doorkeeper>) -> Self {
            Self(Some(keeper))
        }

        pub(crate) async fn enter(&self, access: Access) -> Result<Passage, StoreError> {
            let Some(keeper) = &self.0 else { return Ok(Passage(None)) };
            let answer = keeper.enter(access).await?;
            Ok(Passage(Some((Arc::clone(keeper), answer))))
        }
    }

    impl Passage {
        pub(crate) async fn leave<T>(self, done: Result<T, StoreError>) -> Result<T, StoreError> {
            let answer = self.0.as_ref().map_or(Answer::Told, |(_, answer)| *answer);
            drop(self);
            match answer {
                Answer::Told => done,
                Answer::Lost => Err(StoreError::Unreachable(sqlx::Error::PoolTimedOut.into())),
                Answer::Never => std::future::pending().await,
            }
        }
    }

    impl Drop for Passage {
        fn drop(&mut self) {
            if let Some((keeper, _)) = &self.0 {
                keeper.left();
            }
        }
    }
}
