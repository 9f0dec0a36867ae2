//! `/` and `/search`.

use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::address::SearchAddress;
use super::{service, views};
use crate::accounts::guard::MaybeActor;
use crate::app::App;
use crate::web::error::Error;
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The home page.
pub async fn home(ctx: Ctx) -> HttpResponse {
    Page::new("Find support that fits your life").full(views::home::page()).cacheable().respond(&ctx)
}

/// The results page; without a question it shows everything there is.
pub async fn search(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let address = SearchAddress::parse(request.query_string());
    let person = service::person(&app, request.app_data::<service::Persons>(), actor.as_deref()).await?;
    let found = service::search(&app, &address, person.as_ref()).map_err(Error::internal)?;
    if let Some(gap) = found.gap(app.clock.today()) {
        app.gaps.note(gap);
    }
    let mut errors = FieldErrors::new();
    if let Some(sentence) = &found.place_error {
        errors.push("near", sentence);
    }
    let view = views::results::View::new(&ctx, &found, person.as_ref(), &errors);
    let page = Page::new(view.title()).nav("/search").errors(&errors).body(view.body());
    // Never kept: its buttons say what is on the reader's shortlist now.
    Ok(page.respond(&ctx))
}
