//! The whole program on a free port, in this process: one for all tests, with a clock that stands still.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use actix_web::HttpServer;
use chrono::NaiveDateTime;
use handpick::app::{App, Clock, Limits, Outside, Random, worker};
use handpick::config::{Config, Environment, MailSettings, Secret};
use handpick::db::{DatabaseSettings, DatabaseUrl, Db, DbError};
use handpick::demo;
use handpick::mail::Mailer;

use super::town::{self, Town};

/// Saturday 21 November 2026, noon.
const NOW: &str = "2026-11-21T12:00:00";

/// The running site.
pub struct Site {
    pub app: App,
    /// As `http://127.0.0.1:41237`.
    pub address: String,
    pub town: Town,
}

/// The address of a site with the demo's market in its small size, started when first asked for.
pub fn demo_site(folder: &Path) -> &'static str {
    static SITE: OnceLock<String> = OnceLock::new();
    let start = || start(folder, "demo.db", |app| demo::fill(app, demo::Size::Small, &|_| {}).unwrap()).1;
    SITE.get_or_init(|| std::thread::scope(|scope| scope.spawn(start).join().unwrap()))
}

/// The site, with its database in this folder, started when first asked for. It serves until the process ends.
pub fn site(folder: &Path) -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    // On a thread of its own: it blocks, and the caller's runtime does not like that.
    SITE.get_or_init(|| std::thread::scope(|scope| scope.spawn(|| with_town(folder)).join().unwrap()))
}

fn with_town(folder: &Path) -> Site {
    let (app, address, town) = start(folder, "site.db", town::build);
    Site { app, address, town }
}

/// Builds the program on a new database in this folder, fills it, and serves it.
fn start<T>(folder: &Path, database: &str, fill: impl Fn(&App) -> T) -> (App, String, T) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let outside = Outside {
        clock: Clock::fixed(NOW.parse().unwrap()),
        random: Random::system(),
        mailer: Mailer::memory(),
        search_in_memory: true,
        files: handpick::files::Files::in_memory(),
        limits: Limits::new(10_000, 10_000),
    };
    let app = App::build(config(&folder.join(database), &address), outside).unwrap();
    let filled = fill(&app);
    let ready = app.clone();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            worker::once(&ready).await.unwrap();
            let (_stop, stopping) = tokio::sync::watch::channel(false);
            actix_web::rt::spawn(worker::run(ready.clone(), stopping));
            let server = HttpServer::new(move || handpick::router::build(ready.clone()));
            let server = server.workers(2).disable_signals().listen(listener).unwrap().run();
            tell.send(()).unwrap();
            server.await.unwrap();
        });
    });
    told.recv().unwrap();
    (app, address, filled)
}

fn config(database: &Path, address: &str) -> Config {
    let url = DatabaseUrl::parse(&format!("sqlite:{}", database.display())).unwrap();
    Config {
        environment: Environment::Development,
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: address.to_owned(),
        database: DatabaseSettings { create_if_missing: true, ..DatabaseSettings::new(url) },
        data_dir: PathBuf::from("unused"),
        files_dir: PathBuf::from("unused"),
        s3: None,
        secret_key: Secret::new("a key that only tests use, and no more"),
        mail: MailSettings { smtp_url: None, from: "Handpick <no-reply@handpick.example>".to_owned() },
        phone: "0800 000 0000".to_owned(),
        log: "off".to_owned(),
        log_json: false,
        workers: 2,
        trusted_proxies: handpick::config::TrustedProxies::default(),
        words_dir: None,
    }
}

impl Site {
    pub fn now(&self) -> NaiveDateTime {
        self.app.clock.now()
    }

    /// Writes rows as a command would.
    pub fn write<T: Send + 'static>(&self, work: impl Fn(&mut Db) -> Result<T, DbError> + Send + 'static) -> T {
        self.app.db.write_blocking(work).unwrap()
    }
}
