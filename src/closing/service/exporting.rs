//! What the council that is responsible now needs to go on: the person, how to reach them, the plan and what was in
//! place. One file that programs read, and people can.

use serde_json::{Value, json};

use crate::accounts::service::people;
use crate::accounts::{Actor, CommunicationNeeds};
use crate::app::App;
use crate::assessments::service as assessments;
use crate::audit;
use crate::budgets::pots::service::officer_of;
use crate::budgets::service as budgets;
use crate::closing::error::ClosingError;
use crate::closing::store;
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, Money};
use crate::orders::service as orders;
use crate::plans::Plan;
use crate::plans::service as plans;

/// A file, and what it is called.
#[derive(Clone, Debug)]
pub struct Export {
    /// "handpick-HP-204-7719.json"
    pub name: String,
    /// What is in it.
    pub text: String,
}

fn needs(needs: &CommunicationNeeds) -> Value {
    json!({
        "format": needs.format,
        "language": needs.language,
        "contact_by": needs.contact_by,
        "contact_name": needs.contact_name,
        "notes": needs.notes,
        "checked_on": needs.checked_on,
    })
}

fn plan(plan: &Plan) -> Value {
    let outcomes = plan.outcomes.iter();
    let outcomes = outcomes.map(|one| json!({"words": one.words, "family": one.family.as_str(), "need": one.need}));
    let lines = plan.lines.iter().map(|line| {
        json!({
            "title": line.title,
            "category": line.category,
            "detail": line.detail,
            "weekly": line.weekly.map(Money::plain),
            "amount": line.amount.plain(),
        })
    });
    json!({
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "outcomes": outcomes.collect::<Vec<_>>(),
        "lines": lines.collect::<Vec<_>>(),
    })
}

fn pots(db: &mut Db, holder: HolderId) -> Result<Vec<Value>, DbError> {
    let mut all = Vec::new();
    for id in budgets::ending::pots_of(db, holder)? {
        let (pot, holds) = (budgets::ending::pot(db, id)?, budgets::ending::holds(db, id)?);
        all.push(json!({
            "held_as": pot.held_as.as_str(),
            "starts_on": pot.starts_on,
            "ends_on": pot.ends_on,
            "budget": pot.amount.plain(),
            "put_in": holds.total().map(Money::plain),
            "spent": holds.spent().map(Money::plain),
            "set_aside": holds.committed.plain(),
            "left": holds.available.plain(),
            "went_back": holds.recovered.plain(),
        }));
    }
    Ok(all)
}

/// What support is estimated to cost a year, and when that was worked out.
fn figure(db: &mut Db, holder: HolderId) -> Result<Value, DbError> {
    let found = assessments::indicative_for(db, holder)?;
    Ok(found.map_or(Value::Null, |figure| {
        json!({ "yearly_gross": figure.gross.plain(), "checked": figure.checked, "worked_out": figure.made_at.date() })
    }))
}

fn contributions(db: &mut Db, holder: HolderId) -> Result<Vec<Value>, DbError> {
    let all = assessments::contributions::contributions_of(db, holder)?;
    let one = |one: &crate::assessments::model::contribution::Contribution| {
        json!({
            "weekly": if one.full_cost { Value::from("the full cost") } else { Value::from(one.weekly.plain()) },
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "collected_by": one.collector.as_str(),
            "reason": one.reason,
        })
    };
    Ok(all.iter().map(one).collect())
}

/// Which questions were answered, when, by whom and with whom.
fn answered(db: &mut Db, holder: HolderId) -> Result<Vec<Value>, DbError> {
    let all = assessments::answering::answered(db, holder)?;
    let one = |one: &crate::assessments::model::Assessment| {
        json!({
            "questions": one.kind.for_staff(),
            "answered": one.who(),
            "begun": one.begun_at.date(),
            "sent_in": one.submitted_at.map(|at| at.date()),
        })
    };
    Ok(all.iter().map(one).collect())
}

/// Who acted for the person, and what they might do; all of it ended with the case.
fn mandates(db: &mut Db, holder: HolderId) -> Result<Vec<Value>, DbError> {
    let all = people::helpers_of(db, holder)?;
    let one = |(mandate, name): &(crate::accounts::Mandate, String)| json!({ "name": name, "might": mandate.scopes.words(), "starts_on": mandate.starts_on, "ends_on": mandate.ends_on });
    Ok(all.iter().map(one).collect())
}

/// Everything that whoever is responsible now needs. That it was taken out is recorded.
///
/// # Errors
/// [`ClosingError::Open`] unless the case is closed; [`ClosingError::TooLate`] once what need not be kept was deleted.
pub async fn export(app: &App, actor: &Actor, reference: &str) -> Result<Export, ClosingError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let (actor, reference) = (actor.clone(), reference.to_owned());
    app.db
        .write(move |db| {
            let holder = officer_of(db, &actor, &reference)?;
            let closed = store::of_holder(db, holder.id)?.ok_or(ClosingError::Open)?;
            if closed.deleted_at.is_some() {
                return Err(ClosingError::TooLate);
            }
            let agreed = plans::current_plan(db, holder.id, closed.ended_on)?;
            let ordered = orders::newest_of_holder(db, holder.id, today)?.into_iter().map(|one| {
                let lines: Vec<&str> = one.lines.iter().map(|line| line.title.as_str()).collect();
                json!({
                    "reference": one.order.reference,
                    "provider": one.provider_name,
                    "what": lines,
                    "state": one.order.status.as_str(),
                })
            });
            let said = json!({
                "made_on": today,
                "person": {
                    "reference": holder.reference,
                    "name": holder.name,
                    "born_on": holder.born_on,
                    "address": holder.address,
                    "postcode": holder.postcode,
                    "phone": holder.phone,
                    "care_group": holder.care_group,
                    "communication": holder.needs.as_ref().map(needs),
                },
                "case": {
                    "council": holder.council_name,
                    "closed_because": closed.why.as_str(),
                    "since": closed.ended_on,
                    "responsible_now": closed.goes_to,
                },
                "questions_answered": answered(db, holder.id)?,
                "figure": figure(db, holder.id)?,
                "contributions": contributions(db, holder.id)?,
                "plan": agreed.as_ref().map(plan),
                "plan_as_written": agreed.as_ref().map(|plan| plans::written(db, plan.id)).transpose()?.flatten(),
                "acted_for_them": mandates(db, holder.id)?,
                "pots": pots(db, holder.id)?,
                "newest_orders": ordered.collect::<Vec<_>>(),
            });
            let entry = audit::Entry {
                at: now,
                user: Some(actor.user_id),
                mandate: None,
                holder: Some(holder.id),
                action: "case.exported",
                subject: "closed_cases",
                subject_id: closed.id,
                detail: "Took out what whoever is responsible now needs",
            };
            audit::record(db, &entry)?;
            let text = serde_json::to_string_pretty(&said).map_err(|error| DbError::Other(error.to_string()))?;
            Ok(Export { name: format!("handpick-{}.json", holder.reference), text })
        })
        .await
}
