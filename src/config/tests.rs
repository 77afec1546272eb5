//! The layers, the checks, and the example in the documentation.

use bot_core::bot::Interviews;

use super::{key::KeyBytes, *};

const EXAMPLE: &str = include_str!("../../docs/heelbot.example.toml");

const HOME: (&str, &str) = ("HOME", "/home/ann");

/// 32 bytes of 7.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

fn env<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
    |name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
}

fn read(file: Option<&str>, set: &[(&str, &str)]) -> Config {
    Config::read(file, env(set)).expect("nothing is wrong")
}

fn settings_at_fault(file: Option<&str>, set: &[(&str, &str)]) -> Vec<String> {
    let problems = Config::read(file, env(set)).expect_err("something is wrong");
    problems.into_iter().map(|problem| problem.setting).collect()
}

#[test]
fn nothing_has_to_be_set() {
    let config = read(None, &[("HOME", "/home/ann")]);
    let data = Path::new("/home/ann/.local/share/heelbot");
    assert_eq!(config.data, data);
    assert_eq!(config.database, Database::Sqlite(data.join("heelbot.db")));
    assert_eq!(config.key, DataKey::Own(data.join("data.key")));
    assert_eq!(config.policy, Policy::default());
}

#[test]
fn the_xdg_folder_is_used_where_it_is_absolute() {
    let home = ("HOME", "/home/ann");
    let config = read(None, &[home, ("XDG_DATA_HOME", "/xdg")]);
    assert_eq!(config.data, Path::new("/xdg/heelbot"));
    let config = read(None, &[home, ("XDG_DATA_HOME", "xdg")]);
    assert_eq!(config.data, Path::new("/home/ann/.local/share/heelbot"));
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "
        data = '/from/file'
        least_age = 18
        [database]
        url = 'sqlite:other.db'
        [keep]
        finished_days = 10
    ";
    let config = read(Some(file), &[]);
    assert_eq!(config.database, Database::Sqlite("/from/file/other.db".into()));
    assert_eq!(config.policy.least_age, 18);
    assert_eq!(config.policy.keep_finished, SignedDuration::from_hours(240));

    let over = [
        ("HEELBOT_DATA_DIR", "/from/env"),
        ("HEELBOT_LEAST_AGE", "21"),
        ("HEELBOT_DATABASE_URL", "postgres://ann:secret@db/heelbot"),
        ("HEELBOT_KEEP_FINISHED_DAYS", "3"),
        // An empty variable is as good as none.
        ("HEELBOT_LANGUAGE", ""),
    ];
    let config = read(Some(file), &over);
    assert_eq!(config.data, Path::new("/from/env"));
    assert_eq!(config.database, Database::Postgres("postgres://ann:secret@db/heelbot".into()));
    assert_eq!(config.key, DataKey::Own("/from/env/data.key".into()));
    assert_eq!(config.policy.least_age, 21);
    assert_eq!(config.policy.keep_finished, SignedDuration::from_hours(72));
}

#[test]
fn the_key_lies_beside_the_database_unless_it_is_given() {
    let data = ("HEELBOT_DATA_DIR", "/data");
    let elsewhere = ("HEELBOT_DATABASE_URL", "sqlite:///srv/db/heelbot.db");
    assert_eq!(read(None, &[data, elsewhere]).key, DataKey::Own("/srv/db/data.key".into()));
    let given = ("HEELBOT_DATA_KEY", KEY);
    assert_eq!(read(None, &[data, given]).key, DataKey::Given(KeyBytes([7; 32])));
    let named = ("HEELBOT_DATA_KEY_FILE", "/run/key");
    assert_eq!(read(None, &[data, named]).key, DataKey::File("/run/key".into()));
    let file = Some("data_key_file = '/run/other'");
    assert_eq!(read(file, &[data]).key, DataKey::File("/run/other".into()));
    assert_eq!(read(file, &[data, given]).key, DataKey::Given(KeyBytes([7; 32])));
}

#[test]
fn every_problem_is_named_at_once() {
    let file = "
        least_age = 15
        langauge = 'en'
        language = 7
        [keep]
        finished_days = 'ten'
        forever = true
        [database]
        url = 'mysql://db'
        [nothing.such]
        here = 1
    ";
    let set = [("HEELBOT_KEEP_UNFINISHED_DAYS", "0"), ("HEELBOT_DATA_KEY", "c2hvcnQ=")];
    let mut faults = settings_at_fault(Some(file), &set);
    faults.sort();
    assert_eq!(
        faults,
        [
            "HEELBOT_DATA_DIR",
            "HEELBOT_DATA_KEY",
            "HEELBOT_KEEP_UNFINISHED_DAYS",
            "database.url",
            "keep.finished_days",
            "keep.forever",
            "langauge",
            "language",
            "least_age",
            "nothing.such.here",
        ]
    );
}

#[test]
fn a_table_where_a_value_belongs_and_the_other_way_round_are_problems() {
    let data = [("HEELBOT_DATA_DIR", "/data")];
    assert_eq!(settings_at_fault(Some("database = 'postgres://db'"), &data), ["database"]);
    assert_eq!(settings_at_fault(Some("[least_age]\nyears = 16"), &data), ["least_age"]);
    assert_eq!(settings_at_fault(Some("least_age = 16\nleast_age = 17"), &data), [FILE]);
}

#[test]
fn no_secret_is_in_a_problem_or_in_debug_output() {
    let set = [("HEELBOT_DATA_DIR", "/data"), ("HEELBOT_DATA_KEY", "c2VjcmV0")];
    let file = "[database]\nurl = 'postgre://ann:hunter2@db'\n";
    let problems = Config::read(Some(file), env(&set)).expect_err("two are wrong");
    let told = Problems(problems).to_string();
    assert!(!told.contains("hunter2") && !told.contains("c2VjcmV0"), "{told}");

    let broken = "[database]\nurl = postgres://ann:hunter2@db\n";
    let problems = Config::read(Some(broken), env(&set[..1])).expect_err("not TOML");
    let told = Problems(problems).to_string();
    assert!(!told.contains("hunter2") && told.contains("line 2"), "{told}");

    let set = [
        ("HEELBOT_DATA_DIR", "/data"),
        ("HEELBOT_DATABASE_URL", "postgres://ann:hunter2@db"),
        ("HEELBOT_DATA_KEY", KEY),
    ];
    let shown = format!("{:?}", read(None, &set));
    assert!(!shown.contains("hunter2") && !shown.contains(", 7"), "{shown}");
}

#[test]
fn a_secret_may_be_in_a_file_of_its_own() {
    let read_file = |path: &Path| match path.to_str() {
        Some("/run/url") => Ok("postgres://db/heelbot\n".to_owned()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    };
    let data = ("HEELBOT_DATA_DIR", "/data");
    let named = ("HEELBOT_DATABASE_URL_FILE", "/run/url");
    let config = Config::load_from(env(&[data, named]), read_file).expect("nothing is wrong");
    assert_eq!(config.database, Database::Postgres("postgres://db/heelbot".into()));

    let set = [
        ("HEELBOT_DATABASE_URL_FILE", "/run/none"),
        (FILE, "/etc/none.toml"),
        ("HEELBOT_LEAST_AGE", "old"),
        data,
    ];
    let Problems(problems) = Config::load_from(env(&set), read_file).expect_err("three are wrong");
    assert_eq!(problems.len(), 3, "{problems:?}");

    let both = [data, named, ("HEELBOT_DATABASE_URL", "sqlite:x.db")];
    let Problems(problems) = Config::load_from(env(&both), read_file).expect_err("only one may be");
    assert_eq!(problems[0].setting, "HEELBOT_DATABASE_URL_FILE");
}

#[test]
fn the_documented_example_holds_every_setting_at_its_usual_value() {
    let home = [("HOME", "/home/ann")];
    assert_eq!(read(Some(EXAMPLE), &home), read(None, &home));

    // What is commented out is an example too.
    let in_full = EXAMPLE.replace("\n#data", "\ndata");
    let config = read(Some(&in_full), &home);
    assert_eq!(config.data, Path::new("/var/lib/heelbot"));
    assert_eq!(config.key, DataKey::File("/run/secrets/heelbot-data-key".into()));
}

#[test]
fn every_variable_is_documented() {
    let sources = [
        include_str!("mod.rs"),
        include_str!("discord.rs"),
        include_str!("key.rs"),
        include_str!("telegram.rs"),
    ];
    let quoted = sources.iter().flat_map(|source| source.split('"'));
    let mut names: Vec<_> = quoted
        .filter(|text| text.starts_with("HEELBOT_"))
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        assert!(EXAMPLE.contains(name), "{name} is not in the example");
    }
}

const TOKEN: (&str, &str) =
    ("HEELBOT_TELEGRAM_TOKEN", "7000000001:AAF-heelbot-test-token-qwertyuiop");
const URL: &str = "HEELBOT_TELEGRAM_WEBHOOK_URL";
const SECRET: (&str, &str) = ("HEELBOT_TELEGRAM_WEBHOOK_SECRET", "0123456789abcdef");

#[test]
fn a_token_is_all_that_telegram_needs() {
    assert!(read(None, &[HOME]).telegram.is_none());
    let telegram = read(None, &[HOME, TOKEN]).telegram.expect("a bot");
    assert_eq!(telegram.token, TOKEN.1);
    assert!(telegram.webhook.is_none());
    assert_eq!(telegram.api_url, "https://api.telegram.org");
    assert_eq!(telegram.limits, Limits::Platforms);
    let own = [
        ("HEELBOT_TELEGRAM_API_URL", "http://bots.lan:8081/"),
        ("HEELBOT_TELEGRAM_LIMITS", "none"),
    ];
    let telegram = read(None, &[&[HOME, TOKEN], &own[..]].concat()).telegram.expect("a bot");
    assert_eq!(
        (telegram.api_url.as_str(), telegram.limits),
        ("http://bots.lan:8081", Limits::None)
    );
}

#[test]
fn a_webhook_needs_an_address_with_a_path_of_its_own_and_a_secret() {
    let url = (URL, "https://bot.example.org/hooks/telegram?x=1");
    let webhook = read(None, &[HOME, TOKEN, url, SECRET]).telegram.and_then(|bot| bot.webhook);
    let webhook = webhook.expect("a webhook");
    assert_eq!((webhook.url.as_str(), webhook.path.as_str()), (url.1, "/hooks/telegram"));
    assert_eq!(webhook.secret, SECRET.1);

    let at_fault = |set: &[(&str, &str)]| settings_at_fault(None, &[&[HOME, TOKEN], set].concat());
    for url in [
        "https://bot.example.org",
        "https://bot.example.org/",
        "https://bot.example.org/metrics",
        "https://bot.example.org/{any}",
        "bot.example.org/telegram",
        "ftp://bot.example.org/telegram",
        "https:///telegram",
    ] {
        assert_eq!(at_fault(&[(URL, url), SECRET]), [URL], "{url}");
    }
    let url = (URL, "https://bot.example.org/telegram");
    assert_eq!(at_fault(&[url]), [SECRET.0], "it is missing");
    assert_eq!(at_fault(&[SECRET]), [SECRET.0], "it is of no use");
    for secret in ["short", "0123456789abcde\u{e9}", "0123456789 abcdef", &"x".repeat(257)] {
        assert_eq!(at_fault(&[url, (SECRET.0, secret)]), [SECRET.0], "{secret}");
    }
}

#[test]
fn all_that_is_wrong_with_telegram_is_told_at_once_and_the_token_never() {
    let set = [
        HOME,
        ("HEELBOT_TELEGRAM_TOKEN", "7000000001:zugzwang"),
        ("HEELBOT_TELEGRAM_API_URL", "api.telegram.org"),
        ("HEELBOT_TELEGRAM_LIMITS", "few"),
        (URL, "https://bot.example.org/livez"),
        ("HEELBOT_TELEGRAM_WEBHOOK_SECRET", "zugzwang"),
    ];
    let mut at_fault = settings_at_fault(None, &set);
    at_fault.sort();
    let mut all: Vec<_> = set[1..].iter().map(|(name, _)| (*name).to_owned()).collect();
    all.sort();
    assert_eq!(at_fault, all);
    let problems = Config::read(None, env(&set)).expect_err("something is wrong");
    assert!(problems.iter().all(|problem| !problem.message.contains("zugzwang")));
    let read = read(None, &[HOME, TOKEN]).telegram;
    assert!(!format!("{read:?}").contains("AAF-"));
}

const DISCORD_TOKEN: (&str, &str) =
    ("HEELBOT_DISCORD_TOKEN", "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs");

#[test]
fn a_token_is_all_that_discord_needs() {
    assert!(read(None, &[HOME]).discord.is_none());
    let config = read(None, &[HOME, DISCORD_TOKEN]);
    assert_eq!(config.policy.interviews_on_discord, Interviews::Ephemeral);
    let bot = config.discord.expect("a bot");
    assert_eq!(bot.token, DISCORD_TOKEN.1);
    assert_eq!(bot.api_url, "https://discord.com/api/v10");
    assert_eq!((bot.gateway_url, bot.shards), (None, discord::Shards::All));
    assert_eq!(bot.limits, Limits::Platforms);
}

#[test]
fn discord_is_told_where_it_is_what_is_kept_and_which_part_is_served_here() {
    let own = [
        HOME,
        DISCORD_TOKEN,
        ("HEELBOT_DISCORD_API_URL", "http://127.0.0.1:9000/api/v10/"),
        ("HEELBOT_DISCORD_GATEWAY_URL", "ws://127.0.0.1:9001"),
        ("HEELBOT_DISCORD_INTERVIEW", "off"),
        ("HEELBOT_DISCORD_SHARDS", "2-3/8"),
        ("HEELBOT_DISCORD_LIMITS", "none"),
    ];
    let config = read(None, &own);
    assert_eq!(config.policy.interviews_on_discord, Interviews::Off);
    let bot = config.discord.expect("a bot");
    assert_eq!(bot.api_url, "http://127.0.0.1:9000/api/v10");
    assert_eq!(bot.gateway_url.as_deref(), Some("ws://127.0.0.1:9001"));
    assert_eq!(bot.shards, discord::Shards::Some { first: 2, last: 3, total: 8 });
    assert_eq!(bot.limits, Limits::None);

    let stored = [HOME, ("HEELBOT_DISCORD_INTERVIEW", "stored"), ("HEELBOT_DISCORD_SHARDS", "7/8")];
    assert_eq!(read(None, &stored).policy.interviews_on_discord, Interviews::Stored);
    for wrong in ["0-8/8", "3-2/8", "0-3", "a-b/c", "-1-2/4", "/"] {
        let set = [HOME, ("HEELBOT_DISCORD_SHARDS", wrong)];
        assert_eq!(settings_at_fault(None, &set), ["HEELBOT_DISCORD_SHARDS"], "{wrong}");
    }
}

#[test]
fn all_that_is_wrong_with_discord_is_told_at_once_and_the_token_never() {
    let set = [
        HOME,
        ("HEELBOT_DISCORD_TOKEN", "Bot zugzwang.zugzwang.zugzwang"),
        ("HEELBOT_DISCORD_API_URL", "discord.com"),
        ("HEELBOT_DISCORD_GATEWAY_URL", "https://gateway.discord.gg"),
        ("HEELBOT_DISCORD_INTERVIEW", "on"),
        ("HEELBOT_DISCORD_SHARDS", "some"),
        ("HEELBOT_DISCORD_LIMITS", "few"),
    ];
    let mut at_fault = settings_at_fault(None, &set);
    at_fault.sort();
    let mut all: Vec<_> = set[1..].iter().map(|(name, _)| (*name).to_owned()).collect();
    all.sort();
    assert_eq!(at_fault, all);
    let problems = Config::read(None, env(&set)).expect_err("something is wrong");
    assert!(problems.iter().all(|problem| !problem.message.contains("zugzwang")));
    let shown = format!("{:?}", read(None, &[HOME, DISCORD_TOKEN]).discord);
    assert!(!shown.contains("ZnCj"), "{shown}");
}
