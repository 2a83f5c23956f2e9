//! The server: connections, their limits, and its end.
//!
//! Owns the runtime and the time that a connection may take. Logs nothing: a line of a log could hold what a user wrote.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;

use crate::routes;
use crate::site::Site;
use crate::stalled::WriteTimeout;
use foundation::error::{Error, Result};

/// Connections that are open at once; further ones wait.
const CONNECTIONS: usize = 512;
/// The time that a request's head may take, and that a connection may idle.
const HEAD: Duration = Duration::from_secs(20);
/// The time that a write may stand still because the client does not read.
const WRITE: Duration = Duration::from_secs(30);
/// How often the flag of an interruption is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// The time that open requests have to end after an interruption.
const END: Duration = Duration::from_secs(2);

/// Answers until the flag is set.
///
/// # Errors
/// A listener that cannot be used.
pub fn run(listener: TcpListener, site: Site, stop: &'static AtomicBool) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_io()
        .enable_time()
        .thread_name("serve")
        .build()
        .map_err(|error| Error::internal(format!("no thread can be started: {error}")))?;
    let ended = runtime.block_on(accept(listener, site, stop));
    // A calculation that still runs writes nothing, so it can be left behind.
    runtime.shutdown_timeout(Duration::ZERO);
    ended
}

async fn accept(listener: TcpListener, site: Site, stop: &'static AtomicBool) -> Result<()> {
    let unusable = |error: std::io::Error| Error::internal(format!("the address cannot be listened on: {error}"));
    listener.set_nonblocking(true).map_err(unusable)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(unusable)?;
    let service = TowerToHyperService::new(routes::router(Arc::new(site)));
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while !stop.load(Ordering::Relaxed) {
        let Ok(place) = tokio::time::timeout(LOOK, Arc::clone(&places).acquire_owned()).await else { continue };
        let Ok(accepted) = tokio::time::timeout(LOOK, listener.accept()).await else { continue };
        let Ok((stream, _)) = accepted else {
            // Out of file handles, or a connection that was gone again.
            tokio::time::sleep(LOOK).await;
            continue;
        };
        // Small answers are not held back to be sent together.
        let _ = stream.set_nodelay(true);
        let service = service.clone();
        tokio::spawn(async move {
            // A connection that breaks off concerns its own client only.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(64 * 1024)
                .serve_connection(TokioIo::new(WriteTimeout::new(stream, WRITE)), service)
                .await;
            drop(place);
        });
    }
    drop(listener);
    let all = u32::try_from(CONNECTIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(END.min(Duration::from_millis(300)), places.acquire_many(all)).await;
    Ok(())
}
