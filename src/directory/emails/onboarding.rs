//! Messages about claims and about accreditations that run out: plain text, one thing to do. `site` is the address of
//! the site, without a slash at its end.

use chrono::NaiveDate;

use crate::directory::model::Notice;
use crate::kernel::dates::long_date;
use crate::mail::Email;

fn email(to: &str, subject: String, text: String) -> Email {
    Email { to: to.to_owned(), subject, text }
}

/// To an organisation's address on record: the code that shows that somebody reads its mail.
pub(in crate::directory) fn claim_code(to: &str, name: &str, code: &str) -> Email {
    email(
        to,
        format!("Your code for the page of {name}"),
        format!(
            "Hello,\n\nSomebody says that they run the page of {name} on Handpick. If that is one of you, give them \
             this code:\n\n{code}\n\nIt works for 7 days.\n\nIf nobody of you asked for it, you need do nothing. \
             Without the code nothing changes.\n\nHandpick\n"
        ),
    )
}

/// To whoever claimed, when a code was sent.
pub(in crate::directory) fn claim_made(to: &str, name: &str, site: &str) -> Email {
    email(
        to,
        format!("Your claim on the page of {name}"),
        format!(
            "Hello,\n\nWe have mailed a code to the address of {name} that is on record. Ask for it there, and enter \
             it within 7 days:\n\n{site}/provider/claim\n\nHandpick\n"
        ),
    )
}

/// To whoever claimed, when a moderator will look.
pub(in crate::directory) fn claim_waits(to: &str, name: &str, rivalled: bool, site: &str) -> Email {
    let why = if rivalled {
        "Somebody else claims it too, so somebody at Handpick looks at both."
    } else {
        "Somebody at Handpick looks at it."
    };
    email(
        to,
        format!("We are looking at your claim on the page of {name}"),
        format!(
            "Hello,\n\nThank you. {why} We write to you when we have. Until then the page stays as it is.\n\nYou can \
             see where it is, and send more evidence:\n\n{site}/provider/claim\n\nHandpick\n"
        ),
    )
}

/// To whoever claimed: it is theirs.
pub(in crate::directory) fn claim_accepted(to: &str, name: &str, site: &str) -> Email {
    email(
        to,
        format!("The page of {name} is yours"),
        format!(
            "Hello,\n\nYou can change the page of {name} now, add prices and take orders. This list shows what to do \
             first:\n\n{site}/provider/start\n\nHandpick\n"
        ),
    )
}

/// To whoever claimed: it is not.
pub(in crate::directory) fn claim_refused(to: &str, name: &str, why: &str, site: &str) -> Email {
    email(
        to,
        format!("About your claim on the page of {name}"),
        format!(
            "Hello,\n\nWe could not find out that the page of {name} is yours.\n\nWhy: {why}\n\nYou can claim it again \
             with other evidence, or ring us:\n\n{site}/provider/claim\n\nHandpick\n"
        ),
    )
}

/// An accreditation that runs out, for the mail.
pub(in crate::directory) struct Ending<'a> {
    /// What it is, inside a sentence.
    pub what: &'a str,
    /// The provider's name.
    pub provider: &'a str,
    /// The last day it holds.
    pub on: NaiveDate,
    /// Days left.
    pub left: i64,
    /// Orders need it.
    pub needed: bool,
    /// A new one waits to be checked.
    pub renewal_waits: bool,
    /// Its page.
    pub link: &'a str,
}

/// To each manager of a provider.
pub(in crate::directory) fn runs_out(to: &str, notice: Notice, ending: &Ending<'_>) -> Email {
    let (what, provider, on) = (ending.what, ending.provider, long_date(ending.on));
    let when = match ending.left {
        ..0 => format!("ran out on {on}"),
        0 => format!("runs out today, {on}"),
        1 => format!("runs out tomorrow, {on}"),
        left => format!("runs out in {left} days, on {on}"),
    };
    let stops = match (ending.needed, notice) {
        (true, Notice::Ended) => {
            "Nobody can place new orders that need it, and people with running orders are told.\n\n"
        }
        (true, _) => "After that day nobody can place new orders that need it.\n\n",
        (false, _) => "After that day we don't show it any more.\n\n",
    };
    let next = if ending.renewal_waits {
        "You have sent the new one. We are looking at it, so you need do nothing.".to_owned()
    } else {
        format!("Send the new one as soon as you have it:\n\n{}", ending.link)
    };
    let subject = match notice {
        Notice::Ended => format!("Your {what} has run out"),
        _ => format!("Your {what} {when}"),
    };
    email(to, subject, format!("Hello,\n\nThe {what} of {provider} {when}.\n\n{stops}{next}\n\nHandpick\n"))
}
