//! From the tree of an equation as written to a checked expression: names resolved, dimensions aligned, units held
//! against each other, times converted. What cannot stand where it stands is said in words.

mod calls;
mod elements;
mod games;
#[cfg(test)]
mod tests;
mod text;
mod units;

pub use games::{DeclaredGame, DeclaredPlayer};
pub use text::EquationText;

use std::ops::Range;

use crate::equation::{self, Index, Syntax, SyntaxKind};
use contend_model::clock::{Clock, Date};
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{Axis, BinaryOp, Expression, Node, UnaryOp};
use contend_model::id::{ActorId, DimensionId, EventId, OutcomeId, ProfileId, QuantityId, TableId};
use contend_model::model::Dimension;
use contend_model::nearest::nearest;
use contend_model::place::Span;
use contend_model::unit::{Unit, Units};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The start of a stock.
    Start,
    /// A change, flow, variable, hazard, condition or effect.
    Dynamics,
    /// A rule of a strategy of this actor.
    Rule {
        /// The actor.
        actor: ActorId,
    },
    /// An outcome or objective.
    Outcome,
    /// The test of a claim over worlds.
    Claim,
    /// The check of a claim over central values.
    Check,
}

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
    /// Truth.
    Boolean,
    /// Any.
    Any,
}

/// Numbers of the next sites of memory and chance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sites {
    /// Memory sites so far.
    pub memory: u32,
    /// Chance sites so far.
    pub chance: u32,
}

/// Reads and checks one equation. `None` when it has errors, all of which are pushed to `findings`.
pub fn elaborate(
    names: &Names<'_>,
    text: &EquationText,
    context: Context,
    expected: Expected<'_>,
    sites: &mut Sites,
    findings: &mut Vec<Diagnostic>,
) -> Option<Expression> {
    let (syntax, errors) = equation::parse(text.as_str());
    for e in &errors {
        findings.push(
            Diagnostic::error(e.id, text.span(e.at.clone()), e.message.clone())
                .maybe_hint(e.hint.clone()),
        );
    }
    let syntax = syntax?;
    let before = findings.len();
    let mut elaborator = Elaborator {
        names,
        text,
        context,
        in_summary: false,
        sites,
        findings,
    };
    let value = elaborator.value(&syntax)?;
    let value = elaborator.meets(value, &syntax, expected)?;
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
    context: Context,
    /// Whether this is inside a summary over time, where quantities may be read.
    in_summary: bool,
    sites: &'a mut Sites,
    findings: &'a mut Vec<Diagnostic>,
}

impl Elaborator<'_, '_> {
    fn error(
        &mut self,
        id: &'static str,
        at: &Range<usize>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let span = self.text.span(at.clone());
        self.findings.push(Diagnostic::error(id, span, message));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
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
        node: Node,
        over: Vec<DimensionId>,
        unit: Unit,
        at: &Range<usize>,
    ) -> Expression {
        Expression {
            node,
            over,
            unit,
            span: self.text.span(at.clone()),
        }
    }

    fn plain(&self, node: Node, over: Vec<DimensionId>, unit: Unit, at: &Range<usize>) -> Value {
        Value {
            e: self.expression(node, over, unit, at),
            any_unit: false,
            elements_of: None,
        }
    }

    fn number(&self, value: f64, unit: Unit, at: &Range<usize>) -> Value {
        self.plain(Node::Number(value), Vec::new(), unit, at)
    }

    fn time_unit(&self) -> Unit {
        self.names.units.time(self.names.clock.time_unit)
    }

    /// Whether quantities that vary over time may be read here.
    fn may_vary(&self) -> bool {
        match self.context {
            Context::Start | Context::Dynamics | Context::Rule { .. } => true,
            Context::Outcome => self.in_summary,
            Context::Claim | Context::Check => false,
        }
    }

    fn refuse_time(&mut self, at: &Range<usize>, what: &str) {
        let hint = match self.context {
            Context::Outcome => format!("sum it up over time, for example at_end({what})"),
            _ => "declare an outcome that sums it up over time, and test that".to_owned(),
        };
        self.error(
            "varies-over-time",
            at,
            format!("`{what}` varies over time and has no single value here"),
        )
        .hint = Some(hint);
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
                            self.error("unknown-unit", &place, e.message).hint = e.hint;
                            return None;
                        }
                    },
                };
                let mut number = self.number(*value, parsed, at);
                number.any_unit = *value == 0.0 && unit.is_none();
                Some(number)
            }
            SyntaxKind::Date(y, m, d) => {
                let date = Date::new(*y, *m, *d)?;
                Some(self.number(self.names.clock.elapsed(date), self.time_unit(), at))
            }
            SyntaxKind::Label(label) => {
                let message = format!("`{label}` is the label of an element, not a number");
                self.error("label-alone", at, message).hint = Some(
                    "compare a dimension with it, or put it in square brackets: x['label']".into(),
                );
                None
            }
            SyntaxKind::Name(name, None) => self.name(name, at),
            SyntaxKind::Name(name, Some(attribute)) => self.attribute(name, attribute, at),
            SyntaxKind::Index(inner, indices) => match &inner.kind {
                SyntaxKind::Name(name, None) => self.indexed(name, &inner.at, indices, None, at),
                _ => {
                    self.error(
                        "not-an-array",
                        &inner.at,
                        "only a name can have square brackets",
                    )
                    .hint = Some("give the expression a name, as a variable".into());
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
                self.error(
                    "unexpected",
                    at,
                    "a list stands only where dimensions are named",
                )
                .hint = Some("as in sum(x, [corridor, market])".into());
                None
            }
            SyntaxKind::Call(name, name_at, arguments) => self.call(name, name_at, arguments, at),
            SyntaxKind::Unary(op, a) => {
                let a = self.value(a)?;
                Some(self.unary(*op, a, at))
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
                let unit = self.same_unit((&x, &a.at), (&y, &b.at), "the other branch is");
                let any_unit = x.any_unit && y.any_unit;
                let over = union([&condition.e, &x.e, &y.e]);
                let node = Node::If(Box::new(condition.e), Box::new(x.e), Box::new(y.e));
                Some(Value {
                    any_unit,
                    ..self.plain(node, over, unit, at)
                })
            }
        }
    }

    fn not_an_outcome(&mut self, at: &Range<usize>) -> Option<Value> {
        self.error(
            "not-an-outcome",
            at,
            "`@` stands behind the name of an outcome",
        )
        .hint = Some("as in deaths@status_quo".into());
        None
    }

    fn profile(&mut self, name: &str, at: &Range<usize>) -> Option<ProfileId> {
        if !matches!(self.context, Context::Claim) {
            self.error("misplaced-profile", at, "profiles are named in claims only")
                .hint = Some("remove `@…`: an equation runs under every profile".into());
            return None;
        }
        if let Some(i) = self.names.profiles.iter().position(|p| p == name) {
            return Some(ProfileId(i as u32));
        }
        let near = nearest(name, self.names.profiles.iter().map(String::as_str)).map(str::to_owned);
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the profiles are: {}",
                listed(self.names.profiles.iter().map(String::as_str))
            ),
        };
        self.error(
            "unknown-profile",
            at,
            format!("there is no profile `{name}`"),
        )
        .hint = Some(hint);
        None
    }

    fn name(&mut self, name: &str, at: &Range<usize>) -> Option<Value> {
        let clock = self.names.clock;
        let special = match name {
            "pi" => Some(self.number(std::f64::consts::PI, Unit::pure(), at)),
            "start" => Some(self.number(0.0, self.time_unit(), at)),
            "end" => Some(self.number(clock.time_of_step(clock.steps), self.time_unit(), at)),
            "now" => match clock.now {
                Some(step) => Some(self.number(clock.time_of_step(step), self.time_unit(), at)),
                None => {
                    self.error("no-now", at, "this scenario has no `now`").hint =
                        Some("set `now = …` in [scenario]".into());
                    return None;
                }
            },
            "step" => Some(self.plain(Node::StepLength, Vec::new(), self.time_unit(), at)),
            "time" => Some(self.plain(Node::Time, Vec::new(), self.time_unit(), at)),
            "year" => Some(self.plain(Node::Year, Vec::new(), Unit::pure(), at)),
            _ => None,
        };
        if let Some(value) = special {
            if matches!(value.e.node, Node::Time | Node::Year) && !self.may_vary() {
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
        if let Some(i) = self.names.outcomes.iter().position(|o| o.name == name) {
            if self.context != Context::Claim {
                let message = format!("`{name}` is an outcome, known only after a run");
                self.error("misplaced-outcome", name_at, message).hint =
                    Some("outcomes are read in claims".into());
                return None;
            }
            let over = self.names.outcomes[i].over.clone();
            let unit = self.names.outcomes[i].unit.clone();
            let (axes, open) = self.axes(name, &over, indices, at)?;
            let node = Node::Outcome {
                outcome: OutcomeId(i as u32),
                profile: profile.unwrap_or(self.names.baseline),
                axes,
            };
            return Some(self.plain(node, open, unit, at));
        }
        if profile.is_some() {
            return match self.names.quantities.iter().find(|q| q.name == name) {
                Some(_) => {
                    let message = format!("`{name}` is not an outcome");
                    self.error("not-an-outcome", name_at, message).hint =
                        Some("declare an outcome that sums it up over time".into());
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
        let constant = matches!(declared.kind, DeclaredKind::Parameter { .. });
        if let (
            DeclaredKind::Lever {
                actor,
                public: false,
                ..
            },
            Context::Rule { actor: reader },
        ) = (&declared.kind, self.context)
            && *actor != reader
        {
            let related = declared.span;
            let message = format!(
                "the lever `{name}` of another actor is private, so this rule cannot see it"
            );
            let finding = self.error("private-lever", name_at, message);
            finding.hint =
                Some("read something that shows its effect, or make the lever public".into());
            finding.related.push(contend_model::diagnostic::Related {
                span: related,
                message: "declared here".into(),
            });
            return None;
        }
        if !constant && !self.may_vary() {
            self.refuse_time(name_at, name);
            return None;
        }
        let (axes, open) = self.axes(name, &over, indices, at)?;
        let node = Node::Read {
            quantity: QuantityId(i as u32),
            axes,
        };
        Some(self.plain(node, open, unit, at))
    }

    fn unknown(&mut self, name: &str, at: &Range<usize>) -> Option<Value> {
        let (message, hint) = if self.dimension_named(name).is_some() {
            let message = format!("`{name}` is a dimension, not a number");
            (
                message,
                Some(format!(
                    "compare it with an element, or sum over it: sum(x, {name})"
                )),
            )
        } else if self.names.events.iter().any(|e| e.name == name) {
            (
                format!("`{name}` is an event, not a number"),
                Some(format!("ask count({name}) or since({name})")),
            )
        } else if self.names.lookups.iter().any(|l| l.name == name) {
            (
                format!("`{name}` is a lookup and needs its argument"),
                Some(format!("write {name}(…)")),
            )
        } else if crate::functions::function(name).is_some() {
            (
                format!("`{name}` is a function and needs its arguments"),
                Some(format!("write {name}(…)")),
            )
        } else if let Some(dimension) = self
            .names
            .dimensions
            .iter()
            .find(|d| d.labels.iter().any(|l| l == name))
        {
            let hint = format!(
                "compare with it, `{} == {name}`, or put it in square brackets",
                dimension.name
            );
            (
                format!(
                    "`{name}` is an element of `{}`, not a number",
                    dimension.name
                ),
                Some(hint),
            )
        } else {
            let near = self.nearest_name(name);
            (
                format!("nothing is called `{name}`"),
                near.map(|n| format!("did you mean `{n}`?")),
            )
        };
        self.error("unknown-name", at, message).hint = hint;
        None
    }

    fn nearest_name(&self, name: &str) -> Option<String> {
        let names = self.names;
        let all = names
            .quantities
            .iter()
            .map(|q| q.name.as_str())
            .chain(
                names
                    .outcomes
                    .iter()
                    .map(|o| o.name.as_str())
                    .filter(|_| self.context == Context::Claim),
            )
            .chain(names.lookups.iter().map(|l| l.name.as_str()))
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
        if !open.is_empty() {
            let names: Vec<String> = open.iter().map(|d| self.name_of(*d)).collect();
            let has = match expected.over {
                [] => "one number is needed".to_owned(),
                over => format!(
                    "it should be over {} alone",
                    listed(
                        over.iter()
                            .map(|d| self.names.dimensions[d.index()].name.as_str())
                    )
                ),
            };
            let message = format!(
                "this is over {}, but {has}",
                listed(names.iter().map(String::as_str))
            );
            let hint = match names.as_slice() {
                [one] => {
                    format!("sum over it, sum(…, {one}), pick an element, x[…], or declare `over`")
                }
                more => format!("sum over them: sum(…, [{}])", more.join(", ")),
            };
            self.error("open-dimension", &s.at, message).hint = Some(hint);
        }
        self.meets_unit(value, s, expected.unit)
    }
}

/// Dimensions of all, each once, in order of first appearance.
fn union<'e>(parts: impl IntoIterator<Item = &'e Expression>) -> Vec<DimensionId> {
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

/// `a`, `b` and `c`, each in backquotes.
fn listed<'s>(names: impl IntoIterator<Item = &'s str>) -> String {
    let names: Vec<String> = names
        .into_iter()
        .take(12)
        .map(|n| format!("`{n}`"))
        .collect();
    match names.as_slice() {
        [] => "nothing".into(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Dimensions that the axes of a read leave open.
fn open_axes(axes: &[Axis]) -> Vec<DimensionId> {
    let mut open = Vec::new();
    for axis in axes {
        if let Axis::Along { dimension, .. } = axis
            && !open.contains(dimension)
        {
            open.push(*dimension);
        }
    }
    open
}

/// Whether an operator gives truth.
fn is_truth(e: &Expression) -> bool {
    match &e.node {
        Node::Binary(op, ..) => matches!(
            op,
            BinaryOp::Less
                | BinaryOp::LessEqual
                | BinaryOp::Greater
                | BinaryOp::GreaterEqual
                | BinaryOp::Equal
                | BinaryOp::NotEqual
                | BinaryOp::And
                | BinaryOp::Or
        ),
        Node::Unary(UnaryOp::Not, _) => true,
        _ => false,
    }
}

/// The event of a name.
fn event_named(names: &Names<'_>, name: &str) -> Option<EventId> {
    names
        .events
        .iter()
        .position(|e| e.name == name)
        .map(|i| EventId(i as u32))
}
