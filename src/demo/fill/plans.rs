//! Next year's plans of some of Airevale's people, one in each state: being written, sent, late, asked for changes, with
//! the risk panel, refused, and looked at again.

use chrono::{NaiveDateTime, TimeDelta};

use super::holders::Purse;
use super::{Known, Setting};
use crate::accounts::By;
use crate::app::App;
use crate::assessments::service as assessments;
use crate::db::Db;
use crate::demo::market::at_ten;
use crate::demo::people::Holder;
use crate::demo::{DemoError, shifted};
use crate::kernel::{Money, OrganisationId, UserId};
use crate::plans::model::draft::{AboutPart, Action, Contingency, Cost, Draft, Part, Per, Risk};
use crate::plans::model::review::Scale;
use crate::plans::model::state::Step;
use crate::plans::model::sums::{Sums, weeks};
use crate::plans::service::current_plan;
use crate::plans::service::enrol::{self, NewDraft};

/// What becomes of a plan: steps with days before today and words, and how its cost is to the indicative budget, in
/// per cent.
type Story = (&'static [(Step, i64, &'static str)], i64);

const STORIES: [Story; 7] = [
    (&[], 96),
    (&[(Step::Submit, 4, "")], 104),
    (&[(Step::Submit, 20, ""), (Step::AskChanges, 9, "Please say who comes when your helper is ill.")], 98),
    (&[(Step::Submit, 12, ""), (Step::Refer, 6, "Is it safe to go to the baths alone?")], 108),
    (&[(Step::Submit, 17, "")], 160),
    (
        &[
            (Step::Submit, 30, ""),
            (Step::Refuse, 14, "The plan pays twice for the same afternoon. Please look at Tuesdays."),
        ],
        125,
    ),
    (
        &[
            (Step::Submit, 40, ""),
            (Step::Refuse, 25, "A night sitter on each night is more than the assessment says."),
            (Step::Appeal, 20, "I fell twice last month. Please read the letter of my doctor."),
        ],
        131,
    ),
];

/// Writes them: a story for each of the first people of this council.
pub(super) fn write(app: &App, setting: &Setting, known: &Known, people: &[(Holder, Purse)]) -> Result<(), DemoError> {
    let council = known.organisation("airevale")?;
    let officers = (known.user("airevale-care")?, known.user("airevale-care-2")?);
    let theirs = people.iter().filter(|(holder, _)| holder.council.as_deref() == Some("airevale"));
    for ((_, purse), story) in theirs.zip(STORIES) {
        let (setting, purse) = (setting.clone(), purse.clone());
        app.db.write_blocking(move |db| {
            running(db, &setting, &purse, (council, officers))?;
            one(db, &setting, &purse, (council, officers), story)
        })?;
    }
    Ok(())
}

/// How the plan that runs was agreed, so that it can be reviewed.
fn running(
    db: &mut Db,
    setting: &Setting,
    purse: &Purse,
    (council, (officer, other)): (OrganisationId, (UserId, UserId)),
) -> Result<(), DemoError> {
    let Some(plan) = current_plan(db, purse.holder, setting.today)? else { return Ok(()) };
    let officer = By { user: officer, mandate: None };
    let own = purse.own.or(purse.broker).unwrap_or(By { user: other, mandate: None });
    let at = setting.at_least_ago(1, setting.before_year(20));
    enrol::agreed_as(db, plan.id, (Some(council), Scale::Little), (own, officer), at)
        .map(drop)
        .map_err(|error| DemoError::Db(crate::db::DbError::Other(error.to_string())))
}

fn days_ago(setting: &Setting, days: i64) -> NaiveDateTime {
    setting.at_least_ago(1, at_ten(shifted(setting.today, -days)))
}

fn one(
    db: &mut Db,
    setting: &Setting,
    purse: &Purse,
    (council, (officer, other)): (OrganisationId, (UserId, UserId)),
    (steps, per_cent): Story,
) -> Result<(), DemoError> {
    let fault = |error: crate::plans::DraftError| DemoError::Db(crate::db::DbError::Other(error.to_string()));
    let on = shifted(setting.year.1, 1);
    let mut draft = enrol::next_words(db, purse.holder, setting.today, on).map_err(fault)?;
    words(&mut draft, setting);
    let total = Sums::of(&draft, None).map(|sums| sums.total).unwrap_or_default();
    let assessed = assessments::behind(db, purse.holder)?.over(weeks(&draft));
    let indicative = assessed.unwrap_or(Money::from_pence(total.pence() / per_cent * 100));
    // Somebody's figure is what it is; the plan costs more than it as the story goes.
    let more = indicative.pence() / 100 * per_cent - total.pence();
    if assessed.is_some() && more > 0 {
        draft.costs.push(more_help(&draft, more));
    }
    let own = purse.own.or(purse.broker).unwrap_or(By { user: other, mandate: None });
    let first = steps.first().map_or(2, |(_, days, _)| days + 3);
    let by = |step: Step| match step {
        Step::Submit | Step::Appeal => own,
        _ => By { user: officer, mandate: None },
    };
    let taken = steps.iter().map(|(step, days, said)| (*step, (*said).to_owned(), by(*step), days_ago(setting, *days)));
    let asked = steps.iter().find(|(step, _, _)| *step == Step::Refer);
    let new = NewDraft {
        holder: purse.holder,
        council: Some(council),
        indicative: Some(indicative),
        draft,
        written: (own, days_ago(setting, first)),
        steps: taken.collect(),
        panel: asked.map(|(_, _, question)| ((*question).to_owned(), setting.today + TimeDelta::days(5))),
        comments: vec![("Thank you for writing this so clearly.".to_owned(), By { user: other, mandate: None })],
    };
    enrol::draft(db, &new).map(drop).map_err(fault)
}

/// What makes a plan cost more than before, each week.
fn more_help(draft: &Draft, pence: i64) -> Cost {
    let (line, listing) = (None, None);
    Cost {
        key: draft.next_key(Part::Costs),
        line,
        wish: draft.wishes.first().map(|wish| wish.key),
        title: "More help at home".to_owned(),
        category: Some("help-around-the-home".to_owned()),
        listing,
        detail: "While things are harder than last year".to_owned(),
        amount: Money::from_pence(pence / weeks(draft) / 10 * 10),
        per: Per::Week,
    }
}

/// What anybody might say of themselves, keeping safe, and who does what.
fn words(draft: &mut Draft, setting: &Setting) {
    for (part, said) in [
        (AboutPart::People, "My family, my neighbours, and having a say in who comes to my home."),
        (AboutPart::GoodDay, "A good day: I go out. A bad day: people change and nobody tells me."),
        (AboutPart::Support, "Tell me before something changes. Let me do what I can."),
        (AboutPart::Hopes, "To see more of my friends."),
    ] {
        draft.about.insert(part, said.to_owned());
    }
    "Prices went up by more than the budget did.".clone_into(&mut draft.why_over);
    draft.risks = vec![Risk {
        key: 1,
        what: "I could fall when I go out.".to_owned(),
        handled: "I carry my phone, and somebody knows when I am back.".to_owned(),
        who: "Whoever helps me that day".to_owned(),
    }];
    draft.contingency = Contingency {
        line: None,
        amount: Money::from_pence(20_000),
        words: "If my helper can’t come, my neighbour looks in and I ring the office.".to_owned(),
    };
    draft.actions = vec![Action {
        key: 1,
        what: "Ask the choir about a place".to_owned(),
        who: "Me".to_owned(),
        by: Some(shifted(setting.today, 30)),
    }];
}
