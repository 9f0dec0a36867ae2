//! Every movement as a table to take away (CSV): date, what, plan line, by, amount, in, out, what is left.

use super::happened::{by, word};
use crate::budgets::ledger::Movement;
use crate::budgets::service::Statement;
use crate::kernel::Money;
use crate::kernel::dates::london;

const HEADER: [&str; 9] = ["Date", "What", "Details", "Part of the plan", "By", "Amount", "In", "Out", "Left to use"];

/// The whole file. Amounts are in pounds without a sign, as "1234.50".
///
/// # Errors
/// When the balance can't be held, which no ledger comes near.
pub fn csv(statement: &Statement) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER)?;
    let mut left = Money::ZERO;
    for movement in &statement.movements {
        let change = |amount: Option<Money>| amount.unwrap_or_default();
        left = left
            .checked_add(change(movement.money_in()))
            .and_then(|left| left.checked_sub(change(movement.money_out())))
            .ok_or_else(|| std::io::Error::other("a balance can't be held"))?;
        file.write_record(record(movement, &statement.holder.name, left))?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

fn record(movement: &Movement, holder: &str, left: Money) -> [String; 9] {
    let plain = |amount: Option<Money>| amount.map(Money::plain).unwrap_or_default();
    let mut what = word(movement.reason).to_owned();
    if let Some(first) = what.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    [
        london(movement.at).date().to_string(),
        what,
        harmless(&movement.memo),
        harmless(movement.plan_line.as_deref().unwrap_or_default()),
        harmless(&by(movement, holder).unwrap_or_default()),
        movement.amount.plain(),
        plain(movement.money_in()),
        plain(movement.money_out()),
        left.plain(),
    ]
}

/// Words that a spreadsheet can't take for a formula.
pub(in crate::budgets) fn harmless(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::HolderSummary;
    use crate::budgets::ledger::{AccountKind, Reason};
    use crate::kernel::ids::{HolderId, TransferId};

    fn movement(reason: Reason, from: Option<AccountKind>, to: AccountKind, pence: i64, memo: &str) -> Movement {
        Movement {
            id: TransferId(1),
            at: "2026-11-21T23:30:00".parse().unwrap(),
            reason,
            from,
            to,
            amount: Money::from_pence(pence),
            plan_line: Some("Help at home".to_owned()),
            by: Some("Tom Adeyemi".to_owned()),
            under_mandate: true,
            memo: memo.to_owned(),
        }
    }

    #[test]
    fn the_balance_runs_and_formulas_are_only_words() {
        let holder = HolderSummary {
            id: HolderId(1),
            reference: String::new(),
            name: "Priya Shah".to_owned(),
            council_id: None,
            council_name: None,
            council_code: None,
            address: None,
            postcode: None,
            phone: None,
            care_group: None,
            born_on: None,
            user_id: None,
            needs: None,
        };
        let movements = vec![
            movement(Reason::Fund, None, AccountKind::Available, 10_000, "Adult social care"),
            movement(Reason::Commit, Some(AccountKind::Available), AccountKind::Committed, 6_450, "=1+1"),
            movement(Reason::Deliver, Some(AccountKind::Committed), AccountKind::Delivered, 6_450, "A, b"),
        ];
        let file = csv(&Statement { holder, pot: None, movements }).unwrap();
        let lines: Vec<String> = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "Date,What,Details,Part of the plan,By,Amount,In,Out,Left to use",
                "2026-11-21,Added,Adult social care,Help at home,by Tom Adeyemi for Priya Shah,100.00,100.00,,100.00",
                "2026-11-21,Committed,'=1+1,Help at home,by Tom Adeyemi for Priya Shah,64.50,,64.50,35.50",
                "2026-11-21,Spent,\"A, b\",Help at home,by Tom Adeyemi for Priya Shah,64.50,,,35.50",
            ]
        );
    }
}
