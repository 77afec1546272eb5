//! An adapter, and how often it came to which outcome.

use std::sync::Arc;

use bot_core::{
    event::{Person, Place, Platform, PlatformId, Standing, Upload},
    message::{Adapter, Capabilities, Delivery, Leave, Limits, NoFile, Outcome, Repeats},
};
use futures_util::future::BoxFuture;

use super::metrics::{Deliveries, Labels};

/// Counts what becomes of the messages another adapter sends.
pub struct Counted<A> {
    /// The one that sends.
    pub adapter: A,
    /// Where it is counted.
    pub deliveries: Deliveries,
}

impl<A: Adapter> Counted<A> {
    /// Counts what `adapter` does.
    pub fn around(adapter: A, deliveries: Deliveries) -> Arc<dyn Adapter> {
        Arc::new(Self { adapter, deliveries })
    }
}

impl<A: Adapter> Adapter for Counted<A> {
    fn platform(&self) -> Platform {
        self.adapter.platform()
    }

    fn capabilities(&self) -> Capabilities {
        self.adapter.capabilities()
    }

    fn limits(&self) -> Limits {
        self.adapter.limits()
    }

    fn repeats(&self) -> Repeats {
        self.adapter.repeats()
    }

    fn may_post<'a>(
        &'a self,
        place: &'a Place,
        mention: Option<&'a PlatformId>,
    ) -> BoxFuture<'a, Leave> {
        self.adapter.may_post(place, mention)
    }

    fn fetch<'a>(
        &'a self,
        upload: &'a Upload,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        self.adapter.fetch(upload, most)
    }

    fn standing<'a>(
        &'a self,
        space: &'a PlatformId,
        person: &'a Person,
    ) -> BoxFuture<'a, Standing> {
        self.adapter.standing(space, person)
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let outcome = self.adapter.deliver(delivery).await;
            let labels =
                Labels { platform: self.adapter.platform().as_str(), outcome: name(&outcome) };
            self.deliveries.get_or_create(&labels).inc();
            outcome
        })
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered(_) => "delivered",
        Outcome::Retry { .. } => "retry",
        Outcome::Moved(_) => "moved",
        Outcome::Gone(_) => "gone",
        Outcome::Refused(_) => "refused",
        Outcome::Lapsed => "lapsed",
        Outcome::Unknown => "unknown",
    }
}
