//! `handpick serve`.

use std::path::Path;

use crate::app::App;
use crate::app::server::Bound;
use crate::config::Config;

/// Serves until asked to stop.
pub(super) fn run(file: &Path) -> Result<(), String> {
    let config = super::settings(file)?;
    start_logging(&config);
    super::take_up_own_words(&config);
    serve(super::build(config)?, |address| println!("Handpick listens on http://{address}"))
}

/// Listens, tells where, and serves.
pub(super) fn serve(app: App, tell: impl FnOnce(std::net::SocketAddr)) -> Result<(), String> {
    let bound = Bound::new(app).map_err(|error| error.to_string())?;
    tell(bound.address());
    actix_web::rt::System::new().block_on(bound.run()).map_err(|error| error.to_string())
}

/// Logs to standard error, as the settings say.
pub(super) fn start_logging(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_writer(std::io::stderr);
    // A second call, as in tests, changes nothing.
    let _ = if config.log_json { builder.json().try_init() } else { builder.compact().try_init() };
}
