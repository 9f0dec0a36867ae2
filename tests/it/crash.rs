//! The built program, killed in the middle of ordering and started again: every order that was answered with success
//! is there, none is half there, and the books are right. It then stops when asked to, with its work finished.

mod client;
mod town;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Sender, channel};

use diesel::prelude::*;
use handpick::budgets::ledger;
use handpick::db::schema::orders::dsl as orders;
use handpick::db::{Db, DbError};
use handpick::kernel::Money;

use client::Client;
use town::Town;

/// Orders that were answered before the program is killed.
const ANSWERED: usize = 12;
/// Orders that each holder tries to place; more than are ever reached.
const TRIES: usize = 60;

fn handpick(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handpick"));
    command
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", format!("sqlite:{}", folder.join("crash.db").display()))
        .env("HANDPICK_DATA_DIR", folder)
        .env("HANDPICK_LISTEN", "127.0.0.1:0")
        .env("HANDPICK_SECRET_KEY", "a key that only tests use, and no more")
        .env("HANDPICK_LOG", "off")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The program, serving; killed when this is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = handpick(folder, &["serve"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = said.next().expect("it says where it listens").unwrap();
        let address = line.split_once("http://").unwrap_or_else(|| panic!("no address in {line:?}")).1.to_owned();
        Self { child, address }
    }

    /// As `kill -9` does: nothing is finished.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As `kill` does: work in hand is finished. Gives whether it ended well.
    fn stop(mut self) -> bool {
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Orders again and again until the program is gone, and tells of each order that was answered.
fn order(mut holder: Client, town: &Town, tell: &Sender<String>) {
    for _ in 0..TRIES {
        let Ok(reference) = holder.order(town) else { return };
        if tell.send(reference).is_err() {
            return;
        }
    }
}

fn verify(folder: &Path) -> Output {
    handpick(folder, &["ledger", "verify"]).output().unwrap()
}

/// What is committed in each pot is what its holder's orders come to.
fn whole_orders_only(town: &Town) {
    let database = town.open();
    for (holder, pot) in &town.holders {
        let (holder_id, pot) = (holder.0, *pot);
        let (committed, totals) = database
            .read_blocking(move |db: &mut Db| {
                let totals: Vec<i64> = orders::orders
                    .filter(orders::holder_id.eq(holder_id))
                    .select(orders::total_pence)
                    .load(db)
                    .map_err(DbError::from)?;
                Ok::<_, DbError>((ledger::balances(db, pot)?.committed, totals))
            })
            .unwrap();
        assert_eq!(committed, Money::from_pence(totals.iter().sum()), "holder {holder_id} has {} orders", totals.len());
    }
    database.close_blocking();
}

#[test]
fn what_was_answered_survives_a_kill() {
    let folder = tempfile::Builder::new().prefix("handpick-crash-").tempdir().unwrap();
    let town = Town::found(folder.path());
    let mut server = Server::start(folder.path());
    let people: Vec<Client> =
        town.emails.iter().map(|email| Client::signed_in(&server.address, email).unwrap()).collect();
    let cookies: Vec<Client> = people.clone();
    let (tell, answers) = channel();
    let answered = std::thread::scope(|scope| {
        for holder in people {
            let (town, tell) = (&town, tell.clone());
            scope.spawn(move || order(holder, town, &tell));
        }
        drop(tell);
        let mut answered: Vec<String> = answers.iter().take(ANSWERED).collect();
        server.kill();
        // Answers that were on their way when it was killed count, too.
        answered.extend(answers.iter());
        answered
    });
    assert!(answered.len() >= ANSWERED && answered.len() < town.emails.len() * TRIES, "{} answered", answered.len());

    let checked = verify(folder.path());
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    whole_orders_only(&town);

    let server = Server::start(folder.path());
    let again: Vec<Client> = cookies.into_iter().map(|holder| holder.at(&server.address)).collect();
    for reference in &answered {
        let seen = again.iter().filter(|holder| holder.status(&format!("/orders/{reference}")).unwrap() == 200).count();
        assert_eq!(seen, 1, "order {reference} is there for the one who placed it");
    }
    assert_eq!(again[0].head("/search").unwrap(), (200, 0), "HEAD is answered without a body");
    assert!(server.stop(), "it ends well when asked to stop");
    assert!(verify(folder.path()).status.success());
}
