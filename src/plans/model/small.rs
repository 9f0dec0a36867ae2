//! Small changes to a plan that runs: those that nobody has to agree, because they stay close to what the council agreed
//! last; and what a change does to the amounts. Pure.
//!
//! A change is always held against the plan as the council agreed it, never against the last small change: otherwise
//! many small steps would make a large one.

use super::draft::{Cost, Draft};
use super::sums::{Sums, whole};
use crate::kernel::Money;

/// Why a change needs the council, in words for whoever writes it; none when they may put it to use. `agreed` is what the
/// council agreed last.
pub fn needs_council(agreed: &Draft, after: &Draft) -> Vec<String> {
    let mut why = Vec::new();
    match (total(agreed), total(after)) {
        (Some(was), Some(now)) if now <= was => {}
        _ => why.push("It costs more than was agreed.".to_owned()),
    }
    for line in &agreed.costs {
        why.extend(line_moved(agreed, line, after));
    }
    let known: Vec<&str> = agreed.costs.iter().filter_map(|cost| cost.category.as_deref()).map(top).collect();
    let is_known = |cost: &Cost| cost.category.as_deref().is_some_and(|category| known.contains(&top(category)));
    let was_there = |cost: &Cost| agreed.costs.iter().any(|old| is_same(old, cost));
    if after.costs.iter().any(|cost| !is_known(cost) && !was_there(cost)) {
        why.push("It has a kind of support that was not in the plan.".to_owned());
    }
    if wishes(agreed) != wishes(after) {
        why.push("It changes what the plan is for.".to_owned());
    }
    let (aside, now_aside) = (agreed.contingency.amount, after.contingency.amount);
    if now_aside < aside {
        why.push("It keeps less money aside for when things go wrong.".to_owned());
    } else if is_far_more(aside, now_aside) {
        why.push("It keeps over a quarter more money aside for when things go wrong.".to_owned());
    }
    if agreed.contingency.words != after.contingency.words {
        why.push("It changes what happens when the usual support can’t come.".to_owned());
    }
    if agreed.risks.iter().any(|risk| !after.risks.contains(risk)) {
        why.push("It changes how you are kept safe.".to_owned());
    }
    why
}

fn total(draft: &Draft) -> Option<Money> {
    Some(Sums::of(draft, None)?.total)
}

/// What the plan is for: each outcome with the need that it meets.
fn wishes(draft: &Draft) -> Vec<(u32, &str, &str)> {
    draft.wishes.iter().map(|wish| (wish.key, wish.words.as_str(), wish.need.as_str())).collect()
}

fn top(category: &str) -> &str {
    category.split('/').next().unwrap_or(category)
}

/// Whether a cost is this line of the agreed plan: by its row in the running plan, or by its key where it has none.
fn is_same(line: &Cost, cost: &Cost) -> bool {
    match line.line {
        Some(_) => line.line == cost.line,
        None => line.key == cost.key,
    }
}

/// Less than three quarters of what was agreed.
fn is_far_less(agreed: Money, now: Money) -> bool {
    i128::from(now.pence()) * 4 < i128::from(agreed.pence()) * 3
}

/// More than five quarters of what was agreed.
fn is_far_more(agreed: Money, now: Money) -> bool {
    i128::from(now.pence()) * 4 > i128::from(agreed.pence()) * 5
}

/// Whether a line serves an outcome that is tied to an assessed need.
fn meets_a_need(draft: &Draft, line: &Cost) -> bool {
    draft.wishes.iter().any(|wish| line.wish == Some(wish.key) && !wish.need.is_empty())
}

/// Why what became of one line of the agreed plan needs the council.
fn line_moved(agreed: &Draft, line: &Cost, after: &Draft) -> Option<String> {
    let title = &line.title;
    let need = if meets_a_need(agreed, line) { " It helps with a need from the assessment." } else { "" };
    let Some(cost) = after.costs.iter().find(|cost| is_same(line, cost)) else {
        return Some(format!("“{title}” would be taken out.{need}"));
    };
    let (was, now) = (whole(agreed, line)?, whole(after, cost)?);
    let by = Money::from_pence(i64::try_from(was.pence().abs_diff(now.pence())).unwrap_or(i64::MAX));
    if now.is_zero() && !was.is_zero() {
        return Some(format!("“{title}” would cost nothing any more.{need}"));
    }
    if is_far_less(was, now) {
        return Some(format!("“{title}” would cost {by} less than agreed: that is more than a quarter."));
    }
    if is_far_more(was, now) {
        return Some(format!("“{title}” would cost {by} more than agreed: that is more than a quarter."));
    }
    if cost.category.as_deref().map(top) != line.category.as_deref().map(top) {
        return Some(format!("“{title}” would be another kind of support."));
    }
    // Where no kind of support says what it is, or a need hangs on it, its name does.
    if cost.title != *title && (line.category.is_none() || !need.is_empty()) {
        return Some(format!("“{title}” would become “{}”.{need}", cost.title));
    }
    if !need.is_empty() && cost.wish != line.wish {
        return Some(format!("“{title}” would not help any more with a need from the assessment."));
    }
    None
}

/// What one cost comes to before and after a change, over the whole plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its title.
    pub what: String,
    /// Before; none for what is new.
    pub before: Option<Money>,
    /// After; none for what was taken out.
    pub after: Option<Money>,
}

impl std::fmt::Display for Shift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = &self.what;
        match (self.before, self.after) {
            (Some(before), Some(after)) => write!(f, "{what}: {before} before, {after} now"),
            (Some(before), None) => write!(f, "{what}: {before} before, taken out now"),
            (None, Some(after)) => write!(f, "{what}: new, {after}"),
            (None, None) => write!(f, "{what}"),
        }
    }
}

/// The costs whose amount or name is another one after a change, in the order of the plan.
pub fn shifts(before: &Draft, after: &Draft) -> Vec<Shift> {
    let mut found = Vec::new();
    for line in &before.costs {
        let same = after.costs.iter().find(|cost| is_same(line, cost));
        let (was, now) = (whole(before, line), same.and_then(|cost| whole(after, cost)));
        let renamed = same.filter(|cost| cost.title != line.title);
        let what = match renamed {
            Some(cost) => format!("{}, now “{}”", line.title, cost.title),
            None => line.title.clone(),
        };
        if was != now || renamed.is_some() {
            found.push(Shift { what, before: was, after: now });
        }
    }
    for cost in after.costs.iter().filter(|cost| !before.costs.iter().any(|line| is_same(line, cost))) {
        found.push(Shift { what: cost.title.clone(), before: None, after: whole(after, cost) });
    }
    let (was, now) = (before.contingency.amount, after.contingency.amount);
    if was != now {
        let what = "Kept aside for when things go wrong".to_owned();
        found.push(Shift { what, before: Some(was), after: Some(now) });
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::draft::{Per, Wish};
    use super::*;
    use crate::kernel::ids::PlanLineId;

    /// Costs of so many pence a week, the first of them for an assessed need, the others for a hope.
    fn plan(weekly: &[i64]) -> Draft {
        let mut draft = Draft::new("2027-04-06".parse().unwrap(), "2028-04-05".parse().unwrap());
        let wish =
            |key, need: &str| Wish { key, words: format!("Wish {key}"), need: need.to_owned(), ..Wish::default() };
        draft.wishes = vec![wish(1, "Washing"), wish(2, "")];
        draft.costs = weekly.iter().zip(1..).map(|(pence, key)| cost(key, *pence)).collect();
        draft
    }

    fn cost(key: u32, pence: i64) -> Cost {
        Cost {
            key,
            line: Some(PlanLineId(i64::from(key))),
            wish: Some(if key == 1 { 1 } else { 2 }),
            title: format!("Cost {key}"),
            category: Some("leisure/sport".to_owned()),
            listing: None,
            detail: String::new(),
            amount: Money::from_pence(pence),
            per: Per::Week,
        }
    }

    fn why(agreed: &Draft, change: impl Fn(&mut Draft)) -> Vec<String> {
        let mut after = agreed.clone();
        change(&mut after);
        needs_council(agreed, &after)
    }

    #[test]
    fn up_to_a_quarter_may_move_and_each_reason_is_said() {
        let agreed = plan(&[1_000, 2_000]);
        let to = |first: i64, second: i64| {
            why(&agreed, |after| {
                after.costs[0].amount = Money::from_pence(first);
                after.costs[1].amount = Money::from_pence(second);
            })
        };
        assert_eq!(to(750, 2_000), Vec::<String>::new());
        assert_eq!(to(1_250, 1_750), Vec::<String>::new());
        assert_eq!(to(749, 2_000), ["“Cost 1” would cost £130.52 less than agreed: that is more than a quarter."]);
        assert_eq!(to(1_251, 1_700), ["“Cost 1” would cost £130.52 more than agreed: that is more than a quarter."]);
        assert_eq!(to(1_100, 2_000), ["It costs more than was agreed."]);
        assert_eq!(to(0, 2_000), ["“Cost 1” would cost nothing any more. It helps with a need from the assessment."]);
        let gone = why(&agreed, |after| drop(after.costs.remove(0)));
        assert_eq!(gone, ["“Cost 1” would be taken out. It helps with a need from the assessment."]);
        assert_eq!(why(&agreed, |after| after.costs.truncate(1)), ["“Cost 2” would be taken out."]);
        let moved = why(&agreed, |after| after.costs[0].wish = Some(2));
        assert_eq!(moved, ["“Cost 1” would not help any more with a need from the assessment."]);
        let other = why(&agreed, |after| after.costs[1].category = Some("transport".to_owned()));
        assert_eq!(other, ["“Cost 2” would be another kind of support."]);
        let needed = why(&agreed, |after| after.costs[0].title = "A holiday".to_owned());
        assert_eq!(needed, ["“Cost 1” would become “A holiday”. It helps with a need from the assessment."]);
        assert_eq!(why(&agreed, |after| after.costs[1].title = "Swimming".to_owned()), Vec::<String>::new());
        let mut without = agreed.clone();
        without.costs[1].category = None;
        let renamed = why(&without, |after| after.costs[1].title = "A holiday".to_owned());
        assert_eq!(renamed, ["“Cost 2” would become “A holiday”."]);
    }

    #[test]
    fn a_new_kind_of_support_other_wishes_and_less_kept_aside_need_the_council() {
        let mut agreed = plan(&[1_000]);
        agreed.contingency.amount = Money::from_pence(10_000);
        let new = Cost { line: None, category: Some("transport".to_owned()), ..cost(2, 0) };
        assert_eq!(why(&agreed, |after| after.costs.push(new.clone())).len(), 1);
        assert_eq!(why(&agreed, |after| after.wishes[0].need.clear()), ["It changes what the plan is for."]);
        let aside = |pence| {
            why(&agreed, |after| {
                after.contingency.amount = Money::from_pence(pence);
                after.costs[0].amount = Money::from_pence(900);
            })
        };
        assert_eq!(aside(9_999), ["It keeps less money aside for when things go wrong."]);
        assert_eq!(aside(12_501), ["It keeps over a quarter more money aside for when things go wrong."]);
        assert_eq!(aside(12_500), Vec::<String>::new());
        let words = why(&agreed, |after| after.contingency.words = "Nobody comes".to_owned());
        assert_eq!(words, ["It changes what happens when the usual support can’t come."]);
        agreed.contingency.amount = Money::ZERO;
        let begun = why(&agreed, |after| {
            after.contingency.amount = Money::from_pence(100);
            after.costs[0].amount = Money::from_pence(900);
        });
        assert_eq!(begun, ["It keeps over a quarter more money aside for when things go wrong."]);
    }

    #[test]
    fn what_a_change_does_to_amounts_is_said_line_by_line() {
        let before = plan(&[1_000, 2_000, 500]);
        let mut after = before.clone();
        after.costs[0].amount = Money::from_pence(900);
        after.costs[1].title = "Choir".to_owned();
        after.costs.remove(2);
        after.costs.push(Cost { line: None, ..cost(4, 100) });
        let said: Vec<String> = shifts(&before, &after).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "Cost 1: £520.00 before, £468.00 now",
                "Cost 2, now “Choir”: £1,040.00 before, £1,040.00 now",
                "Cost 3: £260.00 before, taken out now",
                "Cost 4: new, £52.00"
            ]
        );
    }

    /// One thing that somebody may do to a plan that runs: to which row, what, and how much.
    fn step(draft: &mut Draft, (row, what, share): (usize, u8, i64)) {
        let key = draft.next_key(super::super::draft::Part::Costs);
        let wishes = draft.wishes.len().max(1);
        let (title, kinds) =
            (format!("Cost {share}"), [Some("leisure/sport"), Some("leisure/arts"), Some("transport"), None]);
        let kind = kinds.get(usize::try_from(share).unwrap_or(0) % kinds.len()).copied().flatten().map(str::to_owned);
        let wish = draft.wishes.get(row % wishes).map(|wish| wish.key);
        if what == 0 {
            draft.costs.push(Cost { line: None, title, category: kind, wish, ..cost(key + 10, share) });
            return;
        }
        if what == 1 {
            if let Some(wish) = draft.wishes.get_mut(row % wishes) {
                wish.need = if share % 3 == 0 { String::new() } else { format!("Need {}", share % 3) };
            }
            return;
        }
        let Some(cost) = draft.costs.get_mut(row) else { return };
        match what {
            2 => cost.title = title,
            3 => cost.category = kind,
            4 => cost.wish = wish.filter(|_| share % 4 != 0),
            5 => cost.line = None,
            6 => {
                let per = Per::ALL.get(usize::try_from(share).unwrap_or(0) % Per::ALL.len());
                cost.per = per.copied().unwrap_or(Per::Week);
            }
            7 => drop(draft.costs.remove(row)),
            _ => cost.amount = Money::from_pence(cost.amount.pence() * share / 100),
        }
    }

    proptest! {
        #[test]
        fn whatever_is_changed_step_by_step_the_plan_stays_what_was_agreed(
            weekly in proptest::collection::vec(1_i64..50_000, 1..5),
            without_a_kind in proptest::collection::vec(any::<bool>(), 5),
            steps in proptest::collection::vec((0_usize..6, 0_u8..14, 0_i64..200), 0..60),
        ) {
            let mut agreed = plan(&weekly);
            for (cost, without) in agreed.costs.iter_mut().zip(without_a_kind) {
                cost.category = cost.category.take().filter(|_| !without);
            }
            let mut running = agreed.clone();
            for one in steps {
                let mut after = running.clone();
                step(&mut after, one);
                if needs_council(&agreed, &after).is_empty() {
                    running = after;
                }
            }
            prop_assert!(total(&running) <= total(&agreed));
            prop_assert_eq!(wishes(&running), wishes(&agreed), "what it is for, and the needs, stay");
            let kinds: Vec<Option<&str>> = agreed.costs.iter().map(|line| line.category.as_deref().map(top)).collect();
            for line in &agreed.costs {
                let now: Vec<&Cost> = running.costs.iter().filter(|cost| is_same(line, cost)).collect();
                prop_assert_eq!(now.len(), 1, "each line is there once");
                let (was, is) = (whole(&agreed, line).unwrap().pence(), whole(&running, now[0]).unwrap().pence());
                prop_assert!(is * 4 >= was * 3 && is * 4 <= was * 5, "{} became {}", was, is);
                prop_assert_eq!(now[0].category.as_deref().map(top), line.category.as_deref().map(top));
                if meets_a_need(&agreed, line) {
                    prop_assert_eq!((&now[0].title, now[0].wish), (&line.title, line.wish), "a need keeps what meets it");
                } else if line.category.is_none() {
                    prop_assert_eq!(&now[0].title, &line.title);
                }
            }
            for cost in &running.costs {
                let kind = cost.category.as_deref().map(top);
                prop_assert!(kinds.contains(&kind), "no kind of support is new: {kind:?}");
            }
        }

        #[test]
        fn many_small_changes_never_make_a_large_one(
            weekly in proptest::collection::vec(0_i64..50_000, 1..5),
            // Which line, what it is to cost in hundredths of what it costs now; 0 takes it out; a line there isn't is new.
            steps in proptest::collection::vec((0_usize..6, 0_i64..200), 0..40),
        ) {
            let agreed = plan(&weekly);
            let mut running = agreed.clone();
            for (place, share) in steps {
                let mut after = running.clone();
                let key = after.next_key(super::super::draft::Part::Costs);
                match after.costs.get_mut(place) {
                    Some(_) if share == 0 => drop(after.costs.remove(place)),
                    Some(cost) => cost.amount = Money::from_pence(cost.amount.pence() * share / 100),
                    None => after.costs.push(cost(key + 10, share)),
                }
                if needs_council(&agreed, &after).is_empty() {
                    running = after;
                }
            }
            prop_assert!(total(&running) <= total(&agreed));
            for line in &agreed.costs {
                let now = running.costs.iter().find(|cost| cost.line == line.line).map(|cost| cost.amount.pence());
                let was = line.amount.pence();
                prop_assert!(now.is_some_and(|now| now * 100 >= was * 75 && now * 100 <= was * 125), "{was} became {now:?}");
            }
        }
    }
}
