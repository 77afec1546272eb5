//! The pure rooms, one call at a time: `cargo bench -p bot-core --bench core`.

use bot_core::{
    assessment,
    bot::{self, Context, Policy, Revision, Session, SessionId, Snapshot, State},
    event::{
        Audience, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing,
    },
    facts::{Fact, Facts, Site, Value},
    interview::{Agreement, Interview},
    message::{Capabilities, Commands, Edits, Several, Typing, Unasked},
    text::Texts,
    understanding::understand,
};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// An interview that has come to the question where it hurts.
fn interview() -> Interview {
    let mut interview = Interview::begin(Agreement::Open);
    interview.pick(16, "adult");
    interview.none(16);
    interview
}

/// One answer taken, and the next question derived.
#[divan::bench]
fn interview_step(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(interview).bench_values(|mut interview| {
        interview.pick(16, "under");
        interview.stage(16)
    });
}

/// One press through the whole bot: read, taken, and the next screen made.
#[divan::bench]
fn bot_step(bencher: Bencher<'_, '_>) {
    let texts = Texts::default();
    let policy = Policy::default();
    let session = SessionId::from_bits(1);
    let ctx = Context {
        now: "2026-11-22T09:00:00Z".parse().expect("an instant"),
        texts: &texts,
        capabilities: Capabilities {
            text_limit: 4096,
            caption_limit: 4096,
            edits: Edits::InPlace,
            several: Several::Toggled,
            typing: Typing::Anytime,
            commands: Commands::Alone,
            unasked: Unasked::There,
        },
        policy: &policy,
        fresh: session,
        answer: None,
    };
    let state = State { interview: interview(), ..State::default() };
    let revision = Revision::default().next();
    let session = Session { id: session, revision, state, expires: ctx.now };
    let data = format!("h1.{}.1.p.site.under", session.id);
    let snapshot = Snapshot { session: Some(session), ..Snapshot::default() };
    let person = Person { platform: Platform::Terminal, id: PlatformId::new("ada") };
    let place = Place {
        platform: Platform::Terminal,
        space: None,
        channel: PlatformId::new("here"),
        thread: None,
    };
    let event = Incoming {
        id: EventId::new(Platform::Terminal, 1),
        conversation: Conversation { place, person },
        audience: Audience::Private,
        standing: Standing::Unknown,
        member: Member::default(),
        language: None,
        input: Input::Press(data),
    };
    bencher.bench(|| bot::respond(black_box(&ctx), black_box(&snapshot), black_box(&event)));
}

/// Level, patterns and plan of one person.
#[divan::bench]
fn assessment(bencher: Bencher<'_, '_>) {
    let facts = Facts::default()
        .with(Fact::Age, Value::number(34))
        .with(Fact::Site, Value::Site(Site::UnderHeel))
        .with(Fact::Severity, Value::number(4))
        .with(Fact::DurationDays, Value::number(10))
        .with(Fact::MorningFirstStepPain, Value::Yes)
        .with(Fact::Stiffness, Value::Yes)
        .with(Fact::Fever, Value::No)
        .with(Fact::HotSkin, Value::No);
    bencher.bench(|| assessment::assess(black_box(&facts)));
}

/// A first message of 300 characters.
#[divan::bench]
fn understanding_300_characters(bencher: Bencher<'_, '_>) {
    const MESSAGE: &str = "my left heel has been killing me for about 3 weeks, worst first thing in the \
         morning, maybe 5 out of 10, eases off after ten minutes. no swelling, no numbness and no \
         fever. went from 30 to 45k a week before it began and my shoes are two years old. my mate \
         had the same, his was a stress fracture.";
    assert!((290..=320).contains(&MESSAGE.len()));
    let now = "2026-11-22T09:00:00[Europe/London]".parse().expect("a moment");
    understand(MESSAGE, &[], &now);
    bencher.bench(|| understand(black_box(MESSAGE), &[], &now));
}
