//! What changed between two versions of a plan, said one by one. Pure.

use super::draft::{AboutPart, Cost, Draft, Part};
use crate::kernel::dates::long_date;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub part: Part,
    /// What: "Help at home".
    pub what: String,
    /// What it said; none when it is new.
    pub before: Option<String>,
    /// What it says; none when it was taken out.
    pub after: Option<String>,
}

/// A row as both versions know it: its key, what it is called, what it says.
type Row = (u32, String, String);

fn cost(cost: &Cost) -> Row {
    let per = cost.per.label().to_lowercase();
    let detail = if cost.detail.is_empty() { String::new() } else { format!(". {}", cost.detail) };
    (cost.key, cost.title.clone(), format!("{}: {} {per}{detail}", cost.title, cost.amount))
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn rows(part: Part, before: &[Row], after: &[Row], found: &mut Vec<Difference>) {
    for (key, name, old) in before {
        let now = after.iter().find(|row| row.0 == *key).map(|row| row.2.clone());
        if now.as_ref() != Some(old) {
            found.push(Difference { part, what: name.clone(), before: Some(old.clone()), after: now });
        }
    }
    for (key, name, new) in after {
        if !before.iter().any(|row| row.0 == *key) {
            found.push(Difference { part, what: name.clone(), before: None, after: Some(new.clone()) });
        }
    }
}

fn text(part: Part, what: &str, before: &str, after: &str, found: &mut Vec<Difference>) {
    if before != after {
        found.push(Difference { part, what: what.to_owned(), before: said(before), after: said(after) });
    }
}

/// What `after` says otherwise than `before`, in the order of the plan.
pub fn between(before: &Draft, after: &Draft) -> Vec<Difference> {
    let mut found = Vec::new();
    for about in AboutPart::ALL {
        text(Part::About, about.label(), before.about(*about), after.about(*about), &mut found);
    }
    let wishes = |draft: &Draft| -> Vec<Row> {
        let need = |need: &str| if need.is_empty() { String::new() } else { format!(" (need: {need})") };
        let row =
            |wish: &super::draft::Wish| (wish.key, wish.words.clone(), format!("{}{}", wish.words, need(&wish.need)));
        draft.wishes.iter().map(row).collect()
    };
    rows(Part::Outcomes, &wishes(before), &wishes(after), &mut found);
    let costs = |draft: &Draft| draft.costs.iter().map(cost).collect::<Vec<Row>>();
    rows(Part::Costs, &costs(before), &costs(after), &mut found);
    text(Part::Costs, "Why it costs more", &before.why_over, &after.why_over, &mut found);
    let risks = |draft: &Draft| -> Vec<Row> {
        let row = |risk: &super::draft::Risk| {
            (risk.key, risk.what.clone(), format!("{}: {} ({})", risk.what, risk.handled, risk.who))
        };
        draft.risks.iter().map(row).collect()
    };
    rows(Part::Risks, &risks(before), &risks(after), &mut found);
    let kept = |draft: &Draft| format!("{}. {}", draft.contingency.amount, draft.contingency.words);
    text(Part::Risks, "When things go wrong", &kept(before), &kept(after), &mut found);
    let actions = |draft: &Draft| -> Vec<Row> {
        let row = |action: &super::draft::Action| {
            let by = action.by.map(|day| format!(", by {}", long_date(day))).unwrap_or_default();
            (action.key, action.what.clone(), format!("{}: {}{by}", action.what, action.who))
        };
        draft.actions.iter().map(row).collect()
    };
    rows(Part::Actions, &actions(before), &actions(after), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::super::draft::Action;
    use super::*;

    #[test]
    fn each_change_is_said_with_what_was_there_before() {
        let mut before = Draft::new("2027-04-06".parse().unwrap(), "2028-04-05".parse().unwrap());
        let action = |key, what: &str| Action { key, what: what.to_owned(), who: "Tom".to_owned(), by: None };
        before.actions = vec![action(1, "Ring the pool"), action(2, "Buy a towel")];
        let mut after = before.clone();
        after.actions = vec![action(2, "Buy two towels"), action(3, "Swim")];
        after.about.insert(AboutPart::Hopes, "To swim a mile".to_owned());
        let found = between(&before, &after);
        let words: Vec<_> = found.iter().map(|one| (one.before.as_deref(), one.after.as_deref())).collect();
        assert_eq!(
            words,
            [
                (None, Some("To swim a mile")),
                (Some("Ring the pool: Tom"), None),
                (Some("Buy a towel: Tom"), Some("Buy two towels: Tom")),
                (None, Some("Swim: Tom")),
            ]
        );
        assert_eq!(between(&after, &after), []);
    }
}
