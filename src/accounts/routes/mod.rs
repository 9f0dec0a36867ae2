//! The addresses of accounts: signing in and out, signing up, new passwords, one's own account.

mod account;
mod officers;
mod people;
mod reset;
mod sign_in;
mod sign_up;
mod speaking_for;
mod staff;

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get, post};
use serde::Deserialize;

use super::password::HashError;
use super::service::LinkError;
use super::views;
use crate::app::{App, Limited};
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::page::Ctx;

/// A form that is only a button.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/sign-in", get().to(sign_in::show))
        .route("/sign-in", post().to(sign_in::send))
        .route("/sign-out", post().to(sign_in::sign_out))
        .route("/sign-up", get().to(sign_up::who))
        .route("/sign-up/council", get().to(sign_up::council))
        .route("/sign-up/check-your-email", get().to(sign_up::check_your_email))
        .route("/sign-up/{kind}", get().to(sign_up::show))
        .route("/sign-up/{kind}", post().to(sign_up::send))
        .route("/confirm-email/{token}", get().to(sign_up::show_confirm))
        .route("/confirm-email/{token}", post().to(sign_up::confirm))
        .route("/forgotten-password", get().to(reset::show_forgotten))
        .route("/forgotten-password", post().to(reset::send_forgotten))
        .route("/forgotten-password/sent", get().to(reset::sent))
        .route("/reset-password/{token}", get().to(reset::show))
        .route("/reset-password/{token}", post().to(reset::send))
        .route("/account", get().to(account::show))
        .route("/account/sign-out-everywhere", post().to(account::sign_out_everywhere))
        .route("/account/workplaces", get().to(account::show_workplaces))
        .route("/account/workplaces", post().to(account::choose_workplace))
        .route("/account/password", get().to(account::show_password))
        .route("/account/password", post().to(account::send_password))
        .route("/account/contact", get().to(account::show_contact))
        .route("/account/contact", post().to(account::send_contact))
        .route("/account/people", get().to(people::list))
        .route("/account/people/add", get().to(people::show_grant))
        .route("/account/people/add", post().to(people::send_grant))
        .route("/account/people/{mandate}/take-back", get().to(people::show_take_back))
        .route("/account/people/{mandate}/take-back", post().to(people::take_back))
        .route("/council/people/{reference}/helpers", get().to(speaking_for::list))
        .route("/council/people/{reference}/helpers", post().to(speaking_for::write_down))
        .route("/council/people/{reference}/helpers/{mandate}/end", get().to(speaking_for::show_end))
        .route("/council/people/{reference}/helpers/{mandate}/end", post().to(speaking_for::end))
        .route("/join/{token}", get().to(staff::show_join))
        .route("/join/{token}", post().to(staff::join))
        .route("/join-council/{token}", get().to(officers::show_join))
        .route("/join-council/{token}", post().to(officers::join))
        .route("/council/staff", get().to(officers::list))
        .route("/council/staff/invite", get().to(officers::show_invite))
        .route("/council/staff/invite", post().to(officers::send_invite))
        .route("/council/staff/invites/{id}/withdraw", post().to(officers::withdraw_invite))
        .route("/council/staff/{user}/roles", get().to(officers::show_roles))
        .route("/council/staff/{user}/roles", post().to(officers::save_roles))
        .route("/council/staff/{user}/remove", get().to(officers::show_remove))
        .route("/council/staff/{user}/remove", post().to(officers::remove))
        .route("/provider/staff", get().to(staff::list))
        .route("/provider/staff/invite", get().to(staff::show_invite))
        .route("/provider/staff/invite", post().to(staff::send_invite))
        .route("/provider/staff/invites/{id}/withdraw", post().to(staff::withdraw_invite))
        .route("/provider/staff/{user}/role", get().to(staff::show_role))
        .route("/provider/staff/{user}/role", post().to(staff::save_role))
        .route("/provider/staff/{user}/remove", get().to(staff::show_remove))
        .route("/provider/staff/{user}/remove", post().to(staff::remove));
}

impl From<Limited> for Error {
    fn from(limited: Limited) -> Self {
        Self::too_many(limited.retry_after_seconds)
    }
}

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        Self::unavailable().because(error)
    }
}

/// What a link that didn't work answers: what it was, and where to get another.
fn link_problem(error: LinkError, ctx: &Ctx, (what, again, label): (&str, &str, &str)) -> Result<HttpResponse, Error> {
    match error {
        LinkError::Spent => Ok(views::spent_link(what, again, label).respond(ctx)),
        LinkError::Limited(limited) => Err(limited.into()),
        LinkError::Hash(error) => Err(error.into()),
        LinkError::Db(error) => Err(error.into()),
    }
}

fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}
