//! The addresses of assessments.

mod answering;
mod contributions;
mod editing;
mod figures;
mod rules;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{ServiceConfig, get, post};

use super::error::AssessmentError;
use crate::web::error::Error;
use crate::web::form::FieldErrors;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/assessment", get().to(answering::home))
        .route("/assessment/start", post().to(answering::start))
        .route("/council/people/{reference}/assessment", get().to(answering::home_of_person))
        .route("/council/people/{reference}/assessment/start", post().to(answering::start_for_person))
        .route("/council/people/{reference}/contribution", get().to(contributions::show))
        .route("/council/people/{reference}/contribution", post().to(contributions::decide))
        .route("/council/people/{reference}/contribution/end", post().to(contributions::end))
        .route("/council/people/{reference}/contribution/easy-read", get().to(contributions::easy))
        .route("/assessment/contribution/easy-read", get().to(contributions::own_easy))
        .route("/assessments/{id}", get().to(answering::show))
        .route("/assessments/{id}/questions/{question}", get().to(answering::question))
        .route("/assessments/{id}/questions/{question}", post().to(answering::answer))
        .route("/assessments/{id}/check", get().to(answering::check))
        .route("/assessments/{id}/check", post().to(answering::submit))
        .route("/assessments/{id}/stop", post().to(answering::stop))
        .route("/assessments/{id}/answers.pdf", get().to(answering::record))
        .route("/assessments/{id}/figure", get().to(figures::show))
        .route("/assessments/{id}/figure", post().to(figures::take))
        .route("/assessments/{id}/figure/easy-read", get().to(figures::easy))
        .route("/questionnaires/{id}/blank.pdf", get().to(answering::blank))
        .route("/council/questionnaires", get().to(editing::list))
        .route("/council/questionnaires/start", post().to(editing::start))
        .route("/council/questionnaires/{id}", get().to(editing::show))
        .route("/council/questionnaires/{id}", post().to(editing::about))
        .route("/council/questionnaires/{id}/use", post().to(editing::put_in_use))
        .route("/council/questionnaires/{id}/questions/{question}", get().to(editing::question))
        .route("/council/questionnaires/{id}/questions/{question}", post().to(editing::save_question))
        .route("/council/questionnaires/{id}/questions/{question}/up", post().to(editing::up))
        .route("/council/money-rules", get().to(rules::list))
        .route("/council/money-rules/start", post().to(rules::start))
        .route("/council/money-rules/{id}", get().to(rules::show))
        .route("/council/money-rules/{id}/use", post().to(rules::put_in_use))
        .route("/council/money-rules/{id}/tables/{whom}", get().to(rules::table))
        .route("/council/money-rules/{id}/tables/{whom}", post().to(rules::save_table))
        .route("/council/money-rules/{id}/extras", get().to(rules::extras))
        .route("/council/money-rules/{id}/extras", post().to(rules::save_extras))
        .route("/council/money-rules/{id}/what-if", get().to(rules::what_if))
        .route("/council/money-rules/{id}/what-if.csv", get().to(rules::what_if_csv))
        .route("/councils/{id}/money", get().to(rules::how))
        .route("/councils/{id}/money/easy-read", get().to(rules::how_easy))
        .route("/councils/{id}/money/try", get().to(rules::try_form))
        .route("/councils/{id}/money/try", post().to(rules::try_it));
}

impl From<AssessmentError> for Error {
    fn from(error: AssessmentError) -> Self {
        match error {
            AssessmentError::Refused(_) => Self::not_found(),
            AssessmentError::BadAnswer => Self::bad_request(error.to_string()),
            AssessmentError::NoQuestions
            | AssessmentError::Closed
            | AssessmentError::CaseClosed
            | AssessmentError::Unfinished
            | AssessmentError::Changed
            | AssessmentError::Stale
            | AssessmentError::InUse
            | AssessmentError::NoFigure(_)
            | AssessmentError::Overlaps(_)
            | AssessmentError::AboveBudget(_)
            | AssessmentError::EndsFirst
            | AssessmentError::EndsLater
            | AssessmentError::NotWhole(_) => Self::conflict(error.to_string()),
            AssessmentError::Db(error) => error.into(),
        }
    }
}

/// What somebody typed comes back with this above it, when somebody else changed the draft in the meantime.
fn stale() -> FieldErrors {
    let mut errors = FieldErrors::new();
    errors.push(
        "",
        "Somebody else changed this while you did. Yours is not saved yet. Look at what is there now, then save again.",
    );
    errors
}

/// The id in an address; one that isn't one is nobody's page.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// A file to be saved.
fn file(name: &str, kind: &'static str, body: impl actix_web::body::MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body)
}
