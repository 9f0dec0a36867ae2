//! Making an invoice: what there is to invoice, the page to check, and the invoice.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::{beside, done, id, problem};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::forms::{MakeForm, UntilQuery};
use crate::billing::service::{self, MakeInvoice};
use crate::billing::views;
use crate::web::error::Error;
use crate::web::flash::Flash;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// GET /provider/invoices/new
pub async fn choose(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    query: Query<UntilQuery>,
) -> Result<HttpResponse, Error> {
    let until = query.day(app.clock.today());
    let found = service::to_invoice(&app, &actor, until).await.map_err(problem)?;
    Ok(views::making::choose(&found, until, app.clock.today()).respond(&ctx))
}

/// GET /provider/invoices/new/{pot}
pub async fn show_check(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<UntilQuery>,
) -> Result<HttpResponse, Error> {
    let until = query.day(app.clock.today());
    let check = service::check(&app, &actor, id(&path)?, until).await.map_err(problem)?;
    let all = check.items.iter().map(|(item, _, _)| item.delivery).collect::<Vec<_>>();
    Ok(views::making::check(&ctx, &check, &all, &app.random.token(), &FieldErrors::new()).respond(&ctx))
}

/// POST /provider/invoices/new/{pot}
pub async fn make(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<UntilQuery>,
    Posted(form): Posted<MakeForm>,
) -> Result<HttpResponse, Error> {
    let pot = id(&path)?;
    let Some(deliveries) = form.deliveries() else {
        return Err(Error::bad_request("Part of the form did not make sense to us."));
    };
    let mut errors = FieldErrors::new();
    if form.action != "look" {
        let command = MakeInvoice { key: form.key.clone(), pot, deliveries: deliveries.clone(), seen: form.seen() };
        match service::make(&app, &actor, command).await {
            Ok(id) => return Ok(done(&app, &format!("/invoices/{id}"), &Flash::success("The invoice is made."))),
            Err(error) => errors = beside("delivery", error)?,
        }
    }
    let until = query.day(app.clock.today());
    let check = service::check(&app, &actor, pot, until).await.map_err(problem)?;
    Ok(views::making::check(&ctx, &check, &deliveries, &app.random.token(), &errors).respond(&ctx))
}
