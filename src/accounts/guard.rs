//! How a handler says who may come in: [`LoggedIn`] and [`MaybeActor`] in its signature.
//!
//! The session middleware ([`crate::visit`]) has put the [`Actor`] into the request before a handler runs.

use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::ops::Deref;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
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

/// Nobody is signed in: they are sent to sign in, and come back to the page they asked for.
#[derive(Debug)]
pub struct SignInFirst {
    next: String,
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
        let query = serde_html_form::to_string([("next", &self.next)]).unwrap_or_default();
        flash::see_other(&format!("/sign-in?{query}"))
    }
}

impl FromRequest for LoggedIn {
    type Error = SignInFirst;
    type Future = Ready<Result<Self, SignInFirst>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = request.extensions().get::<Rc<Actor>>().cloned();
        // A form can't be posted again after signing in, so its reader goes back to where forms start.
        let next = if request.method() == Method::GET { request.uri().to_string() } else { "/".to_owned() };
        ready(actor.map(Self).ok_or(SignInFirst { next }))
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
