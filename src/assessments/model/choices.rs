//! Reading the answers to a question as an editor writes them. An answer that is only reworded stays the same answer, so
//! that questions asked after it are still asked. Pure.

use super::questionnaire::{Choice, LONGEST_WORDS, MOST_CHOICES, MOST_POINTS, fresh};

/// A line as it was typed: the points and the words.
type Line = (i64, String);

/// Reads answers as an editor writes them, one a line, points first: "4 I need help every day". Answers that were
/// there before keep their keys.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read_choices(text: &str, before: &[Choice]) -> Result<Vec<Choice>, String> {
    let mut typed: Vec<Line> = Vec::new();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let read = read_line(line.trim(), place + 1)?;
        if typed.iter().any(|(_, words)| *words == read.1) {
            return Err(format!("Line {}: this answer is there twice.", place + 1));
        }
        typed.push(read);
    }
    match typed.len() {
        0 | 1 => Err("Write two answers or more, one on each line.".to_owned()),
        count if count > MOST_CHOICES => Err(format!("Write {MOST_CHOICES} answers or fewer.")),
        _ => Ok(keyed(typed, before)),
    }
}

fn read_line(line: &str, number: usize) -> Result<Line, String> {
    let (points, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let words = words.trim();
    let points: i64 =
        points.parse().map_err(|_| format!("Line {number}: begin with the points, as “4 I need help every day”."))?;
    if !(0..=MOST_POINTS).contains(&points) {
        return Err(format!("Line {number}: points are from 0 to {MOST_POINTS}."));
    }
    if words.is_empty() {
        return Err(format!("Line {number}: write the answer after the points."));
    }
    if words.chars().count() > LONGEST_WORDS {
        return Err(format!("Line {number}: use {LONGEST_WORDS} letters or fewer."));
    }
    Ok((points, words.to_owned()))
}

/// Each line with its key: the one of the answer with the same words; else of the only one left that is worth as much;
/// else, where there are as many answers as before, of the one in the same place. Any other line is a new answer.
fn keyed(typed: Vec<Line>, before: &[Choice]) -> Vec<Choice> {
    let mut keys: Vec<Option<&Choice>> =
        typed.iter().map(|(_, words)| before.iter().find(|choice| choice.words == *words)).collect();
    let worth: Vec<Option<&Choice>> = (0..typed.len()).map(|place| only_worth(&typed, &keys, before, place)).collect();
    fill(&mut keys, worth);
    if typed.len() == before.len() {
        let left = |choice: &Choice| keys.iter().flatten().all(|taken| taken.key != choice.key);
        let same: Vec<Option<&Choice>> = before.iter().map(|choice| Some(choice).filter(|one| left(one))).collect();
        fill(&mut keys, same);
    }
    let mut choices: Vec<Choice> = Vec::new();
    for ((points, words), same) in typed.into_iter().zip(keys) {
        let taken = |key: &str| choices.iter().chain(before).any(|choice| choice.key == key);
        let key = same.map_or_else(|| fresh(&words, taken), |same| same.key.clone());
        choices.push(Choice { key, words, points });
    }
    choices
}

/// The answer from before that a line without one is, by what it is worth: no other line and no other answer left is
/// worth the same.
fn only_worth<'a>(typed: &[Line], keys: &[Option<&Choice>], before: &'a [Choice], place: usize) -> Option<&'a Choice> {
    let (points, _) = typed.get(place).filter(|_| keys.get(place) == Some(&None))?;
    let lines = typed.iter().zip(keys).filter(|((worth, _), key)| worth == points && key.is_none()).count();
    let left = |choice: &&Choice| choice.points == *points && keys.iter().flatten().all(|one| one.key != choice.key);
    let mut found = before.iter().filter(left);
    let first = found.next()?;
    (lines == 1 && found.next().is_none()).then_some(first)
}

fn fill<'a>(keys: &mut [Option<&'a Choice>], with: Vec<Option<&'a Choice>>) {
    for (key, found) in keys.iter_mut().zip(with) {
        *key = key.or(found);
    }
}
