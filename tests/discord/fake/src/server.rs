//! The HTTP end: tokens, faults and limits on the way, one JSON answer.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, FromRequest, Multipart, State},
    http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    Id, Shared, TOKEN,
    content::File,
    cut::{Cut, Cuttable},
    faults::{Failure, Scope},
    limits::Level,
    refusal::{Blame, Refusal},
    rest::{Recorded, Route, Token, act},
};

/// The largest body there is: 25 MiB.
const LARGEST: usize = 25 << 20;

/// Answers calls until it is dropped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new().fallback(answer).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Cut>();
    // It never ends by itself.
    let _ = axum::serve(Cuttable(listener), service).await;
}

/// A call, as it was read.
struct Call {
    route: Route,
    query: String,
    read: Result<(Value, Vec<File>), Refusal>,
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request<Body>,
) -> Response {
    let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
    // Discord serves files from another host, to anybody who knows the address.
    if let Some(file) = path.strip_prefix("/attachments/") {
        let id = file.split('/').next().and_then(|id| id.parse().ok()).map(Id);
        return match id.and_then(|id| shared.world().files.get(&id).cloned()) {
            Some((_, file)) => file.into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let Some(route) = Route::read(&method, &path) else {
        shared.world().mistakes.push(format!("{method} {path}: there is no such route"));
        return refused(&shared, &Refusal::not_found(), None);
    };
    let query = request.uri().query().unwrap_or_default().to_owned();
    let authorised = route.token == Token::InPath || is_ours(request.headers());
    let call = Call { route, query, read: read(request).await };
    let arrived = {
        let world = shared.world();
        world.now()
    };
    if shared.world().limits.is_banned(arrived) {
        return (StatusCode::FORBIDDEN, "error code: 1015").into_response();
    }
    if !authorised {
        let refusal = Refusal::unauthorized();
        shared.world().mistakes.push(format!("{}: {}", call.route.name, refusal.message));
        return refused(&shared, &refusal, None);
    }
    let counted = {
        let mut world = shared.world();
        let bucket = call.route.bucket();
        world.limits.count(call.route.rate, &bucket, arrived)
    };
    let level = match counted {
        Ok(level) => level,
        Err((exceeded, level)) => {
            record(&shared, &call, Some(429));
            let line = format_args!("{} is too much: {exceeded:?}", call.route.name);
            shared.world().transcript.aside(line);
            let seconds = exceeded.wait.as_secs_f64();
            return slowed(&shared, seconds, exceeded.scope, level.as_ref());
        }
    };
    let fault = shared.world().faults.strike(call.route.name, call.route.about);
    if let Some(fault) = &fault {
        let line = format_args!("{} meets: {fault:?}", call.route.name);
        shared.world().transcript.aside(line);
    }
    let Some(fault) = fault else { return act_and_answer(&shared, call, level.as_ref()) };
    let status = match &fault {
        Failure::TooManyRequests { .. } => Some(429),
        Failure::ServerError(status) => Some(*status),
        Failure::Refused(refusal) => Some(refusal.status),
        _ => None,
    };
    match fault {
        Failure::HangsAfter | Failure::CutAfter => drop(act_and_answer(&shared, call, None)),
        _ => record(&shared, &call, status),
    }
    match fault {
        Failure::TooManyRequests { seconds, scope } => {
            slowed(&shared, seconds, scope, level.as_ref())
        }
        Failure::ServerError(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, "<html><body><h1>Bad Gateway</h1></body></html>").into_response()
        }
        Failure::Refused(refusal) => refused(&shared, &refusal, level.as_ref()),
        Failure::HangsBefore | Failure::HangsAfter => std::future::pending().await,
        Failure::CutBefore | Failure::CutAfter => cut.now(),
    }
}

fn is_ours(headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|given| given.strip_prefix("Bot ")) == Some(TOKEN)
}

/// The body: JSON, or a form with `payload_json` and files.
async fn read(request: Request<Body>) -> Result<(Value, Vec<File>), Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    if kind.starts_with("multipart/form-data") {
        return read_form(request).await;
    }
    let bytes = to_bytes(request.into_body(), LARGEST).await.map_err(|_| too_large())?;
    if bytes.is_empty() {
        return Ok((json!({}), Vec::new()));
    }
    if !kind.starts_with("application/json") {
        let what = "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.";
        return Err(Refusal::invalid("_", "CONTENT_TYPE_INVALID", what));
    }
    let body = serde_json::from_slice(&bytes).map_err(|_| Refusal::not_json())?;
    Ok((body, Vec::new()))
}

async fn read_form(request: Request<Body>) -> Result<(Value, Vec<File>), Refusal> {
    let bad = |_| Refusal::not_json();
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Refusal::not_json())?;
    let (mut body, mut files) = (json!({}), Vec::new());
    while let Some(field) = form.next_field().await.map_err(bad)? {
        let file = field.file_name().map(str::to_owned);
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(bad)?;
        match file {
            Some(file) if name.starts_with("files[") => {
                files.push(File { name: file, bytes: bytes.to_vec() });
            }
            None if name == "payload_json" => {
                body = serde_json::from_slice(&bytes).map_err(|_| Refusal::not_json())?;
            }
            _ => return Err(Refusal::invalid(name, "FORM_FIELD_UNKNOWN", "Unknown field")),
        }
    }
    Ok((body, files))
}

fn too_large() -> Refusal {
    Refusal::mistake(413, 40_005, "Request entity too large")
}

fn record(shared: &Shared, call: &Call, status: Option<u16>) {
    let (body, files) = match &call.read {
        Ok((body, files)) => (body.clone(), files.iter().map(|file| file.name.clone()).collect()),
        Err(_) => (Value::Null, Vec::new()),
    };
    shared.world().record(Recorded { route: call.route.name, body, files, status });
}

fn act_and_answer(shared: &Shared, call: Call, level: Option<&Level>) -> Response {
    record(shared, &call, None);
    let mut world = shared.world();
    let done = call.read.and_then(|(body, files)| {
        act::act(&mut world, &shared.gateway_url, &call.route.target, (&body, &call.query, files))
    });
    let status = match &done {
        Ok((status, _)) => *status,
        Err(refusal) => refusal.status,
    };
    world.answered(call.route.name, status);
    if let Err(refusal) = &done {
        let said = format!("{}: {}", call.route.name, refusal.body());
        world.transcript.aside(format_args!("refused: {said}"));
        if refusal.blame == Blame::Bot {
            world.mistakes.push(said);
        }
    }
    drop(world);
    shared.changed();
    match done {
        Ok((status, body)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = match body {
                Value::Null => status.into_response(),
                body => as_json(status, &body),
            };
            tell_level(&mut response, level);
            response
        }
        Err(refusal) => refused(shared, &refusal, level),
    }
}

fn refused(shared: &Shared, refusal: &Refusal, level: Option<&Level>) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    if matches!(refusal.status, 401 | 403) {
        let mut world = shared.world();
        let now = world.now();
        world.limits.refused(now);
        drop(world);
        shared.changed();
    }
    let mut response = as_json(status, &refusal.body());
    tell_level(&mut response, level);
    response
}

/// 429.
fn slowed(shared: &Shared, seconds: f64, scope: Scope, level: Option<&Level>) -> Response {
    // What others use up is not the bot's fault.
    if scope != Scope::Shared {
        let mut world = shared.world();
        let now = world.now();
        world.limits.refused(now);
    }
    let global = scope == Scope::Global;
    let body = json!({
        "message": "You are being rate limited.", "retry_after": seconds, "global": global,
    });
    let mut response = as_json(StatusCode::TOO_MANY_REQUESTS, &body);
    tell_level(&mut response, level);
    // In whole seconds, and never too few.
    let wait = format!("{:.0}", seconds.ceil());
    set(&mut response, "retry-after", &wait);
    set(&mut response, "x-ratelimit-scope", scope.name());
    if global {
        set(&mut response, "x-ratelimit-global", "true");
    }
    response
}

fn tell_level(response: &mut Response, level: Option<&Level>) {
    let Some(level) = level else { return };
    let now = jiff::Timestamp::now().as_duration().as_secs_f64();
    let after = level.reset.as_secs_f64();
    set(response, "x-ratelimit-limit", &level.most.to_string());
    set(response, "x-ratelimit-remaining", &level.remaining.to_string());
    set(response, "x-ratelimit-reset", &format!("{:.3}", now + after));
    set(response, "x-ratelimit-reset-after", &format!("{after:.3}"));
    set(response, "x-ratelimit-bucket", &level.bucket);
}

fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

fn as_json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
