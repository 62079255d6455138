//! What the published page says, as plain values: the page, its JSON and later the live explorer show the same.
//!
//! Sentences are not made here, for they depend on the reader's language; words of the author are passed on as written.

mod acts;
mod assumptions;
mod brief;
mod build;
mod by_world;
pub(crate) mod charts;
mod evidence;
mod map;
pub mod stored;
mod tested;

use std::collections::BTreeMap;

use contend_analysis::grounds::Backing;
use contend_model::id::InputId;
use contend_model::model::Grade;
use serde::Serialize;

use crate::better::report::BetterReport;
use crate::better::search::report::SearchReport;
use crate::game::report::GameReport;
use crate::report::{ClaimReport, FaultReport, Note, OutcomeReport, RunFacts, ScenarioFacts};
use crate::saved::Spacing;
use crate::why::report::{Decides, PlaceWhy};

pub use acts::{ActLever, ActPlace, ActStrategy, ActWorlds, ActingActor, Acts};
pub use assumptions::{Answers, Assumptions, ByWorld, LEVELS, Question};
pub use brief::{Block, Brief, Inline};
pub use by_world::{Beside, ChartValues, ChartsByWorld, Column, End, Levels};
pub use contend_model::print::Piece;

/// The page of a scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// What it is about; may be empty.
    pub about: String,
    /// Language of the scenario's own texts; empty where it is not said.
    pub language: String,
    /// Who wrote it, for whom, when and why.
    pub byline: Byline,
    /// What was run.
    pub run: RunFacts,
    /// When shares become words.
    pub rule: Rule,
    /// Profiles in the order of the run.
    pub profiles: Vec<ProfileCard>,
    /// Claims that the author would have read first.
    pub findings: Vec<usize>,
    /// What a reader may assume, where worlds can be asked.
    pub assumptions: Option<Assumptions>,
    /// What a reader may move, where the page has an engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acts: Option<Acts>,
    /// The argument in prose, where there is one.
    pub brief: Option<Brief>,
    /// Claims in the order of the scenario.
    pub claims: Vec<ClaimCard>,
    /// Quantities over time.
    pub charts: Vec<Chart>,
    /// What they draw by world, where something may be assumed.
    #[serde(skip)]
    pub charts_by_world: Option<ChartsByWorld>,
    /// Outcomes under each profile.
    pub outcomes: Vec<OutcomeReport>,
    /// The map of flows, where the scenario declares one.
    pub map: Option<FlowMap>,
    /// What players of the scenario's games would do.
    pub games: Vec<GameReport>,
    /// How strategies rank of the actors that the author names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub better: Vec<BetterReport>,
    /// What a search found for actors, where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub searches: Vec<SearchReport>,
    /// Uncertain parameters, those first about which better evidence would matter most.
    pub evidence: Vec<EvidenceRow>,
    /// What each input is called in the author's words, by its name in the scenario.
    pub labels: BTreeMap<String, Label>,
    /// What names are called in the language of the author's words, where that is another than the one they are written in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Sources, the most influential first; all references are places in this list.
    pub sources: Vec<SourceCard>,
    /// Why runs failed.
    pub faults: Vec<FaultReport>,
    /// Things to know.
    pub notes: Vec<Note>,
}

/// Calls `f` with every claim that blocks mark, in the order of the text.
pub fn each_claim(blocks: &[Block], f: &mut dyn FnMut(usize)) {
    fn line(list: &[Inline], f: &mut dyn FnMut(usize)) {
        for inline in list {
            match inline {
                Inline::Claim { claim, .. } => f(*claim),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link(_, inner) => {
                    line(inner, f);
                }
                _ => {}
            }
        }
    }
    for block in blocks {
        match block {
            Block::Heading(_, words) | Block::Paragraph(words) => line(words, f),
            Block::Quote(inner) => each_claim(inner, f),
            Block::List(_, items) => items.iter().for_each(|i| each_claim(i, f)),
            Block::Table(head, rows) => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    line(cell, f);
                }
            }
            Block::Code(_) | Block::Rule => {}
        }
    }
}

/// Who wrote a scenario, for whom, when and why; each may be empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Byline {
    /// Who wrote it.
    pub author: String,
    /// Who paid for it.
    pub funder: String,
    /// When it was last revised: `2026-01-31`.
    pub date: String,
    /// What it is for.
    pub purpose: String,
}

/// When a share of worlds becomes a word.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rule {
    /// A claim holds at this share or more.
    pub holds: f64,
    /// A claim fails at this share or less.
    pub fails: f64,
    /// Whether the author declares the worlds a calibrated judgement.
    pub calibrated: bool,
}

/// One strategy for every actor.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileCard {
    /// Name in the scenario.
    pub id: String,
    /// For people.
    pub name: String,
    /// What it is; may be empty.
    pub about: String,
    /// Whether others are compared with it.
    pub baseline: bool,
    /// Its place among those that charts draw: 0 for the baseline, 1 to 3 for others.
    pub drawn: Option<usize>,
    /// What each actor does: the actor's and the strategy's name, and what the strategy is.
    pub strategies: Vec<(String, String, String)>,
}

/// A claim and what the ensemble says of it.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimCard {
    /// What the run says of it. Its name in the scenario is its address on the page.
    pub finding: ClaimReport,
    /// Number on the page, from 1.
    pub number: usize,
    /// In a few words.
    pub name: String,
    /// Why, or how it is read; may be empty.
    pub about: String,
    /// The test as a formula for people.
    pub formula: Vec<Piece>,
    /// Comparisons that the test is made of, with how far worlds are from them.
    pub tested: Vec<Tested>,
    /// What decides it, where worlds say so.
    pub decides: Option<Decides>,
    /// Where it fails, or holds.
    pub place: Option<PlaceWhy>,
    /// Claims that it builds on.
    pub rests_on: Vec<usize>,
    /// What an opponent would say.
    pub objection: Option<Objection>,
    /// Claims to which it is the objection.
    pub objects_to: Vec<usize>,
    /// Sources of the claim itself.
    pub sources: Vec<usize>,
    /// Sources of the numbers that decide it.
    pub stands_on: Vec<usize>,
    /// How often the brief marks it.
    pub in_brief: usize,
}

/// What an opponent would say.
#[derive(Clone, Debug, Serialize)]
pub struct Objection {
    /// The objection.
    pub says: String,
    /// The claim that objects, where it is one.
    pub claim: Option<usize>,
}

/// One comparison of a test, over worlds.
#[derive(Clone, Debug, Serialize)]
pub struct Tested {
    /// What is looked at: the left side, the difference of both, or their ratio.
    pub kind: TestedKind,
    /// The side that is looked at.
    pub left: Vec<Piece>,
    /// The other side: the threshold, or what the first is compared with.
    pub right: Vec<Piece>,
    /// Whether the comparison is true above (or below) the threshold.
    pub above: bool,
    /// Unit of the values.
    pub unit: String,
    /// The threshold in that unit.
    pub threshold: f64,
    /// Ends of the bins, ascending; one more than there are bins. The threshold is one of them where it lies inside.
    pub edges: Vec<f64>,
    /// Worlds in each bin; the outer ones take what lies beyond.
    pub counts: Vec<u64>,
    /// Worlds whose value is infinite: a time that never comes.
    pub infinite: u64,
    /// Worlds that count.
    pub worlds: u64,
    /// 5 % of worlds lie below.
    pub q05: Option<f64>,
    /// Half of the worlds lie below.
    pub median: Option<f64>,
    /// 5 % of worlds lie above.
    pub q95: Option<f64>,
}

/// What of a comparison is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestedKind {
    /// One side against a fixed threshold.
    Value,
    /// The left side less the right, against 0.
    Difference,
    /// The left side over a quantity of the right, against a number.
    Ratio,
}

/// A quantity over time.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// Its address on the page.
    pub slug: String,
    /// The quantity as written in the scenario.
    pub quantity: String,
    /// What it shows, in a line.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Whether it sums over elements.
    pub sum: bool,
    /// How far apart its points are.
    pub every: Spacing,
    /// Decimal year of each point.
    pub years: Vec<f64>,
    /// Date of each point.
    pub dates: Vec<String>,
    /// The point from which levers act, where the scenario names one.
    pub now: Option<usize>,
    /// One fan for each profile of the run.
    pub fans: Vec<Fan>,
    /// For each profile its fan less the baseline, world by world; `None` for the baseline.
    pub differences: Vec<Option<FanDifference>>,
    /// Recorded values: decimal year and value.
    pub data: Vec<(f64, f64)>,
    /// Sources of the recorded values.
    pub data_sources: Vec<usize>,
    /// Claims whose tests look at it.
    pub claims: Vec<usize>,
}

/// Quantiles over worlds at each point in time; absent where infinite or where no world counts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fan {
    /// 5 % of worlds lie below.
    pub q05: Vec<Option<f64>>,
    /// A quarter of worlds lies below.
    pub q25: Vec<Option<f64>>,
    /// Half of the worlds lie below.
    pub median: Vec<Option<f64>>,
    /// A quarter of worlds lies above.
    pub q75: Vec<Option<f64>>,
    /// 5 % of worlds lie above.
    pub q95: Vec<Option<f64>>,
}

/// A fan less another, world by world.
#[derive(Clone, Debug, Serialize)]
pub struct FanDifference {
    /// Of the differences.
    pub fan: Fan,
    /// Share of worlds in which it is greater at the end; `None` where no world has both.
    pub greater: Option<f64>,
    /// Share of worlds in which it is less at the end.
    pub less: Option<f64>,
}

/// Flows on a map.
#[derive(Clone, Debug, Serialize)]
pub struct FlowMap {
    /// What it shows.
    pub title: String,
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// West, south, east and north edge in degrees.
    pub frame: [f64; 4],
    /// The flows that are not nil in every world.
    pub flows: Vec<Flow>,
}

/// One flow.
#[derive(Clone, Debug, Serialize)]
pub struct Flow {
    /// Its element: `colombia, us`.
    pub label: String,
    /// Where it begins: longitude and latitude in degrees.
    pub from: (f64, f64),
    /// Where it ends.
    pub to: (f64, f64),
    /// For each profile of the run: median, and the value that nine of ten worlds stay below (95 %).
    pub amounts: Vec<(Option<f64>, Option<f64>)>,
    /// For each profile the median difference to the baseline, world by world; `None` for the baseline.
    pub changes: Vec<Option<f64>>,
}

/// What an input is called.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Label {
    /// The input.
    #[serde(skip)]
    pub id: InputId,
    /// In the author's words.
    pub text: String,
}

/// An uncertain parameter.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceRow {
    /// Name in the scenario.
    pub name: String,
    /// What it is; may be empty.
    pub about: String,
    /// Its unit.
    pub unit: String,
    /// Uncertain elements.
    pub elements: usize,
    /// The inputs that they are.
    #[serde(skip)]
    pub inputs: Vec<InputId>,
    /// Options, where it is a choice between some.
    pub options: Vec<String>,
    /// Central value of the most influential element.
    pub central: f64,
    /// Nine of ten worlds draw it between these.
    pub drawn: (f64, f64),
    /// Worlds in each of some equal parts of that range: the shape of its distribution.
    pub shape: Vec<u64>,
    /// Its sources.
    pub sources: Vec<usize>,
    /// What it rests on.
    pub backing: Backing,
    /// The author's reason, where there is one; may be empty.
    pub assumption: String,
    /// Mean over the tested claims of the share of each that it decides by itself, from 0 to 1.
    pub influence: f64,
    /// Influence times what its source lacks in credit: by this the rows are ordered.
    pub need: f64,
    /// Claims that it decides in part, with the share that is its own, the greatest first.
    pub decides: Vec<(usize, f64)>,
    /// How many tested claims can depend on it.
    pub behind: usize,
}

/// A source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceCard {
    /// Key in the bibliography, and its address on the page.
    pub key: String,
    /// Authors, as one line; may be empty.
    pub authors: String,
    /// Title; may be empty.
    pub title: String,
    /// Year or date; may be empty.
    pub year: String,
    /// Web address; may be empty.
    pub url: String,
    /// Digital object identifier; may be empty.
    pub doi: String,
    /// Note; may be empty.
    pub note: String,
    /// Admiralty grade.
    pub grade: Option<Grade>,
    /// Influence of the parameters that it backs, summed.
    pub influence: f64,
    /// Uncertain parameters that it backs, as places in [`Page::evidence`].
    pub parameters: Vec<usize>,
    /// Claims that cite it.
    pub claims: Vec<usize>,
    /// How often the brief cites it.
    pub in_brief: usize,
}
