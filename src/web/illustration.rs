//! The drawing on the home page: a street, two friends going out. Plain shapes, drawn here, no file and no request.

use maud::{Markup, html};

/// The drawing, hidden from screen readers: it adds nothing to the words beside it.
pub fn street() -> Markup {
    html! {
        svg.app-hero__picture viewBox="0 0 520 330" aria-hidden="true" focusable="false" {
            circle cx="302" cy="72" r="46" fill="#f6b35c" {}
            path d="M0 262C80 196 158 186 236 222s166 22 284-44v152H0z" fill="#0f6b66" {}
            path d="M0 298c96-52 186-52 284-22s162 14 236-12v66H0z" fill="#158a80" {}
            (house(&House { x: 70, y: 168, width: 112, height: 100, roof: 54, wall: "#fdebd3", tiles: "#e2725b", glass: "#8fd0c6" }))
            (house(&House { x: 340, y: 188, width: 92, height: 84, roof: 44, wall: "#fff6e8", tiles: "#7a5cc0", glass: "#f6b35c" }))
            path d="M34 330c92-36 172-30 240-26s150 6 246-26v52z" fill="#fdebd3" fill-opacity=".35" {}
            (tree())
            (walker())
            (wheeler())
        }
    }
}

struct House {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    roof: i32,
    wall: &'static str,
    tiles: &'static str,
    glass: &'static str,
}

fn house(house: &House) -> Markup {
    let House { x, y, width, height, roof, wall, tiles, glass } = *house;
    let (door, pane) = (width / 4, width / 5);
    let window = |left: i32| {
        html! { rect x=(left) y=(y + height / 5) width=(pane) height=(pane) rx="3" fill=(glass) {} }
    };
    html! {
        rect x=(x) y=(y) width=(width) height=(height) rx="6" fill=(wall) {}
        path d=(format!("M{} {}L{} {}L{} {}z", x - 12, y + 6, x + width / 2, y - roof, x + width + 12, y + 6)) fill=(tiles) {}
        rect x=(x + (width - door) / 2) y=(y + height * 2 / 5) width=(door) height=(height * 3 / 5) rx="3" fill="#0b5351" {}
        (window(x + width / 8))
        (window(x + width - width / 8 - pane))
    }
}

fn tree() -> Markup {
    html! {
        path d="M478 280v-52" stroke="#6b3f23" stroke-width="8" {}
        g fill="#2fa396" {
            circle cx="478" cy="200" r="28" {}
            circle cx="459" cy="223" r="20" {}
            circle cx="497" cy="223" r="20" {}
        }
    }
}

fn walker() -> Markup {
    html! {
        circle cx="214" cy="182" r="17" fill="#7a4a2e" {}
        path d="M190 288v-60a24 24 0 0 1 48 0v60z" fill="#f6b35c" {}
        path d="M234 231l25 20" stroke="#7a4a2e" stroke-width="9" stroke-linecap="round" fill="none" {}
    }
}

fn wheeler() -> Markup {
    html! {
        g fill="none" stroke-linecap="round" stroke-linejoin="round" {
            circle cx="284" cy="206" r="16" fill="#f1c9a5" {}
            path d="M264 275v-30a20 20 0 0 1 40 0v30z" fill="#e2725b" {}
            path d="M297 271l18 2 5 22" stroke="#3a3f73" stroke-width="9" {}
            path d="M258 246v30h44l15 22" stroke="#0b2f2e" stroke-width="5" {}
            circle cx="274" cy="290" r="21" stroke="#0b2f2e" stroke-width="5" {}
            circle cx="319" cy="304" r="7" stroke="#0b2f2e" stroke-width="4" {}
        }
    }
}
