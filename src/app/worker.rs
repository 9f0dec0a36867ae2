//! The one background worker of a node: sends queued mail, keeps the search index up with the database, and does
//! what the calendar asks for. Everything it does may be done twice without harm.

use std::time::Duration;

use tokio::sync::watch;

use super::{App, indexer};
use crate::jobs::{self, Claimed, JobKind, Queue};
use crate::mail::{self, Email};

/// How often it looks without being woken.
const PAUSE: Duration = Duration::from_millis(500);
/// How often the calendar is looked at.
const CALENDAR: Duration = Duration::from_mins(5);

/// Compares the index with the database, then works until told to stop.
pub async fn run(app: App, stopping: watch::Receiver<bool>) {
    if let Err(error) = indexer::check(&app).await {
        tracing::warn!(%error, "the search index could not be compared with the database");
    }
    let sealing = app.clone();
    drop(tokio::task::spawn_blocking(move || crate::budgets::service::books::catch_up(&sealing)));
    follow(app, stopping).await;
}

/// Works until told to stop, then finishes the jobs in hand. Mails have a loop of their own: a slow mail server keeps nothing
/// else waiting.
pub async fn follow(app: App, stopping: watch::Receiver<bool>) {
    tokio::join!(post(&app, stopping.clone()), work(&app, stopping));
}

async fn post(app: &App, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        drain(app, Queue::Mails, Some(&stopping)).await;
        tokio::select! {
            _ = stopping.changed() => {}
            () = app.wake.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn work(app: &App, mut stopping: watch::Receiver<bool>) {
    let mut calendar = tokio::time::interval(CALENDAR);
    while !*stopping.borrow() {
        catch_up(app).await;
        drain(app, Queue::Work, Some(&stopping)).await;
        tokio::select! {
            _ = stopping.changed() => {}
            () = app.wake.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
            _ = calendar.tick() => by_calendar(app).await,
        }
    }
}

/// Does a queue's jobs until none is due, or it is time to stop.
async fn drain(app: &App, queue: Queue, stopping: Option<&watch::Receiver<bool>>) {
    if let Err(error) = empty(app, queue, stopping).await {
        tracing::error!(%error, "the worker could not reach the database; it tries again");
    }
}

/// Does everything that is due now. Tests and the demo call this instead of waiting.
///
/// # Errors
/// When the database can't be reached.
pub async fn once(app: &App) -> Result<(), crate::db::DbError> {
    catch_up(app).await;
    empty(app, Queue::Work, None).await?;
    empty(app, Queue::Mails, None).await
}

async fn catch_up(app: &App) {
    if let Err(error) = indexer::catch_up(app).await {
        tracing::warn!(%error, "the search index could not follow; it tries again");
    }
    if let Err(error) = crate::requests::service::flush(app).await {
        tracing::warn!(%error, "searches that found nothing could not be written down; it tries again");
    }
}

async fn empty(app: &App, queue: Queue, stopping: Option<&watch::Receiver<bool>>) -> Result<(), crate::db::DbError> {
    while !stopping.is_some_and(|stopping| *stopping.borrow()) {
        let Some(job) = jobs::claim(&app.db, queue, app.clock.now()).await? else { break };
        match perform(app, &job).await {
            Ok(()) => jobs::done(&app.db, job.id, app.clock.now()).await?,
            Err(error) => {
                tracing::warn!(job = job.id.0, kind = job.kind.as_str(), attempt = job.attempts, error, "a job failed");
                jobs::failed(&app.db, &job, &error, app.clock.now()).await?;
            }
        }
    }
    Ok(())
}

async fn perform(app: &App, job: &Claimed) -> Result<(), String> {
    match job.kind {
        JobKind::Email => {
            let email: Email = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
            let to = email.to.clone();
            if app.db.read(move |db| mail::is_stopped(db, &to)).await.map_err(|error| error.to_string())? {
                return Ok(());
            }
            app.mailer.send(&email).await.map_err(|error| error.to_string())
        }
        JobKind::SaveListings => {
            let file = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
            crate::directory::service::bulk::save_long(app, file).await.map_err(|error| error.to_string())
        }
        JobKind::PlanAgreed => {
            let agreed = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
            crate::budgets::service::agreed::follow(app, agreed).await.map_err(|error| error.to_string())
        }
        JobKind::ContributionChanged => {
            let changed = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
            crate::budgets::contributions::follow(app, changed).await.map_err(|error| error.to_string())
        }
        JobKind::PriceRise => {
            let notice = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
            crate::orders::service::tell_of_rise(app, notice).await.map_err(|error| error.to_string())
        }
    }
}

/// What comes due by the calendar rather than by somebody's act.
async fn by_calendar(app: &App) {
    app.limits.tidy();
    let search = app.search.clone();
    drop(tokio::task::spawn_blocking(move || search.rest_if_idle()));
    match crate::files::service::tidy(&app.db, &app.files, app.clock.now()).await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "files that nobody wants were deleted"),
        Err(error) => tracing::error!(%error, "unwanted files could not be deleted; it tries again"),
    }
    match crate::directory::service::follow_calendar(app).await {
        Ok(0) => {}
        Ok(listings) => tracing::info!(listings, "the calendar changed listings"),
        Err(error) => tracing::error!(%error, "what the calendar changes could not be told; it tries again"),
    }
    keep_and_tell(app).await;
    match crate::directory::service::lapses::remind(app).await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "providers were told of accreditations that run out"),
        Err(error) => tracing::error!(%error, "providers could not be told what runs out; it tries again"),
    }
    match crate::orders::service::lapses::warn(app).await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "holders were told of checks that have run out"),
        Err(error) => tracing::error!(%error, "holders could not be told what ran out; it tries again"),
    }
    plans_and_money(app).await;
    closed_cases(app).await;
    match crate::directory::service::waiting::pass_on(app).await {
        Ok(0) => {}
        Ok(spaces) => tracing::info!(spaces, "spaces went to the next on their waiting lists"),
        Err(error) => tracing::error!(%error, "waiting lists could not be followed; it tries again"),
    }
    follow_offers(app).await;
    if let Err(error) = crate::requests::service::forget_old(app).await {
        tracing::error!(%error, "old searches could not be forgotten; it tries again");
    }
    match crate::db::pruning::daily(&app.db, app.clock.now()).await {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "old rows are pruned"),
        Err(error) => tracing::error!(%error, "old rows could not be pruned; it tries again"),
    }
    match crate::orders::service::asking::ask(app).await {
        Ok(0) => {}
        Ok(asked) => tracing::info!(asked, "people were asked to confirm visits"),
        Err(error) => tracing::error!(%error, "people could not be asked to confirm visits; it tries again"),
    }
    match crate::orders::service::pauses::end_over(app).await {
        Ok(0) => {}
        Ok(ended) => tracing::info!(ended, "pauses of orders ended"),
        Err(error) => tracing::error!(%error, "pauses that are over could not be ended; it tries again"),
    }
    match crate::orders::service::letting_go::follow(app).await {
        Ok(0) => {}
        Ok(orders) => tracing::info!(orders, "providers were reminded, or money that waited too long was let go"),
        Err(error) => tracing::error!(%error, "what waits for providers could not be followed; it tries again"),
    }
    match crate::orders::service::confirm_due(app).await {
        Ok(0) => {}
        Ok(confirmed) => tracing::info!(confirmed, "deliveries confirmed themselves"),
        Err(error) => tracing::error!(%error, "deliveries that are due could not be confirmed; it tries again"),
    }
}

/// What comes due in plans and pots: money that arrives, warnings, reviews, monthly statements.
async fn plans_and_money(app: &App) {
    match crate::budgets::arrivals::service::follow_calendar(app).await {
        Ok(0) => {}
        Ok(parts) => tracing::info!(parts, "money arrived in pots"),
        Err(error) => tracing::error!(%error, "what arrived could not be noted; it tries again"),
    }
    match crate::budgets::service::alerts::tell(app).await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "holders were told what is nearly spent"),
        Err(error) => tracing::error!(%error, "holders could not be told what is nearly spent; it tries again"),
    }
    match crate::budgets::reviewing::service::look(app).await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "people were told that a plan should be looked at"),
        Err(error) => {
            tracing::error!(%error, "signs that a plan should be looked at could not be told; it tries again");
        }
    }
    match crate::plans::service::reminders::remind(app).await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "people were reminded of plans that are due"),
        Err(error) => tracing::error!(%error, "people could not be reminded of plans; it tries again"),
    }
    match crate::budgets::pots::service::follow(app).await {
        Ok(0) => {}
        Ok(pots) => tracing::info!(pots, "pots are held in another way from today"),
        Err(error) => tracing::error!(%error, "pots could not be switched; it tries again"),
    }
    match crate::budgets::service::statements::close(app).await {
        Ok(0) => {}
        Ok(closed) => tracing::info!(closed, "monthly statements were closed"),
        Err(error) => tracing::error!(%error, "monthly statements could not be closed; it tries again"),
    }
}

/// Settles what came free in closed cases, and deletes what need not be kept of them any more.
async fn closed_cases(app: &App) {
    match crate::closing::service::settling::follow(app).await {
        Ok(0) => {}
        Ok(cases) => tracing::info!(cases, "what came free in closed cases was settled"),
        Err(error) => tracing::error!(%error, "closed cases could not be settled; it tries again"),
    }
    match crate::closing::service::keeping::follow(app).await {
        Ok(0) => {}
        Ok(people) => tracing::info!(people, "what need not be kept was deleted"),
        Err(error) => tracing::error!(%error, "what need not be kept could not be deleted; it tries again"),
    }
}

/// Ends quotes, requests and shared orders whose time is over.
async fn follow_offers(app: &App) {
    match crate::requests::service::expire(app).await {
        Ok(0) => {}
        Ok(ended) => tracing::info!(ended, "quotes and requests ran out"),
        Err(error) => tracing::error!(%error, "quotes and requests that are over could not be ended; it tries again"),
    }
    match crate::sharing::service::follow(app).await {
        Ok(0) => {}
        Ok(moved) => tracing::info!(moved, "shared orders ran out or ended"),
        Err(error) => tracing::error!(%error, "shared orders could not be followed; it tries again"),
    }
}

/// Tells people what is new in their saved searches, and forgets what they deleted.
async fn keep_and_tell(app: &App) {
    match crate::find::saved::service::telling::tell(app).await {
        Ok(0) => {}
        Ok(mails) => tracing::info!(mails, "people were told of new matches"),
        Err(error) => tracing::error!(%error, "new matches could not be told; it tries again"),
    }
    for forgotten in [crate::find::saved::service::tidy(app).await, crate::find::shortlist::service::tidy(app).await] {
        if let Err(error) = forgotten {
            tracing::error!(%error, "what was deleted could not be forgotten; it tries again");
        }
    }
}
