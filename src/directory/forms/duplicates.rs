//! What a moderator chose of two providers that are one.

use super::Pairs;
use crate::directory::model::duplicates::{MergeCommand, MergeField};
use crate::directory::model::{Listing, ListingState};
use crate::directory::service::duplicates::{Side, SideBySide};
use crate::web::form::FieldErrors;

/// What a field says on one side, for people; empty for nothing.
pub fn value(side: &Side, field: MergeField) -> String {
    let provider = &side.provider;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match field {
        MergeField::Name => provider.name.clone(),
        MergeField::Kind => provider.kind.label().to_owned(),
        MergeField::Summary => provider.summary.clone(),
        MergeField::Description => provider.description.clone(),
        MergeField::Address => {
            let parts = [text(&provider.address), provider.place.clone(), text(&provider.postcode)];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
        MergeField::Phone => text(&provider.phone),
        MergeField::Email => text(&provider.email),
        MergeField::Website => text(&provider.website),
        MergeField::Cqc => {
            let parts = [text(&provider.cqc_location), text(&provider.cqc_rating)];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The fields that say something on both sides, and not the same.
pub fn differing(pair: &SideBySide) -> Vec<MergeField> {
    let differs = |field: &&MergeField| {
        let (first, second) = (value(&pair.first, **field), value(&pair.second, **field));
        !first.is_empty() && !second.is_empty() && first != second
    };
    MergeField::ALL.iter().filter(differs).copied().collect()
}

/// The one that had better stay: somebody runs it, or it was here first.
pub fn suggested(pair: &SideBySide) -> &'static str {
    let run = |side: &Side| side.provider.organisation_id.is_some();
    if run(&pair.second) && !run(&pair.first) { "second" } else { "first" }
}

/// The listings that people can find now, of both.
pub fn live(pair: &SideBySide) -> impl Iterator<Item = (&Side, &Listing)> {
    let of = |side| {
        let side: &Side = side;
        side.listings.iter().filter(|listing| listing.state == ListingState::Live).map(move |listing| (side, listing))
    };
    of(&pair.first).chain(of(&pair.second))
}

/// Whether a listing says only what another does, as far as one can tell: it has no price, and the other side has a
/// listing in its category.
pub fn is_spare(pair: &SideBySide, side: &Side, listing: &Listing) -> bool {
    let stays = if suggested(pair) == "first" { &pair.first } else { &pair.second };
    let same = |other: &Listing| other.state == ListingState::Live && other.category == listing.category;
    stays.provider.id != side.provider.id && listing.prices.is_empty() && stays.listings.iter().any(same)
}

/// What was chosen, or what has still to be.
pub fn command(pairs: &Pairs, pair: &SideBySide, errors: &mut FieldErrors) -> Option<MergeCommand> {
    let (stays, goes) = match pairs.get("stays") {
        "first" => (&pair.first, "second"),
        "second" => (&pair.second, "first"),
        _ => {
            errors.push("stays", "Choose which one stays.");
            return None;
        }
    };
    let from_other = differing(pair).into_iter().filter(|field| pairs.get(field.as_str()) == goes).collect();
    let kept: Vec<&str> = pairs.all("keep");
    let pause = live(pair)
        .filter(|(_, listing)| !kept.contains(&listing.id.to_string().as_str()))
        .map(|(_, listing)| listing.id)
        .collect();
    Some(MergeCommand { stays: stays.provider.id, from_other, pause })
}
