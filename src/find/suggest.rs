//! `/search/suggest`: what somebody may be about to type, for the boxes of a search. JSON, for our own script.
//!
//! It stands outside the pages: no session is looked up and nothing is read but the index and the table of places.
//! What is typed here is not logged.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use super::service::{self, SUGGESTED as MOST};
use crate::app::App;
use crate::geo;
use crate::search::SuggestionKind;
use crate::visit;

/// The letters read of what was typed.
const LONGEST: usize = 60;

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// What was typed.
    q: String,
    /// "place" for the box of places.
    r#for: String,
}

/// Suggestions of one kind.
#[derive(Debug, Serialize)]
struct Group {
    kind: &'static str,
    label: &'static str,
    options: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct Choice {
    text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    groups: Vec<Group>,
}

/// GET /search/suggest
pub async fn suggest(app: Data<App>, request: HttpRequest) -> HttpResponse {
    if let Err(limited) = app.limits.check_often("suggest", &visit::address(&request)) {
        return HttpResponse::TooManyRequests()
            .insert_header((header::RETRY_AFTER, limited.retry_after_seconds.to_string()))
            .json(Answer { groups: Vec::new() });
    }
    let asked: Asked = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    let typed: String = asked.q.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    let groups = if asked.r#for == "place" { vec![places(&typed, MOST)] } else { anything(&app, &typed) };
    let groups = groups.into_iter().filter(|group| !group.options.is_empty()).collect();
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, max-age=60")).json(Answer { groups })
}

fn places(typed: &str, most: usize) -> Group {
    let choice = |place: geo::Suggestion| Choice {
        text: place.text.to_owned(),
        detail: if place.detail == place.text { String::new() } else { place.detail.to_owned() },
        code: None,
    };
    let options = geo::suggest(typed, most).into_iter().map(choice).collect();
    Group { kind: "place", label: "Places", options }
}

/// Kinds of support, services, providers and places, eight in all.
fn anything(app: &App, typed: &str) -> Vec<Group> {
    let found = service::suggest(app, typed);
    let of = |kind: SuggestionKind| found.iter().filter(move |suggestion| suggestion.kind == kind);
    let choices = |kind: SuggestionKind| {
        of(kind)
            .map(|found| Choice { text: found.text.clone(), detail: String::new(), code: found.code.clone() })
            .collect()
    };
    let mut places = places(typed, MOST);
    places.options.retain(|place| of(SuggestionKind::Place).any(|found| found.text == place.text));
    vec![
        Group { kind: "category", label: "Types of support", options: choices(SuggestionKind::Category) },
        Group { kind: "service", label: "Services", options: choices(SuggestionKind::Listing) },
        Group { kind: "provider", label: "Providers", options: choices(SuggestionKind::Provider) },
        places,
    ]
}
