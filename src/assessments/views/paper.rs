//! A questionnaire to print and fill in with a pen.

use crate::assessments::model::{Question, Version};
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
