//! `kill -9` at random moments while a thousand channels are reminded: no reminder is
//! lost, and none is in a channel twice.
//!
//! A message that was on its way when the bot was killed may have arrived. It is sent
//! again with the nonce it had, and Discord shows it once.
//!
//! The checks of every change kill the bot twenty times; `HEELBOT_TEST_KILLS=50` does
//! so as often as is wanted.

use std::{io::Write as _, time::Duration};

use bot_core::runtime::Chance;
use fake_discord::FakeDiscord;
use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::{
    bot::Settings,
    clubs::SAYS,
    database::Schema,
    servers::{POST, Servers},
};

const SERVERS: usize = 20;
const CHANNELS_EACH: usize = 50;
const CHANNELS: usize = SERVERS * CHANNELS_EACH;
const USUAL_KILLS: usize = 20;
/// So many are left for when the killing is over, in percent.
const LEFT_PERCENT: usize = 15;
/// The latest a kill comes after the message it waited for.
const LATEST_KILL_MILLIS: u64 = 60;
/// The latest a kill comes that waits for none.
const LATEST_EARLY_KILL_MILLIS: u64 = 700;
/// What a killed bot was sending stays leased on PostgreSQL for a minute.
const PATIENCE: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_lose_no_reminder_and_no_channel_has_one_twice_on_sqlite() {
    killed_again_and_again(Settings::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_lose_no_reminder_and_no_channel_has_one_twice_on_postgresql() {
    let Some(schema) = Schema::new() else { return };
    killed_again_and_again(Settings::new().on_postgres(schema)).await;
}

async fn killed_again_and_again(settings: Settings) {
    let kills = match std::env::var("HEELBOT_TEST_KILLS") {
        Ok(kills) => kills.parse().expect("HEELBOT_TEST_KILLS is a number"),
        Err(_) => USUAL_KILLS,
    };
    let discord = FakeDiscord::start().await;
    let servers = Servers::open(&discord, SERVERS, CHANNELS_EACH);
    settings.kept().remind_all(servers.places(), Timestamp::now()).await;

    let random = Chance::seeded(5);
    let below = |end: usize| usize::try_from(random.next()).map_or(0, |next| next % end.max(1));
    let meanwhile = CHANNELS * (100 - LEFT_PERCENT) / 100;
    for kill in 0..kills {
        // They come evenly over what is left of the fan-out, however fast it goes.
        let apart = meanwhile.saturating_sub(servers.reached()) * 2 / (kills - kill);
        let bot = settings.start(&discord);
        let latest = if random.next().is_multiple_of(4) {
            LATEST_EARLY_KILL_MILLIS
        } else {
            discord.called(POST, discord.count(POST) + 1 + below(apart)).await;
            LATEST_KILL_MILLIS
        };
        sleep(Duration::from_millis(random.next() % latest)).await;
        bot.kill();
    }
    let under_way = servers.reached();
    let bot = settings.start(&discord);
    let deadline = Instant::now() + PATIENCE;
    loop {
        let fates = settings.kept().fates().await;
        let arrived = ["delivered", "late"].map(|fate| fates.get(fate).copied().unwrap_or(0));
        if arrived.iter().sum::<usize>() == CHANNELS {
            break;
        }
        assert!(Instant::now() < deadline, "{fates:?}, {} reached", servers.reached());
        sleep(Duration::from_millis(200)).await;
    }
    let (status, log) = bot.stop();
    assert!(status.success(), "{log}");

    let told = format!(
        "{kills} kills before the first {under_way} of {CHANNELS} channels were reached: {} posts, \
         {} of them known again by their nonce, {} too early\n",
        discord.count(POST),
        discord.same_nonce(),
        discord.too_fast().len(),
    );
    // Past the harness's capture: what is measured is to be seen.
    std::io::stderr().write_all(told.as_bytes()).expect("written");
    assert!(under_way < CHANNELS, "the killing ended before the fan-out: {told}");
    for (channel, shown) in servers.shown() {
        // After so many kills the last ones may come late, and say so.
        let [only] = &shown[..] else { panic!("once in {channel}: {shown:?} {told}") };
        assert!(only.starts_with(SAYS), "in {channel}: {only} {told}");
    }
    assert!(discord.too_fast().is_empty(), "{told}{:#?}", discord.too_fast());
}
