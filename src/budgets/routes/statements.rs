//! The list of statements, and each as a page, a paper (PDF) and a table (CSV).

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use serde::Deserialize;

use crate::accounts::LoggedIn;
use crate::app::App;
use crate::budgets::error::BudgetError;
use crate::budgets::service::statements::{self as service, StatementView};
use crate::budgets::statement::Month;
use crate::budgets::views::statements as views;
use crate::kernel::ids::PotId;
use crate::web::error::Error;
use crate::web::flash::{Flash, redirect};
use crate::web::form::Posted;
use crate::web::page::{Context, Ctx, Page};
use crate::web::pdf::Print;
use crate::web::prefs::{Prefs, TextSize};

const LIST: &str = "/budget/statements";

/// Every address of statements.
pub fn configure(site: &mut ServiceConfig) {
    site.route(LIST, get().to(list))
        .route("/budget/statements/mail", post().to(mail))
        .route("/budget/statements/{pot}/{month}", get().to(show))
        .route("/budget/statements/{pot}/{month}/statement.pdf", get().to(pdf))
        .route("/budget/statements/{pot}/{month}/statement.csv", get().to(csv))
        .route("/council/people/{reference}/statements", get().to(list_for));
}

/// GET /budget/statements
async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    match service::list(&app, &actor).await {
        // Whoever is no budget holder has no statements; there is nothing to hide from them.
        Err(BudgetError::Refused(_)) if actor.acting_for.is_none() => {
            let page = Page::new("My statements").nav("/budget").body(crate::budgets::views::none_yet());
            Ok(page.respond(&ctx))
        }
        other => Ok(views::list(&ctx, &other?).respond(&ctx)),
    }
}

/// GET /council/people/{reference}/statements
async fn list_for(app: Data<App>, ctx: Ctx, actor: LoggedIn, reference: Path<String>) -> Result<HttpResponse, Error> {
    let view = service::list_for(&app, &actor, &reference).await?;
    Ok(views::list(&ctx, &view).respond(&ctx))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MailForm {
    wanted: String,
}

/// POST /budget/statements/mail
async fn mail(app: Data<App>, actor: LoggedIn, Posted(form): Posted<MailForm>) -> Result<HttpResponse, Error> {
    let wanted = form.wanted == "yes";
    service::choose_mail(&app, &actor, wanted).await?;
    let words = if wanted {
        "You will get a mail when a statement is ready."
    } else {
        "You will get no mails about statements."
    };
    Ok(redirect(LIST, &Flash::success(words), app.config.secret_key.bytes()))
}

/// What the address of a statement says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PrintQuery {
    print: String,
}

impl PrintQuery {
    fn print(&self, view: &StatementView) -> Print {
        match self.print.as_str() {
            "large" => Print::Large,
            "usual" => Print::Usual,
            _ if view.large_by_default() => Print::Large,
            _ => Print::Usual,
        }
    }
}

async fn read(app: &App, actor: &LoggedIn, (pot, month): &(String, String)) -> Result<StatementView, Error> {
    let pot: PotId = pot.parse().map_err(|_| Error::not_found())?;
    let month = Month::parse(month).ok_or_else(Error::not_found)?;
    Ok(service::statement(app, actor, pot, month).await?)
}

/// GET /budget/statements/{pot}/{month}
async fn show(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    query: Query<PrintQuery>,
) -> Result<HttpResponse, Error> {
    let view = read(&app, &actor, &path).await?;
    let print = query.print(&view);
    let ctx = match print {
        Print::Large => {
            let prefs = Prefs { text: TextSize::Large, ..ctx.prefs };
            Ctx::new(Context { prefs, ..Context::clone(&ctx) })
        }
        Print::Usual => ctx,
    };
    Ok(views::month::page(&view, print, &ctx.phone).respond(&ctx))
}

/// GET /budget/statements/{pot}/{month}/statement.pdf
async fn pdf(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    query: Query<PrintQuery>,
) -> Result<HttpResponse, Error> {
    let view = read(&app, &actor, &path).await?;
    let made_at = view.monthly.closed_at.unwrap_or_else(|| app.clock.now());
    let paper = views::paper::paper(&view, query.print(&view), &ctx.phone);
    // Drawing takes a core for a while, so it stays off the threads that answer.
    let drawn = tokio::task::spawn_blocking(move || paper.render(made_at)).await;
    let bytes = drawn.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(file(&view, "pdf", "application/pdf", bytes))
}

/// GET /budget/statements/{pot}/{month}/statement.csv
async fn csv(app: Data<App>, actor: LoggedIn, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let view = read(&app, &actor, &path).await?;
    let bytes = views::csv::csv(&view).map_err(Error::internal)?;
    Ok(file(&view, "csv", "text/csv; charset=utf-8", bytes))
}

fn file(view: &StatementView, ending: &str, kind: &str, bytes: Vec<u8>) -> HttpResponse {
    let name = format!("statement-{}-{}.{ending}", view.holder.reference, view.monthly.month);
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}
