//! Actors, their strategies, and profiles.

use std::collections::HashMap;

use super::entry::open;
use super::fields::Fields;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use super::item::{Entry, Item, Value};
use super::levers;
use super::names::Equations;
use super::numbers::by_element;
use super::scenario::between_instants;
use super::thresholds;
use crate::elaborate::{Context, DeclaredKind, Expected, ExpectedUnit};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{BinaryOp, Expression, MemoryOp, Term};
use contend_model::id::{ActorId, DimensionId, ProfileId, QuantityId, StrategyId};
use contend_model::model::{Actor, LeverDomain, Profile, Quantity, Strategy};
use contend_model::nearest::nearest;
use contend_model::place::Span;
use contend_model::unit::Unit;

/// The most dates of a schedule, and elements of a setting by label: each makes an equation deeper.
const MOST_PARTS: usize = 200;

/// Who acts, and how.
pub(crate) struct Actors {
    pub actors: Vec<Actor>,
    /// `None` where any has errors.
    pub strategies: Option<Vec<Strategy>>,
    pub profiles: Vec<Profile>,
    /// The first profile of each combination of strategies.
    pub profile_of: HashMap<Vec<Option<StrategyId>>, ProfileId>,
    pub known: Known,
}

/// Actors and strategies by name, also broken ones.
pub(crate) struct Known {
    actors: Vec<String>,
    strategies: Vec<(ActorId, String)>,
}

impl Known {
    /// The actor of a name, if there is one.
    pub fn actor_named(&self, name: &str) -> Option<ActorId> {
        let at = self.actors.iter().position(|a| a == name)?;
        Some(ActorId(at as u32))
    }

    /// The actor of a name; a finding where there is none.
    pub fn find_actor(&self, reader: &mut Reader, name: &str, span: Span) -> Option<ActorId> {
        let found = self.actor_named(name);
        if found.is_none() {
            reader.findings.push(
                Diagnostic::error("unknown-actor", span)
                    .with("name", name)
                    .maybe(
                        "near",
                        nearest(name, self.actors.iter().map(String::as_str)),
                    ),
            );
        }
        found
    }

    /// The strategy of an actor by name; a finding where there is none.
    pub fn find(
        &self,
        reader: &mut Reader,
        actor: ActorId,
        name: &str,
        span: Span,
    ) -> Option<StrategyId> {
        let found = self
            .strategies
            .iter()
            .position(|(a, n)| *a == actor && n == name);
        if found.is_none() {
            let own = self.of(actor).into_iter().map(|s| self.strategy(s));

            reader.findings.push(
                Diagnostic::error("unknown-strategy", span)
                    .with("actor", self.actor(actor))
                    .with("name", name)
                    .maybe("near", nearest(name, own)),
            );
        }
        found.map(|i| StrategyId(i as u32))
    }

    /// All strategies of an actor, in order.
    pub fn of(&self, actor: ActorId) -> Vec<StrategyId> {
        (0..self.strategies.len())
            .filter(|i| self.strategies[*i].0 == actor)
            .map(|i| StrategyId(i as u32))
            .collect()
    }

    /// The name of an actor.
    pub fn actor(&self, id: ActorId) -> &str {
        self.actors.get(id.index()).map_or("", String::as_str)
    }

    /// The name of a strategy.
    pub fn strategy(&self, id: StrategyId) -> &str {
        self.strategies.get(id.index()).map_or("", |s| s.1.as_str())
    }
}

/// Reads actors, strategies and profiles.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
    equations: &mut Equations<'_>,
    quantities: &[Quantity],
) -> Actors {
    let names: Vec<(String, Span)> = equations.declared.actors.clone();
    let mut written = Vec::new();
    let mut strategies = true;
    let mut known = Known {
        actors: names.iter().map(|n| n.0.clone()).collect(),
        strategies: Vec::new(),
    };
    let mut declarations = Vec::new();
    for declaration in all.of("strategy") {
        let Some(actor) = known.find_actor(reader, &declaration.actor, declaration.place) else {
            strategies = false;
            continue;
        };
        known.strategies.push((actor, declaration.name.clone()));
        declarations.push((declaration, actor));
    }
    for (declaration, actor) in declarations {
        written.push(strategy(reader, equations, declaration, actor).and_then(
            |(strategy, fields)| {
                let beside = thresholds::read(reader, quantities, &known, actor, &fields)?;
                Some((strategy, beside))
            },
        ));
    }
    let resolved = thresholds::resolve(reader, quantities, &written);
    let strategies = resolved.filter(|_| strategies);
    let actors = all
        .of("actor")
        .iter()
        .enumerate()
        .map(|(i, d)| actor(reader, d, ActorId(i as u32), &known))
        .collect::<Vec<_>>();
    let profiles = profiles(reader, all, &actors, &known);
    let mut profile_of = HashMap::new();
    for (index, profile) in profiles.iter().enumerate() {
        profile_of
            .entry(profile.strategies.clone())
            .or_insert(ProfileId(index as u32));
    }
    Actors {
        actors,
        strategies,
        profiles,
        profile_of,
        known,
    }
}

fn actor(reader: &mut Reader, declaration: &Declaration, id: ActorId, known: &Known) -> Actor {
    let fields = open(reader, "actor", declaration);
    let first = known.of(id).first().copied();
    let default = match fields.and_then(|f| f.text("default").map(|t| (t, f.span("default")))) {
        None => first,
        Some((name, span)) => known.find(reader, id, name, span),
    };
    Actor {
        id: declaration.name.clone(),
        name: fields
            .map(|f| f.words("name"))
            .filter(|n| !n.is_empty())
            .unwrap_or_else(|| declaration.name.clone()),
        about: fields.map(|f| f.words("about")).unwrap_or_default(),
        default_strategy: default,
        span: declaration.place,
    }
}

fn profiles(
    reader: &mut Reader,
    all: &Declarations,
    actors: &[Actor],
    known: &Known,
) -> Vec<Profile> {
    let defaults: Vec<Option<StrategyId>> = actors.iter().map(|a| a.default_strategy).collect();
    let mut profiles = Vec::new();
    for declaration in all.of("profile") {
        let mut strategies = defaults.clone();
        let fields = open(reader, "profile", declaration);
        for entry in fields.iter().flat_map(|f| f.others()) {
            let Some(actor) = actors.iter().position(|a| a.id == entry.key) else {
                reader.findings.push(
                    Diagnostic::error("unknown-actor", entry.key_span)
                        .with("name", &entry.key)
                        .maybe(
                            "near",
                            nearest(
                                &entry.key,
                                actors.iter().map(|a| a.id.as_str()).chain(["about"]),
                            ),
                        ),
                );
                continue;
            };
            match entry.item.text() {
                Some(name) => {
                    let id = ActorId(actor as u32);
                    strategies[actor] = known.find(reader, id, name, entry.item.span);
                }
                None if entry.item.is_bad() => {}
                None => {
                    reader.findings.push(
                        Diagnostic::error("wrong-type", entry.item.span)
                            .case("profile")
                            .with("name", &entry.key)
                            .with("given", entry.item.described()),
                    );
                }
            }
        }
        profiles.push(Profile {
            id: declaration.name.clone(),
            about: fields.map(|f| f.words("about")).unwrap_or_default(),
            strategies,
            later: Vec::new(),
            of_game: false,
            span: declaration.place,
        });
    }
    if profiles.is_empty() {
        let span = Span {
            file: contend_model::place::FileId(0),
            start: 0,
            end: 0,
        };
        profiles.push(Profile {
            id: "baseline".into(),
            about: String::new(),
            strategies: defaults,
            later: Vec::new(),
            of_game: false,
            span,
        });
    }
    profiles
}

fn strategy<'t>(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    declaration: &'t Declaration,
    actor: ActorId,
) -> Option<(Strategy, Fields<'t>)> {
    let fields = open(reader, "strategy", declaration)?;
    let mut settings = Vec::new();
    let mut sound = true;
    for entry in fields.others() {
        let Some(lever) = own_lever(reader, equations, actor, &declaration.actor, entry) else {
            sound = false;
            continue;
        };
        match setting(reader, equations, actor, lever, entry) {
            Some(expression) => settings.push((lever, expression)),
            None => sound = false,
        }
    }
    let strategy = Strategy {
        actor,
        id: declaration.name.clone(),
        about: fields.words("about"),
        settings,
        free: None,
        span: declaration.place,
    };
    sound.then_some((strategy, fields))
}

fn own_lever(
    reader: &mut Reader,
    equations: &Equations<'_>,
    actor: ActorId,
    actor_name: &str,
    entry: &Entry,
) -> Option<QuantityId> {
    let lever = equations.quantity(&entry.key);
    let kind = lever.map(|q| &equations.declared.quantities[q.index()].kind);
    let finding = Diagnostic::error("unknown-lever", entry.key_span).with("name", &entry.key);
    let finding = match kind {
        Some(DeclaredKind::Lever { actor: owner, .. }) if *owner == actor => return lever,
        Some(DeclaredKind::Lever { .. }) => finding.case("of-another").with("actor", actor_name),
        Some(_) => finding.case("not-a-lever"),
        None if equations.declared.broken.contains(&entry.key) => return None,
        None => {
            let own =
                equations.declared.quantities.iter().filter(
                    |q| matches!(q.kind, DeclaredKind::Lever { actor: a, .. } if a == actor),
                );
            let names = own
                .map(|q| q.name.as_str())
                .chain(["about", "like", "thresholds", "free"]);
            finding.maybe("near", nearest(&entry.key, names))
        }
    };
    reader.findings.push(finding);
    None
}

/// What a strategy does with one lever.
fn setting(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    actor: ActorId,
    lever: QuantityId,
    entry: &Entry,
) -> Option<Expression> {
    let declared = &equations.declared.quantities[lever.index()];
    let (over, unit) = (declared.over.clone(), declared.unit.clone());
    let (domain, default) = equations.declared.levers.get(&lever.0)?.clone();
    let number = |value: f64, span: Span, unit: &Unit| Expression {
        term: Term::Number(value),
        over: Vec::new(),
        unit: unit.clone(),
        span,
    };
    if let Value::Table(table) = &entry.item.value {
        if let Some(rule) = table.get("rule") {
            if odd_field(reader, table, &["rule"]) {
                return None;
            }
            if rule.item.text().is_none() && rule.item.number().is_none() {
                reader.findings.push(
                    Diagnostic::error("wrong-type", rule.item.span)
                        .case("rule")
                        .with("given", rule.item.described()),
                );
                return None;
            }
            let expected = Expected {
                over: &over,
                unit: match domain {
                    LeverDomain::Switch => ExpectedUnit::Switch,
                    _ => ExpectedUnit::Exactly(&unit),
                },
            };
            let settings = levers::settings(&domain);
            let context = Context::Rule {
                actor,
                settings: &settings,
            };
            let found = equations.read(reader, &rule.item, context, expected)?;
            if let LeverDomain::Choice { options } = &domain
                && let Some(other) = no_option(equations, options, &found)
            {
                let names = options.iter().map(|o| &o.0);
                let finding = Diagnostic::error("bad-setting", other).case("rule");
                let finding = finding.with("lever", &entry.key);
                reader
                    .findings
                    .push(finding.with("options", Arg::names(names)));
                return None;
            }
            return Some(found);
        }
        if table.get("schedule").is_some() {
            let lever = (&domain, default);
            return schedule(reader, equations, &entry.key, lever, table, &unit);
        }
        if !over.is_empty() {
            return by_label(
                reader,
                equations,
                &entry.key,
                &domain,
                &over,
                &entry.item,
                &unit,
            );
        }
    }
    let value = levers::setting(reader, &entry.key, &domain, &entry.item)?;
    Some(number(value, entry.item.span, &unit))
}

/// The part of a rule that may give something that is none of a choice's options.
fn no_option(
    equations: &Equations<'_>,
    options: &[(String, f64)],
    rule: &Expression,
) -> Option<Span> {
    let known = |x: f64| options.iter().any(|o| o.1 == x);
    match &rule.term {
        Term::Number(x) if known(*x) => None,
        Term::If(_, a, b) => {
            no_option(equations, options, a).or_else(|| no_option(equations, options, b))
        }
        Term::Memory {
            op: MemoryOp::Previous,
            arguments,
            ..
        } => arguments
            .iter()
            .find_map(|a| no_option(equations, options, a)),
        Term::Read { quantity, .. } => match equations.declared.levers.get(&quantity.0) {
            Some((LeverDomain::Choice { options }, _)) if options.iter().all(|o| known(o.1)) => {
                None
            }
            _ => Some(rule.span),
        },
        _ => Some(rule.span),
    }
}

/// Reports a field that a setting does not have.
fn odd_field(reader: &mut Reader, table: &super::item::Table, fields: &[&str]) -> bool {
    let Some(odd) = table
        .entries
        .iter()
        .find(|e| !fields.contains(&e.key.as_str()))
    else {
        return false;
    };
    let finding = Diagnostic::error("unknown-field", odd.key_span)
        .case("setting")
        .with("field", &odd.key)
        .maybe("near", nearest(&odd.key, fields.iter().copied()))
        .with("known", Arg::names(fields));
    reader.findings.push(finding);
    true
}

/// `{ schedule = [[date, value], …], ramp = true }` as choices by time.
fn schedule(
    reader: &mut Reader,
    equations: &Equations<'_>,
    lever: &str,
    (domain, default): (&LeverDomain, f64),
    table: &super::item::Table,
    unit: &Unit,
) -> Option<Expression> {
    if odd_field(reader, table, &["schedule", "ramp"]) {
        return None;
    }
    let entry = table.get("schedule")?;
    let ramp = table
        .get("ramp")
        .and_then(|e| e.item.flag())
        .unwrap_or(false);
    if let (LeverDomain::Number { whole: true, .. }, true, Some(entry)) =
        (domain, ramp, table.get("ramp"))
    {
        let finding = Diagnostic::error("bad-setting", entry.key_span).case("whole-ramp");
        reader.findings.push(finding.with("lever", lever));
        return None;
    }
    let shape = |reader: &mut Reader, span: Span| {
        let finding = Diagnostic::error("wrong-type", span).case("schedule");
        reader.findings.push(finding);
    };
    let Some(list) = entry.item.list().filter(|l| !l.is_empty()) else {
        shape(reader, entry.item.span);
        return None;
    };
    if list.len() > MOST_PARTS {
        let finding = Diagnostic::error("too-many-parts", entry.item.span)
            .case("schedule")
            .with("most", MOST_PARTS);
        reader.findings.push(finding);
        return None;
    }
    let mut points: Vec<(f64, f64)> = Vec::new();
    for item in list {
        let pair = match item.list() {
            Some([day, value]) => super::scenario::date_of(day).map(|d| (d, value)),
            _ => None,
        };
        let Some((day, value)) = pair else {
            shape(reader, item.span);
            return None;
        };
        let value = levers::setting(reader, lever, domain, value)?;
        let clock = &equations.head.clock;
        let at = clock.snapped(clock.elapsed(day));
        let end = clock.time_of_step(clock.steps);
        if (0.0..end).contains(&at) && clock.instant(at).is_none() && !ramp {
            let finding = between_instants(clock, at, day, item.span);
            reader.findings.push(finding.case("schedule"));
        }
        if points.last().is_some_and(|p| p.0 >= at) {
            let finding = Diagnostic::error("points-order", item.span).case("schedule");
            reader.findings.push(finding);
            return None;
        }
        points.push((at, value));
    }
    let span = entry.item.span;
    let time = equations.head.units.time(equations.head.clock.time_unit);
    let make = |term: Term, unit: &Unit| Expression {
        term,
        over: Vec::new(),
        unit: unit.clone(),
        span,
    };
    let number = |x: f64, unit: &Unit| make(Term::Number(x), unit);
    let now = || make(Term::Time, &time);
    // Before the first date the lever keeps its default; the part between two dates is found from the last on.
    let mut result = number(default, unit);
    for (i, (at, value)) in points.iter().enumerate() {
        let reached = make(
            Term::Binary(
                BinaryOp::GreaterEqual,
                Box::new(now()),
                Box::new(number(*at, &time)),
            ),
            &Unit::pure(),
        );
        let here = match points.get(i + 1) {
            Some((next_at, next)) if ramp => {
                let slope = (next - value) / (next_at - at);
                let since = make(
                    Term::Binary(
                        BinaryOp::Subtract,
                        Box::new(now()),
                        Box::new(number(*at, &time)),
                    ),
                    &time,
                );
                let risen = make(
                    Term::Binary(
                        BinaryOp::Multiply,
                        Box::new(since),
                        Box::new(number(slope, unit)),
                    ),
                    unit,
                );
                make(
                    Term::Binary(
                        BinaryOp::Add,
                        Box::new(number(*value, unit)),
                        Box::new(risen),
                    ),
                    unit,
                )
            }
            _ => number(*value, unit),
        };
        result = make(
            Term::If(Box::new(reached), Box::new(here), Box::new(result)),
            unit,
        );
    }
    Some(result)
}

/// A table by label for a lever over dimensions.
fn by_label(
    reader: &mut Reader,
    equations: &Equations<'_>,
    lever: &str,
    domain: &LeverDomain,
    over: &[DimensionId],
    whole: &Item,
    unit: &Unit,
) -> Option<Expression> {
    let leaf = |n: &Item| !matches!(n.value, Value::Table(_) | Value::List(_));
    let leaves = by_element(reader, equations.dimensions, over, whole, &leaf, false)?;
    let mut values = Vec::new();
    for leaf in leaves {
        values.push(levers::setting(reader, lever, domain, leaf?)?);
    }
    if values.len() > MOST_PARTS {
        let finding = Diagnostic::error("too-many-parts", whole.span)
            .case("labels")
            .with("most", MOST_PARTS);
        reader.findings.push(finding);
        return None;
    }
    if over.len() != 1 {
        let finding = Diagnostic::error("wrong-length", whole.span).case("lever");
        reader.findings.push(finding);
        return None;
    }
    // A chain of choices by element.
    let d = over[0];
    let make = |term: Term, over: &[DimensionId], unit: &Unit, span: Span| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span,
    };
    let positions = &equations.dimensions.get(d).positions;
    let mut result = make(Term::Number(*values.last()?), &[], unit, whole.span);
    for (value, position) in values.iter().zip(positions).rev().skip(1) {
        let here = make(Term::Position(d), over, &Unit::pure(), whole.span);
        let own = make(
            Term::Number(f64::from(*position)),
            &[],
            &Unit::pure(),
            whole.span,
        );
        let same = make(
            Term::Binary(BinaryOp::Equal, Box::new(here), Box::new(own)),
            over,
            &Unit::pure(),
            whole.span,
        );
        let then = make(Term::Number(*value), &[], unit, whole.span);
        result = make(
            Term::If(Box::new(same), Box::new(then), Box::new(result)),
            over,
            unit,
            whole.span,
        );
    }
    Some(result)
}
