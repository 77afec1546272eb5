//! Who lives in a run, and what they do all the time.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Weekday, time},
};

use super::{
    super::{
        dice::Throws,
        people::{Label, Wish, channel, home, telling},
    },
    Action, Closure, Club, PLATFORMS, POPULAR, Run, Size, Someone, Told, WEEK, ZONES,
};
use crate::{
    event::{Conversation, Place, Platform, PlatformId},
    reminder::{ScheduleId, Timing},
    schedule::{Cadence, Kind, Rule, Weekdays, Zone, ice::Rhythm},
};

impl Run<'_> {
    pub(super) fn settle_people(&mut self) {
        for number in 0..self.size.people {
            let zone = *self.acts.pick(&ZONES);
            let conversation = home(PLATFORMS[number % 2], &format!("person-{number}"));
            self.people.push(Someone { conversation, zone, labels: Vec::new() });
            let joins = self.size.start + self.within(SignedDuration::from_hours(24));
            if self.acts.happens(400_000) {
                let from = i8::try_from(self.acts.from(20, 23)).unwrap();
                let to = i8::try_from(self.acts.from(5, 9)).unwrap();
                let quiet = Wish::Quiet { from, to, zone: zone.into() };
                self.will_tell(joins, number, quiet);
            }
            let schedules = 1 + self.acts.below(2);
            for _ in 0..schedules {
                let wish = self.new_schedule(number);
                self.will_tell(joins + SignedDuration::from_secs(5), number, wish);
            }
        }
        for number in 0..self.size.clubs {
            let platform = PLATFORMS[number % 2];
            let name = format!("club-{number}");
            let place = channel(platform, &name, 0);
            let maker = home(platform, &format!("admin-{number}"));
            let zone = *self.acts.pick(&ZONES);
            self.clubs.push(Club { name, place, maker, zone, moves: 0, labels: Vec::new() });
            let joins = self.size.start + self.within(SignedDuration::from_hours(24));
            let schedules = 1 + self.acts.below(2);
            for index in 0..schedules {
                let wish = self.new_club_schedule(number, index == 0);
                let maker = self.clubs[number].maker.clone();
                self.will_be_told(joins + SignedDuration::from_secs(5), maker, wish);
            }
        }
    }

    pub(super) fn plan(&mut self) {
        let Size { start, days, .. } = self.size;
        for worker in 0..self.workers.len() {
            self.at(start, Action::Start(worker));
        }
        self.at(start + SignedDuration::from_hours(25), Action::Act);
        let first = start + self.within(self.size.crash_every);
        self.at(first, Action::Disturb);
        self.at(self.end, Action::ClearUp);
        for day in (10..=days + 1).step_by(20) {
            self.at(start + SignedDuration::from_hours(24 * day), Action::Look);
        }
        // Every Saturday somebody has ice on, and somebody talks, while the clubs speak.
        let zone = Zone::named(POPULAR.0).unwrap();
        let mut date = zone.tz().to_datetime(start).date() + 2.days();
        while zone.tz().to_datetime(self.end).date() > date {
            if date.weekday() == Weekday::Saturday {
                let local = date.at(POPULAR.1, 0, 0, 0);
                let at = zone.tz().to_ambiguous_timestamp(local).compatible().unwrap();
                self.at(at, Action::Rush);
                let number = self.acts.below(self.people.len());
                let label = self.label(&self.people[number].conversation.place.clone());
                let ice = Wish::Ice { label, rhythm: Rhythm::Article };
                self.will_tell(at - SignedDuration::from_mins(20), number, ice);
            }
            date += 1.day();
        }
    }

    pub(super) fn within(&mut self, long: SignedDuration) -> SignedDuration {
        SignedDuration::from_millis(self.acts.from(1, long.as_millis().try_into().unwrap()))
    }

    pub(super) fn label(&mut self, place: &Place) -> Label {
        self.labels += 1;
        let label = format!("s{}", self.labels);
        self.places.insert(label.clone(), place.clone());
        label
    }

    fn rule(&mut self, zone: &str) -> Rule {
        let zone = Zone::named(zone).unwrap();
        let acts = &mut self.acts;
        let odd = acts.happens(80_000);
        let at = if odd {
            *acts.pick(&[time(1, 30, 0, 0), time(2, 15, 0, 0), time(2, 30, 0, 0)])
        } else {
            let quarter = i8::try_from(acts.below(4) * 15).unwrap();
            time(i8::try_from(acts.from(6, 21)).unwrap(), quarter, 0, 0)
        };
        let day = |acts: &mut Throws| *acts.pick(&WEEK);
        let n = |n: i64| u32::try_from(n).unwrap().try_into().unwrap();
        let from = zone.tz().to_datetime(self.world.now()).date();
        let cadence = match acts.below(20) {
            0 => Cadence::Daily { at },
            1 => Cadence::EveryDays { n: n(acts.from(2, 9)), from, at },
            2 => Cadence::Monthly { day: i8::try_from(acts.from(1, 31)).unwrap(), at },
            3 => {
                let anchor = self.world.now() - SignedDuration::from_mins(acts.from(1, 9_000));
                Cadence::EveryHours { n: n(acts.from(5, 60)), anchor }
            }
            4 => Cadence::Once { at: (from + acts.from(1, 20).days()).to_datetime(at) },
            5..=8 => Cadence::Weekly { days: Weekdays::NONE.with(day(acts)).with(day(acts)), at },
            _ => Cadence::Weekly { days: Weekdays::NONE.with(day(acts)), at },
        };
        Rule::new(cadence, zone)
    }

    fn new_schedule(&mut self, person: usize) -> Wish {
        let timing = Timing::Rule(self.rule(self.people[person].zone));
        let kind = *self.acts.pick(&[Kind::Rest, Kind::Stretch, Kind::CheckIn]);
        let place = self.people[person].conversation.place.clone();
        let label = self.label(&place);
        self.people[person].labels.push(label.clone());
        Wish::Mine { label, kind, timing }
    }

    fn new_club_schedule(&mut self, club: usize, may_be_popular: bool) -> Wish {
        let popular = may_be_popular && self.acts.happens(500_000);
        let rule = if popular {
            let days = Weekdays::NONE.with(Weekday::Saturday);
            let cadence = Cadence::Weekly { days, at: time(POPULAR.1, 0, 0, 0) };
            Rule::new(cadence, Zone::named(POPULAR.0).unwrap())
        } else {
            self.rule(self.clubs[club].zone)
        };
        let place = self.clubs[club].place.clone();
        let label = self.label(&place);
        self.clubs[club].labels.push(label.clone());
        let name = PlatformId::new(self.clubs[club].name.as_str());
        Wish::Clubs { label, club: name, place, timing: Timing::Rule(rule) }
    }

    pub(super) fn at(&mut self, then: Timestamp, action: Action) {
        self.entries += 1;
        self.script.insert((then, self.entries), action);
    }

    pub(super) fn will_tell(&mut self, at: Timestamp, person: usize, wish: Wish) -> u64 {
        let conversation = self.people[person].conversation.clone();
        self.will_be_told(at, conversation, wish)
    }

    pub(super) fn will_be_told(
        &mut self,
        at: Timestamp,
        conversation: Conversation,
        wish: Wish,
    ) -> u64 {
        self.events += 1;
        let incoming = telling(&conversation, self.events, &wish);
        let told = Told { conversation, wish, taken_in: None, incoming };
        self.told.insert(self.events, told);
        self.at(at, Action::Tell(self.events));
        self.events
    }

    pub(super) fn is_closed(&self, place: &Place) -> bool {
        let settling = SignedDuration::from_hours(2);
        self.closures.iter().any(|closure| {
            closure.place == *place
                && closure.opened.is_none_or(|opened| self.world.now() < opened + settling)
        })
    }

    pub(super) fn somebody_acts(&mut self) {
        let now = self.world.now();
        let everybody = self.people.len() + self.clubs.len();
        let somebody = self.acts.below(everybody);
        let (conversation, labels, place) = if somebody < self.people.len() {
            let person = &self.people[somebody];
            (person.conversation.clone(), &person.labels, person.conversation.place.clone())
        } else {
            let club = &self.clubs[somebody - self.people.len()];
            (club.maker.clone(), &club.labels, club.place.clone())
        };
        if self.is_closed(&place) {
            return;
        }
        let chosen = (!labels.is_empty()).then(|| labels[self.acts.below(labels.len())].clone());
        let id = chosen.as_ref().and_then(|label| self.id_of(label));
        let is_person = somebody < self.people.len();
        let wish = match (self.acts.below(16), chosen) {
            (0..=2, Some(label)) if is_person || id.is_some() => {
                let until = now + SignedDuration::from_mins(self.acts.from(60, 60 * 24 * 20));
                let until = self.acts.happens(800_000).then_some(until);
                Wish::Pause { label, id, until }
            }
            (3..=4, Some(label)) if is_person || id.is_some() => Wish::Resume { label, id },
            (5..=6, Some(label)) if is_person || id.is_some() => Wish::SkipNext { label, id },
            (7..=8, Some(label)) if is_person || id.is_some() => {
                let zone = *self.acts.pick(&ZONES);
                Wish::Replace { label, id, timing: Timing::Rule(self.rule(zone)) }
            }
            (9, Some(label)) if is_person || id.is_some() => {
                let labels = if is_person {
                    &mut self.people[somebody].labels
                } else {
                    &mut self.clubs[somebody - self.people.len()].labels
                };
                labels.retain(|of| *of != label);
                Wish::Remove { label, id }
            }
            (10, _) if is_person && self.people[somebody].labels.len() < 5 => {
                self.new_schedule(somebody)
            }
            (10, _) if !is_person && self.clubs[somebody - self.people.len()].labels.len() < 5 => {
                self.new_club_schedule(somebody - self.people.len(), false)
            }
            (11..=12, _) if is_person => {
                let label = self.label(&place);
                let rhythm = *self.acts.pick(&[Rhythm::Article, Rhythm::Gentler]);
                Wish::Ice { label, rhythm }
            }
            (13, _) => {
                let open = now + self.within(SignedDuration::from_hours(24 * 10));
                self.at(now, Action::Close { somebody });
                self.at(open, Action::Open { somebody });
                return;
            }
            (14, _) if !is_person && place.platform == Platform::Telegram => {
                self.at(now, Action::Move { club: somebody - self.people.len() });
                return;
            }
            _ => Wish::Talk,
        };
        self.will_be_told(now, conversation, wish);
    }

    pub(super) fn close(&mut self, somebody: usize) {
        let place = self.place_of(somebody);
        if self.is_closed(&place) {
            return;
        }
        self.sky.close(&place);
        let from = self.world.shown();
        self.closures.push(Closure { place, from, opened: None, resumed_by: Vec::new() });
    }

    pub(super) async fn open(&mut self, somebody: usize) {
        let place = self.place_of(somebody);
        let Some(closure) = self
            .closures
            .iter()
            .rposition(|closure| closure.place == place && closure.opened.is_none())
        else {
            return;
        };
        self.sky.open(&place);
        self.learn_ids().await;
        let now = self.world.now();
        self.closures[closure].opened = Some(now);
        let (conversation, labels) = if somebody < self.people.len() {
            let person = &self.people[somebody];
            (person.conversation.clone(), person.labels.clone())
        } else {
            let club = &self.clubs[somebody - self.people.len()];
            (club.maker.clone(), club.labels.clone())
        };
        for label in labels {
            let id = self.id_of(&label);
            let wish = Wish::Resume { label, id };
            let event =
                self.will_be_told(now + SignedDuration::from_mins(2), conversation.clone(), wish);
            self.closures[closure].resumed_by.push(event);
        }
    }

    pub(super) fn id_of(&self, label: &Label) -> Option<ScheduleId> {
        self.ids.iter().find(|(_, of)| *of == label).map(|(id, _)| *id)
    }

    pub(super) fn place_of(&self, somebody: usize) -> Place {
        match self.people.get(somebody) {
            Some(person) => person.conversation.place.clone(),
            None => self.clubs[somebody - self.people.len()].place.clone(),
        }
    }
}
