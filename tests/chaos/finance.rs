//! What a council's finance officer does, through the pages, until the program is gone: payment runs are made, sent or given
//! up, and the bank's statements are read in, some of them twice.
//!
//! What the bank does with a payment goes by its number alone, so that a statement that is made again is the same one: it
//! pays all, and every fifth comes back the same day.

use std::io;

use super::client::{Answer, Client};
use super::people::{Chance, Done, Scene, number};

/// The council's account, as the bank writes it.
const ACCOUNT: &str = "20-00-00 87654321";

/// Ends when the program doesn't answer.
pub fn officer(mut client: Client, scene: &Scene, mut chance: Chance) {
    loop {
        let done = match chance.below(4) {
            0 => make(&mut client, scene),
            1 => send(&mut client, scene, &mut chance),
            _ => read_in(&mut client, scene, &mut chance),
        };
        if done.is_err() {
            return;
        }
    }
}

/// Whether the bank gives the money of a payment back.
pub fn comes_back(payment: i64) -> bool {
    payment % 5 == 0
}

fn make(client: &mut Client, scene: &Scene) -> io::Result<()> {
    let page = client.get("/council/payments")?;
    if !page.forms().iter().any(|action| action == "/council/payments") {
        return Ok(());
    }
    let answer = client.send(&page, "/council/payments", &[])?;
    scene.done(&answer, "make a run", Some(Done::RunMade(number(&answer.location, 2))))
}

/// A run by chance, of those on the first page.
fn a_run(client: &mut Client, chance: &mut Chance) -> io::Result<Option<(String, Answer)>> {
    let list = client.get("/council/payments")?;
    let is_run = |link: &String| link.starts_with("/council/payments/") && number(link, 2) > 0;
    let runs: Vec<String> = list.links().into_iter().filter(is_run).collect();
    let Some(run) = chance.one(&runs) else { return Ok(None) };
    let page = client.get(&run)?;
    Ok(Some((run, page)))
}

/// Makes the file for the bank; one in eight runs is given up.
fn send(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    let Some((run, page)) = a_run(client, chance)? else { return Ok(()) };
    let (to_send, to_cancel) = (format!("{run}/send"), format!("{run}/cancel"));
    if !page.forms().contains(&to_send) {
        return Ok(());
    }
    if chance.below(8) == 0 {
        let answer = client.send(&page, &to_cancel, &[])?;
        return scene.done(&answer, "give a run up", Some(Done::RunGivenUp(number(&run, 2))));
    }
    let answer = client.send(&page, &to_send, &[])?;
    scene.done(&answer, "send a run", Some(Done::RunSent(number(&run, 2))))
}

/// The payments of a file for the bank: number, and pounds and pence.
fn payments(file: &str) -> Vec<(i64, String)> {
    let between = |text: &str, from: &str, to: &str| {
        Some(text.split_once(from)?.1.split_once(to)?.0.to_owned()).filter(|found| !found.is_empty())
    };
    let each = file.split("<EndToEndId>HPPAY").skip(1);
    each.filter_map(|text| {
        let amount = between(text, "<InstdAmt Ccy=\"GBP\">", "</InstdAmt>")?;
        Some((text.split_once('<')?.0.parse().ok()?, amount))
    })
    .collect()
}

/// What the bank says of one payment.
fn statement(scene: &Scene, (payment, amount): &(i64, String)) -> String {
    let (day, balance) = (scene.today, 1_000_000 + payment);
    let after = format!("{balance}.00");
    let before = less(balance, amount);
    let head = "Account,Date,Reference,Amount,Balance\n";
    let paid = format!("{ACCOUNT},{day},HPPAY{payment:08},-{amount},{before}\n");
    let back = format!("{ACCOUNT},{day},RETURN HPPAY{payment:08},{amount},{after}\n");
    [head, &paid, if comes_back(*payment) { &back } else { "" }].concat()
}

/// Whole pounds less pounds and pence.
fn less(pounds: i64, amount: &str) -> String {
    let (whole, pence) = amount.split_once('.').unwrap_or((amount, "0"));
    let taken = whole.parse::<i64>().unwrap() * 100 + pence.parse::<i64>().unwrap();
    let left = pounds * 100 - taken;
    format!("{}.{:02}", left / 100, left % 100)
}

fn read_in(client: &mut Client, scene: &Scene, chance: &mut Chance) -> io::Result<()> {
    const STATEMENTS: &str = "/council/payments/statements";
    let Some((run, page)) = a_run(client, chance)? else { return Ok(()) };
    let path = format!("{run}/file");
    if !page.links().contains(&path) {
        return Ok(());
    }
    let file = client.get(&path)?;
    let all = payments(file.text());
    let Some(payment) = all.get(chance.below(all.len())) else { return Ok(()) };
    let form = client.get(STATEMENTS)?;
    let answer = client.upload(&form, STATEMENTS, ("file", "statement.csv", &statement(scene, payment)))?;
    scene.done(&answer, "read a statement in", Some(Done::BankSaid(payment.0)))
}
