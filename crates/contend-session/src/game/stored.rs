//! Games of worlds that were run before and are kept elsewhere: the same report, without simulating the worlds again.

use std::ops::Range;

use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Part, PartRuns, Plan, Sink, Wanted};
use contend_model::id::ProfileId;
use contend_model::model::{Game, Play};

use super::{at_once, find, play};
use crate::Session;
use crate::drawing::Drawn;
use crate::error::{NotKept, RunError};
use crate::game::report::{GameNote, GameReport};
use crate::known;
use crate::refusal;
use crate::report::KnownReport;
use crate::request::{GameRequest, RunRequest};
use crate::stored::{There, felt};

/// A game that waits for its worlds.
pub struct StoredGame<'s> {
    session: &'s Session,
    request: GameRequest,
    game: &'s Game,
    profiles: &'s [ProfileId],
    drawn: Drawn,
    known: Option<KnownReport>,
    ensemble: Ensemble,
}

impl Session {
    /// Makes ready for the worlds of a run that was run before, piece by piece ([`Session::pieces`]), by this engine from this
    /// scenario, of which a game is asked. Which worlds there are is the run's own, whatever the request of the game says.
    ///
    /// # Errors
    /// As [`Session::game`]; [`RunError::GameNotKept`] where not all is kept that the game is solved from.
    pub fn stored_game(
        &self,
        run: &RunRequest,
        request: &GameRequest,
        there: There,
    ) -> Result<StoredGame<'_>, RunError> {
        let scenario = &self.scenario;
        let game = find(scenario, request.game.as_deref())?;
        let planned = self.to_keep(run)?;
        let not_kept = |why| RunError::GameNotKept {
            game: game.id.clone(),
            why,
        };
        let Play::AtOnce { profiles } = &game.play else {
            return Err(not_kept(NotKept::InTurn));
        };
        let mut drawn = planned.drawn;
        if drawn.worlds.replications() > 1 {
            let together = drawn.worlds.replications();
            return Err(not_kept(NotKept::Together { together }));
        }
        let wanted = play::payoffs(game, profiles);
        let kept = |needed: &Wanted| {
            let there = planned.plan.profiles.iter();
            let mut there = there.filter(|w| w.profile == needed.profile);
            there.any(|w| needed.outcomes.iter().all(|o| w.outcomes.contains(o)))
        };
        let missing: Vec<String> = (wanted.iter().filter(|needed| !kept(needed)))
            .map(|needed| scenario.profiles[needed.profile.index()].id.clone())
            .collect();
        if !missing.is_empty() {
            return Err(not_kept(NotKept::Profiles { missing }));
        }
        let known = match there.known {
            None => None,
            Some((kept, known)) if kept.is_empty() => return Err(RunError::NoneAgrees(known)),
            Some((kept, known)) => {
                drawn.worlds = drawn.worlds.keeping(&kept);
                Some(known)
            }
        };
        let plan = Plan {
            profiles: wanted,
            ..drawn.plan()
        };
        plan.check_memory(scenario).map_err(refusal::too_large)?;
        Ok(StoredGame {
            session: self,
            request: request.clone(),
            game,
            profiles,
            drawn,
            known,
            ensemble: Ensemble::new(&plan, scenario),
        })
    }
}

impl StoredGame<'_> {
    /// Which outcomes of which profiles are asked for.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.ensemble.plan()
    }

    /// Takes the runs of some worlds, by their places among those that count: one entry for each profile of the plan.
    ///
    /// # Errors
    /// [`RunError::Refused`] where they are not those that were asked for.
    pub fn accept(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        let asked = self.ensemble.plan().profiles.iter().zip(runs);
        let runs: Vec<PartRuns> = asked
            .map(|(wanted, runs)| felt(&self.session.scenario, wanted, runs))
            .collect();
        let part = Part::whole(self.plan(), places, runs);
        let accepted = self.ensemble.accept(&part);
        accepted.map(|_| ()).map_err(RunError::Refused)
    }

    /// What the players would do, as [`Session::game`] says it of the same worlds.
    ///
    /// # Errors
    /// As [`Session::game`].
    pub fn report(
        self,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<GameReport, RunError> {
        let session = self.session;
        let asked = at_once::Asked {
            scenario: &session.scenario,
            game: self.game,
            profiles: self.profiles,
            worlds: &self.drawn.worlds,
            request: &self.request,
            executor,
            progress,
        };
        let source = play::Source::Kept(Box::new(self.ensemble));
        let mut report = super::at_once(&asked, &session.files, &self.drawn, source)?;
        report.scenario = Some(session.facts());
        known::faults_by_number(&self.drawn.worlds, &mut report.faults);
        report.notes.splice(0..0, self.known.map(GameNote::Known));
        Ok(report)
    }
}
