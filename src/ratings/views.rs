//! The pages of ratings.

use maud::{Markup, html};

use super::forms::{RateForm, ReplyForm};
use super::model::{Rating, RatingState};
use super::service::Rateable;
use crate::directory::forms::moderation::ReviewForm;
use crate::directory::model::decisions::Ruling;
use crate::directory::views::moderation::{reasons, save};
use crate::kernel::dates::{london, long_date};
use crate::web::components::{Button, LegendSize, csrf_field, empty_state, inset, link, lu, stars};
use crate::web::form::{FieldErrors, Fields};
use crate::web::page::Ctx;

const SCALE: [(&str, &str); 5] =
    [("5", "5, very good"), ("4", "4, good"), ("3", "3, all right"), ("2", "2, poor"), ("1", "1, very poor")];

/// The form of a rating.
pub(super) fn rate(ctx: &Ctx, what: &Rateable, form: &RateForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        p.govuk-body-l { (what.title) ", from " (what.provider_name) }
        p.govuk-body { "Other people read this before they choose. " (link("/ratings", "How ratings are worked out")) "." }
        form method="post" action=(ctx.path) novalidate {
            (csrf_field(ctx))
            (scale(fields, "quality", "Quality: how good was it?", &form.quality))
            (scale(fields, "reliability", "Reliability: did they come, and on time?", &form.reliability))
            (scale(fields, "dignity", "Dignity and respect: how were you treated?", &form.dignity))
            (scale(fields, "value", "Value: was it worth the money?", &form.value))
            (fields.radios("helped", &helped_question(what), &form.helped)
                .choices([("yes", "Yes"), ("a_little", "A little"), ("no", "No"), ("not_said", "I would rather not say")]))
            (fields.textarea("words", "What would you tell someone who thinks of choosing this? (optional)", &form.words)
                .hint("Please do not name workers or give private details. If someone was hurt, tell the council too: see “Report a worry about someone”."))
            (fields.input("shown_name", "Name to show beside your review", &form.shown_name)
                .hint("A first name is enough. You can also write “Priti, for her father”."))
            (Button::submit("Send my review").once())
        }
    }
}

fn helped_question(what: &Rateable) -> String {
    match &what.outcome {
        Some(outcome) => format!("Did it help with “{outcome}”?"),
        None => "Did it help you?".to_owned(),
    }
}

fn scale(fields: Fields<'_>, name: &str, question: &str, chosen: &str) -> Markup {
    html! { (fields.radios(name, question, chosen).choices(SCALE).small()) }
}

/// What people said, for the provider, with a reply box where there is no reply.
pub(super) fn staff(ratings: &[Rating]) -> Markup {
    if ratings.is_empty() {
        let body = html! { p.govuk-body { "People can rate what they ordered once a visit is confirmed. You will see it here." } };
        return empty_state(lu::LuStar, "No reviews yet", &body);
    }
    html! {
        p.govuk-body { "You can reply once to each. Replies show under the review and are not changed afterwards." }
        ul.app-reviews {
            @for rating in ratings {
                li.app-review {
                    (said(rating))
                    @match &rating.reply {
                        Some(reply) => { (inset(&html! { b { "Your reply" } br; (reply) })) },
                        None => { p.govuk-body { a.govuk-link href=(format!("/provider/ratings/{}/reply", rating.id)) {
                            "Reply" span.govuk-visually-hidden { " to " (rating.shown_name) } } } },
                    }
                }
            }
        }
    }
}

/// Ratings that were held back, for a moderator.
pub(super) fn held(ratings: &[Rating]) -> Markup {
    if ratings.is_empty() {
        return empty_state(lu::LuShieldCheck, "Nothing is held back", &html! {});
    }
    html! {
        p.govuk-body { "The words of these suggest that someone may be harmed. They are not on any page. The person’s council has them in its safeguarding inbox." }
        ul.app-reviews { @for rating in ratings { li.app-review {
            (said(rating))
            p.govuk-body { a.govuk-link href=(format!("/moderation/ratings/{}", rating.id)) {
                "Decide on this review" span.govuk-visually-hidden { " of " (rating.listing_title) } } }
        } } }
    }
}

/// One rating, to be shown or taken off.
pub(super) fn decide_held(
    ctx: &Ctx,
    rating: &Rating,
    decided: bool,
    form: &ReviewForm,
    errors: &FieldErrors,
) -> Markup {
    let shown = rating.state == RatingState::Shown;
    let choices = errors.fields().radios("decision", "What do you decide?", &form.decision).legend(LegendSize::Medium);
    let choices = if shown {
        choices
    } else {
        choices.choice_with_hint("show", "Show it", "Everybody can read it, and it counts.")
    };
    let choices = if shown || !decided {
        choices.choice_with_hint("keep_off", "Keep it off the page", "It doesn’t count. Whoever wrote it is told why.")
    } else {
        choices
    };
    html! {
        (said(rating))
        @if !shown && !decided {
            p.govuk-body { "Its words suggest that someone may be harmed. If the person’s council is on Handpick, its safeguarding team has it already." }
        }
        form method="post" action=(format!("/moderation/ratings/{}", rating.id)) novalidate {
            (csrf_field(ctx))
            (choices)
            @if shown || !decided {
                (reasons(Ruling::RatingRemoved, form, "If you keep it off: why?", "Whoever wrote it reads this.", errors))
            }
            (save())
        }
    }
}

/// The form of a reply.
pub(super) fn reply(ctx: &Ctx, rating: &Rating, form: &ReplyForm, errors: &FieldErrors) -> Markup {
    html! {
        (said(rating))
        form method="post" action=(ctx.path) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", "Your reply", &form.words)
                .hint("Everybody can read it. Thank people, put things right, and give no private details."))
            (Button::submit("Send my reply").once())
        }
    }
}

fn said(rating: &Rating) -> Markup {
    html! {
        h2.govuk-heading-s { (rating.listing_title) }
        p.govuk-body."govuk-!-margin-bottom-1" {
            (stars(rating.scores.stars())) " " b { (rating.shown_name) } ", " (long_date(london(rating.created_at).date()))
        }
        @if !rating.words.is_empty() { p.govuk-body { (rating.words) } }
    }
}
