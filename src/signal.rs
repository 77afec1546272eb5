//! Being asked to end: by Ctrl-C, or by the system.

use tokio_util::sync::CancellationToken;

/// Leaves on Ctrl-C or when the system asks; whoever asks twice doesn't want to
/// wait for what is being saved.
pub async fn leave_on_signal(leave: CancellationToken) {
    asked_to_end().await;
    leave.cancel();
    asked_to_end().await;
    std::process::exit(130);
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};

    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hang_up)] = kinds.map(signal) else {
        // Without handlers the system's own apply: the process just ends.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
