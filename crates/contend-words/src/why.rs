//! What decides answers, and what would be worth knowing.

use contend_analysis::conditional::NothingToTell;
use contend_analysis::grounds::Backing;
use contend_analysis::learning::LEAST_WORLDS;
use contend_session::why::report::{
    ChoiceWhy, ClaimWhy, ConditionWhy, Decides, FifthWhy, FlipsWhy, GameWhy, Group, GroupTells,
    GroupWorth, HeldWhy, InputTells, InputWorth, MovedWhy, NoPlace, NotAsked, PartWhy, PlaceWhy,
    WhyReport,
};
use serde::Serialize;

use crate::claims::{interval, verdict_cell, with_undecided};
use crate::{Language, Sentence, over_worlds, runs};

/// Inputs of which it is told what learning them would settle.
const SETTLING: usize = 3;

/// A part of what decides an answer.
#[derive(Clone, Debug, Serialize)]
pub struct PartWords {
    /// Which: `luck`.
    pub part: &'static str,
    /// Its share, 0..=1.
    pub share: f64,
    /// What it is.
    pub meaning: &'static str,
}

/// What is said of what decides an answer.
#[derive(Clone, Debug, Serialize)]
pub struct DecidesWords {
    /// The parts, which add up to one.
    pub parts: Vec<PartWords>,
    /// Before the inputs are listed: why none is, or what they have in common.
    pub before: Vec<Sentence>,
    /// After them.
    pub after: Vec<Sentence>,
}

/// What is said of a choice.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceWords {
    /// Who chooses, and what the others do.
    pub who: Sentence,
    /// What is best, and what knowing all would be worth.
    pub best: Vec<Sentence>,
    /// What all comes to.
    pub conclusion: Vec<Sentence>,
}

/// An answer as `contend why --json` writes it.
#[derive(Clone, Debug, Serialize)]
pub struct WhyJson<'a> {
    /// The report; its fields stand beside the words.
    #[serde(flatten)]
    pub report: &'a WhyReport,
    /// The words.
    pub words: WhyWords,
}

/// What is said of an answer; each list stands beside that of the report.
#[derive(Clone, Debug, Serialize)]
pub struct WhyWords {
    /// Tag of the language of all words.
    pub language: &'static str,
    /// Of claims.
    pub claims: Vec<Option<DecidesWords>>,
    /// Where claims fail, or hold, or where the outcome is high, and where low.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Vec<Sentence>>,
    /// What would turn verdicts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flips: Vec<Vec<Sentence>>,
    /// Of the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<DecidesWords>,
    /// Of choices.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceWords>,
    /// Of the notes.
    pub notes: Vec<Sentence>,
}

impl<'a> WhyJson<'a> {
    /// A report with its words.
    #[must_use]
    pub fn new(m: &Language, report: &'a WhyReport) -> WhyJson<'a> {
        let claims = report.claims.iter();
        let choices = report.game.iter().flat_map(|game| &game.choices);
        WhyJson {
            report,
            words: WhyWords {
                language: m.tag(),
                claims: claims
                    .map(|claim| claim.decides.as_ref().map(|d| of_claim(m, claim, d)))
                    .collect(),
                places: (report.claims.iter())
                    .filter_map(|claim| Some(place_and_tree(m, claim.place.as_ref()?)))
                    .chain(report.outcome.iter().flat_map(|outcome| {
                        let of = |f: &FifthWhy| fifth_and_tree(m, f, &outcome.unit);
                        outcome.places.iter().map(of).collect::<Vec<_>>()
                    }))
                    .collect(),
                flips: (report.claims.iter())
                    .filter_map(|claim| Some(flips(m, claim.flips.as_ref()?)))
                    .collect(),
                outcome: report.outcome.as_ref().map(|o| of_outcome(m, &o.decides)),
                choices: choices.map(|choice| of_choice(m, choice)).collect(),
                notes: report
                    .notes
                    .iter()
                    .map(|note| runs::note(m, note))
                    .collect(),
            },
        }
    }
}

/// What was run, in a line.
#[must_use]
pub fn facts(m: &Language, report: &WhyReport) -> String {
    let worlds = m.n("n-worlds", report.worlds, &[]);
    let values = [
        ("worlds", &*worlds),
        ("seed", &report.seed.to_string()),
        ("design", &runs::design(m, &report.design)),
    ];
    m.f("why-facts", &values)
}

/// Why a claim has no answer world by world.
#[must_use]
pub fn not_asked(m: &Language, claim: &ClaimWhy) -> Option<Sentence> {
    let failed = claim.verdict.failed;
    Some(match claim.not_asked? {
        NotAsked::ValueJudgement => Sentence::text(m.t("why-not-value")),
        NotAsked::Fact => Sentence::text(m.t("why-not-fact")),
        NotAsked::Untested => match &claim.unjudged {
            Some(why) => {
                let said = over_worlds::unjudged(m, failed, why);
                with_undecided(m, said, &claim.undecided)
            }
            None if !claim.undecided.is_empty() => {
                let said = Sentence::text(m.n("why-no-verdict", failed, &[]));
                with_undecided(m, said, &claim.undecided)
            }
            None => Sentence::text(m.t("why-not-tested")),
        },
    })
}

/// What decides a claim, and what would settle it.
#[must_use]
pub fn of_claim(m: &Language, claim: &ClaimWhy, found: &Decides) -> DecidesWords {
    let mut words = deciding(m, found);
    if found.without_value > 0 && found.without_value == claim.verdict.failed {
        let left_out = words.before.remove(0);
        words
            .before
            .insert(0, with_undecided(m, left_out, &claim.undecided));
    }
    words.after.extend(settling(m, found));
    words
}

/// What decides a claim.
#[must_use]
pub fn deciding(m: &Language, found: &Decides) -> DecidesWords {
    let mut words = of_outcome(m, found);
    if found.luck.is_some_and(|l| l.decides_nearly_all()) {
        words.before.push(m.t("why-nearly-luck").into());
    }
    if !found.inputs.is_empty() && found.inputs.iter().all(|i| i.valued) {
        words.before.push(m.t("why-only-values").into());
    }
    words
}

/// What would settle a claim, if it were known.
#[must_use]
pub fn settling(m: &Language, found: &Decides) -> Vec<Sentence> {
    let mut settling: Vec<&InputTells> = (found.inputs.iter())
        .filter(|i| i.settles.is_some_and(|s| s.share() > 0.0))
        .collect();
    settling.sort_by(|a, b| {
        let share = |i: &InputTells| i.settles.map_or(0.0, |s| s.share());
        share(b).total_cmp(&share(a))
    });
    let asked = found.inputs.iter().any(|i| i.settles.is_some());
    if settling.is_empty() && asked {
        return vec![m.t("why-settles-none").into()];
    }
    let said = settling.into_iter().take(SETTLING).map(|input| {
        let settles = input.settles.unwrap_or_default();
        let hundred = |share: f64| Sentence::text(m.of_hundred(share));
        m.say(
            "why-settles",
            &[
                ("input", Sentence::name(&input.input)),
                ("share", hundred(settles.share())),
                ("holds", hundred(settles.holds)),
                ("fails", hundred(settles.fails)),
            ],
        )
    });
    said.collect()
}

/// What decides an outcome.
#[must_use]
pub fn of_outcome(m: &Language, found: &Decides) -> DecidesWords {
    let mut words = DecidesWords {
        parts: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
    };
    if found.without_value > 0 {
        words
            .before
            .push(m.n("why-without", found.without_value, &[]).into());
    }
    if found.never > 0 {
        words.before.push(m.n("why-never", found.never, &[]).into());
    }
    if let Some(nothing) = found.nothing {
        words.before.push(
            match nothing {
                NothingToTell::NoValue => m.t("why-nothing-no-value"),
                NothingToTell::SameEverywhere => m.t("why-nothing-same"),
                NothingToTell::TooFewWorlds => m.t("why-nothing-few"),
            }
            .into(),
        );
        return words;
    }
    let mut part = |part, share, meaning| {
        words.parts.push(PartWords {
            part,
            share,
            meaning,
        });
    };
    if let Some(luck) = found.luck {
        part(m.t("why-luck"), luck.share, m.t("why-explain-luck"));
    }
    part(
        m.t("why-single"),
        found.one_at_a_time,
        m.t("why-explain-single"),
    );
    match found.together {
        Some(share) => part(m.t("why-together"), share, m.t("why-explain-together")),
        None => part(
            m.t("why-unsplit"),
            1.0 - found.one_at_a_time,
            m.t("why-explain-unsplit"),
        ),
    }
    let floor = percent(m, found.floor);
    let others = (found.tried - found.inputs.len().min(found.tried)) as u64;
    if found.inputs.is_empty() {
        words
            .before
            .push(m.n("why-no-input", others, &[("floor", &floor)]).into());
    } else {
        if others > 0 {
            words
                .after
                .push(m.n("why-others", others, &[("floor", &floor)]).into());
        }
        words.after.push(m.t("why-tells").into());
    }
    words
}

/// A share in per cent, to a tenth where it is small.
#[must_use]
pub fn percent(m: &Language, share: f64) -> String {
    match share {
        s if s < 0.0995 => m.f("percent", &[("n", &m.digits(100.0 * s, 1))]),
        s => m.percent(s),
    }
}

/// What an input rests on, in a few words.
#[must_use]
pub fn backing(m: &Language, valued: bool, backing: Backing) -> &'static str {
    match backing {
        _ if valued => m.t("why-valued"),
        Backing::Source(_) => m.t("why-backed"),
        _ => m.t("why-assumed"),
    }
}

/// A group of inputs.
#[must_use]
pub fn group(m: &Language, group: &Group, inputs: usize) -> Sentence {
    let n = || ("n", Sentence::text(m.count(inputs as u64)));
    match group {
        Group::Named { name } => m.say("why-group-named", &[("name", Sentence::name(name)), n()]),
        Group::Weights { actor } => m.say_n(
            "why-group-weights",
            inputs as u64,
            &[("actor", Sentence::name(actor))],
        ),
        Group::Facts => m.say("why-group-facts", &[n()]),
        Group::Assumed => m.say("why-group-assumed", &[n()]),
        Group::Source { source } => {
            m.say("why-group-source", &[("name", Sentence::name(source)), n()])
        }
        Group::File { file } => m.say("why-group-file", &[("name", Sentence::name(file)), n()]),
    }
}

/// The same of a group that tells something.
#[must_use]
pub fn group_tells(m: &Language, tells: &GroupTells) -> Sentence {
    group(m, &tells.group, tells.inputs)
}

/// What decides a choice.
#[must_use]
pub fn of_choice(m: &Language, choice: &ChoiceWhy) -> ChoiceWords {
    let plays = choice.others.iter().map(|(actor, strategy)| {
        let values = [
            ("actor", Sentence::name(actor)),
            ("strategy", Sentence::name(strategy)),
        ];
        m.say("why-plays", &values)
    });
    let player = || Sentence::name(&choice.player);
    let date = choice.turn.as_ref().map(|t| t.date.as_str());
    let key = match (date, choice.others.is_empty()) {
        (None, _) => "why-choice",
        (Some(_), true) => "why-choice-first",
        (Some(_), false) => "why-choice-after",
    };
    let who = m.say(
        key,
        &[
            ("player", player()),
            ("date", Sentence::text(date.unwrap_or_default())),
            ("others", Sentence::joined(plays, ", ")),
        ],
    );
    let own = |name: &str| choice.strategies.iter().find(|s| s.strategy == name);
    let share = own(&choice.best).map_or(0.0, |s| s.best_in);
    let best = m.say(
        "why-best",
        &[
            ("best", Sentence::name(&choice.best)),
            ("share", Sentence::text(m.of_hundred(share))),
        ],
    );
    let others = (choice.strategies.iter())
        .filter(|s| s.strategy != choice.best && s.best_in > 0.0)
        .map(|s| {
            let share = Sentence::text(m.short_hundred(s.best_in));
            Sentence::joined([Sentence::name(&s.strategy), share], " ")
        });
    let others: Vec<Sentence> = others.collect();
    let mut of_best = vec![best];
    if !choice.equal.is_empty() {
        let names = choice.equal.iter().map(Sentence::name).collect();
        let values = [("others", listed(m, names, "why-and"))];
        of_best.push(m.say_n("why-equal", choice.equal.len() as u64, &values));
    }
    if !others.is_empty() {
        let values = [("others", Sentence::joined(others, ", "))];
        of_best.push(m.say("why-best-others", &values));
    }
    if choice.shared > 0.0 {
        let values = [("share", &*m.of_hundred(choice.shared))];
        of_best.push(Sentence::text(m.f("why-shared", &values)));
    }
    let value = Sentence::text(m.with_unit(choice.everything, &choice.unit));
    of_best.push(m.say("why-everything", &[("value", value)]));
    if choice.without_value > 0 {
        of_best.push(m.n("why-without", choice.without_value, &[]).into());
    }
    if choice.too_few {
        let least = m.count(LEAST_WORLDS as u64);
        return ChoiceWords {
            who,
            best: of_best,
            conclusion: vec![m.f("why-worth-few", &[("least", &least)]).into()],
        };
    }
    let mut conclusion = Vec::new();
    let none = choice.inputs.is_empty();
    let others = (choice.tried - choice.inputs.len().min(choice.tried)) as u64;
    if others > 0 {
        conclusion.push(match none {
            true => m.n("why-worth-none", others, &[]).into(),
            false => m.n("why-worth-others", others, &[]).into(),
        });
    }
    let counts = |valued: bool| {
        // What whoever asks has put together may be of both kinds.
        let of = |g: &&GroupWorth| {
            let is_own = matches!(g.group, Group::Named { .. });
            g.counts && !is_own && matches!(g.group, Group::Weights { .. }) == valued
        };
        choice.groups.iter().any(|g| of(&g)) || choice.inputs.iter().any(|i| i.valued == valued)
    };
    if counts(true) && !counts(false) {
        conclusion.push(m.say("why-values-alone", &[("player", player())]));
    } else if !counts(true) && !counts(false) {
        conclusion.push(m.t("why-nothing-changes").into());
    }
    ChoiceWords {
        who,
        best: of_best,
        conclusion,
    }
}

/// What is to be known of the choices of a game in turn.
#[must_use]
pub fn of_turns(m: &Language, game: &GameWhy) -> Vec<Sentence> {
    if !game.in_turn {
        return Vec::new();
    }
    let off = game.choices.iter().filter_map(|c| c.turn.as_ref());
    let off = off.filter(|turn| !turn.on_path).count() as u64;
    let mut said = vec![Sentence::text(m.t("why-turns"))];
    if off > 0 {
        said.push(Sentence::text(m.n("why-turns-off", off, &[])));
    }
    if game.unseen > 0 {
        said.push(Sentence::text(m.n(
            "why-turns-unseen",
            game.unseen as u64,
            &[],
        )));
    }
    said
}

/// What an input that is worth knowing comes to, beside its value.
#[must_use]
pub fn worth(m: &Language, input: &InputWorth, unit: &str) -> String {
    let values = [
        ("held", &*m.with_unit(input.worth.held_out, unit)),
        ("changes", &m.of_hundred(input.worth.changes)),
    ];
    m.f("why-worth", &values)
}

/// Phrases as a list: `a, b and c`.
fn listed(m: &Language, phrases: Vec<Sentence>, last: &'static str) -> Sentence {
    let mut phrases = phrases;
    let Some(end) = phrases.pop() else {
        return Sentence::default();
    };
    if phrases.is_empty() {
        return end;
    }
    let before = Sentence::joined(phrases, ", ");
    Sentence::joined([before, end], &format!(" {} ", m.t(last)))
}

/// Where a claim fails, or holds.
#[must_use]
pub fn place(m: &Language, place: &PlaceWhy) -> Vec<Sentence> {
    let key = match place.holds {
        true => "why-holds-where",
        false => "why-fails-where",
    };
    told(m, place, (key, "why-coverage"), &[])
}

/// The same in a line that names the claim; `None` where no conditions hold up.
#[must_use]
pub fn place_line(m: &Language, claim: &ClaimWhy) -> Option<Sentence> {
    let place = claim.place.as_ref()?;
    if place.nothing.is_some() {
        return None;
    }
    let (density, base) = (place.density?, place.base?);
    let conditions = place.conditions.iter().map(|c| condition(m, c)).collect();
    let hundred = |share: f64| Sentence::text(m.of_hundred(share));
    let values = [
        ("claim", Sentence::name(&claim.id)),
        ("density", hundred(density.share)),
        ("conditions", listed(m, conditions, "why-and")),
        ("base", hundred(base.share)),
    ];
    Some(match place.holds {
        true => m.say("why-where-holds", &values),
        false => m.say("why-where-fails", &values),
    })
}

/// Where an outcome is high, or low.
#[must_use]
pub fn fifth(m: &Language, fifth: &FifthWhy, unit: &str) -> Vec<Sentence> {
    let key = match fifth.high {
        true => "why-high-where",
        false => "why-low-where",
    };
    let bound = [("bound", Sentence::text(m.with_unit(fifth.bound, unit)))];
    told(m, &fifth.place, (key, "why-coverage-of-values"), &bound)
}

/// Where something is so.
fn told(
    m: &Language,
    place: &PlaceWhy,
    (first, coverage_key): (&'static str, &'static str),
    more: &[(&str, Sentence)],
) -> Vec<Sentence> {
    if let Some(nothing) = place.nothing {
        let text = match nothing {
            NoPlace::Luck => m.t("why-place-luck"),
            NoPlace::SameEverywhere => m.t("why-nothing-same"),
            NoPlace::TooFewWorlds => m.t("why-place-few"),
            NoPlace::ManyEqual => m.t("why-place-equal"),
            NoPlace::NothingScreened | NoPlace::NoneHolds => m.t("why-place-none"),
        };
        return vec![text.into()];
    }
    let (Some(density), Some(coverage), Some(base)) = (place.density, place.coverage, place.base)
    else {
        return Vec::new();
    };
    let conditions = place.conditions.iter().map(|c| condition(m, c)).collect();
    let hundred = |share: f64| Sentence::text(m.of_hundred(share));
    let mut values = vec![
        ("density", hundred(density.share)),
        ("range", Sentence::text(interval(m, &density))),
        ("conditions", listed(m, conditions, "why-and")),
        ("base", hundred(base.share)),
    ];
    values.extend(more.iter().cloned());
    let first = m.say(first, &values);
    let values = [
        ("coverage", hundred(coverage.share)),
        ("range", Sentence::text(interval(m, &coverage))),
    ];
    vec![first, m.say(coverage_key, &values)]
}

/// A line of a tree, and how deep it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TreeLine {
    /// Cuts above it.
    pub depth: usize,
    /// What its worlds have in common, and what is so in them.
    pub says: Sentence,
}

/// All worlds as a tree, where it tells what the conditions do not; `is` says what is so in them.
fn tree(m: &Language, place: &PlaceWhy, is: &'static str) -> Vec<TreeLine> {
    let mut lines = Vec::new();
    if let Some(part) = place.tree_beside() {
        branches(m, part, 0, is, &mut lines);
    }
    lines
}

/// The tree of a claim: where it fails, or holds.
#[must_use]
pub fn claim_tree(m: &Language, place: &PlaceWhy) -> Vec<TreeLine> {
    let is = match place.holds {
        true => "why-tree-holds",
        false => "why-tree-fails",
    };
    tree(m, place, is)
}

/// The tree of an outcome: where it is high, or low.
#[must_use]
pub fn fifth_tree(m: &Language, fifth: &FifthWhy) -> Vec<TreeLine> {
    tree(m, &fifth.place, "why-tree-so")
}

fn branches(
    m: &Language,
    part: &PartWhy,
    depth: usize,
    is: &'static str,
    lines: &mut Vec<TreeLine>,
) {
    for side in &part.sides {
        let hundred = |share: f64| Sentence::text(m.of_hundred(share));
        let values = [
            ("condition", cut_at(m, &side.condition)),
            ("mass", hundred(side.part.mass.share)),
            ("density", hundred(side.part.density.share)),
            ("range", Sentence::text(interval(m, &side.part.density))),
        ];
        let key = match side.part.sides.is_empty() {
            true => is,
            false => "why-tree-and",
        };
        lines.push(TreeLine {
            depth,
            says: m.say(key, &values),
        });
        branches(m, &side.part, depth + 1, is, lines);
    }
}

/// A side of a cut: below a value, or not.
fn cut_at(m: &Language, side: &ConditionWhy) -> Sentence {
    let number = |value: f64| Sentence::text(m.with_unit(value, &side.unit));
    let input = || ("input", Sentence::name(&side.input));
    match (side.low, side.high) {
        (Some(low), None) => m.say("why-or-more", &[input(), ("low", number(low))]),
        (None, Some(high)) => m.say("why-below", &[input(), ("high", number(high))]),
        _ => condition(m, side),
    }
}

fn place_and_tree(m: &Language, told: &PlaceWhy) -> Vec<Sentence> {
    let lines = claim_tree(m, told).into_iter().map(|line| line.says);
    place(m, told).into_iter().chain(lines).collect()
}

fn fifth_and_tree(m: &Language, told: &FifthWhy, unit: &str) -> Vec<Sentence> {
    let lines = fifth_tree(m, told).into_iter().map(|line| line.says);
    fifth(m, told, unit).into_iter().chain(lines).collect()
}

/// A condition on one input.
fn condition(m: &Language, condition: &ConditionWhy) -> Sentence {
    let input = || ("input", Sentence::name(&condition.input));
    let number = |value: f64| Sentence::text(m.with_unit(value, &condition.unit));
    match (condition.low, condition.high) {
        (Some(low), Some(high)) => m.say(
            "why-between",
            &[input(), ("low", number(low)), ("high", number(high))],
        ),
        (Some(low), None) => m.say("why-at-least", &[input(), ("low", number(low))]),
        (None, Some(high)) => m.say("why-at-most", &[input(), ("high", number(high))]),
        (None, None) => {
            let options = condition.options.iter().map(Sentence::name).collect();
            m.say(
                "why-is",
                &[input(), ("options", listed(m, options, "why-or"))],
            )
        }
    }
}

fn value(m: &Language, held: &HeldWhy) -> Sentence {
    match &held.option {
        Some(option) => Sentence::name(option),
        None => Sentence::text(m.with_unit(held.value, &held.unit)),
    }
}

/// A lever of a strategy that is set otherwise.
fn moved(m: &Language, moved: &MovedWhy) -> Sentence {
    let value = |value: f64, option: &Option<String>| match option {
        Some(option) => Sentence::name(option),
        None => Sentence::text(m.with_unit(value, &moved.unit)),
    };
    let values = [
        ("lever", Sentence::name(&moved.lever)),
        ("strategy", Sentence::name(&moved.strategy)),
        ("value", value(moved.value, &moved.option)),
        ("was", value(moved.was, &moved.was_option)),
    ];
    m.say("why-moved", &values)
}

fn names(m: &Language, names: &[String]) -> Sentence {
    listed(m, names.iter().map(Sentence::name).collect(), "why-and")
}

/// What was tried and does not turn a verdict: inputs where nothing does, and levers where none of them does.
fn not_turned(m: &Language, found: &FlipsWhy) -> Vec<Sentence> {
    let mut out = Vec::new();
    let none = found.flips.is_empty();
    let worlds = m.count(found.worlds);
    if none && !found.tried.is_empty() {
        let values = [
            ("inputs", names(m, &found.tried)),
            ("worlds", Sentence::text(worlds.clone())),
        ];
        out.push(m.say("why-flip-none", &values));
    }
    let turned = found.flips.iter().any(|flip| !flip.levers.is_empty());
    if !found.levers.is_empty() && !turned {
        let key = match out.is_empty() {
            true => "why-flip-lever-none",
            false => "why-flip-no-lever",
        };
        out.push(m.n(key, found.levers.len() as u64, &[]).into());
    }
    if none && out.is_empty() {
        out.push(m.t("why-flip-nothing").into());
    }
    if none && found.pairs > 0 {
        let values = [("worlds", &*worlds)];
        out.push(
            m.n("why-flip-pairs-none", found.pairs as u64, &values)
                .into(),
        );
    }
    out
}

/// What would turn a verdict.
#[must_use]
pub fn flips(m: &Language, found: &FlipsWhy) -> Vec<Sentence> {
    let mut out = Vec::new();
    for flip in &found.flips {
        let held = flip.held.iter().map(|held| {
            let values = [
                ("input", Sentence::name(&held.input)),
                ("value", value(m, held)),
            ];
            m.say("why-held", &values)
        });
        let held = held.chain(flip.levers.iter().map(|moved| self::moved(m, moved)));
        let values = [
            ("held", listed(m, held.collect(), "why-and")),
            ("verdict", Sentence::text(verdict_cell(m, &flip.verdict))),
            ("share", Sentence::text(m.of_hundred(flip.share.share))),
            ("range", Sentence::text(interval(m, &flip.share))),
        ];
        out.push(m.say("why-flip", &values));
    }
    out.extend(not_turned(m, found));
    if !found.tied.is_empty() {
        out.push(m.say("why-flip-tied", &[("inputs", names(m, &found.tied))]));
    }
    if !found.unmoved.is_empty() {
        let unmoved = found.unmoved.len() as u64;
        out.push(m.n("why-flip-unmoved", unmoved, &[]).into());
    }
    if let Some(nearest) = &found.nearest {
        let differ = nearest.differ.iter().map(|differ| {
            let values = [
                ("input", Sentence::name(&differ.usual.input)),
                ("usual", value(m, &differ.usual)),
                ("other", value(m, &differ.other)),
            ];
            m.say("why-differ", &values)
        });
        let values = [("differ", listed(m, differ.collect(), "why-and"))];
        out.push(match nearest.holds {
            true => m.say("why-nearest-holds", &values),
            false => m.say("why-nearest-fails", &values),
        });
    }
    out
}
