//! An elaborated scenario that answers requests, for a page or any other host of WebAssembly.
//!
//! Texts (JSON) pass through two buffers in the module's memory. The host asks for room with [`contend_input`], writes a
//! text there, calls [`contend_open`] with what [`Session::elaborated`] wrote, and from then on other functions with a
//! request; the answer lies at [`contend_output`], [`contend_output_length`] bytes of UTF-8.
//!
//! Where strategies are moved only their future is simulated. The module has no threads: a host that wants several starts several
//! instances, and deals out the cuts of the worlds. [`contend_draw`] draws a set of worlds in each instance and tells how many cuts it
//! has; [`contend_keep`] simulates what claims read in some of them, and keeps their states at `now`; [`contend_move`] runs moved
//! strategies there. Both give parts as bytes. One instance takes the parts of all, through [`contend_parts`]: [`contend_gather`] those
//! of strategies as they are, [`contend_judge`] those of moved ones, with which it judges all claims. `run.mjs` beside this crate is
//! such a host. Whole reports (`contend_run`) are given by a module that is built with the feature `reports`; pages do without.

mod parts;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use contend_session::Session;
use contend_session::candidates::{
    AsTheyAre, CandidatePart, CandidatesRequest, MoveRuns, MovedStrategy,
};
use contend_session::elaborated::NotElaborated;
use contend_session::executor::{Sequential, Silent};
#[cfg(feature = "reports")]
use contend_session::request::{RunRequest, Scope};
use serde::{Deserialize, Serialize};

/// What lives between two calls.
#[derive(Default)]
struct Module {
    input: Vec<u8>,
    parts: Vec<u8>,
    output: Vec<u8>,
    session: Option<Rc<Session>>,
    /// Sets of worlds, by the number that the host gives each.
    sets: BTreeMap<u32, Set>,
}

/// A set of worlds.
struct Set {
    runs: MoveRuns<Rc<Session>>,
    /// Where the parts of all cuts were gathered.
    base: Option<AsTheyAre>,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::default();
}

/// A request as the host writes it. What is left out is as the scenario says.
#[cfg(feature = "reports")]
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Request {
    worlds: Option<u64>,
    seed: Option<u64>,
    replications: Option<u64>,
    profiles: Vec<String>,
    /// Verdicts alone, without outcomes: what no claim reads is not computed.
    claims_only: bool,
}

/// A set of worlds that is to be drawn.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draw {
    /// The number of the set.
    set: u32,
    /// Number of worlds; left out: the scenario's.
    worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    seed: Option<u64>,
    /// Worlds that share each set of inputs; left out: the scenario's.
    replications: Option<u64>,
    /// Levers that may be moved; left out: all.
    #[serde(default)]
    levers: Vec<String>,
}

/// Moved strategies in some cuts of a set of worlds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    set: u32,
    #[serde(default)]
    cuts: Vec<usize>,
    #[serde(default)]
    moves: Vec<MovedStrategy>,
}

/// What went wrong, for the host's console: `what` never changes, `why` is for people.
#[derive(Serialize)]
struct Fault {
    what: &'static str,
    why: String,
}

impl Module {
    fn text(&self) -> Result<&str, Fault> {
        std::str::from_utf8(&self.input).map_err(|e| Fault {
            what: "input-no-text",
            why: e.to_string(),
        })
    }

    fn open(&mut self) -> Result<String, Fault> {
        let session = Session::of_elaborated(self.text()?).map_err(|e| match e {
            NotElaborated::Unreadable { reason } => Fault {
                what: "scenario-unreadable",
                why: reason,
            },
            NotElaborated::OtherBits { written, here } => Fault {
                what: "scenario-of-another-version",
                why: format!("the scenario was written for version {written} of the numbers, this module computes version {here}"),
            },
        })?;
        let fingerprint = session.fingerprint().full();
        self.session = Some(Rc::new(session));
        self.sets.clear();
        Ok(format!("{{\"fingerprint\":\"{fingerprint}\"}}"))
    }

    fn opened(&self) -> Result<&Rc<Session>, Fault> {
        self.session.as_ref().ok_or_else(|| Fault {
            what: "no-scenario",
            why: "contend_open was not called, or failed".to_owned(),
        })
    }

    fn request<'t, R: Deserialize<'t>>(&'t self) -> Result<R, Fault> {
        serde_json::from_str(self.text()?).map_err(|e| Fault {
            what: "request-unreadable",
            why: e.to_string(),
        })
    }

    #[cfg(feature = "reports")]
    fn run(&self) -> Result<String, Fault> {
        let session = self.opened()?;
        let request: Request = self.request()?;
        let request = RunRequest {
            worlds: request.worlds,
            seed: request.seed,
            replications: request.replications,
            profiles: request.profiles,
            scope: if request.claims_only {
                Scope::Claims
            } else {
                Scope::Outcomes
            },
            ..RunRequest::default()
        };
        let report = session
            .run(&request, &Sequential, &Silent)
            .map_err(refused)?;
        written(&report)
    }

    fn draw(&mut self) -> Result<String, Fault> {
        let session = Rc::clone(self.opened()?);
        let Draw {
            set,
            worlds,
            seed,
            replications,
            levers,
        } = self.request()?;
        // What was kept before would take the room of what is kept now.
        self.sets.remove(&set);
        let request = CandidatesRequest {
            worlds,
            seed,
            replications,
            levers,
            ..CandidatesRequest::default()
        };
        let runs = MoveRuns::new(session, &request, &Sequential, &Silent).map_err(refused)?;
        let answer = format!("{{\"cuts\":{}}}", runs.cuts().len());
        self.sets.insert(set, Set { runs, base: None });
        Ok(answer)
    }

    fn keep(&mut self) -> Result<Vec<u8>, Fault> {
        let Asked { set, cuts, .. } = self.request()?;
        let set = self.sets.get_mut(&set).ok_or_else(no_set)?;
        let parts = set.runs.keep(&cuts, &Sequential, &Silent);
        in_bytes(&parts.map_err(refused)?)
    }

    fn gather(&mut self) -> Result<String, Fault> {
        let Asked { set, .. } = self.request()?;
        let parts = self.given()?;
        let set = self.sets.get_mut(&set).ok_or_else(no_set)?;
        let base = set.runs.gather(&parts).map_err(refused)?;
        let claims = set.runs.judge(&[], &base, &[], &Sequential);
        set.base = Some(base);
        written(&claims.map_err(refused)?)
    }

    fn moved(&self) -> Result<Vec<u8>, Fault> {
        let Asked { set, cuts, moves } = self.request()?;
        let set = self.sets.get(&set).ok_or_else(no_set)?;
        let parts = set.runs.run(&moves, &cuts, &Sequential, &Silent);
        in_bytes(&parts.map_err(refused)?)
    }

    fn judge(&self) -> Result<String, Fault> {
        let Asked { set, moves, .. } = self.request()?;
        let set = self.sets.get(&set).ok_or_else(no_set)?;
        let base = set.base.as_ref().ok_or_else(|| Fault {
            what: "nothing-gathered",
            why: "contend_gather was not called, or failed".to_owned(),
        })?;
        let claims = (set.runs).judge(&moves, base, &self.given()?, &Sequential);
        written(&claims.map_err(refused)?)
    }

    /// The parts that the host wrote.
    fn given(&self) -> Result<Vec<CandidatePart>, Fault> {
        parts::read(&self.parts).map_err(|why| Fault {
            what: "parts-unreadable",
            why,
        })
    }

    /// Keeps an answer, or what went wrong; 1 and 0 for the host.
    fn answer(&mut self, answer: Result<impl Into<Vec<u8>>, Fault>) -> u32 {
        let well = answer.is_ok();
        // A fault is two texts, which can always be written.
        self.output = match answer {
            Ok(answer) => answer.into(),
            Err(fault) => serde_json::to_vec(&fault).unwrap_or_default(),
        };
        u32::from(well)
    }
}

fn no_set() -> Fault {
    Fault {
        what: "no-worlds",
        why: "contend_draw was not called for this set of worlds, or failed".to_owned(),
    }
}

fn in_bytes(parts: &[CandidatePart]) -> Result<Vec<u8>, Fault> {
    parts::written(parts).map_err(|e| Fault {
        what: "answer-unwritable",
        why: e.to_string(),
    })
}

fn refused(why: impl std::fmt::Debug) -> Fault {
    Fault {
        what: "request-refused",
        why: format!("{why:?}"),
    }
}

fn written(answer: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(answer).map_err(|e| Fault {
        what: "answer-unwritable",
        why: e.to_string(),
    })
}

/// Room for so many bytes of input, which the host then writes. What stood there is gone.
#[unsafe(no_mangle)]
pub extern "C" fn contend_input(length: usize) -> *mut u8 {
    MODULE.with_borrow_mut(|module| {
        module.input = vec![0; length];
        module.input.as_mut_ptr()
    })
}

/// Opens the elaborated scenario in the input; sets of worlds of another are gone. 1: done; 0: the output says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_open() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.open();
        module.answer(answer)
    })
}

/// Runs the request in the input, in a module that was built with the feature `reports`. 1: the output is the report that `contend run --json` prints, but for words; 0: it says
/// why not.
#[cfg(feature = "reports")]
#[unsafe(no_mangle)]
pub extern "C" fn contend_run() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.run();
        module.answer(answer)
    })
}

/// Room for so many bytes of parts, which the host then writes: those of several instances, one after the other. What stood there is
/// gone.
#[unsafe(no_mangle)]
pub extern "C" fn contend_parts(length: usize) -> *mut u8 {
    MODULE.with_borrow_mut(|module| {
        module.parts = vec![0; length];
        module.parts.as_mut_ptr()
    })
}

/// Draws a set of worlds, which the host names by a number: `{"set", "worlds", "seed", "replications", "levers"}`, the last those that
/// may be moved; what is left out is as the scenario says, and all levers. 1: the output is `{"cuts"}`, into how many its worlds are cut,
/// the same in every instance; 0: it says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_draw() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.draw();
        module.answer(answer)
    })
}

/// Simulates what claims read in some cuts of a set, `{"set", "cuts"}`, and keeps the states at `now` for [`contend_move`]. 1: the output
/// is the parts, for [`contend_gather`]; 0: it says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_keep() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.keep();
        module.answer(answer)
    })
}

/// Takes the parts that [`contend_keep`] gave of all cuts of a set, `{"set"}`. 1: the output is the verdicts on all claims where nothing is
/// moved, what they hinge on left out; 0: it says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_gather() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.gather();
        module.answer(answer)
    })
}

/// Runs moved strategies in cuts whose states are kept here: `{"set", "cuts", "moves"}`, the last a list of `{"actor", "strategy",
/// "levers"}`, of which the last names each lever that is moved with what it is set to: a number, one for each element, or
/// `{"values", "ramp", "from", "until"}`, where values are pairs of a date (or null) and numbers. 1: the output is the parts, for
/// [`contend_judge`]; 0: it says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_move() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.moved();
        module.answer(answer)
    })
}

/// Judges all claims where strategies are moved, `{"set", "moves"}`, from the parts that [`contend_move`] gave of all cuts of the set. 1:
/// the output is the verdicts on all claims; 0: it says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_judge() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.judge();
        module.answer(answer)
    })
}

/// Where the last answer lies.
#[unsafe(no_mangle)]
pub extern "C" fn contend_output() -> *const u8 {
    MODULE.with_borrow(|module| module.output.as_ptr())
}

/// Bytes of the last answer.
#[unsafe(no_mangle)]
pub extern "C" fn contend_output_length() -> usize {
    MODULE.with_borrow(|module| module.output.len())
}
