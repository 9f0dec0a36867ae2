//! A service as a listing, and its organisation as a provider. Everything said here is in the file; what it says of
//! costs and accreditations is passed on as its own words, never as a price or a check.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::Publisher;
use super::category;
use super::fields::{day, id, line, list, object, text};
use super::items::Item;
use crate::directory::import::cells;
use crate::directory::import::entry::{care_group, cut, hash};
use crate::directory::model::commands::{
    LONGEST_ENTRY, LONGEST_NAME, LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE, tidy_line,
};
use crate::directory::model::{
    CareGroup, Delivery, ListingCommand, ListingTerms, ListingTime, ProviderSource, ProviderState,
};
use crate::directory::service::enrol::NewProvider;
use crate::geo::postcode::Postcode;
use crate::geo::{self, Place};
use crate::kernel::{TimeOfDay, Weekdays};

type Object = Map<String, Value>;

/// The most of each list that is taken.
const MOST: usize = 20;

/// The key of a service.
pub(super) fn key(id: &str) -> String {
    format!("oruk:{id}")
}

/// Whether its source says that it isn't offered now.
pub(super) fn is_inactive(service: &Object) -> bool {
    !matches!(line(service, "status", 40).to_lowercase().as_str(), "" | "active")
}

/// A service as a listing. An error is why it is skipped.
pub(super) fn listing(service: &Object, today: NaiveDate, notes: &mut Vec<String>) -> Result<ListingCommand, String> {
    let name = line(service, "name", LONGEST_TITLE);
    if name.is_empty() {
        return Err("it has no name".to_owned());
    }
    if is_inactive(service) {
        return Err(format!("its source says that it is “{}”", line(service, "status", 40)));
    }
    let Some(category) = category::of(service) else {
        let terms = category::terms(service);
        let terms = if terms.is_empty() { "it has none".to_owned() } else { terms.join(", ") };
        return Err(format!("neither its terms ({}) nor its name say what kind of support it is", cut(&terms, 120)));
    };
    check(service, notes);
    let description = text(service, "description");
    let summary = if description.is_empty() { format!("{}.", category.name) } else { tidy_line(&description) };
    let command = ListingCommand {
        title: name,
        summary: cut(&summary, LONGEST_SUMMARY),
        description: words(service, &description),
        category: category.code.clone(),
        terms: terms(service),
        times: list(service, "schedules").filter_map(|schedule| time(schedule, today)).take(MOST).collect(),
        ..ListingCommand::default()
    };
    let checked = command.checked();
    checked.map_err(|faults| {
        faults.first().map_or_else(String::new, |fault| format!("its {}: {}", fault.field, fault.words))
    })
}

/// What its schema asks for and it doesn't keep to; it is taken without that.
fn check(service: &Object, notes: &mut Vec<String>) {
    let quoted = |key: &str| cut(&line(service, key, LONGEST_ENTRY), 80);
    if !line(service, "url", LONGEST_ENTRY).is_empty() && !is_address(&quoted("url")) {
        notes.push(format!("its web address “{}” isn’t one, so it was left out", quoted("url")));
    }
    let email = line(service, "email", LONGEST_ENTRY);
    if !email.is_empty() && !is_email(&email) {
        notes.push(format!("its e-mail address “{}” isn’t one, so it was left out", quoted("email")));
    }
    if text(service, "description").is_empty() {
        notes.push("it has no description".to_owned());
    }
}

fn is_address(text: &str) -> bool {
    text.contains("://") && cells::website(text).is_some()
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace))
}

/// All that is said about it, in paragraphs.
fn words(service: &Object, description: &str) -> String {
    let mut parts = vec![description.to_owned()];
    let mut say = |lead: &str, words: String| {
        if !words.is_empty() {
            parts.push(format!("{lead}{words}"));
        }
    };
    say("Please note: ", text(service, "alert"));
    say("Who it is for: ", text(service, "eligibility_description"));
    say("Ages: ", ages(service));
    say("What it costs, in the words of the source: ", costs(service));
    say("How to apply: ", text(service, "application_process"));
    say("When: ", joined(list(service, "schedules").map(|schedule| text(schedule, "description"))));
    say("Where: ", joined(list(service, "service_areas").map(|area| text(area, "name"))));
    say("What its source says of accreditations, which we have not checked: ", text(service, "accreditations"));
    parts.retain(|part| !part.is_empty());
    cut(&parts.join("\n\n"), LONGEST_TEXT / 2)
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut kept: Vec<String> = Vec::new();
    for part in parts.filter(|part| !part.is_empty()).take(MOST) {
        if !kept.contains(&part) {
            kept.push(part);
        }
    }
    kept.join(" ")
}

fn ages(service: &Object) -> String {
    let (least, most) = (line(service, "minimum_age", 10), line(service, "maximum_age", 10));
    match (least.is_empty(), most.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{least} and over."),
        (true, false) => format!("up to {most}."),
        (false, false) => format!("{least} to {most}."),
    }
}

/// Figures are passed on as they are: a price that can be ordered is the provider's to give.
fn costs(service: &Object) -> String {
    let each = list(service, "cost_options").map(|option| {
        let (about, amount) = (line(option, "option", 200), line(option, "amount", 20));
        let currency = line(option, "currency", 3);
        let amount = match (amount.is_empty(), currency.as_str()) {
            (true, _) => String::new(),
            (false, "" | "GBP" | "gbp") => format!("£{amount}"),
            (false, other) => format!("{amount} {other}"),
        };
        let parts = [about, amount, line(option, "amount_description", 200)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { String::new() } else { format!("{}.", parts.join(", ").trim_end_matches('.')) }
    });
    joined(std::iter::once(text(service, "fees")).chain(each))
}

fn locations(service: &Object) -> impl Iterator<Item = &Object> {
    list(service, "service_at_locations").filter_map(|at| object(at, "location"))
}

fn terms(service: &Object) -> ListingTerms {
    let mut delivery: Vec<Delivery> = locations(service)
        .filter_map(|location| match line(location, "location_type", 20).as_str() {
            "physical" => Some(Delivery::AtVenue),
            "virtual" => Some(Delivery::Online),
            "postal" => Some(Delivery::Posted),
            _ => None,
        })
        .collect();
    let home = category::of(service).is_some_and(|category| category.code.starts_with("personal-care"));
    delivery.extend(home.then_some(Delivery::AtHome));
    let care_groups: Vec<CareGroup> = category::terms(service).iter().filter_map(|term| care_group(term)).collect();
    let languages = list(service, "languages").map(|language| line(language, "name", LONGEST_ENTRY));
    let access = locations(service)
        .flat_map(|location| list(location, "accessibility"))
        .map(|access| cut(&line(access, "description", LONGEST_TEXT), LONGEST_ENTRY));
    ListingTerms {
        care_groups,
        delivery,
        languages: languages.take(MOST).collect(),
        access: access.take(MOST).collect(),
        councils: list(service, "service_areas").filter_map(council).take(MOST).collect(),
        ..ListingTerms::default()
    }
    .tidied()
}

/// The council that an area is, by the code that its address ends with, or by its name.
fn council(area: &Object) -> Option<String> {
    let code = line(area, "uri", 300).rsplit('/').next().map(str::to_uppercase);
    let code = code.filter(|code| geo::council_name(code).is_some());
    code.or_else(|| {
        ["name", "extent", "service_area"].iter().find_map(|key| {
            let name = line(area, key, 100);
            let bare = name.strip_suffix(" Council").or_else(|| name.strip_suffix(" City Council")).unwrap_or(&name);
            let bare = bare.strip_suffix(" City").unwrap_or(bare);
            (!bare.is_empty()).then(|| cells::council("", bare)).flatten()
        })
    })
}

/// A schedule that says on which days and from when to when, and isn't over.
fn time(schedule: &Object, today: NaiveDate) -> Option<ListingTime> {
    if day(schedule, "valid_to").is_some_and(|last| last < today) || line(schedule, "freq", 20) == "MONTHLY" {
        return None;
    }
    let days = line(schedule, "byday", 60);
    let mut weekdays = Weekdays::NONE;
    for word in days.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let name = match word.to_ascii_uppercase().as_str() {
            "MO" => "mon",
            "TU" => "tue",
            "WE" => "wed",
            "TH" => "thu",
            "FR" => "fri",
            "SA" => "sat",
            "SU" => "sun",
            _ => return None,
        };
        weekdays = Weekdays::from_bits(weekdays.bits() | Weekdays::parse([name]).ok()?.bits())?;
    }
    let at = |key: &str| TimeOfDay::parse(line(schedule, key, 20).get(..5)?).ok();
    let (from, to) = (at("opens_at")?, at("closes_at")?);
    (!weekdays.is_empty() && from != to).then_some(ListingTime { weekdays, from, to })
}

/// An address with a postcode that exists.
#[derive(Clone, Debug)]
pub(super) struct Where {
    address: String,
    place: Place,
}

/// Where an organisation is: the first address of its services that can be found.
pub(super) fn place(items: &[Item], organisation: &str, notes: &mut Vec<String>) -> Option<Where> {
    let own = |item: &&Item| object(&item.service, "organization").and_then(id).as_deref() == Some(organisation);
    let mut unknown = None;
    for item in items.iter().filter(own) {
        let addresses = locations(&item.service).flat_map(|location| list(location, "addresses"));
        for address in addresses {
            let postcode = line(address, "postal_code", 20);
            let Ok(place) = Postcode::parse(&postcode).map(|code| geo::lookup(&code.to_string())) else {
                unknown.get_or_insert(postcode);
                continue;
            };
            let Ok(place) = place else {
                unknown.get_or_insert(postcode);
                continue;
            };
            let parts = ["address_1", "city"].map(|key| line(address, key, LONGEST_ENTRY));
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            return Some(Where { address: cut(&parts.join(", "), LONGEST_ENTRY), place });
        }
    }
    if let Some(postcode) = unknown.filter(|postcode| !postcode.is_empty()) {
        notes
            .push(format!("its postcode “{postcode}” isn’t one in England, Wales or Scotland, so it isn’t on the map"));
    }
    None
}

/// The first telephone number of a service, its contacts and its organisation.
fn phone(organisation: &Object, service: &Object) -> Option<String> {
    let of = |owner: &Object| {
        let own = list(owner, "phones").map(|phone| line(phone, "number", 60)).collect::<Vec<_>>();
        let contacts = list(owner, "contacts").flat_map(|contact| list(contact, "phones"));
        own.into_iter()
            .chain(contacts.map(|phone| line(phone, "number", 60)))
            .find_map(|number| cells::telephone(&number))
    };
    of(organisation).or_else(|| of(service))
}

/// An organisation as a provider. An error is why it is skipped.
pub(super) fn provider(
    organisation: &Object,
    service: &Object,
    place: Option<Where>,
    publisher: &Publisher,
    notes: &mut Vec<String>,
) -> Result<NewProvider, String> {
    let name = line(organisation, "name", LONGEST_NAME);
    if name.is_empty() {
        return Err("its organisation has no name".to_owned());
    }
    let id = id(organisation).ok_or("its organisation has no id")?;
    let description = text(organisation, "description");
    let email = [organisation, service]
        .into_iter()
        .map(|owner| line(owner, "email", LONGEST_ENTRY))
        .find(|email| is_email(email));
    let website = [(organisation, "website"), (organisation, "url"), (service, "url")];
    let website = website.into_iter().map(|(owner, key)| line(owner, key, LONGEST_ENTRY)).find(|site| is_address(site));
    if website.is_none() && !line(organisation, "website", 10).is_empty() {
        notes.push("the web address of its organisation isn’t one, so it was left out".to_owned());
    }
    let found = place.as_ref().map(|found| &found.place);
    let council = found.and_then(|place| place.council_code.clone());
    let new = NewProvider {
        name,
        state: ProviderState::Unclaimed,
        summary: cut(&tidy_line(&description), LONGEST_SUMMARY),
        description: cut(&description, LONGEST_TEXT / 2),
        address: place.as_ref().map(|found| found.address.clone()).filter(|address| !address.is_empty()),
        postcode: found.map(|place| place.label.clone()),
        place: council.as_deref().and_then(geo::council_name).unwrap_or_default().to_owned(),
        easting: found.map(|place| place.easting),
        northing: found.map(|place| place.northing),
        council_code: council,
        phone: phone(organisation, service),
        email,
        website,
        ..NewProvider::default()
    };
    let licence = publisher.licence.clone();
    let source = ProviderSource { name: publisher.name.clone(), key: key(&id), licence, hash: hash(&new) };
    Ok(NewProvider { source: Some(source), ..new })
}
