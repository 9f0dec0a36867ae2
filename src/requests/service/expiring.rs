//! What comes due by the calendar: quotes that nobody answered while they held, and requests whose time is over.

use super::messages::{self, Who};
use crate::app::App;
use crate::db::{DbError, LockKey};
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::requests::model::{Quote, QuoteStatus, Request, RequestStatus};
use crate::requests::store::{quotes, requests};

/// The most that is closed in one go.
const BATCH: i64 = 200;

/// Ends quotes and requests whose last day has passed, and tells both sides; for the worker, which may run twice. A
/// request lasts while a quote for it holds. Gives how many quotes and requests that was.
///
/// # Errors
/// When the database fails; what was ended before that stays ended.
pub async fn expire(app: &App) -> Result<usize, DbError> {
    let today = app.clock.today();
    let over = app.db.read(move |db| quotes::over(db, today, BATCH)).await?;
    let mut ended = 0;
    for quote in over {
        ended += end_quote(app, quote).await?;
    }
    let over = app.db.read(move |db| requests::over(db, today, BATCH)).await?;
    for request in over {
        ended += end_request(app, request).await?;
    }
    if ended > 0 {
        app.wake.notify_one();
    }
    Ok(ended)
}

async fn end_quote(app: &App, quote: Quote) -> Result<usize, DbError> {
    let (now, site) = (app.clock.now(), app.config.public_url.clone());
    let of = quote.request_id;
    let request = app.db.read(move |db| requests::by_id(db, of)).await?;
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            if quotes::end(db, &quote, QuoteStatus::Expired, (None, None), now)? != 1 {
                return Ok(0);
            }
            let name = directory::provider_summary(db, quote.provider_id)?.name;
            let what = format!("The quote of {name} has run out. You can ask them for a new one.");
            let of = (request.holder_id, request.id);
            messages::record(db, Who::Nobody, of, ("quote.expired", &format!("The quote of {name} ran out")), now)?;
            messages::tell_holder(db, &request, ("A quote has run out", &what), &site, now)?;
            let what = "Your quote has run out. Nobody answered it while it held. You can send a new one while the \
                        request is open.";
            let of = (request.id, quote.provider_id);
            messages::tell_provider(db, of, ("Your quote has run out", what), &site, now)?;
            Ok(1)
        })
        .await
}

async fn end_request(app: &App, request: Request) -> Result<usize, DbError> {
    let (now, site) = (app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(vec![LockKey::Holder(request.holder_id.0)], move |db| {
            let today = london(now).date();
            let all = quotes::of_request(db, request.id)?;
            if all.iter().any(|quote| quote.holds_on(today)) {
                return Ok(0);
            }
            if requests::close(db, request.id, RequestStatus::Expired, now)? != 1 {
                return Ok(0);
            }
            messages::close_quotes(db, request.id, None, "The request is over.", (&site, now))?;
            let of = (request.holder_id, request.id);
            messages::record(db, Who::Nobody, of, ("request.expired", "The request ran out"), now)?;
            let what = "Your request has run out: its last day for quotes has passed, and none waits for an answer. You \
                        can ask again at any time.";
            messages::tell_holder(db, &request, ("Your request has run out", what), &site, now)?;
            Ok(1)
        })
        .await
}
