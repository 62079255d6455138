//! What equations can name, before any equation is read.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::dimensions::Dimensions;
use super::entry::{equation_text, open};
use super::event_outcomes;
use super::fields::Fields;
use super::files::Reader;
use super::functions;
use super::gather::{Declaration, Declarations, ONE_SPACE};
use super::item::{Item, Value};
use super::parameters::{self, Inputs};
use super::scenario::Head;
use super::sources::Sources;
use super::tables;
use crate::elaborate::{
    Context, Declared, DeclaredEvent, DeclaredFunction, DeclaredGame, DeclaredKind, DeclaredLookup,
    DeclaredOutcome, Expected, Names, Sites, elaborate, unknown_unit,
};
use crate::equation::SyntaxKind;
use crate::functions::{RESERVED, function};
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::Expression;
use contend_model::id::{ActorId, DimensionId, ProfileId, QuantityId, TableId};
use contend_model::model::{Correlation, Input, LeverDomain, Origin, Parameter, Table};
use contend_model::nearest::nearest;
use contend_model::place::Span;
use contend_model::unit::Unit;

/// Everything that has a name, with what is known of it before equations are read.
#[derive(Debug, Default)]
pub(crate) struct AllNames {
    pub quantities: Vec<Declared>,
    /// Where each quantity's numbers come from.
    pub origins: Vec<Origin>,
    pub abouts: Vec<String>,
    pub parameters: HashMap<u32, Parameter>,
    pub series: HashMap<u32, Vec<TableId>>,
    pub inputs: Vec<Input>,
    pub correlations: Vec<Correlation>,
    pub tables: Vec<Table>,
    pub lookups: Vec<DeclaredLookup>,
    pub functions: Vec<DeclaredFunction>,
    pub events: Vec<DeclaredEvent>,
    pub outcomes: Vec<DeclaredOutcome>,
    pub actors: Vec<(String, Span)>,
    /// What each lever can be set to, and what it is set to by default, where both are sound.
    pub levers: HashMap<u32, (LeverDomain, f64)>,
    pub profiles: Vec<String>,
    pub baseline: ProfileId,
    /// Names of what is declared but broken: reading them is no further mistake.
    pub broken: HashSet<String>,
    /// Stocks in which everything stays for a fixed time.
    pub conveyors: BTreeSet<QuantityId>,
}

/// How equations are read.
pub(crate) struct Equations<'a> {
    pub declared: &'a AllNames,
    /// Known once actors and games are read: for claims.
    pub games: &'a [DeclaredGame],
    pub head: &'a Head,
    pub dimensions: &'a Dimensions,
    pub sites: &'a mut Sites,
}

impl Equations<'_> {
    /// Reads one equation: a text, or a number where one may stand.
    pub fn read(
        &mut self,
        reader: &mut Reader,
        item: &Item,
        context: Context<'_>,
        expected: Expected<'_>,
    ) -> Option<Expression> {
        if reader.findings.is_full() {
            return None;
        }
        let names = Names {
            clock: &self.head.clock,
            dimensions: &self.dimensions.list,
            quantities: &self.declared.quantities,
            lookups: &self.declared.lookups,
            functions: &self.declared.functions,
            events: &self.declared.events,
            outcomes: &self.declared.outcomes,
            profiles: &self.declared.profiles,
            baseline: self.declared.baseline,
            games: self.games,
            units: &self.head.units,
            broken: &self.declared.broken,
        };
        let text = match &item.value {
            Value::Text(text) => equation_text(reader, item, text),
            Value::Number(n) => {
                // A number written without quotes has the unit that is expected.
                let unit = match expected.unit {
                    crate::elaborate::ExpectedUnit::Exactly(unit) => unit.clone(),
                    crate::elaborate::ExpectedUnit::RateOf(unit) => {
                        unit.divide(&self.head.units.time(self.head.clock.time_unit))
                    }
                    crate::elaborate::ExpectedUnit::PerTime => {
                        Unit::pure().divide(&self.head.units.time(self.head.clock.time_unit))
                    }
                    _ => Unit::pure(),
                };
                return Some(Expression {
                    term: contend_model::expression::Term::Number(*n),
                    over: Vec::new(),
                    unit,
                    span: item.span,
                });
            }
            _ => return None,
        };
        let mut found = Vec::new();
        let result = elaborate(&names, &text, context, expected, self.sites, &mut found);
        match &item.scope {
            None => reader.findings.extend(found),
            Some(scope) => reader.findings.extend_from_use(found, scope),
        }
        result
    }

    pub fn quantity(&self, name: &str) -> Option<QuantityId> {
        self.declared
            .quantities
            .iter()
            .position(|q| q.name == name)
            .map(|i| QuantityId(i as u32))
    }
}

/// A unit that a field names; a pure number where it is left out. `None`, with a finding, where it is unknown.
pub(crate) fn unit(
    reader: &mut Reader,
    head: &Head,
    fields: Option<&Fields>,
    name: &str,
) -> Option<Unit> {
    let Some(text) = fields.and_then(|f| f.text(name)) else {
        return if fields.is_some_and(|f| f.is_broken(name)) {
            None
        } else {
            Some(Unit::pure())
        };
    };
    match head.units.parse(text) {
        Ok(unit) => Some(unit),
        Err(e) => {
            let at = fields.map(|f| f.span(name));
            let place = at.map(|s| Span {
                start: s.start + 1 + e.at.start as u32,
                end: (s.start + 1 + e.at.end as u32).min(s.end),
                ..s
            });
            let finding = unknown_unit(&e);
            reader.findings.push(match place {
                Some(place) => finding.at(place),
                None => finding,
            });
            None
        }
    }
}

/// Declares everything that equations can name.
pub(crate) fn declare(
    reader: &mut Reader,
    all: &Declarations,
    head: &Head,
    dimensions: &Dimensions,
    sources: &mut Sources,
) -> AllNames {
    let mut names = AllNames::default();
    names.broken.extend(all.broken.iter().cloned());
    let mut inputs = Inputs::default();
    for declaration in all.of("dimension") {
        if let Some(None) = dimensions.by_name.get(&declaration.name) {
            names.broken.insert(declaration.name.clone());
        }
    }
    for actor in all.of("actor") {
        names.actors.push((actor.name.clone(), actor.place));
    }
    for kind in ["parameter", "series", "stock", "flow", "variable", "lever"] {
        for declaration in all.of(kind) {
            quantity(
                reader,
                head,
                dimensions,
                sources,
                &mut names,
                &mut inputs,
                kind,
                declaration,
            );
        }
    }
    let is_broken = |name: &str| names.broken.contains(name);
    let unbounded = super::between::resolve(
        reader,
        &names.quantities,
        &mut names.parameters,
        &mut inputs,
        &is_broken,
    );
    for quantity in unbounded {
        let name = std::mem::take(&mut names.quantities[quantity.index()].name);
        names.broken.insert(name);
    }
    for declaration in all.of("lookup") {
        lookup(reader, head, sources, &mut names, declaration);
    }
    for (name, function) in functions::read(reader, all) {
        match function {
            Some(function) => names.functions.push(function),
            None => drop(names.broken.insert(name)),
        }
    }
    for declaration in all.of("event") {
        let fields = open(reader, "event", declaration);
        let over = fields.map_or(Some(Vec::new()), |f| dimensions.over(reader, &f));
        if over.is_none() {
            names.broken.insert(declaration.name.clone());
        }
        let over = over.unwrap_or_default();
        let outcomes = fields.map(|f| event_outcomes::declared(&declaration.name, &over, &f));
        names.events.push(DeclaredEvent {
            name: declaration.name.clone(),
            over,
            span: declaration.place,
        });
        names.events.extend(outcomes.unwrap_or_default());
    }
    for (kind, prefix) in [("outcome", ""), ("objective", "objective_")] {
        for declaration in all.of(kind) {
            let fields = open(reader, kind, declaration);
            let unit = unit(reader, head, fields.as_ref(), "unit");
            let over = if kind == "outcome" {
                fields.map_or(Some(Vec::new()), |f| dimensions.over(reader, &f))
            } else {
                Some(Vec::new())
            };
            if unit.is_none() || over.is_none() {
                names.broken.insert(format!("{prefix}{}", declaration.name));
            }
            names.outcomes.push(DeclaredOutcome {
                name: format!("{prefix}{}", declaration.name),
                over: over.unwrap_or_default(),
                unit: unit.unwrap_or_default(),
                span: declaration.place,
            });
        }
    }
    names.inputs = inputs.list;
    let choices: HashSet<u32> = names
        .parameters
        .iter()
        .filter(|(_, p)| !p.options.is_empty())
        .map(|(q, _)| *q)
        .collect();
    let places: HashMap<&str, Span> = all
        .of("parameter")
        .iter()
        .map(|d| (d.name.as_str(), d.place))
        .collect();
    names.correlations = parameters::correlations(
        reader,
        all,
        &names.inputs,
        &|q| choices.contains(&q.0),
        &places,
        &names.broken,
        sources,
    );
    profiles(reader, all, head, &mut names);
    one_name_each(reader, all);
    names
}

#[allow(clippy::too_many_arguments)] // one declaration and all that it is held against
fn quantity(
    reader: &mut Reader,
    head: &Head,
    dimensions: &Dimensions,
    sources: &mut Sources,
    names: &mut AllNames,
    inputs: &mut Inputs,
    kind: &str,
    declaration: &Declaration,
) {
    let id = QuantityId(names.quantities.len() as u32);
    let fields = open(reader, kind, declaration);
    let unit = unit(reader, head, fields.as_ref(), "unit");
    let over = fields.map_or(Some(Vec::new()), |f| dimensions.over(reader, &f));
    let origin = match &fields {
        Some(f) => sources.origin(f, &mut reader.findings),
        None => Origin::default(),
    };
    let mut broken = unit.is_none() || over.is_none() || declaration.item.is_bad();
    let over = over.unwrap_or_default();
    let declared_kind = match kind {
        "parameter" => {
            let parameter = if broken {
                None
            } else {
                parameters::read(
                    reader,
                    dimensions,
                    inputs,
                    id,
                    &over,
                    declaration,
                    fields.as_ref(),
                )
            };
            let options = parameter.as_ref().map_or(Vec::new(), |p| p.options.clone());
            match parameter {
                Some(parameter) => drop(names.parameters.insert(id.0, parameter)),
                None => broken = true,
            }
            DeclaredKind::Parameter { options }
        }
        "series" => {
            let read = fields.filter(|_| !broken).and_then(|f| {
                tables::series(
                    reader,
                    dimensions,
                    &over,
                    &declaration.name,
                    &f,
                    &head.clock,
                )
            });
            match read {
                Some(list) => {
                    let first = names.tables.len() as u32;
                    let ids = (0..list.len() as u32).map(|i| TableId(first + i)).collect();
                    names.tables.extend(list);
                    names.series.insert(id.0, ids);
                }
                None => broken = true,
            }
            DeclaredKind::Series
        }
        "stock" => {
            if fields.is_some_and(|f| f.has("transit")) {
                names.conveyors.insert(id);
            }
            DeclaredKind::Stock
        }
        "flow" => DeclaredKind::Flow,
        "lever" => {
            let kind = lever(reader, names, fields.as_ref());
            if let (DeclaredKind::Lever { options, .. }, Some(fields)) = (&kind, &fields)
                && let Some(domain) = super::levers::domain(reader, declaration, fields, options)
                && let Some(default) = super::levers::default(reader, declaration, fields, &domain)
            {
                names.levers.insert(id.0, (domain, default));
            }
            kind
        }
        _ => DeclaredKind::Variable,
    };
    if matches!(kind, "parameter" | "series")
        && !broken
        && origin.sources.is_empty()
        && origin.assumption.is_none()
    {
        let finding =
            Diagnostic::warning("no-origin", declaration.place).with("name", &declaration.name);
        reader.findings.push(finding);
    }
    if matches!(kind, "parameter" | "series")
        && !broken
        && let Some(fields) = &fields
    {
        let asked = sources.ask_for_grade(fields, &declaration.name, &origin);
        reader.findings.extend(asked);
    }
    if broken {
        names.broken.insert(declaration.name.clone());
    }
    names
        .abouts
        .push(fields.map(|f| f.words("about")).unwrap_or_default());
    names.origins.push(origin);
    let seen_by = fields.and_then(|f| seen_by(reader, &names.actors, &f));
    names.quantities.push(Declared {
        // A broken quantity keeps its place but not its name, so that nothing is said of its uses.
        name: if broken {
            String::new()
        } else {
            declaration.name.clone()
        },
        over,
        unit: unit.unwrap_or_default(),
        elements_of: elements_of(dimensions, kind, declaration),
        kind: declared_kind,
        seen_by,
        span: declaration.place,
    });
}

/// The actors whose rules may read something, where not all may.
fn seen_by(
    reader: &mut Reader,
    actors: &[(String, Span)],
    fields: &Fields,
) -> Option<Vec<ActorId>> {
    let mut seen_by = Vec::new();
    for (name, span) in fields.get("seen_by")?.texts() {
        match actors.iter().position(|(actor, _)| actor == name) {
            Some(i) => seen_by.push(ActorId(i as u32)),
            None => {
                let near = nearest(name, actors.iter().map(|a| a.0.as_str()));
                let finding = Diagnostic::error("unknown-actor", span).with("name", name);
                reader.findings.push(finding.maybe("near", near));
            }
        }
    }
    Some(seen_by)
}

/// The list of which a variable's numbers are elements, where its equation is an `argmax` or `argmin` over a dimension.
fn elements_of(
    dimensions: &Dimensions,
    kind: &str,
    declaration: &Declaration,
) -> Option<DimensionId> {
    let item = match &declaration.item.value {
        _ if kind != "variable" => None,
        Value::Text(_) => Some(&declaration.item),
        Value::Table(table) => table.get("equation").map(|e| &e.item),
        _ => None,
    }?;
    let (syntax, _) = crate::equation::parse(item.text()?);
    let syntax = match &item.scope {
        Some(scope) => scope.read(syntax?),
        None => syntax?,
    };
    let SyntaxKind::Call(name, _, arguments) = syntax.kind else {
        return None;
    };
    let (true, [_, along]) = (name == "argmax" || name == "argmin", arguments.as_slice()) else {
        return None;
    };
    let SyntaxKind::Name(along, None) = &along.value.kind else {
        return None;
    };
    let along = (*dimensions.by_name.get(along)?)?;
    Some(dimensions.get(along).root)
}

fn lever(reader: &mut Reader, names: &AllNames, fields: Option<&Fields>) -> DeclaredKind {
    let nobody = DeclaredKind::Lever {
        actor: ActorId(0),
        public: true,
        options: Vec::new(),
    };
    let Some(fields) = fields else { return nobody };
    let options = match fields.get("options").map(|n| &n.value) {
        Some(Value::Table(table)) => table
            .entries
            .iter()
            .filter_map(|e| e.item.number().map(|n| (e.key.clone(), n)))
            .collect(),
        Some(Value::List(list)) => list
            .iter()
            .enumerate()
            .filter_map(|(i, n)| n.text().map(|t| (t.to_owned(), i as f64)))
            .collect(),
        _ => Vec::new(),
    };
    let public = fields.flag("public").unwrap_or(true);
    let Some(actor) = fields.text("actor") else {
        return DeclaredKind::Lever {
            actor: ActorId(0),
            public,
            options,
        };
    };
    match names.actors.iter().position(|(name, _)| name == actor) {
        Some(i) => DeclaredKind::Lever {
            actor: ActorId(i as u32),
            public,
            options,
        },
        None => {
            reader.findings.push(
                Diagnostic::error("unknown-actor", fields.span("actor"))
                    .with("name", actor)
                    .maybe(
                        "near",
                        nearest(actor, names.actors.iter().map(|a| a.0.as_str())),
                    ),
            );
            DeclaredKind::Lever {
                actor: ActorId(0),
                public,
                options,
            }
        }
    }
}

fn lookup(
    reader: &mut Reader,
    head: &Head,
    sources: &mut Sources,
    names: &mut AllNames,
    declaration: &Declaration,
) {
    let Some(fields) = open(reader, "lookup", declaration) else {
        return;
    };
    let origin = sources.origin(&fields, &mut reader.findings);
    if origin.sources.is_empty() && origin.assumption.is_none() {
        let finding = Diagnostic::warning("no-origin", declaration.place)
            .case("points")
            .with("name", &declaration.name);
        reader.findings.push(finding);
    }
    let table = tables::lookup(reader, &declaration.name, &fields);
    let x_unit = unit(reader, head, Some(&fields), "x_unit").unwrap_or_default();
    let unit = unit(reader, head, Some(&fields), "unit").unwrap_or_default();
    let id = TableId(names.tables.len() as u32);
    names.tables.push(table.unwrap_or_else(stand_in));
    names.lookups.push(DeclaredLookup {
        name: declaration.name.clone(),
        table: id,
        x_unit,
        unit,
        span: declaration.place,
    });
}

fn stand_in() -> Table {
    use contend_model::model::{Between, Beyond};
    Table {
        name: String::new(),
        x: vec![0.0],
        y: vec![0.0],
        second: Vec::new(),
        between: Between::Linear,
        beyond: Beyond::Hold,
    }
}

fn profiles(reader: &mut Reader, all: &Declarations, head: &Head, names: &mut AllNames) {
    names.profiles = all.of("profile").iter().map(|p| p.name.clone()).collect();
    if names.profiles.is_empty() {
        names.profiles.push("baseline".to_owned());
    }
    if let Some((name, span)) = &head.baseline {
        match names.profiles.iter().position(|p| p == name) {
            Some(i) => names.baseline = ProfileId(i as u32),
            None => {
                reader.findings.push(
                    Diagnostic::error("unknown-profile", *span)
                        .with("name", name)
                        .maybe(
                            "near",
                            nearest(name, names.profiles.iter().map(String::as_str)),
                        ),
                );
            }
        }
    }
}

/// Quantities, outcomes, dimensions, lookups, events and functions share one space of names.
fn one_name_each(reader: &mut Reader, all: &Declarations) {
    let mut first: HashMap<String, Span> = HashMap::new();
    for kind in ONE_SPACE {
        for declaration in all.of(kind) {
            let name = &declaration.name;
            // A lookup is called like a function.
            let called = matches!(*kind, "lookup" | "function");
            let taken = function(name).is_some_and(|f| called || !f.lends_its_name());
            if RESERVED.contains(&name.as_str()) || taken {
                reader
                    .findings
                    .push(Diagnostic::error("reserved-name", declaration.place).with("name", name));
                continue;
            }
            // Two of the same section were reported when the files were gathered.
            if let Some(other) = first
                .get(name.as_str())
                .filter(|s| **s != declaration.place)
            {
                let same_section = all.of(kind).iter().any(|d| d.place == *other);
                if !same_section {
                    let finding = Diagnostic::error("declared-twice", declaration.place)
                        .case("two-things")
                        .with("name", name)
                        .related(*other, "declared-too");
                    reader.findings.push(finding);
                }
                continue;
            }
            first.insert(name.clone(), declaration.place);
        }
    }
}

/// Dimensions of a quantity.
pub(crate) fn over_of(names: &AllNames, id: QuantityId) -> Vec<DimensionId> {
    names.quantities[id.index()].over.clone()
}
