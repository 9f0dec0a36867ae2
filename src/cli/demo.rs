//! `handpick demo`: makes an invented market the first time, says who can sign in, and serves.
//!
//! The demo has a database of its own and never touches another. Everything else it keeps (index, mails, key) lies in
//! a folder beside it, so that it can be thrown away without a thought for a real site's data.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::{App, worker};
use crate::config::{Config, Environment, Source};
use crate::db::{DatabaseSettings, DatabaseUrl};
use crate::demo::{self, ACCOUNTS, HOST, PASSWORD, Progress, Size};

/// Where the demo is kept and served.
#[derive(Args, Debug)]
pub(super) struct Where {
    /// The folder for the demo's data.
    #[arg(long, default_value = "var")]
    data: PathBuf,
    /// The address to serve on, in place of `HANDPICK_LISTEN`; 127.0.0.1:8080 without either.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

/// Makes the demo where there is none, and serves it.
pub(super) fn run(file: &Path, place: &Where) -> Result<(), String> {
    let config = settings(file, place)?;
    super::serve::start_logging(&config);
    super::take_up_own_words(&config);
    let app = prepared(&config, &place.data)?;
    super::serve::serve(app, tell)
}

/// The settings of a demo: its own data and a development's secrets; all else as anywhere.
fn settings(file: &Path, place: &Where) -> Result<Config, String> {
    let mut source = Source::from_process(file);
    source.set("HANDPICK_ENVIRONMENT", Environment::Development.as_str());
    if let Some(listen) = place.listen {
        source.set("HANDPICK_LISTEN", &listen.to_string());
        source.set("HANDPICK_PUBLIC_URL", &format!("http://{listen}"));
    }
    source.set("HANDPICK_DATA_DIR", &place.data.join("demo").display().to_string());
    let mut config = source.load().map_err(|faults| faults.to_string())?;
    let usual = DatabaseUrl::sqlite(config.data_dir.join("handpick.db"));
    if config.database.url != usual {
        return Err("The demo keeps its own database and leaves yours alone. \
                    Run it without DATABASE_URL, and choose its folder with --data."
            .to_owned());
    }
    config.database = DatabaseSettings {
        create_if_missing: true,
        ..DatabaseSettings::new(DatabaseUrl::sqlite(database(&place.data)))
    };
    // Making the demo anew throws its files away: never those of a real site.
    config.files_dir = config.data_dir.join("files");
    config.s3 = None;
    if config.log == "info" {
        // Somebody who tries the demo wants to see its address, not each request.
        "warn".clone_into(&mut config.log);
    }
    Ok(config)
}

fn database(data: &Path) -> PathBuf {
    data.join("demo.db")
}

/// The demo, made now if it is missing, was left unfinished, or is of another version or budget year.
fn prepared(config: &Config, data: &Path) -> Result<App, String> {
    if database(data).exists() {
        let app = super::build(config.clone())?;
        if demo::is_ready(&app).map_err(|error| error.to_string())? {
            return Ok(app);
        }
        println!("The demo in {} is unfinished or old: making it anew.", data.display());
        app.db.close_blocking();
        drop(app);
    }
    throw_away(config, data)?;
    let app = super::build(config.clone())?;
    make(&app)?;
    Ok(app)
}

/// Removes the demo's database, index and pictures. Its key and mails may stay.
fn throw_away(config: &Config, data: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{} can't be removed: {error}", path.display());
    for name in ["demo.db", "demo.db-wal", "demo.db-shm"] {
        let path = data.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&path, error)),
            _ => {}
        }
    }
    for folder in [config.data_dir.join("search"), config.files_dir.clone()] {
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&folder, error)),
            _ => {}
        }
    }
    std::fs::create_dir_all(data).map_err(|error| format!("{} can't be made: {error}", data.display()))
}

fn make(app: &App) -> Result<(), String> {
    let started = std::time::Instant::now();
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("Making the demo: {msg} [{bar:30}] {pos} of {len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    let show = |progress: Progress| {
        bar.set_message(progress.what);
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
    };
    let filled = demo::fill(app, Size::Full, &show).map_err(|error| error.to_string())?;
    bar.set_message("search index");
    let runtime = actix_web::rt::System::new();
    runtime.block_on(worker::once(app)).map_err(|error| error.to_string())?;
    bar.finish_and_clear();
    println!(
        "Made {} providers, {} live listings, {} budget holders, {} orders, {} deliveries and {} ratings in {:.1} s.",
        filled.providers,
        filled.live_listings,
        filled.holders,
        filled.orders,
        filled.deliveries,
        filled.ratings,
        started.elapsed().as_secs_f32(),
    );
    Ok(())
}

fn tell(address: SocketAddr) {
    println!("\nHandpick’s demo is at http://{address}\nEverybody and everything in it is invented.\n");
    println!("Sign in as:");
    let addresses: Vec<String> = ACCOUNTS.iter().map(|account| format!("{}@{HOST}", account.local)).collect();
    let width = addresses.iter().map(String::len).max().unwrap_or_default();
    for (account, address) in ACCOUNTS.iter().zip(&addresses) {
        println!("  {address:width$}  {}, {}", account.name, account.what);
    }
    println!("\nThe password of all of them is  {PASSWORD}\n\nPress Ctrl-C to stop.");
}
