//! Bank statements as they come: camt.053 or CSV, read whole or refused.
//!
//! A statement is taken only when it is of the payer's own account and when it balances: what was there before, and
//! every line, come to what was there after. What each line means is decided elsewhere.

use chrono::NaiveDate;
use roxmltree::{Document, Node, ParsingOptions};

use super::bank::BankAccount;
use crate::kernel::Money;
use crate::kernel::dates::long_date;

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 4 * 1024 * 1024;
/// The most lines of a statement.
pub const MOST_LINES: usize = 5_000;
/// The most elements that are read of a file.
const MOST_NODES: u32 = 400_000;

/// Why a statement isn't taken. Each displays as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    /// It is neither camt.053 nor CSV, or only a part of it came.
    #[error("We can’t read this file. Use a camt.053 file, or a CSV file with the columns named below.")]
    NotRead,
    /// A line that makes no sense.
    #[error("Line {0} of this file makes no sense: {1}. Nothing was read.")]
    BadLine(usize, &'static str),
    /// It is of another account.
    #[error("This statement is of another account. Nothing was read.")]
    OtherAccount,
    /// The lines don't come to the difference.
    #[error(
        "This statement doesn’t balance: its lines come to {lines}, and its balances differ by {balances}. Nothing was read."
    )]
    Unbalanced {
        /// What the lines come to.
        lines: Money,
        /// What the balances say.
        balances: Money,
    },
    /// Too many lines.
    #[error("A statement can have 5,000 lines at most. Send it in parts.")]
    TooLong,
    /// A line of a day that is still to come: no bank has moved that money.
    #[error("A line of this file is dated {}, which is still to come. Nothing was read.", long_date(*.0))]
    StillToCome(NaiveDate),
    /// Nothing in it.
    #[error("There are no lines in this statement.")]
    Empty,
}

/// One line: money in or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the bank calls it. The same line in another statement has the same one.
    pub key: String,
    /// When.
    pub on: NaiveDate,
    /// How much; below nothing for money out.
    pub amount: Money,
    /// Everything written beside it.
    pub words: String,
}

/// What was read: one statement, or all of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its account, as it is written; the first of several.
    pub account: String,
    /// What was there before.
    pub opening: Money,
    /// What was there after.
    pub closing: Money,
    /// Its lines, in their order.
    pub entries: Vec<Entry>,
}

/// Reads a file of statements of one payer: all that it holds of their own accounts, and of nobody else's, up to `today`.
///
/// # Errors
/// [`StatementFault`]; a file is taken whole or not at all.
pub fn read(bytes: &[u8], own: &[BankAccount], today: NaiveDate) -> Result<Statement, StatementFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| StatementFault::NotRead)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_own = |account: &str| own.iter().any(|own| own.is(account));
    let statements = if text.starts_with('<') {
        camt(text, &is_own)?
    } else {
        let statement = csv(text)?;
        if !is_own(&statement.account) {
            return Err(StatementFault::OtherAccount);
        }
        vec![statement]
    };
    if statements.iter().map(|statement| statement.entries.len()).sum::<usize>() > MOST_LINES {
        return Err(StatementFault::TooLong);
    }
    let statements = statements.into_iter().map(balanced).collect::<Result<Vec<_>, _>>()?;
    let whole = together(statements)?;
    match whole.entries.iter().find(|entry| entry.on > today) {
        Some(ahead) => Err(StatementFault::StillToCome(ahead.on)),
        None => Ok(whole),
    }
}

fn balanced(statement: Statement) -> Result<Statement, StatementFault> {
    let lines = Money::sum(statement.entries.iter().map(|entry| entry.amount)).ok_or(StatementFault::NotRead)?;
    let balances = statement.closing.checked_sub(statement.opening).ok_or(StatementFault::NotRead)?;
    if lines == balances { Ok(statement) } else { Err(StatementFault::Unbalanced { lines, balances }) }
}

/// The statements of a file as one: each account from its first balance to its last, the accounts added up.
fn together(mut statements: Vec<Statement>) -> Result<Statement, StatementFault> {
    statements.retain(|statement| !statement.entries.is_empty());
    statements.sort_by_key(|statement| statement.entries.iter().map(|entry| entry.on).min());
    let mut whole: Vec<Statement> = Vec::new();
    for mut next in statements {
        match whole.iter_mut().find(|known| known.account == next.account) {
            Some(known) => {
                known.closing = next.closing;
                known.entries.append(&mut next.entries);
            }
            None => whole.push(next),
        }
    }
    let sum = |of: fn(&Statement) -> Money| Money::sum(whole.iter().map(of)).ok_or(StatementFault::NotRead);
    let (opening, closing) = (sum(|one| one.opening)?, sum(|one| one.closing)?);
    let account = whole.first().map(|one| one.account.clone()).ok_or(StatementFault::Empty)?;
    Ok(Statement { account, opening, closing, entries: whole.into_iter().flat_map(|one| one.entries).collect() })
}

type Xml<'a> = Node<'a, 'a>;

fn children<'a>(node: Xml<'a>, name: &'static str) -> impl Iterator<Item = Xml<'a>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

fn at<'a>(node: Xml<'a>, path: &[&'static str]) -> Option<Xml<'a>> {
    path.iter().try_fold(node, |node, name| children(node, name).next())
}

fn text<'a>(node: Xml<'a>, path: &[&'static str]) -> &'a str {
    at(node, path).and_then(|node| node.text()).unwrap_or_default().trim()
}

/// An amount with its sign: `CdtDbtInd` says which way it went.
fn signed(node: Xml<'_>) -> Option<Money> {
    let amount = at(node, &["Amt"]).filter(|amount| amount.attribute("Ccy") == Some("GBP"))?;
    let amount = Money::parse(amount.text()?).ok()?;
    match text(node, &["CdtDbtInd"]) {
        "CRDT" => Some(amount),
        "DBIT" => amount.checked_neg(),
        _ => None,
    }
}

/// Every statement of a file that is of an account of ours; banks put several days or accounts into one file.
fn camt(file: &str, is_own: &impl Fn(&str) -> bool) -> Result<Vec<Statement>, StatementFault> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(file, options).map_err(|_| StatementFault::NotRead)?;
    let all = at(document.root_element(), &["BkToCstmrStmt"]).ok_or(StatementFault::NotRead)?;
    if at(all, &["Stmt"]).is_none() {
        return Err(StatementFault::NotRead);
    }
    let mut read = Vec::new();
    let mut known = Vec::new();
    for one in children(all, "Stmt") {
        let account = camt_account(one);
        if is_own(&account) {
            read.push(camt_statement(one, account, &mut known)?);
        }
    }
    if read.is_empty() { Err(StatementFault::OtherAccount) } else { Ok(read) }
}

/// The account of a statement: an IBAN, or a sort code and a number.
fn camt_account(one: Xml<'_>) -> String {
    let iban = text(one, &["Acct", "Id", "IBAN"]);
    let account = if iban.is_empty() { text(one, &["Acct", "Id", "Othr", "Id"]) } else { iban };
    let branch = text(one, &["Acct", "Svcr", "FinInstnId", "ClrSysMmbId", "MmbId"]);
    if account.len() == 8 { format!("{branch}{account}") } else { account.to_owned() }
}

/// One statement; `known` are the keys of the lines before it in the file to which the bank gave no reference.
fn camt_statement(one: Xml<'_>, account: String, known: &mut Vec<String>) -> Result<Statement, StatementFault> {
    let balance = |codes: &[&str]| {
        let is = |node: &Xml<'_>| codes.contains(&text(*node, &["Tp", "CdOrPrtry", "Cd"]));
        children(one, "Bal").find(is).and_then(signed)
    };
    let mut entries = Vec::new();
    for (place, entry) in children(one, "Ntry").enumerate() {
        let mut lines = camt_entry(entry, place + 1)?;
        if text(entry, &["AcctSvcrRef"]).is_empty() && text(entry, &["NtryRef"]).is_empty() {
            for line in &mut lines {
                number(line, known);
            }
        }
        entries.extend(lines);
    }
    Ok(Statement {
        account,
        opening: balance(&["OPBD", "PRCD"]).ok_or(StatementFault::NotRead)?,
        closing: balance(&["CLBD"]).ok_or(StatementFault::NotRead)?,
        entries,
    })
}

/// Lines of one file that say the same are several lines: the second is known as such.
fn number(line: &mut Entry, known: &mut Vec<String>) {
    let before = known.iter().filter(|key| **key == line.key).count();
    known.push(line.key.clone());
    if before > 0 {
        line.key = format!("{}#{}", line.key, before + 1);
    }
}

/// An entry as one line, or as one for each of the payments that the bank put together in it.
fn camt_entry(entry: Xml<'_>, number: usize) -> Result<Vec<Entry>, StatementFault> {
    let bad = |what| StatementFault::BadLine(number, what);
    let amount = signed(entry).ok_or(bad("it has no amount in pounds"))?;
    let on = text(entry, &["BookgDt", "Dt"])
        .parse()
        .or_else(|_| text(entry, &["BookgDt", "DtTm"]).get(..10).unwrap_or_default().parse());
    let on = on.map_err(|_| bad("it has no date"))?;
    let service = text(entry, &["AcctSvcrRef"]);
    let key = if service.is_empty() { text(entry, &["NtryRef"]) } else { service };
    let parts: Vec<Xml<'_>> = children(entry, "NtryDtls").flat_map(|details| children(details, "TxDtls")).collect();
    let known: Option<Vec<Money>> = parts.iter().map(|part| part_amount(*part, amount)).collect();
    match known {
        Some(amounts) if parts.len() > 1 && Money::sum(amounts.iter().copied()) == Some(amount) => {
            let part = |((place, part), amount): ((usize, &Xml<'_>), Money)| Entry {
                key: keyed(key, on, amount, &format!("{} {}", place + 1, said(*part))),
                on,
                amount,
                words: said(*part),
            };
            Ok(parts.iter().enumerate().zip(amounts).map(part).collect())
        }
        _ => {
            let words = said(entry);
            Ok(vec![Entry { key: keyed(key, on, amount, &words), on, amount, words }])
        }
    }
}

/// The amount of one payment of several, with the sign of the whole.
fn part_amount(part: Xml<'_>, whole: Money) -> Option<Money> {
    let amount = at(part, &["Amt"]).or_else(|| at(part, &["AmtDtls", "TxAmt", "Amt"]))?;
    let amount = Money::parse(amount.text()?).ok()?;
    if whole.is_negative() { amount.checked_neg() } else { Some(amount) }
}

/// Everything that is written in a part of the file, without amounts and dates.
fn said(node: Xml<'_>) -> String {
    let words = node.descendants().filter(|node| {
        let name = node.tag_name().name();
        node.is_element()
            && matches!(name, "EndToEndId" | "InstrId" | "Ustrd" | "Ref" | "AddtlNtryInf" | "AddtlTxInf" | "Nm")
    });
    let mut said: Vec<&str> =
        words.filter_map(|node| node.text()).map(str::trim).filter(|word| !word.is_empty()).collect();
    said.dedup();
    said.join(" ").chars().take(500).collect()
}

/// What a line is known by: the bank's own reference with its day, because some banks count from one in each statement; or
/// all that it says where there is none.
fn keyed(bank: &str, on: NaiveDate, amount: Money, words: &str) -> String {
    let key = if bank.is_empty() {
        format!("{on} {} {words}", amount.plain())
    } else {
        format!("{bank} {on} {} {words}", amount.plain())
    };
    key.chars().take(600).collect()
}

/// The columns of a CSV statement.
pub const COLUMNS: [&str; 5] = ["Account", "Date", "Reference", "Amount", "Balance"];

fn csv(file: &str) -> Result<Statement, StatementFault> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file.as_bytes());
    let headers = reader.headers().map_err(|_| StatementFault::NotRead)?.clone();
    let place = |column: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(column));
    let places: Option<Vec<usize>> = COLUMNS.iter().map(|column| place(column)).collect();
    let places = places.ok_or(StatementFault::NotRead)?;
    let mut rows = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let number = row + 2;
        let bad = |what| StatementFault::BadLine(number, what);
        let record = record.map_err(|_| bad("it has more or fewer columns than the first"))?;
        let cells: Vec<&str> = places.iter().map(|place| record.get(*place).unwrap_or_default()).collect();
        let [account, date, words, amount, balance] = cells[..] else { return Err(StatementFault::NotRead) };
        let on = day(date).ok_or(bad("its date can’t be read"))?;
        let amount = Money::parse_signed(amount).map_err(|_| bad("its amount can’t be read"))?;
        let balance = Money::parse_signed(balance).map_err(|_| bad("its balance can’t be read"))?;
        let before = balance.checked_sub(amount).ok_or(bad("its balance can’t be held"))?;
        let key = keyed("", on, amount, &format!("{words} {}", balance.plain()));
        let entry = Entry { key, on, amount, words: words.chars().take(500).collect() };
        rows.push(Row { number, account: account.to_owned(), before, after: balance, entry });
        if rows.len() > MOST_LINES {
            return Err(StatementFault::TooLong);
        }
    }
    // Some banks write the newest line first.
    let turned = rows.iter().rev().cloned().collect();
    in_order(rows).or_else(|fault| in_order(turned).map_err(|_| fault))
}

/// A row of a CSV statement, with the balances before and after it.
#[derive(Clone)]
struct Row {
    number: usize,
    account: String,
    before: Money,
    after: Money,
    entry: Entry,
}

/// The rows as a statement, when each goes on where the one before ended.
fn in_order(rows: Vec<Row>) -> Result<Statement, StatementFault> {
    let mut found: Option<Statement> = None;
    for row in rows {
        let bad = |what| Err(StatementFault::BadLine(row.number, what));
        let statement = found.get_or_insert_with(|| Statement {
            account: row.account.clone(),
            opening: row.before,
            closing: row.before,
            entries: Vec::new(),
        });
        if statement.account != row.account {
            return bad("it is of another account than the first");
        }
        if statement.closing != row.before {
            return bad("its balance isn’t the one before with the amount added");
        }
        statement.closing = row.after;
        statement.entries.push(row.entry);
    }
    found.ok_or(StatementFault::Empty)
}

/// A day as British banks write it: "2026-11-24" or "24/11/2026".
fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().or_else(|| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok())
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;
