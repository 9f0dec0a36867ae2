//! Which answers a question waits for, and what becomes of that when those answers change. Pure.

use super::questionnaire::{Choice, OnlyIf, Question, Questionnaire};

impl OnlyIf {
    /// Whether one of the answers it waits for is gone from the question it names.
    #[must_use]
    pub fn lost(&self, earlier: &Question) -> bool {
        self.answers.is_empty() || self.answers.iter().any(|key| earlier.choice(key).is_none())
    }

    /// The points from which answers are meant, where all of the question's answers from there on are.
    fn least(&self, earlier: &Question) -> Option<i64> {
        if self.at_least.is_some() {
            return self.at_least;
        }
        let named = |choice: &&Choice| self.answers.contains(&choice.key);
        let least = earlier.choices.iter().filter(named).map(|choice| choice.points).min()?;
        earlier.choices.iter().filter(|choice| choice.points >= least).all(|choice| named(&choice)).then_some(least)
    }

    /// Keeps to the points when the answers to the question it names change: an answer that is new or dearer now is
    /// meant too. What is gone stays named, so that [`Self::lost`] says so.
    pub(super) fn follow(&mut self, old: &Question, new: &Question) {
        let Some(least) = self.least(old) else { return };
        let by_points = self.at_least.is_some();
        let gone = self.answers.iter().filter(|key| new.choice(key).is_none()).cloned();
        let meant = |choice: &&Choice| choice.points >= least || (!by_points && self.answers.contains(&choice.key));
        self.answers = new.choices.iter().filter(meant).map(|choice| choice.key.clone()).chain(gone).collect();
    }
}

impl Questionnaire {
    /// Questions that wait for what can't be answered any more before them, in words: somebody would never be asked
    /// them, and lose what they are worth.
    #[must_use]
    pub fn branch_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (place, question) in self.questions.iter().enumerate() {
            let (number, Some(only_if)) = (place + 1, &question.only_if) else { continue };
            let earlier = self.questions.iter().take(place).zip(1..).find(|(one, _)| one.key == only_if.question);
            match earlier {
                None => faults.push(format!("Question {number} depends on a question that does not come before it.")),
                Some((earlier, at)) if only_if.lost(earlier) => faults.push(format!(
                    "Question {number} waits for an answer to question {at} that is no longer there. Open question \
                     {number}, check when it is asked, and save it."
                )),
                Some(_) => {}
            }
        }
        faults
    }
}
