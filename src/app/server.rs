//! HTTP on top of the program: listening, serving, and stopping with work finished.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::{HttpServer, web};

use super::{App, StartError, worker};
use crate::router;

/// A server that listens but does not serve yet.
pub struct Bound {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
}

impl Bound {
    /// Listens on the configured address; port 0 takes any free one.
    ///
    /// # Errors
    /// [`StartError::Listen`] when the address is taken or not this machine's.
    pub fn new(app: App) -> Result<Self, StartError> {
        // Read the tables of places and words now rather than in somebody's first search.
        crate::geo::warm_up();
        crate::search::warm_up();
        let wanted = app.config.listen;
        let failed = |error: std::io::Error| StartError::Listen { address: wanted, problem: error.to_string() };
        let listener = TcpListener::bind(wanted).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { app, listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until SIGTERM or SIGINT, then finishes requests under way (30 seconds at most), the worker's job in
    /// hand, and the database's queue.
    ///
    /// # Errors
    /// When the server can't run.
    pub async fn run(self) -> std::io::Result<()> {
        let app = self.app.clone();
        let factory_app = self.app.clone();
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let worker = actix_web::rt::spawn(worker::run(app.clone(), stopping));
        let server = HttpServer::new(move || router::build(factory_app.clone()))
            .workers(self.app.config.workers)
            .shutdown_timeout(30)
            .listen(self.listener)?
            .disable_signals()
            .run();
        actix_web::rt::spawn(stop_on_signal(server.handle()));
        let result = server.await;
        tracing::info!("no more requests; finishing work in hand");
        let _ = stop.send(true);
        app.wake.notify_one();
        let _ = worker.await;
        app.db.clone().close().await;
        tracing::info!("stopped");
        result
    }
}

async fn stop_on_signal(server: ServerHandle) {
    let interrupted = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => drop(interrupted.await),
    }
    tracing::info!("asked to stop");
    server.stop(true).await;
}

/// What every handler can ask for.
pub fn data(app: &App) -> web::Data<App> {
    web::Data::new(app.clone())
}
