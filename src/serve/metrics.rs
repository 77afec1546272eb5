//! The numbers an operator watches, in the OpenMetrics text format. Counts only:
//! no label tells one person from another.

use std::sync::{Mutex, PoisonError};

#[cfg(any(feature = "discord", feature = "telegram"))]
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::counter::ConstCounter,
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

/// How deliveries are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Labels {
    /// The platform's name.
    pub platform: &'static str,
    /// What became of it.
    pub outcome: &'static str,
}

/// Deliveries, by platform and outcome.
pub type Deliveries = Family<Labels, Counter>;

/// All numbers.
pub struct Metrics {
    registry: Mutex<Registry>,
    /// Tries to deliver, by what became of them.
    pub deliveries: Deliveries,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("heelbot");
        let deliveries = Deliveries::default();
        registry.register("deliveries", "Tries to deliver a message", deliveries.clone());
        Self { registry: Mutex::new(registry), deliveries }
    }
}

impl Metrics {
    /// Adds numbers that are counted elsewhere.
    pub fn add(&self, collector: Box<dyn prometheus_client::collector::Collector>) {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner).register_collector(collector);
    }

    /// All numbers as they are now.
    pub fn page(&self) -> String {
        let mut page = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        // Writing to a text does not fail.
        let _ = encode(&mut page, &registry);
        page
    }
}

/// Numbers that are counted elsewhere: name, what it counts, count.
#[cfg(any(feature = "discord", feature = "telegram"))]
fn encode_counts(
    mut encoder: DescriptorEncoder<'_>,
    counts: &[(&str, &str, u64)],
) -> Result<(), std::fmt::Error> {
    for (name, help, count) in counts {
        let counter = ConstCounter::new(*count);
        let metric = encoder.encode_descriptor(name, help, None, counter.metric_type())?;
        counter.encode(metric)?;
    }
    Ok(())
}

/// What receiving from Telegram counts.
#[cfg(feature = "telegram")]
#[derive(Debug)]
pub struct FromTelegram(pub std::sync::Arc<telegram::Pulse>);

#[cfg(feature = "telegram")]
impl Collector for FromTelegram {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let pulse = &self.0;
        let counts = [
            ("telegram_updates", "Updates that came in", pulse.updates()),
            ("telegram_updates_unreadable", "Updates that could not be read", pulse.unreadable()),
            ("telegram_conflicts", "Times somebody else received the updates", pulse.conflicts()),
            ("telegram_receive_failures", "Times receiving failed otherwise", pulse.failures()),
        ];
        encode_counts(encoder, &counts)
    }
}

/// What receiving from Discord counts.
#[cfg(feature = "discord")]
#[derive(Debug)]
pub struct FromDiscord(pub std::sync::Arc<discord::Pulse>);

#[cfg(feature = "discord")]
impl Collector for FromDiscord {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let pulse = &self.0;
        let counts = [
            ("discord_interactions", "Interactions that came in", pulse.interactions()),
            ("discord_events_unreadable", "Events that could not be read", pulse.unreadable()),
            ("discord_identifies", "Sessions begun at the gateway", pulse.identifies()),
            ("discord_restarts", "Connections to the gateway begun anew", pulse.restarts()),
        ];
        encode_counts(encoder, &counts)
    }
}
