//! The editor of a council's questionnaires.

use maud::{Markup, html};

use crate::assessments::forms::questions::QuestionForm;
use crate::assessments::model::{CountsFor, Kind, Question, Version, VersionState};
use crate::kernel::dates::{london, long_date};
use crate::kernel::words;
use crate::web::components::{
    Button, Checkboxes, PostForm, Table, TagKind, Verdict, actions, csrf_field, link, lu, panel, paragraph, tag, text,
    warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const HERE: &str = "/council/questionnaires";

fn at(version: &Version) -> String {
    format!("{HERE}/{}", version.id)
}

/// Where a version stands.
pub(super) fn state(state: VersionState) -> Markup {
    let (kind, shown) = match state {
        VersionState::Draft => (TagKind::Warm, lu::LuPencil),
        VersionState::InUse => (TagKind::Ok, lu::LuCircleCheck),
        VersionState::Replaced => (TagKind::Plain, lu::LuHistory),
    };
    tag(kind, Some(shown), state.label())
}

/// Every questionnaire of the council.
pub fn list(ctx: &Ctx, council: &str, versions: &[Version]) -> Page {
    Page::new("Questions we ask").nav(HERE).caption(council).body(html! {
        (paragraph("People answer these to show what they need. You write a draft, and put it in use when it is ready. What is in use never changes: you make a new draft instead."))
        @for kind in Kind::ALL {
            @let ours: Vec<&Version> = versions.iter().filter(|version| version.kind == *kind).collect();
            (panel(kind.as_str(), kind.for_staff(), &of_kind(ctx, *kind, &ours)))
        }
    })
}

fn of_kind(ctx: &Ctx, kind: Kind, versions: &[&Version]) -> Markup {
    let rows = versions.iter().map(|version| {
        let name = format!("Version {}: {}", version.number, version.content.title);
        let since = version.used_at.map_or_else(|| "Not used yet".to_owned(), |at| long_date(london(at).date()));
        vec![
            link(&at(version), &name),
            state(version.state),
            text(words::count(version.content.questions.len(), "question", "questions")),
            text(since),
        ]
    });
    let drafting = versions.iter().any(|version| version.state == VersionState::Draft);
    let used = versions.iter().any(|version| version.state == VersionState::InUse);
    let start = |label: &str, from: &str| {
        PostForm::new(ctx, format!("{HERE}/start"), Button::submit(label).secondary().about(kind.for_staff()))
            .with("kind", kind.as_str())
            .with("from", from)
    };
    html! {
        @if versions.is_empty() { (paragraph("You ask nothing of this kind yet.")) }
        @else { (Table::new(format!("Versions of {}", kind.for_staff())).column("Version").column("State").column("How many").column("In use since").rows(rows)) }
        @if !drafting {
            (actions(html! {
                @if used { (start("Make a draft from what is in use", "used")) }
                (start("Make a draft from Handpick’s own", "ours"))
            }))
        }
    }
}

/// One version: to read, and while it is a draft, to change.
pub fn version(ctx: &Ctx, version: &Version, errors: &FieldErrors) -> Page {
    let content = &version.content;
    let draft = version.state == VersionState::Draft;
    let most = content.most();
    let caption = format!("{}, version {}", version.kind.for_staff(), version.number);
    let title = if content.title.trim().is_empty() { "Questions without a title" } else { content.title.as_str() };
    let title = if draft { format!("{title} (draft)") } else { title.to_owned() };
    Page::new(title).nav(HERE).back(HERE, "Questions we ask").caption(caption).beside_heading(state(version.state)).errors(errors).body(html! {
        @if draft { (Verdict::lilac("This is a draft.").more("Nobody is asked these questions yet.")) }
        @else { (paragraph("This version never changes. To ask something else, make a new draft.")) }
        p.govuk-body { "The answers can come to " (words::count(most.total(), "point", "points")) " at most, and " (words::count(most.informal, "point", "points")) " for help from family and friends." }
        p.govuk-body { a.govuk-link href=(format!("/questionnaires/{}/blank.pdf", version.id)) { "Print the questions (PDF)" } }
        @if draft { (about(ctx, version, errors)) } @else { (paragraph(&content.about)) }
        ol.app-list-plain.govuk-list {
            @for (place, question) in content.questions.iter().enumerate() {
                li { (shown(ctx, version, question, place)) }
            }
        }
        @if draft {
            (Button::link(format!("{}/questions/new", at(version)), "Add a question").secondary().icon(lu::LuPlus))
            (to_use(ctx, version, errors))
        }
    })
}

fn about(ctx: &Ctx, version: &Version, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    panel(
        "about-these",
        "Title and what it is for",
        &html! {
            form method="post" action=(at(version)) novalidate {
                (csrf_field(ctx))
                input type="hidden" name="revision" value=(version.revision);
                (fields.input("title", "Title", &version.content.title))
                (fields.textarea("about", "What it is for", &version.content.about).rows(3))
                (Button::submit("Save the title").secondary())
            }
        },
    )
}

fn shown(ctx: &Ctx, version: &Version, question: &Question, place: usize) -> Markup {
    let number = place + 1;
    let heading = format!("{number}. {}", question.words);
    let lost = question.only_if.as_ref().is_some_and(|only_if| {
        let before = version.content.questions.iter().take(place).find(|one| one.key == only_if.question);
        before.is_none_or(|earlier| only_if.lost(earlier))
    });
    let earlier = question.only_if.as_ref().and_then(|only_if| {
        let place = version.content.questions.iter().position(|one| one.key == only_if.question)?;
        let earlier = version.content.questions.get(place)?;
        let said: Vec<&str> =
            only_if.answers.iter().filter_map(|key| earlier.choice(key)).map(|choice| choice.words.as_str()).collect();
        (!said.is_empty()).then(|| format!("Asked only after “{}” at question {}.", said.join("” or “"), place + 1))
    });
    panel(
        &format!("question-{number}"),
        &heading,
        &html! {
            p.govuk-body { "Easy read: " (question.easy) }
            @if !question.help.is_empty() { p.govuk-body.app-note { (question.help) } }
            @if let Some(earlier) = earlier { (paragraph(&earlier)) }
            @if lost { (warning_text("It waits for an answer that is no longer there before it. Open it, check when it is asked, and save it.")) }
            p.govuk-body { (question.counts_for.label()) }
            @if !question.choices.is_empty() {
                ul.govuk-list.govuk-list--bullet {
                    @for choice in &question.choices { li { (choice.words) ": " b { (words::count(choice.points, "point", "points")) } } }
                }
            }
            @if version.state == VersionState::Draft {
                (actions(html! {
                    (Button::link(format!("{}/questions/{}", at(version), question.key), "Change").secondary().about(format!("question {number}")))
                    @if place > 0 {
                        (PostForm::new(ctx, format!("{}/questions/{}/up", at(version), question.key), Button::submit("Move up").plain().about(format!("question {number}"))).with("revision", version.revision))
                    }
                }))
            }
        },
    )
}

fn to_use(ctx: &Ctx, version: &Version, errors: &FieldErrors) -> Markup {
    panel(
        "use-it",
        "Put it in use",
        &html! {
            (paragraph("From then on everybody who begins is asked these questions. Whoever has begun goes on with the ones they began with. It can’t be changed after."))
            form method="post" action=(format!("{}/use", at(version))) novalidate {
                (csrf_field(ctx))
                input type="hidden" name="revision" value=(version.revision);
                (Checkboxes::single("sure", "It is ready, and a colleague has read it.", false, errors.get("sure")))
                (Button::submit("Put it in use").once())
            }
        },
    )
}

/// One question of a draft, to write.
pub fn question(ctx: &Ctx, version: &Version, key: &str, form: &QuestionForm, errors: &FieldErrors) -> Page {
    let is_new = key == "new" && version.content.question(key).is_none();
    let title = if is_new { "Add a question".to_owned() } else { format!("Change a question: {}", form.words) };
    let earlier = version.content.questions.iter().take_while(|question| question.key != key);
    let earlier =
        earlier.filter(|question| !question.is_open()).map(|question| (question.key.as_str(), question.words.as_str()));
    let fields = errors.fields();
    let now = version.content.question(key).map(|question| QuestionForm::of(question, &version.content, 0));
    Page::new(title).nav(HERE).back(at(version), version.content.title.as_str()).errors(errors).body(html! {
        @if let Some(now) = now { (super::stands_now(errors, &[
            ("The question", &now.words, &form.words),
            ("In easy read", &now.easy, &form.easy),
            ("What helps to answer it", &now.help, &form.help),
            ("The answers to choose from", &now.answers, &form.answers),
        ])) }
        form method="post" action=(format!("{}/questions/{key}", at(version))) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="revision" value=(form.revision);
            (fields.textarea("words", "The question", &form.words).rows(2).hint("One thing at a time, in everyday words."))
            (fields.textarea("easy", "In easy read", &form.easy).rows(2).hint("One short sentence, such as “Do you need help to wash?”"))
            (fields.textarea("help", "What helps to answer it", &form.help).rows(3).hint("You can leave this empty."))
            (fields.select("counts_for", "What it counts for", &form.counts_for).options(CountsFor::ALL.iter().map(|one| (one.as_str(), one.label()))))
            (fields.textarea("answers", "The answers to choose from", &form.answers).rows(6)
                .hint("One on each line, the points first, such as “4 I need help every day”. Leave it empty where people answer in their own words."))
            (fields.select("after", "Ask it only after", &form.after).option("", "Always ask it").options(earlier))
            (fields.input("at_least", "Only if the answer there gives at least this many points", &form.at_least).width(4).mode("numeric"))
            (actions(html! {
                (Button::submit("Save the question").once())
                @if !is_new { (Button::submit("Take this question away").warning().value("step", "remove")) }
            }))
        }
    })
}
