//! What Handpick is for and where to turn: for holders, families, providers and councils.

use maud::{Markup, html};

use crate::web::components::{inset, link, steps};
use crate::web::page::Ctx;

pub(super) fn how_it_works(_: &Ctx) -> Markup {
    html! {
        p.govuk-body-l { "Handpick is where people with a personal budget find, compare and order the support they want." }
        h2.govuk-heading-m { "Four steps" }
        (steps(&[
            ("Say what matters", "Your support plan says what you want from life and what it costs. Your family or a broker can help you write it."),
            ("Compare and choose", "Search near you. Each service shows its whole price, its reviews and the checks we have seen."),
            ("Order", "Pick days and times. You see what you will have left before you say yes."),
            ("Keep track", "Confirm each visit after it happened. Your budget page shows every penny."),
        ]))
        h2.govuk-heading-m { "What words mean" }
        dl.govuk-summary-list {
            (word("Personal budget", "Money for your care and support. Your council agrees it with you. You can also use your own money."))
            (word("Support plan", "What you want to do, the support that helps, and what it costs."))
            (word("Committed", "Money kept for orders you placed. It is not spent yet."))
            (word("Spent", "Money for visits that happened and that you confirmed."))
            (word("Left to use", "Your budget, less what is committed and what is spent."))
            (word("Broker", "Someone who helps people plan and order support. They act for you only if you say so."))
        }
    }
}

fn word(word: &str, meaning: &str) -> Markup {
    html! {
        div.govuk-summary-list__row { dt.govuk-summary-list__key { (word) } dd.govuk-summary-list__value { (meaning) } }
    }
}

pub(super) fn help(ctx: &Ctx) -> Markup {
    html! {
        p.govuk-body-l { "A person can help you. You do not have to do this alone." }
        h2.govuk-heading-m { "Talk to us" }
        p.govuk-body { "Ring " b { (ctx.phone) } ". We can search with you and fill in forms with you." }
        h2.govuk-heading-m { "Ask someone to act for you" }
        p.govuk-body { "A family member, a friend or a broker can plan and order for you. You choose what they may do, and you can stop it at any time. " (link("/account/people", "Choose who can act for me")) "." }
        h2.govuk-heading-m { "Make pages easier to read" }
        p.govuk-body { (link("/display", "Change text size and colours")) ". " (link("/easy-read", "Read about Handpick in easy read")) "." }
        h2.govuk-heading-m { "If something is wrong" }
        ul.govuk-list.govuk-list--bullet {
            li { (link("/safeguarding", "I am worried about someone")) }
            li { (link("/complaints", "I want to complain")) }
            li { (link("/content-rules", "What may be on Handpick, and how we decide")) }
        }
        (inset(&html! { "In an emergency ring 999." }))
    }
}

pub(super) fn for_providers(_: &Ctx) -> Markup {
    html! {
        p.govuk-body-l { "Whether you are an agency or one person who mows lawns, you can list what you offer. It is free." }
        h2.govuk-heading-m { "How it goes" }
        ol.govuk-list.govuk-list--number {
            li { (link("/sign-up/provider", "Sign up")) " and confirm your email address." }
            li { "Write a listing: what you do, where, when and for how much. The price people see is all they pay." }
            li { "Send it to be checked. A moderator reads it before it goes live." }
            li { "Answer orders, record your visits, and see what people say." }
        }
        h2.govuk-heading-m { "What is fair" }
        ul.govuk-list.govuk-list--bullet {
            li { "Nobody can pay to be higher in a search." }
            li { "A new price needs 28 days’ notice. It never changes an order you accepted." }
            li { "Checks, such as a DBS check or insurance, show only while they are in date." }
            li { "Only people whose order was delivered can rate you. You can reply once to each rating." }
        }
        h2.govuk-heading-m { "Is a page about you already here?" }
        p.govuk-body { "Some providers come from public records. Those pages have no prices and no reviews, and name their source." }
    }
}

pub(super) fn for_councils(_: &Ctx) -> Markup {
    html! {
        p.govuk-body-l { "Handpick shows each budget holder what they can spend, and shows you what is committed and spent." }
        ul.govuk-list.govuk-list--bullet {
            li { "Each council’s people, plans and budgets are walled off from every other council’s." }
            li { "The budget is kept as a ledger. Its entries are never changed or deleted, and it can be checked at any time." }
            li { "An order that would overspend a budget is refused, however many are placed at once." }
            li { "What someone does for another person is recorded as done by them, for that person." }
        }
        p.govuk-body { "Councils do not sign up here. Ask us to set up your council, and your first care managers and finance officers." }
    }
}

pub(super) fn safeguarding(ctx: &Ctx) -> Markup {
    html! {
        (inset(&html! { b { "If someone is in danger now, ring 999." } }))
        p.govuk-body { "If you think that someone is being hurt, neglected or cheated, tell their council’s adult social care team. You can find it on the council’s website, or ring us on " (ctx.phone) " and we will help you find it." }
        p.govuk-body { "You do not need to be sure. You can ask them not to say who told them." }
        p.govuk-body { "You can also use “Report a problem” on any listing, provider or review, and choose “Someone is at risk”. You don’t need an account." }
        h2.govuk-heading-m { "What we do" }
        p.govuk-body { "Reviews with words that suggest harm are not shown on the page. They go to the safeguarding team of the person’s council, if it uses Handpick, and a moderator reads them." }
    }
}

pub(super) fn complaints(ctx: &Ctx) -> Markup {
    html! {
        h2.govuk-heading-m { "About a service" }
        p.govuk-body { "Tell the provider first. Their telephone number is on their page and on your order. They must put right what they can." }
        p.govuk-body { "If you said that a visit was not as planned, the money for it is held until that is settled." }
        h2.govuk-heading-m { "About your budget or plan" }
        p.govuk-body { "Tell your council. They have to answer, and to tell you how to go further if you are not happy with the answer." }
        h2.govuk-heading-m { "About Handpick" }
        p.govuk-body { "Ring us on " (ctx.phone) ". We will write down what you say, and read it back to you." }
    }
}
