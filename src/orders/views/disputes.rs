//! Something was wrong with a visit: saying so, what both sides say, and the council's word.

use maud::{Markup, html};

use crate::kernel::Quantity;
use crate::kernel::dates::{london, long_date, weekday_date};
use crate::kernel::words::first_upper;
use crate::orders::forms::{DecideForm, seen_text};
use crate::orders::model::dispute::{DisputeStatus, Offer, Side};
use crate::orders::model::{Delivery, DeliveryStatus, units};
use crate::orders::service::disputes::{Listed, Thread};
use crate::orders::service::{OrderView, Viewer};
use crate::web::components::{
    Button, PostForm, SummaryList, Table, TagKind, Verdict, actions, csrf_field, empty_state, link, lu, panel, tag,
    text,
};
use crate::web::form::{FieldErrors, Fields};
use crate::web::page::{Ctx, Page};

/// What the page of a visit that something was wrong with shows.
pub struct Problem<'a> {
    /// The order.
    pub view: &'a OrderView,
    /// The visit.
    pub delivery: &'a Delivery,
    /// What was said; none when nobody said anything yet.
    pub thread: Option<&'a Thread>,
    /// What was typed to be said.
    pub words: &'a str,
    /// What was typed to be decided.
    pub decide: &'a DecideForm,
    /// What was typed to be offered.
    pub offer: &'a str,
    /// What was wrong with it.
    pub errors: &'a FieldErrors,
}

impl Problem<'_> {
    /// The page.
    pub fn page(&self, ctx: &Ctx) -> Page {
        let reference = &self.view.order.reference;
        let nav = if self.view.viewer == Viewer::Provider { "/provider/orders" } else { "/orders" };
        Page::new("Something was wrong")
            .caption(format!("The visit on {} at {}", weekday_date(self.delivery.on), self.delivery.at))
            .nav(nav)
            .back(format!("/orders/{reference}"), "The order")
            .errors(self.errors)
            .body(self.body(ctx))
    }

    fn address(&self) -> String {
        format!("/orders/{}/visits/{}/problem", self.view.order.reference, self.delivery.id)
    }

    fn body(&self, ctx: &Ctx) -> Markup {
        let fields = self.errors.fields();
        let open = self.thread.is_some_and(|thread| thread.dispute.status == DisputeStatus::Open);
        html! {
            @match self.thread {
                Some(thread) if open || self.view.viewer != Viewer::Holder || self.delivery.status.is_settled() => {
                    (self.thread(ctx, fields, thread))
                },
                _ => (self.first(ctx, fields)),
            }
            p.govuk-body {
                "If somebody may be in danger, " a.govuk-link href="/safeguarding" { "tell us about a worry" } " instead."
            }
        }
    }

    /// Saying what was wrong, for the first time.
    fn first(&self, ctx: &Ctx, fields: Fields<'_>) -> Markup {
        html! {
            p.govuk-body { "We hold the money for this visit, and ask " (self.view.provider_name) " to put it right." }
            form method="post" action=(self.address()) novalidate {
                (csrf_field(ctx))
                (fields.textarea("words", "What was wrong?", self.words)
                    .hint("For example: nobody came, or it was shorter than it says.").longest(500))
                (actions(html! {
                    (Button::submit("Send").once())
                    (link(&format!("/orders/{}", self.view.order.reference), "Go back"))
                }))
            }
        }
    }

    fn thread(&self, ctx: &Ctx, fields: Fields<'_>, thread: &Thread) -> Markup {
        html! {
            (stands(thread))
            (self.facts())
            (panel("said", "What was said", &self.said(thread)))
            @if thread.may_say {
                form method="post" action=(self.address()) novalidate {
                    (csrf_field(ctx))
                    (fields.textarea("words", "What do you want to say?", self.words).longest(500))
                    (Button::submit("Send this message").secondary())
                }
            }
            @if let Some(side) = thread.offers_as { (self.offers(ctx, fields, thread, side)) }
            (self.ways_on(ctx, thread))
            @if thread.may_decide { (self.decision(ctx, fields)) }
        }
    }

    /// What each side said; nobody did when the program itself held the money, and then why it did.
    fn said(&self, thread: &Thread) -> Markup {
        if thread.said.is_empty() {
            return html! { p.govuk-body { (self.delivery.note.as_deref().unwrap_or("Nobody said anything yet.")) } };
        }
        html! {
            ul.govuk-list {
                @for said in &thread.said {
                    li {
                        b { (said.by) } ", " (said.side.label().to_lowercase()) ": “" (said.words) "”"
                        span.app-sub { (long_date(london(said.at).date())) }
                    }
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        let Some(line) = self.view.line_of(self.delivery) else { return html! {} };
        let unit = line.request.unit;
        let mut list = SummaryList::new().fact("What", line.title.as_str()).fact(
            "Ordered",
            format!("{}, {}", units::amount(unit, self.delivery.units), self.delivery.amount).as_str(),
        );
        if let (Some(recorded), Some(cost)) = (self.delivery.recorded, self.delivery.recorded_amount) {
            list = list.fact("Recorded", format!("{}, {cost}", units::amount(unit, recorded)).as_str());
        }
        html! { (list) }
    }

    /// How much one side offers is paid, and the form to offer something else.
    fn offers(&self, ctx: &Ctx, fields: Fields<'_>, thread: &Thread, own: Side) -> Markup {
        let Some(line) = self.view.line_of(self.delivery) else { return html! {} };
        let unit = line.request.unit;
        let cost = |offer: &Offer| self.delivery.price_of(offer.units).unwrap_or_default();
        let question = format!("How many {} do you offer are paid?", units::words(unit).1);
        let most = units::amount(unit, self.delivery.units);
        panel(
            "offers",
            "Agree on what is paid",
            &html! {
                @if let Some(offer) = &thread.offer {
                    p.govuk-body {
                        b { (offer.by) } " offers: " (units::amount(unit, offer.units)) " paid, which is " b { (cost(offer)) } "."
                        @if offer.side == own { " The other side has not agreed to it yet." }
                    }
                    @if offer.side != own {
                        (PostForm::new(ctx, format!("{}/offer/agree", self.address()), Button::submit(format!("Agree that {} is paid", cost(offer))))
                            .with("offer", offer.id))
                    }
                }
                form method="post" action=(format!("{}/offer", self.address())) novalidate {
                    (csrf_field(ctx))
                    (fields.input("offer_units", &question, self.offer).width(4).mode("decimal")
                        .hint(format!("From 0 to {most}, which is what was ordered. {} costs {}.", first_upper(&units::amount(unit, Quantity::ONE)), self.delivery.unit_price)))
                    (Button::submit("Send this offer").secondary().once())
                }
            },
        )
    }

    /// How the two sides can settle it.
    fn ways_on(&self, ctx: &Ctx, thread: &Thread) -> Markup {
        let disputed = self.delivery.status == DeliveryStatus::Disputed;
        let base = format!("/orders/{}/visits/{}", self.view.order.reference, self.delivery.id);
        html! {
            @if disputed && self.view.viewer == Viewer::Provider {
                p.govuk-body {
                    "To settle it, " (link(&format!("/provider/visits/{}", self.delivery.id), "record the visit again"))
                    ", as it was. " (self.view.holder.name) " is then asked to confirm it."
                }
            }
            @if disputed && self.view.may_act && self.delivery.recorded_amount.is_some() {
                p.govuk-body { "To settle it, wait until " (self.view.provider_name) " records it again, or confirm it as it is." }
                (PostForm::new(ctx, format!("{base}/confirm"), Button::submit("Confirm it as it is").secondary()).with("seen", seen_text(self.delivery)))
            }
            @if thread.may_ask_council {
                p.govuk-body { "If you can’t agree, the council can say what is paid." }
                (PostForm::new(ctx, format!("{base}/problem/council"), Button::submit("Ask the council to settle it").secondary()))
            }
        }
    }

    fn decision(&self, ctx: &Ctx, fields: Fields<'_>) -> Markup {
        let Some(line) = self.view.line_of(self.delivery) else { return html! {} };
        let (unit, most) = (line.request.unit, units::amount(line.request.unit, self.delivery.units));
        let question = format!("How many {} are paid?", units::words(unit).1);
        panel(
            "decide",
            "Settle it for the council",
            &html! {
                p.govuk-body { "This is the end of it: both sides are told, and the money moves." }
                form method="post" action=(format!("{}/decide", self.address())) novalidate {
                    (csrf_field(ctx))
                    (fields.input("decide_units", &question, &self.decide.units).width(4).mode("decimal")
                        .hint(format!("From 0 to {most}, which is what was ordered.")))
                    (fields.textarea("decide_words", "Why?", &self.decide.words).hint("Both sides will read this.").longest(500))
                    (Button::submit("Settle it").warning().once())
                }
            },
        )
    }
}

/// How far it has come.
fn stands(thread: &Thread) -> Markup {
    html! {
        @match thread.dispute.status {
            DisputeStatus::Open => {
                (Verdict::lilac("This is being looked into.").more("The money for this visit is held until it is settled.")
                    .more(if thread.dispute.council_asked_at.is_some() { "The council has been asked to settle it." } else { "" }))
            },
            DisputeStatus::Agreed => (Verdict::good("This was settled between the two sides.")),
            DisputeStatus::Decided => (Verdict::good("The council has settled this.")),
        }
    }
}

/// The open disputes of a council's people.
pub fn list(disputes: &[Listed]) -> Page {
    let page = Page::new("Disputes").nav("/council/disputes");
    if disputes.is_empty() {
        let words =
            html! { p.govuk-body { "When somebody says that something was wrong with a visit, it shows here." } };
        return page.body(empty_state(lu::LuCircleCheck, "There is nothing to settle", &words));
    }
    let rows = disputes.iter().map(|one| {
        let href = format!("/orders/{}/visits/{}/problem", one.reference, one.dispute.delivery_id);
        let state = match one.dispute.council_asked_at {
            Some(_) => tag(TagKind::Warm, Some(lu::LuTriangleAlert), "Asks you to settle it"),
            None => tag(TagKind::Plain, None, "They are talking"),
        };
        vec![
            html! { (link(&href, &one.holder)) span.app-sub { (one.provider) } },
            html! { (one.title) span.app-sub { (weekday_date(one.on)) } },
            text(long_date(london(one.dispute.opened_at).date())),
            state,
            text(one.amount),
        ]
    });
    page.body(html! {
        p.govuk-body-l { "Visits where something went wrong. The money for each is held until it is settled." }
        (Table::new("Open disputes").column("Who").column("Visit").column("Since").column("State").numbers("Held").rows(rows))
    })
}
