//! Putting the page together.

use std::collections::BTreeMap;

use contend_engine::design::Design;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Column, Columns, parallel};
use contend_model::id::{ActorId, InputId, ProfileId, SourceId};
use contend_model::model::{ChartSettings, ClaimTest, Input, Objection as Against, Scenario};
use contend_model::print::{formula, spoken};

use super::brief::coded;
use super::brief::{self, Block, Brief, Inline};
use super::by_world::Thinned;
use super::charts::Drawn;
use super::{
    Byline, Chart, ClaimCard, Label, Objection, Page, ProfileCard, Rule, SourceCard, assumptions,
    by_world, charts, evidence, map, tested,
};
use crate::better::BetterRequest;
use crate::better::report::BetterReport;
use crate::error::RunError;
use crate::game::report::GameReport;
use crate::replications::Asked;
use crate::report::{ClaimReport, Note, RunReport};
use crate::request::{Drawing, GameRequest, RunRequest, WhyRequest};
use crate::series::Series;
use crate::why::claims::Simulated;
use crate::why::report::ClaimWhy;
use crate::{Session, Simulation};

/// Profiles that are drawn beside the baseline.
const DRAWN: usize = 3;

/// How the worlds of a request are drawn; `None` where a table gives them.
pub(super) fn design(request: &RunRequest) -> Option<Design> {
    match &request.drawing {
        Drawing::Design(design) => Some(*design),
        Drawing::Table { .. } => None,
    }
}

impl Session {
    /// Simulates an ensemble and puts together all that the published page says. Watches of the request are not
    /// looked at: the scenario's `[page]` says what is drawn.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn page(
        &self,
        request: &RunRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Page, RunError> {
        let scenario = &self.scenario;
        let series = Series::of_page(scenario, &self.page, request)?;
        let simulation = self.simulate(request, series, executor, progress)?;
        let chosen = charts::chosen(scenario, &self.page);
        let drawn = self.charts(&chosen, request, &simulation, executor, progress);
        let charts = chosen.into_iter().zip(drawn).collect();
        let mut page = self.without_games(request, &simulation, charts, executor, progress)?;
        page.games = self.games(request, &mut page.notes, executor, progress);
        let rank = |asked: &_| self.better(asked, executor, progress);
        let actors = &self.page.better;
        page.better = self.ranked(actors, request, &mut page.notes, progress, &rank);
        Ok(page)
    }

    /// What a page with these charts says of an ensemble, but for its games and rankings.
    pub(super) fn without_games(
        &self,
        request: &RunRequest,
        simulation: &Simulation,
        charts: Vec<(ChartSettings, Drawn)>,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Page, RunError> {
        // The report without its watches: charts bring their own.
        let report = self.report(request, simulation, executor, progress, false);
        let mut page = self.put_together(request, simulation, report, executor, progress)?;
        let mut by_world = Vec::new();
        let charts = charts.into_iter().map(|(settings, drawn)| {
            by_world.push(drawn.by_world);
            (settings, drawn.chart)
        });
        page.charts = self.placed(charts.collect(), &page.sources);
        let by_world: Option<Vec<Thinned>> = by_world.into_iter().collect();
        let asked = page.assumptions.as_ref().zip(by_world);
        page.charts_by_world = asked.and_then(|(assumptions, charts)| {
            by_world::of_charts(design(request), assumptions.worlds, &charts)
        });
        Ok(page)
    }

    /// What a page says of an ensemble, but for its charts, games and rankings.
    pub(crate) fn put_together(
        &self,
        request: &RunRequest,
        simulation: &Simulation,
        report: RunReport,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Page, RunError> {
        let scenario = &self.scenario;
        let brief = brief::read(scenario);
        let mut counts = Counts {
            claims: vec![0; scenario.claims.len()],
            sources: vec![0; scenario.sources.len()],
        };
        if let Some(brief) = &brief {
            counts.of_blocks(&brief.blocks);
            brief.notes.iter().for_each(|n| counts.of_blocks(n));
        }
        let whys = self.whys(request, simulation, &report.claims, executor, progress)?;
        let mut evidence = evidence::rows(scenario, simulation, &whys);
        let (sources, places) = evidence::sources(scenario, &evidence, &counts.sources);
        for row in &mut evidence {
            row.sources.iter_mut().for_each(|s| *s = places[*s]);
        }
        let numbers = numbers(&brief, scenario.claims.len());
        let sentences: Vec<&str> = scenario.claims.iter().map(|c| c.says.as_str()).collect();
        let names = proper_names(&sentences);
        let frame = simulation.frame(scenario);
        let asked = Asked::new(scenario, &frame);
        let cards = parallel::map(executor, progress, report.claims.len(), |index| {
            let mut card = self.card(
                simulation,
                &asked,
                (&report.claims[index], &whys[index]),
                index,
                &counts,
                &places,
            );
            card.number = numbers[index];
            let id = &card.finding.id;
            card.name = match scenario.names.get(id) {
                Some(name) => name.clone(),
                None => claim_name(id, &names),
            };
            card
        });
        let settings = &self.page;
        let assumptions = assumptions::assumptions(
            scenario,
            (simulation, &frame),
            &report.claims,
            &settings.questions,
            executor,
            progress,
        );
        Ok(Page {
            contend: report.contend,
            about: scenario.about.clone(),
            names: scenario.names.clone(),
            language: settings.language.clone(),
            byline: Byline {
                author: settings.author.clone(),
                funder: settings.funder.clone(),
                date: settings.date.map_or(String::new(), |d| d.to_string()),
                purpose: settings.purpose.clone(),
            },
            rule: Rule {
                holds: scenario.verdict_rule.holds,
                fails: scenario.verdict_rule.fails,
                calibrated: scenario.verdict_rule.calibrated,
            },
            profiles: self.profile_cards(&simulation.profiles),
            findings: settings.findings.iter().map(|c| c.index()).collect(),
            assumptions,
            acts: None,
            brief: brief.map(|b| with_places(b, &places)),
            claims: cards,
            charts: Vec::new(),
            charts_by_world: None,
            map: settings
                .map
                .as_ref()
                .and_then(|m| map::map(scenario, m, &report.outcomes)),
            evidence,
            labels: labels(scenario),
            sources,
            scenario: report.scenario,
            run: report.run,
            outcomes: report.outcomes,
            faults: report.faults,
            notes: report.notes,
            games: Vec::new(),
            better: Vec::new(),
            searches: Vec::new(),
        })
    }

    /// Quantities over time.
    fn charts(
        &self,
        chosen: &[ChartSettings],
        request: &RunRequest,
        simulation: &Simulation,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Vec<Drawn> {
        let scenario = &self.scenario;
        let frame = simulation.frame(scenario);
        let profiles = self.drawn_profiles(&simulation.profiles);
        let chart = |(at, settings): (usize, &ChartSettings)| {
            let course = charts::Course {
                watched: &simulation.watched[at],
                saved: &simulation.saved,
                ensemble: &simulation.ensemble,
                at,
                weights: frame.column(Column::Weight),
                from: self.page.from,
                profiles: &profiles,
                design: design(request),
            };
            charts::drawn(scenario, &course, settings, executor, progress)
        };
        chosen.iter().enumerate().map(chart).collect()
    }

    /// Charts with their addresses, and the places of their sources among those of the page.
    fn placed(&self, charts: Vec<(ChartSettings, Chart)>, sources: &[SourceCard]) -> Vec<Chart> {
        let scenario = &self.scenario;
        let mut slugs = Vec::new();
        let place = |source: &SourceId| {
            let key = &scenario.sources[source.index()].key;
            sources.iter().position(|card| card.key == *key)
        };
        charts
            .into_iter()
            .map(|(settings, mut chart)| {
                chart.slug = slug(&chart.quantity, &mut slugs);
                if let Some((series, _)) = settings.data {
                    let origin = &scenario.quantity(series).origin;
                    chart.data_sources = origin.sources.iter().filter_map(place).collect();
                }
                chart
            })
            .collect()
    }

    /// The profiles that charts draw, the baseline first, by their places among some.
    pub(super) fn drawn_profiles(&self, profiles: &[ProfileId]) -> Vec<usize> {
        let cards = self.profile_cards(profiles);
        let mut drawn: Vec<usize> = (0..cards.len())
            .filter(|p| cards[*p].drawn.is_some())
            .collect();
        drawn.sort_by_key(|p| cards[*p].drawn);
        drawn
    }

    /// What decides each claim, and where it fails, from the worlds that are there.
    fn whys(
        &self,
        request: &RunRequest,
        simulation: &Simulation,
        claims: &[ClaimReport],
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<ClaimWhy>, RunError> {
        let asked = WhyRequest {
            worlds: request.worlds,
            seed: request.seed,
            replications: request.replications,
            drawing: request.drawing.clone(),
            place: true,
            ..WhyRequest::default()
        };
        let all: Vec<usize> = (0..claims.len()).collect();
        let of = Simulated {
            session: self,
            simulation,
            claims,
        };
        of.why(&all, &asked, executor, progress)
    }

    /// How strategies of some actors rank where the others do as in the baseline; an actor of whom that cannot be said is told among
    /// the notes.
    pub(super) fn ranked(
        &self,
        actors: &[ActorId],
        request: &RunRequest,
        notes: &mut Vec<Note>,
        progress: &dyn Progress,
        rank: &dyn Fn(&BetterRequest) -> Result<BetterReport, RunError>,
    ) -> Vec<BetterReport> {
        let scenario = &self.scenario;
        let mut ranked = Vec::new();
        for actor in actors {
            if progress.cancelled() {
                break;
            }
            let actor = scenario.actors[actor.index()].id.clone();
            let asked = BetterRequest {
                actor: actor.clone(),
                profiles: vec![scenario.profiles[scenario.baseline.index()].id.clone()],
                worlds: request.worlds,
                seed: request.seed,
                drawing: request.drawing.clone(),
                ..BetterRequest::default()
            };
            match rank(&asked) {
                Ok(report) => ranked.push(report),
                Err(why) => notes.push(Note::BetterLeftOut { actor, why }),
            }
        }
        ranked
    }

    /// Every game on as many worlds; one that cannot be answered is told among the notes.
    fn games(
        &self,
        request: &RunRequest,
        notes: &mut Vec<Note>,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Vec<GameReport> {
        let mut games = Vec::new();
        for game in &self.scenario.games {
            if progress.cancelled() {
                break;
            }
            let asked = GameRequest {
                game: Some(game.id.clone()),
                worlds: request.worlds,
                seed: request.seed,
                drawing: request.drawing.clone(),
                ..GameRequest::default()
            };
            match self.game(&asked, executor, progress) {
                Ok(report) => games.push(report),
                Err(why) => notes.push(Note::GameLeftOut {
                    game: game.id.clone(),
                    why,
                }),
            }
        }
        games
    }

    fn profile_cards(&self, run: &[ProfileId]) -> Vec<ProfileCard> {
        let scenario = &self.scenario;
        let mut order = vec![scenario.baseline];
        let wished = if self.page.profiles.is_empty() {
            run.iter()
                .copied()
                .filter(|p| !scenario.profiles[p.index()].of_game)
                .collect()
        } else {
            self.page.profiles.clone()
        };
        for profile in wished {
            if order.len() <= DRAWN && !order.contains(&profile) && run.contains(&profile) {
                order.push(profile);
            }
        }
        run.iter()
            .map(|id| {
                let profile = &scenario.profiles[id.index()];
                let first = profile.strategies.iter().flatten();
                let first = first.map(|strategy| (None, *strategy));
                let later = profile.later.iter().map(|l| (Some(l.step), l.strategy));
                let strategies = first
                    .chain(later)
                    .map(|(step, strategy)| {
                        let strategy = &scenario.strategies[strategy.index()];
                        let id = scenario.called(&strategy.id);
                        let date = |step| scenario.clock.date_at(scenario.clock.time_of_step(step));
                        (
                            scenario.actors[strategy.actor.index()].name.clone(),
                            step.map_or_else(|| id.clone(), |step| format!("{}: {id}", date(step))),
                            strategy.about.clone(),
                        )
                    })
                    .collect();
                ProfileCard {
                    id: profile.id.clone(),
                    name: scenario.called(&profile.id),
                    about: profile.about.clone(),
                    baseline: *id == scenario.baseline,
                    drawn: order.iter().position(|p| p == id),
                    strategies,
                }
            })
            .collect()
    }

    fn card(
        &self,
        simulation: &Simulation,
        asked: &Asked,
        (report, why): (&ClaimReport, &ClaimWhy),
        index: usize,
        counts: &Counts,
        places: &[usize],
    ) -> ClaimCard {
        let scenario = &self.scenario;
        let claim = &scenario.claims[index];
        let tested = match (&claim.test, &simulation.tested[index]) {
            (ClaimTest::Worlds(test), Some(Ok(found))) if report.verdict.share.is_some() => {
                tested::tested(scenario, asked.of(claim), test, &found.truths)
            }
            _ => Vec::new(),
        };
        let mut stands_on = Vec::new();
        let decides = why.decides.iter().flat_map(|d| &d.inputs);
        let inputs = decides.filter_map(|d| scenario.inputs.iter().find(|i| i.name == d.input));
        for input in inputs {
            let quantity = scenario.quantity(input.quantity);
            for source in &quantity.origin.sources {
                let place = places[source.index()];
                if !stands_on.contains(&place) {
                    stands_on.push(place);
                }
            }
        }
        let mut sources: Vec<usize> = Vec::new();
        sources.extend(claim.origin.sources.iter().map(|s| places[s.index()]));
        ClaimCard {
            finding: report.clone(),
            number: index + 1,
            name: String::new(),
            about: claim.about.clone(),
            formula: match &claim.test {
                ClaimTest::Worlds(test)
                | ClaimTest::OverWorlds(test)
                | ClaimTest::Inputs(test) => {
                    formula(scenario, test)
                }
                ClaimTest::ValueJudgement => Vec::new(),
            },
            tested,
            decides: why.decides.clone(),
            place: why.place.clone(),
            rests_on: claim.rests_on.iter().map(|c| c.index()).collect(),
            objection: claim.objection.as_ref().map(|o| match o {
                Against::Text(says) => Objection {
                    says: says.clone(),
                    claim: None,
                },
                Against::Claim(id) => Objection {
                    says: scenario.claims[id.index()].says.clone(),
                    claim: Some(id.index()),
                },
            }),
            objects_to: (0..scenario.claims.len())
                .filter(|c| {
                    matches!(&scenario.claims[*c].objection, Some(Against::Claim(id)) if id.index() == index)
                })
                .collect(),
            sources,
            stands_on,
            in_brief: counts.claims[index],
        }
    }
}

/// What each input is called, by its name.
fn labels(scenario: &Scenario) -> BTreeMap<String, Label> {
    let of = |(at, input): (usize, &Input)| {
        let quantity = scenario.quantity(input.quantity);
        let element = input.name.split_once('[').map(|(_, rest)| rest);
        let element = element.map(|rest| {
            let labels = rest.trim_end_matches(']').split(", ");
            let labels: Vec<String> = labels.map(|l| scenario.called(l)).collect();
            labels.join(", ")
        });
        let label = scenario.label(&quantity.name, &quantity.about);
        let text = match element {
            Some(element) => format!("{label} [{element}]"),
            None => label,
        };
        let id = InputId(at as u32);
        (input.name.clone(), Label { id, text })
    };
    scenario.inputs.iter().enumerate().map(of).collect()
}

/// The short name of a claim: its id without a number before the words, names in capitals:
/// `c06-venezuela-by-forces` is “Venezuela by forces”.
fn claim_name(id: &str, names: &[&str]) -> String {
    let words: Vec<String> = spoken(coded(id).unwrap_or(id))
        .split(' ')
        .map(|word| {
            let name = names.iter().find(|n| n.to_lowercase() == word);
            name.map_or_else(|| word.to_owned(), |n| (*n).to_owned())
        })
        .collect();
    words.join(" ")
}

/// Words that sentences write with a capital inside them, and never without one: `Venezuela`, `US`.
fn proper_names<'a>(sentences: &[&'a str]) -> Vec<&'a str> {
    let bare = |word: &'a str| {
        let word = word.split(['\'', '’']).next().unwrap_or(word);
        word.trim_matches(|c: char| !c.is_alphanumeric())
    };
    let words = |skipped: usize| {
        let of = move |s: &&'a str| s.split_whitespace().skip(skipped);
        sentences.iter().flat_map(of).map(bare)
    };
    let common: Vec<&str> = words(0)
        .filter(|w| w.starts_with(char::is_lowercase))
        .collect();
    let mut names: Vec<&str> = words(1)
        .filter(|w| w.starts_with(char::is_uppercase))
        .filter(|w| !common.contains(&w.to_lowercase().as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Numbers of claims from 1: in the order in which the brief marks them, then the others.
fn numbers(brief: &Option<Brief>, claims: usize) -> Vec<usize> {
    let mut order = Vec::new();
    if let Some(brief) = brief {
        super::each_claim(&brief.blocks, &mut |claim| {
            if !order.contains(&claim) {
                order.push(claim);
            }
        });
    }
    for claim in 0..claims {
        if !order.contains(&claim) {
            order.push(claim);
        }
    }
    let mut numbers = vec![0; claims];
    for (place, claim) in order.iter().enumerate() {
        numbers[*claim] = place + 1;
    }
    numbers
}

/// How often the brief marks each claim and cites each source.
struct Counts {
    claims: Vec<usize>,
    sources: Vec<usize>,
}

impl Counts {
    fn of_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(_, line) | Block::Paragraph(line) => self.of_line(line),
                Block::Quote(inner) => self.of_blocks(inner),
                Block::List(_, items) => items.iter().for_each(|i| self.of_blocks(i)),
                Block::Table(head, rows) => {
                    let cells = head.iter().chain(rows.iter().flatten());
                    cells.for_each(|c| self.of_line(c));
                }
                Block::Code(_) | Block::Rule => {}
            }
        }
    }

    fn of_line(&mut self, line: &[Inline]) {
        for inline in line {
            match inline {
                Inline::Claim { claim, .. } => self.claims[*claim] += 1,
                Inline::Cite { source, .. } => self.sources[*source] += 1,
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link(_, inner) => {
                    self.of_line(inner);
                }
                _ => {}
            }
        }
    }
}

/// Sources by their place on the page instead of that in the scenario.
fn with_places(mut brief: Brief, places: &[usize]) -> Brief {
    fn blocks(list: &mut [Block], places: &[usize]) {
        for block in list {
            match block {
                Block::Heading(_, line) | Block::Paragraph(line) => self::line(line, places),
                Block::Quote(inner) => blocks(inner, places),
                Block::List(_, items) => items.iter_mut().for_each(|i| blocks(i, places)),
                Block::Table(head, rows) => {
                    let cells = head.iter_mut().chain(rows.iter_mut().flatten());
                    cells.for_each(|c| self::line(c, places));
                }
                Block::Code(_) | Block::Rule => {}
            }
        }
    }
    blocks(&mut brief.blocks, places);
    brief.notes.iter_mut().for_each(|n| blocks(n, places));
    brief
}

fn line(list: &mut [Inline], places: &[usize]) {
    for inline in list {
        match inline {
            Inline::Cite { source, .. } => *source = places[*source],
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link(_, inner) => {
                line(inner, places);
            }
            _ => {}
        }
    }
}

/// An address of small letters, digits and hyphens that no other has.
fn slug(name: &str, taken: &mut Vec<String>) -> String {
    let mut base = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            base.extend(c.to_lowercase());
        } else if !base.is_empty() && !base.ends_with('-') {
            base.push('-');
        }
    }
    let base = base.trim_end_matches('-').to_owned();
    let mut slug = base.clone();
    let mut number = 2;
    while taken.contains(&slug) {
        slug = format!("{base}-{number}");
        number += 1;
    }
    taken.push(slug.clone());
    slug
}

#[cfg(test)]
mod tests {
    use super::{claim_name, proper_names};

    #[test]
    fn names_of_claims_keep_the_capitals_of_sentences() {
        let names = proper_names(&[
            "Most boats in the Caribbean do not change what Venezuela's neighbours or the US do.",
            "Venezuela gets most.",
        ]);
        assert_eq!(names, ["Caribbean", "US", "Venezuela"]);
        assert_eq!(
            claim_name("c06-venezuela-gets-most", &names),
            "Venezuela gets most"
        );
        assert_eq!(
            claim_name("us_in_the_caribbean", &names),
            "US in the Caribbean"
        );
        assert_eq!(claim_name("c1-mexico", &names), "mexico");
    }
}
