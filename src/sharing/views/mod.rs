//! The pages of shared orders: pure functions of plain data.

pub mod start;

use maud::{Markup, html};

use crate::kernel::Money;
use crate::kernel::dates::{london, long_date};
use crate::kernel::words;
use crate::orders::model::beyond::AskFirst;
use crate::orders::model::{Costing, units};
use crate::orders::{over_plan_note, ways_to_ask};
use crate::sharing::forms::{InviteForm, OUTSIDE, PartsForm};
use crate::sharing::model::{FEWEST, MemberStatus, SharedStatus};
use crate::sharing::service::{Invitation, MemberView, SharedView, Summary};
use crate::web::components::{
    Button, Checkboxes, PostForm, SummaryList, Sums, Table, TagKind, Verdict, actions, csrf_field, effect_box,
    empty_state, link, lu, panel, paragraph, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn status_tag(status: SharedStatus) -> Markup {
    let kind = match status {
        SharedStatus::Gathering => TagKind::Lilac,
        SharedStatus::Running => TagKind::Ok,
        SharedStatus::Leaving => TagKind::Warm,
        SharedStatus::Ended | SharedStatus::CalledOff | SharedStatus::Lapsed => TagKind::Plain,
    };
    tag(kind, None, status.label())
}

fn member_tag(status: MemberStatus) -> Markup {
    match status {
        MemberStatus::Joined => tag(TagKind::Lilac, Some(lu::LuClock), status.label()),
        MemberStatus::Agreed => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
        MemberStatus::Leaving => tag(TagKind::Warm, None, status.label()),
        MemberStatus::Left => tag(TagKind::Plain, None, status.label()),
    }
}

/// Everything that somebody shares.
pub fn list(shared: &[Summary]) -> Page {
    Page::new("What you share").nav("/shared").back("/orders", "Orders").body(html! {
        (paragraph("Some services cost less when several people share them. Each pays a share from their own budget."))
        @if shared.is_empty() {
            (empty_state(lu::LuUsers, "You share nothing yet", &paragraph("Look for services with prices for groups, and choose “Share this with others” there.")))
        }
        @for one in shared {
            (panel(&format!("shared-{}", one.shared.id), &one.title, &html! {
                p.govuk-body { (status_tag(one.shared.status)) }
                p.govuk-body { (one.shared.request.when_words()) ". " (words::count(one.people, "person", "people")) "." }
                @if one.own == MemberStatus::Left { p.app-note { "You have left it." } }
                @else { p.govuk-body { a.govuk-link href=(format!("/shared/{}", one.shared.id)) { "Look at it" span.govuk-visually-hidden { ": " (one.title) } } } }
            }))
        }
    })
}

/// What a link opens.
pub fn join(ctx: &Ctx, invitation: &Invitation, token: &str) -> Page {
    let unit = units::words(invitation.request.unit).0;
    Page::new("Share a service").caption(invitation.title.as_str()).nav("/shared").body(html! {
        (paragraph("Somebody asks whether you would like to share this, and the cost of it."))
        (SummaryList::new()
            .fact("What", html! { (link(&invitation.listing_path, &invitation.title)) })
            .fact("From", invitation.provider.as_str())
            .fact("When", invitation.request.when_words().as_str())
            .fact("How much", invitation.request.each_words().as_str())
            .fact("So far", words::count(invitation.people, "person", "people").as_str()))
        (panel("steps", "What it costs", &start::steps(unit, &invitation.steps)))
        (paragraph("If you join, the others see your name, and you see theirs. They don’t see your budget. Joining orders nothing: you say yes to your share afterwards."))
        (PostForm::new(ctx, format!("/shared/join/{token}"), Button::submit("Join").once()))
        p.govuk-body { (link("/", "No, thank you")) }
    })
}

fn address(view: &SharedView) -> String {
    format!("/shared/{}", view.shared.id)
}

/// All about a shared order.
pub fn show(ctx: &Ctx, view: &SharedView, form: &InviteForm, errors: &FieldErrors) -> Page {
    let gathering = view.shared.status == SharedStatus::Gathering;
    let page = Page::new(view.listing.title.as_str()).caption("Shared order").nav("/shared");
    page.back("/shared", "What you share").errors(errors).body(html! {
        p.govuk-body { (status_tag(view.shared.status)) }
        (next(view))
        (panel("what", "What is shared", &what(view)))
        (panel("people", "Who shares it", &people(view)))
        @if gathering && view.may_ask { (panel("links", "Ask others", &ask(ctx, view, form, errors))) }
        @if view.may_ask && gathering { p.govuk-body { (link(&format!("{}/out", address(view)), if view.mine { "Call it off" } else { "I don’t want to share it" })) } }
        @if view.may_order && view.shared.status == SharedStatus::Running {
            p.govuk-body { (link(&format!("{}/out", address(view)), "Leave it")) }
        }
    })
}

/// What waits for whoever looks.
fn next(view: &SharedView) -> Markup {
    let until = long_date(view.shared.lapses_on);
    let yes = format!("{}/yes", address(view));
    let asked = view.asked().is_some();
    html! {
        @match view.shared.status {
            SharedStatus::Gathering if view.members.len() < FEWEST => {
                (Verdict::lilac("Nobody shares it with you yet.").more("Make a link below for each person you would like to ask."))
            },
            SharedStatus::Gathering if asked => {
                (Verdict::warm("Your yes is needed.").more(format!("Nothing is ordered until everybody has said yes, by {until}.")))
                @if view.may_order { (actions(html! { (Button::link(yes, "Look at your share")) })) }
            },
            SharedStatus::Gathering => {
                (Verdict::lilac("It waits for the others.").more(format!("Nothing is ordered until everybody has said yes, by {until}.")))
            },
            SharedStatus::Leaving if asked => {
                (Verdict::warm("Somebody is leaving, and your yes to a new share is needed.").more(leaving_words(view)))
                @if view.may_order { (actions(html! { (Button::link(yes, "Look at your new share")) })) }
            },
            SharedStatus::Leaving => { (Verdict::lilac("Somebody is leaving.").more(leaving_words(view))) },
            _ => {},
        }
        @if let Some(Err(why)) = &view.after { (Verdict::warm("There is no new share to say yes to.").more(why)) }
        @if let Some(order) = &view.order { p.govuk-body { "Your share is " (link(&format!("/orders/{order}"), format!("order {order}"))) "." } }
    }
}

fn leaving_words(view: &SharedView) -> String {
    let day = view.shared.leaving_from.map(|from| long_date(london(from).date())).unwrap_or_default();
    format!("They are out from {day} on. If everybody who stays says yes by then, it goes on. If not, it ends for all.")
}

fn what(view: &SharedView) -> Markup {
    let unit = units::words(view.shared.request.unit).0;
    let list = SummaryList::new()
        .fact("From", view.listing.provider_name.as_str())
        .fact("When", view.shared.request.when_words().as_str())
        .fact("How much", view.shared.request.each_words().as_str())
        .fact(
            "Until",
            format!("{} at the latest, when the first of the budgets ends", long_date(view.last_day)).as_str(),
        );
    html! {
        (list)
        @match &view.whole {
            Ok(costing) => { (Sums::new().total("All of you together", costing.total)) },
            Err(why) if view.shared.status == SharedStatus::Gathering && view.members.len() >= FEWEST => { p.app-note { (why) } },
            Err(_) => {},
        }
        (start::steps(unit, &view.steps))
    }
}

fn cost_words(costing: Option<&Costing>) -> String {
    match costing {
        None => "Can’t be said yet".to_owned(),
        Some(costing) => match costing.weekly() {
            Some(weekly) => format!("{weekly} a week, {} in all", costing.total),
            None => costing.total.to_string(),
        },
    }
}

fn people(view: &SharedView) -> Markup {
    let name = |one: &MemberView| if one.own { format!("{} (you)", one.name) } else { one.name.clone() };
    let gathering = view.shared.status == SharedStatus::Gathering;
    let table = view.members.iter().fold(
        Table::new("Who shares it").column("Who").column("Parts").column("Share").column("Yes"),
        |table, one| {
            let parts = words::count(one.parts, "part", "parts");
            let share = if gathering { cost_words(one.costing.as_ref()) } else { "See their order".to_owned() };
            let share = if one.own || gathering { share } else { "Theirs to see".to_owned() };
            table.row([text(name(one)), text(parts), text(share), member_tag(one.status)])
        },
    );
    html! {
        (table)
        @if gathering && view.mine && view.may_ask && view.members.len() >= FEWEST {
            p.govuk-body { (link(&format!("{}/parts", address(view)), "Change who pays how much")) }
        }
    }
}

fn ask(ctx: &Ctx, view: &SharedView, form: &InviteForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        @if view.mine {
            @for invite in &view.invites {
                p.govuk-body {
                    b { (invite.label) } ": "
                    @match &invite.address {
                        Some(address) => { code.app-address { (address) } },
                        None if invite.used => { "has joined" },
                        None => { "the link is too old" },
                    }
                }
            }
        }
        (paragraph("Each link lets one person join, for 14 days. Give it only to the person it is for."))
        form method="post" action=(format!("{}/invite", address(view))) novalidate {
            (csrf_field(ctx))
            (fields.input("label", "Whom is the link for?", &form.label).hint("Only you see this. For example, my neighbour."))
            (fields.input("email", "Their email address (you can leave this empty)", &form.email).autocomplete("off"))
            (Button::submit("Make a link").secondary().once())
        }
        @if !view.people.is_empty() {
            form method="post" action=(format!("{}/add", address(view))) novalidate {
                (csrf_field(ctx))
                (fields.select("person", "Or let one of your people in", "")
                    .options(view.people.iter().map(|(id, name)| (id.to_string(), name.clone()))))
                (Button::submit("Let them in").secondary().once())
            }
        }
    }
}

/// Who pays how many parts.
pub fn parts(ctx: &Ctx, view: &SharedView, form: &PartsForm, errors: &FieldErrors) -> Page {
    let back = address(view);
    let page = Page::new("Who pays how much?").caption(view.listing.title.as_str()).nav("/shared");
    page.back(back.as_str(), "The shared order").errors(errors).body(html! {
        (paragraph("Everybody has one part to begin with, and pays the same. Somebody with two parts pays twice as much as somebody with one. Odd pennies go to the first. When you change this, everybody is asked for a yes again."))
        form method="post" action=(format!("{back}/parts")) novalidate {
            (csrf_field(ctx))
            @for one in &view.members {
                (errors.fields().input(&format!("parts-{}", one.id), &format!("Parts of {}", one.name), form.typed(one.id).map_or_else(|| one.parts.to_string(), ToOwned::to_owned).as_str()).width(3).mode("numeric"))
            }
            (actions(html! { (Button::submit("Save").once()) (link(&back, "Go back")) }))
        }
    })
}

/// Is that what they want?
pub fn yes(ctx: &Ctx, view: &SharedView, (chosen, asks): (Option<&str>, &[AskFirst]), errors: &FieldErrors) -> Page {
    let back = address(view);
    let page = Page::new("Say yes to your share?").caption(view.listing.title.as_str()).nav("/shared");
    let page = page.back(back.as_str(), "The shared order").errors(errors);
    let Some(total) = view.asked().filter(|_| view.may_order) else {
        return page.body(html! {
            (Verdict::lilac("There is nothing to say yes to now."))
            p.govuk-body { (link(&back, "See the shared order")) }
        });
    };
    let usual = view.plan_line.map_or_else(|| OUTSIDE.to_owned(), |id| id.to_string());
    page.body(html! {
        (share(view, total))
        @if let Some(over) = &view.over { (over_plan_note(over, view.may_order)) } @else { (ways_to_ask(asks)) }
        form method="post" action=(format!("{back}/yes")) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="terms" value=(view.shared.terms);
            input type="hidden" name="total" value=(total.pence());
            @if view.plan_lines.is_empty() || view.shared.status == SharedStatus::Leaving { input type="hidden" name="plan_line" value=(usual); }
            @else {
                (errors.fields().select("plan_line", "Which part of the plan is your share for?", chosen.unwrap_or(&usual))
                    .options(view.plan_lines.iter().map(|(id, title)| (id.to_string(), title.clone())))
                    .option(OUTSIDE, "None: it is outside the plan"))
            }
            (Checkboxes::single("agree", "I have read this, and I say yes to my share.", false, errors.get("agree")))
            (actions(html! { (Button::submit(format!("Yes to {total}")).once()) (link(&back, "Go back")) }))
        }
        @if view.shared.status == SharedStatus::Leaving {
            h2.govuk-heading-m { "If you don’t want the new share" }
            (paragraph("Say no. Then the shared order ends for all of you when the notice is over. The others are told now, so that they can look for something else."))
            (PostForm::new(ctx, format!("{back}/no"), Button::submit("No, end it with the notice").warning().once()).with("terms", view.shared.terms))
        }
    })
}

fn share(view: &SharedView, total: Money) -> Markup {
    let own = view.members.iter().find(|one| one.own).and_then(|one| one.costing.as_ref());
    html! {
        @if let Some(Ok((before, after))) = &view.after {
            (effect_box("From the day they are out", &html! {
                (Sums::new().line("What the visits after that cost you as it is", *before).total("What they would cost you", *after))
            }))
            (paragraph("The new share holds when everybody who stays has said yes. You are told. The difference is set aside from your budget, or goes back to it."))
        } @else {
            (effect_box(&own.and_then(Costing::weekly).map_or_else(|| total.to_string(), |weekly| format!("{weekly} a week")), &html! {
                p { (view.shared.request.when_words()) "." }
                (Sums::new().total("Your share in all", total))
            }))
            (paragraph("When everybody has said yes, it is ordered at once: one order for each of you, paid from your own budgets, all of them or none."))
            p.app-note { "If you want to stop later, you give notice: " (words::count(view.listing.notice_hours, "hour", "hours")) ". The others are then asked for a new share." }
        }
    }
}

/// Is that what they want?
pub fn out(ctx: &Ctx, view: &SharedView) -> Page {
    let back = address(view);
    let page = Page::new(if view.shared.status == SharedStatus::Running {
        "Leave this shared order?"
    } else {
        "Stop sharing this?"
    });
    let page = page.caption(view.listing.title.as_str()).nav("/shared").back(back.as_str(), "The shared order");
    page.body(html! {
        @match view.shared.status {
            SharedStatus::Gathering => {
                @if view.mine { (paragraph("It is called off for everybody. Nothing was ordered.")) }
                @else { (paragraph("The others are told, and asked for a yes to their new shares. Nothing was ordered.")) }
                (PostForm::new(ctx, format!("{back}/out"), Button::submit(if view.mine { "Call it off" } else { "Stop sharing" }).warning()))
            },
            SharedStatus::Running => {
                (paragraph(format!("Your notice is {}. Visits before its end still happen, and you pay your share of them. The others are asked for a new share. If not all of them say yes by then, it ends for everybody.", words::count(view.listing.notice_hours, "hour", "hours"))))
                (PostForm::new(ctx, format!("{back}/leave"), Button::submit("Give notice").warning()))
            },
            _ => { (paragraph("There is nothing to leave now.")) },
        }
        p.govuk-body { (link(&back, "Go back")) }
    })
}
