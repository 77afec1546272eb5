//! One interaction of Discord's to one event of ours, or to what is answered at
//! once. Pure.
//!
//! Nothing is read that people say to each other: the bot hears what is said to it by
//! a command, a component or a field, and nothing else.

use bot_core::{
    event::{
        self, Audience, ClubForm, Command, Conversation, EventId, Incoming, Input, Person, Place,
        Platform, PlatformId, Standing, Upload,
    },
    message::Field,
    text::Commands,
};
use serenity::all::{
    ActionRowComponent, ButtonKind, ChannelId, ChannelType, CommandDataOption,
    CommandDataOptionValue, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind,
    Guild, GuildId, Interaction, InteractionContext, Member, Message, MessageFlags,
    ModalInteraction, PartialChannel, Permissions, ResolvedOption, ResolvedValue, UserId,
};

use crate::{
    draw,
    tokens::{Asked, Cause, Seen},
};

/// What an interaction comes to.
#[derive(Debug)]
pub enum Meaning {
    /// An event, and how it is answered.
    Event(Box<Incoming>, Asked),
    /// A field to type in is wanted, titled like the button.
    Field {
        /// How it is answered.
        asked: Asked,
        /// What for.
        field: Field,
        /// What the button says.
        label: String,
    },
    /// What could be meant by what is being typed.
    Suggest {
        /// How it is answered.
        asked: Asked,
        /// The command as if it were sent with what is there so far.
        so_far: Box<Incoming>,
    },
    /// Nothing that is said to the bot.
    Nothing,
}

/// What an interaction comes to.
pub fn translate(interaction: Interaction) -> Meaning {
    match interaction {
        Interaction::Command(command) => given(&command),
        Interaction::Autocomplete(command) => typing(&command),
        Interaction::Component(component) => pressed(component),
        Interaction::Modal(modal) => typed(&modal),
        _ => Meaning::Nothing,
    }
}

/// The bot was removed from a server.
pub fn removed(server: GuildId, at: jiff::Timestamp) -> Incoming {
    let id = PlatformId::new(server.get().to_string());
    Incoming {
        // Discord gives it no number; once it is known twice at the same moment is once.
        id: EventId::new(
            Platform::Discord,
            format_args!("removed.{}.{}", server.get(), at.as_millisecond()),
        ),
        conversation: Conversation {
            place: Place {
                platform: Platform::Discord,
                space: Some(id.clone()),
                channel: id.clone(),
                thread: None,
            },
            // Nobody in particular: who did it, Discord does not say.
            person: Person { platform: Platform::Discord, id },
        },
        audience: Audience::Shared,
        standing: Standing::Unknown,
        member: event::Member::default(),
        language: None,
        input: Input::ShutOut,
    }
}

/// How long ago the bot may have joined a server that it is greeted in: at every start
/// it hears of all it is in.
const JUST_NOW: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// The bot was put into a server, just now; `None` where it has been there for longer, or
/// there is no channel that the server's own greetings go to.
pub fn added(server: &Guild, at: jiff::Timestamp) -> Option<Incoming> {
    let joined = jiff::Timestamp::from_second(server.joined_at.unix_timestamp()).ok()?;
    let channel = server.system_channel_id?;
    if at.duration_since(joined) > JUST_NOW {
        return None;
    }
    let space = id(server.id.get());
    let name = format_args!("added.{}.{}", server.id.get(), joined.as_second()).to_string();
    Some(Incoming {
        id: EventId::new(Platform::Discord, name),
        conversation: Conversation {
            place: Place {
                platform: Platform::Discord,
                space: Some(space.clone()),
                channel: id(channel.get()),
                thread: None,
            },
            // Nobody in particular: who did it, Discord does not say.
            person: Person { platform: Platform::Discord, id: space },
        },
        audience: Audience::Shared,
        standing: Standing::Unknown,
        member: event::Member { club: Some(server.name.clone()), ..event::Member::default() },
        language: Some(server.preferred_locale.clone()),
        input: Input::Admitted,
    })
}

/// Where an interaction comes from.
struct From<'a> {
    server: Option<GuildId>,
    channel: ChannelId,
    about: Option<&'a PartialChannel>,
    context: Option<InteractionContext>,
    message: Option<&'a Message>,
}

impl From<'_> {
    /// Whether it is the bot's own chat with the person. In all others only the person
    /// sees what the bot says.
    fn is_direct(&self) -> bool {
        let elsewhere = self.message.is_some_and(is_hidden)
            || self.about.is_some_and(|about| about.kind == ChannelType::GroupDm);
        self.server.is_none()
            && !elsewhere
            && self.context.is_none_or(|context| context == InteractionContext::BotDm)
    }

    fn place(&self) -> Place {
        let id = |channel: ChannelId| PlatformId::new(channel.get().to_string());
        let thread = self.about.filter(|about| is_thread(about.kind));
        let parent = thread.and_then(|thread| thread.parent_id);
        let channel = parent.unwrap_or(self.channel);
        let space = match self.server {
            Some(server) => Some(PlatformId::new(server.get().to_string())),
            // Other people's chat, which the bot can't write to by itself.
            None => (!self.is_direct()).then(|| id(self.channel)),
        };
        Place {
            platform: Platform::Discord,
            space,
            channel: id(channel),
            thread: parent.map(|_| id(self.channel)),
        }
    }

    fn seen(&self) -> Seen {
        if self.is_direct() { Seen::InTheirChat } else { Seen::ByThemAlone }
    }
}

/// Whether only one person sees a message.
fn is_hidden(message: &Message) -> bool {
    message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL))
}

const fn is_thread(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::NewsThread | ChannelType::PublicThread | ChannelType::PrivateThread)
}

fn conversation(from: &From<'_>, person: UserId) -> Conversation {
    let id = PlatformId::new(person.get().to_string());
    Conversation { place: from.place(), person: Person { platform: Platform::Discord, id } }
}

fn event(
    asked: Asked,
    from: &From<'_>,
    person: UserId,
    member: Option<&Member>,
    language: &str,
    input: Input,
) -> Meaning {
    Meaning::Event(Box::new(incoming(&asked, from, person, member, language, input)), asked)
}

fn incoming(
    asked: &Asked,
    from: &From<'_>,
    person: UserId,
    member: Option<&Member>,
    language: &str,
    input: Input,
) -> Incoming {
    let runs = |permissions: Permissions| {
        permissions.intersects(Permissions::ADMINISTRATOR | Permissions::MANAGE_GUILD)
    };
    let standing = match member.and_then(|member| member.permissions) {
        Some(permissions) if runs(permissions) => Standing::Admin,
        Some(_) => Standing::Member,
        None => Standing::Unknown,
    };
    Incoming {
        id: asked.event(),
        conversation: conversation(from, person),
        // Nobody else sees any answer: it is given to them alone.
        audience: Audience::Private,
        standing,
        member: member.map_or_else(event::Member::default, |member| event::Member {
            name: Some(member.display_name().to_owned()),
            club: None,
            roles: member.roles.iter().map(|role| id(role.get())).collect(),
        }),
        language: Some(language.to_owned()),
        input,
    }
}

fn of_command(command: &CommandInteraction) -> (Asked, From<'_>) {
    let from = From {
        server: command.guild_id,
        channel: command.channel_id,
        about: command.channel.as_ref(),
        context: command.context,
        message: None,
    };
    let asked = Asked {
        interaction: command.id.get().to_string(),
        application: command.application_id.get().to_string(),
        token: command.token.clone(),
        cause: Cause::Command,
        seen: from.seen(),
    };
    (asked, from)
}

fn given(command: &CommandInteraction) -> Meaning {
    let (asked, from) = of_command(command);
    if command.data.name == Commands::CLUB {
        let input = of_club(command, &from);
        let (person, member) = (command.user.id, command.member.as_deref());
        return event(asked, &from, person, member, &command.locale, input);
    }
    let options = command.data.options();
    let (name, rest) = match options.first() {
        Some(ResolvedOption { name, value: ResolvedValue::SubCommand(options), .. }) => {
            (*name, words(options))
        }
        _ => (command.data.name.as_str(), words(&options)),
    };
    let input = match Command::parse(name) {
        Some(command) => Input::Command(command, rest),
        // A command of another release is what it says.
        None => Input::Text(format!("/{name} {rest}").trim_end().to_owned()),
    };
    event(asked, &from, command.user.id, command.member.as_deref(), &command.locale, input)
}

pub(crate) fn id(number: u64) -> PlatformId {
    PlatformId::new(number.to_string())
}

/// What somebody asks for of their club.
fn of_club(command: &CommandInteraction, from: &From<'_>) -> Input {
    let (name, options) = innermost(&command.data.options);
    let named = |wanted: &str| {
        options.iter().find(|option| option.name == wanted).map(|option| &option.value)
    };
    let text = |wanted: &str| match named(wanted) {
        Some(CommandDataOptionValue::String(text)) => Some(text.trim().to_owned()),
        _ => None,
    };
    let place = |wanted: &str| match named(wanted) {
        Some(CommandDataOptionValue::Channel(channel)) => Some(chosen(command, from, *channel)),
        _ => None,
    };
    let role = |wanted: &str| match named(wanted) {
        Some(CommandDataOptionValue::Role(role)) => Some(id(role.get())),
        _ => None,
    };
    let file = || {
        let found = match named("file") {
            Some(CommandDataOptionValue::Attachment(id)) => {
                command.data.resolved.attachments.get(id)
            }
            _ => None,
        };
        found.map(|file| Upload { name: file.url.clone(), bytes: file.size.into() })
    };
    let form = match name {
        "import" => match file() {
            Some(upload) => ClubForm::File(upload),
            None => return Input::Command(Command::Club, "import".to_owned()),
        },
        "add" => ClubForm::Add {
            what: text("what").unwrap_or_default(),
            when: text("when").unwrap_or_default(),
            place: place("channel"),
            mention: role("mention"),
        },
        "copy" => match place("channel") {
            Some(place) => ClubForm::Copy { number: text("reminder").unwrap_or_default(), place },
            None => return Input::Command(Command::Club, "list".to_owned()),
        },
        "show" => {
            let number = text("reminder").unwrap_or_default();
            return Input::Command(Command::Club, format!("show {number}"));
        }
        "settings" if !options.is_empty() => ClubForm::Set {
            zone: text("zone"),
            quiet: text("quiet"),
            place: place("channel"),
            mention: role("mention"),
            managers: role("managers"),
        },
        other => return Input::Command(Command::Club, other.to_owned()),
    };
    Input::Club(Box::new(form))
}

/// The sub-command that was given, within whatever group, and what came with it.
fn innermost(options: &[CommandDataOption]) -> (&str, &[CommandDataOption]) {
    match options {
        [CommandDataOption { name, value, .. }] => match value {
            CommandDataOptionValue::SubCommandGroup(inner) => innermost(inner),
            CommandDataOptionValue::SubCommand(inner) => (name, inner),
            _ => ("", options),
        },
        _ => ("", options),
    }
}

/// A channel that was chosen: a thread is one in its channel.
fn chosen(command: &CommandInteraction, from: &From<'_>, channel: ChannelId) -> Place {
    let about = command.data.resolved.channels.get(&channel);
    let parent = about.filter(|about| is_thread(about.kind)).and_then(|about| about.parent_id);
    Place {
        platform: Platform::Discord,
        space: from.server.map(|server| id(server.get())),
        channel: id(parent.unwrap_or(channel).get()),
        thread: parent.map(|_| id(channel.get())),
    }
}

/// What was given with a command, as if it had been typed behind it.
fn words(options: &[ResolvedOption<'_>]) -> String {
    let word = |option: &ResolvedOption<'_>| match &option.value {
        ResolvedValue::String(text) => Some(text.trim().to_owned()),
        ResolvedValue::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    options.iter().filter_map(word).collect::<Vec<_>>().join(" ")
}

fn typing(command: &CommandInteraction) -> Meaning {
    let (asked, from) = of_command(command);
    let options = command.data.options();
    let Some((name, options)) = under(&options) else { return Meaning::Nothing };
    let typed = options.iter().find_map(|option| match option.value {
        ResolvedValue::Autocomplete { value, .. } => Some(value.to_owned()),
        _ => None,
    });
    let field = options.iter().find_map(|option| match option.value {
        ResolvedValue::Autocomplete { .. } => Some(option.name),
        _ => None,
    });
    let about = match field {
        _ if command.data.name != Commands::CLUB => Command::parse(name),
        Some("zone") => Some(Command::Timezone),
        Some("what") => Some(Command::Schedule),
        Some("reminder") => Some(Command::Club),
        _ => None,
    };
    let (Some(about), Some(typed)) = (about, typed) else { return Meaning::Nothing };
    let (person, member) = (command.user.id, command.member.as_deref());
    let input = Input::Command(about, typed);
    let so_far = incoming(&asked, &from, person, member, &command.locale, input);
    Meaning::Suggest { asked, so_far: Box::new(so_far) }
}

/// A sub-command, within whatever group, and what is typed with it.
fn under<'o, 'c>(options: &'o [ResolvedOption<'c>]) -> Option<(&'c str, &'o [ResolvedOption<'c>])> {
    match &options.first()?.value {
        ResolvedValue::SubCommandGroup(inner) => under(inner),
        ResolvedValue::SubCommand(inner) => Some((options.first()?.name, inner)),
        _ => None,
    }
}

fn pressed(component: ComponentInteraction) -> Meaning {
    let from = From {
        server: component.guild_id,
        channel: component.channel_id,
        about: component.channel.as_ref(),
        context: component.context,
        message: Some(&component.message),
    };
    let asked = Asked {
        interaction: component.id.get().to_string(),
        application: component.application_id.get().to_string(),
        token: component.token.clone(),
        // What everybody sees stays as it is: who pressed is answered beside it.
        cause: if from.server.is_some() && !is_hidden(&component.message) {
            Cause::Command
        } else {
            Cause::Message(component.message.id.get().to_string())
        },
        seen: from.seen(),
    };
    let id = &component.data.custom_id;
    let input = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } if id == draw::ONE => {
            Input::Press(values.first().cloned().unwrap_or_default())
        }
        ComponentInteractionDataKind::StringSelect { values } => Input::Select(values.clone()),
        _ => match Field::parse(id) {
            Some(field) => {
                let label = label(&component.message, id).unwrap_or_else(|| "…".to_owned());
                return Meaning::Field { asked, field, label };
            }
            None => Input::Press(id.clone()),
        },
    };
    let (person, member) = (component.user.id, component.member.as_ref());
    event(asked, &from, person, member, &component.locale, input)
}

/// What a button of a message says.
fn label(message: &Message, wanted: &str) -> Option<String> {
    let buttons = message.components.iter().flat_map(|row| &row.components);
    buttons.into_iter().find_map(|component| match component {
        ActionRowComponent::Button(button) => match &button.data {
            ButtonKind::NonLink { custom_id, .. } if custom_id == wanted => button.label.clone(),
            _ => None,
        },
        _ => None,
    })
}

fn typed(modal: &ModalInteraction) -> Meaning {
    let message = modal.message.as_deref();
    let from = From {
        server: modal.guild_id,
        channel: modal.channel_id,
        about: modal.channel.as_ref(),
        context: None,
        message,
    };
    let asked = Asked {
        interaction: modal.id.get().to_string(),
        application: modal.application_id.get().to_string(),
        token: modal.token.clone(),
        cause: message
            .map_or(Cause::Command, |message| Cause::Message(message.id.get().to_string())),
        seen: from.seen(),
    };
    let fields = modal.data.components.iter().flat_map(|row| &row.components);
    let text = fields.into_iter().find_map(|component| match component {
        ActionRowComponent::InputText(field) => field.value.as_deref(),
        _ => None,
    });
    let field = Field::parse(&modal.data.custom_id);
    let input = match (field, text.filter(|text| !text.trim().is_empty())) {
        (Some(Field::Club), text) => {
            Input::Club(Box::new(ClubForm::Said(text.unwrap_or_default().to_owned())))
        }
        (Some(Field::Of(button)), Some(text)) => {
            Input::Club(Box::new(ClubForm::Typed { button, text: text.to_owned() }))
        }
        (Some(Field::Answer), Some(text)) => Input::Text(text.to_owned()),
        (None, _) | (_, None) => Input::Wordless,
    };
    event(asked, &from, modal.user.id, modal.member.as_ref(), &modal.locale, input)
}

#[cfg(test)]
mod tests;
