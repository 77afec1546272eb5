//! What limits a rule: where it begins and ends, how often, which days it leaves
//! out.

use super::{
    super::{Misunderstanding, Refusal, time::Written, words::unit},
    Found, Parser, Start, fill, stop,
};

impl Parser<'_> {
    /// Start, end, count, exceptions, "once".
    pub(super) fn limits(&mut self) -> Result<bool, Refusal> {
        if self.take_any(&["except", "excluding", "without", "skip", "skipping", "omit"])
            || self.take(&["but", "not"])
            || self.take(&["but"])
            || self.take(&["apart", "from"])
            || self.take(&["not"])
        {
            self.take_any(&["for", "on"]);
            return if self.exceptions()? { Ok(true) } else { Err(self.unknown()) };
        }
        if self.take_any(&["until", "till", "til", "through", "thru", "ending", "ends"])
            || self.take(&["up", "to"])
        {
            while self.take_any(&["on", "the", "and", "including"]) {}
            let Some(day) = self.any_day()? else { return Err(self.unknown()) };
            return fill(&mut self.draft.until, day);
        }
        if self.take(&["for"]) {
            self.take(&["the"]);
            self.take(&["next"]);
            if let Some(times) = self.times()? {
                return fill(&mut self.draft.times, times);
            }
            let Some(length) = self.length()? else { return Err(self.unknown()) };
            return fill(&mut self.draft.lasting, length);
        }
        if self.take_any(&["starting", "start", "starts", "beginning", "begins", "since"])
            || self.take_any(&["anchor", "anchored"])
            || self.take(&["counted", "from"])
            || self.take(&["as", "of"])
        {
            self.take_any(&["on", "from", "at"]);
            return self.start();
        }
        if self.take(&["from"]) {
            // "from monday to friday" is a list of days.
            let range = self.attempt(|parser| {
                let days = parser.weekdays()?;
                Ok(days.filter(|(days, _, _)| days.days.len() > 1))
            })?;
            if let Some((days, _, _)) = range {
                self.draft.plural = Some(());
                return fill(&mut self.draft.days, days);
            }
            return self.start();
        }
        if let Some(times) = self.times()? {
            return fill(&mut self.draft.times, times);
        }
        if self.take(&["once"]) || self.take(&["one", "time"]) {
            if self.is_per() {
                return self.per_unit(1);
            }
            return fill(&mut self.draft.once, ());
        }
        Ok(false)
    }

    pub(super) fn start(&mut self) -> Result<bool, Refusal> {
        if self.take(&["now"]) {
            self.take(&["on"]);
            return fill(&mut self.draft.start, Start::Now);
        }
        if let Some((date, time, instant)) = self.attempt(Self::iso_moment)? {
            if let Some(instant) = instant {
                return fill(&mut self.draft.start, Start::Instant(instant));
            }
            fill(&mut self.draft.time, Written::Sure(time))?;
            return fill(&mut self.draft.start, Start::Day(date));
        }
        if let Some(day) = self.any_day()? {
            // "from 2 feb to 30 mar"
            let end = self
                .attempt(|parser| if parser.take(&["to"]) { parser.any_day() } else { Ok(None) })?;
            if let Some(end) = end {
                fill(&mut self.draft.until, end)?;
            }
            return fill(&mut self.draft.start, Start::Day(day));
        }
        // "from 8am": the time speaks for itself.
        let time = self.attempt(Self::time)?;
        match time {
            Some(time) => fill(&mut self.draft.time, time),
            None => Err(self.unknown()),
        }
    }

    pub(super) fn exceptions(&mut self) -> Result<bool, Refusal> {
        let mut found = false;
        loop {
            let item = self.attempt(|parser| {
                if found {
                    let comma = parser.take_sign(',') || parser.take_sign('&');
                    let and = parser.take_any(&["and", "or"]);
                    if !comma && !and {
                        return Ok(None);
                    }
                }
                parser.take_any(&["on", "the"]);
                if let Some((days, _, _)) = parser.attempt(Self::weekdays)? {
                    return Ok(Some(Err(days.days)));
                }
                Ok(parser.day()?.map(Ok))
            })?;
            match item {
                Some(Ok(day)) => self.draft.except.push(day),
                Some(Err(days)) => self.draft.except_days = self.draft.except_days.and(days),
                None => return Ok(found),
            }
            found = true;
        }
    }

    /// "10 times", "ten times", "x10", "twice". "3 times a day" stops.
    pub(super) fn times(&mut self) -> Found<u32> {
        let found = self.attempt(|parser| {
            if parser.take(&["x"]) || parser.take(&["count"]) {
                return Ok(parser.count());
            }
            if parser.take(&["twice"]) {
                return Ok(Some(2));
            }
            let Some(count) = parser.count() else { return Ok(None) };
            let said = parser.take_any(&["times", "x", "occurrences", "repeats", "repetitions"]);
            Ok(said.then_some(count))
        })?;
        if found.is_some() && self.is_per() {
            return Err(stop(Misunderstanding::SeveralTimes));
        }
        Ok(found)
    }

    pub(super) fn is_per(&self) -> bool {
        matches!(self.word(0), Some("a" | "per" | "each" | "every" | "an"))
            && self.word(1).and_then(unit).is_some()
    }

    pub(super) fn per_unit(&mut self, n: u32) -> Result<bool, Refusal> {
        let Some(unit) = self.word(1).and_then(unit) else { return Ok(false) };
        self.at += 2;
        fill(&mut self.draft.repeat, (n, unit))
    }
}
