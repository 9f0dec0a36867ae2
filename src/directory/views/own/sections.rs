//! The plain pages of the editor: what it is, who and where, what people should know.

use maud::{Markup, Render, html};

use super::edit::Section;
use super::listings::category;
use crate::directory::forms::Pairs;
use crate::directory::forms::know::KnowForm;
use crate::directory::forms::what::WhatForm;
use crate::directory::forms::whereabouts::WhereForm;
use crate::directory::model::commands::LONGEST_SUMMARY;
use crate::directory::model::{CareGroup, Delivery, Listing, ListingState, OutcomeFamily};
use crate::web::components::{Button, LegendSize, Radios, actions, csrf_field, inset, link};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// The form around a section's fields.
pub fn frame(ctx: &Ctx, listing: &Listing, section: Section, fields: &Markup) -> Markup {
    html! {
        div.app-editor {
            form method="post" action=(section.href(listing)) novalidate data-app-glance {
                (csrf_field(ctx))
                input type="hidden" name="seen" value=(listing.version);
                (fields)
                (actions(html! {
                    (Button::submit("Save").once())
                    (Button::submit("See how it looks").secondary().value("then", "preview"))
                    (link(&format!("/provider/listings/{}/edit", listing.id), "Cancel"))
                }))
            }
            // Filled by the script, where there is one.
            aside.app-glance aria-label="How it looks in a search" data-app-glance-here hidden {}
        }
    }
}

/// What was typed and isn't saved, to be saved or gone on with after it was looked at.
pub fn typed_again(ctx: &Ctx, listing: &Listing, section: Section, posted: &Pairs) -> Markup {
    let ours = ["csrf", "then"];
    html! {
        form method="post" action=(section.href(listing)) {
            (csrf_field(ctx))
            @for (name, value) in posted.0.iter().filter(|(name, _)| !ours.contains(&name.as_str())) {
                input type="hidden" name=(name) value=(value);
            }
            (actions(html! {
                (Button::submit("Save").once())
                (Button::submit("Go on writing").secondary().value("then", "back"))
            }))
        }
    }
}

/// "What it is".
pub fn what(ctx: &Ctx, listing: &Listing, form: &WhatForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let seen = matches!(listing.state, ListingState::Live | ListingState::Paused);
    let longest = u32::try_from(LONGEST_SUMMARY).unwrap_or(300);
    frame(
        ctx,
        listing,
        Section::What,
        &html! {
            @if seen {
                (inset(&html! { "If you change this page, we check the listing again. Until then people can’t see it." }))
            }
            (fields.input("title", "Name of the listing", &form.title)
                .hint("Say what people get, like “Help at home in the evenings”."))
            (category(&form.category, errors))
            (fields.textarea("summary", "Summary", &form.summary).rows(3).longest(longest)
                .hint("One or two plain sentences. People see them first."))
            (fields.textarea("description", "Description", &form.description).rows(7)
                .hint("Who comes, what happens, what makes you different."))
            (fields.textarea("included", "What people get", &form.included).rows(5)
                .hint("One thing on each line, like “Help to wash and dress”. You can leave this empty."))
            (fields.textarea("not_included", "What is not included", &form.not_included).rows(3)
                .hint("One thing on each line."))
            (fields.textarea("easy_read", "In easy read", &form.easy_read).rows(5)
                .hint("Short sentences and easy words, one idea on each line. If this is empty we show your summary."))
        },
    )
}

/// "Who and where".
pub fn whereabouts(ctx: &Ctx, listing: &Listing, form: &WhereForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    frame(
        ctx,
        listing,
        Section::Where,
        &html! {
            (fields.checkboxes("care_groups", "Who is it for?", &form.care_groups).legend(LegendSize::Medium).small()
                .hint("Leave all empty if it is for everyone.")
                .choices(CareGroup::ALL.iter().map(|group| (group.as_str(), group.label()))))
            (fields.checkboxes("outcomes", "What does it help with?", &form.outcomes).legend(LegendSize::Medium).small()
                .choices(OutcomeFamily::ALL.iter().map(|family| (family.as_str(), family.label()))))
            (fields.checkboxes("delivery", "How do people get it?", &form.delivery).legend(LegendSize::Medium).small()
                .choices(Delivery::ALL.iter().map(|delivery| (delivery.as_str(), delivery.label()))))
            (fields.input("venue", "Where does it take place?", &form.venue).longest(200)
                .hint("Only if people come to you, and not to the address of your page: like “St Chad’s Hall, Otley Road, LS6 4AB”."))
            h2.govuk-heading-m { "Where do you go?" }
            p.govuk-body { "If you go to people’s homes, fill in one of these or more." }
            (fields.input("districts", "Postcode areas", &form.districts)
                .hint("The first half of postcodes, like “LS4, LS5, LS6”."))
            (fields.input("radius_miles", "Or within this many miles of you", &form.radius_miles).width(4)
                .mode("numeric").suffix("miles"))
            (fields.textarea("councils", "Or in the whole area of these councils", &form.councils).rows(3)
                .hint("One name on each line, like “Leeds”."))
        },
    )
}

/// "What people should know".
pub fn know(ctx: &Ctx, listing: &Listing, form: &KnowForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    frame(
        ctx,
        listing,
        Section::Know,
        &html! {
            (fields.textarea("languages", "Languages you speak", &form.languages).rows(3)
                .hint("One on each line. British Sign Language and Makaton count too."))
            (fields.textarea("access", "What makes it easy to use", &form.access).rows(4)
                .hint("One on each line, like “Step-free entrance” or “Visit notes in easy read”."))
            h2.govuk-heading-m { "When somebody cancels" }
            (fields.input("notice_hours", "Cancelling is free up to this long before", &form.notice_hours).width(4)
                .mode("numeric")
                .suffix("hours").hint("24 hours is a day."))
            (late_charge(form, errors))
        },
    )
}

fn late_charge(form: &KnowForm, errors: &FieldErrors) -> Markup {
    let usual =
        [("0", "Nothing"), ("25", "A quarter of the price"), ("50", "Half the price"), ("100", "The whole price")];
    let mut radios: Radios =
        errors.fields().radios("late_charge_percent", "After that they pay", &form.late_charge_percent).choices(usual);
    if !form.late_charge_percent.is_empty() && !usual.iter().any(|(value, _)| *value == form.late_charge_percent) {
        radios = radios.choice(form.late_charge_percent.clone(), format!("{}% of the price", form.late_charge_percent));
    }
    radios.render()
}
