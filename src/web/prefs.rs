//! "Text size and colours": how a reader likes pages to look, kept in a cookie and set by a plain form at `/display`.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::web::{Query, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use serde::Deserialize;

use super::components::{Button, Radios, csrf_field};
use super::error::Error;
use super::flash::{local, see_other};
use super::form::Posted;
use super::page::{Ctx, Page};

const COOKIE: &str = "handpick_display";

/// The colours of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on white.
    #[default]
    Standard,
    /// Light text on a dark page.
    Dark,
    /// Dark text on cream, for people whom white dazzles.
    Cream,
}

/// The size of all text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 19 px, as on other public services.
    #[default]
    Standard,
    /// A quarter larger.
    Large,
}

/// How a reader likes pages to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefs {
    /// The colours.
    pub theme: Theme,
    /// The text size.
    pub text: TextSize,
}

impl Theme {
    /// The word in the cookie, the form and `data-theme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Dark => "dark",
            Self::Cream => "cream",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "dark" => Self::Dark,
            "cream" => Self::Cream,
            _ => Self::Standard,
        }
    }
}

impl TextSize {
    /// The word in the cookie, the form and `data-text`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
        }
    }

    fn parse(word: &str) -> Self {
        if word == "large" { Self::Large } else { Self::Standard }
    }
}

impl Prefs {
    /// What the reader's cookie says; the standard look without one.
    pub fn of(request: &HttpRequest) -> Self {
        request.cookie(COOKIE).map_or_else(Self::default, |cookie| Self::parse(cookie.value()))
    }

    fn parse(value: &str) -> Self {
        let (theme, text) = value.split_once('.').unwrap_or((value, ""));
        Self { theme: Theme::parse(theme), text: TextSize::parse(text) }
    }

    fn cookie(self) -> Cookie<'static> {
        Cookie::build(COOKIE, format!("{}.{}", self.theme.as_str(), self.text.as_str()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(365))
            .finish()
    }
}

/// Routes of the page "Text size and colours".
pub fn configure(config: &mut ServiceConfig) {
    config.route("/display", get().to(show)).route("/display", post().to(save));
}

#[derive(Deserialize)]
struct CameFrom {
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    from: String,
}

async fn show(ctx: Ctx, query: Query<CameFrom>) -> HttpResponse {
    Page::new("Text size and colours").body(body(&ctx, local(&query.from))).respond(&ctx)
}

async fn save(Posted(choice): Posted<Choice>) -> Result<HttpResponse, Error> {
    let prefs = Prefs { theme: Theme::parse(&choice.theme), text: TextSize::parse(&choice.text) };
    let mut response = see_other(local(&choice.from));
    response.add_cookie(&prefs.cookie()).map_err(Error::internal)?;
    Ok(response)
}

fn body(ctx: &Ctx, from: &str) -> Markup {
    html! {
        p.govuk-body-l { "Choose what is easiest for you to read. We remember it on this device." }
        form method="post" action="/display" {
            (csrf_field(ctx))
            input type="hidden" name="from" value=(from);
            (Radios::new("theme", "Colours")
                .choice("standard", "Dark words on white")
                .choice("cream", "Dark words on cream")
                .choice("dark", "Light words on a dark page")
                .chosen(ctx.prefs.theme.as_str()))
            (Radios::new("text", "Size of the words")
                .choice("standard", "Standard")
                .choice("large", "Large")
                .chosen(ctx.prefs.text.as_str()))
            (Button::submit("Save"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_says_what_was_chosen() {
        let chosen = Prefs { theme: Theme::Cream, text: TextSize::Large };
        assert_eq!(Prefs::parse(chosen.cookie().value()), chosen);
        assert_eq!(Prefs::parse("purple.huge"), Prefs::default());
        assert_eq!(Prefs::parse(""), Prefs::default());
    }
}
