//! The parts of a listing's editor: each shown, looked at before it is saved, and saved by itself.
//!
//! A form says which version of the listing it was made from. When somebody else has changed the same part since, what
//! was typed is kept and shown beside what they changed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use maud::{Markup, html};

use super::{done, id, told};
use crate::accounts::Actor;
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::know::KnowForm;
use crate::directory::forms::prices::{PricesForm, place_faults};
use crate::directory::forms::times::TimesForm;
use crate::directory::forms::what::WhatForm;
use crate::directory::forms::whereabouts::WhereForm;
use crate::directory::forms::{Pairs, Then};
use crate::directory::model::version::Change;
use crate::directory::model::{Fault, Listing, ListingCommand, Provider, change_prices, rises};
use crate::directory::service::{self, Saved};
use crate::directory::views::own::edit::Section;
use crate::directory::views::own::{glance, history, pictures, prices, sections as views, times};
use crate::kernel::ListingId;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

/// The page of a section.
pub(super) fn frame(listing: &Listing, section: Section) -> Page {
    let page = Page::new(section.title()).nav("/provider/listings").caption(listing.title.as_str());
    page.back(format!("/provider/listings/{}/edit", listing.id), "The listing")
}

fn page(ctx: &Ctx, listing: &Listing, section: Section, errors: &FieldErrors, body: Markup) -> HttpResponse {
    frame(listing, section).errors(errors).body(body).respond(ctx)
}

/// GET /provider/listings/{id}/edit/{section}
pub async fn show(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (number, code) = path.into_inner();
    let section = Section::of(&code).ok_or_else(Error::not_found)?;
    let (listing, _) = service::listing_for_edit(&app, &actor, id(&number)?).await?;
    let errors = FieldErrors::new();
    let body = match section {
        Section::What => views::what(&ctx, &listing, &WhatForm::of(&listing), &errors),
        Section::Where => views::whereabouts(&ctx, &listing, &WhereForm::of(&listing), &errors),
        Section::Times => {
            let (_, waiting) = service::waiting::for_provider(&app, &actor, listing.id).await?;
            times::page(&ctx, &listing, &TimesForm::of(&listing), waiting.len(), &errors)
        }
        Section::Prices => prices::page(&ctx, &listing, &PricesForm::of(&listing), app.clock.today(), &errors),
        Section::Know => views::know(&ctx, &listing, &KnowForm::of(&listing), &errors),
        Section::Pictures => pictures::page(&ctx, &listing, "", &errors),
    };
    Ok(page(&ctx, &listing, section, &errors, body))
}

/// A section that was sent.
struct Sent<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    actor: &'a Actor,
    section: Section,
    posted: &'a Pairs,
    listing: Listing,
    provider: Provider,
}

impl<'a> Sent<'a> {
    async fn of(
        app: &'a App,
        ctx: &'a Ctx,
        actor: &'a Actor,
        (number, section): (&str, Section),
        posted: &'a Pairs,
    ) -> Result<Self, Error> {
        let (listing, provider) = service::listing_for_edit(app, actor, id(number)?).await?;
        Ok(Self { app, ctx, actor, section, posted, listing, provider })
    }

    /// Puts the form into what the listing says and saves that, or shows how it would look, or the form again.
    async fn run(
        &self,
        fill: impl FnOnce(&mut ListingCommand, &mut FieldErrors),
        draw: impl FnOnce(&FieldErrors) -> Markup,
    ) -> Result<HttpResponse, Error> {
        let (mut command, mut errors) = (self.listing.as_command(), FieldErrors::new());
        fill(&mut command, &mut errors);
        let then = self.posted.then();
        match then {
            Then::Back => return Ok(self.form(&FieldErrors::new(), draw(&FieldErrors::new()))),
            Then::Glance => return Ok(self.glance(&self.listing.with(&command))),
            Then::Preview if errors.is_empty() => match command.checked() {
                Ok(command) => return Ok(self.preview(&self.listing.with(&command))),
                Err(faults) => self.place(&faults, &mut errors),
            },
            Then::Save | Then::Again if errors.is_empty() => {
                let theirs = self.theirs().await?;
                if !theirs.is_empty() {
                    return Ok(self.conflict(&theirs, &draw(&errors)));
                }
                let version = self.listing.version;
                match service::listings::update_version(self.app, self.actor, self.listing.id, command, version).await {
                    Ok(saved) => return Ok(self.saved(saved, then == Then::Again)),
                    Err(DirectoryError::Invalid(faults) | DirectoryError::NotReady(faults)) => {
                        self.place(&faults, &mut errors);
                    }
                    Err(other) => return Err(other.into()),
                }
            }
            Then::Preview | Then::Save | Then::Again => {}
        }
        Ok(self.form(&errors, draw(&errors)))
    }

    fn form(&self, errors: &FieldErrors, body: Markup) -> HttpResponse {
        page(self.ctx, &self.listing, self.section, errors, body)
    }

    /// What others changed in this section since the form was made.
    async fn theirs(&self) -> Result<Vec<Change>, Error> {
        let Ok(seen) = self.posted.get("seen").parse::<i32>() else { return Ok(Vec::new()) };
        let mut changes = service::versions::changes_since(self.app, self.actor, self.listing.id, seen).await?;
        changes.retain(|change| Section::of_field(&change.field) == self.section);
        Ok(changes)
    }

    /// The form as it was typed, with what somebody else saved meanwhile above it. Sending it again saves it.
    fn conflict(&self, theirs: &[Change], form: &Markup) -> HttpResponse {
        let body = html! { (history::meanwhile(theirs)) (form) };
        frame(&self.listing, self.section).status(StatusCode::CONFLICT).body(body).respond(self.ctx)
    }

    fn preview(&self, listing: &Listing) -> HttpResponse {
        let again = views::typed_again(self.ctx, &self.listing, self.section, self.posted);
        glance::preview(listing, &self.provider, self.app.clock.today(), &again).respond(self.ctx)
    }

    /// A piece of a page, for the script that shows it beside the form. As plain text it is no page by itself.
    fn glance(&self, listing: &Listing) -> HttpResponse {
        let piece = glance::card(listing, &self.provider, self.app.clock.today());
        HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(piece.into_string())
    }

    fn saved(&self, saved: Saved, again: bool) -> HttpResponse {
        let listing = format!("/provider/listings/{}/edit", self.listing.id);
        let to = if again { format!("{listing}/{}", self.section.code()) } else { listing };
        match saved {
            Saved::Kept => done(self.app, &to, &format!("“{}” is saved.", self.section.title())),
            Saved::BackInReview => told(self.app, &to, "Saved. We check the listing again before people can see it."),
        }
    }

    /// Faults of this page's fields beside them; others at the top, because their fields are elsewhere.
    fn place(&self, faults: &[Fault], errors: &mut FieldErrors) {
        for fault in faults {
            let field = match fault.field.as_str() {
                "times" => "days_0",
                field if Section::of_field(field) == self.section => field,
                _ => "",
            };
            errors.push(field, fault.words.clone());
        }
    }
}

/// POST /provider/listings/{id}/edit/what
pub async fn save_what(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(posted): Posted<Pairs>,
) -> Result<HttpResponse, Error> {
    let form: WhatForm = posted.read()?;
    let sent = Sent::of(&app, &ctx, &actor, (&path, Section::What), &posted).await?;
    sent.run(|command, _| form.fill(command), |errors| views::what(&ctx, &sent.listing, &form, errors)).await
}

/// POST /provider/listings/{id}/edit/where
pub async fn save_where(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(posted): Posted<Pairs>,
) -> Result<HttpResponse, Error> {
    let form: WhereForm = posted.read()?;
    let sent = Sent::of(&app, &ctx, &actor, (&path, Section::Where), &posted).await?;
    let draw = |errors: &FieldErrors| views::whereabouts(&ctx, &sent.listing, &form, errors);
    sent.run(|command, errors| form.fill(command, errors), draw).await
}

/// POST /provider/listings/{id}/edit/times
pub async fn save_times(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(posted): Posted<Pairs>,
) -> Result<HttpResponse, Error> {
    let form = TimesForm::read(&posted);
    let sent = Sent::of(&app, &ctx, &actor, (&path, Section::Times), &posted).await?;
    let (_, waiting) = service::waiting::for_provider(&app, &actor, sent.listing.id).await?;
    let draw = |errors: &FieldErrors| times::page(&ctx, &sent.listing, &form, waiting.len(), errors);
    sent.run(|command, errors| form.fill(command, errors), draw).await
}

/// POST /provider/listings/{id}/edit/know
pub async fn save_know(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(posted): Posted<Pairs>,
) -> Result<HttpResponse, Error> {
    let form: KnowForm = posted.read()?;
    let sent = Sent::of(&app, &ctx, &actor, (&path, Section::Know), &posted).await?;
    let draw = |errors: &FieldErrors| views::know(&ctx, &sent.listing, &form, errors);
    sent.run(|command, errors| form.fill(command, errors), draw).await
}

/// POST /provider/listings/{id}/edit/prices
pub async fn save_prices(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(posted): Posted<Pairs>,
) -> Result<HttpResponse, Error> {
    let (form, today) = (PricesForm::read(&posted), app.clock.today());
    let sent = Sent::of(&app, &ctx, &actor, (&path, Section::Prices), &posted).await?;
    let draw = |errors: &FieldErrors| prices::page(&ctx, &sent.listing, &form, today, errors);
    let (id, listing, mut errors): (ListingId, _, _) = (sent.listing.id, &sent.listing, FieldErrors::new());
    let wanted = form.wanted(listing, &mut errors);
    let prices: Vec<_> = wanted.iter().map(|(price, _)| price.clone()).collect();
    let as_wanted = || {
        let changes = change_prices(&listing.prices, &prices, listing.published_at.is_some(), today)?;
        Ok::<_, Vec<Fault>>(Listing { prices: rises::after(&listing.prices, &changes), ..listing.clone() })
    };
    match posted.then() {
        Then::Back => return Ok(sent.form(&FieldErrors::new(), draw(&FieldErrors::new()))),
        Then::Glance => return Ok(sent.glance(&as_wanted().unwrap_or_else(|_| listing.clone()))),
        Then::Preview if errors.is_empty() => match as_wanted() {
            Ok(repriced) => return Ok(sent.preview(&repriced)),
            Err(faults) => place_faults(&faults, &wanted, &mut errors),
        },
        Then::Save | Then::Again if errors.is_empty() => {
            let theirs = sent.theirs().await?;
            if !theirs.is_empty() {
                return Ok(sent.conflict(&theirs, &draw(&errors)));
            }
            let version = Some(listing.version);
            match service::listings::set_prices_of_version(&app, &actor, id, prices.clone(), version).await {
                Ok(()) => return Ok(done(&app, &format!("/provider/listings/{id}/edit"), "“Prices” is saved.")),
                Err(DirectoryError::Invalid(faults) | DirectoryError::NotReady(faults)) => {
                    place_faults(&faults, &wanted, &mut errors);
                }
                Err(other) => return Err(other.into()),
            }
        }
        Then::Preview | Then::Save | Then::Again => {}
    }
    Ok(sent.form(&errors, draw(&errors)))
}
