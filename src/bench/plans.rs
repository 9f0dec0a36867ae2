//! `handpick bench plans`: a plan of fifty lines is opened and saved, and a council of ten thousand people looks at its
//! lists, through HTTP; beside the page that asks the database for nothing but the session.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use actix_web::HttpServer;
use chrono::{NaiveDateTime, TimeDelta};

use super::client::Client;
use super::load::{Burst, burst};
use super::report::{Figure, Report};
use super::store;
use crate::accounts::service::{enrol as people, sessions};
use crate::accounts::{By, OrganisationKind, Role, password};
use crate::app::{App, Outside};
use crate::assessments::model::figure::{Inputs, RasVersion};
use crate::assessments::model::{Kind, Score};
use crate::assessments::service::enrol as assessed;
use crate::assessments::starters;
use crate::budgets::service::enrol as money;
use crate::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use crate::config::Source;
use crate::db::{DatabaseUrl, Db, DbError};
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::ids::{DraftId, HolderId, OrganisationId, QuestionnaireId, UserId};
use crate::plans::OutcomeFamily;
use crate::plans::model::draft::{Contingency, Cost, Draft, Part, Per, Wish};
use crate::plans::model::state::Step;
use crate::plans::service::enrol::{self as plans, NewDraft};
use crate::{router, visit};

const PASSWORD: &str = "only for measuring";
/// Lines of the plan that is opened and saved.
const LINES: u32 = 50;
/// People written in one transaction.
const BATCH: usize = 500;
/// What each figure must stay below, in milliseconds.
const MOST_MS: f64 = 50.0;

/// How much to measure.
#[derive(Clone, Debug)]
pub struct Size {
    /// The council's people.
    pub people: usize,
    /// Seconds for each page.
    pub seconds: u64,
    /// Clients at once.
    pub clients: usize,
    /// Another database than a new SQLite file: an empty one, whose tables are made.
    pub database: Option<DatabaseUrl>,
    /// A PostgreSQL server of its own.
    pub postgres: bool,
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Measures.
///
/// # Errors
/// What went wrong, in words.
pub fn run(size: &Size) -> Result<Report, String> {
    let folder = std::env::temp_dir().join(format!("handpick-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(text)?;
    let result = measure(size, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn measure(size: &Size, folder: &Path) -> Result<Report, String> {
    let server = if size.postgres && size.database.is_none() {
        let none = "PostgreSQL isn't installed here; name a server with --database-url.";
        Some(store::durable_postgres(folder)?.ok_or(none)?)
    } else {
        None
    };
    let mut source = Source::default();
    source.set("HANDPICK_DATA_DIR", &folder.display().to_string());
    source.set("HANDPICK_LISTEN", "127.0.0.1:0");
    source.set("HANDPICK_SECRET_KEY", "a key for measuring, of thirty-two characters and more");
    let mut config = source.load().map_err(text)?;
    config.database.create_if_missing = true;
    config.workers = 2;
    if let Some(url) = &size.database {
        config.database.url = url.clone();
    } else if let Some(server) = &server {
        config.database.url = DatabaseUrl::parse(&server.url).map_err(text)?;
    }
    let outside = Outside { search_in_memory: true, ..Outside::real(&config).map_err(text)? };
    let app = App::build(config, outside).map_err(text)?;
    let world = world(&app, size.people)?;
    app.db.write_blocking(store::analyse).map_err(text)?;
    let address = serve(&app)?;
    let figures = pages(size, &world, address)?;
    let slowest = figures.iter().filter(|figure| figure.limit > 0.0).map(|figure| figure.ours).fold(0.0, f64::max);
    let mut report = Report {
        bench: "plans".to_owned(),
        conditions: vec![
            ("database".to_owned(), app.db.backend().to_string()),
            ("people with a plan and a budget".to_owned(), size.people.to_string()),
            ("lines of the plan".to_owned(), LINES.to_string()),
            ("clients".to_owned(), size.clients.to_string()),
        ],
        figures,
        ..Report::default()
    };
    report.short.insert("slowest_p99_ms".to_owned(), slowest);
    Ok(report)
}

struct World {
    /// A plan of fifty lines that is being written.
    draft: DraftId,
    /// Cookies of whoever writes it, and of a care manager.
    writer: String,
    officer: String,
}

/// The council, its people, each with a figure, a running budget and a plan that waits; and one with a long plan.
fn world(app: &App, count: usize) -> Result<World, String> {
    let now = app.clock.now();
    let hash = password::hash_now(PASSWORD, &[1; 16]).map_err(text)?;
    let setting = app.db.write_blocking(move |db| setting(db, &hash, now)).map_err(text)?;
    for first in (0..count).step_by(BATCH) {
        let (last, setting) = ((first + BATCH).min(count), setting.clone());
        let write = move |db: &mut Db| (first..last).try_for_each(|number| person(db, number, &setting, now));
        app.db.write_blocking(write).map_err(text)?;
    }
    let by = By { user: setting.officer, mandate: None };
    let writer = setting.writer;
    let draft = app
        .db
        .write_blocking(move |db| {
            let new = draft_of(writer, (setting.council, by), LINES, now, Vec::new());
            plans::draft(db, &new).map_err(|error| DbError::Other(error.to_string()))
        })
        .map_err(text)?;
    Ok(World { draft, writer: cookie(app, "writer@bench.example")?, officer: cookie(app, "officer@bench.example")? })
}

#[derive(Clone)]
struct Setting {
    council: OrganisationId,
    officer: UserId,
    writer: HolderId,
    asked: QuestionnaireId,
    rules: RasVersion,
}

fn setting(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<Setting, DbError> {
    let council = people::organisation(db, OrganisationKind::Council, "Bench Council", (None, None), now)?;
    let officer = people::user(db, "officer@bench.example", "Bench Officer", hash, now)?;
    people::member(db, officer, council, Role::CareManager, now)?;
    let user = people::user(db, "writer@bench.example", "Bench Writer", hash, now)?;
    let new = people::NewHolder {
        reference: "BENCH-WRITER".to_owned(),
        user_id: Some(user),
        council_id: Some(council),
        name: "Bench Writer".to_owned(),
        ..people::NewHolder::default()
    };
    let writer = people::holder(db, &new, now)?;
    let content = starters::questionnaire(Kind::Adults).map_err(DbError::Other)?;
    let asked = assessed::questionnaire(db, council, Kind::Adults, &content, None, now)?;
    let rules = assessed::rules(db, council, &starters::rules(), true, None, now)?;
    let rules = assessed::version(db, rules)?;
    let setting = Setting { council, officer, writer, asked, rules };
    figure(db, writer, 60, &setting, now)?;
    Ok(setting)
}

fn figure(db: &mut Db, holder: HolderId, points: i64, of: &Setting, now: NaiveDateTime) -> Result<(), DbError> {
    let score = Score { health: points, ..Score::default() };
    let inputs = Inputs { kind: Kind::Adults, group: None, score, adjustments: Vec::new() };
    let by = By { user: of.officer, mandate: None };
    assessed::case(db, (holder, of.asked), &of.rules, &inputs, by, now).map(drop)
}

fn person(db: &mut Db, number: usize, of: &Setting, now: NaiveDateTime) -> Result<(), DbError> {
    let group = CareGroup::ALL.get(number % CareGroup::ALL.len()).copied();
    let new = people::NewHolder {
        reference: format!("BENCH-{number}"),
        council_id: Some(of.council),
        name: format!("{} Person {number}", ["Ann", "Bilal", "Cerys", "Dev", "Eve"].get(number % 5).unwrap_or(&"Fay")),
        care_group: group.map(|group| group.as_str().to_owned()),
        ..people::NewHolder::default()
    };
    let holder = people::holder(db, &new, now)?;
    figure(db, holder, i64::try_from(number % 100).unwrap_or(0), of, now)?;
    let from = now.date() - TimeDelta::days(100);
    let amount = Money::from_pence(520_000);
    let new =
        NewBudget { holder_id: holder, plan_id: None, starts_on: from, ends_on: from + TimeDelta::days(364), amount };
    let budget = money::budget(db, &new, now)?;
    let pot_id = money::pot(db, budget, HeldAs::DirectPayment, now)?;
    let funding = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount, by: None };
    money::funding(db, &funding, now).map_err(|error| DbError::Other(error.to_string()))?;
    let by = By { user: of.officer, mandate: None };
    let sent = now - TimeDelta::days(i64::try_from(number % 20).unwrap_or(0));
    let steps = if number.is_multiple_of(3) { Vec::new() } else { vec![(Step::Submit, String::new(), by, sent)] };
    let new = draft_of(holder, (of.council, by), 6, sent, steps);
    plans::draft(db, &new).map(drop).map_err(|error| DbError::Other(error.to_string()))
}

fn draft_of(
    holder: HolderId,
    (council, by): (OrganisationId, By),
    lines: u32,
    at: NaiveDateTime,
    steps: Vec<(Step, String, By, NaiveDateTime)>,
) -> NewDraft {
    let mut draft = Draft::new(at.date(), at.date() + TimeDelta::days(364));
    draft.wishes = (1..=5)
        .map(|key| Wish {
            key,
            words: format!("To do more of what I like, number {key}, with people I know and at times that suit me."),
            family: Some(OutcomeFamily::Health),
            need: "Getting out".to_owned(),
            ..Wish::default()
        })
        .collect();
    draft.costs = (1..=lines)
        .map(|key| Cost {
            key,
            line: None,
            wish: Some(key % 5 + 1),
            title: format!("Help with something, number {key}"),
            category: Some("help-around-the-home".to_owned()),
            listing: None,
            detail: "Two hours each week, on Tuesdays, with somebody I know".to_owned(),
            amount: Money::from_pence(1_000 + i64::from(key)),
            per: Per::Week,
        })
        .collect();
    draft.contingency = Contingency { words: "My neighbour looks in.".to_owned(), ..Contingency::default() };
    let council = Some(council);
    NewDraft { holder, council, indicative: None, draft, written: (by, at), steps, panel: None, comments: Vec::new() }
}

/// A cookie of somebody who is signed in.
fn cookie(app: &App, email: &str) -> Result<String, String> {
    let attempt = sessions::SignIn {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        address: "127.0.0.1".to_owned(),
        user_agent: "bench".to_owned(),
    };
    let session = actix_web::rt::System::new().block_on(sessions::sign_in(app, attempt)).map_err(text)?;
    let cookie = visit::session_cookie(app, &session).ok_or("a session's cookie can't be made")?;
    Ok(format!("{}={}", cookie.name(), cookie.value()))
}

fn serve(app: &App) -> Result<SocketAddr, String> {
    let listener = std::net::TcpListener::bind(app.config.listen).map_err(text)?;
    let address = listener.local_addr().map_err(text)?;
    let served = app.clone();
    std::thread::spawn(move || {
        let ended: std::io::Result<()> = actix_web::rt::System::new().block_on(async {
            let factory = served;
            HttpServer::new(move || router::build(factory.clone())).workers(2).listen(listener)?.run().await
        });
        if let Err(error) = ended {
            eprintln!("The bench's site stopped: {error}");
        }
    });
    Ok(address)
}

/// What is asked, as each figure's name says it, by whom, and where.
fn pages(size: &Size, world: &World, address: SocketAddr) -> Result<Vec<Figure>, String> {
    let costs = format!("/plans/{}/write/{}", world.draft, Part::Costs.as_str());
    let last = size.people.div_ceil(25).max(1);
    let gets = [
        ("the session alone (/help)", &world.writer, "/help".to_owned()),
        ("a plan of 50 lines: its page of costs", &world.writer, costs.clone()),
        ("a plan of 50 lines: where it stands", &world.writer, format!("/plans/{}", world.draft)),
        ("a plan of 50 lines, to read", &world.writer, format!("/plans/{}/read", world.draft)),
        ("the council's people", &world.officer, "/council".to_owned()),
        ("the council's people, by a part of a name", &world.officer, "/council?q=dev".to_owned()),
        ("the council's people, the last page", &world.officer, format!("/council?page={last}")),
        ("the council's people, by what is left", &world.officer, "/council?sort=left".to_owned()),
        ("the council's plans, what is due first", &world.officer, "/council/plans".to_owned()),
        ("the council's plans, by a part of a name", &world.officer, "/council/plans?q=dev".to_owned()),
        ("the council's plans, the last page", &world.officer, format!("/council/plans?page={last}")),
        ("the council's reviews that are due", &world.officer, "/council/reviews".to_owned()),
    ];
    let length = Duration::from_secs(size.seconds);
    let mut figures = Vec::new();
    for (name, cookie, path) in gets {
        let mut first = Client::connect(address, cookie).map_err(text)?;
        let answer = first.get(&path).map_err(text)?;
        if answer.status != 200 {
            return Err(format!("{path} was answered with {}", answer.status));
        }
        let found = burst(
            size.clients,
            length,
            |_| Client::connect(address, cookie).ok(),
            |client, _, _| {
                std::hint::black_box(client.as_mut().and_then(|client| client.get(&path).ok()));
            },
        );
        figures.push(beside(name, &found));
    }
    figures.insert(2, saves(size, world, address, &costs)?);
    Ok(figures)
}

fn beside(name: &str, found: &Burst) -> Figure {
    Figure::new(&format!("{name}, p99"), "ms", found.p99_ms, "must reach", MOST_MS)
}

/// The whole form is sent again and again, with one amount changed; one writer, as a plan has.
fn saves(size: &Size, world: &World, address: SocketAddr, path: &str) -> Result<Figure, String> {
    let mut reader = Client::connect(address, &world.writer).map_err(text)?;
    let answer = reader.get(path).map_err(text)?;
    let page = String::from_utf8_lossy(reader.body(answer)).into_owned();
    let hidden = |name: &str| {
        let from = page.find(&format!("name=\"{name}\" value=\"")).map(|at| at + name.len() + 15);
        let value = from.and_then(|from| page.get(from..)).and_then(|rest| rest.split('"').next());
        value.map(str::to_owned).ok_or(format!("the page of costs has no {name}"))
    };
    let (token, form) = (hidden("csrf")?, hidden("form")?);
    let fields = |turn: u64| {
        let mut pairs = vec![("csrf".to_owned(), token.clone()), ("form".to_owned(), form.clone())];
        pairs.extend([("seen".to_owned(), "0".to_owned()), ("then".to_owned(), "save".to_owned())]);
        for row in 1..=LINES {
            let pence = u64::from(row) + if row == 1 { turn % 90 } else { 0 };
            pairs.extend([
                ("row".to_owned(), row.to_string()),
                (format!("title-{row}"), format!("Help with something, number {row}")),
                (format!("amount-{row}"), format!("10.{:02}", pence % 100)),
                (format!("per-{row}"), Per::Week.as_str().to_owned()),
                (format!("wish-{row}"), (row % 5 + 1).to_string()),
                (format!("category-{row}"), "help-around-the-home".to_owned()),
                (format!("detail-{row}"), "Two hours each week, on Tuesdays".to_owned()),
            ]);
        }
        serde_html_form::to_string(pairs).unwrap_or_default()
    };
    let mut writer = Client::connect(address, "").map_err(text)?;
    let answer = writer.post(path, &world.writer, &fields(1)).map_err(text)?;
    if answer.status != 303 {
        return Err(format!("saving was answered with {}", answer.status));
    }
    let found = burst(
        1,
        Duration::from_secs(size.seconds),
        |_| Client::connect(address, "").ok(),
        |client, _, turn| {
            let sent = client.as_mut().and_then(|client| client.post(path, &world.writer, &fields(turn + 2)).ok());
            std::hint::black_box(sent.is_some_and(|answer| answer.status == 303));
        },
    );
    Ok(beside("a plan of 50 lines: saving all of them", &found))
}
