//! Handpick in easy read: one idea a line, few words, a picture beside each.

use maud::{Markup, html};

use crate::web::components::{idea, link, lu};
use crate::web::page::Ctx;

pub(super) fn page(ctx: &Ctx) -> Markup {
    html! {
        ul.app-easy {
            (idea(lu::LuHeart, html! { "You have money for your support." }))
            (idea(lu::LuClipboardList, html! { "Your plan says what you want to do." }))
            (idea(lu::LuSearch, html! { (link("/search", "Look for support")) " near you." }))
            (idea(lu::LuPoundSterling, html! { "You see the price before you choose." }))
            (idea(lu::LuCalendarDays, html! { "You choose the day and the time." }))
            (idea(lu::LuShieldCheck, html! { "We show which checks we have seen." }))
            (idea(lu::LuWallet, html! { "You see how much money is left." }))
            (idea(lu::LuStar, html! { "After a visit you can say how it was." }))
            (idea(lu::LuUsers, html! { "Someone you trust can help you." }))
            (idea(lu::LuPhone, html! { "You can ring us: " (ctx.phone) "." }))
        }
        h2.govuk-heading-m { "Words we use" }
        ul.app-easy {
            (idea(lu::LuPiggyBank, html! { b { "Personal budget" } " is money for your support." }))
            (idea(lu::LuHouse, html! { b { "Provider" } " is who gives the support." }))
            (idea(lu::LuShoppingBasket, html! { b { "Basket" } " is what you want to order." }))
            (idea(lu::LuHandshake, html! { b { "Broker" } " is someone who helps you choose." }))
        }
    }
}
