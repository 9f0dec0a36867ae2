//! The pages of each step to agreement: sending, throwing away, looking again, deciding, a finance officer's yes, the panel.

use maud::{Markup, html};

use super::edit::{NOT_CHECKED, light_tag, sums_box};
use super::overview::sitting;
use super::read::{all, lines};
use crate::kernel::UserId;
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::plans::forms::StepForm;
use crate::plans::model::Light;
use crate::plans::model::checks::Checked;
use crate::plans::model::head::{Answer, Kind, Panel};
use crate::plans::model::state::{Decision, State};
use crate::plans::service::reading::WholeView;
use crate::web::components::{
    Button, Input, TagKind, actions, csrf_field, inset, link, lu, panel as section, paragraph, tag, text, warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn base(view: &WholeView, title: impl Into<String>, errors: &FieldErrors) -> Page {
    Page::new(title).nav("/plan").back(view.draft.known.head.path(), "The plan").errors(errors)
}

/// The hidden fields of each step: the token, and which version was read.
fn hidden(ctx: &Ctx, view: &WholeView) -> Markup {
    html! {
        (csrf_field(ctx))
        input type="hidden" name="version" value=(view.draft.version.number);
    }
}

/// The seven, with what is plainly missing.
fn seven(checks: &[Checked], path: Option<&str>) -> Markup {
    html! {
        ul.govuk-list {
            @for check in checks {
                li {
                    @if check.missing.is_empty() { (tag(TagKind::Ok, Some(lu::LuCheck), "There")) }
                    @else { (tag(TagKind::Warm, Some(lu::LuTriangleAlert), "Something is missing")) }
                    " " b { (check.criterion.label()) }
                    @for missing in &check.missing {
                        br; (missing) " "
                        @if let Some(path) = path {
                            (link(&format!("{path}/write/{}", check.part.as_str()), format!("Go to “{}”", check.part.label())))
                        }
                    }
                }
            }
        }
    }
}

/// "It begins on 6 April 2027 and ends on 5 April 2028."
fn runs(view: &WholeView) -> String {
    let draft = &view.draft.version.draft;
    format!("It begins on {} and ends on {}.", long_date(draft.starts_on), long_date(draft.ends_on))
}

/// Checking a draft before it is sent, or used.
pub fn send(ctx: &Ctx, view: &WholeView, errors: &FieldErrors) -> Page {
    let head = &view.draft.known.head;
    let path = head.path();
    let adopt = view.may_adopt();
    let title = if adopt { "Check the plan and use it" } else { "Check the plan and send it" };
    base(view, title, errors).body(html! {
        p.govuk-body-l {
            "These are the seven things a plan is checked for. "
            @if !adopt { "You can send it with gaps. The council may then ask for changes." }
        }
        (paragraph(runs(view)))
        (section("seven", "The seven checks", &seven(&view.checks, Some(&path))))
        (sums_box(&view.draft.sums, view.draft.known.may.write()))
        @if !view.needs_council.is_empty() && head.council_id.is_some() {
            (inset(&html! {
                p.govuk-body { "This change needs your council:" }
                ul.govuk-list.govuk-list--bullet { @for why in &view.needs_council { li { (why) } } }
            }))
        }
        form method="post" action=(format!("{path}/{}", if adopt { "use" } else { "send" })) {
            (hidden(ctx, view))
            @if let Some(words) = budget_follows(view) { (paragraph(words)) }
            @if adopt {
                @if head.council_id.is_some() { (paragraph("This change is small. Nobody has to agree it.")) }
                @else { (paragraph(own_money_follows(view))) }
                (actions(html! { (Button::submit("Use this plan").once()) (link(&path, "Go back")) }))
            } @else {
                (paragraph("The council answers within 14 days. Until then the plan can’t be changed, but you can take it back."))
                (actions(html! { (Button::submit("Send the plan").once()) (link(&path, "Go back")) }))
            }
        }
    })
}

/// What using somebody's own plan does, in words.
fn own_money_follows(view: &WholeView) -> String {
    let own = view.draft.known.may.is_holder;
    let nobody =
        if own { "You pay for yourself. Nobody has to agree your plan." } else { "Nobody has to agree this plan." };
    if view.draft.known.head.kind == Kind::Change {
        return nobody.to_owned();
    }
    let (total, whose) = (view.draft.sums.total, if own { "your" } else { "their" });
    format!(
        "{nobody} What it costs, {total}, is written down as {whose} own money for these days, unless there is money already. \
         Handpick holds none of it. It can be changed on the page “own money”."
    )
}

/// What a change does to the budget, in words; none for a plan of its own.
fn budget_follows(view: &WholeView) -> Option<String> {
    let (was, known) = (view.was?, &view.draft.known);
    if known.head.council_id.is_none() {
        let whose = if known.may.is_holder { "Your own money stays yours" } else { "Their own money stays theirs" };
        return Some(format!("{whose}; nothing is taken."));
    }
    let less = was.checked_sub(view.draft.sums.total)?;
    Some(if less.is_zero() {
        "The plan costs the same as before: the budget stays as it is.".to_owned()
    } else if less.is_negative() {
        let more = less.checked_neg()?;
        format!("The plan costs {more} more than before: {more} is added to the budget.")
    } else {
        format!(
            "The plan costs {less} less than before: {less} goes back to the council as far as it is not spent or ordered."
        )
    })
}

/// Before a draft is thrown away.
pub fn throw_away(ctx: &Ctx, view: &WholeView) -> Page {
    let path = view.draft.known.head.path();
    base(view, "Throw this draft away?", &FieldErrors::new()).body(html! {
        (warning_text("You can still read it after that, but nobody can write on it any more."))
        (paragraph("A plan that runs now stays as it is."))
        form method="post" action=(format!("{path}/throw-away")) {
            (hidden(ctx, view))
            (actions(html! { (Button::submit("Throw it away").warning().once()) (link(&path, "Keep it")) }))
        }
    })
}

/// Why the reader can't agree it as it is.
fn hurdles(view: &WholeView) -> Vec<Markup> {
    let mut hurdles = Vec::new();
    if view.has_a_hand {
        let words = "You wrote some of this plan, or act for this person. Another officer must agree or refuse it.";
        hurdles.push(text(words));
    }
    if view.refused_before {
        hurdles.push(text("You said no to it before. Another officer must look at it again."));
    }
    if let Some(answers) = view.draft.sums.answers.filter(|_| !view.draft.sums.checked) {
        let figure = link(&format!("/assessments/{answers}/figure"), "what the answers come to");
        hurdles.push(html! { "Check the figure first: " (figure) "." });
    }
    let panel = view.panel_of_newest().and_then(|panel| panel.answer.as_ref());
    let yes = panel.is_some_and(|answer| answer.decision.is_yes()) && !view.sat;
    if panel.is_some_and(|answer| !answer.decision.is_yes()) {
        hurdles.push(text("The risk panel does not support this version."));
    }
    let within = matches!(view.draft.sums.light, Some(Light::Green | Light::Amber));
    if !within && view.approval.is_none() && !yes {
        let words = "It costs over 50% more than the indicative budget, or none is known. A finance officer, or the risk panel, must say yes to the cost by name.";
        hurdles.push(text(words));
    }
    if within && view.own_figure && view.approval.is_none() && !yes {
        let words = "You wrote down or raised the indicative budget yourself. A finance officer, or the risk panel, must say yes to the cost by name, or another officer decides.";
        hurdles.push(text(words));
    }
    hurdles
}

/// What the risk panel wants done: nobody marks it as done, so it stays open for whoever decides or reviews.
pub fn conditions<'a>(panels: impl IntoIterator<Item = &'a Panel>) -> Markup {
    let open: Vec<(&Panel, &Answer)> =
        panels.into_iter().filter_map(|panel| panel.conditions().map(|answer| (panel, answer))).collect();
    html! {
        @if !open.is_empty() {
            (section("conditions", "Open: what the risk panel wants done", &html! {
                @for (panel, answer) in &open {
                    (lines(&answer.words))
                    p.app-note { "It supports the plan if this is done. It met on " (long_date(panel.meets_on)) "." }
                }
            }))
        }
    }
}

/// What speaks for the cost.
fn money(ctx: &Ctx, view: &WholeView, errors: &FieldErrors) -> Markup {
    let head = &view.draft.known.head;
    let why = &view.draft.version.draft.why_over;
    section(
        "money",
        "The money",
        &html! {
            (sums_box(&view.draft.sums, view.draft.known.may.write()))
            @if !why.is_empty() { h3.govuk-heading-s { "Why it costs more" } (lines(why)) }
            @if let Some(words) = budget_follows(view) { (paragraph(words)) }
            @if let Some(approval) = &view.approval {
                p.govuk-body { b { "Yes to the cost of version " (approval.version) } " by " (approval.by.name) ": " (approval.words) }
            }
            @if view.draft.sums.answers.is_none() && !view.has_a_hand { form.app-sort method="post" action=(format!("{}/indicative", head.path())) novalidate {
                (csrf_field(ctx))
                (Input::money("amount", "Indicative budget for the whole plan").error(errors.get("amount"))
                    .value(head.indicative.map(crate::kernel::money::Money::plain).unwrap_or_default()))
                (Button::submit("Write it down").secondary())
            } }
        },
    )
}

/// The officer's page: the seven, the money, the plan, and the decision.
pub fn check(ctx: &Ctx, view: &WholeView, form: &StepForm, errors: &FieldErrors) -> Page {
    let head = &view.draft.known.head;
    let open = head.state.is_with_council();
    let hurdles = hurdles(view);
    base(view, format!("Check the plan of {}", view.draft.known.holder.name), errors).body(html! {
        (paragraph(runs(view)))
        p.govuk-body {
            "Version " (view.draft.version.number) ", written by " (view.draft.version.by.name) ". "
            (light_tag(view.draft.sums.light)) " "
            @if !view.draft.sums.checked { "(" (NOT_CHECKED) ") " }
            @let words = if head.kind == Kind::Change { "What would change in the plan that runs" } else { "What changed since the last version" };
            (link(&format!("{}/versions", head.path()), words))
        }
        (section("seven", "The seven checks", &html! {
            (paragraph("The marks only say what is plainly there. Whether it is good is for you to say."))
            (seven(&view.checks, None))
        }))
        (money(ctx, view, errors))
        (conditions(view.panel_of_newest()))
        @for panel in &view.panels { (sitting(panel)) }
        @if !view.files.is_empty() {
            p.govuk-body { (link(&format!("{}/files", head.path()), words::count(view.files.len(), "file sent with it", "files sent with it"))) }
        }
        (all(&view.draft.version.draft))
        @if open {
            @if !hurdles.is_empty() {
                (inset(&html! {
                    p.govuk-body { b { "You can’t agree it yet:" } }
                    ul.govuk-list.govuk-list--bullet { @for hurdle in &hurdles { li { (hurdle) } } }
                }))
            }
            (decision(ctx, view, form, errors))
        } @else {
            @if head.state == State::Draft { (paragraph("The person took the plan back to change it.")) }
            (paragraph("There is nothing to decide now. Look at what was done on the page of the plan."))
        }
    })
}

fn decision(ctx: &Ctx, view: &WholeView, form: &StepForm, errors: &FieldErrors) -> Markup {
    let path = view.draft.known.head.path();
    let fields = errors.fields();
    html! {
        form method="post" action=(format!("{path}/check")) novalidate {
            (hidden(ctx, view))
            @let choices = fields.radios("decision", "What do you decide?", &form.decision)
                .choice_with_hint("changes", "Ask for changes", "The plan goes back. Say what has to change.");
            @let choices = if view.panel_can_answer {
                choices.choice_with_hint("panel", "Ask the risk panel", "Say what you ask, and when the panel meets.")
            } else { choices };
            @if !view.panel_can_answer {
                (paragraph("The risk panel can’t be asked. Nobody is on it who has no hand in this plan."))
            }
            (choices
                .choice_with_hint("agree", "Agree the plan", "The personal budget is set and support can be ordered. It is held as last year’s budget was, or managed by the council when it is the first.")
                .choice_with_hint("agree_parts", "Agree the plan, and say how the money is held first", "For money in several parts, a direct payment, an account with a provider or vouchers. Finance sets it up; then support can be ordered.")
                .choice_with_hint("refuse", "Do not agree the plan", "Say why. The person can ask the council to look again."))
            (fields.textarea("words", "What do you say to the person?", &form.words)
                .hint("They read these words. Use short sentences.").rows(4))
            @if view.panel_can_answer {
                (fields.date("meets", "When does the panel meet?", form.meets()).hint("Only when you ask the panel. For example, 21 11 2026."))
            }
            (actions(html! { (Button::submit("Decide").once()) (link(&path, "Go back")) }))
        }
    }
}

/// A finance officer's yes to the cost.
pub fn cost(ctx: &Ctx, view: &WholeView, form: &StepForm, errors: &FieldErrors) -> Page {
    let head = &view.draft.known.head;
    base(view, format!("The cost of the plan of {}", view.draft.known.holder.name), errors).body(html! {
        (sums_box(&view.draft.sums, view.draft.known.may.write()))
        @let why = &view.draft.version.draft.why_over;
        @if !why.is_empty() { (section("why", "Why it costs more", &lines(why))) }
        (section("lines", "What it costs", &super::read::part(&view.draft.version.draft, crate::plans::model::draft::Part::Costs)))
        @if view.draft.known.may.approve && head.state.is_with_council() {
            form method="post" action=(format!("{}/cost", head.path())) novalidate {
                (hidden(ctx, view))
                (errors.fields().textarea("words", "Why is this cost right?", &form.words)
                    .hint("Your name is written beside it. It counts for this version only.").rows(3))
                (actions(html! { (Button::submit("Say yes to the cost").once()) (link(&head.path(), "Go back")) }))
            }
        } @else { (paragraph("Only a finance officer can say yes to the cost, while the plan is with the council.")) }
    })
}

/// Taking back what the risk panel was asked.
pub fn recall(ctx: &Ctx, view: &WholeView, form: &StepForm, errors: &FieldErrors) -> Page {
    let path = view.draft.known.head.path();
    base(view, "Take the question to the risk panel back", errors).body(html! {
        (paragraph("The plan is with the council again, and you can decide about it. The panel and the person are told."))
        @if let Some(waiting) = view.waiting_panel() { (sitting(waiting)) }
        form method="post" action=(format!("{path}/recall")) novalidate {
            (hidden(ctx, view))
            (errors.fields().textarea("words", "Why need the panel not answer?", &form.words)
                .hint("The person reads these words.").rows(3))
            (actions(html! { (Button::submit("Take it back").once()) (link(&path, "Go back")) }))
        }
    })
}

/// The risk panel's answer.
pub fn panel(
    ctx: &Ctx,
    view: &WholeView,
    members: &[(UserId, String)],
    (form, errors): (&StepForm, &FieldErrors),
) -> Page {
    let path = view.draft.known.head.path();
    let fields = errors.fields();
    base(view, format!("The risk panel: {}", view.draft.known.holder.name), errors).body(html! {
        @if let Some(waiting) = view.waiting_panel() {
            (section("question", "What the panel is asked", &html! {
                (lines(&waiting.question))
                p.app-note { "It meets on " (long_date(waiting.meets_on)) "." }
            }))
            (section("risks", "Risks, and what is done about them",
                &super::read::part(&view.draft.version.draft, crate::plans::model::draft::Part::Risks)))
            p.govuk-body { (link(&format!("{path}/read"), "Read the whole plan")) }
            form method="post" action=(format!("{path}/panel")) novalidate {
                (hidden(ctx, view))
                input type="hidden" name="panel" value=(waiting.id);
                (fields.radios("decision", "What does the panel say?", &form.decision)
                    .choices(Decision::ALL.iter().map(|decision| (decision.as_str(), decision.label()))))
                (fields.textarea("words", "Why, and what has to be done?", &form.words).rows(4))
                (fields.checkboxes("members", "Who was there?", &form.members)
                    .choices(members.iter().map(|(user, name)| (user.to_string(), name.clone()))))
                (actions(html! { (Button::submit("Write the answer down").once()) (link(&path, "Go back")) }))
            }
        } @else { (paragraph("The panel is not asked anything now.")) }
    })
}
