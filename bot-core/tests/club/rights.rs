//! Who may do what, on each platform: what a platform hides from somebody is no protection,
//! so every cell is tried with the very data a button would send.

use bot_core::{
    bot::{ClubSetting as Setting, ClubTap, Shown},
    club::Sessions,
    event::{ClubForm, Command, Input, Platform, PlatformId, Standing, Upload},
    reminder::ScheduleId,
    schedule::ice::Rhythm,
    text::Language,
};

use crate::room::{Room, Somebody};

/// The role whose members may manage.
const CAPTAINS: &str = "77";

/// Everybody who may try, and whether they may.
fn people() -> [(Somebody, bool); 7] {
    let with = |name, standing, role: &str| Somebody {
        roles: vec![PlatformId::new(role)],
        ..Somebody::new(name, standing)
    };
    [
        (Somebody::new("admin", Standing::Admin), true),
        // Who writes in the group's name is one of its admins.
        (Somebody::new("-100", Standing::Admin), true),
        (with("captain", Standing::Member, CAPTAINS), true),
        (Somebody::new("member", Standing::Member), false),
        (with("runner", Standing::Member, "78"), false),
        (with("gone", Standing::Outside, CAPTAINS), false),
        // No right follows from what nobody said, whatever role is claimed.
        (with("unknown", Standing::Unknown, CAPTAINS), false),
    ]
}

/// Everything that can be asked for.
fn actions(room: &Room) -> Vec<Input> {
    let kept = &room.found().schedules[0];
    let (id, revision) = (kept.listed.id, kept.listed.revision);
    let shown = Shown { id, revision };
    let last = room.found().changes[0].revision;
    let taps = [
        ClubTap::Panel,
        ClubTap::List(0),
        ClubTap::Add,
        ClubTap::One(id),
        ClubTap::Pause(shown),
        ClubTap::Resume(shown),
        ClubTap::Skip(shown),
        ClubTap::When(shown),
        ClubTap::Text(shown),
        ClubTap::MoveHere(shown),
        ClubTap::CopyHere(shown),
        ClubTap::Test(id),
        ClubTap::Fired(id),
        ClubTap::Remove(shown),
        ClubTap::ResumeStopped,
        ClubTap::Undo(last),
        ClubTap::Settings,
        ClubTap::Zone,
        ClubTap::Quiet,
        ClubTap::Without(Setting::Quiet),
        ClubTap::Without(Setting::Place),
        ClubTap::Without(Setting::Mention),
        ClubTap::Without(Setting::Managers),
        ClubTap::Languages,
        ClubTap::Speaks(None),
        ClubTap::Speaks(Some(Language::English)),
        ClubTap::Here,
        ClubTap::History,
        ClubTap::Export,
        ClubTap::File,
        ClubTap::Ice,
        ClubTap::Begin(Rhythm::Article),
        ClubTap::LetBegin(Sessions::Members),
        ClubTap::Stop(ScheduleId::from_number(70)),
    ];
    let forms = [
        ClubForm::Add {
            what: "Rest".into(),
            when: "every friday 9am".into(),
            place: None,
            mention: None,
        },
        ClubForm::Set {
            zone: Some("Tokyo".into()),
            quiet: None,
            place: None,
            mention: None,
            managers: Some(PlatformId::new("78")),
        },
        ClubForm::File(Upload { name: "f".into(), bytes: 10 }),
        ClubForm::Typed { button: ClubTap::Text(shown).to_string(), text: "Mine".into() },
        ClubForm::Typed { button: ClubTap::Remove(shown).to_string(), text: "now".into() },
        ClubForm::Copy { number: "1".into(), place: room.place() },
    ];
    let commands = [
        Input::Command(Command::Club, String::new()),
        Input::Command(Command::Club, "export".into()),
        Input::Command(Command::Club, "show 1".into()),
        Input::Command(Command::Club, "ice".into()),
        Input::Command(Command::Schedule, "every friday 9am Rest".into()),
    ];
    let taps = taps.iter().map(|tap| Input::Press(tap.to_string()));
    let forms = forms.into_iter().map(|form| Input::Club(Box::new(form)));
    taps.chain(forms).chain(commands).collect()
}

fn club(platform: Platform) -> Room {
    let ada = Somebody::new("ada", Standing::Admin);
    let mut room = Room::with_a_reminder(platform, &ada);
    let managers = Some(PlatformId::new(CAPTAINS));
    let set = ClubForm::Set { zone: None, quiet: None, place: None, mention: None, managers };
    room.fills(&ada, set);
    room
}

#[test]
fn only_those_who_manage_see_or_change_anything() {
    for platform in [Platform::Discord, Platform::Telegram] {
        for (who, may) in people() {
            let count = actions(&club(platform)).len();
            for which in 0..count {
                let mut room = club(platform);
                let before = room.club.clone();
                let action = actions(&room).swap_remove(which);
                let what = format!("{platform:?} {} {which} {action:?}", who.name);
                let step = room.does(&who, action);
                let refused = room.shown.contains("Only those who run this group")
                    || room.shown.contains("could not find out");
                assert_eq!(refused, !may, "{what}: {}", room.shown);
                if !may {
                    assert_eq!(room.club, before, "{what}");
                    assert_eq!(room.buttons, [], "{what}: nothing to press");
                    assert_eq!(step.outgoing.len(), 1, "{what}: nothing is posted");
                    assert_eq!(step.outgoing[0].screen.attachment, None, "{what}");
                    assert_eq!(step.asks, None, "{what}");
                }
            }
        }
    }
}

#[test]
fn what_an_admin_began_is_over_when_they_are_none_any_more() {
    for begins in ["every friday 9am Rest", ""] {
        let mut ada = Somebody::new("ada", Standing::Admin);
        let mut room = club(Platform::Telegram);
        room.commands(&ada, Command::Schedule, begins);
        let save = room.buttons.iter().find(|(label, _)| label == "Yes, set it").cloned();
        ada.standing = Standing::Member;
        match &save {
            Some((_, data)) => room.does(&ada, Input::Press(data.clone())),
            None => room.says(&ada, "every friday 9am Rest"),
        };
        assert!(room.shown.contains("Only those who run this group"), "{}", room.shown);
        assert_eq!(room.found().schedules.len(), 1);
        // Nor does it go on when they are one again.
        ada.standing = Standing::Admin;
        if let Some((_, data)) = save {
            room.does(&ada, Input::Press(data));
            assert!(room.shown.contains("no longer"), "{}", room.shown);
        }
        assert_eq!(room.found().schedules.len(), 1);
    }
}

#[test]
fn the_numbers_of_another_club_mean_nothing_here() {
    let ada = Somebody::new("ada", Standing::Admin);
    for platform in [Platform::Discord, Platform::Telegram] {
        let count = actions(&club(platform)).len();
        for which in 0..count {
            // A club that has a reminder, but none of that number.
            let mut room = club(platform);
            let data = match actions(&room).swap_remove(which) {
                Input::Press(data) if data.contains(".1") => data.replacen(".1", ".9", 1),
                _ => continue,
            };
            let before = room.found().schedules.clone();
            room.does(&ada, Input::Press(data.clone()));
            assert_eq!(room.found().schedules, before, "{data}");
        }
    }
}

#[test]
fn a_draft_is_saved_by_nobody_else_and_once() {
    let (ada, ben) = (Somebody::new("ada", Standing::Admin), Somebody::new("ben", Standing::Admin));
    let mut room = club(Platform::Telegram);
    room.commands(&ada, Command::Schedule, "every friday 9am Rest");
    let save = room.buttons[0].1.clone();
    room.does(&ben, Input::Press(save.clone()));
    assert!(room.shown.contains("That waits for somebody else"), "{}", room.shown);
    room.does(&ada, Input::Press(save.clone()));
    assert_eq!(room.found().schedules.len(), 2, "{}", room.shown);
    room.does(&ada, Input::Press(save));
    assert_eq!(room.found().schedules.len(), 2, "{}", room.shown);
}
