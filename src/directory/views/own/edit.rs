//! A listing's own page for its staff: how far it is, its parts, and what can be done with it now.

use maud::{Markup, html};

use crate::directory::model::{Act, Fault, Listing, ListingState};
use crate::directory::views::{small_link, state_tag};
use crate::web::components::{
    Button, PostForm, TagKind, Task, Verdict, actions, link, lu, panel, paragraph, tag, task_list, text,
};
use crate::web::page::Ctx;

/// The parts of a listing, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Its words.
    What,
    /// Whom it is for and where it is given.
    Where,
    /// When.
    Times,
    /// For how much.
    Prices,
    /// Languages, access, cancelling.
    Know,
    /// Pictures.
    Pictures,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::What, Self::Where, Self::Times, Self::Prices, Self::Know, Self::Pictures];

    /// The last part of its address.
    pub fn code(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Where => "where",
            Self::Times => "times",
            Self::Prices => "prices",
            Self::Know => "know",
            Self::Pictures => "pictures",
        }
    }

    /// The section of this address.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.code() == code)
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::What => "What it is",
            Self::Where => "Who and where",
            Self::Times => "Days and times",
            Self::Prices => "Prices",
            Self::Know => "What people should know",
            Self::Pictures => "Pictures",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::What => "The name, a summary, what people get",
            Self::Where => "Who it helps, and where you go",
            Self::Times => "When, and how many spaces you have",
            Self::Prices => "What an hour or a visit costs",
            Self::Know => "Languages, access, and what happens when somebody cancels",
            Self::Pictures => "Up to 6, each with words for people who can’t see it",
        }
    }

    /// Where a fault is put right.
    pub fn of_field(field: &str) -> Self {
        match field.split('.').next().unwrap_or_default() {
            "care_groups" | "outcomes" | "delivery" | "venue" | "districts" | "councils" | "radius_miles" => {
                Self::Where
            }
            "times" | "spaces_left" | "starts_within_days" => Self::Times,
            "prices" => Self::Prices,
            "pictures" => Self::Pictures,
            "languages" | "access" | "notice_hours" | "late_charge_percent" => Self::Know,
            _ => Self::What,
        }
    }

    /// The address of its page.
    pub fn href(self, listing: &Listing) -> String {
        format!("/provider/listings/{}/edit/{}", listing.id, self.code())
    }

    fn is_filled(self, listing: &Listing) -> bool {
        match self {
            Self::What => !listing.summary.is_empty() && !listing.description.is_empty(),
            Self::Where => !listing.terms.delivery.is_empty(),
            Self::Times => !listing.times.is_empty(),
            Self::Prices => !listing.prices.is_empty(),
            Self::Know => {
                !listing.terms.languages.is_empty()
                    || !listing.terms.access.is_empty()
                    || listing.late_charge_percent > 0
            }
            Self::Pictures => !listing.pictures.is_empty(),
        }
    }

    fn status(self, listing: &Listing, missing: &[Fault]) -> Markup {
        if missing.iter().any(|fault| Self::of_field(&fault.field) == self) {
            return tag(TagKind::Warm, None, if self.is_filled(listing) { "Something is missing" } else { "To do" });
        }
        if self.is_filled(listing) { text("Done") } else { tag(TagKind::Plain, None, "You can leave this out") }
    }
}

/// The page.
pub fn page(ctx: &Ctx, listing: &Listing, missing: &[Fault]) -> Markup {
    let tasks: Vec<Task> = Section::ALL
        .iter()
        .map(|section| {
            Task::new(section.href(listing), section.title(), section.status(listing, missing)).hint(section.hint())
        })
        .collect();
    let withdrawn = listing.state == ListingState::Withdrawn;
    let live = listing.state == ListingState::Live;
    html! {
        (standing(listing, missing))
        @if !withdrawn { (panel("parts", "The parts of this listing", &task_list("part", &tasks))) }
        (next(ctx, listing, missing))
        @if listing.spaces_left.is_some() {
            (small_link(lu::LuUsers, &format!("/provider/listings/{}/waiting", listing.id), "Who waits for a space"))
        }
        (small_link(lu::LuHistory, &format!("/provider/listings/{}/history", listing.id), "Who changed what"))
        (small_link(lu::LuEye, &listing.path(), if live { "See it as others do" } else { "See how it will look" }))
        @if !withdrawn { (stop(ctx, listing)) }
    }
}

/// The tag beside the heading.
pub fn beside(listing: &Listing) -> Markup {
    state_tag(listing.state)
}

/// Where it stands, in a sentence.
fn standing(listing: &Listing, missing: &[Fault]) -> Markup {
    let verdict = match listing.state {
        ListingState::Draft => match &listing.review_note {
            Some(note) => Verdict::warm("We sent this back to you.").more(note),
            None if missing.is_empty() => {
                Verdict::good("It is ready to be checked.").more("Send it to us, and we will read it.")
            }
            None => Verdict::lilac("Nobody sees this yet.")
                .more("Fill in the parts below in any order. Each is saved by itself."),
        },
        ListingState::InReview => {
            Verdict::lilac("We are checking it.").more("Somebody at Handpick reads it before people can see it.")
        }
        ListingState::Live => Verdict::good("People can find and order this."),
        ListingState::Paused => {
            Verdict::warm("It is paused.").more("People can’t find or order it. Orders you have go on.")
        }
        ListingState::Withdrawn => {
            Verdict::bad("It is withdrawn.").more("It can’t be used again. Orders you have go on.")
        }
    };
    html! { (verdict) }
}

fn next(ctx: &Ctx, listing: &Listing, missing: &[Fault]) -> Markup {
    let act = |name: &str| format!("/provider/listings/{}/{name}", listing.id);
    let can = |wanted: Act| listing.state.after(wanted).is_some();
    let take_back = Button::submit("Take it back to change it").secondary();
    html! {
        (actions(html! {
            @if can(Act::Submit) {
                (Button::link(act("check"), if missing.is_empty() { "Check and send" } else { "See what is missing" }))
            }
            @if can(Act::TakeBack) { (PostForm::new(ctx, act("take-back"), take_back)) }
            @if can(Act::Resume) { (PostForm::new(ctx, act("resume"), Button::submit("Make it live again"))) }
        }))
    }
}

fn stop(ctx: &Ctx, listing: &Listing) -> Markup {
    let act = |name: &str| format!("/provider/listings/{}/{name}", listing.id);
    let body = html! {
        @if listing.state.after(Act::Pause).is_some() {
            (paragraph("Pause it when you are full or away. People can’t find or order it until you make it live again."))
            (PostForm::new(ctx, act("pause"), Button::submit("Pause this listing").secondary()))
        }
        p.govuk-body { (link(&act("withdraw"), "Withdraw this listing for good")) }
    };
    let can_pause = listing.state.after(Act::Pause).is_some();
    panel("stop", if can_pause { "Stop for a while, or for good" } else { "Stop for good" }, &body)
}

/// Asks once more before something that can't be undone.
pub fn withdraw(ctx: &Ctx, listing: &Listing) -> Markup {
    let withdraw = format!("/provider/listings/{}/withdraw", listing.id);
    html! {
        p.govuk-body { "People will no longer find it, and you can’t bring it back." }
        p.govuk-body { "Orders that you have accepted go on. If you only need a rest, pause it instead." }
        (actions(html! {
            (PostForm::new(ctx, withdraw, Button::submit("Withdraw it for good").warning()))
            (link(&format!("/provider/listings/{}/edit", listing.id), "Keep it"))
        }))
    }
}
