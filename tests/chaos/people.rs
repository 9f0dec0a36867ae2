//! What holders and the provider's staff do, through the pages, until the program is gone. Each thing that was answered
//! with success is told.

use std::io;
use std::sync::mpsc::Sender;

use chrono::{Datelike, NaiveDate, TimeDelta};
use handpick::kernel::ListingId;

use super::client::{Answer, Client, broken};

/// Chance that comes out the same for the same seed (`SplitMix64`).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0, and below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    pub fn one(&mut self, of: &[String]) -> Option<String> {
        of.get(self.below(of.len())).cloned()
    }
}

/// Something that the program said is done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Done {
    Ordered(String),
    Accepted(String),
    CalledOff(String),
    Recorded(i64),
    Confirmed(i64),
    Invoiced(i64),
    Paid(i64),
    RunMade(i64),
    RunSent(i64),
    RunGivenUp(i64),
    /// A statement was read in that says of a payment that the bank paid it, and maybe that it came back.
    BankSaid(i64),
    /// It answered that it is at fault.
    Fault(String),
}

/// What they all know.
#[derive(Clone)]
pub struct Scene {
    pub listing: ListingId,
    pub today: NaiveDate,
    pub tell: Sender<Done>,
}

impl Scene {
    /// Tells what was done if the answer says so.
    pub fn done(&self, answer: &Answer, what: &str, done: Option<Done>) -> io::Result<()> {
        let told = match (answer.status, done) {
            (303, Some(done)) => self.tell.send(done),
            (500.., _) => self.tell.send(Done::Fault(format!("{what}: {}", answer.status))),
            _ => Ok(()),
        };
        told.map_err(|_| broken("nobody listens"))
    }
}

/// The part of an address at a place, from 0.
fn part(address: &str, place: usize) -> String {
    address.trim_start_matches('/').split('/').nth(place).unwrap_or_default().to_owned()
}

pub fn number(address: &str, place: usize) -> i64 {
    part(address, place).parse().unwrap_or(0)
}

/// A holder orders, calls off, confirms and pays. Ends when the program doesn't answer.
pub fn holder(mut client: Client, scene: &Scene, mut chance: Chance) {
    loop {
        let done = match chance.below(6) {
            0 | 1 => order(&mut client, scene, &mut chance),
            2 | 3 => at_an_order(&mut client, scene, &mut chance),
            4 => pay(&mut client, scene, &mut chance),
            _ => call_off(&mut client, scene, &mut chance),
        };
        if done.is_err() {
            return;
        }
    }
}

fn order(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    let path = format!("/listings/{}/order", scene.listing);
    let page = client.get(&path)?;
    let day = scene.today + TimeDelta::days(7 + i64::try_from(chance.below(60)).unwrap());
    let (on, month, year) = (day.day().to_string(), day.month().to_string(), day.year().to_string());
    let at = format!("{}pm", 1 + chance.below(4));
    let units = (1 + chance.below(3)).to_string();
    let fields = [
        ("often", "once"),
        ("units", units.as_str()),
        ("at", at.as_str()),
        ("starts_on_day", on.as_str()),
        ("starts_on_month", month.as_str()),
        ("starts_on_year", year.as_str()),
    ];
    let added = client.send(&page, &path, &fields)?;
    scene.done(&added, "basket", None)?;
    let basket = client.get("/basket")?;
    let placed = client.send(&basket, "/orders", &[("agree", "yes")])?;
    let reference = placed.location.rsplit_once("/orders/placed/").map(|(_, reference)| reference.to_owned());
    scene.done(&placed, "order", reference.map(Done::Ordered))
}

/// Looks at one of the newest orders, and confirms what there is to confirm.
fn at_an_order(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    // What was recorded is seldom on the first page, where the newest orders are.
    let list = client.get(&format!("/orders?page={}", 1 + chance.below(8)))?;
    let confirms: Vec<String> = list.forms().into_iter().filter(|action| action.ends_with("/confirm")).collect();
    if let Some(action) = chance.one(&confirms) {
        let answer = client.send(&list, &action, &[])?;
        return scene.done(&answer, "confirm", Some(Done::Confirmed(number(&action, 3))));
    }
    let is_order = |link: &String| link.starts_with("/orders/") && link.matches('/').count() == 2;
    let orders: Vec<String> = list.links().into_iter().filter(is_order).collect();
    let Some(order) = chance.one(&orders) else { return Ok(()) };
    let page = client.get(&order)?;
    for action in page.forms().into_iter().filter(|action| action.ends_with("/confirm")) {
        let answer = client.send(&page, &action, &[])?;
        scene.done(&answer, "confirm", Some(Done::Confirmed(number(&action, 3))))?;
    }
    Ok(())
}

fn call_off(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    // One in four, so that most are delivered.
    if chance.below(4) != 0 {
        return Ok(());
    }
    let list = client.get("/orders")?;
    let is_order = |link: &String| link.starts_with("/orders/") && link.matches('/').count() == 2;
    let orders: Vec<String> = list.links().into_iter().filter(is_order).collect();
    let Some(order) = chance.one(&orders) else { return Ok(()) };
    let path = format!("{order}/cancel");
    let page = client.get(&path)?;
    if page.status != 200 {
        return Ok(());
    }
    let answer = client.send(&page, &path, &[])?;
    scene.done(&answer, "cancel", Some(Done::CalledOff(part(&order, 1))))
}

fn pay(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    let list = client.get("/invoices?state=approved")?;
    let is_invoice = |link: &String| link.starts_with("/invoices/") && link.matches('/').count() == 2;
    let invoices: Vec<String> = list.links().into_iter().filter(is_invoice).collect();
    let Some(invoice) = chance.one(&invoices) else { return Ok(()) };
    let path = format!("{invoice}/pay");
    let page = client.get(&path)?;
    if page.status != 200 {
        return Ok(());
    }
    let day = scene.today;
    let (on, month, year) = (day.day().to_string(), day.month().to_string(), day.year().to_string());
    let fields =
        [("paid_on_day", on.as_str()), ("paid_on_month", &month), ("paid_on_year", &year), ("evidence", "FP CHAOS")];
    let answer = client.send(&page, &path, &fields)?;
    scene.done(&answer, "pay", Some(Done::Paid(number(&invoice, 1))))
}

/// The provider's staff accept, record and invoice. Ends when the program doesn't answer.
pub fn staff(mut client: Client, scene: &Scene, mut chance: Chance) {
    loop {
        let done = match chance.below(3) {
            0 => accept(&mut client, scene, &mut chance),
            1 => record(&mut client, scene, &mut chance),
            _ => invoice(&mut client, scene, &mut chance),
        };
        if done.is_err() {
            return;
        }
    }
}

fn accept(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    let page = client.get("/provider/orders?status=placed")?;
    let actions: Vec<String> = page.forms().into_iter().filter(|action| action.ends_with("/accept")).collect();
    let Some(action) = chance.one(&actions) else { return Ok(()) };
    let answer = client.send(&page, &action, &[])?;
    scene.done(&answer, "accept", Some(Done::Accepted(part(&action, 2))))
}

fn record(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    let page = client.get("/provider/visits")?;
    let actions: Vec<String> = page.forms().into_iter().filter(|action| action.ends_with("/as-planned")).collect();
    let Some(action) = chance.one(&actions) else { return Ok(()) };
    let answer = client.send(&page, &action, &[])?;
    scene.done(&answer, "record", Some(Done::Recorded(number(&action, 2))))
}

fn invoice(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    let list = client.get("/provider/invoices/new?until=all")?;
    let links: Vec<String> =
        list.links().into_iter().filter(|link| link.starts_with("/provider/invoices/new/")).collect();
    let Some(link) = chance.one(&links) else { return Ok(()) };
    let page = client.get(&link)?;
    let Some(action) = page.forms().into_iter().find(|action| action.starts_with("/provider/invoices/new/")) else {
        return Ok(());
    };
    let answer = client.send(&page, &action, &[])?;
    let made = answer.location.strip_prefix("/invoices/").map(|_| Done::Invoiced(number(&answer.location, 1)));
    scene.done(&answer, "invoice", made)
}
