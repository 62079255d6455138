//! What is known of events, and how many worlds agree with it.

use contend_session::report::{KnownFact, KnownReport, WorldFact};

use crate::{Language, Sentence};

/// Facts that are listed; JSON has them all.
const LISTED: usize = 12;

/// How many worlds agree with what is known.
pub(crate) fn agree(m: &Language, known: &KnownReport) -> Sentence {
    let values = [
        ("agree", Sentence::text(m.count(known.agree))),
        ("worlds", Sentence::text(m.count(known.worlds))),
        ("facts", facts(m, known)),
        (
            "profiles",
            profiles(m, known.facts.iter().map(|f| &*f.under)),
        ),
    ];
    let mut told = vec![m.say("note-known", &values)];
    if let Some(untold) = known
        .facts
        .iter()
        .map(|f| f.untold)
        .max()
        .filter(|n| *n > 0)
    {
        told.push(Sentence::text(m.n("note-known-untold", untold, &[])));
    }
    if known.is_too_few() {
        told.push(Sentence::text(m.t("note-known-few")));
    }
    Sentence::joined(told, " ")
}

/// What is known; of several facts each with the share of worlds that agree with it.
pub(crate) fn facts(m: &Language, known: &KnownReport) -> Sentence {
    let one = |fact: &KnownFact| {
        let said = fact_of(m, &fact.event, fact.happened, &fact.until);
        if known.facts.len() == 1 {
            return said;
        }
        let share = m.percent(fact.agree as f64 / known.worlds.max(1) as f64);
        let values = [("fact", said), ("share", Sentence::text(share))];
        m.say("known-share", &values)
    };
    let more = (known.facts.len() > LISTED).then(|| Sentence::text("…"));
    let listed = known.facts.iter().take(LISTED).map(one);
    Sentence::joined(listed.chain(more), "; ")
}

/// What a world disagrees with; nothing where it agrees with all.
#[must_use]
pub fn disagrees(m: &Language, known: &[WorldFact]) -> Option<Sentence> {
    let against = known.iter().filter(|fact| fact.agrees == Some(false));
    let said: Vec<Sentence> = against
        .map(|fact| fact_of(m, &fact.event, fact.happened, &fact.until))
        .collect();
    let facts = Sentence::joined(said.iter().take(LISTED).cloned(), "; ");
    let against = known.iter().filter(|fact| fact.agrees == Some(false));
    let profiles = profiles(m, against.map(|fact| &*fact.under));
    let values = [("facts", facts), ("profiles", profiles)];
    (!said.is_empty()).then(|| m.say("world-disagrees", &values))
}

/// The profiles that stand for the world as it really was.
pub(crate) fn profiles<'a>(m: &Language, names: impl Iterator<Item = &'a str>) -> Sentence {
    let mut all: Vec<&str> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    m.all_of(all.into_iter().map(Sentence::name))
}

fn fact_of(m: &Language, event: &str, happened: bool, until: &str) -> Sentence {
    let key = match happened {
        true => "known-happened",
        false => "known-never",
    };
    let values = [
        ("event", Sentence::name(event)),
        ("until", Sentence::text(m.day(until))),
    ];
    m.say(key, &values)
}
