//! The index's fields, and how a listing is laid out in them.
//!
//! Words are searched in `text` (everything) and counted again in `name` (title, category, provider);
//! what can be filtered or counted is in `facet`; numbers are fast fields that `columns` reads into
//! memory; what comes back is one stored packed record. Change [`VERSION`] with anything here.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::analyser::{STEMMED, SURFACE};
use super::categories;
use super::checks;
use super::columns::Group;
use super::doc::ListingDoc;
use super::price_bands::price_band;
use super::suggest;

/// An index of another version is thrown away and built anew.
pub(super) const VERSION: u32 = 5;

/// A listing that says nothing of where it delivers serves people within 25 miles of it.
pub(super) const DEFAULT_RADIUS_M: i64 = 40_234;

#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) listing_id: Field,
    pub(super) provider_id: Field,
    pub(super) name: Field,
    pub(super) text: Field,
    pub(super) words: Field,
    pub(super) category: Field,
    pub(super) district: Field,
    pub(super) council: Field,
    pub(super) facet: Field,
    pub(super) suggest: Field,
    pub(super) easting: Field,
    pub(super) northing: Field,
    pub(super) radius_m: Field,
    pub(super) pence: Field,
    pub(super) rating: Field,
    pub(super) checks: Field,
    pub(super) published: Field,
    pub(super) starts: Field,
    pub(super) times: Field,
    pub(super) stored: Field,
}

fn text_options(analyser: &str, option: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(analyser).set_index_option(option).set_fieldnorms(norms);
    TextOptions::default().set_indexing_options(indexing)
}

pub(super) fn build() -> (Schema, Fields) {
    let mut builder = SchemaBuilder::new();
    let fields = Fields {
        listing_id: builder.add_i64_field("listing_id", INDEXED | FAST),
        provider_id: builder.add_i64_field("provider_id", INDEXED),
        name: builder.add_text_field("name", text_options(STEMMED, IndexRecordOption::WithFreqs, true)),
        text: builder.add_text_field("text", text_options(STEMMED, IndexRecordOption::WithFreqsAndPositions, true)),
        words: builder.add_text_field("words", text_options(SURFACE, IndexRecordOption::Basic, false)),
        category: builder.add_text_field("category", STRING),
        district: builder.add_text_field("district", STRING),
        council: builder.add_text_field("council", STRING),
        facet: builder.add_text_field("facet", TextOptions::default() | FAST),
        suggest: builder.add_text_field("suggest", STRING),
        easting: builder.add_i64_field("easting", FAST),
        northing: builder.add_i64_field("northing", FAST),
        radius_m: builder.add_i64_field("radius_m", FAST),
        pence: builder.add_i64_field("pence", FAST),
        rating: builder.add_i64_field("rating", FAST),
        checks: builder.add_i64_field("checks", FAST),
        published: builder.add_i64_field("published", FAST),
        starts: builder.add_i64_field("starts", FAST),
        times: builder.add_i64_field("times", FAST),
        stored: builder.add_bytes_field("stored", STORED),
    };
    (builder.build(), fields)
}

/// A listing as the index takes it.
pub(super) fn document(fields: &Fields, listing: &ListingDoc) -> Result<TantivyDocument, postcard::Error> {
    let mut document = TantivyDocument::default();
    document.add_i64(fields.listing_id, listing.listing_id);
    document.add_i64(fields.provider_id, listing.provider_id);
    add_words(&mut document, fields, listing);
    add_areas(&mut document, fields, listing);
    for (group, value) in facets(listing) {
        document.add_text(fields.facet, group.encode(&value));
    }
    for key in suggest::keys(listing) {
        document.add_text(fields.suggest, key);
    }
    if let Some(pence) = listing.from_pence {
        document.add_i64(fields.pence, pence);
    }
    if let Some(rating) = listing.rating_hundredths {
        document.add_i64(fields.rating, i64::from(rating));
    }
    document.add_i64(fields.checks, i64::from(checks::points(&listing.checks)));
    document.add_i64(fields.published, listing.published_at);
    if let Some(days) = listing.starts_within_days {
        document.add_i64(fields.starts, i64::from(days));
    }
    if listing.times.bits() != 0 {
        document.add_i64(fields.times, i64::from(listing.times.bits()));
    }
    document.add_bytes(fields.stored, &listing.packed()?);
    Ok(document)
}

fn add_words(document: &mut TantivyDocument, fields: &Fields, listing: &ListingDoc) {
    let category = categories::name(&listing.category);
    // The title is there twice: it says best what the listing is.
    for text in [&listing.title, &listing.title, category, &listing.provider_name] {
        document.add_text(fields.name, text);
    }
    // Codes such as `learning_disability` are words too.
    let codes = [&listing.care_groups, &listing.outcomes, &listing.languages, &listing.access];
    let codes = codes.into_iter().flatten().map(|code| code.replace(['_', '-'], " ")).collect::<Vec<_>>().join(", ");
    let texts = [
        &listing.title,
        category,
        &listing.provider_name,
        &listing.summary,
        &listing.description,
        &listing.place,
        &codes,
    ];
    for text in texts {
        document.add_text(fields.text, text);
        document.add_text(fields.words, text);
    }
    for code in categories::found_by(&listing.category) {
        document.add_text(fields.category, code);
    }
}

fn add_areas(document: &mut TantivyDocument, fields: &Fields, listing: &ListingDoc) {
    for district in &listing.districts {
        document.add_text(fields.district, district.trim().to_ascii_uppercase());
    }
    for council in &listing.councils {
        document.add_text(fields.council, council.trim());
    }
    let (Some(easting), Some(northing)) = (listing.easting, listing.northing) else { return };
    document.add_i64(fields.easting, i64::from(easting));
    document.add_i64(fields.northing, i64::from(northing));
    let nowhere_said = listing.districts.is_empty() && listing.councils.is_empty();
    let radius = listing.radius_m.map(i64::from).or(nowhere_said.then_some(DEFAULT_RADIUS_M));
    if let Some(radius) = radius {
        document.add_i64(fields.radius_m, radius);
    }
}

/// The lowest ratings that are offered as a filter, in hundredths, highest first.
pub(super) const RATING_STEPS: [u32; 4] = [450, 400, 350, 300];

/// Within how many days it can begin, as offered for a filter.
pub(super) const START_STEPS: [u32; 3] = [7, 14, 28];

/// The only value of the group of those that have room.
pub(super) const HAS_SPACES: &str = "yes";

/// Whether there is room: places left, or no counting of places where people can order.
fn has_spaces(listing: &ListingDoc) -> bool {
    listing.spaces.map_or(listing.can_order, |spaces| spaces > 0)
}

fn facets(listing: &ListingDoc) -> Vec<(Group, String)> {
    let mut facets = Vec::new();
    let mut add = |group: Group, values: &[String]| {
        facets.extend(values.iter().filter(|value| !value.is_empty()).map(|value| (group, value.clone())));
    };
    add(Group::Category, std::slice::from_ref(&listing.category));
    if let Some(parent) = categories::parent_code(&listing.category) {
        add(Group::Category, &[parent.to_owned()]);
    }
    add(Group::Checks, &listing.checks);
    add(Group::CareGroups, &listing.care_groups);
    add(Group::Delivery, &listing.delivery);
    add(Group::Cqc, listing.cqc_rating.as_slice());
    add(Group::ProviderKinds, std::slice::from_ref(&listing.provider_kind));
    if listing.micro && listing.provider_kind != "micro" {
        add(Group::ProviderKinds, &["micro".to_owned()]);
    }
    add(Group::Outcomes, &listing.outcomes);
    add(Group::Languages, &listing.languages);
    add(Group::Access, &listing.access);
    add(Group::Days, &listing.days);
    add(Group::Unit, listing.price_unit.as_slice());
    if let (Some(pence), Some(unit)) = (listing.from_pence, &listing.price_unit) {
        add(Group::PriceBand, &[price_band(unit, pence)]);
    }
    if has_spaces(listing) {
        add(Group::Spaces, &[HAS_SPACES.to_owned()]);
    }
    let soon = listing.starts_within_days.unwrap_or(u32::MAX);
    let starting: Vec<String> = START_STEPS.iter().filter(|&&step| soon <= step).map(u32::to_string).collect();
    add(Group::Starts, &starting);
    let rating = listing.rating_hundredths.unwrap_or(0);
    let reached: Vec<String> = RATING_STEPS.iter().filter(|&&step| rating >= step).map(u32::to_string).collect();
    add(Group::Rating, &reached);
    facets
}
