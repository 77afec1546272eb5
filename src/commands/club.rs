//! `heelbot club`: what clubs have set up, for support and for moving them.

use std::{
    fs,
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use bot_core::{
    club::{
        Change, Club, ClubStep, Deed, DialogChange, MOST_BYTES, Outline, Plan, Portable, Presence,
        State, Who,
    },
    event::{Platform, PlatformId},
    reminder::{KeptHolds, NewSchedule, Owner, ScheduleChange, ScheduleState, Timing},
    schedule::{Kind, Pause, PauseOf, canonical},
    store::{Store, StoreError, operators_seat},
};
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::{config::Config, wiring};

/// List, show, move and pause what clubs have set up
///
/// Works on the database of the settings in force. With SQLite the bot has to
/// be stopped first; with PostgreSQL it may run, and notices within a minute.
/// What is changed is written to the club's history, and those who run the
/// club can undo it there.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  heelbot club list
  heelbot club export telegram -1001234567890 > striders.json
  heelbot club import telegram -1001234567890 striders.json --dry-run
  heelbot club pause discord 123456789012345678")]
pub struct Args {
    /// The folder for the data, as for the other commands
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All clubs: platform, number, reminders, name
    List,
    /// One club's settings, reminders and last changes
    Show(Which),
    /// Print a club's settings and reminders as JSON
    Export(Which),
    /// Make a club as a file says: what it has beyond it goes
    Import {
        #[command(flatten)]
        which: Which,
        /// The file; - for standard input
        file: PathBuf,
        /// Print what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Send nothing to a club until it is resumed
    Pause(Which),
    /// Send to a paused club again
    Resume(Which),
}

/// Which club.
#[derive(Debug, clap::Args)]
struct Which {
    /// Where it is
    platform: On,
    /// The server's or group's number there
    #[arg(allow_hyphen_values = true)]
    id: String,
}

/// A platform that has clubs.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum On {
    Discord,
    Telegram,
}

impl Which {
    fn platform(&self) -> Platform {
        match self.platform {
            On::Discord => Platform::Discord,
            On::Telegram => Platform::Telegram,
        }
    }

    fn id(&self) -> PlatformId {
        PlatformId::new(self.id.clone())
    }
}

/// Does what was asked.
///
/// # Errors
/// The settings are wrong, the database can't be opened, there is no such club, or the file
/// can't be used.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let config = Config::load(args.data.as_deref())?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let store = wiring::open_store(&config).await?;
        let done = act(&store, &args.action).await;
        store.close().await;
        done
    })
}

async fn act(store: &Store, action: &Action) -> anyhow::Result<ExitCode> {
    let now = Timestamp::now();
    let said = match action {
        Action::List => list(store).await?,
        Action::Show(which) => show(&find(store, which).await?),
        Action::Export(which) => {
            let club = find(store, which).await?;
            Portable::of(&club.settings, &club.holds, &club.schedules).write() + "\n"
        }
        Action::Import { which, file, dry_run } => {
            // A club may move to where nobody has used the bot yet.
            let seat = operators_seat(which.platform(), &which.id());
            let club = store.load_club(&seat).await?.unwrap_or_default();
            let portable = read(file, which, now)?;
            let plan = portable.plan(&club, now);
            if !dry_run && !plan.is_empty() {
                operate(store, which, import(which, &club, portable, &plan), now).await?;
            }
            planned(&club, &plan)
        }
        Action::Pause(which) => pause(store, which, Some(now), now).await?,
        Action::Resume(which) => pause(store, which, None, now).await?,
    };
    io::stdout().write_all(said.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

async fn find(store: &Store, which: &Which) -> anyhow::Result<Club> {
    let club = store.load_club(&operators_seat(which.platform(), &which.id())).await?;
    club.context("there is no such club; `heelbot club list` shows all")
}

async fn operate(
    store: &Store,
    which: &Which,
    step: ClubStep,
    now: Timestamp,
) -> anyhow::Result<()> {
    match store.operate(which.platform(), &which.id(), step, now).await {
        Err(StoreError::ClubChanged) => {
            bail!("somebody changed the club at the same moment; nothing was done, try again")
        }
        done => Ok(done?),
    }
}

async fn list(store: &Store) -> anyhow::Result<String> {
    let mut said = String::new();
    for club in store.clubs().await? {
        let name = club.name.unwrap_or_default();
        let left = club.left.map(|at| format!("  (left {at:.0})")).unwrap_or_default();
        let (platform, id) = (club.platform, club.id.as_str());
        said += &format!("{platform}\t{id}\t{}\t{}{left}\n", club.reminders, printable(&name));
    }
    if said.is_empty() {
        said = "There are no clubs yet.\n".to_owned();
    }
    Ok(said)
}

/// Text of somebody else's, on one line and without what moves a terminal's cursor.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn line(outline: &Outline) -> String {
    let when = match &outline.timing {
        Timing::Rule(rule) => canonical(rule),
        Timing::Ice { .. } => "an ice session".to_owned(),
    };
    let about = outline.words.about.map(|about| about.as_str().replace('_', " "));
    let what = outline.words.text.clone().or(about).unwrap_or_default();
    let channel = outline.place.thread.as_ref().unwrap_or(&outline.place.channel);
    format!("{when}: {} (in {})", printable(&what), channel.as_str())
}

fn show(club: &Club) -> String {
    let mut said = String::new();
    let settings = &club.settings;
    if let Some(name) = &settings.name {
        said += &format!("name: {}\n", printable(name));
    }
    let zone = settings.zone.as_ref().map_or("not set", |zone| zone.name());
    said += &format!("time zone: {zone}\n");
    if is_paused(&club.holds) {
        said += "paused: all of it\n";
    }
    for (at, kept) in club.schedules.iter().enumerate() {
        let state = match &kept.listed.state {
            ScheduleState::Active if kept.listed.holds.is_none() => "active".to_owned(),
            ScheduleState::Active => "paused".to_owned(),
            ScheduleState::Ended => "over".to_owned(),
            ScheduleState::Gone(why) | ScheduleState::SetAside(why) => format!("stopped: {why}"),
        };
        let next = kept.listed.next.map(|next| format!(", next {next:.0}")).unwrap_or_default();
        said += &format!("{}. {} [{state}{next}]\n", at + 1, line(&kept.outline()));
    }
    for changed in &club.changes {
        said += &format!("{:.0} {}\n", changed.at, changed.change.deed);
    }
    said
}

fn is_paused(holds: &KeptHolds) -> bool {
    holds.pauses.iter().any(|pause| pause.of == PauseOf::Club)
}

fn read(file: &Path, which: &Which, now: Timestamp) -> anyhow::Result<Portable> {
    let most = u64::try_from(MOST_BYTES)? + 1;
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().take(most).read_to_end(&mut bytes)?;
    } else {
        let opened = fs::File::open(file).with_context(|| file.display().to_string())?;
        opened.take(most).read_to_end(&mut bytes)?;
    }
    let club = operators_seat(which.platform(), &which.id()).place;
    Portable::read(&bytes, &club, now)
        .with_context(|| format!("{} can't be used; nothing was changed", file.display()))
}

/// The step that makes a club as a file says.
fn import(which: &Which, club: &Club, file: Portable, plan: &Plan) -> ClubStep {
    let before = Portable::of(&club.settings, &club.holds, &club.schedules);
    let removes = plan.removes.iter().copied().map(ScheduleChange::Remove);
    let add = |outline: &Outline| {
        let Outline { timing, words, place, holds } = outline.clone();
        let owner = Owner::Club { club: which.id(), place };
        ScheduleChange::Add(NewSchedule { owner, kind: Kind::Club, timing, words, holds })
    };
    ClubStep {
        settings: plan.settings.clone().map(|(settings, holds)| (Box::new(settings), holds)),
        schedules: removes.chain(plan.adds.iter().map(add)).collect(),
        change: Some(Change {
            deed: Deed::Imported,
            schedule: None,
            before: Some(State::All(Box::new(before))),
            after: Some(State::All(Box::new(file))),
        }),
        ..step(club)
    }
}

/// A step of the operator's that does nothing yet.
fn step(club: &Club) -> ClubStep {
    ClubStep {
        // One that nobody has used yet is not known.
        found: (club.revision > 0).then_some(club.revision),
        settings: None,
        schedules: Vec::new(),
        change: None,
        who: Who::Operator,
        dialog: DialogChange::Stays,
        taken: None,
        presence: Presence::Stays,
        seat: None,
    }
}

fn planned(club: &Club, plan: &Plan) -> String {
    let mut said = String::new();
    for outline in &plan.adds {
        said += &format!("+ {}\n", line(outline));
    }
    for kept in club.schedules.iter().filter(|kept| plan.removes.contains(&kept.listed.id)) {
        said += &format!("- {}\n", line(&kept.outline()));
    }
    if plan.settings.is_some() {
        said += "~ the settings\n";
    }
    said + &format!("{} stay, {} are over and left out\n", plan.stays, plan.over)
}

/// Pauses all of a club from an instant on, or ends that.
async fn pause(
    store: &Store,
    which: &Which,
    from: Option<Timestamp>,
    now: Timestamp,
) -> anyhow::Result<String> {
    let club = find(store, which).await?;
    let mut holds = club.holds.clone();
    if is_paused(&holds) == from.is_some() {
        let how = if from.is_some() { "paused" } else { "not paused" };
        return Ok(format!("It is {how} already.\n"));
    }
    holds.pauses.retain(|pause| pause.of != PauseOf::Club);
    holds.pauses.extend(from.map(|from| Pause { of: PauseOf::Club, from, until: None }));
    let state =
        |holds: &KeptHolds| Some(State::Settings(Box::new(club.settings.clone()), holds.clone()));
    let change = Change {
        deed: Deed::Settled,
        schedule: None,
        before: state(&club.holds),
        after: state(&holds),
    };
    let settings = Some((Box::new(club.settings.clone()), holds));
    let done = ClubStep { settings, change: Some(change), ..step(&club) };
    operate(store, which, done, now).await?;
    let said = if from.is_some() { "Paused: nothing is sent to it.\n" } else { "It goes on.\n" };
    Ok(said.to_owned())
}
