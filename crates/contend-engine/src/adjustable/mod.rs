//! Candidates: profiles with some levers set, and some inputs pinned, otherwise than they say, without compiling.
//!
//! An [`Adjustable`] is one program of some profiles in which open levers are nodes, whatever the profiles do with them. What a
//! candidate sets them to is a table of numbers by time ([`Setting`]), which takes the place of what the profile says when its
//! plane is run. Candidates run in planes like profiles ([`crate::Family`]): on the same worlds, with the same luck, and what is
//! the same for several is computed once. Every number has the bits that the scenario gives with its strategies edited so, on worlds
//! in which the pinned inputs are drawn so.
//!
//! Levers act from `now` on, and so all candidates without pins are the same before it: what lasts of each world at `now` can be
//! kept ([`Adjustable::keep_states`]), and only the future is simulated from there.

mod setting;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use contend_model::id::{InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::Scenario;
use contend_model::reach::{Readers, Source};

use crate::batch::{Batch, FaultPlace, Request};
use crate::family::{Cones, most_planes, together};
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::{Draws, Kin, Pin, Settled, Standing, Track, tiles};
use crate::needed::Needed;
use crate::play::Course;
use crate::program::Program;
use crate::tile::Tile;

pub use setting::{Candidate, CandidateError, Setting};

/// Work of candidates that go together, in units of one that shares nothing. What many hold apart at each instant no longer fits the
/// caches: of the flagship, eight such candidates take three quarters of the time of eight alone, sixteen 1.1 times it, and 64
/// 1.4 times (`contend-bench`, `levers`).
const WHOLE_PLANES: u64 = 8;

/// Several profiles of which some levers are open, ready to run any candidates on any worlds.
#[derive(Debug)]
pub struct Adjustable {
    scenario: Scenario,
    profiles: Vec<ProfileId>,
    /// The outcomes asked of each profile.
    outcomes: Vec<Vec<OutcomeId>>,
    open: Vec<QuantityId>,
    joints: Vec<Joint>,
    needs: Mutex<Needs>,
}

/// What groups of candidates need, by the joint and the courses of their planes: it does not hang on what levers are set to, and takes as
/// long to find as some worlds take to run.
type Needs = HashMap<(usize, Vec<usize>), Option<Arc<Needed>>>;
/// So many are kept.
const KEPT_NEEDS: usize = 64;

/// Profiles that one program computes.
#[derive(Debug)]
struct Joint {
    program: Program,
    /// Its profiles among all, in the order in which the program knows them.
    profiles: Vec<usize>,
    cones: Cones,
    /// What any of them needs, where something is left out.
    needed: Option<Needed>,
}

/// The states of some worlds at `now`; none where it is the start.
#[derive(Debug)]
pub struct States {
    worlds: Range<u64>,
    /// For each joint, for each tile.
    standing: Vec<Vec<Standing>>,
}

/// Compiles several profiles, each with what is asked of it, with levers that candidates may set. Watches and occurrences are left
/// out. What nobody reads is left out where every request says so.
///
/// # Errors
/// The first profile that cannot be compiled, and why; [`CompileError::Loop`] where an open lever and an array need each other's
/// earlier elements: there the order of sums hangs on what the lever is set to.
pub fn compile_adjustable(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
    open: &[QuantityId],
) -> Result<Adjustable, (ProfileId, CompileError)> {
    compile_adjustable_for(scenario, asked, open, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes; see [`crate::compile_for`].
///
/// # Errors
/// As [`compile_adjustable`].
pub fn compile_adjustable_for(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
    open: &[QuantityId],
    features: Features,
    lanes: Option<usize>,
) -> Result<Adjustable, (ProfileId, CompileError)> {
    let courses: Vec<Course> = (asked.iter())
        .map(|(p, _)| Course::of(scenario, *p))
        .collect();
    let requests: Vec<Request> = (asked.iter())
        .map(|(_, request)| Request {
            outcomes: request.outcomes.clone(),
            only_read: request.only_read,
            ..Request::default()
        })
        .collect();
    let programs = together(scenario, &courses, &requests, Some(open), (features, lanes))
        .map_err(|(place, error)| (asked[place].0, error))?;
    let joints = programs.into_iter().map(|(program, profiles)| Joint {
        cones: Cones::new(&program.lowered, &program.frame),
        needed: program.needed_by_any(),
        program,
        profiles,
    });
    Ok(Adjustable {
        scenario: scenario.clone(),
        profiles: asked.iter().map(|(p, _)| *p).collect(),
        outcomes: requests.into_iter().map(|r| r.outcomes).collect(),
        open: open.to_vec(),
        joints: joints.collect(),
        needs: Mutex::default(),
    })
}

impl Adjustable {
    /// The profiles of which candidates can be made.
    #[must_use]
    pub fn profiles(&self) -> &[ProfileId] {
        &self.profiles
    }

    /// The scenario that was compiled.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The outcomes asked of a profile, in order; none of one that was not compiled.
    #[must_use]
    pub fn outcomes(&self, profile: ProfileId) -> &[OutcomeId] {
        let place = self.profiles.iter().position(|p| *p == profile);
        place.map_or(&[], |p| &self.outcomes[p])
    }

    /// The levers that candidates can set.
    #[must_use]
    pub fn open(&self) -> &[QuantityId] {
        &self.open
    }

    /// Worlds that advance together.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.joints.first().map_or(1, |j| j.program.code().lanes)
    }

    /// Takes consecutive worlds to `now`, and keeps what lasts of them; `None` where `go_on` says no, which is asked before each
    /// tile of worlds. Where levers act from the start nothing is kept: first values hang on what they are set to.
    pub fn keep_states(
        &self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<States> {
        let mut standing = Vec::new();
        let Some(now) = self.scenario.clock.now.filter(|now| *now > 0) else {
            return Some(States { worlds, standing });
        };
        for joint in &self.joints {
            let code = joint.program.code();
            let mut tile = Tile::new(code);
            let mut kept = Vec::new();
            for tile_worlds in tiles(worlds.clone(), code.lanes) {
                if !go_on() {
                    return None;
                }
                let needed = joint.needed.as_ref();
                let program = &joint.program;
                kept.push(program.take_to(&mut tile, now, needed, draws, &tile_worlds));
            }
            standing.push(kept);
        }
        Some(States { worlds, standing })
    }

    /// Makes candidates ready to be run: those that share most go together.
    ///
    /// # Errors
    /// The first candidate that cannot be run, by its place, and why.
    pub fn candidates(
        &self,
        candidates: &[Candidate],
    ) -> Result<Candidates<'_>, (usize, CandidateError)> {
        let mut members: Vec<Member> = Vec::new();
        let mut tracks = Vec::new();
        for (place, candidate) in candidates.iter().enumerate() {
            let member = self.member(candidate, &mut tracks);
            members.push(member.map_err(|error| (place, error))?);
        }
        let mut groups = Vec::new();
        for (at, joint) in self.joints.iter().enumerate() {
            let own: Vec<usize> = (0..members.len())
                .filter(|m| members[*m].joint == at)
                .collect();
            for some in own.chunks(most_planes(joint.program.code())) {
                let who = |m: usize| (members[m].course, &members[m].settled);
                let distance = |a, b| joint.cones.distance(who(a), who(b));
                for kin in kindred(some, joint.cones.whole(), distance) {
                    let places = kin.courses.clone();
                    let kin = kin.map(|m| members[m].course);
                    groups.push(Group {
                        joint: at,
                        settled: places.iter().map(|m| members[*m].settled.clone()).collect(),
                        needed: OnceLock::new(),
                        places,
                        kin,
                    });
                }
            }
        }
        Ok(Candidates {
            of: self,
            readers: members.iter().map(|_| OnceLock::new()).collect(),
            candidates: candidates.to_vec(),
            groups,
        })
    }

    /// Where a candidate is computed, and what its plane does otherwise. `tracks` are those that are known already.
    fn member<'c>(
        &self,
        candidate: &'c Candidate,
        tracks: &mut Vec<(QuantityId, &'c Setting, Arc<Track>)>,
    ) -> Result<Member, CandidateError> {
        let profile = (self.profiles.iter()).position(|p| *p == candidate.profile);
        let found = profile.and_then(|profile| {
            let place = |j: &Joint| j.profiles.iter().position(|p| *p == profile);
            let mut joints = self.joints.iter().enumerate();
            joints.find_map(|(joint, j)| Some((joint, place(j)?)))
        });
        let (joint, course) = found.ok_or(CandidateError::OtherProfile(candidate.profile))?;
        let program = &self.joints[joint].program;
        let mut settled = Settled::default();
        for (k, (lever, setting)) in candidate.levers.iter().enumerate() {
            if candidate.levers[..k]
                .iter()
                .any(|(other, _)| other == lever)
            {
                return Err(CandidateError::Twice);
            }
            if !self.open.contains(lever) {
                return Err(CandidateError::NotOpen(*lever));
            }
            let known = (tracks.iter()).find(|(id, s, _)| id == lever && *s == setting);
            let track = match known {
                Some((_, _, track)) => track.clone(),
                None => {
                    let track = Arc::new(setting::track(&self.scenario, *lever, setting)?);
                    tracks.push((*lever, setting, track.clone()));
                    track
                }
            };
            for (node, of) in program.lowered.levers.iter().enumerate() {
                if of.quantity == *lever && of.open {
                    let levers = &mut settled.levers;
                    levers.resize(levers.len().max(node + 1), None);
                    levers[node] = Some(track.clone());
                }
            }
        }
        for (k, (input, value)) in candidate.pins.iter().enumerate() {
            if candidate.pins[..k].iter().any(|(other, _)| other == input) {
                return Err(CandidateError::Twice);
            }
            let pin = self.pin(program, *input, *value)?;
            settled.pins.extend(pin);
        }
        settled.pins.sort_by_key(|pin| (pin.parameter, pin.row));
        Ok(Member {
            joint,
            course,
            settled,
        })
    }

    /// What the planes of some courses of a joint need.
    fn needed(&self, joint: usize, kin: &Kin) -> Option<Arc<Needed>> {
        let key = (joint, kin.courses.clone());
        let needs = || self.needs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = needs().get(&key) {
            return known.clone();
        }
        let found = self.joints[joint].program.needed_in(kin).map(Arc::new);
        let mut needs = needs();
        if needs.len() >= KEPT_NEEDS {
            needs.clear();
        }
        needs.insert(key, found.clone());
        found
    }

    fn pin(
        &self,
        program: &Program,
        input: InputId,
        value: f64,
    ) -> Result<Option<Pin>, CandidateError> {
        let refused = CandidateError::Pin { input, value };
        let known = (self.scenario.inputs.get(input.index())).ok_or(refused.clone())?;
        if !value.is_finite() {
            return Err(refused);
        }
        let parameters = program.frame.parameters.iter();
        let parameter = parameters
            .into_iter()
            .position(|p| p.quantity == known.quantity);
        Ok(parameter.map(|parameter| Pin {
            parameter,
            row: known.element as usize,
            value,
        }))
    }
}

/// Where a candidate is computed.
struct Member {
    joint: usize,
    /// Its profile among those of the joint.
    course: usize,
    settled: Settled,
}

/// Candidates made ready to run on any worlds.
#[derive(Debug)]
pub struct Candidates<'a> {
    of: &'a Adjustable,
    candidates: Vec<Candidate>,
    groups: Vec<Group>,
    /// For each candidate who reads what, made when something first goes wrong.
    readers: Vec<OnceLock<Readers>>,
}

/// Candidates that are carried at once.
#[derive(Debug)]
struct Group {
    joint: usize,
    kin: Kin,
    /// Of each plane.
    settled: Vec<Settled>,
    /// Of each plane, its candidate.
    places: Vec<usize>,
    /// Found when it is first run.
    needed: OnceLock<Option<Arc<Needed>>>,
}

impl Candidates<'_> {
    /// How many groups there are: candidates that run together. Each can be run by itself.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The candidates of a group, by their places.
    #[must_use]
    pub fn members(&self, group: usize) -> &[usize] {
        &self.groups[group].places
    }

    /// Runs consecutive worlds under the candidates of a group; one batch for each, in the order of [`Candidates::members`], with
    /// the bits that the scenario gives when its strategies are edited so. Faults are those of what a candidate's outcomes read.
    ///
    /// `go_on` is asked before each tile of worlds; `None` if it says no.
    pub fn run(
        &self,
        group: usize,
        draws: &dyn Draws,
        worlds: Range<u64>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Batch>> {
        self.run_group(&self.groups[group], draws, worlds, None, go_on)
    }

    /// Runs the worlds whose states were kept under the candidates of a group, from `now` on. The draws are those with which the
    /// states were kept.
    ///
    /// # Errors
    /// [`CandidateError::PinnedBeforeNow`] where a candidate of the group pins an input, [`CandidateError::OtherStates`] where the
    /// states are not those of these programs.
    pub fn run_from(
        &self,
        group: usize,
        draws: &dyn Draws,
        states: &States,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Option<Vec<Batch>>, CandidateError> {
        let group = &self.groups[group];
        if group.settled.iter().any(|s| !s.pins.is_empty()) {
            return Err(CandidateError::PinnedBeforeNow);
        }
        if self.of.scenario.clock.now.unwrap_or(0) == 0 {
            return Ok(self.run_group(group, draws, states.worlds.clone(), None, go_on));
        }
        let code = self.of.joints[group.joint].program.code();
        let standing = states.standing.get(group.joint);
        let standing = standing.filter(|s| s.iter().all(|s| s.fits(code)));
        let standing = standing.ok_or(CandidateError::OtherStates)?;
        let count = tiles(states.worlds.clone(), code.lanes).count();
        if standing.len() != count || states.standing.len() != self.of.joints.len() {
            return Err(CandidateError::OtherStates);
        }
        Ok(self.run_group(group, draws, states.worlds.clone(), Some(standing), go_on))
    }

    fn run_group(
        &self,
        group: &Group,
        draws: &dyn Draws,
        worlds: Range<u64>,
        standing: Option<&[Standing]>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Batch>> {
        let program = &self.of.joints[group.joint].program;
        let code = program.code();
        let course = |plane: usize| group.kin.courses[plane];
        let planes = 0..group.kin.planes();
        let mut batches: Vec<Batch> = (planes.clone())
            .map(|plane| program.empty_batch(course(plane), worlds.clone()))
            .collect();
        // Of each plane the worlds in which something may have gone wrong.
        let mut doubtful: Vec<Vec<u64>> = vec![Vec::new(); group.kin.planes()];
        let mut tile = Tile::new(code);
        tile.fit_planes(code, group.kin.planes());
        let needed = || self.of.needed(group.joint, &group.kin);
        let needed = group.needed.get_or_init(needed);
        for (k, tile_worlds) in tiles(worlds, code.lanes).enumerate() {
            if !go_on() {
                return None;
            }
            let of = (&group.kin, &group.settled[..], needed.as_deref());
            let from = (draws, standing.map(|s| &s[k]));
            let doubts =
                program.run_settled(&mut tile, of, from, &tile_worlds, &mut batches, |p| p);
            for doubt in doubts {
                doubtful[doubt.plane].push(tile_worlds.start + doubt.lane as u64);
            }
        }
        for (plane, batch) in batches.iter_mut().enumerate() {
            self.explain(group, plane, draws, &doubtful[plane], batch);
            self.keep_read(group.places[plane], batch);
        }
        Some(batches)
    }

    /// Finds out what went wrong in some worlds under a candidate, if anything did.
    fn explain(
        &self,
        group: &Group,
        plane: usize,
        draws: &dyn Draws,
        worlds: &[u64],
        batch: &mut Batch,
    ) {
        let program = &self.of.joints[group.joint].program;
        let course = group.kin.courses[plane];
        let alone = Kin::new(&[course], |_, _| 0);
        let settled = std::slice::from_ref(&group.settled[plane]);
        let found = program.find_faults((&alone, settled), draws, worlds);
        for (world, mut found) in worlds.iter().zip(found) {
            let at = (world - batch.worlds.start) as usize;
            let mut columns = batch.outcomes.iter_mut();
            for place in &program.told[course].outcomes {
                for lost in &found.lost[program.columns_of(*place)] {
                    if let (Some(column), true) = (columns.next(), *lost) {
                        column[at] = f64::NAN;
                    }
                }
            }
            batch.faults.append(&mut found.faults);
        }
    }

    /// Leaves the faults of what the candidate's outcomes read: the program computes for others too.
    fn keep_read(&self, place: usize, batch: &mut Batch) {
        if batch.faults.is_empty() {
            return;
        }
        let candidate = &self.candidates[place];
        let readers = self.readers[place].get_or_init(|| self.of.readers(candidate));
        let outcomes = self.of.outcomes(candidate.profile);
        let mut read: BTreeMap<FaultPlace, bool> = BTreeMap::new();
        batch.faults.retain(|fault| {
            *read.entry(fault.place).or_insert_with(|| {
                let reached = readers.reached(fault.place.source());
                (outcomes.iter()).any(|id| reached.has(Source::Outcome(*id)))
            })
        });
    }
}

impl Adjustable {
    /// Who reads what under a candidate: a lever that is set to numbers over the whole run reads nothing.
    #[must_use]
    pub fn readers(&self, candidate: &Candidate) -> Readers {
        let clock = &self.scenario.clock;
        let now = clock.now.unwrap_or(0);
        let covers = |(from, until): &(u32, u32)| *from <= now && *until > clock.steps;
        let whole = |s: &Setting| s.steps.iter().any(covers);
        let set = candidate.levers.iter().filter(|(_, s)| whole(s));
        let set: Vec<QuantityId> = set.map(|(lever, _)| *lever).collect();
        Readers::new(&self.scenario, candidate.profile).without(&set)
    }
}

/// Candidates by those that go together: no more than compute what [`WHOLE_PLANES`] that share nothing would. `whole` is the work
/// of one that shares nothing.
fn kindred(some: &[usize], whole: u64, distance: impl Fn(usize, usize) -> u64) -> Vec<Kin> {
    let most = WHOLE_PLANES * whole;
    let mut groups = Vec::new();
    let mut left = some.to_vec();
    while !left.is_empty() {
        let kin = Kin::new(&left, &distance);
        let own = |plane: usize| match plane {
            0 => whole,
            plane => distance(kin.courses[plane], kin.courses[kin.parent[plane]]),
        };
        let mut all = 0;
        let fits = (0..kin.planes()).take_while(|plane| {
            all += own(*plane);
            all <= most
        });
        let fits = fits.count().max(1);
        if fits == kin.planes() {
            groups.push(kin);
            break;
        }
        groups.push(Kin::new(&kin.courses[..fits], &distance));
        left.retain(|m| !kin.courses[..fits].contains(m));
    }
    groups
}
