//! The addresses of the directory for a provider's own staff and for moderators. What everybody sees of listings and
//! providers is in `crate::storefront`.

mod accreditations;
mod bulk;
mod claims;
mod duplicates;
mod editor;
mod history;
mod moderation;
mod own;
mod pictures;
mod profile;
mod sections;
mod start;
mod waiting;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{ServiceConfig, get, post};
use serde::Deserialize;

use super::DirectoryError;
use super::model::Provider;
use super::service::{self, ProviderHome};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};

/// A form that is only a button.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    own_pages(site);
    duplicates_pages(site);
    claim_pages(site);
    bulk_pages(site);
    site.route("/pictures/{name}", get().to(pictures::show))
        .route("/listings/{id}/waiting", get().to(waiting::show))
        .route("/listings/{id}/waiting", post().to(waiting::join))
        .route("/listings/{id}/waiting/leave", post().to(waiting::leave))
        .route("/provider/listings/{id}/waiting", get().to(waiting::list));
    site.route("/moderation/listings/{id}", get().to(moderation::show_listing))
        .route("/moderation/listings/{id}", post().to(moderation::decide_listing))
        .route("/moderation/accreditations/{id}", get().to(moderation::show_accreditation))
        .route("/moderation/accreditations/{id}", post().to(moderation::decide_accreditation))
        .route("/moderation/providers/{id}", get().to(moderation::show_provider))
        .route("/moderation/providers/{id}", post().to(moderation::decide_provider));
}

fn bulk_pages(site: &mut ServiceConfig) {
    site.route("/provider/listings/bulk", get().to(bulk::home))
        .route("/provider/listings/bulk", post().to(bulk::send))
        .route("/provider/listings/bulk/listings.csv", get().to(bulk::export))
        .route("/provider/listings/bulk/template.csv", get().to(bulk::template))
        .route("/provider/listings/bulk/columns", get().to(bulk::columns))
        .route("/provider/listings/bulk/{id}", get().to(bulk::show))
        .route("/provider/listings/bulk/{id}/apply", post().to(bulk::apply))
        .route("/provider/listings/bulk/{id}/discard", post().to(bulk::discard));
}

fn duplicates_pages(site: &mut ServiceConfig) {
    site.route("/moderation/duplicates", get().to(duplicates::list))
        .route("/moderation/duplicates/{id}", get().to(duplicates::show))
        .route("/moderation/duplicates/{id}/check", get().to(duplicates::check))
        .route("/moderation/duplicates/{id}/merge", post().to(duplicates::merge))
        .route("/moderation/duplicates/{id}/different", post().to(duplicates::different));
}

fn claim_pages(site: &mut ServiceConfig) {
    site.route("/providers/{id}/claim", get().to(claims::show))
        .route("/providers/{id}/claim", post().to(claims::make))
        .route("/provider/find", get().to(claims::find))
        .route("/provider/claim", get().to(claims::own))
        .route("/provider/claim/{id}/code", post().to(claims::code))
        .route("/provider/claim/{id}/evidence", post().to(claims::evidence))
        .route("/provider/claim/{id}/withdraw", post().to(claims::withdraw))
        .route("/moderation/claims", get().to(claims::queue))
        .route("/moderation/claims/{id}", get().to(claims::show_check))
        .route("/moderation/claims/{id}", post().to(claims::decide));
}

fn own_pages(site: &mut ServiceConfig) {
    site.route("/provider/listings", get().to(own::list))
        .route("/provider/listings/new", get().to(own::show_new))
        .route("/provider/listings/new", post().to(own::send_new))
        .route("/provider/listings/{id}/edit", get().to(editor::show))
        .route("/provider/listings/{id}/edit/what", post().to(sections::save_what))
        .route("/provider/listings/{id}/edit/where", post().to(sections::save_where))
        .route("/provider/listings/{id}/edit/times", post().to(sections::save_times))
        .route("/provider/listings/{id}/edit/prices", post().to(sections::save_prices))
        .route("/provider/listings/{id}/edit/know", post().to(sections::save_know))
        .route("/provider/listings/{id}/edit/pictures", post().to(pictures::add))
        .route("/provider/listings/{id}/pictures/{picture}/words", post().to(pictures::describe))
        .route("/provider/listings/{id}/pictures/{picture}/move", post().to(pictures::shift))
        .route("/provider/listings/{id}/pictures/{picture}/remove", get().to(pictures::show_remove))
        .route("/provider/listings/{id}/pictures/{picture}/remove", post().to(pictures::remove))
        .route("/provider/listings/{id}/history", get().to(history::show))
        .route("/provider/listings/{id}/edit/{section}", get().to(sections::show))
        .route("/provider/listings/{id}/check", get().to(editor::show_check))
        .route("/provider/listings/{id}/submit", post().to(editor::submit))
        .route("/provider/listings/{id}/take-back", post().to(editor::take_back))
        .route("/provider/listings/{id}/pause", post().to(editor::pause))
        .route("/provider/listings/{id}/resume", post().to(editor::resume))
        .route("/provider/listings/{id}/withdraw", get().to(editor::show_withdraw))
        .route("/provider/listings/{id}/withdraw", post().to(editor::withdraw))
        .route("/provider/accreditations", get().to(accreditations::list))
        .route("/provider/accreditations/new", get().to(accreditations::show_new))
        .route("/provider/accreditations/new", post().to(accreditations::send_new))
        .route("/provider/accreditations/{id}", get().to(accreditations::show))
        .route("/provider/accreditations/{id}/evidence", post().to(accreditations::add_file))
        .route("/provider/accreditations/{id}/renew", get().to(accreditations::show_renew))
        .route("/provider/accreditations/{id}/renew", post().to(accreditations::send_renew))
        .route("/evidence/{id}", get().to(accreditations::file))
        .route("/provider/start", get().to(start::show))
        .route("/provider/start/preview", get().to(start::preview))
        .route("/provider/start/no-checks", post().to(start::no_checks))
        .route("/provider/areas", get().to(start::show_areas))
        .route("/provider/areas", post().to(start::save_areas))
        .route("/provider/profile/more", get().to(start::show_more))
        .route("/provider/profile/more", post().to(start::save_more))
        .route("/provider/profile", get().to(profile::show))
        .route("/provider/profile", post().to(profile::save));
}

impl From<DirectoryError> for Error {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Refused => Self::not_found(),
            DirectoryError::Db(error) => error.into(),
            DirectoryError::Invalid(faults) | DirectoryError::NotReady(faults) => {
                let words = faults.first().map_or_else(String::new, |fault| fault.words.clone());
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "That can’t be done yet").what(words)
            }
            DirectoryError::WrongState { .. }
            | DirectoryError::ChangedMeanwhile
            | DirectoryError::HasSpaces
            | DirectoryError::WrongProviderState(_)
            | DirectoryError::AlreadyHasProvider
            | DirectoryError::AlreadyClaimed
            | DirectoryError::AlreadyChecked
            | DirectoryError::ClaimOpen
            | DirectoryError::ClaimDecided
            | DirectoryError::CodeOver
            | DirectoryError::BothHaveOrders { .. } => Self::conflict(error.to_string()),
            DirectoryError::MissingAccreditations(_) => {
                Self::new(StatusCode::CONFLICT, "That can’t be done yet").what(error.to_string())
            }
            DirectoryError::NotYourRole
            | DirectoryError::ConflictOfInterest
            | DirectoryError::NotYetVerified
            | DirectoryError::TakenOff
            | DirectoryError::Suspended => Self::forbidden(error.to_string()),
        }
    }
}

/// An address whose number is none leads nowhere.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::not_found())
}

fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}

fn told(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::info(words), app.config.secret_key.bytes())
}

/// The provider of the actor's organisation; none before they have said who they are.
async fn home(app: &App, actor: &Actor) -> Result<ProviderHome, Error> {
    Ok(service::my_provider(app, actor).await?)
}

/// Where somebody without a provider is sent, and what they are told.
const PROFILE_FIRST: (&str, &str) = ("/provider/profile", "First tell people who you are. Then you can go on.");
/// The same, when they have asked to take over a page that is here.
const CLAIM_FIRST: (&str, &str) =
    ("/provider/start", "You asked to take a page over. When that is decided, you can go on.");

/// The same, when there must be one: others are sent to say who they are.
async fn own_provider(app: &App, actor: &Actor) -> Result<Result<Provider, HttpResponse>, Error> {
    let home = home(app, actor).await?;
    let (to, words) = if home.claim_open { CLAIM_FIRST } else { PROFILE_FIRST };
    Ok(home.provider.ok_or_else(|| told(app, to, words)))
}

/// The name of the organisation whose provider pages these are.
fn organisation_name(actor: &Actor) -> &str {
    let staff = |membership: &&crate::accounts::Membership| membership.role == Role::ProviderStaff;
    actor.memberships.iter().find(staff).map_or("", |membership| membership.organisation_name.as_str())
}
