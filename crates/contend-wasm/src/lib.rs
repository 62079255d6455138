//! An elaborated scenario that answers requests, for a page or any other host of WebAssembly.
//!
//! Texts (JSON) pass through two buffers in the module's memory. The host asks for room with [`contend_input`], writes a
//! text there, calls [`contend_open`] with what [`Session::elaborated`] wrote, and from then on [`contend_run`] with a
//! request; the answer lies at [`contend_output`], [`contend_output_length`] bytes of UTF-8. [`contend_keep`] simulates what
//! claims read and keeps the states at `now`; then [`contend_move`] judges all claims where strategies are moved, and only their
//! future is simulated. `run.mjs` beside this crate is such a host.
//!
//! The module has no threads: a host that wants several starts several instances, each with its share of the worlds.

use std::cell::RefCell;
use std::rc::Rc;

use contend_session::Session;
use contend_session::candidates::{CandidatesRequest, MovedStrategy, Moves};
use contend_session::elaborated::NotElaborated;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::{RunRequest, Scope};
use serde::{Deserialize, Serialize};

/// What lives between two calls.
#[derive(Default)]
struct Module {
    input: Vec<u8>,
    output: String,
    session: Option<Rc<Session>>,
    moves: Option<Moves<Rc<Session>>>,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::default();
}

/// A request as the host writes it. What is left out is as the scenario says.
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

/// What is simulated and kept.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Keep {
    /// Number of worlds; left out: the scenario's.
    worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    seed: Option<u64>,
    /// Worlds that share each set of inputs; left out: the scenario's.
    replications: Option<u64>,
    /// Levers that may be moved; empty: all.
    levers: Vec<String>,
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
        self.moves = None;
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

    fn keep(&mut self) -> Result<String, Fault> {
        let session = Rc::clone(self.opened()?);
        let request: Keep = self.request()?;
        // What was kept before would take the room of what is kept now.
        self.moves = None;
        let request = CandidatesRequest {
            worlds: request.worlds,
            seed: request.seed,
            replications: request.replications,
            levers: request.levers,
            ..CandidatesRequest::default()
        };
        let moves = Moves::new(session, &request, &Sequential, &Silent).map_err(refused)?;
        let claims = moves.verdicts(&[], &Sequential, &Silent).map_err(refused)?;
        self.moves = Some(moves);
        written(&claims)
    }

    fn moved(&self) -> Result<String, Fault> {
        let moves = self.moves.as_ref().ok_or_else(|| Fault {
            what: "nothing-kept",
            why: "contend_keep was not called, or failed".to_owned(),
        })?;
        let strategies: Vec<MovedStrategy> = self.request()?;
        let claims = moves
            .verdicts(&strategies, &Sequential, &Silent)
            .map_err(refused)?;
        written(&claims)
    }

    /// Keeps an answer, or what went wrong; 1 and 0 for the host.
    fn answer(&mut self, answer: Result<String, Fault>) -> u32 {
        let well = answer.is_ok();
        // A fault is two texts, which can always be written.
        self.output = answer.unwrap_or_else(|f| serde_json::to_string(&f).unwrap_or_default());
        u32::from(well)
    }
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

/// Opens the elaborated scenario in the input. 1: done; 0: the output says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_open() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.open();
        module.answer(answer)
    })
}

/// Runs the request in the input. 1: the output is the report that `contend run --json` prints, but for words; 0: it says
/// why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_run() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.run();
        module.answer(answer)
    })
}

/// Simulates what claims read, and keeps the states at `now` for [`contend_move`]. The request says how many `worlds`, which `seed`,
/// how many `replications`, and which `levers` may be moved; what is left out is as the scenario says, and all levers. 1: the output
/// is the verdicts on all claims, what they hinge on left out; 0: it says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_keep() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.keep();
        module.answer(answer)
    })
}

/// Judges all claims where strategies are moved. The input is a list of `{"actor", "strategy", "levers"}`, the last naming each
/// lever that is moved with what it is set to: a number, one for each element, or `{"values", "ramp", "from", "until"}`, where values
/// are pairs of a date (or null) and numbers. Empty: as the scenario says. 1: the output is the verdicts on all claims; 0: it
/// says why not.
#[unsafe(no_mangle)]
pub extern "C" fn contend_move() -> u32 {
    MODULE.with_borrow_mut(|module| {
        let answer = module.moved();
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
