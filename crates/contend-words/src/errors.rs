//! Why a request cannot be answered, and what to do.

use contend_engine::design::DesignError;
use contend_session::error::{
    GameLimit, NotKept, NotSaved, PageLacks, RunError, TableError, TooMuch, Uncompiled, WatchError,
};

use crate::known::{facts, profiles};
use crate::{Language, Sentence};

/// Elements and outcomes that are named in a cure.
const NAMED: usize = 8;

/// What is wrong, as a clause without a full stop.
#[must_use]
pub fn error(m: &Language, error: &RunError) -> Sentence {
    match error {
        RunError::UnknownProfile { name, .. } => {
            m.say("error-unknown-profile", &[("name", Sentence::name(name))])
        }
        RunError::UnknownGame { name, known } if name.is_empty() => match known.len() {
            0 => Sentence::text(m.t("error-no-game")),
            n => Sentence::text(m.n("error-which-game", n as u64, &[])),
        },
        RunError::UnknownGame { name, .. } => {
            m.say("error-unknown-game", &[("name", Sentence::name(name))])
        }
        RunError::UnknownAnswer { name, .. } => {
            m.say("error-unknown-answer", &[("name", Sentence::name(name))])
        }
        RunError::UnknownInput { group, name, .. } => m.say(
            "error-unknown-input",
            &[
                ("group", Sentence::name(group)),
                ("name", Sentence::name(name)),
            ],
        ),
        RunError::WhichElement { outcome, .. } => m.say(
            "error-which-element",
            &[("outcome", Sentence::name(outcome))],
        ),
        RunError::WhereOfGame { game } => {
            m.say("error-where-of-game", &[("game", Sentence::name(game))])
        }
        RunError::KeptOfClaims { name } => {
            m.say("error-kept-of-claims", &[("name", Sentence::name(name))])
        }
        RunError::PageNotKept {
            lacks: PageLacks::Profiles,
        } => Sentence::text(m.t("error-page-profiles-not-kept")),
        RunError::PageNotKept {
            lacks: PageLacks::Series { missing },
        } => {
            let series = Sentence::joined(missing.iter().map(Sentence::name), ", ");
            m.say("error-page-series-not-kept", &[("series", series)])
        }
        RunError::GameNotKept { game, why } => {
            let game = ("game", Sentence::name(game));
            match why {
                NotKept::InTurn => m.say("error-turns-not-kept", &[game]),
                NotKept::Together { together } => {
                    let together = Sentence::text(m.count(*together));
                    m.say("error-lucks-kept", &[game, ("together", together)])
                }
                NotKept::Profiles { missing } => {
                    let named = missing.iter().take(NAMED).map(Sentence::name);
                    let profiles = Sentence::joined(named, ", ");
                    let all = Sentence::text(m.count(missing.len() as u64));
                    m.say(
                        "error-profiles-not-kept",
                        &[game, ("profiles", profiles), ("missing", all)],
                    )
                }
            }
        }
        RunError::NoClaim { name } => m.say("error-no-claim", &[("name", Sentence::name(name))]),
        RunError::GameTooLarge { game, why } => m.say(
            "error-game",
            &[
                ("game", Sentence::name(game)),
                ("why", Sentence::text(game_limit(m, why))),
            ],
        ),
        RunError::UnknownWatch { watch, why, .. } => m.say(
            "error-watch",
            &[
                ("watch", Sentence::name(watch)),
                ("why", watch_error(m, why)),
            ],
        ),
        RunError::Every { every, why } => every_error(m, every, why),
        RunError::Design(error) => design(m, error),
        RunError::Table { name, line: 0, why } => m.say(
            "error-table",
            &[("table", Sentence::text(name)), ("why", table(m, why))],
        ),
        RunError::Table { name, line, why } => m.say(
            "error-table-line",
            &[
                ("table", Sentence::text(name)),
                ("line", Sentence::text(line.to_string())),
                ("why", table(m, why)),
            ],
        ),
        RunError::NoSuchWorld { world, worlds } => Sentence::text(m.f(
            "error-no-such-world",
            &[("world", &m.count(*world)), ("worlds", &m.count(*worlds))],
        )),
        RunError::OneLuck { claim } => m.say("error-one-luck", &[("claim", Sentence::name(claim))]),
        RunError::Better(error) => crate::better::error(m, error),
        RunError::Indices(error) => crate::indices::error(m, error),
        RunError::LucksOfFacts { event } => {
            m.say("error-lucks-of-facts", &[("event", Sentence::name(event))])
        }
        RunError::NoneAgrees(known) => m.say(
            "error-none-agrees",
            &[
                ("worlds", Sentence::text(m.count(known.worlds))),
                ("facts", facts(m, known)),
                (
                    "profiles",
                    profiles(m, known.facts.iter().map(|f| &*f.under)),
                ),
            ],
        ),
        RunError::TooMuch { what, bytes, limit } => {
            let key = match what {
                TooMuch::Worlds => "error-too-many-worlds",
                TooMuch::Outcomes => "error-too-many-outcomes",
                TooMuch::Watches => "error-too-many-watches",
                TooMuch::Payoffs { .. } => "error-too-many-payoffs",
            };
            let values = [("size", &*size(m, *bytes)), ("limit", &size(m, *limit))];
            Sentence::text(m.f(key, &values))
        }
        RunError::Plan(error) => defect(m, error),
        RunError::Refused(error) => defect(m, error),
        RunError::Compile { profile, why } => m.say(
            "error-compile",
            &[
                ("profile", Sentence::name(profile)),
                ("why", uncompiled(m, why)),
            ],
        ),
    }
}

/// What to do; nothing where the error says it.
#[must_use]
pub fn cure(m: &Language, error: &RunError) -> Option<Sentence> {
    match error {
        RunError::UnknownProfile { known, .. } | RunError::UnknownWatch { known, .. } => {
            did_you_mean(m, known)
        }
        RunError::UnknownGame { known, .. } if known.is_empty() => {
            Some(Sentence::text(m.t("cure-declare-game")))
        }
        RunError::UnknownGame { name, known } if name.is_empty() => {
            let names = Sentence::joined(known.iter().map(Sentence::name), ", ");
            Some(m.say("cure-name-one", &[("names", names)]))
        }
        RunError::UnknownGame { known, .. } => did_you_mean(m, known),
        RunError::UnknownAnswer { known, .. } if known.is_empty() => {
            Some(Sentence::text(m.t("cure-unknown-answer")))
        }
        RunError::UnknownAnswer { known, .. } => did_you_mean(m, known),
        RunError::UnknownInput { known, .. } if known.is_empty() => {
            Some(Sentence::text(m.t("cure-unknown-input")))
        }
        RunError::UnknownInput { known, .. } => did_you_mean(m, known),
        RunError::WhichElement { elements, .. } => Some(which_of(m, elements)),
        RunError::WhereOfGame { .. } => Some(Sentence::text(m.t("cure-where-of-game"))),
        RunError::KeptOfClaims { .. } => Some(Sentence::text(m.t("cure-kept-of-claims"))),
        RunError::PageNotKept { .. } => Some(Sentence::text(m.t("cure-keep-page"))),
        RunError::GameNotKept { why, .. } => Some(Sentence::text(m.t(match why {
            NotKept::Profiles { .. } => "cure-keep-games",
            NotKept::InTurn | NotKept::Together { .. } => "cure-game-of-scenario",
        }))),
        RunError::NoClaim { .. } => Some(Sentence::text(m.t("cure-no-claim"))),
        RunError::Every { why, .. } => Some(Sentence::text(match why {
            NotSaved::Uneven {
                near: Some(near), ..
            } => m.f("cure-every-near", &[("near", near)]),
            NotSaved::Uneven { .. } => m.t("cure-every").to_owned(),
            NotSaved::Unreadable => m.t("cure-every-unreadable").to_owned(),
            NotSaved::Long { .. } => m.t("cure-every-long").to_owned(),
        })),
        RunError::Table { why, .. } => Some(match why {
            TableError::Outside { input, .. }
            | TableError::NoneOf { input, .. }
            | TableError::NoWhole { input, .. } => {
                m.say("cure-table-value", &[("input", Sentence::name(input))])
            }
            TableError::SharesSum { .. } | TableError::Condition { .. } => {
                Sentence::text(m.t("cure-table-line"))
            }
            _ => Sentence::text(m.t("cure-table")),
        }),
        RunError::NoSuchWorld { worlds, .. } => Some(Sentence::text(m.f(
            "cure-no-such-world",
            &[("last", &m.count(worlds.saturating_sub(1)))],
        ))),
        RunError::OneLuck { .. } => Some(Sentence::text(m.t("cure-one-luck"))),
        RunError::Better(error) => crate::better::cure(m, error),
        RunError::Indices(error) => crate::indices::cure(m, error),
        RunError::LucksOfFacts { .. } => Some(Sentence::text(m.t("cure-lucks-of-facts"))),
        RunError::NoneAgrees(_) => Some(Sentence::text(m.t("cure-none-agrees"))),
        RunError::TooMuch { what, .. } => Some(match what {
            TooMuch::Worlds => Sentence::text(m.t("cure-too-many-worlds")),
            TooMuch::Outcomes => Sentence::text(m.t("cure-too-many-outcomes")),
            TooMuch::Watches => Sentence::text(m.t("cure-too-many-watches")),
            TooMuch::Payoffs {
                game,
                payoffs,
                worlds,
            } => m.say(
                "cure-too-many-payoffs",
                &[
                    ("game", Sentence::name(game)),
                    ("payoffs", Sentence::text(m.count(*payoffs))),
                    ("worlds", Sentence::text(m.count(*worlds))),
                ],
            ),
        }),
        _ => None,
    }
}

/// A question after names that are near what was asked for; nothing where none is.
#[must_use]
pub fn did_you_mean(m: &Language, known: &[String]) -> Option<Sentence> {
    let names = m.one_of(known.iter().map(Sentence::name));
    (!known.is_empty()).then(|| m.say("cure-did-you-mean", &[("names", names)]))
}

/// That one of some names is to be named: of many the first.
pub(crate) fn which_of(m: &Language, names: &[String]) -> Sentence {
    let some = &names[..names.len().min(NAMED)];
    let names = m.one_of(some.iter().map(Sentence::name));
    m.say("cure-which-element", &[("names", names)])
}

fn game_limit(m: &Language, why: &GameLimit) -> String {
    match why {
        GameLimit::TooManyPlans { plans, most } => {
            let plans: Vec<String> = plans.iter().map(|n| m.count(*n as u64)).collect();
            let values = [
                ("plans", &*plans.join(" × ")),
                ("most", &m.count(*most as u64)),
            ];
            m.f("error-game-plans", &values)
        }
        GameLimit::MoveOfNobody => m.t("error-game-nobody").to_owned(),
        GameLimit::LostPoint => m.t("error-game-lost").to_owned(),
    }
}

fn every_error(m: &Language, every: &str, why: &NotSaved) -> Sentence {
    let steps = match why {
        NotSaved::Unreadable => String::new(),
        NotSaved::Uneven { steps, .. } | NotSaved::Long { steps, .. } => m.compact(*steps),
    };
    let (key, all) = match why {
        NotSaved::Unreadable => ("error-every-unreadable", 0),
        NotSaved::Uneven { .. } => ("error-every", 0),
        NotSaved::Long { all, .. } => ("error-every-long", *all),
    };
    let values = [
        ("every", Sentence::name(every)),
        ("steps", Sentence::text(steps)),
        ("all", Sentence::text(m.count(u64::from(all)))),
    ];
    m.say(key, &values)
}

fn watch_error(m: &Language, why: &WatchError) -> Sentence {
    match why {
        WatchError::Unclosed => Sentence::text(m.t("error-watch-unclosed")),
        WatchError::NoQuantity { name } => {
            m.say("error-watch-no-quantity", &[("name", Sentence::name(name))])
        }
        WatchError::NoElements { name } => {
            m.say("error-watch-no-elements", &[("name", Sentence::name(name))])
        }
        WatchError::Labels { name, dimensions } => m.say(
            "error-watch-labels",
            &[
                ("name", Sentence::name(name)),
                ("dimensions", Sentence::text(dimensions.join(", "))),
            ],
        ),
        WatchError::NoElement { dimension, label } => m.say(
            "error-watch-no-element",
            &[
                ("dimension", Sentence::name(dimension)),
                ("label", Sentence::name(label)),
            ],
        ),
    }
}

fn table(m: &Language, why: &TableError) -> Sentence {
    match why {
        TableError::Empty => Sentence::text(m.t("error-table-empty")),
        TableError::NoCsv => Sentence::text(m.t("error-table-no-csv")),
        TableError::NoInput { name, near: None } => {
            m.say("error-table-no-input", &[("name", Sentence::name(name))])
        }
        TableError::NoInput {
            name,
            near: Some(near),
        } => m.say(
            "error-table-no-input-near",
            &[
                ("name", Sentence::name(name)),
                ("near", Sentence::name(near)),
            ],
        ),
        TableError::TwoColumns { name } => {
            m.say("error-table-two-columns", &[("name", Sentence::name(name))])
        }
        TableError::Width { values, columns } => Sentence::text(m.f(
            "error-table-width",
            &[
                ("values", &m.count(*values as u64)),
                ("columns", &m.count(*columns as u64)),
            ],
        )),
        TableError::NoNumber { cell } => {
            m.say("error-table-no-number", &[("cell", Sentence::name(cell))])
        }
        TableError::Outside {
            input,
            cell,
            bound,
            below,
        } => m.say(
            if *below {
                "error-table-below"
            } else {
                "error-table-above"
            },
            &[
                ("cell", Sentence::text(cell)),
                ("input", Sentence::name(input)),
                ("bound", Sentence::text(bound_text(m, *bound))),
            ],
        ),
        TableError::NoneOf {
            input,
            cell,
            options,
        } => m.say(
            "error-table-none-of",
            &[
                ("cell", Sentence::name(cell)),
                ("input", Sentence::name(input)),
                (
                    "options",
                    Sentence::joined(options.iter().map(Sentence::name), ", "),
                ),
            ],
        ),
        TableError::SharesMissing { inputs } => m.say(
            "error-table-shares-missing",
            &[(
                "inputs",
                Sentence::joined(inputs.iter().map(Sentence::name), ", "),
            )],
        ),
        TableError::SharesSum { inputs, sum } => m.say(
            "error-table-shares-sum",
            &[
                (
                    "inputs",
                    Sentence::joined(inputs.iter().map(Sentence::name), ", "),
                ),
                ("sum", Sentence::text(bound_text(m, *sum))),
            ],
        ),
        TableError::Condition { condition } => m.say(
            "error-table-condition",
            &[("condition", Sentence::name(condition))],
        ),
        TableError::NoWhole { input, cell } => m.say(
            "error-table-no-whole",
            &[
                ("cell", Sentence::name(cell)),
                ("input", Sentence::name(input)),
            ],
        ),
    }
}

/// A bound with all its digits, as it was written: rounded it might look like the value that it excludes.
fn bound_text(m: &Language, bound: f64) -> String {
    if bound == 0.0 || (1e-6..1e12).contains(&bound.abs()) {
        bound.to_string()
    } else {
        m.number(bound)
    }
}

fn design(m: &Language, error: &DesignError) -> Sentence {
    let count = |n: usize| m.count(n as u64);
    Sentence::text(match error {
        DesignError::NoWorlds => m.t("error-no-worlds").to_owned(),
        DesignError::TooManyWorlds { worlds, most } => m.f(
            "error-design-worlds",
            &[("worlds", &m.count(*worlds)), ("most", &m.count(*most))],
        ),
        DesignError::TooManyInputs { inputs, most } => m.f(
            "error-design-inputs",
            &[("inputs", &count(*inputs)), ("most", &count(*most))],
        ),
        DesignError::NoLevels => m.t("error-no-levels").to_owned(),
        DesignError::GridTooLarge {
            levels,
            inputs,
            needed,
            worlds,
        } => {
            let needed = needed.map_or_else(|| format!("{levels}^{inputs}"), |n| m.count(n));
            let values = [
                ("levels", &*m.count(*levels)),
                ("inputs", &count(*inputs)),
                ("needed", &needed),
                ("most", &m.count(*worlds)),
            ];
            m.f("error-grid", &values)
        }
        DesignError::ColumnLength {
            input,
            values,
            expected,
        } => m.f(
            "error-column-length",
            &[
                ("input", &count(input + 1)),
                ("values", &count(*values)),
                ("expected", &count(*expected)),
            ],
        ),
        DesignError::GridOfConditions => m.t("error-grid-of-conditions").to_owned(),
        DesignError::Conditions(error) => m.f("error-conditions", &[("why", &error.to_string())]),
        DesignError::Correlations { inputs } => {
            m.f("error-correlations", &[("inputs", &inputs.join(", "))])
        }
    })
}

fn uncompiled(m: &Language, why: &Uncompiled) -> Sentence {
    match why {
        Uncompiled::Loop { elements, more } => {
            let mut names: Vec<Sentence> = elements.iter().map(Sentence::name).collect();
            names.push(if *more {
                Sentence::text("…")
            } else {
                elements.first().map(Sentence::name).unwrap_or_default()
            });
            let chain = names
                .into_iter()
                .reduce(|a, b| m.say("error-loop-needs", &[("first", a), ("next", b)]));
            m.say("error-loop", &[("chain", chain.unwrap_or_default())])
        }
        Uncompiled::MemoryInRecursion { quantity } => m.say(
            "error-memory-in-recursion",
            &[("quantity", Sentence::name(quantity))],
        ),
        Uncompiled::TooLarge { numbers, limit } => Sentence::text(m.f(
            "error-world-too-large",
            &[("numbers", &m.count(*numbers)), ("limit", &m.count(*limit))],
        )),
        Uncompiled::Misplaced { what } => defect(m, what),
        Uncompiled::Defect(error) => defect(m, error),
        Uncompiled::Other(error) => defect(m, error),
    }
}

/// A defect of Contend, with what its makers need to find it, in English.
fn defect(m: &Language, what: &impl ToString) -> Sentence {
    Sentence::text(m.f("error-defect", &[("what", &what.to_string())]))
}

/// Bytes as people say them.
fn size(m: &Language, bytes: u64) -> String {
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib < 1024.0 {
        format!("{}\u{a0}MiB", m.number(mib))
    } else {
        format!("{}\u{a0}GiB", m.number(mib / 1024.0))
    }
}
