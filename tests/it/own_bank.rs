//! The lines of a holder's own bank account: nothing is counted twice, and the budget knows of what was bought elsewhere.

use diesel::prelude::*;
use handpick::budgets::ledger::{self, Balances};
use handpick::budgets::service::{enrol as money, statements};
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{DbError, schema};

use crate::billing::{delivered, make, seen};
use crate::support::browser::Browser;
use crate::support::market::{Market, pounds};
use crate::support::purse::{assert_books_are_right, day, noon};

const FILE: &str = "Transaction Date,Transaction Description,Debit Amount,Credit Amount\n\
                    03/11/2026,Taxi to the clinic,12.50,\n04/11/2026,COUNCIL,,1000.00\n05/11/2026,Shoes,40,\nsoon,Shop,1,\n\
                    01/04/2026,Bus,3,\n";
const PRIYA: &str = "/council/people/HP-204-7719";
const PDF: &[u8] = b"%PDF-1.7 a receipt";

fn holds(market: &Market) -> Balances {
    let pot = market.pot;
    market.database().read_blocking(move |db| ledger::balances(db, pot)).unwrap()
}

fn paid_and_left(market: &Market) -> (i64, i64) {
    let holds = holds(market);
    (holds.paid.pence(), holds.available.pence())
}

/// Opens a line by what the bank says of it.
async fn open<'a>(browser: &'a mut Browser, words: &str, on: &str) -> &'a mut Browser {
    browser.visit("/budget/bank").await;
    let (first, later) =
        (format!("Say what it was for: {words}, {on}"), format!("Change it, or add a receipt: {words}, {on}"));
    let label =
        if browser.html().contains("Say what it was for") && browser.text().contains(&first) { first } else { later };
    browser.follow(&label).await
}

async fn priya_with_lines(market: &Market) -> Browser {
    let mut priya = market.site.signed_in("priya@example.org").await;
    priya.visit("/budget").await.follow("The bank account").await.sees("There are no lines yet");
    priya.attach("CSV file", "lines.csv", FILE.as_bytes()).press("Look at it").await;
    priya.sees("Taxi to the clinic").sees("Line 5: “soon” is not a date").press("Keep 4 lines").await;
    priya.sees("4 new lines are added").sees("4 lines still to be explained");
    priya
}

on_each_backend! {
    /// Money spent outside Handpick is in the budget, the tracking and the council's figures, for as long as its line says so.
    async fn lines_from_a_bank_are_kept_once_and_count_what_was_bought_elsewhere(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let mut priya = priya_with_lines(&market).await;
        priya.attach("CSV file", "again.csv", FILE.as_bytes()).press("Look at it").await;
        priya.sees("4 lines of this file are here already").press("Keep 4 lines").await.sees("0 new lines are added");
        open(&mut priya, "Taxi to the clinic", "3 November 2026").await;
        priya.choose("Support that was bought outside Handpick").press("Save").await.status(422).sees("Write what you bought");
        priya.select("If it was support: which part of the plan is it?", "Help at home").fill("What was it?", "A taxi");
        priya.press("Save").await.sees("Support bought elsewhere");
        assert_eq!(paid_and_left(&market), (1_250, 198_750));
        open(&mut priya, "Shoes", "5 November 2026").await.choose("It was private, or a mistake");
        priya.press("Save").await.sees("£40.00 was private, and is to be paid back");
        assert_eq!(paid_and_left(&market), (1_250, 198_750));
        open(&mut priya, "Bus", "1 April 2026").await.choose("Support that was bought outside Handpick");
        priya.fill("What was it?", "A bus").press("Save").await.status(422).sees("before the budget began");
        for page in ["/budget", "/budget/tracking"] {
            priya.visit(page).await.sees("£12.50");
        }
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{PRIYA}/bank")).await.sees("A taxi").sees("£40.00 was private");
        ruth.visit(PRIYA).await.sees("£12.50");
        ruth.visit(&format!("{PRIYA}/bank")).await.follow("Ask about it: Shoes, 5 November 2026").await;
        ruth.fill("What do you want to know?", "Why shoes?").press("Ask about it").await.sees("They are asked");
        open(&mut priya, "Shoes", "5 November 2026").await.sees("Your council asks: Why shoes?");
        // What was said can be said anew, and then counts no more.
        open(&mut priya, "Taxi to the clinic", "3 November 2026").await.choose("I don’t know yet").press("Save").await;
        assert_eq!(paid_and_left(&market), (0, 200_000));
        assert_books_are_right(market.database());
    }

    /// What can't be right is refused in words, and another's lines don't exist.
    async fn wrong_files_lines_and_strangers_are_refused(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let mut priya = priya_with_lines(&market).await;
        priya.visit("/budget/bank/lines/999").await.status(404);
        priya.visit("/budget/bank").await.fill("How much was paid?", "5").press("Add it").await.status(422);
        let bus = [("on_day", "1"), ("on_month", "11"), ("on_year", "2026"), ("amount", "5"), ("words", "Bus")];
        priya.post("/budget/bank/add", &bus).await.sees("The line is added");
        priya.post("/budget/bank/add", &bus).await.status(422).sees("the same line on that day");
        for wrong in [&b"no table"[..], b"\0\0\0", b"Date,Amount\n", PDF] {
            priya.visit("/budget/bank").await.attach("CSV file", "x.csv", wrong).press("Look at it").await;
            priya.status(422).sees("Choose a CSV file from your bank");
        }
        priya.visit("/budget/bank").await.attach("CSV file", "x.csv", b"When,How much\nto,day\n").press("Look at it").await;
        priya.press("Look again").await.status(422).sees("Choose the columns");
        // Two tabs: the second is told.
        let said = [("was", "other"), ("turns", "0")];
        priya.post("/budget/bank/lines/1", &said).await.sees("That is written down");
        priya.post("/budget/bank/lines/1", &said).await.status(422).sees("has changed since you looked");
        priya.post("/budget/bank/lines/1", &[("was", "outside"), ("turns", "1"), ("note", "x"), ("plan_line", "999999")]).await.status(422);
        priya.post("/budget/bank/lines/1", &[("was", "invoice-1"), ("turns", "1")]).await.status(422).sees("Choose what it was for");
        let big = "Date,Amount,Description\n10/11/2026,-2000.01,A car\n";
        priya.visit("/budget/bank").await.attach("CSV file", "big.csv", big.as_bytes()).press("Look at it").await.press("Keep 1 line").await;
        open(&mut priya, "A car", "10 November 2026").await.choose("Support that was bought outside Handpick");
        priya.fill("What was it?", "A car").press("Save").await.status(422).sees("There is less left in the budget than this");
        assert_eq!(paid_and_left(&market), (0, 200_000));
        let mut tom = market.site.signed_in("tom@example.org").await;
        for path in ["/budget/bank", "/budget/bank/files/1", "/budget/bank/lines/1", &format!("{PRIYA}/bank"), &format!("{PRIYA}/bank/1")] {
            tom.visit(path).await.status(404);
        }
    }

    /// Receipts go with a line, and are seen by whoever may see the budget and by nobody else.
    async fn receipts_go_with_a_line(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let mut priya = priya_with_lines(&market).await;
        open(&mut priya, "Taxi to the clinic", "3 November 2026").await;
        let line = priya.path().to_owned();
        priya.attach("A receipt, or a page from the bank", "x.pdf", b"MZ a program").press("Add the file").await;
        priya.status(422).sees("This file can’t be read");
        priya.attach("A receipt, or a page from the bank", "taxi receipt.pdf", PDF).press("Add the file").await;
        priya.at(&line).sees("taxi receipt.pdf").sees("PDF");
        let paper = "/budget/bank/papers/1";
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{PRIYA}/bank")).await.sees("taxi receipt.pdf").visit(paper).await.status(200);
        assert_eq!((ruth.bytes(), ruth.header("content-type")), (PDF, "application/pdf"));
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit(paper).await.status(404);
        priya.press("Take it off taxi receipt.pdf").await.does_not_see("taxi receipt.pdf");
        ruth.visit(paper).await.status(404);
    }

    /// A line that pays an invoice is its payment, once; taken back, the invoice is to be paid again. Once the month is
    /// closed only the council puts it right, in the month of today.
    async fn a_line_is_an_invoices_payment_and_is_taken_back_while_its_month_is_open(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        let file = "Date,Description,Amount\n04/01/2027,AIRE VALLEY,-60.00\n04/01/2027,Taxi,-9.00\n";
        priya.visit("/budget/bank").await.attach("CSV file", "x.csv", file.as_bytes()).press("Look at it").await;
        priya.press("Keep 2 lines").await;
        let day = "4 January 2027";
        let invoice = format!("/invoices/{id}");
        let said = format!("It paid invoice {} from Aire Valley Home Support", seen(&market, id).await.invoice.reference);
        for _ in 0..2 {
            open(&mut priya, "AIRE VALLEY", day).await.choose(&said);
            priya.press("Save").await.sees("Paid an invoice");
            assert_eq!(holds(&market).paid, pounds(60));
            priya.visit(&invoice).await.sees("Bank line: AIRE VALLEY");
            open(&mut priya, "AIRE VALLEY", day).await.sees("then the invoice is to be paid again");
            priya.choose("I don’t know yet").press("Save").await;
            assert_eq!((holds(&market).paid, holds(&market).invoiced), (pounds(0), pounds(60)));
        }
        open(&mut priya, "Taxi", day).await.choose("Support that was bought outside Handpick").fill("What was it?", "A taxi");
        priya.press("Save").await;
        assert_eq!(holds(&market).paid, pounds(9));
        market.now_is("2027-02-02T12:00:00");
        statements::close(&market.app).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        open(&mut priya, "Taxi", day).await.sees("is closed, so it can’t be changed here");
        priya.post("/budget/bank/lines/2", &[("was", "open"), ("turns", "1")]).await.status(422).sees("Ask your council to put it right");
        assert_eq!(holds(&market).paid, pounds(9));
        market.site.mails().await;
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{PRIYA}/bank")).await.follow("Ask about it: Taxi, 4 January 2027").await;
        ruth.press("Ask about it").await.status(422).sees("Write what you want to know");
        ruth.fill("What do you want to know?", "Where did you go?").press("Ask about it").await.sees("They are asked");
        assert_eq!(holds(&market).paid, pounds(0));
        let mails = market.site.mails().await;
        let told = mails.iter().filter(|mail| mail.to == "priya@example.org" && mail.text.contains("Where did you go?"));
        assert_eq!(told.count(), 1);
        open(&mut priya, "Taxi", day).await.sees("Your council asks: Where did you go?");
        assert_books_are_right(market.database());
    }

    /// Two invoices that were paid together are two parts of one line; a mistake is joined again.
    async fn a_line_for_more_than_one_thing_is_split(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let visits = delivered(&market, 1).await;
        make(&market, &visits).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        let file = "Date,Description,Amount\n04/01/2027,AIRE VALLEY,-71.50\n";
        priya.visit("/budget/bank").await.attach("CSV file", "x.csv", file.as_bytes()).press("Look at it").await;
        priya.press("Keep 1 line").await;
        let day = "4 January 2027";
        open(&mut priya, "AIRE VALLEY", day).await.does_not_see("It paid invoice").press("Split the line").await.status(422);
        for wrong in ["0", "71.50", "80", "-5", "x"] {
            priya.fill("How much was the first part?", wrong).press("Split the line").await.status(422);
        }
        priya.fill("How much was the first part?", "60").press("Split the line").await.sees("The line is split");
        priya.visit("/budget/bank/lines/1").await.sees("-£60.00").sees("-£11.50").press("Make it one line again").await;
        priya.sees("It is one line again").fill("How much was the first part?", "60").press("Split the line").await;
        let parts: Vec<i64> = market.site.write(|db| {
            let lines = schema::own_bank_lines::table.filter(schema::own_bank_lines::split_of.eq(1));
            Ok(lines.select(schema::own_bank_lines::id).order(schema::own_bank_lines::id).load(db)?)
        });
        priya.visit(&format!("/budget/bank/lines/{}", parts[0])).await.sees("This is a part of a line of -£71.50");
        let said = priya.text().split("It paid invoice ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        priya.choose(&format!("It paid invoice {said} from Aire Valley Home Support")).press("Save").await;
        priya.sees("Paid an invoice").visit(&format!("/budget/bank/lines/{}", parts[1])).await;
        priya.choose("Support that was bought outside Handpick").fill("What was it?", "Gloves").press("Save").await;
        assert_eq!(paid_and_left(&market).0, 7_150);
        priya.visit("/budget/bank/lines/1").await.press("Make it one line again").await.sees("Something was said of a part already");
        priya.post("/budget/bank/lines/1", &[("was", "outside"), ("turns", "3"), ("note", "twice")]).await.status(422);
        assert_eq!(paid_and_left(&market).0, 7_150);
        // The bank's file again: the line is known, though it was split.
        priya.visit("/budget/bank").await.attach("CSV file", "x.csv", file.as_bytes()).press("Look at it").await;
        priya.sees("1 line of this file are here already").press("Keep 1 line").await.sees("0 new lines are added");
        assert_books_are_right(market.database());
    }

    /// What was paid in last year's days is last year's, also when the bank's file comes in this one.
    async fn a_line_belongs_to_the_budget_of_its_day(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let (old, holder) = (market.pot, market.holder);
        let new = market.site.write(move |db| {
            let next = NewBudget { holder_id: holder, plan_id: None, starts_on: day("2027-04-06"), ends_on: day("2028-04-05"), amount: pounds(500) };
            let budget = money::budget(db, &next, noon())?;
            let pot = money::pot(db, budget, HeldAs::DirectPayment, noon())?;
            let funding = NewFunding { pot_id: pot, stream: Stream::AdultSocialCare, amount: pounds(500), by: None };
            money::funding(db, &funding, noon()).map_err(|error| DbError::Other(error.to_string()))?;
            Ok(pot)
        });
        let visits = delivered(&market, 1).await;
        make(&market, &visits).await.unwrap();
        market.now_is("2027-04-20T12:00:00");
        let mut priya = market.site.signed_in("priya@example.org").await;
        let file = "Date,Description,Amount\n30/03/2027,Taxi in March,-10.00\n10/04/2027,Taxi in April,-7.00\n\
                    12/04/2027,AIRE VALLEY,-60.00\n";
        priya.visit("/budget/bank").await.attach("CSV file", "x.csv", file.as_bytes()).press("Look at it").await;
        priya.press("Keep 3 lines").await.sees("3 new lines are added");
        for (words, on) in [("Taxi in March", "30 March 2027"), ("Taxi in April", "10 April 2027")] {
            open(&mut priya, words, on).await.choose("Support that was bought outside Handpick").fill("What was it?", "A taxi");
            priya.press("Save").await.sees("Support bought elsewhere");
        }
        let paid = |pot| market.database().read_blocking(move |db| ledger::balances(db, pot)).unwrap().paid;
        assert_eq!((paid(old), paid(new)), (pounds(10), pounds(7)));
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{PRIYA}/bank")).await.sees("Taxi in March").sees("Taxi in April");
        ruth.follow("Ask about it: Taxi in March, 30 March 2027").await.fill("What do you want to know?", "Where to?");
        ruth.press("Ask about it").await.sees("They are asked");
        assert_eq!((paid(old), paid(new)), (pounds(0), pounds(7)));
        // An invoice of last year is paid from last year's budget, also when it is paid in this one.
        open(&mut priya, "AIRE VALLEY", "12 April 2027").await;
        let said = priya.text().split("It paid invoice ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        priya.choose(&format!("It paid invoice {said} from Aire Valley Home Support")).press("Save").await.sees("Paid an invoice");
        assert_eq!((paid(old), paid(new)), (pounds(60), pounds(7)));
        assert_books_are_right(market.database());
    }
}
