//! A questionnaire to print and fill in with a pen, and answers to print.

use super::{moment, said};
use crate::assessments::model::{AssessmentView, Question, Version};
use crate::web::pdf::{Paper, Print};

/// Room to write: a line of dots each.
const LINE: &str = "................................................................................";

fn answers(question: &Question) -> String {
    if question.is_open() {
        return [LINE; 4].join("\n");
    }
    let talk = "I would rather talk about this";
    let words = question.choices.iter().map(|choice| choice.words.as_str()).chain([talk]);
    words.map(|words| format!("[   ]  {words}")).collect::<Vec<_>>().join("\n")
}

/// The whole questionnaire, with boxes to tick.
pub fn blank(version: &Version, council: &str, print: Print) -> Paper {
    let content = &version.content;
    let fact = |name: &str| (name.to_owned(), LINE.chars().take(40).collect::<String>());
    let mut paper = Paper::new(content.title.as_str(), council, print).paragraph(content.about.as_str()).facts([
        fact("Name"),
        fact("Date"),
        fact("Who helped to answer"),
    ]);
    for (place, question) in content.questions.iter().enumerate() {
        paper = paper.heading(format!("{}. {}", place + 1, question.words));
        let earlier = question.only_if.as_ref().and_then(|only_if| {
            let earlier = content.question(&only_if.question)?;
            let number = content.questions.iter().position(|one| one.key == earlier.key)? + 1;
            let said = only_if.answers.iter().filter_map(|key| earlier.choice(key)).map(|choice| choice.words.as_str());
            let said = said.collect::<Vec<_>>().join("” or “");
            Some(format!("Only if you ticked “{said}” at question {number}."))
        });
        for words in [Some(question.easy.clone()), earlier, Some(question.help.clone())].into_iter().flatten() {
            if !words.is_empty() {
                paper = paper.paragraph(words);
            }
        }
        paper = paper.paragraph(answers(question));
    }
    paper
}

/// Answers as they were given: by whom, with whom, and when.
pub fn record(view: &AssessmentView, sent_by: Option<&str>, print: Print) -> Paper {
    let (content, assessment) = (&view.version.content, &view.assessment);
    let council = view.holder.council_name.clone().unwrap_or_default();
    let mut facts = vec![
        ("Name".to_owned(), view.holder.name.clone()),
        ("Who answered".to_owned(), assessment.who()),
        ("Begun on".to_owned(), moment(assessment.begun_at)),
    ];
    match assessment.submitted_at {
        Some(at) if sent_by.is_some() => {
            let by = sent_by.map(|name| format!(" by {name}")).unwrap_or_default();
            facts.push((assessment.state.label().to_owned(), format!("{}{by}", moment(at))));
        }
        _ => facts.push(("Sent in".to_owned(), assessment.state.label().to_owned())),
    }
    let counted = view.answers();
    let mut paper = Paper::new(content.title.as_str(), council, print).facts(facts);
    for question in content.asked(&counted) {
        paper = paper.heading(question.words.as_str());
        paper = match view.answer(&question.key) {
            Some(given) => {
                paper.paragraph(said(question, &given.answer)).paragraph(format!("{}, {}", given.by, moment(given.at)))
            }
            None => paper.paragraph("Not answered yet"),
        };
    }
    paper
}
