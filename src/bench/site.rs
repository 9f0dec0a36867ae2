//! The two servers that `handpick bench search` drives, each a process of its own: the site, and the bare handler
//! that is its limit. Both take one line of orders at a time on their input.

use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{HttpResponse, HttpServer, web};

use super::load::burst;
use super::market::{Dice, Market};
use super::questions::{self, Question};
use crate::accounts::password;
use crate::accounts::service::{enrol, sessions};
use crate::app::{App, Outside, worker};
use crate::config::Source;
use crate::db::{Db, DbError};
use crate::directory::model::{
    Delivery, ListingCommand, ListingState, ListingTerms, NewPrice, PriceUnit, ProviderKind, ProviderState, Vat,
};
use crate::directory::service::enrol as directory;
use crate::kernel::ids::OrganisationId;
use crate::kernel::{Money, Quantity, TimeBand};
use crate::search::Bare;
use crate::{geo, router, search, visit};

const EMAIL: &str = "holder@bench.example";
const PASSWORD: &str = "only for measuring";
/// Both servers have as many threads as the machine that the targets are for.
const WORKERS: usize = 2;

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Says a line to the bench.
fn say(line: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(text)
}

/// Answers each line of orders with a line, until there are no more.
fn obey(mut order: impl FnMut(&str, u64) -> Result<String, String>) -> Result<(), String> {
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(text)?;
        let (what, number) = line.split_once(' ').unwrap_or((&line, "0"));
        say(&order(what, number.parse().unwrap_or(0))?)?;
    }
    Ok(())
}

/// The site: the whole router on the index in `folder`, with a database of its own there. Says its address, how long
/// the index took to open in milliseconds, and the cookie of somebody who is signed in.
///
/// # Errors
/// When it can't start, in words.
pub fn site(folder: &Path, listings: i64) -> Result<(), String> {
    let mut source = Source::default();
    source.set("HANDPICK_DATA_DIR", &folder.display().to_string());
    source.set("HANDPICK_LISTEN", "127.0.0.1:0");
    source.set("HANDPICK_SECRET_KEY", "a key for measuring, of thirty-two characters and more");
    let mut config = source.load().map_err(text)?;
    config.database.create_if_missing = true;
    config.workers = WORKERS;
    let outside = Outside::real(&config).map_err(text)?;
    let began = Instant::now();
    let app = App::build(config, outside).map_err(text)?;
    geo::warm_up();
    search::warm_up();
    let opened_ms = began.elapsed().as_millis();
    let listener = std::net::TcpListener::bind(app.config.listen).map_err(text)?;
    let address = listener.local_addr().map_err(text)?;
    let cookie = signed_in(&app)?;
    let served = app.clone();
    std::thread::spawn(move || serve(served, listener));
    say(&format!("{address} {opened_ms} {cookie}"))?;
    obey(|what, number| match what {
        "suggest" => {
            // Made only now, so that it isn't in the memory that the site was measured with.
            let beginnings = beginnings(&Market::new(listings));
            let found = burst(
                1,
                Duration::from_secs(number),
                |_| (),
                |(), _, turn| {
                    let typed = usize::try_from(turn).ok().and_then(|turn| beginnings.get(turn % beginnings.len()));
                    std::hint::black_box(app.search.suggest(typed.map_or("h", String::as_str), 8));
                },
            );
            Ok(format!("{} {}", found.p50_ms, found.p99_ms))
        }
        "change" => change(&app, number).map(|()| "done".to_owned()),
        _ => Err(format!("The bench's site doesn't know what “{what}” is.")),
    })
}

/// The site for the bench of orders, on the database that the environment names. Says its address, and answers
/// "verify". What is to be done afterwards, such as sending mails, stays queued: there is no worker.
///
/// # Errors
/// When it can't start, in words.
pub fn for_orders(folder: &Path, verify: impl Fn(&App) -> Result<String, String>) -> Result<(), String> {
    let mut source = Source::from_process(&folder.join("none.toml"));
    source.set("HANDPICK_DATA_DIR", &folder.display().to_string());
    source.set("HANDPICK_LISTEN", "127.0.0.1:0");
    let mut config = source.load().map_err(text)?;
    config.workers = WORKERS;
    let outside = Outside { search_in_memory: true, ..Outside::real(&config).map_err(text)? };
    let app = App::build(config, outside).map_err(text)?;
    geo::warm_up();
    search::warm_up();
    let listener = std::net::TcpListener::bind(app.config.listen).map_err(text)?;
    let address = listener.local_addr().map_err(text)?;
    let served = app.clone();
    std::thread::spawn(move || {
        let ended: std::io::Result<()> = actix_web::rt::System::new().block_on(async {
            let factory = served;
            HttpServer::new(move || router::build(factory.clone())).workers(WORKERS).listen(listener)?.run().await
        });
        if let Err(error) = ended {
            eprintln!("The bench's site stopped: {error}");
        }
    });
    say(&address.to_string())?;
    obey(|what, _| match what {
        "verify" => verify(&app),
        _ => Err(format!("The bench's site doesn't know what “{what}” is.")),
    })
}

fn serve(app: App, listener: std::net::TcpListener) {
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let ended: std::io::Result<()> = actix_web::rt::System::new().block_on(async {
        actix_web::rt::spawn(worker::follow(app.clone(), stopping));
        let factory = app.clone();
        HttpServer::new(move || router::build(factory.clone())).workers(WORKERS).listen(listener)?.run().await
    });
    drop(stop);
    if let Err(error) = ended {
        eprintln!("The bench's site stopped: {error}");
    }
}

/// A cookie of a holder who is signed in.
fn signed_in(app: &App) -> Result<String, String> {
    let hash = password::hash_now(PASSWORD, &[1; 16]).map_err(text)?;
    let now = app.clock.now();
    let made = app.db.write_blocking(move |db: &mut Db| -> Result<(), DbError> {
        let user = enrol::user(db, EMAIL, "Tom Adeyemi", &hash, now)?;
        let new = enrol::NewHolder {
            reference: "BENCH-1".to_owned(),
            user_id: Some(user),
            name: "Tom Adeyemi".to_owned(),
            ..enrol::NewHolder::default()
        };
        enrol::holder(db, &new, now)?;
        Ok(())
    });
    // On a database that was measured before, they are there already.
    if let Err(error) = made
        && !matches!(error, DbError::Constraint(_))
    {
        return Err(text(error));
    }
    let attempt = sessions::SignIn {
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        address: "127.0.0.1".to_owned(),
        user_agent: "bench".to_owned(),
    };
    let session = actix_web::rt::System::new().block_on(sessions::sign_in(app, attempt)).map_err(text)?;
    let cookie = visit::session_cookie(app, &session).ok_or("a session's cookie can't be made")?;
    Ok(format!("{}={}", cookie.name(), cookie.value()))
}

/// A new listing with a word that no other has, as a provider would bring it: the row, its outbox row, and a wake.
fn change(app: &App, number: u64) -> Result<(), String> {
    let now = app.clock.now();
    let made = app.db.write_blocking(move |db: &mut Db| -> Result<(), DbError> {
        let provider = directory::provider(
            db,
            &directory::NewProvider {
                organisation_id: None::<OrganisationId>,
                name: format!("Novelty {number} Care"),
                kind: ProviderKind::Private,
                state: ProviderState::Verified,
                postcode: Some("LS6 3HN".to_owned()),
                ..directory::NewProvider::default()
            },
            now,
        )?;
        let command = ListingCommand {
            title: format!("Zyxwvut{number} lessons"),
            summary: "Something that was not there before.".to_owned(),
            description: "Something that was not there before, to see how soon it is found.".to_owned(),
            category: "leisure".to_owned(),
            terms: ListingTerms { delivery: vec![Delivery::AtHome], ..ListingTerms::default() },
            ..ListingCommand::default()
        };
        let price = NewPrice {
            unit: PriceUnit::Hour,
            band: TimeBand::Weekday,
            group_size: 1,
            amount: Money::from_pence(2_000),
            vat: Vat::Exempt,
            minimum: Quantity::ONE,
            valid_from: None,
            breakdown: None,
        };
        let listing = directory::NewListing {
            provider_id: provider,
            command,
            prices: vec![price],
            state: ListingState::Live,
            published_at: None,
        };
        directory::listing(db, &listing, now)?;
        Ok(())
    });
    made.map_err(text)?;
    app.wake.notify_one();
    Ok(())
}

/// What people have typed when suggestions are asked for: one to six letters of names and titles.
fn beginnings(market: &Market) -> Vec<String> {
    let beginning = |turn: u64| {
        let mut dice = Dice::of(turn, 4);
        let all = usize::try_from(market.listings).unwrap_or(1);
        let listing = market.listing(i64::try_from(dice.below(all)).unwrap_or(0) + 1);
        let from = if dice.in_a_hundred(50) { listing.title } else { listing.provider_name };
        from.chars().take(1 + dice.below(6)).collect::<String>().to_lowercase()
    };
    (0..512).map(beginning).collect()
}

/// The limit: a handler that does nothing but ask tantivy and write ten titles. Says its address.
///
/// # Errors
/// When it can't start, in words.
pub fn bare(folder: &Path, listings: i64) -> Result<(), String> {
    let bare = Arc::new(Bare::open(&folder.join("search")).map_err(text)?);
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(text)?;
    let address: SocketAddr = listener.local_addr().map_err(text)?;
    let served = web::Data::from(Arc::clone(&bare));
    std::thread::spawn(move || {
        let ended: std::io::Result<()> = actix_web::rt::System::new().block_on(async {
            let app = move || actix_web::App::new().app_data(served.clone()).route("/", web::get().to(titles));
            HttpServer::new(app).workers(WORKERS).listen(listener)?.run().await
        });
        if let Err(error) = ended {
            eprintln!("The bare handler stopped: {error}");
        }
    });
    say(&address.to_string())?;
    let questions = questions::mix(&Market::new(listings));
    obey(|what, number| {
        let chosen: Vec<&Question> =
            questions.iter().filter(|question| what == "loop" || (what == "dense") == question.dense).collect();
        let found = burst(
            1,
            Duration::from_secs(number),
            |_| (),
            |(), _, turn| {
                let question = usize::try_from(turn).ok().and_then(|turn| chosen.get(turn % chosen.len().max(1)));
                std::hint::black_box(question.map(|question| bare.search(&question.words).is_ok()));
            },
        );
        Ok(format!("{} {} {}", found.per_second, found.p50_ms, found.p99_ms))
    })
}

#[derive(serde::Deserialize)]
struct Asked {
    q: String,
}

async fn titles(bare: web::Data<Bare>, asked: web::Query<Asked>) -> HttpResponse {
    match bare.search(&asked.q) {
        Ok((count, titles)) => {
            let mut page = format!("{count}\n");
            for title in titles {
                page.push_str(&title);
                page.push('\n');
            }
            HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(page)
        }
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}
