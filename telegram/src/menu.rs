//! The commands Telegram shows while somebody types, set where they have changed.

use bot_core::{bot::Menu, event::Audience};
use teloxide::types::{BotCommand, BotCommandScope};
use tokio_util::sync::CancellationToken;

use crate::{Telegram, api::Failure, receive::Patience};

impl Telegram {
    /// Sees to it that Telegram shows these commands. Whatever fails is tried
    /// again, later each time, until `stopping`.
    pub async fn show(&self, menus: &[Menu], stopping: &CancellationToken) {
        let mut patience = Patience::default();
        for menu in menus {
            while let Err(failure) = self.show_one(menu).await {
                tracing::warn!(%failure, "the commands can't be shown yet");
                if !patience.wait(&failure, stopping).await {
                    return;
                }
            }
        }
    }

    async fn show_one(&self, menu: &Menu) -> Result<(), Failure> {
        let scope = match menu.audience {
            Audience::Private => BotCommandScope::AllPrivateChats,
            Audience::Shared => BotCommandScope::AllGroupChats,
        };
        let language = menu.language.unwrap_or_default();
        let wanted: Vec<BotCommand> = menu
            .commands
            .iter()
            .map(|(command, text)| BotCommand::new(command.as_str(), text.as_str()))
            .collect();
        let api = &self.shared.api;
        if api.commands(&scope, language).await? != wanted {
            api.show_commands(&scope, language, &wanted).await?;
        }
        Ok(())
    }
}
