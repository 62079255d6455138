//! Why candidates cannot be run, and what to do.

use contend_engine::CandidateError;
use contend_session::candidates::CandidatesError;

use crate::errors::{self, did_you_mean};
use crate::{Language, Sentence};

/// What is wrong, as a clause without a full stop.
#[must_use]
pub fn error(m: &Language, error: &CandidatesError) -> Sentence {
    let of = |key, name: &str| m.say(key, &[("name", Sentence::name(name))]);
    match error {
        CandidatesError::Run(error) => errors::error(m, error),
        CandidatesError::NoClaims => Sentence::text(m.t("error-no-claims")),
        CandidatesError::NothingRead { profile } => of("error-nothing-read", profile),
        CandidatesError::UnknownLever { name, .. } => of("error-no-lever", name),
        CandidatesError::UnknownInput { name, .. } => of("error-no-input", name),
        CandidatesError::UnknownStrategy { actor, name, .. } => m.say(
            "error-no-such-strategy",
            &[
                ("actor", Sentence::name(actor)),
                ("name", Sentence::name(name)),
            ],
        ),
        CandidatesError::Tied { input } => of("error-tied", input),
        CandidatesError::OtherActor { lever } => of("error-other-actor", lever),
        CandidatesError::Candidate {
            candidate,
            name,
            why,
        } => {
            let why = refused(m, name.as_deref().unwrap_or_default(), why);
            let n = Sentence::text(m.count(*candidate as u64 + 1));
            m.say("error-candidate", &[("n", n), ("why", why)])
        }
        CandidatesError::Stopped => Sentence::text(m.t("error-stopped")),
    }
}

fn refused(m: &Language, name: &str, why: &CandidateError) -> Sentence {
    let name = Sentence::name(name);
    match why {
        CandidateError::Outside { value, .. } | CandidateError::Pin { value, .. } => {
            let value = Sentence::text(m.compact(*value));
            m.say("error-cannot-be", &[("name", name), ("value", value)])
        }
        CandidateError::Twice => Sentence::text(m.t("error-given-twice")),
        CandidateError::Elements { elements, .. } => {
            let n = Sentence::text(m.count(*elements as u64));
            m.say("error-elements", &[("name", name), ("n", n)])
        }
        // What the session does not let come to pass.
        other => Sentence::text(other.to_string()),
    }
}

/// What to do, where that can be said.
#[must_use]
pub fn cure(m: &Language, error: &CandidatesError) -> Option<Sentence> {
    match error {
        CandidatesError::Run(error) => errors::cure(m, error),
        CandidatesError::UnknownLever { known, .. }
        | CandidatesError::UnknownInput { known, .. }
        | CandidatesError::UnknownStrategy { known, .. } => did_you_mean(m, known),
        CandidatesError::Tied { .. } => Some(Sentence::text(m.t("cure-tied"))),
        CandidatesError::Candidate {
            why: CandidateError::Outside { .. } | CandidateError::Pin { .. },
            ..
        } => Some(Sentence::text(m.t("cure-cannot-be"))),
        _ => None,
    }
}
