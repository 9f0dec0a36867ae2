//! Questionnaires: questions, answers worth points, which questions are asked after which answers, and the score.
//! Pure. What is stored of a version is this, as JSON; a version in use never changes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::directory::model::OutcomeFamily;
use crate::kernel::slug::slugify;
use crate::kernel::text_enum;

/// The most questions of one questionnaire.
pub const MOST_QUESTIONS: usize = 80;
/// The most answers to choose from.
pub const MOST_CHOICES: usize = 12;
/// The most points one answer is worth.
pub const MOST_POINTS: i64 = 1_000;
/// The longest question, help or answer to choose, in letters.
pub const LONGEST_WORDS: usize = 600;
/// The longest answer in somebody's own words, in letters.
pub const LONGEST_ANSWER: usize = 4_000;

text_enum! {
    /// What a questionnaire is about.
    pub enum Kind {
        /// What an adult needs help with.
        Adults = "adults" => "What you need help with",
        /// What somebody needs who looks after somebody.
        Carers = "carers" => "Looking after somebody",
        /// How life is; gives no money.
        Quality = "quality" => "How your life is",
    }
}

impl Kind {
    /// Whether its points are turned into money.
    #[must_use]
    pub fn gives_money(self) -> bool {
        self != Self::Quality
    }

    /// As a council's staff call it.
    #[must_use]
    pub const fn for_staff(self) -> &'static str {
        match self {
            Self::Adults => "Needs of adults",
            Self::Carers => "Unpaid carers",
            Self::Quality => "Quality of life",
        }
    }
}

text_enum! {
    /// What the answers to a question count for.
    #[derive(Default)]
    pub enum CountsFor {
        /// Points for health and wellbeing.
        #[default]
        Health = "health" => "Points for health and wellbeing",
        /// Points for choice and control.
        Choice = "choice" => "Points for choice and control",
        /// Points for education, training and work.
        Economic = "economic" => "Points for education, training and work",
        /// Points for social and community life.
        Social = "social" => "Points for social and community life",
        /// How much family and friends do; changes no need.
        Informal = "informal" => "Help from family and friends",
        /// The person's own words; worth nothing.
        Words = "words" => "Their own words, no points",
    }
}

impl CountsFor {
    /// The outcome its points are for.
    #[must_use]
    pub const fn family(self) -> Option<OutcomeFamily> {
        match self {
            Self::Health => Some(OutcomeFamily::Health),
            Self::Choice => Some(OutcomeFamily::Choice),
            Self::Economic => Some(OutcomeFamily::Economic),
            Self::Social => Some(OutcomeFamily::Social),
            Self::Informal | Self::Words => None,
        }
    }
}

/// All that one version asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// What stands above it.
    pub title: String,
    /// What it is for, in a few sentences.
    #[serde(default)]
    pub about: String,
    /// In the order they are asked.
    #[serde(rename = "question", default)]
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What answers know it by; stays when its words change.
    pub key: String,
    /// The question.
    pub words: String,
    /// The same in easy read.
    pub easy: String,
    /// What helps to answer it.
    #[serde(default)]
    pub help: String,
    /// What its answers count for.
    pub counts_for: CountsFor,
    /// What there is to choose from; nothing for words of one's own.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Asked only after these answers; always without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<OnlyIf>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub key: String,
    /// What is read.
    pub words: String,
    /// What it is worth.
    pub points: i64,
}

/// When a question is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlyIf {
    /// An earlier question.
    pub question: String,
    /// One of these was chosen there.
    pub answers: Vec<String>,
    /// All answers there that are worth so many points are meant; none where they were named one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
}

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One of the choices, by its key.
    Choice(String),
    /// In their own words; may be empty, when they have nothing to say.
    Words(String),
    /// They would rather talk about it.
    Talk,
}

/// Answers by the question's key.
pub type Answers = HashMap<String, Answer>;

/// What answers come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Points for health and wellbeing.
    pub health: i64,
    /// Points for choice and control.
    pub choice: i64,
    /// Points for education, training and work.
    pub economic: i64,
    /// Points for social and community life.
    pub social: i64,
    /// How much family and friends do.
    pub informal: i64,
}

impl Score {
    /// All points that count as need.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.health.saturating_add(self.choice).saturating_add(self.economic).saturating_add(self.social)
    }

    /// The points for one outcome.
    #[must_use]
    pub const fn of(&self, family: OutcomeFamily) -> i64 {
        match family {
            OutcomeFamily::Health => self.health,
            OutcomeFamily::Choice => self.choice,
            OutcomeFamily::Economic => self.economic,
            OutcomeFamily::Social => self.social,
        }
    }

    fn add(&mut self, counts_for: CountsFor, points: i64) {
        let place = match counts_for {
            CountsFor::Health => &mut self.health,
            CountsFor::Choice => &mut self.choice,
            CountsFor::Economic => &mut self.economic,
            CountsFor::Social => &mut self.social,
            CountsFor::Informal => &mut self.informal,
            CountsFor::Words => return,
        };
        *place = place.saturating_add(points);
    }
}

/// What one answer is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// The question.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// What it counts for.
    pub counts_for: CountsFor,
    /// How much.
    pub points: i64,
}

impl Question {
    /// The choice with this key.
    #[must_use]
    pub fn choice(&self, key: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.key == key)
    }

    /// Whether it is answered in one's own words.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.counts_for == CountsFor::Words
    }

    /// Whether this can be an answer to it.
    #[must_use]
    pub fn takes(&self, answer: &Answer) -> bool {
        match answer {
            Answer::Talk => true,
            Answer::Words(words) => self.is_open() && words.chars().count() <= LONGEST_ANSWER,
            Answer::Choice(key) => self.choice(key).is_some(),
        }
    }
}

impl Questionnaire {
    /// The question with this key.
    #[must_use]
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.key == key)
    }

    /// Puts a question where the one with its key is, or at the end. Questions that wait for answers to it worth so many
    /// points wait for those that are now.
    pub fn put(&mut self, question: Question) {
        let Some(old) = self.question(&question.key).cloned() else {
            self.questions.push(question);
            return;
        };
        for waits in self.questions.iter_mut().filter_map(|one| one.only_if.as_mut()) {
            if waits.question == question.key {
                waits.follow(&old, &question);
            }
        }
        if let Some(there) = self.questions.iter_mut().find(|one| one.key == question.key) {
            *there = question;
        }
    }

    /// The questions to be asked, given the answers so far, in order.
    #[must_use]
    pub fn asked(&self, answers: &Answers) -> Vec<&Question> {
        let mut asked: Vec<&Question> = Vec::new();
        for question in &self.questions {
            let wanted = question.only_if.as_ref().is_none_or(|only_if| {
                let there = asked.iter().any(|earlier| earlier.key == only_if.question);
                let chosen = match answers.get(&only_if.question) {
                    Some(Answer::Choice(key)) => only_if.answers.contains(key),
                    _ => false,
                };
                there && chosen
            });
            if wanted {
                asked.push(question);
            }
        }
        asked
    }

    /// The first question to be asked that has no answer yet.
    #[must_use]
    pub fn next(&self, answers: &Answers) -> Option<&Question> {
        self.asked(answers).into_iter().find(|question| !answers.contains_key(&question.key))
    }

    /// The question after this one, as it is asked.
    #[must_use]
    pub fn after(&self, key: &str, answers: &Answers) -> Option<&Question> {
        let asked = self.asked(answers);
        let here = asked.iter().position(|question| question.key == key)?;
        asked.get(here + 1).copied()
    }

    /// What the answers to the questions that are asked come to. Answers to others are kept and count for nothing.
    #[must_use]
    pub fn score(&self, answers: &Answers) -> Score {
        let mut score = Score::default();
        for question in self.asked(answers) {
            if let Some(Answer::Choice(key)) = answers.get(&question.key)
                && let Some(choice) = question.choice(key)
            {
                score.add(question.counts_for, choice.points);
            }
        }
        score
    }

    /// What each answer that counts is worth, in the order of the questions; it comes to [`Self::score`].
    #[must_use]
    pub fn worth(&self, answers: &Answers) -> Vec<Worth> {
        let worth = |question: &&Question| {
            let Some(Answer::Choice(key)) = answers.get(&question.key) else { return None };
            let choice = question.choice(key).filter(|_| !question.is_open())?;
            Some(Worth {
                question: question.words.clone(),
                answer: choice.words.clone(),
                counts_for: question.counts_for,
                points: choice.points,
            })
        };
        self.asked(answers).iter().filter_map(worth).collect()
    }

    /// The questions the person would rather talk about.
    #[must_use]
    pub fn to_talk_about<'a>(&'a self, answers: &Answers) -> Vec<&'a Question> {
        let talk = |question: &&Question| answers.get(&question.key) == Some(&Answer::Talk);
        self.asked(answers).into_iter().filter(talk).collect()
    }

    /// The most points anybody can reach: each question's dearest answer, as if all were asked.
    #[must_use]
    pub fn most(&self) -> Score {
        let mut most = Score::default();
        for question in &self.questions {
            most.add(question.counts_for, question.choices.iter().map(|choice| choice.points).max().unwrap_or(0));
        }
        most
    }

    /// The most points that the questions which somebody answered could have come to.
    #[must_use]
    pub fn most_of(&self, answers: &Answers) -> Score {
        let mut most = Score::default();
        for question in self.asked(answers) {
            if matches!(answers.get(&question.key), Some(Answer::Choice(_))) {
                most.add(question.counts_for, question.choices.iter().map(|choice| choice.points).max().unwrap_or(0));
            }
        }
        most
    }

    /// What stands in the way of its being used, in words; nothing when it is whole.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.title.trim().is_empty() {
            faults.push("Give it a title.".to_owned());
        }
        if self.questions.is_empty() {
            faults.push("Add a question.".to_owned());
        }
        for (question, number) in self.questions.iter().zip(1..) {
            if !question.is_open() && question.choices.len() < 2 {
                faults.push(format!("Question {number} needs two answers or more to choose from."));
            }
        }
        faults.extend(self.branch_faults());
        faults
    }

    /// A key for a new question, made of its words, that no other has.
    #[must_use]
    pub fn fresh_key(&self, words: &str) -> String {
        fresh(words, |key| self.question(key).is_some())
    }
}

/// A short key made of words, that isn't taken.
#[must_use]
pub fn fresh(words: &str, taken: impl Fn(&str) -> bool) -> String {
    let slug: String = slugify(words).chars().take(40).collect();
    let base = if slug.is_empty() { "item".to_owned() } else { slug.trim_matches('-').to_owned() };
    if !taken(&base) && base != "new" {
        return base;
    }
    (2..=1_000).map(|number| format!("{base}-{number}")).find(|key| !taken(key)).unwrap_or(base)
}
