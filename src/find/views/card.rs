//! One result: what it is, who from, how far, how good, how much.
//!
//! A page has ten, so they are written straight into it; what depends on nothing but a category or a scheme is drawn
//! once.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use maud::Markup;

use crate::directory::model::{AccreditationScheme, PriceUnit};
use crate::find::shortlist::views as keeping;
use crate::geo;
use crate::kernel::{ListingId, Money, words};
use crate::search::{Hit, ListingDoc, categories};
use crate::web::components::{Card, TagKind, Tone, card_to, category_icon, icon, lu, rating, tag, thumb};
use crate::web::page::Ctx;
use crate::web::put::put;

/// The most checks and the most languages that a card names; the listing's page has all.
const NAMED: usize = 3;

/// The card of one hit at the end of a page; `cost` is what it would cost the reader, where that is known.
pub fn card(page: &mut String, ctx: &Ctx, hit: &Hit, cost: &Markup) {
    card_to(page, &HitCard { ctx, hit, listing: &hit.listing, cost });
}

struct HitCard<'a> {
    ctx: &'a Ctx,
    hit: &'a Hit,
    listing: &'a ListingDoc,
    cost: &'a Markup,
}

/// A colour by top-level category, so that neighbours differ.
pub fn tone(category: &str) -> Tone {
    let top = categories::parent_code(category).unwrap_or(category);
    let place = categories::top().position(|known| known.code == top).unwrap_or(0);
    match place % 3 {
        0 => Tone::Tint,
        1 => Tone::Warm,
        _ => Tone::Lilac,
    }
}

/// The square of each category.
static THUMBS: LazyLock<HashMap<&'static str, Markup>> = LazyLock::new(|| {
    let drawn = |icon: &str, code: &str| thumb(category_icon(icon), tone(code));
    categories::all().iter().map(|known| (known.code.as_str(), drawn(&known.icon, &known.code))).collect()
});

/// The tag of each scheme, and how much it says.
static CHECKS: LazyLock<HashMap<&'static str, (u8, Markup)>> = LazyLock::new(|| {
    let drawn = |scheme: AccreditationScheme| {
        let weight = scheme.about().map_or(0, |about| about.weight);
        (scheme.as_str(), (weight, tag(TagKind::Ok, Some(lu::LuBadgeCheck), scheme.label())))
    };
    AccreditationScheme::all().map(drawn).collect()
});

impl Card for HitCard<'_> {
    fn picture(&self) -> Option<&str> {
        self.listing.picture.as_deref()
    }

    fn thumb(&self, page: &mut String) {
        match THUMBS.get(self.listing.category.as_str()) {
            Some(drawn) => put!(page, [drawn]),
            None => put!(page, [thumb(category_icon(""), tone(&self.listing.category))]),
        }
    }

    fn href(&self, page: &mut String) {
        put!(page, "/listings/", [self.listing.listing_id], "-", (&self.listing.slug));
    }

    fn title(&self, page: &mut String) {
        put!(page, (&self.listing.title));
    }

    fn provider(&self, page: &mut String) {
        let listing = self.listing;
        // Entries from public records are often named after their provider: said once is enough.
        if listing.provider_name != listing.title {
            put!(page, (&listing.provider_name));
            if !listing.place.is_empty() {
                put!(page, ", ");
            }
        }
        put!(page, (&listing.place));
    }

    fn facts(&self, page: &mut String) {
        if let Some(hundredths) = self.listing.rating_hundredths {
            let drawn = rating((hundredths + 5) / 10, u64::from(self.listing.rating_count));
            put!(page, "<span>", [drawn], "</span>");
        } else if self.listing.can_order {
            put!(page, "<span>No reviews yet</span>");
        }
        if let Some(metres) = self.hit.distance_m {
            put!(page, "<span>", [icon(lu::LuMapPin)], (&geo::miles(metres)), " away</span>");
        }
    }

    fn side(&self, page: &mut String) {
        side(page, self.listing, self.cost);
        let id = ListingId(self.listing.listing_id);
        keeping::keep_in_list(page, self.ctx, id, &self.listing.title);
        keeping::tick_to(page, id, &self.listing.title);
    }

    fn words(&self, page: &mut String) {
        if self.hit.snippet.is_empty() {
            put!(page, (&self.listing.summary));
        }
        for (part, marked) in &self.hit.snippet {
            if *marked {
                put!(page, "<mark>", (part), "</mark>");
            } else {
                put!(page, (part));
            }
        }
    }

    fn more(&self, page: &mut String) {
        checks(page, self.listing);
        if !self.hit.why.is_empty() {
            why(page, &self.hit.why);
        }
    }
}

/// The tags: checks, what the regulator says, languages.
fn checks(page: &mut String, listing: &ListingDoc) {
    let before = page.len();
    put!(page, "<ul class=\"app-tags\" aria-label=\"Checks and languages\">");
    let opened = page.len();
    let mut add = |tag: &Markup| put!(page, "<li>", { &tag.0 }, "</li>");
    let mut known: Vec<&(u8, Markup)> = listing.checks.iter().filter_map(|code| CHECKS.get(code.as_str())).collect();
    // Those that say most come first; the catalogue's order is kept among equals.
    known.sort_by_key(|(weight, _)| Reverse(*weight));
    known.iter().take(NAMED).for_each(|(_, tag)| add(tag));
    if known.len() > NAMED {
        add(&tag(TagKind::Ok, None, words::count(known.len() - NAMED, "more check", "more checks")));
    }
    if let Some(cqc) = &listing.cqc_rating {
        add(&tag(TagKind::Plain, Some(lu::LuShieldCheck), format_args!("CQC rated {cqc}")));
    }
    let languages = || listing.languages.iter().filter(|language| language.as_str() != "English");
    languages().take(NAMED).for_each(|language| add(&tag(TagKind::Lilac, Some(lu::LuMessageCircle), language)));
    if let more @ 1.. = languages().count().saturating_sub(NAMED) {
        add(&tag(TagKind::Lilac, None, words::count(more, "more language", "more languages")));
    }
    if !listing.can_order {
        add(&tag(TagKind::Warm, Some(lu::LuInfo), "From public records"));
    }
    if page.len() == opened {
        page.truncate(before);
    } else {
        put!(page, "</ul>");
    }
}

fn side(page: &mut String, listing: &ListingDoc, cost: &Markup) {
    let unit = listing.price_unit.as_deref().and_then(|unit| unit.parse::<PriceUnit>().ok());
    match (listing.from_pence, unit) {
        (Some(pence), Some(unit)) => {
            put!(page, "<p class=\"app-price\">", (&Money::from_pence(pence).to_string()), "<small> ");
            put!(page, (unit.per()), "</small></p>");
        }
        _ => put!(page, "<p class=\"app-note\">No price given. Ask the provider.</p>"),
    }
    put!(page, [cost]);
    if let Some(days) = listing.starts_within_days {
        put!(page, "<p class=\"app-note\">Can start within ", (&words::count(days, "day", "days")), "</p>");
    }
    match listing.spaces {
        Some(0) => put!(page, "<p class=\"app-note\">No spaces now</p>"),
        Some(spaces) => {
            put!(page, "<p class=\"app-note\">", (&words::count(spaces, "space", "spaces")), " left</p>");
        }
        None => {}
    }
}

fn why(page: &mut String, reasons: &[String]) {
    put!(page, "<details class=\"govuk-details app-why\"><summary class=\"govuk-details__summary\"><span");
    put!(page, " class=\"govuk-details__summary-text\">Why is this here?</span></summary>");
    put!(page, "<div class=\"govuk-details__text\"><ul class=\"govuk-list govuk-list--bullet\">");
    for reason in reasons {
        put!(page, "<li>", (reason), "</li>");
    }
    put!(page, "</ul></div></details>");
}
