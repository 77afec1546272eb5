//! The bot to compare with: the same twelve questions in the usual way of writing a
//! serenity bot, the state in a map, nothing kept, nothing decided.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use fake_discord::TOKEN;
use serenity::{
    all::{
        ButtonStyle, ClientBuilder, Command, CommandOptionType, Context, CreateActionRow,
        CreateButton, CreateCommand, CreateCommandOption, CreateInteractionResponse,
        CreateInteractionResponseMessage, EventHandler, GatewayIntents, HttpBuilder,
        InstallationContext, Interaction, InteractionContext, Ready, UserId,
    },
    async_trait,
};

use crate::plain::{DONE, PLAIN};

/// Serves until the process ends.
pub async fn run(api: &str) {
    let host = api.trim_end_matches("/api/v10");
    let http = HttpBuilder::new(TOKEN).proxy(host).ratelimiter_disabled(true).build();
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::empty())
        .event_handler(Handler::default())
        .await
        .expect("a client");
    client.start().await.expect("the gateway is there");
}

#[derive(Default)]
struct Handler {
    /// The question each person is at.
    places: Mutex<HashMap<UserId, usize>>,
}

impl Handler {
    /// Somebody is at another question; which.
    fn moves(&self, user: UserId, to: impl FnOnce(usize) -> usize) -> usize {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let place = places.entry(user).or_default();
        *place = to(*place);
        *place
    }
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, context: Context, _: Ready) {
        let check = CreateCommandOption::new(CommandOptionType::SubCommand, "check", "Check");
        let heel = CreateCommand::new("heel")
            .description("Sore heels")
            .integration_types(vec![InstallationContext::User])
            .contexts(vec![InteractionContext::BotDm])
            .add_option(check);
        Command::set_global_commands(&context, vec![heel]).await.expect("registered");
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let answered = match interaction {
            Interaction::Command(command) => {
                let at = self.moves(command.user.id, |_| 0);
                let response = CreateInteractionResponse::Message(screen(at));
                command.create_response(&context, response).await
            }
            Interaction::Component(press) => {
                let at = self.moves(press.user.id, |at| at + 1);
                let response = CreateInteractionResponse::UpdateMessage(screen(at));
                press.create_response(&context, response).await
            }
            _ => return,
        };
        answered.expect("the answer is taken");
    }
}

/// A question with its answers and the usual controls.
fn screen(at: usize) -> CreateInteractionResponseMessage {
    let button = |label: &str| {
        CreateButton::new(format!("a.{at}.{label}")).label(label).style(ButtonStyle::Secondary)
    };
    let message = CreateInteractionResponseMessage::new();
    let Some((question, label, _)) = PLAIN.get(at) else {
        return message
            .content(DONE)
            .components(vec![CreateActionRow::Buttons(vec![button("Start over")])]);
    };
    let answers = [label, "One answer", "Another answer", "A third answer"].map(button);
    let controls = ["Not sure", "Skip", "Back"].map(button);
    message.content(format!("**{}**\n\n{question}", at + 1)).components(vec![
        CreateActionRow::Buttons(answers.to_vec()),
        CreateActionRow::Buttons(controls.to_vec()),
    ])
}
