//! The parts of a listing's editor: each shown and saved by itself.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use maud::Markup;

use super::{done, id, told};
use crate::accounts::Actor;
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::Pairs;
use crate::directory::forms::know::KnowForm;
use crate::directory::forms::prices::{PricesForm, place_faults};
use crate::directory::forms::times::TimesForm;
use crate::directory::forms::what::WhatForm;
use crate::directory::forms::whereabouts::WhereForm;
use crate::directory::model::{Fault, Listing, ListingCommand};
use crate::directory::service::{self, Saved};
use crate::directory::views::own::edit::Section;
use crate::directory::views::own::{prices, sections as views, times};
use crate::kernel::ListingId;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

fn page(ctx: &Ctx, listing: &Listing, section: Section, errors: &FieldErrors, body: Markup) -> HttpResponse {
    let page = Page::new(section.title()).nav("/provider/listings").caption(listing.title.as_str());
    page.back(format!("/provider/listings/{}/edit", listing.id), "The listing").errors(errors).body(body).respond(ctx)
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
        Section::Times => times::page(&ctx, &listing, &TimesForm::of(&listing), &errors),
        Section::Prices => prices::page(&ctx, &listing, &PricesForm::of(&listing), app.clock.today(), &errors),
        Section::Know => views::know(&ctx, &listing, &KnowForm::of(&listing), &errors),
    };
    Ok(page(&ctx, &listing, section, &errors, body))
}

/// A section being saved.
struct Save<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    actor: &'a Actor,
    section: Section,
    /// They want to go on with this page after it is saved.
    again: bool,
}

impl Save<'_> {
    /// Puts the form into what the listing says and saves that, or shows the form again with what is wrong.
    async fn run(
        &self,
        number: &str,
        fill: impl FnOnce(&mut ListingCommand, &mut FieldErrors),
        draw: impl FnOnce(&Listing, &FieldErrors) -> Markup,
    ) -> Result<HttpResponse, Error> {
        let id: ListingId = id(number)?;
        let (listing, _) = service::listing_for_edit(self.app, self.actor, id).await?;
        let (mut command, mut errors) = (listing.as_command(), FieldErrors::new());
        fill(&mut command, &mut errors);
        if errors.is_empty() {
            match service::update_listing(self.app, self.actor, id, command).await {
                Ok(saved) => return Ok(self.saved(id, saved)),
                Err(DirectoryError::Invalid(faults) | DirectoryError::NotReady(faults)) => {
                    self.place(&faults, &mut errors);
                }
                Err(other) => return Err(other.into()),
            }
        }
        Ok(page(self.ctx, &listing, self.section, &errors, draw(&listing, &errors)))
    }

    fn saved(&self, id: ListingId, saved: Saved) -> HttpResponse {
        let listing = format!("/provider/listings/{id}/edit");
        let to = if self.again { format!("{listing}/{}", self.section.code()) } else { listing };
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
    Posted(form): Posted<WhatForm>,
) -> Result<HttpResponse, Error> {
    let save = Save { app: &app, ctx: &ctx, actor: &actor, section: Section::What, again: false };
    let draw = |listing: &Listing, errors: &FieldErrors| views::what(&ctx, listing, &form, errors);
    save.run(&path, |command, _| form.fill(command), draw).await
}

/// POST /provider/listings/{id}/edit/where
pub async fn save_where(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<WhereForm>,
) -> Result<HttpResponse, Error> {
    let save = Save { app: &app, ctx: &ctx, actor: &actor, section: Section::Where, again: false };
    let draw = |listing: &Listing, errors: &FieldErrors| views::whereabouts(&ctx, listing, &form, errors);
    save.run(&path, |command, errors| form.fill(command, errors), draw).await
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
    let save = Save { app: &app, ctx: &ctx, actor: &actor, section: Section::Times, again: form.again };
    let draw = |listing: &Listing, errors: &FieldErrors| times::page(&ctx, listing, &form, errors);
    save.run(&path, |command, errors| form.fill(command, errors), draw).await
}

/// POST /provider/listings/{id}/edit/know
pub async fn save_know(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<KnowForm>,
) -> Result<HttpResponse, Error> {
    let save = Save { app: &app, ctx: &ctx, actor: &actor, section: Section::Know, again: false };
    let draw = |listing: &Listing, errors: &FieldErrors| views::know(&ctx, listing, &form, errors);
    save.run(&path, |command, errors| form.fill(command, errors), draw).await
}

/// POST /provider/listings/{id}/edit/prices
pub async fn save_prices(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(posted): Posted<Pairs>,
) -> Result<HttpResponse, Error> {
    let (id, form) = (id(&path)?, PricesForm::read(&posted));
    let (listing, _) = service::listing_for_edit(&app, &actor, id).await?;
    let mut errors = FieldErrors::new();
    let wanted = form.wanted(&listing, &mut errors);
    if errors.is_empty() {
        let prices = wanted.iter().map(|(price, _)| price.clone()).collect();
        match service::set_prices(&app, &actor, id, prices).await {
            Ok(()) => return Ok(done(&app, &format!("/provider/listings/{id}/edit"), "“Prices” is saved.")),
            Err(DirectoryError::Invalid(faults) | DirectoryError::NotReady(faults)) => {
                place_faults(&faults, &wanted, &mut errors);
            }
            Err(other) => return Err(other.into()),
        }
    }
    let body = prices::page(&ctx, &listing, &form, app.clock.today(), &errors);
    Ok(page(&ctx, &listing, Section::Prices, &errors, body))
}
