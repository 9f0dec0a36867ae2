//! The whole program in this process, for tests that go through pages: no port, no waiting, mail in memory, and a
//! clock that stands still.

use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::LazyLock;

use actix_web::body::MessageBody;
use actix_web::dev::Service;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::TestRequest;
use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{NaiveDateTime, TimeDelta};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use handpick::accounts::service::enrol;
use handpick::app::{App, Clock, Limits, Outside, Random, worker};
use handpick::config::{Config, Environment, MailSettings, Secret};
use handpick::db::{Db, DbError};
use handpick::kernel::ids::UserId;
use handpick::mail::{Email, Mailer};

use super::TestDb;
use super::browser::Browser;

/// The password of every user that [`TestApp::user`] makes.
pub const PASSWORD: &str = "three random words";

/// A response, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

/// Sends a request into the program.
pub type Sender = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>;

/// The program on a database of its own. Keep it until the test ends.
pub struct TestApp {
    pub app: App,
    send: Sender,
    browsers: Cell<u16>,
    _db: TestDb,
}

impl TestApp {
    /// Saturday 21 November 2026, 9 in the morning; nobody is limited.
    pub async fn start(db: TestDb) -> Self {
        Self::with_limits(db, Limits::new(10_000, 10_000)).await
    }

    /// With limits on how often somebody may try.
    pub async fn with_limits(db: TestDb, limits: Limits) -> Self {
        Self::behind(db, limits, "").await
    }

    /// Behind these proxies, as the setting says them.
    pub async fn behind(db: TestDb, limits: Limits, proxies: &str) -> Self {
        let outside = Outside {
            clock: Clock::fixed("2026-11-21T09:00:00".parse().unwrap()),
            random: Random::system(),
            mailer: Mailer::memory(),
            search_in_memory: true,
            files: handpick::files::Files::in_memory(),
            limits,
        };
        let app = App::with_database(
            Config { trusted_proxies: proxies.parse().unwrap(), ..config(&db) },
            outside,
            db.database.clone(),
        )
        .unwrap();
        let service = Rc::new(actix_web::test::init_service(handpick::router::build(app.clone())).await);
        let send: Sender = Rc::new(move |request| {
            let service = Rc::clone(&service);
            async move {
                let response = service.call(request.to_request()).await.unwrap();
                let (status, headers) = (response.status(), response.headers().clone());
                let body = actix_web::body::to_bytes(response.into_body().boxed()).await.unwrap();
                let words = String::from_utf8_lossy(&body).into_owned();
                Answer { status, headers, body: words, bytes: body.to_vec() }
            }
            .boxed_local()
        });
        Self { app, send, browsers: Cell::new(1), _db: db }
    }

    /// A browser of somebody new, at a network address of their own.
    pub fn browser(&self) -> Browser {
        let number = self.browsers.get();
        self.browsers.set(number + 1);
        let [street, house] = number.to_be_bytes();
        Browser::new(Rc::clone(&self.send), [198, 18, street, house])
    }

    /// A browser that has signed in, with the password of [`TestApp::user`].
    pub async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        browser.visit("/sign-in").await;
        browser.fill("Email address", email);
        browser.fill("Password", PASSWORD);
        browser.press("Sign in").await;
        browser.sees("Sign out");
        browser
    }

    /// A user with a confirmed address.
    pub fn user(&self, email: &str, name: &str) -> UserId {
        let (email, name, now) = (email.to_owned(), name.to_owned(), self.now());
        let hash = password_hash();
        self.write(move |db| enrol::user(db, &email, &name, &hash, now))
    }

    /// Writes rows as a command would.
    pub fn write<T: Send + 'static>(&self, work: impl Fn(&mut Db) -> Result<T, DbError> + Send + 'static) -> T {
        self.app.db.write_blocking(work).unwrap()
    }

    pub fn now(&self) -> NaiveDateTime {
        self.app.clock.now()
    }

    /// Lets this many minutes pass.
    pub fn wait(&self, minutes: i64) {
        self.app.clock.advance(TimeDelta::minutes(minutes));
    }

    /// Does what is queued, and returns every mail sent so far, oldest first.
    pub async fn mails(&self) -> Vec<Email> {
        worker::once(&self.app).await.unwrap();
        self.app.mailer.sent()
    }

    /// The path of the link in the newest mail to this address.
    pub async fn link_to(&self, email: &str) -> String {
        let mails = self.mails().await;
        let mail = mails.iter().rev().find(|mail| mail.to == email).unwrap_or_else(|| panic!("no mail to {email}"));
        let site = &self.app.config.public_url;
        let link = mail.text.lines().find_map(|line| line.strip_prefix(site.as_str()));
        link.unwrap_or_else(|| panic!("no link in:\n{}", mail.text)).to_owned()
    }
}

/// One hash for all, made with next to no work, which is then also all that signing in takes: the real one is slow on
/// purpose, and was a quarter of what these tests took. Whoever signs up or changes a password in a test has the real one.
fn password_hash() -> String {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let quick = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        quick.hash_password_with_salt(PASSWORD.as_bytes(), &[3; 16]).unwrap().to_string()
    });
    HASH.clone()
}

fn config(db: &TestDb) -> Config {
    Config {
        environment: Environment::Development,
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://localhost".to_owned(),
        database: TestDb::settings(&db.url),
        data_dir: PathBuf::from("unused"),
        files_dir: PathBuf::from("unused"),
        s3: None,
        secret_key: Secret::new("a key that only tests use, and no more"),
        mail: MailSettings { smtp_url: None, from: "Handpick <no-reply@handpick.example>".to_owned() },
        phone: "0800 000 0000".to_owned(),
        log: "off".to_owned(),
        log_json: false,
        workers: 1,
        trusted_proxies: handpick::config::TrustedProxies::default(),
        words_dir: None,
    }
}
