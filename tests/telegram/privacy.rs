//! What a person says, who they are and the bot's secrets are nowhere to be read:
//! not in the log at any level, not in the metrics, not in the files.

use fake_telegram::{FakeTelegram, TOKEN};

use crate::{
    bot::{SECRET, Settings, Transport},
    hidden::{WORDS, is_not_kept, is_not_told, metrics},
    runner::{How, export, gets_a_plan},
};

#[tokio::test]
async fn no_token_and_no_word_or_number_of_a_person_is_in_logs_metrics_or_files() {
    for transport in [Transport::Polling, Transport::Webhook] {
        let telegram = FakeTelegram::start().await;
        let settings = Settings::new().by(transport).talkative();
        let bot = settings.start(&telegram);
        let ada = telegram.person("Zugspitze");
        gets_a_plan(&ada, How::Both).await;
        for word in WORDS {
            ada.sends(&format!("the {word} hurt my heel since tuesday"));
            ada.screen().await;
        }
        export(&ada).await;
        let metrics = metrics(&settings.listens_at().expect("it listens")).await;
        // Killed, so that nothing is tidied up on the way out.
        let log = bot.kill();

        let secret = TOKEN.split_once(':').expect("a number and a secret").1;
        let id = ada.id().to_string();
        let hidden = [secret, SECRET, &id, "callback_query_id", "inline_keyboard"];
        is_not_told(&log, &metrics, &hidden);
        is_not_kept(settings.data(), &[secret, SECRET]);
    }
}
