//! The HTTP end: `/bot<token>/<method>`, faults on the way, one JSON answer.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, State},
    http::{Request, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    Shared, TOKEN,
    body::{Fields, Raw},
    calls,
    cut::{Cut, Cuttable},
    faults::Failure,
    methods::Method,
    refusal::{Blame, Refusal},
    transcript::NO_CHAT,
};

/// Answers calls until it is dropped.
pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new().fallback(answer).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Cut>();
    // It never ends by itself.
    let _ = axum::serve(Cuttable(listener), service).await;
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request<Body>,
) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(file) = path.strip_prefix("/file/bot").and_then(|rest| rest.strip_prefix(TOKEN)) {
        let id = file.strip_prefix("/documents/").and_then(|name| name.strip_suffix(".json"));
        return match id.and_then(|id| shared.world().files.get(id).cloned()) {
            Some(file) => file.into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let name = match path.strip_prefix("/bot").and_then(|rest| rest.split_once('/')) {
        Some((token, name)) if token == TOKEN => name,
        Some(_) => return refused(&Refusal::new(401, "Unauthorized".to_owned(), Blame::Bot)),
        None => return refused(&Refusal::new(404, "Not Found".to_owned(), Blame::Bot)),
    };
    let Some(method) = Method::named(name) else {
        let refusal = Refusal::new(404, "Not Found: method not found".to_owned(), Blame::Bot);
        shared.world().mistakes.push(format!("{name}: {}", refusal.description));
        return refused(&refusal);
    };
    let read = match Raw::read(request).await {
        Ok(raw) => raw.check(method),
        Err(refusal) => Err(refusal),
    };
    let chat = read.as_ref().ok().and_then(|fields| fields.chat().ok());
    let fault = shared.world().faults.strike(method.name, chat);
    if let Some(fault) = &fault {
        let line = format_args!("{} meets: {fault:?}", method.name);
        shared.world().transcript.note(chat.unwrap_or(NO_CHAT), line);
    }
    match fault {
        None => respond(&act(&shared, method, read).await),
        Some(Failure::TooManyRequests(seconds)) => refused(&Refusal::too_many_requests(seconds)),
        Some(Failure::Refused(refusal)) => refused(&refusal),
        Some(Failure::ServerError(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, "<html><body><h1>Bad Gateway</h1></body></html>").into_response()
        }
        Some(Failure::HangsBefore) => std::future::pending().await,
        Some(Failure::HangsAfter) => {
            act(&shared, method, read).await.ok();
            std::future::pending().await
        }
        Some(Failure::CutBefore) => cut.now(),
        Some(Failure::CutAfter) => {
            act(&shared, method, read).await.ok();
            cut.now()
        }
    }
}

/// Does what was asked, and notes what no bot should ask.
async fn act(
    shared: &Shared,
    method: &'static Method,
    fields: Result<Fields, Refusal>,
) -> Result<Value, Refusal> {
    let chat = fields.as_ref().ok().and_then(|fields| fields.chat().ok()).unwrap_or(NO_CHAT);
    let result = match fields {
        Ok(fields) if method.name == "getUpdates" => calls::get_updates(shared, &fields).await,
        Ok(fields) => calls::call(&mut shared.world(), method.name, &fields),
        Err(refusal) => Err(refusal),
    };
    let mut world = shared.world();
    *world.calls.entry(method.name).or_default() += 1;
    if let Err(refusal) = &result {
        let line = format_args!("{} is refused: {}", method.name, refusal.description);
        world.transcript.note(chat, line);
        if refusal.blame == Blame::Bot {
            world.mistakes.push(format!("{} in {chat}: {}", method.name, refusal.description));
        }
    }
    drop(world);
    shared.called.send_modify(|calls| *calls += 1);
    result
}

fn respond(result: &Result<Value, Refusal>) -> Response {
    match result {
        Ok(value) => as_json(StatusCode::OK, &json!({"ok": true, "result": value})),
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
    as_json(status, &refusal.body())
}

fn as_json(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
