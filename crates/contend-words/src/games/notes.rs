//! Things to know when reading the rest.

use contend_session::game::report::GameNote;

use crate::Sentence;
use crate::games::Teller;
use crate::known::agree;
use crate::runs::{conditions, held};

impl Teller<'_> {
    /// A sentence or two for each note.
    pub fn notes(&self) -> Vec<Sentence> {
        self.report.notes.iter().map(|n| self.note(n)).collect()
    }

    fn note(&self, note: &GameNote) -> Sentence {
        let m = self.m;
        match note {
            GameNote::Interrupted {
                worlds,
                worlds_asked,
            } => m
                .f(
                    "game-note-interrupted",
                    &[
                        ("worlds", &m.count(*worlds)),
                        ("asked", &m.count(*worlds_asked)),
                    ],
                )
                .into(),
            GameNote::FewerCompared { worlds_compared } => {
                m.n("game-note-compared", *worlds_compared, &[]).into()
            }
            GameNote::Held { inputs } => held(m, inputs),
            GameNote::Conditions { kept, draws } => conditions(m, *kept, *draws),
            GameNote::Known(known) => agree(m, known),
            GameNote::LeverHeld {
                actor,
                strategy,
                lever,
                end,
                unit,
                above,
                held,
                worlds,
                first,
            } => {
                let key = match above {
                    true => "game-note-held-above",
                    false => "game-note-held-below",
                };
                let values = [
                    ("held", Sentence::text(m.count(*held))),
                    ("worlds", Sentence::text(m.count(*worlds))),
                    ("strategy", Sentence::name(strategy)),
                    ("actor", Sentence::name(actor)),
                    ("lever", Sentence::name(lever)),
                    ("end", Sentence::text(m.with_unit(*end, unit))),
                    ("first", Sentence::text(m.day(first))),
                ];
                m.say(key, &values)
            }
            GameNote::LeverRounded {
                actor,
                strategy,
                lever,
                rounded,
                worlds,
                first,
            } => {
                let values = [
                    ("rounded", Sentence::text(m.count(*rounded))),
                    ("worlds", Sentence::text(m.count(*worlds))),
                    ("strategy", Sentence::name(strategy)),
                    ("actor", Sentence::name(actor)),
                    ("lever", Sentence::name(lever)),
                    ("first", Sentence::text(m.day(first))),
                ];
                m.say("game-note-rounded", &values)
            }
            GameNote::WorstTenth => m.t("game-note-worst-tenth").into(),
            GameNote::NoRounds => m.t("game-note-no-rounds").into(),
            GameNote::NoWorldLeft => m.t("game-note-no-world").into(),
            GameNote::PayoffsTooLarge => m.t("game-note-too-large").into(),
        }
    }
}
