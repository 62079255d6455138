//! The page of worlds that were run before and are kept elsewhere: the same page, without simulating the worlds again.

use std::ops::Range;

use contend_engine::design::Design;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Column, Columns, Ensemble, Frame, Part, PartRuns, Plan, Sink, Wanted};
use contend_model::clock::Date;
use contend_model::id::{ActorId, ProfileId};
use contend_model::model::{ChartSettings, Scenario};

use super::build::design;
use super::{Page, charts};
use crate::Session;
use crate::better::KeptWorlds;
use crate::drawing::Drawn;
use crate::error::{PageLacks, RunError};
use crate::game::report::GameReport;
use crate::refusal;
use crate::report::Note;
use crate::request::RunRequest;
use crate::saved::Saved;
use crate::series::Series;
use crate::stored::{Further, Stored, There, felt};
use crate::watch::Watched;

/// Which parts of a page are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// All of them.
    All,
    /// Claims and what they stand on, without charts, games and rankings: what is embedded of a single claim.
    Claims,
}

/// A page that waits for its worlds, and beside it for each of its charts: series of all worlds are many numbers, so they are held
/// for one chart at a time.
pub struct StoredPage<'s> {
    stored: Stored<'s>,
    charts: Vec<ChartSettings>,
    /// What they draw.
    series: Series,
    /// Whose strategies are ranked.
    ranked: Vec<ActorId>,
    /// The worlds that there are.
    drawn: Drawn,
}

/// A chart of a page that waits for its worlds.
pub struct StoredChart<'s> {
    scenario: &'s Scenario,
    settings: ChartSettings,
    watched: Watched,
    saved: Saved,
    drawn: Drawn,
    ensemble: Ensemble,
    from: Option<Date>,
    /// The profiles that it draws.
    profiles: Vec<usize>,
    design: Option<Design>,
}

/// A chart that is drawn.
pub struct DrawnChart(ChartSettings, charts::Drawn);

impl Session {
    /// Makes ready for the worlds of a run that was run before, piece by piece ([`Session::pieces`]), by this engine from this
    /// scenario, of which a page is made.
    ///
    /// # Errors
    /// As [`Session::page`]; [`RunError::PageNotKept`] where not all is kept that these parts show.
    pub fn stored_page(
        &self,
        run: &RunRequest,
        parts: Parts,
        there: There,
    ) -> Result<StoredPage<'_>, RunError> {
        let scenario = &self.scenario;
        if !run.profiles.is_empty() {
            let lacks = PageLacks::Profiles;
            return Err(RunError::PageNotKept { lacks });
        }
        let (charts, ranked) = match parts {
            Parts::All => (
                charts::chosen(scenario, &self.page),
                self.page.better.clone(),
            ),
            Parts::Claims => (Vec::new(), Vec::new()),
        };
        let series = Series {
            watched: charts::watched(scenario, &charts),
            ..Series::of_page(scenario, &self.page, run)?
        };
        let kept = Series::kept(scenario, &self.page, run)?;
        let at_its_steps = |steps: &[u32]| (steps.iter()).all(|s| kept.saved.steps.contains(s));
        let there_are_steps = at_its_steps(&series.saved.steps);
        let missing: Vec<String> = (series.watched.iter())
            .filter(|series| !there_are_steps || !kept.follows(series))
            .map(|series| series.name.clone())
            .collect();
        if !missing.is_empty() {
            let lacks = PageLacks::Series { missing };
            return Err(RunError::PageNotKept { lacks });
        }
        // A page is of what the scenario's own profiles and claims ask for, whatever else was kept.
        let request = RunRequest {
            games: false,
            page: false,
            watches: Vec::new(),
            ..run.clone()
        };
        let nothing = Series::of_run(scenario, &request)?;
        let stored = self.awaiting(&request, nothing, there)?;
        Ok(StoredPage {
            drawn: stored.drawn().clone(),
            stored,
            charts,
            series,
            ranked,
        })
    }
}

impl<'s> StoredPage<'s> {
    /// Its charts, each waiting for its worlds.
    pub fn charts(&self) -> impl Iterator<Item = Result<StoredChart<'s>, RunError>> {
        let session = self.stored.session();
        let scenario = session.scenario();
        let chart = move |(settings, watched): (&ChartSettings, &Watched)| {
            let own: Vec<ProfileId> = (self.stored.plan().profiles.iter())
                .map(|wanted| wanted.profile)
                .filter(|profile| !scenario.profiles[profile.index()].of_game)
                .collect();
            let plan = Plan {
                profiles: (own.iter().map(|profile| Wanted {
                    profile: *profile,
                    outcomes: Vec::new(),
                    watches: vec![watched.watch],
                }))
                .collect(),
                grid: self.series.saved.steps.clone(),
                ..self.drawn.plan()
            };
            plan.check_memory(scenario).map_err(refusal::too_large)?;
            Ok(StoredChart {
                scenario,
                settings: settings.clone(),
                watched: watched.clone(),
                saved: self.series.saved.clone(),
                drawn: self.drawn.clone(),
                ensemble: Ensemble::new(&plan, scenario),
                from: session.page.from,
                profiles: session.drawn_profiles(&own),
                design: design(self.stored.request()),
            })
        };
        self.charts.iter().zip(&self.series.watched).map(chart)
    }

    /// Which outcomes of which profiles are asked for.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.stored.plan()
    }

    /// Takes the runs of some worlds, by their places among those that count: one entry for each profile of the plan.
    ///
    /// # Errors
    /// [`RunError::Refused`] where they are not those that were asked for.
    pub fn accept(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        let scenario = self.stored.session().scenario();
        let asked = self.stored.plan().profiles.iter().zip(runs);
        // What goes wrong in what charts draw is told too.
        let runs = asked.map(|(wanted, runs)| {
            let of_game = scenario.profiles[wanted.profile.index()].of_game;
            let drawn = self.series.watched.iter().filter(|_| !of_game);
            let wanted = Wanted {
                watches: drawn.map(|series| series.watch).collect(),
                ..wanted.clone()
            };
            felt(scenario, &wanted, runs)
        });
        let runs = runs.collect();
        self.stored.accept(places, runs)
    }

    /// What the page says, as [`Session::page`] says it of the same worlds, with its charts, what was run besides, and what is found
    /// of games: a game that could not be solved from what is kept, and an actor whose strategies could not be ranked, are told
    /// among the notes.
    ///
    /// # Errors
    /// As [`Session::page`].
    pub fn page(
        self,
        charts: Vec<DrawnChart>,
        further: Further,
        games: Vec<(String, Result<GameReport, RunError>)>,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Page, RunError> {
        let session = self.stored.session();
        let (request, simulation) = self.stored.concluded(Some(further), executor, progress);
        let charts = charts.into_iter().map(|DrawnChart(of, chart)| (of, chart));
        let charts = charts.collect();
        let mut page = session.without_games(&request, &simulation, charts, executor, progress)?;
        for (game, answer) in games {
            match answer {
                Ok(report) => page.games.push(report),
                Err(why) => page.notes.push(Note::GameLeftOut { game, why }),
            }
        }
        let kept = KeptWorlds {
            drawn: &self.drawn,
            known: simulation.known.as_ref(),
            ensemble: &simulation.ensemble,
        };
        let rank = |asked: &_| session.better_of_kept(asked, &kept, executor, progress);
        page.better = session.ranked(&self.ranked, &request, &mut page.notes, progress, &rank);
        Ok(page)
    }
}

impl StoredChart<'_> {
    /// Which series of which profiles is asked for.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.ensemble.plan()
    }

    /// Takes the runs of some worlds, by their places among those that count: one entry for each profile of the plan.
    ///
    /// # Errors
    /// [`RunError::Refused`] where they are not those that were asked for.
    pub fn accept(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        let part = Part::whole(self.plan(), places, runs);
        let accepted = self.ensemble.accept(&part);
        accepted.map(|_| ()).map_err(RunError::Refused)
    }

    /// The chart of all worlds.
    #[must_use]
    pub fn draw(self, executor: &dyn Executor, progress: &dyn Progress) -> DrawnChart {
        let frame = Frame::new(&self.ensemble, &self.drawn.worlds, 0);
        let course = charts::Course {
            watched: &self.watched,
            saved: &self.saved,
            ensemble: &self.ensemble,
            at: 0,
            weights: frame.column(Column::Weight),
            from: self.from,
            profiles: &self.profiles,
            design: self.design,
        };
        let drawn = charts::drawn(self.scenario, &course, &self.settings, executor, progress);
        DrawnChart(self.settings, drawn)
    }
}
