//! Statements as banks send them, and as they should never come.

use super::*;

fn own() -> [BankAccount; 1] {
    [BankAccount { name: "Airevale Council".to_owned(), sort_code: "200000".to_owned(), number: "12345678".to_owned() }]
}

/// A statement that came after all its days.
fn read(bytes: &[u8], own: &[BankAccount]) -> Result<Statement, StatementFault> {
    super::read(bytes, own, NaiveDate::MAX)
}

fn pence(pence: i64) -> Money {
    Money::from_pence(pence)
}

const CAMT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-26T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><IBAN>GB29NWBK20000012345678</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-24</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">910.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-25</Dt></Dt></Bal>
<Ntry><Amt Ccy="GBP">60.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><Dt>2026-11-24</Dt></BookgDt><AcctSvcrRef>A1</AcctSvcrRef><BkTxCd><Prtry><Cd>BP</Cd></Prtry></BkTxCd>
 <NtryDtls><TxDtls><Refs><EndToEndId>HPPAY00000001</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="GBP">40.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><DtTm>2026-11-24T10:00:00</DtTm></BookgDt><AcctSvcrRef>A2</AcctSvcrRef><BkTxCd><Prtry><Cd>BP</Cd></Prtry></BkTxCd>
 <NtryDtls><TxDtls><Refs><EndToEndId>HPPAY00000002</EndToEndId></Refs><Amt Ccy="GBP">15.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>
 <TxDtls><Refs><EndToEndId>HPPAY00000003</EndToEndId></Refs><Amt Ccy="GBP">25.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="GBP">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
 <BookgDt><Dt>2026-11-25</Dt></BookgDt><BkTxCd><Prtry><Cd>BP</Cd></Prtry></BkTxCd><AddtlNtryInf>CN-57-0001 refund</AddtlNtryInf></Ntry>
</Stmt></BkToCstmrStmt></Document>"#;

/// See `make papers`: what is read here is what a bank may send.
#[test]
fn the_statement_of_these_tests_for_others_to_check() {
    let Some(folder) = crate::billing::model::papers_folder() else { return };
    std::fs::write(folder.join("camt.053.xml"), CAMT).unwrap();
}

#[test]
fn a_camt_statement_is_read_with_the_parts_of_what_was_put_together() {
    let statement = read(CAMT.as_bytes(), &own()).unwrap();
    let lines: Vec<(i64, &str)> =
        statement.entries.iter().map(|entry| (entry.amount.pence(), entry.words.as_str())).collect();
    assert_eq!(
        lines,
        [(-6_000, "HPPAY00000001"), (-1_500, "HPPAY00000002"), (-2_500, "HPPAY00000003"), (1_000, "CN-57-0001 refund")]
    );
    assert_eq!((statement.opening, statement.closing), (pence(100_000), pence(91_000)));
    assert_eq!(statement.entries[1].on.to_string(), "2026-11-24");
}

#[test]
fn the_same_line_has_the_same_key_in_another_statement() {
    let again = read(CAMT.replace("<Id>S1</Id>", "<Id>S2</Id>").as_bytes(), &own()).unwrap();
    let first = read(CAMT.as_bytes(), &own()).unwrap();
    let keys = |statement: &Statement| statement.entries.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&first), keys(&again));
    assert_eq!(keys(&first).iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
}

#[test]
fn another_account_or_a_sum_that_is_off_is_refused() {
    let other = CAMT.replace("GB29NWBK20000012345678", "GB29NWBK20000012345679");
    assert_eq!(read(other.as_bytes(), &own()), Err(StatementFault::OtherAccount));
    let off = CAMT.replace("910.00", "910.01");
    let fault = StatementFault::Unbalanced { lines: pence(-9_000), balances: pence(-8_999) };
    assert_eq!(read(off.as_bytes(), &own()), Err(fault));
    let dollars = CAMT.replacen("Ccy=\"GBP\">60.00", "Ccy=\"USD\">60.00", 1);
    assert!(matches!(read(dollars.as_bytes(), &own()), Err(StatementFault::BadLine(1, _))));
}

#[test]
fn a_csv_statement_is_read_in_any_order_of_columns() {
    let file = "Date,Account,Amount,Reference,Balance\n24/11/2026,20-00-00 12345678,-60.00,HPPAY00000001,940.00\n\
                2026-11-25,20-00-00 12345678,10.00,\"CN-57-0001, refund\",950.00\n";
    let statement = read(file.as_bytes(), &own()).unwrap();
    assert_eq!((statement.opening, statement.closing), (pence(100_000), pence(95_000)));
    assert_eq!(statement.entries.len(), 2);
    assert_eq!(statement.entries[1].words, "CN-57-0001, refund");
}

/// Two days in one file, with a statement of somebody else's account between them, and a line that came twice.
#[test]
fn every_statement_of_ours_in_a_file_is_read_and_equal_lines_are_told_apart() {
    let from = CAMT.find("<Stmt>").unwrap();
    let (head, stmt) = (&CAMT[..from], CAMT[from..].trim_end_matches("</BkToCstmrStmt></Document>"));
    let next = stmt.replace("910.00", "820.00").replace("1000.00", "910.00").replace("A1", "B1").replace("A2", "B2");
    let next = next.replace("2026-11-24", "2026-11-26").replace("2026-11-25", "2026-11-26");
    let other = stmt.replace("GB29NWBK20000012345678", "GB29NWBK20000099999999").replace("OPBD", "ITBD");
    let file = format!("{head}{other}{next}{stmt}</BkToCstmrStmt></Document>");
    let both = read(file.as_bytes(), &own()).unwrap();
    assert_eq!((both.entries.len(), both.opening, both.closing), (8, pence(100_000), pence(82_000)));
    assert_eq!(both.entries[0].on.to_string(), "2026-11-24", "the earlier day first");
    let off = file.replace("820.00", "820.01");
    assert!(matches!(read(off.as_bytes(), &own()), Err(StatementFault::Unbalanced { .. })), "each has to balance");
    let refund = &stmt[stmt.rfind("<Ntry>").unwrap()..stmt.rfind("</Stmt>").unwrap()];
    let twice = CAMT.replace(refund, &refund.repeat(2)).replace("910.00", "920.00");
    let lines = read(twice.as_bytes(), &own()).unwrap().entries;
    assert_eq!(lines.len(), 5);
    assert_ne!(lines[3].key, lines[4].key);
    assert_eq!(lines[3].key, read(CAMT.as_bytes(), &own()).unwrap().entries[3].key);
}

#[test]
fn a_csv_statement_with_the_newest_line_first_is_read() {
    let file = "Account,Date,Reference,Amount,Balance\n20-00-00 12345678,2026-11-25,Refund,10.00,950.00\n\
                20-00-00 12345678,2026-11-24,HPPAY00000001,-60.00,940.00\n";
    let statement = read(file.as_bytes(), &own()).unwrap();
    assert_eq!((statement.opening, statement.closing), (pence(100_000), pence(95_000)));
    assert_eq!(statement.entries[0].words, "HPPAY00000001");
}

#[test]
fn a_line_of_a_day_still_to_come_is_refused() {
    let on = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    assert!(super::read(CAMT.as_bytes(), &own(), on(25)).is_ok(), "the day of its last line");
    assert_eq!(super::read(CAMT.as_bytes(), &own(), on(24)), Err(StatementFault::StillToCome(on(25))));
}

#[test]
fn csv_that_is_wrong_is_refused_with_its_line() {
    let row = "20-00-00 12345678,2026-11-24,HPPAY00000001,-60.00,940.00\n";
    let file = |rows: &str| format!("Account,Date,Reference,Amount,Balance\n{rows}");
    let fault = |rows: &str| read(file(rows).as_bytes(), &own()).unwrap_err();
    assert!(matches!(fault(&row.replace("-60.00", "sixty")), StatementFault::BadLine(2, _)));
    assert!(matches!(fault(&row.replace("2026-11-24", "2026-02-29")), StatementFault::BadLine(2, _)));
    assert!(matches!(fault(&format!("{row}{row}")), StatementFault::BadLine(3, _)), "the balance doesn't go on");
    assert_eq!(fault(&row.replace("12345678", "12345679")), StatementFault::OtherAccount);
    assert_eq!(fault(""), StatementFault::Empty);
    assert_eq!(read(b"Date,What\n1,2\n", &own()), Err(StatementFault::NotRead));
}

#[test]
fn half_files_and_hostile_ones_are_refused() {
    for length in [0, 1, 100, CAMT.len() / 2, CAMT.len() - 20] {
        assert!(read(&CAMT.as_bytes()[..length], &own()).is_err(), "{length}");
    }
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    assert_eq!(read(bomb.as_bytes(), &own()), Err(StatementFault::NotRead));
    assert_eq!(read(&[0xff, 0xfe, 0x00], &own()), Err(StatementFault::NotRead));
    let deep = "<a>".repeat(100_000);
    assert_eq!(read(deep.as_bytes(), &own()), Err(StatementFault::NotRead));
}
