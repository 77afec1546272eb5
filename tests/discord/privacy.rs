//! What a person says, who they are and the bot's secrets are nowhere to be read:
//! not in the log at any level, not in the metrics, not in the files.

use fake_discord::{FakeDiscord, TOKEN};

use crate::{
    bot::Settings,
    hidden::{WORDS, is_not_kept, is_not_told, metrics},
    runner::{How, export, gets_a_plan, writes},
};

#[tokio::test]
async fn no_token_and_no_word_or_number_of_a_person_is_in_logs_metrics_or_files() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new().talkative();
    let bot = settings.start(&discord);
    let ada = discord.person("Zugspitze");
    let ada = discord.club("Zugspitze runners", &ada).seat(&ada);
    gets_a_plan(&ada, How::Both).await;
    for word in WORDS {
        ada.command("heel check").await.answered().await;
        let screen = ada.screen().await;
        writes(&ada, &screen, &format!("the {word} hurt my heel since tuesday")).await;
        ada.screen().await;
    }
    export(&ada).await;
    let metrics = metrics(&settings.listens_at().expect("it listens")).await;
    // Killed, so that nothing is tidied up on the way out.
    let log = bot.kill();

    let secret = TOKEN.rsplit_once('.').expect("its last part is secret").1;
    let id = ada.id().to_string();
    // Part of every interaction's token here.
    let interaction = "s3cretZugzwang";
    is_not_told(&log, &metrics, &[secret, interaction, &id, "custom_id", "under_heel"]);
    is_not_kept(settings.data(), &[secret, interaction]);
}
