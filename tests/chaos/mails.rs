//! The mails that were to be sent, held against those that were: each once or twice, never none.
//!
//! A job forgets its mail when it is sent, so the database keeps a copy of each mail that is queued, by a trigger that
//! only this test puts there.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use handpick::db::{Database, Db, DbError};
use handpick::mail::Email;

const SQLITE: &str = "CREATE TABLE chaos_mails (payload TEXT NOT NULL);
    CREATE TRIGGER chaos_copies_mails AFTER INSERT ON jobs WHEN NEW.kind = 'email'
    BEGIN INSERT INTO chaos_mails (payload) VALUES (NEW.payload); END;";

const POSTGRES: &str = "CREATE TABLE chaos_mails (payload TEXT NOT NULL);
    CREATE FUNCTION chaos_copies_mails() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.kind = 'email' THEN INSERT INTO chaos_mails (payload) VALUES (NEW.payload); END IF;
        RETURN NEW;
    END; $$;
    CREATE TRIGGER chaos_copies_mails AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION chaos_copies_mails();";

/// Has each queued mail copied.
pub fn copy_queued(database: &Database) {
    let put = |db: &mut Db| {
        match db {
            Db::Sqlite(connection) => connection.batch_execute(SQLITE)?,
            Db::Postgres(connection) => connection.batch_execute(POSTGRES)?,
        }
        Ok::<_, DbError>(())
    };
    database.write_blocking(put).unwrap();
}

#[derive(QueryableByName)]
struct Copied {
    #[diesel(sql_type = Text)]
    payload: String,
}

/// To whom, and the words.
type Said = (String, String);

fn same(to: &str, words: &str) -> Said {
    (to.trim().to_owned(), words.replace("\r\n", "\n").trim().to_owned())
}

fn queued(database: &Database) -> BTreeMap<Said, usize> {
    let work = |db: &mut Db| {
        let query = diesel::sql_query("SELECT payload FROM chaos_mails");
        Ok::<_, DbError>(match db {
            Db::Sqlite(connection) => query.load(connection)?,
            Db::Postgres(connection) => query.load(connection)?,
        })
    };
    let all: Vec<Copied> = database.read_blocking(work).unwrap();
    let mut mails = BTreeMap::new();
    for Copied { payload } in all {
        let email: Email = serde_json::from_str(&payload).unwrap();
        *mails.entry(same(&email.to, &email.text)).or_default() += 1;
    }
    mails
}

/// What the words were before they were made fit for mail.
fn decoded(way: &str, body: &str) -> Option<String> {
    let bytes = match way {
        "base64" => STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?,
        "quoted-printable" => {
            let (joined, mut bytes) = (body.replace("=\r\n", ""), Vec::new());
            let mut rest = joined.as_str();
            while let Some((before, after)) = rest.split_once('=') {
                bytes.extend(before.bytes());
                bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
                rest = after.get(2..)?;
            }
            bytes.extend(rest.bytes());
            bytes
        }
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).ok()
}

fn read(file: &str) -> Option<Said> {
    let (head, body) = file.split_once("\r\n\r\n")?;
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    Some(same(header("To:")?, &decoded(header("Content-Transfer-Encoding:").unwrap_or("7bit"), body)?))
}

/// How often mails were sent.
#[derive(Debug, Default)]
pub struct Sent {
    pub queued: usize,
    pub once: usize,
    pub twice: usize,
    /// What is wrong.
    pub faults: Vec<String>,
}

/// Holds what was queued against the files in the folder of sent mails.
pub fn hold(database: &Database, folder: &Path) -> Sent {
    let mut files: BTreeMap<Said, usize> = BTreeMap::new();
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        // A file that was cut short by a kill says nothing whole, and its mail is sent again.
        if let Ok(text) = std::fs::read_to_string(file.path())
            && let Some(said) = read(&text)
        {
            *files.entry(said).or_default() += 1;
        }
    }
    let mut sent = Sent::default();
    for (said, jobs) in queued(database) {
        let copies = files.get(&said).copied().unwrap_or(0);
        sent.queued += jobs;
        if copies < jobs || copies > 2 * jobs {
            let first = said.1.lines().next().unwrap_or_default();
            sent.faults.push(format!("to {}, “{first}”: queued {jobs} times, sent {copies} times", said.0));
        } else {
            sent.twice += copies - jobs;
            sent.once += 2 * jobs - copies;
        }
    }
    sent
}
