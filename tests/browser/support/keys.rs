//! Using pages with Tab, Space and Enter alone.

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;

use super::Person;

/// More stops than any page has between one field and the next.
const MOST_STOPS: usize = 120;

impl Person {
    async fn keys(&self, keys: impl IntoIterator<Item = char>) -> &Self {
        let actions = keys.into_iter().fold(KeyActions::new("keyboard".to_owned()), |actions, value| {
            actions.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.client.perform_actions(actions).await.unwrap();
        self
    }

    /// Types where the focus is.
    pub async fn types(&self, text: &str) -> &Self {
        self.keys(text.chars()).await
    }

    /// Presses one key that stays on this page.
    pub async fn key(&self, key: Key) -> &Self {
        self.keys([key.into()]).await
    }

    /// Presses Enter, which leads to another page.
    pub async fn enter(&self) -> &Self {
        self.leaving().await;
        self.key(Key::Enter).await;
        self.arrived().await
    }

    /// Presses Tab until the focus is on what this selector means, and sees that the focus shows.
    pub async fn tab_to(&self, selector: &str) -> &Self {
        for _ in 0..MOST_STOPS {
            self.key(Key::Tab).await;
            if self.focus_is(selector).await {
                let shown = self.client.execute(SHOWS_FOCUS, vec![]).await.unwrap();
                assert_eq!(shown, true, "the focus doesn't show on {selector} of {}", self.path().await);
                return self;
            }
        }
        panic!("Tab never comes to {selector} on {}", self.path().await)
    }

    /// Whether the focus is on what this selector means.
    pub async fn focus_is(&self, selector: &str) -> bool {
        let script = "return document.activeElement.matches(arguments[0])";
        self.client.execute(script, vec![selector.into()]).await.unwrap() == true
    }
}

/// Something about the focused element, or about its label, tells it from the rest. Boxes that are drawn by their
/// label's `::before` show it there.
const SHOWS_FOCUS: &str = r"
    const at = document.activeElement;
    const label = at.id && document.querySelector(`label[for='${CSS.escape(at.id)}']`);
    const shows = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
    return shows(getComputedStyle(at)) || !!label && shows(getComputedStyle(label, '::before'));
";
