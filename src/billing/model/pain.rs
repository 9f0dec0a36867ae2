//! A payment run as the file that goes to the bank: ISO 20022 pain.001.001.09, a customer's credit transfers in pounds.
//!
//! Payments are grouped by pot. Each names its account by sort code (clearing system GBDSC) and account number, and has
//! its reference as end-to-end identification, by which the bank statement is matched later. Words are cut to what the
//! format holds, and to the letters that British payment schemes carry.

use super::bank::BankAccount;
use super::payment::{Payment, PaymentRun};
use crate::kernel::xml::Element;
use crate::kernel::{Money, PotId};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// One payment with what is written beside it.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The payment.
    pub payment: Payment,
    /// To which account.
    pub payee: BankAccount,
    /// The invoice's number, for the provider to read.
    pub invoice: String,
}

/// The file; none when there is nothing in it or the sum can't be held.
pub fn file(run: &PaymentRun, transfers: &[Transfer]) -> Option<String> {
    let sum = Money::sum(transfers.iter().map(|transfer| transfer.payment.amount))?;
    if transfers.is_empty() {
        return None;
    }
    let mut pots: Vec<PotId> = transfers.iter().map(|transfer| transfer.payment.pot).collect();
    pots.sort_unstable();
    pots.dedup();
    let header = Element::new("GrpHdr")
        .child(Element::words("MsgId", run.message_id()))
        .child(Element::words("CreDtTm", run.sent_at.unwrap_or(run.made_at).format("%Y-%m-%dT%H:%M:%SZ")))
        .child(Element::words("NbOfTxs", transfers.len()))
        .child(Element::words("CtrlSum", sum.plain()))
        .child(Element::new("InitgPty").child(Element::words("Nm", carried(&run.payer.name, 70))));
    let groups: Option<Vec<Element>> = pots.iter().map(|pot| group(run, *pot, transfers)).collect();
    let initiation = Element::new("CstmrCdtTrfInitn").child(header).children(groups?);
    Some(Element::new("Document").attribute("xmlns", NAMESPACE).child(initiation).file())
}

/// The payments of one pot.
fn group(run: &PaymentRun, pot: PotId, transfers: &[Transfer]) -> Option<Element> {
    let of_pot: Vec<&Transfer> = transfers.iter().filter(|transfer| transfer.payment.pot == pot).collect();
    let sum = Money::sum(of_pot.iter().map(|transfer| transfer.payment.amount))?;
    Some(
        Element::new("PmtInf")
            .child(Element::words("PmtInfId", format!("{}P{pot}", run.message_id())))
            .child(Element::words("PmtMtd", "TRF"))
            .child(Element::words("BtchBookg", "false"))
            .child(Element::words("NbOfTxs", of_pot.len()))
            .child(Element::words("CtrlSum", sum.plain()))
            .child(Element::new("ReqdExctnDt").child(Element::words("Dt", run.pay_on)))
            .child(Element::new("Dbtr").child(Element::words("Nm", carried(&run.payer.name, 70))))
            .child(account("DbtrAcct", &run.payer))
            .child(agent("DbtrAgt", &run.payer))
            .child(Element::words("ChrgBr", "SLEV"))
            .children(of_pot.into_iter().map(transfer)),
    )
}

fn transfer(of: &Transfer) -> Element {
    let payment = &of.payment;
    let id = Element::new("PmtId")
        .child(Element::words("InstrId", &payment.reference))
        .child(Element::words("EndToEndId", &payment.reference));
    let amount = Element::words("InstdAmt", payment.amount.plain()).attribute("Ccy", "GBP");
    Element::new("CdtTrfTxInf")
        .child(id)
        .child(Element::new("Amt").child(amount))
        .child(agent("CdtrAgt", &of.payee))
        .child(Element::new("Cdtr").child(Element::words("Nm", carried(&of.payee.name, 70))))
        .child(account("CdtrAcct", &of.payee))
        .child(
            Element::new("RmtInf")
                .child(Element::words("Ustrd", carried(&format!("{} {}", payment.reference, of.invoice), 140))),
        )
}

fn account(name: &'static str, of: &BankAccount) -> Element {
    let number = Element::new("Othr").child(Element::words("Id", &of.number));
    Element::new(name).child(Element::new("Id").child(number)).child(Element::words("Ccy", "GBP"))
}

fn agent(name: &'static str, of: &BankAccount) -> Element {
    let system = Element::new("ClrSysId").child(Element::words("Cd", "GBDSC"));
    let member = Element::new("ClrSysMmbId").child(system).child(Element::words("MmbId", &of.sort_code));
    Element::new(name).child(Element::new("FinInstnId").child(member))
}

/// Words with only the letters that payment schemes carry, and no more of them than the format holds.
fn carried(words: &str, most: usize) -> String {
    let letter = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '+' | ' ' => letter,
        '’' | '\'' => '.',
        '&' => '+',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'á' | 'à' | 'â' | 'ä' => 'a',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ç' => 'c',
        'ñ' => 'n',
        _ => ' ',
    };
    let carried: String = words.chars().map(letter).take(most).collect();
    let carried = carried.split_whitespace().collect::<Vec<_>>().join(" ");
    if carried.is_empty() { "Unnamed".to_owned() } else { carried }
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::billing::model::payment::{PaymentStatus, RunStatus, reference};
    use crate::kernel::{InvoiceId, OrganisationId, PaymentId, PaymentRunId};

    fn account(name: &str) -> BankAccount {
        BankAccount { name: name.to_owned(), sort_code: "200000".to_owned(), number: "12345678".to_owned() }
    }

    fn transfer(id: i64, pot: i64, pence: i64) -> Transfer {
        let payment = Payment {
            id: PaymentId(id),
            run: Some(PaymentRunId(3)),
            invoice: InvoiceId(id),
            pot: PotId(pot),
            reference: reference(PaymentId(id)),
            amount: Money::from_pence(pence),
            payee: None,
            status: PaymentStatus::Made,
            evidence: None,
            reason: None,
            made_at: "2026-11-21T09:00:00".parse().unwrap(),
            paid_on: None,
        };
        Transfer { payment, payee: account("Zoë’s Care & Co <Ltd>"), invoice: format!("INV-57-{id:04}") }
    }

    fn run() -> PaymentRun {
        PaymentRun {
            id: PaymentRunId(3),
            council: OrganisationId(1),
            status: RunStatus::Made,
            payer: account("Airevale Council"),
            pay_on: "2026-11-24".parse().unwrap(),
            made_at: "2026-11-21T09:00:00".parse().unwrap(),
            sent_at: None,
        }
    }

    #[test]
    fn sums_and_counts_are_right_for_each_pot_and_in_all() {
        let file = file(&run(), &[transfer(1, 7, 6_000), transfer(2, 9, 1), transfer(3, 7, 1_250)]).unwrap();
        let document = Document::parse(&file).unwrap();
        let all = |name: &str| -> Vec<String> {
            let named = document.descendants().filter(|node| node.tag_name().name() == name);
            named.map(|node| node.text().unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(document.root_element().tag_name().namespace(), Some(NAMESPACE));
        assert_eq!(all("CtrlSum"), ["72.51", "72.50", "0.01"]);
        assert_eq!(all("NbOfTxs"), ["3", "2", "1"]);
        assert_eq!(all("EndToEndId"), ["HPPAY00000001", "HPPAY00000003", "HPPAY00000002"]);
        assert_eq!(all("Cd"), ["GBDSC"; 5], "a payer for each group and a payee for each payment");
        assert!(all("Nm").contains(&"Zoe.s Care + Co Ltd".to_owned()), "{:?}", all("Nm"));
        assert!(all("Nm").iter().all(|name| name.is_ascii()));
    }

    /// See `make papers`.
    #[test]
    fn files_for_others_to_check() {
        let Some(folder) = crate::billing::model::papers_folder() else { return };
        let file = file(&run(), &[transfer(1, 7, 6_000), transfer(2, 9, 1), transfer(3, 7, 1_250)]).unwrap();
        std::fs::write(folder.join("pain.001.xml"), file).unwrap();
    }

    #[test]
    fn nothing_makes_no_file() {
        assert_eq!(file(&run(), &[]), None);
    }
}
