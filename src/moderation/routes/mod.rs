//! The addresses of moderation: the queue, reports, the log, and what providers see of decisions.

mod decisions;
mod queue;
mod reports;

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get, post};

use super::ModerationError;
use crate::app::App;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/moderation", get().to(queue::show))
        .route("/moderation/next", get().to(queue::next))
        .route("/moderation/decisions", get().to(decisions::log))
        .route("/moderation/decisions.csv", get().to(decisions::file))
        .route("/moderation/reports/{kind}/{id}", get().to(reports::show))
        .route("/moderation/reports/{kind}/{id}", post().to(reports::decide))
        .route("/moderation/appeals/{id}", get().to(decisions::show_appeal))
        .route("/moderation/appeals/{id}", post().to(decisions::settle))
        .route("/provider/decisions", get().to(decisions::own))
        .route("/provider/decisions/{id}", get().to(decisions::show_own))
        .route("/provider/decisions/{id}", post().to(decisions::answer))
        .route("/report/{kind}/{id}", get().to(reports::form))
        .route("/report/{kind}/{id}", post().to(reports::send))
        .route("/report/{kind}/{id}/thanks", get().to(reports::thanks));
}

impl From<ModerationError> for Error {
    fn from(error: ModerationError) -> Self {
        let words = error.to_string();
        match error {
            ModerationError::Refused(_) => Self::not_found(),
            ModerationError::Already => Self::conflict(words).way_on("/moderation", "Everything that waits"),
            ModerationError::Answered => Self::conflict(words).way_on("/provider/decisions", "Decisions about you"),
            ModerationError::OwnDecision => Self::forbidden(words).way_on("/moderation", "Everything that waits"),
            ModerationError::Limited(limited) => limited.into(),
            ModerationError::Directory(error) => error.into(),
            ModerationError::Rating(error) => error.into(),
            ModerationError::Db(error) => error.into(),
        }
    }
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::not_found())
}

fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}
