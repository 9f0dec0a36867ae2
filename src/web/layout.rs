//! The one layout of all pages: what stands above, below and around a body.

use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use super::assets;
use super::components::{self as parts, Button, NotificationBanner, csrf_field, icon, lu};
use super::context::{Acting, Ctx};
use super::flash::Kind;
use super::page::Page;
use super::put::put;

const FOOTER: [(&str, &str); 8] = [
    ("/accessibility", "Accessibility statement"),
    ("/privacy", "Privacy"),
    ("/cookies", "Cookies"),
    ("/content-rules", "What we allow"),
    ("/complaints", "Make a complaint"),
    ("/safeguarding", "Report a worry about someone"),
    ("/for-providers", "For providers"),
    ("/for-councils", "For councils"),
];

/// What stands around a body that isn't counted when room is made for the whole.
const AROUND: usize = 1_024;

pub(super) fn document(ctx: &Ctx, page: &Page) -> Markup {
    let above = html! {
        a.govuk-skip-link href="#main-content" { "Skip to main content" }
        (utility(ctx))
        (header(ctx))
        (menu(ctx, page.nav.as_deref()))
        @if ctx.demo { (demonstration()) }
        @if let Some(acting) = &ctx.acting { (acting_banner(ctx, acting)) }
    };
    let (begin, end) = main(ctx, page);
    let below = if ctx.demo { &FOOTER_OF_DEMO } else { &FOOTER_OF_ALL };
    // A body can be long, and each frame around it would copy it once more: so it is put in its place by hand.
    let parts = [&above, &begin, &page.body, &end, below];
    let room = HEAD.len() + parts.iter().map(|part| part.0.len()).sum::<usize>() + AROUND;
    let mut text = String::with_capacity(room);
    let (theme, size) = (ctx.prefs.theme.as_str(), ctx.prefs.text.as_str());
    DOCTYPE.render_to(&mut text);
    for part in ["<html class=\"govuk-template\" lang=\"en-GB\" data-theme=\"", theme, "\" data-text=\"", size, "\">"] {
        text.push_str(part);
    }
    head(&mut text, page);
    text.push_str("<body class=\"govuk-template__body\">");
    for part in parts {
        text.push_str(&part.0);
    }
    text.push_str("</body></html>");
    PreEscaped(text)
}

/// What every page's head ends with.
static HEAD: LazyLock<String> = LazyLock::new(|| {
    let markup = html! {
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="description" content="Find, compare and order support with your personal budget.";
        meta name="theme-color" content="#0b5351";
        link rel="preload" href=(assets::FONT) as="font" type="font/woff2" crossorigin;
        link rel="icon" href="/icon.svg" type="image/svg+xml";
        link rel="stylesheet" href=(assets::STYLES);
        script type="module" src=(assets::SCRIPT) {}
    };
    markup.0
});

fn head(text: &mut String, page: &Page) {
    let error = if page.errors.is_empty() { "" } else { "Error: " };
    put!(
        text,
        "<head><meta charset=\"utf-8\"><title>",
        { error },
        (&page.title),
        " – Handpick</title>",
        { &HEAD },
        "</head>"
    );
}

/// Help stands in the same place on every page.
fn utility(ctx: &Ctx) -> Markup {
    let from = serde_html_form::to_string([("from", ctx.path_and_query.as_str())]).unwrap_or_default();
    html! {
        nav.app-utility aria-label="Ways to use this site" {
            div.govuk-width-container {
                ul {
                    li { a href="/easy-read" { (icon(lu::LuBookOpen)) "Easy read" } }
                    li { a href=(format!("/display?{from}")) { (icon(lu::LuType)) "Text size and colours" } }
                    li { a href="/help" { (icon(lu::LuCircleHelp)) "Help" } }
                    @if !ctx.phone.is_empty() {
                        li { a href=(format!("tel:{}", digits(&ctx.phone))) { (icon(lu::LuPhone)) (ctx.phone) } }
                    }
                }
            }
        }
    }
}

fn digits(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

fn header(ctx: &Ctx) -> Markup {
    html! { (PreEscaped(HEADER.as_str())) (account(ctx)) (PreEscaped("</div></div></header>")) }
}

/// What stands above on every page, up to the links of this reader.
static HEADER: LazyLock<String> = LazyLock::new(|| {
    let mark = html! {
        div.govuk-generic-header__logo {
            a.govuk-generic-header__homepage-link.app-logo href="/" { (logo()) span { "Handpick" } }
        }
    };
    format!(
        "<header class=\"govuk-generic-header app-header\"><div class=\"govuk-generic-header__container \
         govuk-width-container\"><div class=\"app-header__row\">{}",
        mark.0
    )
});

/// Our mark, hidden from screen readers: the name stands beside it.
fn logo() -> PreEscaped<&'static str> {
    static LOGO: LazyLock<String> = LazyLock::new(|| {
        const SIZED: &str = r#"<svg width="40" height="40" aria-hidden="true" focusable="false" "#;
        assets::ICON.trim().replacen("<svg ", SIZED, 1)
    });
    PreEscaped(LOGO.as_str())
}

fn account(ctx: &Ctx) -> Markup {
    html! {
        div.app-header__actions {
            (shortlist(ctx))
            @if let Some(lines) = ctx.basket {
                a href="/basket" {
                    (icon(lu::LuShoppingBasket)) "Basket"
                    span.app-count { (lines) span.govuk-visually-hidden { @if lines == 1 { " line" } @else { " lines" } } }
                }
            }
            @if let Some(who) = &ctx.who {
                a href="/account" { (icon(lu::LuUser)) (who.name) }
                @if let Some(organisation) = &who.organisation { span.app-header__org { (organisation) } }
                @if who.elsewhere {
                    a href="/account/workplaces" { "Change" span.govuk-visually-hidden { " for whom you work" } }
                }
                form.app-header__out method="post" action="/sign-out" {
                    (csrf_field(ctx))
                    button type="submit" { "Sign out" }
                }
            } @else {
                a href="/sign-in" { (icon(lu::LuUser)) "Sign in" }
            }
        }
    }
}

/// For those who have a basket always, for others once something is on it.
fn shortlist(ctx: &Ctx) -> Markup {
    let count = ctx.shelf.as_ref().map_or(0, |shelf| shelf.listings.len());
    html! {
        @if count > 0 || ctx.shelf.is_some() && ctx.basket.is_some() {
            a href="/shortlist" {
                (icon(lu::LuBookmark)) "Shortlist "
                span.app-count { (count) span.govuk-visually-hidden { @if count == 1 { " service" } @else { " services" } } }
            }
        }
    }
}

/// On phones the menu wraps; there is no button that only a script could work.
fn menu(ctx: &Ctx, current: Option<&str>) -> Markup {
    html! {
        @if !ctx.nav.is_empty() {
            div.govuk-service-navigation {
                div.govuk-width-container {
                    div.govuk-service-navigation__container {
                        nav.govuk-service-navigation__wrapper aria-label="Menu" {
                            ul.govuk-service-navigation__list #navigation {
                                @for item in &ctx.nav {
                                    @let here = current == Some(item.href.as_str());
                                    li.govuk-service-navigation__item.govuk-service-navigation__item--active[here] {
                                        a.govuk-service-navigation__link href=(item.href) aria-current=[here.then_some("true")] {
                                            @if here { strong.govuk-service-navigation__active-fallback { (item.label) } }
                                            @else { (item.label) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn demonstration() -> Markup {
    html! {
        section.app-demo aria-label="About this demonstration" {
            div.govuk-width-container {
                p { (icon(lu::LuFlaskConical)) span { b { "This is a demonstration." } " The people, providers and councils are invented." } }
            }
        }
    }
}

fn acting_banner(ctx: &Ctx, acting: &Acting) -> Markup {
    html! {
        section.app-acting aria-label="Acting for someone" {
            div.govuk-width-container.app-acting__in {
                p { (icon(lu::LuUserCheck)) span { b { "You are acting for " (acting.name) "." } " " (acting.sentence) } }
                form method="post" action="/acting/stop" {
                    (csrf_field(ctx))
                    (Button::submit(format!("Stop acting for {}", acting.name)).secondary())
                }
            }
        }
    }
}

/// What goes before a body, and what after it.
fn main(ctx: &Ctx, page: &Page) -> (Markup, Markup) {
    if page.full {
        let above = html! {
            @if ctx.flash.is_some() { div.govuk-width-container.app-above-full { (flash(ctx)) } }
        };
        return (PreEscaped(format!("<main id=\"main-content\">{}", above.0)), PreEscaped("</main>".to_owned()));
    }
    let above = html! {
        (way_back(page))
        (flash(ctx))
        (parts::error_summary(&page.errors))
        @if !page.has_own_heading() { (heading(page)) }
    };
    let open = "<div class=\"govuk-width-container\"><main class=\"govuk-main-wrapper\" id=\"main-content\">";
    (PreEscaped(format!("{open}{}", above.0)), PreEscaped("</main></div>".to_owned()))
}

fn way_back(page: &Page) -> Markup {
    html! {
        @if let Some((href, label)) = &page.back { (parts::back_link(href, label)) }
        @if !page.crumbs.is_empty() { (parts::breadcrumbs(&page.crumbs)) }
    }
}

fn heading(page: &Page) -> Markup {
    html! {
        @if let Some(caption) = &page.caption { span.govuk-caption-l { (caption) } }
        @match &page.beside {
            Some(beside) => div.app-heading-row { h1.govuk-heading-l { (page.title) } (beside) },
            None => h1.govuk-heading-l { (page.title) },
        }
    }
}

fn flash(ctx: &Ctx) -> Markup {
    html! {
        @if let Some(flash) = &ctx.flash {
            @let banner = match flash.kind {
                Kind::Success => NotificationBanner::success(&flash.text),
                Kind::Info => NotificationBanner::info(&flash.text),
                Kind::Warning => NotificationBanner::warning(&flash.text),
            };
            (banner)
        }
    }
}

static FOOTER_OF_ALL: LazyLock<Markup> = LazyLock::new(|| footer(false));
static FOOTER_OF_DEMO: LazyLock<Markup> = LazyLock::new(|| footer(true));

fn footer(demo: bool) -> Markup {
    html! {
        footer.govuk-footer {
            div.govuk-width-container {
                div.govuk-footer__meta {
                    div.govuk-footer__meta-item.govuk-footer__meta-item--grow {
                        h2.govuk-visually-hidden { "About Handpick" }
                        ul.govuk-footer__inline-list {
                            @for (href, label) in FOOTER {
                                li.govuk-footer__inline-list-item { a.govuk-footer__link href=(href) { (label) } }
                            }
                        }
                        p.govuk-body-s."govuk-!-margin-bottom-0" {
                            "Providers cannot pay to be higher in a list."
                            @if demo { " Example data only." }
                        }
                    }
                }
            }
        }
    }
}
