//! From the tree of an equation as written to a checked expression: names resolved, dimensions aligned, units held
//! against each other, times converted. What cannot stand where it stands is said in words.

mod arguments;
mod calls;
mod composed;
mod cures;
mod declared_functions;
mod elements;
mod games;
mod games_in_turn;
mod groups;
mod over_elements;
mod over_time;
mod over_worlds;
mod own_elements;
mod scope;
#[cfg(test)]
mod tests;
mod text;
mod truth;
mod units;

pub use declared_functions::DeclaredFunction;
pub use games::{DeclaredGame, DeclaredMove, DeclaredPlayer};
pub use games_in_turn::{MOST_PATHS, Paths};
pub(crate) use over_time::folded;
pub use scope::Scope;
pub use text::EquationText;
pub use truth::{Condition, judged};

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::equation::{self, Index, Syntax, SyntaxKind};
use contend_model::clock::{Clock, Date};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Axis, BinaryOp, Expression, Term};
use contend_model::id::{ActorId, DimensionId, EventId, OutcomeId, ProfileId, QuantityId, TableId};
use contend_model::key::Key;
use contend_model::model::Dimension;
use contend_model::nearest::nearest;
use contend_model::place::Span;
use contend_model::unit::{Unit, UnitError, UnitFault, Units};
use declared_functions::Calls;

/// What an equation can name.
pub struct Names<'a> {
    /// The clock.
    pub clock: &'a Clock,
    /// All dimensions; the index is the [`DimensionId`].
    pub dimensions: &'a [Dimension],
    /// All quantities; the index is the [`QuantityId`].
    pub quantities: &'a [Declared],
    /// Lookup tables that can be called.
    pub lookups: &'a [DeclaredLookup],
    /// Functions that the scenario declares.
    pub functions: &'a [DeclaredFunction],
    /// All events; the index is the [`EventId`].
    pub events: &'a [DeclaredEvent],
    /// All outcomes; the index is the [`OutcomeId`]. The objective of an actor is `objective_ACTOR`.
    pub outcomes: &'a [DeclaredOutcome],
    /// Names of all profiles; the index is the [`ProfileId`].
    pub profiles: &'a [String],
    /// The profile meant where none is named.
    pub baseline: ProfileId,
    /// All games that claims may ask of.
    pub games: &'a [DeclaredGame],
    /// Known units.
    pub units: &'a Units,
    /// Names that are declared but broken, which was reported there.
    pub broken: &'a HashSet<String>,
}

/// A quantity before its equations are read.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Name.
    pub name: String,
    /// Dimensions.
    pub over: Vec<DimensionId>,
    /// Unit.
    pub unit: Unit,
    /// What it is.
    pub kind: DeclaredKind,
    /// The actors whose rules may read it; `None` where all may.
    pub seen_by: Option<Vec<ActorId>>,
    /// The list of which its numbers are elements, where its equation is an `argmax` or `argmin`.
    pub elements_of: Option<DimensionId>,
    /// Where it is declared.
    pub span: Span,
}

/// What a declared quantity is.
#[derive(Clone, Debug)]
pub enum DeclaredKind {
    /// A parameter; with names where it is categorical.
    Parameter {
        /// Names of the alternatives: values 0, 1, ….
        options: Vec<String>,
    },
    /// Data over time.
    Series,
    /// A stock.
    Stock,
    /// A flow.
    Flow,
    /// A variable.
    Variable,
    /// A lever.
    Lever {
        /// Whose.
        actor: ActorId,
        /// Whether all see it.
        public: bool,
        /// Names of its settings, for a choice.
        options: Vec<(String, f64)>,
    },
}

/// A lookup table that can be called.
#[derive(Clone, Debug)]
pub struct DeclaredLookup {
    /// Name.
    pub name: String,
    /// Its table.
    pub table: TableId,
    /// Unit of the argument.
    pub x_unit: Unit,
    /// Unit of the value.
    pub unit: Unit,
    /// Where it is declared.
    pub span: Span,
}

/// An event before its equations are read.
#[derive(Clone, Debug)]
pub struct DeclaredEvent {
    /// Name.
    pub name: String,
    /// Dimensions.
    pub over: Vec<DimensionId>,
    /// Where it is declared.
    pub span: Span,
}

/// An outcome before its equation is read.
#[derive(Clone, Debug)]
pub struct DeclaredOutcome {
    /// Name.
    pub name: String,
    /// Dimensions.
    pub over: Vec<DimensionId>,
    /// Unit.
    pub unit: Unit,
    /// Where it is declared.
    pub span: Span,
}

/// Where an expression stands, which says what may stand in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Context<'a> {
    /// The start of a stock.
    Start(Owner<'a>),
    /// A change, flow, variable, hazard, condition or effect.
    Dynamics(Owner<'a>),
    /// A rule of a strategy of this actor.
    Rule {
        /// The actor.
        actor: ActorId,
        /// What the rule may call by name: the options of its lever, or `true` and `false` for a switch.
        settings: &'a [(String, f64)],
    },
    /// An outcome or objective.
    Outcome,
    /// The test of a claim over worlds.
    Claim,
    /// The condition on which a claim is judged: of one world.
    Given,
    /// The check of a claim over central values.
    Check,
    /// A condition on parameters.
    Constraint,
}

/// Whose equation it is, in words that last: see [`Key::draw`].
pub type Owner<'a> = &'a [&'a str];

/// What an expression must be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// It may have no other dimensions.
    pub over: &'a [DimensionId],
    /// Its unit.
    pub unit: ExpectedUnit<'a>,
}

/// What unit an expression must have.
#[derive(Clone, Copy, Debug)]
pub enum ExpectedUnit<'a> {
    /// This one.
    Exactly(&'a Unit),
    /// This one per any unit of time; converted to the scenario's.
    RateOf(&'a Unit),
    /// One per any unit of time; converted to the scenario's.
    PerTime,
    /// A time; converted to the scenario's unit.
    Time,
    /// Truth.
    Boolean,
    /// Truth, or the number 1 or 0: what a switch is set to.
    Switch,
    /// Any.
    Any,
}

/// What equations leave behind: the sites of memory and chance so far, and conditions that cannot be judged yet.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    /// Memory sites.
    pub memory: u32,
    /// Conditions that are truths only if names in them are: see [`judged`].
    pub conditions: Vec<Condition>,
    /// Paths of games in turn that claims ask about.
    pub paths: Paths,
    /// Draws of each owner.
    draws: HashMap<Vec<String>, u32>,
}

impl Sites {
    /// The key of the next draw of an owner.
    pub fn draw(&mut self, owner: Owner<'_>) -> Key {
        let words = owner.iter().map(|word| (*word).to_owned()).collect();
        let drawn = self.draws.entry(words).or_default();
        let key = Key::draw(owner, *drawn);
        *drawn += 1;
        key
    }
}

/// Whether so many percent may be a share of one: 0.4 where 40 is meant.
pub(crate) fn is_small_percent(value: f64) -> bool {
    value.abs() > 0.0 && value.abs() < 1.0
}

/// Says of a number below one percent what it comes to.
pub(crate) fn small_percent(span: Span, value: f64) -> Diagnostic {
    Diagnostic::note("small-percent", span)
        .with("percent", value)
        .with("share", value / 100.0)
        .with("meant", value * 100.0)
}

/// Reads and checks one equation. `None` when it has errors, all of which are pushed to `findings`.
pub fn elaborate(
    names: &Names<'_>,
    text: &EquationText,
    context: Context<'_>,
    expected: Expected<'_>,
    sites: &mut Sites,
    findings: &mut Vec<Diagnostic>,
) -> Option<Expression> {
    let (syntax, errors) = equation::parse(text.as_str());
    for e in errors {
        findings.push(e.finding.at(text.span(e.at)));
    }
    let syntax = text.scoped(syntax?);
    let before = findings.len();
    let mut elaborator = Elaborator {
        names,
        text,
        context,
        in_summary: false,
        open: expected.over.to_vec(),
        sites,
        findings,
        compares_options: false,
        calls: Calls::default(),
        worlds: over_worlds::Seen::default(),
    };
    let value = elaborator.value(&syntax)?;
    let value = elaborator.meets(value, &syntax, expected)?;
    elaborator.no_world_beside_all();
    elaborator.shares_within_reach(&value);
    elaborator.reads_own_names(&value, expected.over);
    let sound = !elaborator.findings[before..]
        .iter()
        .any(|f| f.severity == contend_model::diagnostic::Severity::Error);
    sound.then_some(value)
}

/// An expression on its way.
#[derive(Clone, Debug)]
struct Value {
    e: Expression,
    /// A literal 0, which goes with any unit.
    any_unit: bool,
    /// Its numbers name elements of this root dimension.
    elements_of: Option<DimensionId>,
}

struct Elaborator<'a, 'n> {
    names: &'a Names<'n>,
    text: &'a EquationText,
    context: Context<'a>,
    /// Whether this is inside a summary over time, where quantities may be read.
    in_summary: bool,
    /// The dimensions along which the present place is computed: those of the equation, and of the functions over elements
    /// around it. Chance is drawn for each of their elements.
    open: Vec<DimensionId>,
    sites: &'a mut Sites,
    findings: &'a mut Vec<Diagnostic>,
    /// Whether a choice is read to be compared with its options.
    compares_options: bool,
    /// The declared functions around this place.
    calls: Calls,
    /// What is read of one world and of all worlds together.
    worlds: over_worlds::Seen,
}

impl Elaborator<'_, '_> {
    fn error(&self, id: &'static str, at: &Range<usize>) -> Diagnostic {
        Diagnostic::error(id, self.text.span(at.clone()))
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    fn words(&self, at: &Range<usize>) -> &str {
        self.text.as_str().get(at.clone()).unwrap_or("")
    }

    fn dimension_named(&self, name: &str) -> Option<DimensionId> {
        self.names
            .dimensions
            .iter()
            .position(|d| d.name == name)
            .map(|i| DimensionId(i as u32))
    }

    fn dimension(&self, id: DimensionId) -> &Dimension {
        &self.names.dimensions[id.index()]
    }

    fn name_of(&self, id: DimensionId) -> String {
        self.dimension(id).name.clone()
    }

    fn expression(
        &self,
        term: Term,
        over: Vec<DimensionId>,
        unit: Unit,
        at: &Range<usize>,
    ) -> Expression {
        Expression {
            term,
            over,
            unit,
            span: self.text.span(at.clone()),
        }
    }

    fn plain(&self, term: Term, over: Vec<DimensionId>, unit: Unit, at: &Range<usize>) -> Value {
        Value {
            e: self.expression(term, over, unit, at),
            any_unit: false,
            elements_of: None,
        }
    }

    fn number(&self, value: f64, unit: Unit, at: &Range<usize>) -> Value {
        self.plain(Term::Number(value), Vec::new(), unit, at)
    }

    fn time_unit(&self) -> Unit {
        self.names.units.time(self.names.clock.time_unit)
    }

    /// Whether quantities that vary over time may be read here.
    fn may_vary(&self) -> bool {
        match self.context {
            Context::Start(_) | Context::Dynamics(_) | Context::Rule { .. } => true,
            Context::Outcome => self.in_summary,
            Context::Claim | Context::Given | Context::Check | Context::Constraint => false,
        }
    }

    /// Says what the number of a choice is: the place of its option, which its author has hardly meant.
    fn choice_as_number(&mut self, name: &str, options: &[(String, f64)], at: &Range<usize>) {
        let first = options.first().map_or("", |o| o.0.as_str());
        let numbers = options.iter().map(|(o, n)| format!("{o} is {n}"));
        let finding = Diagnostic::warning("choice-as-number", self.text.span(at.clone()))
            .with("name", name)
            .with("first", first)
            .with(
                "numbers",
                Arg::Text(numbers.take(4).collect::<Vec<_>>().join(", ")),
            );
        self.report(finding);
    }

    /// Whether outcomes and profiles may be read here.
    fn is_of_claim(&self) -> bool {
        matches!(self.context, Context::Claim | Context::Given)
    }

    fn refuse_time(&mut self, at: &Range<usize>, what: &str) {
        let finding = self.error("varies-over-time", at).with("name", what);
        self.report(match self.context {
            Context::Outcome => finding.case("outcome"),
            Context::Constraint => finding.case("constraint"),
            _ => finding,
        });
    }

    fn value(&mut self, s: &Syntax) -> Option<Value> {
        let at = &s.at;
        match &s.kind {
            SyntaxKind::Number(value, unit) => {
                let parsed = match unit {
                    None => Unit::pure(),
                    Some((text, inner)) => match self.names.units.parse(text) {
                        Ok(unit) => unit,
                        Err(e) => {
                            let place = inner.start + e.at.start
                                ..inner.start + e.at.end.max(e.at.start + 1);
                            let span = self.text.span(place);
                            self.report(unknown_unit(&e).at(span));
                            return None;
                        }
                    },
                };
                if unit.as_ref().is_some_and(|u| u.0.trim() == "%") && is_small_percent(*value) {
                    self.report(small_percent(self.text.span(at.clone()), *value));
                }
                let mut number = self.number(*value, parsed, at);
                number.any_unit = *value == 0.0 && unit.is_none();
                Some(number)
            }
            SyntaxKind::Date(y, m, d) => {
                let date = Date::new(*y, *m, *d)?;
                Some(self.number(self.names.clock.elapsed(date), self.time_unit(), at))
            }
            SyntaxKind::Label(label) => {
                self.report(self.error("label-alone", at).with("label", label));
                None
            }
            SyntaxKind::Name(name, None) => self.name(name, at),
            SyntaxKind::Name(name, Some(attribute)) => self.attribute(name, attribute, at),
            SyntaxKind::Index(inner, indices) => match &inner.kind {
                SyntaxKind::Name(name, None) => self.indexed(name, &inner.at, indices, None, at),
                _ => {
                    self.report(self.error("not-an-array", &inner.at));
                    None
                }
            },
            SyntaxKind::Under(inner, profile, place) => {
                let profile = self.profile(profile, place)?;
                match &inner.kind {
                    SyntaxKind::Name(name, None) => {
                        self.indexed(name, &inner.at, &[], Some(profile), at)
                    }
                    SyntaxKind::Index(array, indices) => match &array.kind {
                        SyntaxKind::Name(name, None) => {
                            self.indexed(name, &array.at, indices, Some(profile), at)
                        }
                        _ => self.not_an_outcome(at),
                    },
                    _ => self.not_an_outcome(at),
                }
            }
            SyntaxKind::List(_) => {
                self.report(self.error("unexpected", at).case("list"));
                None
            }
            SyntaxKind::Call(name, name_at, arguments) => self.call(name, name_at, arguments, at),
            SyntaxKind::Unary(op, a) => {
                let x = self.value(a)?;
                Some(self.unary(*op, (x, &a.at), at))
            }
            SyntaxKind::Binary(op @ (BinaryOp::Equal | BinaryOp::NotEqual), a, b, _) => {
                self.equality(*op, a, b, at)
            }
            SyntaxKind::Binary(op, a, b, _) => {
                let (x, y) = (self.value(a), self.value(b));
                self.binary(*op, (x?, &a.at), (y?, &b.at), at)
            }
            SyntaxKind::If(c, a, b) => {
                let (condition, x, y) = (self.value(c), self.value(a), self.value(b));
                let (condition, x, y) = (condition?, x?, y?);
                self.truth(&condition, &c.at);
                let unit = self.same_unit((&x, &a.at), (&y, &b.at), "other-branch");
                let any_unit = x.any_unit && y.any_unit;
                let over = union([&condition.e, &x.e, &y.e]);
                let term = Term::If(Box::new(condition.e), Box::new(x.e), Box::new(y.e));
                Some(Value {
                    any_unit,
                    ..self.plain(term, over, unit, at)
                })
            }
        }
    }

    fn not_an_outcome(&mut self, at: &Range<usize>) -> Option<Value> {
        self.report(self.error("not-an-outcome", at));
        None
    }

    fn profile(&mut self, name: &str, at: &Range<usize>) -> Option<ProfileId> {
        if !self.is_of_claim() {
            self.report(self.error("misplaced-profile", at));
            return None;
        }
        if let Some(i) = self.names.profiles.iter().position(|p| p == name) {
            return Some(ProfileId(i as u32));
        }
        let near = nearest(name, self.names.profiles.iter().map(String::as_str)).map(str::to_owned);

        self.report(
            self.error("unknown-profile", at)
                .case("claim")
                .with("name", name)
                .maybe("near", near)
                .with(
                    "profiles",
                    Arg::names(self.names.profiles.iter().map(String::as_str)),
                ),
        );
        None
    }

    fn name(&mut self, name: &str, at: &Range<usize>) -> Option<Value> {
        if let Some(argument) = self.bound(name, at) {
            return argument;
        }
        let clock = self.names.clock;
        let special = match name {
            "pi" => Some(self.number(std::f64::consts::PI, Unit::pure(), at)),
            "start" => Some(self.number(0.0, self.time_unit(), at)),
            "end" => Some(self.number(clock.time_of_step(clock.steps), self.time_unit(), at)),
            "now" => match clock.now {
                Some(step) => Some(self.number(clock.time_of_step(step), self.time_unit(), at)),
                None => {
                    self.report(self.error("no-now", at));
                    return None;
                }
            },
            "step" => Some(self.plain(Term::StepLength, Vec::new(), self.time_unit(), at)),
            "time" => Some(self.plain(Term::Time, Vec::new(), self.time_unit(), at)),
            "year" => Some(self.plain(Term::Year, Vec::new(), Unit::pure(), at)),
            _ => None,
        };
        if let Some(value) = special {
            if matches!(value.e.term, Term::Time | Term::Year) && !self.may_vary() {
                self.refuse_time(at, name);
                return None;
            }
            return Some(value);
        }
        self.indexed(name, at, &[], None, at)
    }

    /// A name with indices, perhaps under a profile.
    fn indexed(
        &mut self,
        name: &str,
        name_at: &Range<usize>,
        indices: &[Index],
        profile: Option<ProfileId>,
        at: &Range<usize>,
    ) -> Option<Value> {
        if self.calls.values(name) {
            self.report(self.error("argument-indexed", at).with("name", name));
            return None;
        }
        if let Some(i) = self.names.outcomes.iter().position(|o| o.name == name) {
            if !self.is_of_claim() {
                self.report(self.error("misplaced-outcome", name_at).with("name", name));
                return None;
            }
            let over = self.names.outcomes[i].over.clone();
            let unit = self.names.outcomes[i].unit.clone();
            self.reads_a_world(over_worlds::Bare::Name(at.clone()));
            let address = self.address(name, &over, indices, at)?;
            let term = Term::Outcome {
                outcome: OutcomeId(i as u32),
                profile: profile.unwrap_or(self.names.baseline),
                axes: address.axes,
            };
            let value = self.plain(term, address.open, unit, at);
            return Some(self.picked(value, address.picks, at));
        }
        if profile.is_some() {
            return match self.names.quantities.iter().find(|q| q.name == name) {
                Some(_) => {
                    self.report(
                        self.error("not-an-outcome", name_at)
                            .case("quantity")
                            .with("name", name),
                    );
                    None
                }
                None => self.unknown(name, name_at),
            };
        }
        let Some(i) = self.names.quantities.iter().position(|q| q.name == name) else {
            return self.unknown(name, name_at);
        };
        let declared = &self.names.quantities[i];
        let (over, unit) = (declared.over.clone(), declared.unit.clone());
        let elements_of = declared.elements_of;
        let constant = matches!(declared.kind, DeclaredKind::Parameter { .. });
        if let DeclaredKind::Parameter { options } = &declared.kind
            && !options.is_empty()
            && !self.compares_options
        {
            let numbered = options.iter().enumerate();
            let options: Vec<_> = numbered.map(|(i, o)| (o.clone(), i as f64)).collect();
            self.choice_as_number(name, &options, name_at);
        }
        if let (
            DeclaredKind::Lever {
                actor,
                public: false,
                ..
            },
            Context::Rule { actor: reader, .. },
        ) = (&declared.kind, self.context)
            && *actor != reader
        {
            let related = declared.span;

            self.report(
                self.error("private-lever", name_at)
                    .with("name", name)
                    .related(related, "declared"),
            );
            return None;
        }
        if let (Some(seen_by), Context::Rule { actor, .. }) = (&declared.seen_by, self.context)
            && !seen_by.contains(&actor)
        {
            let finding = self.error("private-quantity", name_at).with("name", name);
            self.report(finding.related(declared.span, "declared"));
            return None;
        }
        if !constant && !self.may_vary() {
            self.refuse_time(name_at, name);
            return None;
        }
        self.reads_a_world(match self.compares_options {
            true => over_worlds::Bare::Choice(at.clone()),
            false => over_worlds::Bare::Name(at.clone()),
        });
        let address = self.address(name, &over, indices, at)?;
        let term = Term::Read {
            quantity: QuantityId(i as u32),
            axes: address.axes,
        };
        let value = Value {
            elements_of,
            ..self.plain(term, address.open, unit, at)
        };
        Some(self.picked(value, address.picks, at))
    }

    fn unknown(&mut self, name: &str, at: &Range<usize>) -> Option<Value> {
        let names = self.names;
        if names.broken.contains(name) {
            // It is reported where it is declared.
            return None;
        }
        if let Context::Rule { settings, .. } = self.context
            && let Some((_, value)) = settings.iter().find(|(setting, _)| setting == name)
        {
            let value = self.number(*value, Unit::pure(), at);
            return Some(Value {
                any_unit: true, // it is the lever's, whatever that is
                ..value
            });
        }
        let finding = self.error("unknown-name", at).with("name", name);
        let element = |d: &&Dimension| d.labels.iter().any(|l| l == name);
        let finding = if self.dimension_named(name).is_some() {
            finding.case("dimension")
        } else if names.events.iter().any(|e| e.name == name) {
            finding.case("event")
        } else if let Some(event) = names.events.iter().find(|e| is_outcome(&e.name, name)) {
            finding.case("event-outcome").with("written", &event.name)
        } else if names.lookups.iter().any(|l| l.name == name) {
            finding.case("lookup")
        } else if self.is_function(name) {
            finding.case("function")
        } else if let Some(dimension) = names.dimensions.iter().find(element) {
            finding.case("element").with("dimension", &dimension.name)
        } else {
            finding.maybe("near", self.nearest_name(name))
        };
        self.report(finding);
        None
    }

    fn is_function(&self, name: &str) -> bool {
        let own = || self.names.functions.iter().any(|f| f.name == name);
        crate::functions::function(name).is_some() || own()
    }

    fn nearest_name(&self, name: &str) -> Option<String> {
        let names = self.names;
        let settings = match self.context {
            Context::Rule { settings, .. } => settings,
            _ => &[],
        };
        let all = names
            .quantities
            .iter()
            .map(|q| q.name.as_str())
            .chain(
                names
                    .outcomes
                    .iter()
                    .map(|o| o.name.as_str())
                    .filter(|_| self.is_of_claim()),
            )
            .chain(names.lookups.iter().map(|l| l.name.as_str()))
            .chain(self.calls.arguments())
            .chain(settings.iter().map(|(setting, _)| setting.as_str()))
            .chain(["time", "year", "step", "start", "end", "now", "pi"]);
        nearest(name, all).map(str::to_owned)
    }

    /// Holds a whole equation against what is expected of it.
    fn meets(&mut self, value: Value, s: &Syntax, expected: Expected<'_>) -> Option<Expression> {
        let open: Vec<DimensionId> = value
            .e
            .over
            .iter()
            .copied()
            .filter(|d| !expected.over.contains(d))
            .collect();
        if !open.is_empty() && self.worlds_leave_open() {
            return None;
        }
        if !open.is_empty() {
            let finding = self
                .error("open-dimension", &s.at)
                .with("open", Arg::names(open.iter().map(|d| self.name_of(*d))));
            let over = expected.over.iter().map(|d| self.name_of(*d));
            self.report(match (expected.over, open.as_slice()) {
                ([], [one]) => finding.with("one", self.name_of(*one)),
                ([], _) => finding,
                (_, [one]) => {
                    let finding = finding.case("over").with("over", Arg::names(over));
                    finding.with("one", self.name_of(*one))
                }
                (_, _) => finding.case("over").with("over", Arg::names(over)),
            });
        }
        self.meets_unit(value, s, expected.unit)
    }
}

/// Dimensions of all, each once, in order of first appearance.
pub(crate) fn union<'e>(parts: impl IntoIterator<Item = &'e Expression>) -> Vec<DimensionId> {
    let mut over: Vec<DimensionId> = Vec::new();
    for part in parts {
        for d in &part.over {
            if !over.contains(d) {
                over.push(*d);
            }
        }
    }
    over
}

/// Dimensions that the axes of a read leave open.
fn open_axes(axes: &[Axis]) -> Vec<DimensionId> {
    let mut open = Vec::new();
    for axis in axes {
        if let Some(dimension) = axis.open()
            && !open.contains(&dimension)
        {
            open.push(dimension);
        }
    }
    open
}

/// The event of a name.
fn event_named(names: &Names<'_>, name: &str) -> Option<EventId> {
    names
        .events
        .iter()
        .position(|e| e.name == name)
        .map(|i| EventId(i as u32))
}

/// Whether an event is an outcome of that name, `trial.convicted` of the name `convicted`.
fn is_outcome(event: &str, name: &str) -> bool {
    event.split_once('.').is_some_and(|(_, own)| own == name)
}

/// Whether a unit of one's own may have this sign.
pub(crate) fn is_of_symbol(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Degrees that do not begin at absolute zero.
const DEGREES: &[&str] = &["degC", "°C", "celsius", "Celsius", "degF", "°F", "°"];

/// A unit that cannot be read; without a place.
pub(crate) fn unknown_unit(error: &UnitError) -> Diagnostic {
    let finding = unit_fault(Diagnostic::error("unknown-unit", None), error);
    match &error.fault {
        UnitFault::Unknown { symbol, .. } if DEGREES.contains(&symbol.as_str()) => {
            finding.case("degrees")
        }
        // A sign cannot be declared.
        UnitFault::Unknown { symbol, near } if !symbol.chars().all(is_of_symbol) => {
            finding.case("sign").maybe("near", near.as_ref())
        }
        UnitFault::Unknown { near, .. } => finding.case("symbol").maybe("near", near.as_ref()),
        UnitFault::UnitExpected => finding.case("expected"),
        _ => finding,
    }
}

/// Says what is wrong with a unit.
pub(crate) fn unit_fault(finding: Diagnostic, error: &UnitError) -> Diagnostic {
    let why = |key| finding.clone().with("why", Arg::word(key));
    match &error.fault {
        UnitFault::Unknown { symbol, .. } => why("unit-symbol").with("symbol", symbol),
        UnitFault::UnitExpected => why("unit-expected"),
        UnitFault::WholeNumberExpected => why("unit-whole-number"),
        UnitFault::Trailing => why("unit-trailing"),
        UnitFault::Unclosed => why("unit-unclosed"),
        UnitFault::TooDeep => why("unit-too-deep"),
        UnitFault::PowerTooLarge => why("unit-power"),
        UnitFault::PowerOverZero => why("unit-power-over-zero"),
    }
}
