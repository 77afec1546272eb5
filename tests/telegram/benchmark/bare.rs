//! The bot to compare with: the same twelve questions in the usual way of writing a
//! teloxide bot, the state in a map, nothing kept, nothing decided.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use fake_telegram::TOKEN;
use teloxide::{
    dispatching::{Dispatcher, UpdateFilterExt},
    dptree,
    payloads::{EditMessageTextSetters, SendMessageSetters},
    prelude::{Bot, Requester},
    types::{
        CallbackQuery, ChatId, InlineKeyboardButton, InlineKeyboardMarkup, Message, ParseMode,
        Update,
    },
};

use crate::plain::{DONE, PLAIN};

/// The question each person is at.
type Places = Arc<Mutex<HashMap<ChatId, usize>>>;

type Handled = Result<(), teloxide::RequestError>;

/// Serves until the process ends.
pub async fn run(api: &str) {
    let bot = Bot::new(TOKEN).set_api_url(api.parse().expect("the fake's address"));
    let handler = dptree::entry()
        .branch(Update::filter_message().endpoint(begin))
        .branch(Update::filter_callback_query().endpoint(go_on));
    let places = Places::default();
    Dispatcher::builder(bot, handler).dependencies(dptree::deps![places]).build().dispatch().await;
}

async fn begin(bot: Bot, message: Message, places: Places) -> Handled {
    set(&places, message.chat.id, 0);
    let (text, keyboard) = screen(0);
    bot.send_message(message.chat.id, text)
        .parse_mode(ParseMode::Html)
        .reply_markup(keyboard)
        .await?;
    Ok(())
}

async fn go_on(bot: Bot, press: CallbackQuery, places: Places) -> Handled {
    let Some(message) = press.regular_message() else { return Ok(()) };
    let chat = message.chat.id;
    let next = 1 + places
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&chat)
        .copied()
        .unwrap_or_default();
    set(&places, chat, next);
    let (text, keyboard) = screen(next);
    let id = message.id;
    bot.answer_callback_query(press.id.clone()).await?;
    bot.edit_message_text(chat, id, text)
        .parse_mode(ParseMode::Html)
        .reply_markup(keyboard)
        .await?;
    Ok(())
}

fn set(places: &Places, chat: ChatId, place: usize) {
    places.lock().unwrap_or_else(PoisonError::into_inner).insert(chat, place);
}

/// A question with its answers and the usual controls.
fn screen(at: usize) -> (String, InlineKeyboardMarkup) {
    let button = |label: &str| InlineKeyboardButton::callback(label, format!("a.{at}.{label}"));
    let Some((question, label, _)) = PLAIN.get(at) else {
        return (DONE.to_owned(), InlineKeyboardMarkup::new([[button("Start over")]]));
    };
    let mut rows = vec![vec![button(label)]];
    rows.extend(
        ["One answer", "Another answer", "A third answer"].map(|label| vec![button(label)]),
    );
    rows.push(["Not sure", "Skip", "Back"].map(button).to_vec());
    (format!("<b>{}</b>\n\n{question}", at + 1), InlineKeyboardMarkup::new(rows))
}
