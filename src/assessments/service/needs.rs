//! What somebody's answers say that they need, in few words, for the plan that is written for it.

use crate::assessments::model::{Answer, Answers, AssessmentState, Kind, Questionnaire, newest};
use crate::assessments::store::{assessments, questionnaires};
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;

/// The most letters of one need.
const LONGEST: usize = 200;
/// How questions begin whose rest says what is asked about.
const BEGINNINGS: [&str; 2] = ["How do you manage ", "How do you "];

/// A question in few words: "How do you manage using the toilet?" is "Using the toilet".
fn in_short(question: &str) -> String {
    let rest = BEGINNINGS.iter().find_map(|beginning| question.strip_prefix(beginning)).unwrap_or(question);
    let mut letters = rest.trim_end_matches('?').chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    first.chars().chain(letters).take(LONGEST).collect()
}

/// What each question is about whose answer is worth points.
fn scored(asked: &Questionnaire, answers: &Answers) -> Vec<String> {
    let points = |key: &str, answer: &Answer| match answer {
        Answer::Choice(choice) => {
            asked.questions.iter().find(|one| one.key == key)?.choice(choice).map(|choice| choice.points)
        }
        Answer::Words(_) | Answer::Talk => None,
    };
    let is_need = |key: &str| answers.get(key).and_then(|answer| points(key, answer)).is_some_and(|points| points > 0);
    let needs = asked.asked(answers).into_iter().filter(|one| one.counts_for.family().is_some() && is_need(&one.key));
    needs.map(|question| in_short(&question.words)).collect()
}

/// The needs that somebody's newest answers show, in the order they were asked: as an adult, else as an unpaid carer.
/// None before any were sent in. The caller has checked that they may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn needs_of(db: &mut Db, holder: HolderId) -> Result<Vec<String>, DbError> {
    let all = assessments::of_holder(db, holder)?;
    let sent = |kind| all.iter().find(move |one| one.kind == kind && one.state == AssessmentState::Submitted);
    let Some(found) = sent(Kind::Adults).or_else(|| sent(Kind::Carers)) else { return Ok(Vec::new()) };
    let asked = questionnaires::by_id(db, found.questionnaire)?.content;
    let answers = newest(&assessments::answers(db, found.id)?);
    Ok(scored(&asked, &answers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_said_in_few_words() {
        assert_eq!(in_short("How do you manage using the toilet?"), "Using the toilet");
        assert_eq!(in_short("How do you get about outside your home?"), "Get about outside your home");
        assert_eq!(in_short("How often do you need somebody at night?"), "How often do you need somebody at night");
        assert_eq!(in_short(""), "");
    }
}
