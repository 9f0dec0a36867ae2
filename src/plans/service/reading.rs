//! Reading drafts: where one stands, what it says, its versions and what changed between two of them.

use chrono::{NaiveDate, NaiveDateTime};

use super::adopting::needs_council;
use super::around::{takes_back, takes_files};
use super::authority::{Known, has_a_hand, known, known_holder};
use super::drafting::{For, holder_of};
use super::figure::{behind, own_figure};
use super::panels::can_answer;
use crate::accounts::{Actor, HolderSummary};
use crate::app::App;
use crate::assessments::model::figure::Behind;
use crate::assessments::service as assessments;
use crate::db::Db;
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::ids::{DraftId, PlanFileId, PlanId};
use crate::plans::error::DraftError;
use crate::plans::model::Plan;
use crate::plans::model::checks::{self, Checked};
use crate::plans::model::days::{Days, first_free};
use crate::plans::model::differences::{Difference, between};
use crate::plans::model::draft::{Draft, Part};
use crate::plans::model::head::{Approval, Attachment, Comment, Head, Kind, Panel, Taken, Version, VersionRow};
use crate::plans::model::state::{State, Step};
use crate::plans::model::sums::{Sums, weeks};
use crate::plans::store::{self, drafts, panels, said};
use crate::search::categories;

/// A draft with what it says now.
#[derive(Clone, Debug)]
pub struct DraftView {
    /// The draft, whose it is, and what the reader may do.
    pub known: Known,
    /// Its newest version.
    pub version: Version,
    /// What that costs.
    pub sums: Sums,
    /// The figure that the person has, and what they were asked to pay.
    pub behind: Behind,
    /// The needs that their assessment found; only read where outcomes are written.
    pub needs: Vec<String>,
}

/// A draft with everything around it.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing that the page asks by name")]
pub struct WholeView {
    /// The draft and what it says.
    pub draft: DraftView,
    /// The seven checks.
    pub checks: Vec<Checked>,
    /// What was done with it, oldest first.
    pub steps: Vec<Taken>,
    /// The risk panel's sittings, oldest first.
    pub panels: Vec<Panel>,
    /// A finance officer's yes to the cost of the newest version.
    pub approval: Option<Approval>,
    /// What was said about it, oldest first.
    pub comments: Vec<Comment>,
    /// Its files.
    pub files: Vec<Attachment>,
    /// Whether the reader may add one.
    pub takes_files: bool,
    /// Those that the reader sent to have a refusal looked at again, and may take back.
    pub own_files: Vec<PlanFileId>,
    /// A newer plan was agreed since this one was refused.
    pub overtaken: bool,
    /// Why a change needs the council; none when it doesn't, or for a plan of its own.
    pub needs_council: Vec<String>,
    /// What the plan that runs comes to, while a change to it is open.
    pub was: Option<Money>,
    /// The reader has a hand in it, so they can't decide.
    pub has_a_hand: bool,
    /// The reader refused it before.
    pub refused_before: bool,
    /// The reader decides, and somebody on the risk panel could answer about it.
    pub panel_can_answer: bool,
    /// The reader wrote down the figure, or raised it.
    pub own_figure: bool,
    /// The reader answered for the risk panel about the newest version: for them its yes is no other's.
    pub sat: bool,
}

impl WholeView {
    /// The panel that has not answered yet.
    pub fn waiting_panel(&self) -> Option<&Panel> {
        self.panels.last().filter(|panel| panel.answer.is_none())
    }

    /// What the panel said about the newest version.
    pub fn panel_of_newest(&self) -> Option<&Panel> {
        let newest = self.draft.version.number;
        self.panels.iter().rev().find(|panel| panel.version == newest && panel.answer.is_some())
    }

    /// Who put it to use without the council, where that is how it ended.
    pub fn adopted(&self) -> Option<&Taken> {
        self.steps.last().filter(|taken| taken.step == Step::Adopt)
    }

    /// Whoever writes it may put it to use without the council.
    pub fn may_adopt(&self) -> bool {
        let head = &self.draft.known.head;
        let free = head.council_id.is_none() || (head.kind == Kind::Change && self.needs_council.is_empty());
        free && head.state.is_written() && self.draft.known.may.own
    }
}

impl DraftView {
    /// What another form of the same plan comes to, beside the same figure.
    ///
    /// # Errors
    /// [`DraftError::TooMuch`] when it can't be held.
    pub fn sums_of(&self, draft: &Draft) -> Result<Sums, DraftError> {
        sums_beside(&self.known.head, draft, &self.behind)
    }
}

fn sums_beside(head: &Head, draft: &Draft, behind: &Behind) -> Result<Sums, DraftError> {
    let sums = Sums::beside(draft, head.indicative, behind, !head.state.is_over()).ok_or(DraftError::TooMuch)?;
    Ok(Sums { own_money: head.council_id.is_none(), ..sums })
}

pub(super) fn view_of(db: &mut Db, known: Known) -> Result<DraftView, DraftError> {
    let version = drafts::version(db, known.head.id, known.head.version)?;
    view_with(db, known, version)
}

/// The same with a version that was read before. Until it is decided about, a plan stands beside the figure that the
/// person has now; then beside the one it was decided with.
pub(super) fn view_with(db: &mut Db, mut known: Known, version: Version) -> Result<DraftView, DraftError> {
    let behind = behind(db, known.head.holder_id)?;
    let live = !known.head.state.is_over();
    known.head.indicative = behind.over(weeks(&version.draft)).filter(|_| live).or(known.head.indicative);
    let sums = sums_beside(&known.head, &version.draft, &behind)?;
    Ok(DraftView { known, version, sums, behind, needs: Vec::new() })
}

/// A draft and what it says.
///
/// # Errors
/// [`DraftError::NotFound`] when it isn't theirs to read.
pub async fn draft(app: &App, actor: &Actor, id: DraftId) -> Result<DraftView, DraftError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let known = known(db, &actor, id)?;
            view_of(db, known)
        })
        .await
}

/// A draft with everything around it.
///
/// # Errors
/// [`DraftError::NotFound`] when it isn't theirs to read.
pub async fn whole(app: &App, actor: &Actor, id: DraftId) -> Result<WholeView, DraftError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let known = known(db, &actor, id)?;
            let draft = view_of(db, known)?;
            let steps = said::steps(db, id)?;
            let decides = draft.known.may.decide && draft.known.head.state.is_with_council();
            let refused = |taken: &Taken| taken.step == Step::Refuse && taken.by.user == actor.user_id;
            let files = said::files(db, id)?;
            let (sittings, newest) = (panels::of_draft(db, id)?, draft.version.number);
            let needs = assessments::needs_of(db, draft.known.head.holder_id)?;
            let own = files.iter().filter(|file| takes_back(&draft.known, &steps, file, &actor));
            Ok(WholeView {
                own_files: own.map(|file| file.id).collect(),
                overtaken: draft.known.head.state == State::Refused && drafts::overtaken(db, &draft.known.head)?,
                checks: checks::check(&draft.version.draft, &draft.sums, &needs),
                sat: sittings.iter().any(|panel| panel.version == newest && panel.is_answer_of(actor.user_id)),
                panels: sittings,
                approval: said::approval(db, id, draft.version.number)?,
                comments: said::comments(db, id)?,
                files,
                takes_files: takes_files(db, &draft.known, today)?,
                needs_council: needs_council(db, &draft)?,
                was: running_total(db, &draft.known.head)?,
                has_a_hand: has_a_hand(db, &actor, &draft.known.head)?,
                refused_before: steps.iter().any(refused),
                panel_can_answer: decides && can_answer(db, &draft.known.head)?,
                own_figure: decides && own_figure(db, &actor, &draft)?,
                steps,
                draft,
            })
        })
        .await
}

/// What the plan comes to that a draft would change.
fn running_total(db: &mut Db, head: &Head) -> Result<Option<Money>, DraftError> {
    if head.kind == Kind::New || head.state.is_over() {
        return Ok(None);
    }
    Ok(super::plan(db, head.plan_id)?.total())
}

/// What somebody can begin to write.
#[derive(Clone, Debug)]
pub struct BeginView {
    /// For whom.
    pub holder: HolderSummary,
    /// Whether the reader is the holder themselves.
    pub own: bool,
    /// The plan that runs, or ran last.
    pub running: Option<Plan>,
    /// Whether it runs still, so that it can be changed.
    pub runs: bool,
    /// Agreed plans that begin after it, the next one first, with their days.
    pub later: Vec<(PlanId, Days)>,
    /// The first day on which another plan can begin.
    pub free: NaiveDate,
    /// Drafts there are, newest first.
    pub drafts: Vec<Head>,
    /// Those that were thrown away, newest first.
    pub thrown: Vec<Head>,
    /// Whether they may write.
    pub may_write: bool,
}

/// What somebody can begin to write, and what there is.
///
/// # Errors
/// [`DraftError::NotFound`] when that person's plans aren't theirs to read.
pub async fn beginning(app: &App, actor: &Actor, whom: For) -> Result<BeginView, DraftError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let holder = holder_of(db, &actor, &whom)?;
            let (holder, may) = known_holder(db, &actor, holder)?;
            let running = super::current_plan(db, holder.id, today)?;
            let later = match &running {
                Some(plan) => store::later(db, holder.id, plan.starts_on)?,
                None => Vec::new(),
            };
            Ok(BeginView {
                runs: running.as_ref().is_some_and(|plan| plan.ends_on >= today),
                running,
                later: later.into_iter().map(|(id, from, until)| (id, (from, until))).collect(),
                free: first_free(today, &store::taken(db, holder.id)?),
                drafts: drafts::of_holder(db, holder.id)?,
                thrown: drafts::thrown_away(db, holder.id)?,
                own: may.is_holder,
                may_write: may.write(),
                holder,
            })
        })
        .await
}

/// The plan that a change started from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// The council agreed it; otherwise it was a change that nobody had to agree.
    pub by_council: bool,
    /// When it was agreed or put to use, in UTC, if that is known.
    pub at: Option<NaiveDateTime>,
}

/// Two versions of a draft and what changed.
#[derive(Clone, Debug)]
pub struct HistoryView {
    /// The draft and what it says now.
    pub draft: DraftView,
    /// All versions, newest first.
    pub versions: Vec<VersionRow>,
    /// The plan in force that a change started from; version 0 of what is compared.
    pub base: Option<Base>,
    /// The older and the newer version that are compared, and what changed between them.
    pub compared: Option<(i32, i32, Vec<Difference>)>,
}

/// A draft whose part is to be written: with the needs that the assessment found, where outcomes are.
///
/// # Errors
/// [`DraftError::NotFound`] when it isn't theirs to read.
pub async fn to_write(app: &App, actor: &Actor, id: DraftId, part: Part) -> Result<DraftView, DraftError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let known = known(db, &actor, id)?;
            let mut view = view_of(db, known)?;
            if part == Part::Outcomes {
                view.needs = assessments::needs_of(db, view.known.head.holder_id)?;
            }
            Ok(view)
        })
        .await
}

/// What a change started from: the plan that was in force.
fn base_of(db: &mut Db, view: &DraftView) -> Result<Option<(Base, Draft)>, DraftError> {
    let head = &view.known.head;
    if head.kind == Kind::New {
        return Ok(None);
    }
    if let Some(id) = drafts::agreed_before(db, head)? {
        let version = drafts::by_id(db, id)?.version;
        let steps = said::steps(db, id)?;
        let taken = steps.into_iter().rev().find(|taken| matches!(taken.step, Step::Agree | Step::Adopt));
        let base = Base {
            by_council: taken.as_ref().is_none_or(|taken| taken.step == Step::Agree),
            at: taken.map(|taken| taken.at),
        };
        return Ok(Some((base, drafts::version(db, id, version)?.draft)));
    }
    let plan = super::plan(db, head.plan_id)?;
    let (at, open) = (plan.agreed_at, !head.state.is_over());
    let draft = match &view.version.draft.agreed {
        Some(agreed) => Draft::clone(agreed),
        None if open => super::drafting::from_rows(&plan),
        None => return Ok(None),
    };
    Ok(Some((Base { by_council: true, at: at.filter(|_| open) }, draft)))
}

/// A draft's versions, and what changed between two of them: by default the newest two, and of a change all since the plan
/// that it started from.
///
/// # Errors
/// [`DraftError::NotFound`] when it isn't theirs to read, or there is no such version.
pub async fn history(
    app: &App,
    actor: &Actor,
    id: DraftId,
    wanted: (Option<i32>, Option<i32>),
) -> Result<HistoryView, DraftError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let known = known(db, &actor, id)?;
            let draft = view_of(db, known)?;
            let versions = drafts::versions(db, id)?;
            let newer = wanted.1.unwrap_or(draft.version.number);
            let base = base_of(db, &draft)?;
            let older = wanted.0.unwrap_or(if base.is_some() { 0 } else { newer - 1 });
            let old = match &base {
                Some((_, base)) if older == 0 && newer > 0 => Some(base.clone()),
                _ if older < 1 || older >= newer => None,
                _ => Some(drafts::version(db, id, older)?.draft),
            };
            let compared = match old {
                Some(old) => {
                    Some((older, newer, between(&old, &drafts::version(db, id, newer)?.draft, categories::name)))
                }
                None => None,
            };
            Ok(HistoryView { draft, versions, base: base.map(|(base, _)| base), compared })
        })
        .await
}

/// Somebody's care group, for examples like them.
pub fn care_group(holder: &HolderSummary) -> Option<CareGroup> {
    holder.care_group.as_deref().and_then(|group| group.parse().ok())
}
