//! What changed between two versions of a plan, said one by one. Pure.

use super::draft::{AboutPart, Cost, Draft, Part, Wish};
use super::review::Scale;
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

/// A row as both versions know it.
struct Row {
    key: u32,
    /// What it is called.
    name: String,
    /// What it says.
    said: String,
    /// The outcome it helps with: its key, which stays when its words change, and its words.
    serves: Option<(u32, String)>,
}

impl Row {
    fn of((key, name, said): (u32, String, String)) -> Self {
        Self { key, name, said, serves: None }
    }

    fn whole(&self) -> String {
        match &self.serves {
            Some((_, words)) => format!("{}. It helps with “{words}”", self.said.trim_end_matches('.')),
            None => self.said.clone(),
        }
    }

    fn is_as(&self, other: &Self) -> bool {
        let serves = |row: &Self| row.serves.as_ref().map(|(key, _)| *key);
        self.said == other.said && serves(self) == serves(other)
    }
}

fn cost(draft: &Draft, cost: &Cost, called: fn(&str) -> &str) -> Row {
    let per = cost.per.label().to_lowercase();
    let kind = cost.category.as_deref().map(|code| format!(". {}", called(code))).unwrap_or_default();
    let detail = if cost.detail.is_empty() { String::new() } else { format!(". {}", cost.detail) };
    let serves = draft.wishes.iter().find(|wish| cost.wish == Some(wish.key));
    Row {
        key: cost.key,
        name: cost.title.clone(),
        said: format!("{}: {} {per}{kind}{detail}", cost.title, cost.amount),
        serves: serves.map(|wish| (wish.key, wish.words.clone())),
    }
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn rows(part: Part, before: &[Row], after: &[Row], found: &mut Vec<Difference>) {
    for old in before {
        let now = after.iter().find(|row| row.key == old.key);
        if now.is_none_or(|now| !now.is_as(old)) {
            let after = now.map(Row::whole);
            found.push(Difference { part, what: old.name.clone(), before: Some(old.whole()), after });
        }
    }
    for new in after {
        if !before.iter().any(|row| row.key == new.key) {
            found.push(Difference { part, what: new.name.clone(), before: None, after: Some(new.whole()) });
        }
    }
}

fn text(part: Part, what: &str, before: &str, after: &str, found: &mut Vec<Difference>) {
    if before != after {
        found.push(Difference { part, what: what.to_owned(), before: said(before), after: said(after) });
    }
}

/// What `after` says otherwise than `before`, in the order of the plan. `called` gives the name of a kind of support.
pub fn between(before: &Draft, after: &Draft, called: fn(&str) -> &str) -> Vec<Difference> {
    let mut found = Vec::new();
    let days = |draft: &Draft| format!("{} to {}", long_date(draft.starts_on), long_date(draft.ends_on));
    text(Part::Costs, "The days of the plan", &days(before), &days(after), &mut found);
    for about in AboutPart::ALL {
        text(Part::About, about.label(), before.about(*about), after.about(*about), &mut found);
    }
    let wishes = |draft: &Draft| -> Vec<Row> {
        let need = |need: &str| if need.is_empty() { String::new() } else { format!(" (need: {need})") };
        let about = |wish: &Wish| wish.family.map(|family| format!(". {}", family.label())).unwrap_or_default();
        let row = |wish: &Wish| {
            Row::of((wish.key, wish.words.clone(), format!("{}{}{}", wish.words, need(&wish.need), about(wish))))
        };
        draft.wishes.iter().map(row).collect()
    };
    rows(Part::Outcomes, &wishes(before), &wishes(after), &mut found);
    let life = |draft: &Draft| draft.life.map(Scale::label).unwrap_or_default();
    text(Part::Outcomes, "How good life is as a whole", life(before), life(after), &mut found);
    let costs = |draft: &Draft| draft.costs.iter().map(|one| cost(draft, one, called)).collect::<Vec<Row>>();
    rows(Part::Costs, &costs(before), &costs(after), &mut found);
    text(Part::Costs, "Why it costs more", &before.why_over, &after.why_over, &mut found);
    let risks = |draft: &Draft| -> Vec<Row> {
        let row = |risk: &super::draft::Risk| {
            Row::of((risk.key, risk.what.clone(), format!("{}: {} ({})", risk.what, risk.handled, risk.who)))
        };
        draft.risks.iter().map(row).collect()
    };
    rows(Part::Risks, &risks(before), &risks(after), &mut found);
    let kept = |draft: &Draft| format!("{}. {}", draft.contingency.amount, draft.contingency.words);
    text(Part::Risks, "When things go wrong", &kept(before), &kept(after), &mut found);
    let actions = |draft: &Draft| -> Vec<Row> {
        let row = |action: &super::draft::Action| {
            let by = action.by.map(|day| format!(", by {}", long_date(day))).unwrap_or_default();
            Row::of((action.key, action.what.clone(), format!("{}: {}{by}", action.what, action.who)))
        };
        draft.actions.iter().map(row).collect()
    };
    rows(Part::Actions, &actions(before), &actions(after), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::super::draft::{Action, Per};
    use super::*;
    use crate::kernel::Money;
    use crate::plans::model::OutcomeFamily;

    #[test]
    fn each_change_is_said_with_what_was_there_before() {
        let mut before = Draft::new("2027-04-06".parse().unwrap(), "2028-04-05".parse().unwrap());
        let action = |key, what: &str| Action { key, what: what.to_owned(), who: "Tom".to_owned(), by: None };
        before.actions = vec![action(1, "Ring the pool"), action(2, "Buy a towel")];
        let mut after = before.clone();
        after.actions = vec![action(2, "Buy two towels"), action(3, "Swim")];
        after.about.insert(AboutPart::Hopes, "To swim a mile".to_owned());
        let found = between(&before, &after, |code| code);
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
        assert_eq!(between(&after, &after, |code| code), []);
    }

    #[test]
    fn another_kind_of_support_or_another_outcome_is_a_change() {
        let wish = |key, words: &str| Wish {
            key,
            outcome: None,
            words: words.to_owned(),
            family: Some(OutcomeFamily::Health),
            need: String::new(),
            now: None,
        };
        let mut before = Draft::new("2027-04-06".parse().unwrap(), "2028-04-05".parse().unwrap());
        before.wishes = vec![wish(1, "To swim"), wish(2, "To sing")];
        before.costs = vec![Cost {
            key: 1,
            line: None,
            wish: Some(1),
            title: "Pool".to_owned(),
            category: Some("leisure".to_owned()),
            listing: None,
            detail: String::new(),
            amount: Money::from_pence(2_000),
            per: Per::Week,
        }];
        let after = |change: fn(&mut Draft)| {
            let mut after = before.clone();
            change(&mut after);
            between(&before, &after, |code| code).into_iter().map(|one| one.after.unwrap()).collect::<Vec<_>>()
        };
        let kind = after(|draft| draft.costs[0].category = Some("transport".to_owned()));
        assert_eq!(kind, ["Pool: £20.00 each week. transport. It helps with “To swim”"]);
        let outcome = after(|draft| draft.costs[0].wish = Some(2));
        assert_eq!(outcome, ["Pool: £20.00 each week. leisure. It helps with “To sing”"]);
        let family = after(|draft| draft.wishes[0].family = Some(OutcomeFamily::Social));
        assert_eq!(family, ["To swim. Social and community life"]);
        let words = after(|draft| draft.wishes[0].words = "To dive".to_owned());
        assert_eq!(words, ["To dive. Health and wellbeing"], "the cost that helps with it is the same");
    }
}
