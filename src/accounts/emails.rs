//! The mails that accounts send: plain English, plain text, one thing to do.
//!
//! A mail to an address that nobody has confirmed holds no words that a stranger typed, so that nobody can send
//! their own words to others through us. `site` is the address of the site, without a slash at its end.

use crate::accounts::duty::ProviderRole;
use crate::accounts::model::Mandate;
use crate::mail::Email;

fn email(to: &str, subject: &str, text: String) -> Email {
    Email { to: to.to_owned(), subject: subject.to_owned(), text }
}

/// To somebody who signed up.
pub(super) fn confirm_address(to: &str, link: &str) -> Email {
    email(
        to,
        "Confirm your email address",
        format!(
            "Hello,\n\nSomeone used this address to sign up to Handpick.\n\nIf it was you, open this link and press the \
             button:\n\n{link}\n\nThe link works for 24 hours, and once.\n\nIf it was not you, you need do nothing. \
             No account is made.\n\nHandpick\n"
        ),
    )
}

/// To somebody who signed up with an address that has an account.
pub(super) fn has_account(to: &str, site: &str) -> Email {
    email(
        to,
        "You already have an account",
        format!(
            "Hello,\n\nSomeone used this address to sign up to Handpick. You already have an account, so nothing was \
             changed.\n\nIf it was you, sign in:\n\n{site}/sign-in\n\nIf you forgot your password, you can set a new \
             one:\n\n{site}/forgotten-password\n\nIf it was not you, you need do nothing.\n\nHandpick\n"
        ),
    )
}

/// To somebody who forgot their password.
pub(super) fn reset_password(to: &str, link: &str) -> Email {
    email(
        to,
        "Set a new password",
        format!(
            "Hello,\n\nSomeone asked to set a new password for your Handpick account.\n\nIf it was you, open this \
             link:\n\n{link}\n\nThe link works for 1 hour, and once.\n\nIf it was not you, you need do nothing. Your \
             password stays as it is.\n\nHandpick\n"
        ),
    )
}

/// To somebody whose password was changed.
pub(super) fn password_changed(to: &str, site: &str) -> Email {
    email(
        to,
        "Your password was changed",
        format!(
            "Hello,\n\nThe password of your Handpick account was changed. Other browsers were signed out.\n\nIf it \
             was not you, set a new password now, and ring us:\n\n{site}/forgotten-password\n\nHandpick\n"
        ),
    )
}

/// To somebody who was given a mandate, with or without an account.
pub(super) fn mandate_given(to: &str, holder: &str, mandate: &Mandate, known: bool, site: &str) -> Email {
    let what = mandate.sentence();
    let next = if known {
        format!("Sign in to see their budget and plan:\n\n{site}/broker")
    } else {
        format!("You need an account with this address. It is free:\n\n{site}/sign-up/for-someone")
    };
    email(
        to,
        &format!("You can now act for {holder}"),
        format!(
            "Hello,\n\n{holder} has said that you may act for them on Handpick.\n\n{what}\n\n{next}\n\n{holder} can \
             take this back at any time.\n\nHandpick\n"
        ),
    )
}

/// To somebody whom a council has written down as acting for a person who doesn't sign in.
pub(super) fn mandate_written_down(to: &str, council: &str, mandate: &Mandate, known: bool, site: &str) -> Email {
    let (what, holder) = (mandate.sentence(), &mandate.holder_name);
    let next = if known {
        format!("Sign in to see their budget and plan:\n\n{site}/broker")
    } else {
        format!("You need an account with this address. It is free:\n\n{site}/sign-up/for-someone")
    };
    email(
        to,
        &format!("You can now act for {holder}"),
        format!(
            "Hello,\n\n{council} has written down that you may act for {holder} on Handpick.\n\n{what}\n\n{next}\n\n\
             If this is wrong, please ring {council}.\n\nHandpick\n"
        ),
    )
}

/// To somebody who acted for a person who doesn't sign in, until the council ended it.
pub(super) fn mandate_ended(to: &str, (council, holder): (&str, &str), why: &str) -> Email {
    email(
        to,
        &format!("You no longer act for {holder}"),
        format!(
            "Hello,\n\n{council} has ended that you act for {holder} on Handpick. They say: {why}\n\nYou can no longer \
             see the budget, the plan or the orders. Orders that were placed stay as they are.\n\nHandpick\n"
        ),
    )
}

/// To somebody whose mandate was taken back.
pub(super) fn mandate_taken_back(to: &str, holder: &str) -> Email {
    email(
        to,
        &format!("You no longer act for {holder}"),
        format!(
            "Hello,\n\n{holder} has taken back what let you act for them on Handpick. You can no longer see their \
             budget, plan or orders. Orders that were placed stay as they are.\n\nHandpick\n"
        ),
    )
}

/// To somebody who is invited to a provider's staff.
pub(super) fn staff_invite(to: &str, organisation: &str, role: ProviderRole, link: &str) -> Email {
    let what = role.sentence();
    email(
        to,
        &format!("Join {organisation} on Handpick"),
        format!(
            "Hello,\n\n{organisation} invites you to its staff on Handpick.\n\nWhat you would do: {what}\n\nOpen this \
             link and press the button:\n\n{link}\n\nThe link works for 7 days, and once.\n\nIf you don't know them, \
             you need do nothing.\n\nHandpick\n"
        ),
    )
}

/// To somebody who was taken off a provider's staff.
pub(super) fn staff_removed(to: &str, organisation: &str) -> Email {
    email(
        to,
        &format!("You are no longer on the staff of {organisation}"),
        format!(
            "Hello,\n\n{organisation} has taken you off its staff on Handpick. You can no longer sign in for it. Your \
             own account stays.\n\nIf you think this is wrong, ask them.\n\nHandpick\n"
        ),
    )
}

/// To somebody who is invited to be an officer of a council.
pub(super) fn officer_invite(to: &str, council: &str, rights: &str, link: &str) -> Email {
    email(
        to,
        &format!("Join {council} on Handpick"),
        format!(
            "Hello,\n\n{council} invites you to work for it on Handpick.\n\nWhat you would be: {rights}\n\nOpen this \
             link and press the button:\n\n{link}\n\nThe link works for 7 days, and once.\n\nIf you don't know them, \
             you need do nothing.\n\nHandpick\n"
        ),
    )
}

/// To an officer of a council whose rights were changed.
pub(super) fn officer_changed(to: &str, council: &str, rights: &str) -> Email {
    email(
        to,
        &format!("What you may do for {council} has changed"),
        format!(
            "Hello,\n\n{council} has changed what you may do for it on Handpick.\n\nYou are now: {rights}\n\nIf you think \
             this is wrong, ask them.\n\nHandpick\n"
        ),
    )
}

/// To somebody who is no officer of a council any more.
pub(super) fn officer_removed(to: &str, council: &str) -> Email {
    email(
        to,
        &format!("You no longer work for {council} on Handpick"),
        format!(
            "Hello,\n\n{council} has taken you off its staff on Handpick. You can no longer sign in for it. Your own \
             account stays.\n\nIf you think this is wrong, ask them.\n\nHandpick\n"
        ),
    )
}
