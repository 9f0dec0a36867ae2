//! The addresses of billing.

mod bank;
mod bank_lines;
mod credits;
mod invoice;
mod lists;
mod making;
mod papers;
mod paying;
mod runs;
mod settings;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{ServiceConfig, get, post};

use super::error::BillingError;
use super::service::{self, InvoiceView};
use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::InvoiceId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/provider/invoices", get().to(lists::provider))
        .route("/provider/invoices.csv", get().to(lists::provider_csv))
        .route("/provider/invoices/new", get().to(making::choose))
        .route("/provider/invoices/new/{pot}", get().to(making::show_check))
        .route("/provider/invoices/new/{pot}", post().to(making::make))
        .route("/provider/bank", get().to(bank::show))
        .route("/provider/bank", post().to(bank::enter))
        .route("/provider/bank/confirm", post().to(bank::confirm))
        .route("/provider/bank/refuse", post().to(bank::refuse))
        .route("/provider/invoices/details", get().to(settings::show_details))
        .route("/provider/invoices/details", post().to(settings::details))
        .route("/invoices", get().to(lists::holder))
        .route("/invoices.csv", get().to(lists::holder_csv))
        .route("/invoices/{invoice}", get().to(invoice::show))
        .route("/invoices/{invoice}/invoice.pdf", get().to(papers::invoice_pdf))
        .route("/invoices/{invoice}/invoice.xml", get().to(papers::invoice_xml))
        .route("/invoices/{invoice}/approve", post().to(invoice::approve))
        .route("/invoices/{invoice}/query", get().to(invoice::show_query))
        .route("/invoices/{invoice}/query", post().to(invoice::query))
        .route("/invoices/{invoice}/answer", get().to(invoice::show_answer))
        .route("/invoices/{invoice}/answer", post().to(invoice::answer))
        .route("/invoices/{invoice}/pay", get().to(paying::show_pay))
        .route("/invoices/{invoice}/pay", post().to(paying::pay))
        .route("/invoices/{invoice}/came-back", get().to(paying::show_came_back))
        .route("/invoices/{invoice}/came-back", post().to(paying::came_back))
        .route("/invoices/{invoice}/given-back", get().to(paying::show_given_back))
        .route("/invoices/{invoice}/given-back", post().to(paying::given_back))
        .route("/funds/{pot}/invoices", get().to(lists::fund))
        .route("/invoices/{invoice}/credit", get().to(credits::show_form))
        .route("/invoices/{invoice}/credit", post().to(credits::credit))
        .route("/credit-notes/{note}", get().to(credits::show))
        .route("/credit-notes/{note}/credit-note.pdf", get().to(papers::credit_note_pdf))
        .route("/credit-notes/{note}/credit-note.xml", get().to(papers::credit_note_xml))
        .route("/credit-notes/{note}/refund", get().to(credits::show_refund))
        .route("/credit-notes/{note}/refund", post().to(credits::refund))
        .route("/council/payments", get().to(runs::list))
        .route("/council/payments", post().to(runs::make))
        .route("/council/payments/account", get().to(bank::show_council))
        .route("/council/payments/account", post().to(bank::council))
        .route("/council/payments/statements", get().to(runs::statements))
        .route("/council/payments/statements", post().to(runs::read_in))
        .route("/council/payments/statements/{statement}", get().to(runs::statement))
        .route("/council/payments/lines", get().to(bank_lines::list))
        .route("/council/payments/lines/{line}", get().to(bank_lines::show))
        .route("/council/payments/lines/{line}", post().to(bank_lines::settle))
        .route("/council/payments/{run}", get().to(runs::show))
        .route("/council/payments/{run}/send", post().to(runs::send))
        .route("/council/payments/{run}/cancel", post().to(runs::cancel))
        .route("/council/payments/{run}/file", get().to(runs::file))
        .route("/council/payments/{run}/{payment}/out", post().to(runs::take_out))
        .route("/council/payments/{run}/{payment}/bounced", get().to(runs::show_bounced))
        .route("/council/payments/{run}/{payment}/bounced", post().to(runs::bounced))
        .route("/council/payments/{run}/{payment}/paid", get().to(bank_lines::show_paid))
        .route("/council/payments/{run}/{payment}/paid", post().to(bank_lines::paid))
        .route("/council/invoices", get().to(lists::council))
        .route("/council/invoices.csv", get().to(lists::council_csv))
        .route("/council/invoices/settings", get().to(settings::show_council))
        .route("/council/invoices/settings", post().to(settings::council))
        .route("/council/invoices/settings/exceptions", post().to(settings::except))
        .route("/council/invoices/settings/exceptions/{id}/remove", post().to(settings::remove_exception));
}

/// An id in an address; anything else is no page of ours.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::not_found())
}

fn done(app: &App, to: &str, flash: &Flash) -> HttpResponse {
    flash::redirect(to, flash, app.config.secret_key.bytes())
}

/// A file for somebody to keep.
fn file(name: &str, content_type: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}

/// A refusal beside the field it is about, or as a page where there is no form to go back to.
pub(super) fn beside(field: &str, error: BillingError) -> Result<FieldErrors, Error> {
    match error {
        BillingError::NeedsWords(_)
        | BillingError::MoreThanLeft(_)
        | BillingError::NothingToCredit
        | BillingError::Nothing
        | BillingError::Changed
        | BillingError::TooMany
        | BillingError::NeedsVatNumber
        | BillingError::NoPayerAccount
        | BillingError::NoPayeeAccount
        | BillingError::NothingToPay
        | BillingError::NeedsDay
        | BillingError::NeedsBankDay
        | BillingError::WrongCode
        | BillingError::CodeOver
        | BillingError::AnotherAccount
        | BillingError::Nobody
        | BillingError::Statement(_)
        | BillingError::BadKey => {
            let mut errors = FieldErrors::new();
            errors.push(field, error.to_string());
            Ok(errors)
        }
        other => Err(problem(other)),
    }
}

/// A page about an invoice with a field for words, what is typed in it, and what is wrong with it.
type WordsPage = fn(&Ctx, &InvoiceView, &str, &FieldErrors) -> Page;

/// The form that words about an invoice were typed into, filled in, with what was wrong.
async fn again(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    (invoice, words): (InvoiceId, &str),
    error: BillingError,
    page: WordsPage,
) -> Result<HttpResponse, Error> {
    let errors = beside("words", error)?;
    let view = service::invoice_view(app, actor, invoice).await.map_err(problem)?;
    Ok(page(ctx, &view, words, &errors).respond(ctx))
}

/// A refusal that has no form to go back to.
pub(super) fn problem(error: BillingError) -> Error {
    match error {
        BillingError::NotFound => Error::not_found(),
        BillingError::Db(error) => error.into(),
        BillingError::NotAllowed | BillingError::MandateEnded | BillingError::ConflictOfInterest => {
            Error::forbidden(error.to_string())
        }
        BillingError::MovedOn(_)
        | BillingError::CreditMovedOn(_)
        | BillingError::Nothing
        | BillingError::Changed
        | BillingError::TooMany
        | BillingError::NeedsVatNumber
        | BillingError::NeedsWords(_)
        | BillingError::MoreThanLeft(_)
        | BillingError::NothingToCredit
        | BillingError::OnItsWay
        | BillingError::PaymentMovedOn(_)
        | BillingError::LineMovedOn
        | BillingError::RunMovedOn(_)
        | BillingError::RefundedBefore
        | BillingError::NoPayerAccount
        | BillingError::NoPayeeAccount
        | BillingError::NothingToPay
        | BillingError::NeedsDay
        | BillingError::NeedsBankDay
        | BillingError::WrongCode
        | BillingError::CodeOver
        | BillingError::AnotherAccount
        | BillingError::Nobody
        | BillingError::Statement(_)
        | BillingError::BadKey => Error::conflict(error.to_string()),
    }
}
