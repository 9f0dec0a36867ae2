//! Providers that may be one, for moderators: the list, two side by side, and the last look before they are merged.

use maud::{Markup, html};

use crate::directory::forms::Pairs;
use crate::directory::forms::duplicates::{differing, is_spare, live, suggested, value};
use crate::directory::model::duplicates::{MergeCommand, MergeField};
use crate::directory::model::{Listing, ListingState};
use crate::directory::service::duplicates::{Offered, Side, SideBySide};
use crate::kernel::dates::{london, short_date};
use crate::kernel::words;
use crate::web::components::{
    Button, Checkboxes, LegendSize, PostForm, Radios, SummaryList, Table, Verdict, actions, empty_state, link, lu,
    paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The longest text that is shown beside another.
const LONGEST_SHOWN: usize = 240;

/// Everything that waits.
pub fn list(offered: &[Offered]) -> Markup {
    let rows = offered.iter().map(|pair| {
        let both = format!("{} and {}", pair.first.name, pair.second.name);
        let place = if pair.first.place.is_empty() { &pair.second.place } else { &pair.first.place };
        vec![
            link(&format!("/moderation/duplicates/{}", pair.id), both),
            text(pair.likeness.label()),
            text(place),
            text(short_date(london(pair.found_at).date())),
        ]
    });
    html! {
        @if offered.is_empty() {
            (empty_state(lu::LuCopy, "No two look the same", &paragraph("We look when a provider joins or is loaded.")))
        } @else {
            (Verdict::warm(format!("{} to look at.", words::count(offered.len(), "pair", "pairs"))).icon(lu::LuCopy))
            (Table::new("Providers that may be the same")
                .column("Which").column("Why").column("Where").column("Found").rows(rows))
        }
    }
}

/// What is chosen before anybody has.
pub fn suggestion(pair: &SideBySide) -> Pairs {
    let stays = suggested(pair).to_owned();
    let mut chosen: Vec<(String, String)> =
        differing(pair).iter().map(|field| (field.as_str().to_owned(), stays.clone())).collect();
    let kept = live(pair).filter(|(side, listing)| !is_spare(pair, side, listing));
    chosen.extend(kept.map(|(_, listing)| ("keep".to_owned(), listing.id.to_string())));
    chosen.push(("stays".to_owned(), stays));
    Pairs(chosen)
}

fn shown(words: &str) -> String {
    let short: String = words.chars().take(LONGEST_SHOWN).collect();
    if short.len() < words.len() { format!("{short}…") } else { short }
}

fn listings_in_words(listings: &[Listing]) -> String {
    let live = listings.iter().filter(|listing| listing.state == ListingState::Live).count();
    if listings.is_empty() {
        return "None".to_owned();
    }
    format!("{}, {live} live", words::count(listings.len(), "listing", "listings"))
}

/// Two side by side, and the form.
pub fn choose(ctx: &Ctx, pair: &SideBySide, chosen: &Pairs, errors: &FieldErrors) -> Markup {
    let action = format!("/moderation/duplicates/{}", pair.id);
    html! {
        (side_by_side(pair))
        h2.govuk-heading-m { "If they are the same" }
        form method="get" action=(format!("{action}/check")) novalidate {
            (errors.fields().radios("stays", "Which one stays?", chosen.get("stays")).legend(LegendSize::Small)
                .choice_with_hint("first", pair.first.provider.name.as_str(), stays_hint(&pair.first))
                .choice_with_hint("second", pair.second.provider.name.as_str(), stays_hint(&pair.second)))
            @for field in differing(pair) {
                (Radios::new(field.as_str(), format!("{}: which is right?", field.label())).legend(LegendSize::Small)
                    .choice("first", shown(&value(&pair.first, field)))
                    .choice("second", shown(&value(&pair.second, field)))
                    .chosen(chosen.get(field.as_str())).small())
            }
            @if live(pair).next().is_some() { (listings(pair, chosen)) }
            (actions(html! { (Button::submit("Check and merge")) (link("/moderation/duplicates", "Cancel")) }))
        }
        h2.govuk-heading-m { "If they are not" }
        p.govuk-body { "We remember that, and don’t offer these two again." }
        (PostForm::new(ctx, format!("{action}/different"), Button::submit("They are not the same").secondary()))
    }
}

fn stays_hint(side: &Side) -> String {
    let provider = &side.provider;
    let run = if provider.organisation_id.is_some() { "Somebody runs it" } else { "Nobody runs it yet" };
    format!("{}. Made on {}.", run, short_date(london(provider.created_at).date()))
}

fn listings(pair: &SideBySide, chosen: &Pairs) -> Markup {
    let boxes = Checkboxes::new("keep", "Which listings should people find?").legend(LegendSize::Small);
    let boxes = live(pair).fold(boxes, |boxes, (side, listing)| {
        let price = if listing.prices.is_empty() { "without a price" } else { "with prices" };
        boxes.choice_with_hint(
            listing.id.to_string(),
            listing.title.as_str(),
            format!("Of {}, {price}.", side.provider.name),
        )
    });
    html! { (boxes.checked(chosen.all("keep")).hint("The others are paused, so that nothing is found twice.")) }
}

fn side_by_side(pair: &SideBySide) -> Markup {
    let (first, second) = (&pair.first, &pair.second);
    let row = |name: &str, first: Markup, second: Markup| vec![text(name), first, second];
    let said = |words: &str| text(if words.is_empty() { "–".to_owned() } else { shown(words) });
    let page = |side: &Side| link(&side.provider.path(), &side.provider.name);
    let source = |side: &Side| {
        text(side.provider.source.as_ref().map_or_else(|| "They signed up".to_owned(), |source| source.name.clone()))
    };
    let number = |side: &Side| text(side.orders);
    let mut rows = vec![
        row("Page", page(first), page(second)),
        row("State", text(first.provider.state.label()), text(second.provider.state.label())),
        row("Comes from", source(first), source(second)),
    ];
    for field in MergeField::ALL.iter().copied().filter(|field| *field != MergeField::Name) {
        rows.push(row(field.label(), said(&value(first, field)), said(&value(second, field))));
    }
    let listed = |side: &Side| text(listings_in_words(&side.listings));
    rows.push(row("Listings", listed(first), listed(second)));
    rows.push(row("Orders", number(first), number(second)));
    let reviews = |side: &Side| text(side.provider.rating_count);
    rows.push(row("Reviews", reviews(first), reviews(second)));
    html! { (Table::new("Both of them").column("What").column("The first").column("The second").rows(rows)) }
}

/// The last look: what stays, what goes, and that it can't be undone.
pub fn check(ctx: &Ctx, pair: &SideBySide, chosen: &Pairs, command: &MergeCommand) -> Markup {
    let first_stays = command.stays == pair.first.provider.id;
    let (stays, goes) = if first_stays { (&pair.first, &pair.second) } else { (&pair.second, &pair.first) };
    let paused: Vec<&str> = live(pair)
        .filter(|(_, listing)| command.pause.contains(&listing.id))
        .map(|(_, listing)| listing.title.as_str())
        .collect();
    let mut facts = SummaryList::new()
        .fact("Stays", text(&stays.provider.name))
        .fact("Goes", text(&goes.provider.name))
        .fact("What moves", text(moves(goes)));
    for field in differing(pair) {
        let from = if command.from_other.contains(&field) { goes } else { stays };
        facts = facts.fact(field.label(), text(shown(&value(from, field))));
    }
    if !paused.is_empty() {
        facts = facts.fact("Paused", text(words::list(&paused)));
    }
    let button = Button::submit("Merge them").warning().once();
    let action = format!("/moderation/duplicates/{}/merge", pair.id);
    let form = chosen.0.iter().fold(PostForm::new(ctx, action, button), |form, (name, value)| form.with(name, value));
    html! {
        (facts)
        (Verdict::warm("This can’t be undone.")
            .more("The address of the one that goes leads to the one that stays from now on."))
        (form)
        p.govuk-body { (link(&format!("/moderation/duplicates/{}", pair.id), "Change something")) }
    }
}

fn moves(goes: &Side) -> String {
    let provider = &goes.provider;
    let parts = [
        words::count(goes.listings.len(), "listing", "listings"),
        words::count(provider.accreditations.len(), "accreditation", "accreditations"),
        words::count(goes.orders, "order", "orders"),
        words::count(provider.rating_count, "review", "reviews"),
    ];
    words::list(&parts)
}
