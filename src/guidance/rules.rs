//! What the law asks us to say: how ratings are made, accessibility, privacy, cookies.

use maud::{Markup, html};

use crate::web::components::{Table, link, text};
use crate::web::page::Ctx;

/// Digital Markets, Competition and Consumers Act 2024: steps against fake reviews, and how ratings are made.
pub(super) fn ratings(_: &Ctx) -> Markup {
    html! {
        p.govuk-body-l { "Only people whose order was delivered can rate it, once for each thing they ordered." }
        h2.govuk-heading-m { "The stars" }
        p.govuk-body { "People give 1 to 5 for quality, reliability, dignity and respect, and value. The stars are the average of all of these." }
        p.govuk-body { "A few ratings say less than many. So we count as if 5 more people had given 4 stars. With 2 ratings of 5 stars a service shows 4.3. With 50 it shows 4.9. The number of ratings is always shown." }
        h2.govuk-heading-m { "What we do against fake reviews" }
        ul.govuk-list.govuk-list--bullet {
            li { "Nobody can rate without a delivered and confirmed order." }
            li { "Staff of a provider cannot rate it, and brokers cannot rate an organisation they belong to." }
            li { "The provider can reply once. They cannot change or remove a rating." }
            li { "Ratings with words that suggest harm are held back and looked at by a person." }
        }
        p.govuk-body { "The rating of the Care Quality Commission is shown beside the stars. It is never mixed into them." }
    }
}

/// What may be on the site, how reviews are checked, and how to complain about a decision.
pub(super) fn content(ctx: &Ctx) -> Markup {
    html! {
        p.govuk-body-l { "A moderator reads every listing before people can see it. Here is what they look for." }
        h2.govuk-heading-m { "Listings and provider pages" }
        ul.govuk-list.govuk-list--bullet {
            li { "say plainly what people get, and show the whole price, with everything that must be paid" }
            li { "claim only what is true, and only checks that we have seen" }
            li { "are about support that people may buy with a personal budget" }
            li { "are kind: nobody is insulted or turned away for who they are" }
            li { "hold no telephone numbers or web addresses in the text: these belong to the provider’s details" }
        }
        p.govuk-body { "We send back what isn’t like this, and say why. We take off what may harm people or cheat them, at once." }
        h2.govuk-heading-m { "Reviews" }
        p.govuk-body { "Only people whose order was delivered can write one, once for each thing they ordered. We check that with the order itself. Nobody can buy a review or be paid for one." }
        ul.govuk-list.govuk-list--bullet {
            li { "Good and bad reviews are treated the same. We never take one off because it is bad." }
            li { "A review may not name workers, give private details, insult anybody, or be about something that did not happen." }
            li { "Reviews whose words suggest harm are held back. The person’s council and a moderator read them." }
            li { "Anybody can report a review. A moderator who doesn’t belong to the provider decides." }
        }
        p.govuk-body { "The stars are worked out the same way for everybody: " (link("/ratings", "how ratings are worked out")) ". This is also what the Digital Markets, Competition and Consumers Act 2024 asks of us." }
        h2.govuk-heading-m { "If something is wrong" }
        p.govuk-body { "Use “Report a problem” on the page itself. You don’t need an account, and the provider isn’t told who you are." }
        p.govuk-body { "If someone is at risk, say so there: it goes to the council’s safeguarding team. In danger, ring 999 first. " (link("/safeguarding", "Report a worry about someone")) "." }
        h2.govuk-heading-m { "If you think that we decided wrongly" }
        p.govuk-body { "Providers: open the decision under “Decisions about you” and answer it. You can do that once. Where we can, a moderator reads it who did not make the decision." }
        p.govuk-body { "Everybody: ring us on " (ctx.phone) " and say that you want to complain about a decision. We write down what you say, somebody else looks at it again, and we tell you the outcome." }
        p.govuk-body { "Every decision is kept: who made it, when, and why. Nobody decides about an organisation they belong to." }
    }
}

pub(super) fn accessibility(ctx: &Ctx) -> Markup {
    html! {
        p.govuk-body { "We want everybody to be able to use Handpick. You should be able to:" }
        ul.govuk-list.govuk-list--bullet {
            li { "make text larger and change colours (" (link("/display", "text size and colours")) ")" }
            li { "zoom to 400% without scrolling sideways" }
            li { "use every page with a keyboard or by voice" }
            li { "use every page with a screen reader" }
            li { "do everything with scripts switched off" }
        }
        h2.govuk-heading-m { "How accessible it is" }
        p.govuk-body { "We test against the Web Content Accessibility Guidelines 2.2, level AA, with automatic checks on each page. Automatic checks find only some problems. No independent audit has been done yet." }
        h2.govuk-heading-m { "Tell us about a problem" }
        p.govuk-body { "Ring " (ctx.phone) ". If you are not happy with our answer, you can ask the " (link("https://www.equalityadvisoryservice.com/", "Equality Advisory and Support Service")) "." }
    }
}

pub(super) fn privacy(_: &Ctx) -> Markup {
    html! {
        p.govuk-body-l { "What you do here is between you, the people you choose and those who pay for or provide your support." }
        h2.govuk-heading-m { "Who can see what" }
        ul.govuk-list.govuk-list--bullet {
            li { "You see everything about you." }
            li { "Someone who acts for you sees your plan, budget and orders, until you stop it." }
            li { "Your council’s care managers and finance officers see your plan, budget and orders. Other councils see nothing." }
            li { "A provider sees the orders you place with them: your name, where to come, and how you like to be contacted. They never see your plan or your budget." }
        }
        h2.govuk-heading-m { "Searching" }
        p.govuk-body { "We do not keep who searched for what." }
        h2.govuk-heading-m { "What is kept" }
        p.govuk-body { "Entries in the ledger and the record of who did what are kept, because money and safety depend on them." }
    }
}

pub(super) fn cookies(_: &Ctx) -> Markup {
    let row = |name: &str, why: &str, long: &str| [text(name), text(why), text(long)];
    html! {
        p.govuk-body { "We use only cookies that the site needs to work. None follows you anywhere else." }
        (Table::new("Cookies we use").column("Name").column("What for").column("How long")
            .row(row("handpick (on HTTPS __Host-handpick)", "Keeps you signed in", "An hour after you last used the site"))
            .row(row("handpick-visitor (on HTTPS __Host-handpick-visitor)", "Proves that a form came from our page", "Until you close the browser"))
            .row(row("handpick_flash", "Carries one message to the next page", "5 minutes"))
            .row(row("handpick_display", "Remembers text size and colours", "A year"))
            .row(row("handpick_shortlist", "Remembers the services you like before you sign in", "90 days, or until you sign in")))
    }
}
