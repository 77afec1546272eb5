//! The methods a bot may call here, with every field the Bot API documents for
//! them (version 10.1) and the kind of value it takes. A field that is not here is
//! a mistake of the bot's: Telegram ignores it in silence, and the bot believes
//! that it did something.

use Kind::{Boolean, Chat, File, Integer, Json, Text};

/// What a field's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A text.
    Text,
    /// The number of a chat, or its public name with an @.
    Chat,
    /// An object or a list.
    Json,
    /// A file sent along, or a text that names one.
    File,
}

/// Whether a call is refused without the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    Required,
    /// It isn't.
    Optional,
}

/// A field of a method.
pub type Field = (&'static str, Kind, Presence);

/// A method and its fields.
#[derive(Debug)]
pub struct Method {
    /// Its name as documented.
    pub name: &'static str,
    /// What it takes.
    pub fields: &'static [Field],
}

impl Method {
    /// The method of that name, in whatever case: the Bot API doesn't care.
    pub fn named(name: &str) -> Option<&'static Self> {
        METHODS.iter().find(|method| method.name.eq_ignore_ascii_case(name))
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<Field> {
        self.fields.iter().find(|field| field.0 == name).copied()
    }
}

const fn needs(name: &'static str, kind: Kind) -> Field {
    (name, kind, Presence::Required)
}

const fn takes(name: &'static str, kind: Kind) -> Field {
    (name, kind, Presence::Optional)
}

const fn method(name: &'static str, fields: &'static [Field]) -> Method {
    Method { name, fields }
}

const METHODS: &[Method] = &[
    method("getMe", &[]),
    method(
        "getUpdates",
        &[
            takes("offset", Integer),
            takes("limit", Integer),
            takes("timeout", Integer),
            takes("allowed_updates", Json),
        ],
    ),
    method(
        "setWebhook",
        &[
            needs("url", Text),
            takes("certificate", File),
            takes("ip_address", Text),
            takes("max_connections", Integer),
            takes("allowed_updates", Json),
            takes("drop_pending_updates", Boolean),
            takes("secret_token", Text),
        ],
    ),
    method("deleteWebhook", &[takes("drop_pending_updates", Boolean)]),
    method("getWebhookInfo", &[]),
    method(
        "sendMessage",
        &[
            needs("chat_id", Chat),
            needs("text", Text),
            takes("business_connection_id", Text),
            takes("message_thread_id", Integer),
            takes("direct_messages_topic_id", Integer),
            takes("parse_mode", Text),
            takes("entities", Json),
            takes("link_preview_options", Json),
            takes("disable_notification", Boolean),
            takes("protect_content", Boolean),
            takes("allow_paid_broadcast", Boolean),
            takes("message_effect_id", Text),
            takes("suggested_post_parameters", Json),
            takes("reply_parameters", Json),
            takes("reply_markup", Json),
        ],
    ),
    method(
        "editMessageText",
        &[
            takes("chat_id", Chat),
            takes("message_id", Integer),
            takes("inline_message_id", Text),
            // Optional since rich messages; here there are none.
            needs("text", Text),
            takes("business_connection_id", Text),
            takes("parse_mode", Text),
            takes("entities", Json),
            takes("link_preview_options", Json),
            takes("reply_markup", Json),
        ],
    ),
    method(
        "editMessageReplyMarkup",
        &[
            takes("chat_id", Chat),
            takes("message_id", Integer),
            takes("inline_message_id", Text),
            takes("business_connection_id", Text),
            takes("reply_markup", Json),
        ],
    ),
    method("deleteMessage", &[needs("chat_id", Chat), needs("message_id", Integer)]),
    method(
        "sendDocument",
        &[
            needs("chat_id", Chat),
            needs("document", File),
            takes("business_connection_id", Text),
            takes("message_thread_id", Integer),
            takes("direct_messages_topic_id", Integer),
            takes("thumbnail", File),
            takes("caption", Text),
            takes("parse_mode", Text),
            takes("caption_entities", Json),
            takes("disable_content_type_detection", Boolean),
            takes("disable_notification", Boolean),
            takes("protect_content", Boolean),
            takes("allow_paid_broadcast", Boolean),
            takes("message_effect_id", Text),
            takes("suggested_post_parameters", Json),
            takes("reply_parameters", Json),
            takes("reply_markup", Json),
        ],
    ),
    method(
        "sendChatAction",
        &[
            needs("chat_id", Chat),
            needs("action", Text),
            takes("business_connection_id", Text),
            takes("message_thread_id", Integer),
        ],
    ),
    method(
        "answerCallbackQuery",
        &[
            needs("callback_query_id", Text),
            takes("text", Text),
            takes("show_alert", Boolean),
            takes("url", Text),
            takes("cache_time", Integer),
        ],
    ),
    method(
        "setMyCommands",
        &[needs("commands", Json), takes("scope", Json), takes("language_code", Text)],
    ),
    method("getMyCommands", &[takes("scope", Json), takes("language_code", Text)]),
    method("deleteMyCommands", &[takes("scope", Json), takes("language_code", Text)]),
    method("getFile", &[needs("file_id", Text)]),
    method("getChat", &[needs("chat_id", Chat)]),
    method("getChatMember", &[needs("chat_id", Chat), needs("user_id", Integer)]),
    method("getChatAdministrators", &[needs("chat_id", Chat), takes("return_bots", Boolean)]),
];
