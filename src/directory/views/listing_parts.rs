//! The parts of a listing's page below its title, each a section with its heading.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::listing::ListingPage;
use crate::directory::model::{
    Accreditation, AccreditationScheme, CareGroup, Delivery, Listing, OutcomeFamily, Provider,
};
use crate::geo;
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::web::components::{
    Check, Icon, Table, TagKind, category_icon, checks_list, icon, link, lu, tag, tags, text, ticks, ticks_not,
};

/// Accreditations that a moderator has seen and that are in date, each with who checked it and when.
pub fn checks(shown: &ListingPage<'_>) -> Markup {
    let checks = checks_of(shown.provider, shown.today);
    let claimed = shown.provider.organisation_id.is_some();
    html! {
        @if !checks.is_empty() {
            section aria-labelledby="checks" {
                h2.govuk-heading-m id="checks" { "Checks we have seen" }
                (checks_list(&checks))
            }
        } @else if claimed {
            section aria-labelledby="checks" {
                h2.govuk-heading-m id="checks" { "Checks we have seen" }
                p.govuk-body { "None yet. You can ask " (shown.provider.name) " what checks they have." }
            }
        }
    }
}

/// The checks of a provider as they are shown.
pub fn checks_of(provider: &Provider, today: NaiveDate) -> Vec<Check> {
    provider.shown_accreditations(today).map(|held| check(provider, held)).collect()
}

fn check(provider: &Provider, held: &Accreditation) -> Check {
    let mut lines = Vec::new();
    if !held.scope.is_empty() {
        lines.push(held.scope.clone());
    }
    match (&held.checked_by_name, held.checked_on) {
        (Some(by), Some(on)) => lines.push(format!("Checked by {by} on {}", long_date(on))),
        (None, Some(on)) => lines.push(format!("Checked on {}", long_date(on))),
        (Some(by), None) => lines.push(format!("Checked by {by}")),
        (None, None) => {}
    }
    if let Some(expires) = held.expires_on {
        lines.push(format!("Runs until {}", long_date(expires)));
    }
    let rated = provider.cqc_rating.as_ref().filter(|_| held.scheme == AccreditationScheme::CQC);
    let name = rated.map_or_else(|| held.title(), |rating| format!("CQC registered, rated {rating}"));
    Check { icon: scheme_icon(held.scheme), name, lines }
}

fn scheme_icon(scheme: AccreditationScheme) -> Icon {
    category_icon(scheme.about().map_or("", |about| about.icon.as_str()))
}

/// The provider's own words, a paragraph for each of theirs.
pub fn description(listing: &Listing) -> Markup {
    html! {
        section aria-labelledby="about-this" {
            h2.govuk-heading-m id="about-this" { "About this" }
            (paragraphs(&listing.description))
        }
    }
}

/// Paragraphs, parted by empty lines or line ends.
pub fn paragraphs(words: &str) -> Markup {
    html! { @for line in words.lines().map(str::trim).filter(|line| !line.is_empty()) { p.govuk-body { (line) } } }
}

/// What is and isn't part of it.
pub fn included(listing: &Listing) -> Markup {
    let (get, not) = (&listing.terms.included, &listing.terms.not_included);
    html! {
        @if !get.is_empty() || !not.is_empty() {
            div.app-two {
                @if !get.is_empty() {
                    section aria-labelledby="get" { h2.govuk-heading-m id="get" { "What you get" } (ticks(get)) }
                }
                @if !not.is_empty() {
                    section aria-labelledby="not" {
                        h2.govuk-heading-m id="not" { "Not included" }
                        (ticks_not(not))
                        p.app-small { "Need one of these? " (link("/search", "Find other listings")) "." }
                    }
                }
            }
        }
    }
}

/// Care groups and the families of outcomes.
pub fn who_it_helps(listing: &Listing) -> Markup {
    let terms = &listing.terms;
    html! {
        @if !terms.care_groups.is_empty() || !terms.outcomes.is_empty() {
            section aria-labelledby="who" {
                h2.govuk-heading-m id="who" { "Who it helps" }
                @if !terms.care_groups.is_empty() { p.govuk-body { (groups_sentence(&terms.care_groups)) } }
                @if !terms.outcomes.is_empty() {
                    p.govuk-body."govuk-!-margin-bottom-2" { "People use it for these outcomes:" }
                    (outcome_tags(&terms.outcomes))
                }
            }
        }
    }
}

/// "For older people, carers, and people with dementia or autism."
pub fn groups_sentence(groups: &[CareGroup]) -> String {
    let named = |group: &CareGroup| match group {
        CareGroup::OlderPeople => Some("older people"),
        CareGroup::Carers => Some("unpaid carers"),
        _ => None,
    };
    let people: Vec<&str> = groups.iter().filter_map(named).collect();
    let with: Vec<String> = groups
        .iter()
        .filter(|group| named(group).is_none())
        .map(|group| match group {
            CareGroup::PhysicalDisability => "a physical disability".to_owned(),
            CareGroup::SensoryImpairment => "a sensory impairment".to_owned(),
            CareGroup::LearningDisability => "a learning disability".to_owned(),
            CareGroup::MentalHealth => "a mental health problem".to_owned(),
            CareGroup::SubstanceMisuse => "a drug or alcohol problem".to_owned(),
            other => other.label().to_lowercase(),
        })
        .collect();
    let with = or_list(&with);
    match (people.is_empty(), with.is_empty()) {
        (false, true) => format!("For {}.", words::list(&people)),
        (true, false) => format!("For people with {with}."),
        (false, false) => format!("For {}, and for people with {with}.", words::list(&people)),
        (true, true) => String::new(),
    }
}

fn or_list(items: &[String]) -> String {
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn outcome_tags(outcomes: &[OutcomeFamily]) -> Markup {
    let shown: Vec<Markup> = outcomes
        .iter()
        .map(|family| {
            let picture = match family {
                OutcomeFamily::Health => lu::LuHeart,
                OutcomeFamily::Choice => lu::LuTarget,
                OutcomeFamily::Economic => lu::LuBriefcase,
                OutcomeFamily::Social => lu::LuUsers,
            };
            tag(TagKind::Plain, Some(picture), family.label())
        })
        .collect();
    tags("Outcomes", &shown)
}

/// When it is offered.
pub fn days_and_times(listing: &Listing) -> Markup {
    html! {
        @if !listing.times.is_empty() {
            section aria-labelledby="days" {
                h2.govuk-heading-m id="days" { "Days and times" }
                (Table::new("Days and times").column("Days").column("Times").rows(listing.times.iter().map(|time| {
                    let overnight = if time.to < time.from { " the next day" } else { "" };
                    vec![text(capital(&time.weekdays.words())), text(format!("{} to {}{overnight}", time.from, time.to))]
                })))
            }
        }
    }
}

/// With a capital letter, to begin a line.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Where it is given, and what makes it easy to use.
pub fn area_and_access(shown: &ListingPage<'_>) -> Markup {
    let terms = &shown.listing.terms;
    let access = !terms.access.is_empty() || !terms.languages.is_empty();
    html! {
        div.app-two {
            section aria-labelledby="area" {
                h2.govuk-heading-m id="area" { "Area covered" }
                @for sentence in area_sentences(shown.listing, shown.provider) { p.govuk-body { (sentence) } }
                @if let Some(home) = shown.home { (covered(home.covered, &home.postcode)) }
            }
            @if access {
                section aria-labelledby="access" {
                    h2.govuk-heading-m id="access" { "Access and languages" }
                    ul.app-ticks {
                        @if !terms.languages.is_empty() {
                            li { (icon(lu::LuLanguages)) (words::list(&terms.languages)) }
                        }
                        @for feature in &terms.access { li { (icon(lu::LuAccessibility)) (feature) } }
                    }
                }
            }
        }
    }
}

fn covered(covered: Option<bool>, postcode: &str) -> Markup {
    html! {
        @match covered {
            Some(true) => p.govuk-body {
                (tag(TagKind::Ok, Some(lu::LuMapPin), format!("Your postcode, {postcode}, is covered")))
            },
            Some(false) => p.govuk-body {
                (tag(TagKind::Warm, Some(lu::LuMapPin), format!("Your postcode, {postcode}, is not in this area")))
            },
            None => {},
        }
    }
}

/// Where it is given, in sentences.
pub fn area_sentences(listing: &Listing, provider: &Provider) -> Vec<String> {
    let place = if provider.place.is_empty() { provider.name.as_str() } else { provider.place.as_str() };
    let sentence = |delivery: &Delivery| match delivery {
        Delivery::AtHome => match area(listing, place) {
            Some(area) => format!("They come to your home {area}."),
            None => "They come to your home.".to_owned(),
        },
        Delivery::AtVenue => match &listing.venue {
            Some(venue) => format!("You go to {venue}."),
            None => format!("You go to them: {place}."),
        },
        Delivery::Online => "Online, wherever you are.".to_owned(),
        Delivery::Posted => "By post, wherever you are.".to_owned(),
    };
    let mut sentences: Vec<String> = listing.terms.delivery.iter().map(sentence).collect();
    if !listing.terms.delivery.contains(&Delivery::AtHome)
        && let Some(area) = area(listing, place)
    {
        sentences.push(format!("For people {area}."));
    }
    if sentences.is_empty() {
        sentences.push(format!("Ask {} where they work.", provider.name));
    }
    sentences
}

/// "in LS4, LS6 and Leeds, and within 5 miles of Headingley"; none when there is no limit.
fn area(listing: &Listing, place: &str) -> Option<String> {
    let mut names: Vec<&str> = listing.terms.districts.iter().map(String::as_str).collect();
    names.extend(listing.terms.councils.iter().filter_map(|code| geo::council_name(code)));
    let by_name = (!names.is_empty()).then(|| format!("in {}", words::list(&names)));
    let near = listing.radius_miles.map(|miles| format!("within {} of {place}", words::count(miles, "mile", "miles")));
    match (by_name, near) {
        (Some(areas), Some(near)) => Some(format!("{areas}, and {near}")),
        (areas, near) => areas.or(near),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn care_groups_read_as_a_sentence() {
        use CareGroup::{Autism, Carers, Dementia, LearningDisability, OlderPeople};
        assert_eq!(groups_sentence(&[OlderPeople, Carers]), "For older people and unpaid carers.");
        assert_eq!(groups_sentence(&[LearningDisability, Autism]), "For people with a learning disability or autism.");
        assert_eq!(groups_sentence(&[OlderPeople, Dementia]), "For older people, and for people with dementia.");
        assert_eq!(groups_sentence(&[]), "");
    }
}
