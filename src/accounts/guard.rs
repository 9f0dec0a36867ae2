//! How a handler says who may come in: [`LoggedIn`] and [`MaybeActor`] in its signature.
//!
//! The session middleware ([`crate::visit`]) has put the [`Actor`] into the request before a handler runs.

use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::ops::Deref;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode, Uri, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError};

use super::model::Actor;
use crate::web::flash;

/// Somebody who is signed in; anybody else is sent to sign in and comes back after.
#[derive(Clone)]
pub struct LoggedIn(Rc<Actor>);

impl Deref for LoggedIn {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.0
    }
}

/// Put into a request that came with a session which is over: revoked, lapsed or unknown.
pub struct SessionOver;

/// Nobody is signed in: they are sent to sign in, and come back to the page they asked for.
#[derive(Debug)]
pub struct SignInFirst {
    next: String,
    why: &'static str,
}

impl SignInFirst {
    fn of(request: &HttpRequest) -> Self {
        let over = request.extensions().contains::<SessionOver>();
        if request.method() == Method::GET {
            return Self { next: request.uri().to_string(), why: if over { "ended" } else { "" } };
        }
        // A form can't be posted again after signing in, so its reader goes back to the page it stood on.
        Self { next: page_before(request).unwrap_or_default(), why: "form" }
    }
}

/// The page of this site that a request came from.
fn page_before(request: &HttpRequest) -> Option<String> {
    let before: Uri = request.headers().get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let here = request.headers().get(header::HOST)?.to_str().ok()?;
    (before.authority()?.as_str() == here).then(|| before.path_and_query().map(ToString::to_string))?
}

impl fmt::Display for SignInFirst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sign in first")
    }
}

impl ResponseError for SignInFirst {
    fn status_code(&self) -> StatusCode {
        StatusCode::SEE_OTHER
    }

    fn error_response(&self) -> HttpResponse {
        let mut asked = vec![("next", self.next.as_str()), ("why", self.why)];
        asked.retain(|(_, value)| !value.is_empty());
        let query = serde_html_form::to_string(asked).unwrap_or_default();
        flash::see_other(&format!("/sign-in?{query}"))
    }
}

impl FromRequest for LoggedIn {
    type Error = SignInFirst;
    type Future = Ready<Result<Self, SignInFirst>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = request.extensions().get::<Rc<Actor>>().cloned();
        ready(actor.map(Self).ok_or_else(|| SignInFirst::of(request)))
    }
}

/// Whoever it is, signed in or not.
#[derive(Clone)]
pub struct MaybeActor(pub Option<Rc<Actor>>);

impl FromRequest for MaybeActor {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.extensions().get::<Rc<Actor>>().cloned())))
    }
}
