//! Answers as data for other programs: stable ids and numbers, and beside each finding its words in one language.
//!
//! Whatever is said stands in a field `words`; all else is the same in every language.

use contend_session::page::Page;
use contend_session::report::{
    ClaimReport, DrawnInput, FaultReport, Note, OutcomeReport, RunFacts, RunReport, ScenarioFacts,
    Watches, WorldClaim, WorldFact, WorldReport, WorldRun,
};
use serde::Serialize;

use crate::better::BetterWords;
use crate::claims::ClaimWords;
use crate::games::GameWords;
use crate::search::SearchWords;
use crate::worlds::WorldWords;
use crate::{Language, Sentence, runs};

/// A finding and its words.
#[derive(Clone, Debug, Serialize)]
pub struct Worded<'a, F: Serialize, W: Serialize> {
    /// The finding; its fields stand beside the words.
    #[serde(flatten)]
    pub finding: &'a F,
    /// The words.
    pub words: W,
}

/// The answer to a run, as `contend run --json` writes it.
#[derive(Clone, Debug, Serialize)]
pub struct RunJson<'a> {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// Tag of the language of all words.
    pub language: &'static str,
    /// The scenario.
    pub scenario: &'a ScenarioFacts,
    /// What was run.
    pub run: &'a RunFacts,
    /// One entry for each claim, in the order of the scenario.
    pub claims: Vec<Worded<'a, ClaimReport, ClaimWords>>,
    /// One entry for each element of each outcome.
    pub outcomes: &'a [OutcomeReport],
    /// What was watched over time; absent when nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watches: Option<&'a Watches>,
    /// Why runs failed; empty when none did.
    pub faults: Vec<Worded<'a, FaultReport, Sentence>>,
    /// Things to know when reading the rest.
    pub notes: Vec<Worded<'a, Note, Sentence>>,
}

impl<'a> RunJson<'a> {
    /// A report with its words.
    #[must_use]
    pub fn new(m: &Language, report: &'a RunReport) -> RunJson<'a> {
        RunJson {
            contend: report.contend,
            language: m.tag(),
            scenario: &report.scenario,
            run: &report.run,
            claims: worded(&report.claims, |c| ClaimWords::new(m, c)),
            outcomes: &report.outcomes,
            watches: report.watches.as_ref(),
            faults: worded(&report.faults, |f| runs::fault(m, f)),
            notes: worded(&report.notes, |n| runs::note(m, n)),
        }
    }
}

/// One world, as `contend world --json` writes it.
#[derive(Clone, Debug, Serialize)]
pub struct WorldJson<'a> {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// Tag of the language of all words.
    pub language: &'static str,
    /// The scenario.
    pub scenario: &'a ScenarioFacts,
    /// The world's number.
    pub world: u64,
    /// Worlds of the ensemble that it belongs to.
    pub worlds: u64,
    /// Worlds that share each set of inputs; 1 where each world has inputs of its own.
    pub replications: u64,
    /// The set of inputs of this world, from 0.
    pub set: u64,
    /// Which of its lucks this world has, from 0.
    pub luck: u64,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How worlds were drawn.
    pub design: &'a str,
    /// What was drawn.
    pub inputs: &'a [DrawnInput],
    /// What is known of events, held against this world.
    #[serde(skip_serializing_if = "<[WorldFact]>::is_empty")]
    pub known: &'a [WorldFact],
    /// How it went under each profile.
    pub profiles: Vec<Worded<'a, WorldRun, WorldWords>>,
    /// How each claim's test comes out in this world.
    pub claims: &'a [WorldClaim],
}

impl<'a> WorldJson<'a> {
    /// A report with its words.
    #[must_use]
    pub fn new(m: &Language, report: &'a WorldReport) -> WorldJson<'a> {
        WorldJson {
            contend: report.contend,
            language: m.tag(),
            scenario: &report.scenario,
            world: report.world,
            worlds: report.worlds,
            replications: report.replications,
            set: report.set,
            luck: report.luck,
            seed: report.seed,
            design: &report.design,
            inputs: &report.inputs,
            known: &report.known,
            profiles: worded(&report.profiles, |run| WorldWords::new(m, run)),
            claims: &report.claims,
        }
    }
}

/// What a page says, as `contend publish --json` writes it: the page's own fields, and words beside them.
#[derive(Clone, Debug, Serialize)]
pub struct PageJson<'a> {
    /// The page; its fields stand beside the words.
    #[serde(flatten)]
    pub page: &'a Page,
    /// The words.
    pub words: PageWords,
}

/// What is said of the findings of a page; each list stands beside that of the page.
#[derive(Clone, Debug, Serialize)]
pub struct PageWords {
    /// Tag of the language of all words.
    pub language: &'static str,
    /// Of the claims.
    pub claims: Vec<ClaimWords>,
    /// Of the games.
    pub games: Vec<GameWords>,
    /// Of how strategies rank.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub better: Vec<BetterWords>,
    /// Of searches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub searches: Vec<SearchWords>,
    /// Of the faults.
    pub faults: Vec<Sentence>,
    /// Of the notes.
    pub notes: Vec<Sentence>,
}

impl<'a> PageJson<'a> {
    /// A page with its words.
    #[must_use]
    pub fn new(m: &Language, page: &'a Page) -> PageJson<'a> {
        let claims = page.claims.iter();
        PageJson {
            page,
            words: PageWords {
                language: m.tag(),
                claims: claims.map(|c| ClaimWords::new(m, &c.finding)).collect(),
                games: page.games.iter().map(|g| GameWords::new(g, m)).collect(),
                better: page.better.iter().map(|b| BetterWords::new(m, b)).collect(),
                searches: page
                    .searches
                    .iter()
                    .map(|s| SearchWords::new(m, s))
                    .collect(),
                faults: page.faults.iter().map(|f| runs::fault(m, f)).collect(),
                notes: page.notes.iter().map(|n| runs::note(m, n)).collect(),
            },
        }
    }
}

fn worded<'a, F: Serialize, W: Serialize>(
    findings: &'a [F],
    words: impl Fn(&F) -> W,
) -> Vec<Worded<'a, F, W>> {
    findings
        .iter()
        .map(|finding| Worded {
            finding,
            words: words(finding),
        })
        .collect()
}
