//! The one printer of equations: an expression as a formula that people read.
//!
//! A formula is a row of [`Piece`]s, so that a page can mark names and another language can have its own words and
//! numbers. Brackets stand where the order of operations would be read otherwise: `^` binds strongest (right to left), then a
//! sign, `×` and `÷`, `+` and `−`, comparisons, `not`, `and`, `or`; beside `mod` everything but names and numbers is bracketed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::expression::{
    AlongOp, Axis, BinaryOp, By, ChanceLaw, EventReading, Expression, MemoryOp, ReduceOp,
    SummaryOp, Term, UnaryOp, WorldsOp,
};
use crate::id::{DimensionId, QuantityId, StrategyId};
use crate::model::{Game, LeverDomain, Player, QuantityKind, Scenario};

/// A part of a formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Signs and words that are the same in every language.
    Text(String),
    /// The name of an outcome, a quantity or an element, for people.
    Name(String),
    /// The profile under which the outcome before it is read.
    Profile(String),
    /// A number, in the unit of the expression that holds it.
    Number(f64),
    /// A word between parts.
    Word(Connective),
}

/// Words of formulas that each language has its own for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Connective {
    /// Both.
    And,
    /// Either.
    Or,
    /// The contrary.
    Not,
    /// Begins a choice.
    If,
    /// Before what is chosen where the condition is true.
    Then,
    /// Before what is chosen where it is not.
    Else,
    /// Before the elements that count.
    Where,
    /// Before what tells elements apart.
    By,
}

/// A name as people read it.
///
/// ```
/// assert_eq!(contend_model::print::spoken("deaths_2027"), "deaths 2027");
/// ```
#[must_use]
pub fn spoken(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// Longest label, in characters: a longer one would be a sentence inside a sentence.
const LABEL: usize = 90;

/// What a translation calls a name, where it calls it anything; of what is played in a game (`north = arm, south = disarm`) the names
/// in it.
///
/// ```
/// use contend_model::print::translated;
///
/// let names = [("arm", "armarse"), ("north", "el norte")];
/// let names = names.map(|(name, called)| (name.to_owned(), called.to_owned())).into();
/// assert_eq!(translated(&names, "arm").as_deref(), Some("armarse"));
/// assert_eq!(translated(&names, "2026-01-01: north = arm").as_deref(), Some("2026-01-01: el norte = armarse"));
/// assert_eq!(translated(&names, "peace_talks"), None);
/// ```
#[must_use]
pub fn translated(names: &BTreeMap<String, String>, name: &str) -> Option<String> {
    if let Some(called) = names.get(name) {
        return Some(called.clone());
    }
    if names.is_empty() || !name.contains(" = ") {
        return None;
    }
    let called = |name: &str| names.get(name).map_or_else(|| spoken(name), String::clone);
    let parts = name.split(", ").map(|part| {
        let (when, play) = part.split_once(": ").unwrap_or(("", part));
        let when = if when.is_empty() {
            String::new()
        } else {
            format!("{when}: ")
        };
        match play.split_once(" = ") {
            Some((actor, strategy)) => format!("{when}{} = {}", called(actor), called(strategy)),
            None => format!("{when}{}", called(play)),
        }
    });
    Some(parts.collect::<Vec<_>>().join(", "))
}

/// What an author's words on a quantity or an outcome call it: what `about` says before it explains itself, without codes in
/// brackets; nothing where that is too little or too much.
///
/// ```
/// use contend_model::print::described;
///
/// assert_eq!(described("Loss per trip at sea [int.rate]: before the strikes").as_deref(), Some("Loss per trip at sea"));
/// assert_eq!(described("[ship.crew, ship.crew.strikes]"), None);
/// assert_eq!(described(""), None);
/// assert_eq!(described("14,579 in a year"), None);
/// ```
#[must_use]
pub fn described(about: &str) -> Option<String> {
    let mut words = String::new();
    let mut depth = 0usize;
    for c in about.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => words.push(c),
            _ => {}
        }
    }
    let end = words.find(": ").into_iter().chain(words.find("; ")).min();
    let words = words[..end.unwrap_or(words.len())].split_whitespace();
    let words = words.collect::<Vec<_>>().join(" ").replace(" ,", ",");
    let words = words.trim_end_matches([':', '.', ',', ';']);
    // What begins with a number or a comma tells of a value and not what it is: `0: oppose, 1: compromise`.
    let begins = words.trim_start_matches(['¿', '¡']);
    (begins.starts_with(char::is_alphabetic) && words.chars().count() <= LABEL)
        .then(|| words.to_owned())
}

impl Scenario {
    /// A name as people read it: what a translation calls it, else its words.
    #[must_use]
    pub fn called(&self, name: &str) -> String {
        translated(&self.names, name).unwrap_or_else(|| spoken(name))
    }

    /// What a quantity or an outcome is called: in its author's words ([`described`]), else by its name.
    #[must_use]
    pub fn label(&self, name: &str, about: &str) -> String {
        described(about).unwrap_or_else(|| self.called(name))
    }
}

/// The formula of an expression of this scenario. Outcomes and quantities have their author's words ([`described`]).
#[must_use]
pub fn formula(scenario: &Scenario, e: &Expression) -> Vec<Piece> {
    let mut writer = Writer {
        scenario,
        pieces: Vec::new(),
    };
    writer.write(e, OPEN);
    writer.pieces
}

/// How strongly an expression holds together; beside a stronger sign it needs brackets.
type Strength = u8;
const OPEN: Strength = 0;
const OR: Strength = 1;
const AND: Strength = 2;
const NOT: Strength = 3;
const COMPARISON: Strength = 4;
const SUM: Strength = 5;
const MODULO: Strength = 6;
const PRODUCT: Strength = 7;
const SIGN: Strength = 8;
const POWER: Strength = 9;
const ATOM: Strength = 10;

fn strength(e: &Expression) -> Strength {
    match &e.term {
        Term::If(..) => OPEN,
        Term::Number(x) if x.is_sign_negative() => SIGN,
        Term::Unary(UnaryOp::Negate, _) => SIGN,
        Term::Unary(UnaryOp::Not, _) => NOT,
        Term::Binary(op, ..) => sign(*op).1,
        _ => ATOM,
    }
}

/// The sign between two operands, and how strongly it binds.
fn sign(op: BinaryOp) -> (&'static str, Strength) {
    match op {
        BinaryOp::Or => ("", OR),
        BinaryOp::And => ("", AND),
        BinaryOp::Less => (" < ", COMPARISON),
        BinaryOp::LessEqual => (" ≤ ", COMPARISON),
        BinaryOp::Greater => (" > ", COMPARISON),
        BinaryOp::GreaterEqual => (" ≥ ", COMPARISON),
        BinaryOp::Equal => (" = ", COMPARISON),
        BinaryOp::NotEqual => (" ≠ ", COMPARISON),
        BinaryOp::Add => (" + ", SUM),
        BinaryOp::Subtract => (" − ", SUM),
        BinaryOp::Modulo => (" mod ", MODULO),
        BinaryOp::Multiply => (" × ", PRODUCT),
        BinaryOp::Divide => (" ÷ ", PRODUCT),
        BinaryOp::Power => ("^", POWER),
        // Written as calls.
        BinaryOp::Min | BinaryOp::Max => ("", ATOM),
    }
}

struct Writer<'a> {
    scenario: &'a Scenario,
    pieces: Vec<Piece>,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn name(&mut self, name: String) {
        self.pieces.push(Piece::Name(name));
    }

    fn word(&mut self, word: Connective) {
        self.pieces.push(Piece::Word(word));
    }

    /// Writes an expression beside something that asks for so much strength.
    fn write(&mut self, e: &Expression, asked: Strength) {
        if strength(e) < asked {
            self.text("(");
            self.term(e);
            self.text(")");
        } else {
            self.term(e);
        }
    }

    fn term(&mut self, e: &Expression) {
        match &e.term {
            Term::Number(x) => self.pieces.push(Piece::Number(*x)),
            Term::Read { quantity, axes } => {
                let q = self.scenario.quantity(*quantity);
                self.name(self.element(&self.scenario.label(&q.name, &q.about), &q.over, axes));
            }
            Term::Outcome {
                outcome,
                profile,
                axes,
            } => {
                let o = &self.scenario.outcomes[outcome.index()];
                self.name(self.element(&self.scenario.label(&o.id, &o.about), &o.over, axes));
                let profile = &self.scenario.profiles[profile.index()].id;
                self.pieces
                    .push(Piece::Profile(self.scenario.called(profile)));
            }
            Term::Position(dimension) => {
                self.name(
                    self.scenario
                        .called(&self.scenario.dimension(*dimension).name),
                );
            }
            Term::Attribute {
                dimension,
                attribute,
                axis,
            } => self.attribute(*dimension, *attribute, *axis),
            Term::Time => self.text("time"),
            Term::Year => self.text("year"),
            Term::StepLength => self.text("step"),
            Term::Unary(op, a) => self.unary(*op, a),
            Term::Binary(op @ (BinaryOp::Min | BinaryOp::Max), ..) => {
                let mut among = Vec::new();
                flat(*op, e, &mut among);
                let name = if *op == BinaryOp::Min { "min" } else { "max" };
                self.call(name, &among);
            }
            Term::Binary(op, a, b) => self.binary(*op, a, b),
            Term::If(condition, a, b) => self.choice(condition, a, b),
            Term::Lookup(table, a) => {
                self.name(
                    self.scenario
                        .called(&self.scenario.tables[table.index()].name),
                );
                self.text("(");
                self.write(a, OPEN);
                self.text(")");
            }
            Term::Reduce {
                op,
                body,
                along,
                by,
                filter,
            } => self.reduce(*op, body, along, by, filter.as_deref()),
            Term::Along {
                op,
                body,
                along,
                by,
                filter,
            } => {
                self.text(match op {
                    AlongOp::Softmax => "softmax(",
                    AlongOp::Rank => "rank(",
                    AlongOp::RunningSum => "running sum(",
                });
                self.write(body, OPEN);
                self.dimensions(along);
                self.elements(by.iter().copied(), filter.as_deref());
                self.text(")");
            }
            Term::Quantile {
                at,
                body,
                along,
                by,
                filter,
            } => {
                self.text("quantile(");
                self.write(body, OPEN);
                self.text(", ");
                self.write(at, OPEN);
                self.dimensions(along);
                self.elements(by.iter().map(|(by, _)| *by), filter.as_deref());
                self.text(")");
            }
            Term::Pick { body, index, .. } => {
                self.write(body, ATOM);
                self.text(" [");
                self.write(index, OPEN);
                self.text("]");
            }
            Term::Memory { op, arguments, .. } => {
                self.call(memory(*op), &arguments.iter().collect::<Vec<_>>());
            }
            Term::Chance { law, arguments, .. } => {
                self.call(chance(*law), &arguments.iter().collect::<Vec<_>>());
            }
            Term::Happened {
                event,
                axes,
                reading,
            } => {
                let event = &self.scenario.events[event.index()];
                self.text(match reading {
                    EventReading::Count => "count(",
                    EventReading::Since => "since(",
                });
                self.name(self.element(&self.scenario.called(&event.name), &event.over, axes));
                self.text(")");
            }
            Term::Summary {
                op,
                body,
                window,
                rate,
            } => self.summary(*op, body, *window, rate.as_deref()),
            Term::OverWorlds { op, body } => self.over_worlds(*op, body),
            Term::Plays {
                game,
                player,
                strategy,
                payoffs,
                ..
            } => {
                let of = self.scenario.games.get(*game as usize);
                let player = of.and_then(|g| g.players.get(*player as usize));
                let own = player.and_then(|p| p.strategies.get(*strategy as usize));
                self.plays(of, player, own, payoffs);
                self.text(")");
            }
            Term::PlaysInTurn {
                game,
                after,
                at,
                choice,
                payoffs,
            } => {
                let of = self.scenario.games.get(*game as usize);
                let moves = of.map_or(&[][..], Game::moves);
                let made = moves.get(*at as usize);
                let player = made
                    .zip(of)
                    .and_then(|(m, g)| g.players.get(m.player as usize));
                let own = made.and_then(|m| m.strategies.get(*choice as usize));
                self.plays(of, player, own, payoffs);
                // As short as it can be said: a player who moves once needs no date.
                let open = moves.iter().skip(after.len());
                if let Some(made) = made
                    && open.filter(|m| m.player == made.player).count() > 1
                {
                    let clock = &self.scenario.clock;
                    let date = clock.date_at(clock.time_of_step(made.step));
                    self.text(&format!(", at = {date}"));
                }
                for (place, (m, choice)) in moves.iter().zip(after).enumerate() {
                    self.text(if place == 0 { ", after = [" } else { ", " });
                    self.strategy(m.strategies.get(*choice as usize));
                }
                self.text(if after.is_empty() { "" } else { "]" });
                self.text(")");
            }
        }
    }

    /// `plays(game, player, strategy`
    fn plays(
        &mut self,
        game: Option<&Game>,
        player: Option<&Player>,
        strategy: Option<&StrategyId>,
        payoffs: &[Expression],
    ) {
        let means = |e: &Expression| matches!(e.term, Term::OverWorlds { .. });
        let averaged = payoffs.first().is_some_and(means);
        self.text(if averaged { "plays(mean(" } else { "plays(" });
        self.name(self.scenario.called(game.map_or("", |g| g.id.as_str())));
        self.text(if averaged { "), " } else { ", " });
        let actor = player.and_then(|p| self.scenario.actors.get(p.actor.index()));
        self.name(self.scenario.called(actor.map_or("", |a| a.id.as_str())));
        self.text(", ");
        self.strategy(strategy);
    }

    fn strategy(&mut self, strategy: Option<&StrategyId>) {
        let strategy = strategy.and_then(|s| self.scenario.strategies.get(s.index()));
        self.name(self.scenario.called(strategy.map_or("", |s| s.id.as_str())));
    }

    fn over_worlds(&mut self, op: WorldsOp, body: &Expression) {
        self.text(match op {
            WorldsOp::Mean => "mean(",
            WorldsOp::Share => "share(",
            WorldsOp::Quantile(0.5) => "median(",
            WorldsOp::Quantile(_) => "quantile(",
        });
        self.write(body, OPEN);
        if let WorldsOp::Quantile(level) = op
            && level != 0.5
        {
            self.text(", ");
            self.pieces.push(Piece::Number(level));
        }
        self.text(")");
    }

    fn unary(&mut self, op: UnaryOp, a: &Expression) {
        match op {
            UnaryOp::Negate => {
                self.text("−");
                self.write(a, POWER);
            }
            UnaryOp::Not => {
                self.word(Connective::Not);
                self.text(" (");
                self.write(a, OPEN);
                self.text(")");
            }
            UnaryOp::Abs => {
                self.text("|");
                self.write(a, OPEN);
                self.text("|");
            }
            _ => self.call(function(op), &[a]),
        }
    }

    fn binary(&mut self, op: BinaryOp, a: &Expression, b: &Expression) {
        let (sign, own) = sign(op);
        let (left, right) = match op {
            BinaryOp::Power => (own + 1, own),
            BinaryOp::Subtract | BinaryOp::Divide => (own, own + 1),
            BinaryOp::Modulo => (ATOM, ATOM),
            BinaryOp::Add | BinaryOp::Multiply | BinaryOp::And | BinaryOp::Or => (own, own),
            // Comparisons are not chained.
            _ => (own + 1, own + 1),
        };
        self.operand(op, a, b, left);
        match op {
            BinaryOp::And | BinaryOp::Or => {
                self.text(" ");
                self.word(if op == BinaryOp::And {
                    Connective::And
                } else {
                    Connective::Or
                });
                self.text(" ");
            }
            _ => self.text(sign),
        }
        self.operand(op, b, a, right);
    }

    /// One side of a sign. A number that is compared with an element, an option or a word is written as that.
    fn operand(&mut self, op: BinaryOp, e: &Expression, other: &Expression, asked: Strength) {
        match &e.term {
            Term::Number(x) if matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) => {
                match self.stands_for(*x, other) {
                    Some(name) => self.name(name),
                    None => self.write(e, asked),
                }
            }
            _ => self.write(e, asked),
        }
    }

    /// What a number means beside an expression whose values are places in a list of names.
    fn stands_for(&self, number: f64, beside: &Expression) -> Option<String> {
        let names: &[String] = match &beside.term {
            Term::Position(d) => {
                let root = self.scenario.dimension(*d).root;
                &self.scenario.dimension(root).labels
            }
            Term::Reduce {
                op: ReduceOp::ArgMax | ReduceOp::ArgMin,
                along,
                ..
            } => {
                let root = self.scenario.dimension(*along.first()?).root;
                &self.scenario.dimension(root).labels
            }
            Term::Attribute {
                dimension,
                attribute,
                ..
            } => {
                let attributes = &self.scenario.dimension(*dimension).attributes;
                &attributes.get(*attribute as usize)?.words
            }
            Term::Read { quantity, .. } => return self.option(*quantity, number),
            _ => return None,
        };
        let whole = number >= 0.0 && number.fract() == 0.0;
        whole
            .then(|| names.get(number as usize))
            .flatten()
            .map(|n| self.scenario.called(n))
    }

    /// The option of a parameter or lever that a value stands for.
    fn option(&self, quantity: QuantityId, value: f64) -> Option<String> {
        match &self.scenario.quantity(quantity).kind {
            QuantityKind::Parameter(p) if value >= 0.0 && value.fract() == 0.0 => p
                .options
                .get(value as usize)
                .map(|n| self.scenario.called(n)),
            QuantityKind::Lever(lever) => match &lever.domain {
                LeverDomain::Choice { options } => {
                    let (name, _) = options.iter().find(|(_, v)| *v == value)?;
                    Some(self.scenario.called(name))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn choice(&mut self, condition: &Expression, a: &Expression, b: &Expression) {
        // A choice within reaches as far right as it can, so it is bracketed but at the end.
        for (word, part, asked) in [
            (Connective::If, condition, OR),
            (Connective::Then, a, OR),
            (Connective::Else, b, OPEN),
        ] {
            if word != Connective::If {
                self.text(" ");
            }
            self.word(word);
            self.text(" ");
            self.write(part, asked);
        }
    }

    fn reduce(
        &mut self,
        op: ReduceOp,
        body: &Expression,
        along: &[DimensionId],
        by: &[(By, DimensionId)],
        filter: Option<&Expression>,
    ) {
        self.text(match op {
            ReduceOp::Sum => "sum(",
            ReduceOp::Mean => "mean(",
            ReduceOp::Min => "min(",
            ReduceOp::Max => "max(",
            ReduceOp::Product => "product(",
            ReduceOp::ArgMax => "argmax(",
            ReduceOp::ArgMin => "argmin(",
            ReduceOp::SpectralRadius => "spectral_radius(",
        });
        self.write(body, OPEN);
        // Over all dimensions goes without saying.
        if filter.is_some() || !by.is_empty() || body.over.iter().any(|d| !along.contains(d)) {
            self.dimensions(along);
        }
        self.elements(by.iter().map(|(by, _)| *by), filter);
        self.text(")");
    }

    /// Which elements, after the dimensions: by what they are told apart, and which of them count.
    fn elements(&mut self, by: impl Iterator<Item = By>, filter: Option<&Expression>) {
        for (k, by) in by.enumerate() {
            self.text(" ");
            if k == 0 {
                self.word(Connective::By);
                self.text(" ");
            } else {
                self.text("× ");
            }
            self.name(self.of_elements(by));
        }
        if let Some(filter) = filter {
            self.text(" ");
            self.word(Connective::Where);
            self.text(" ");
            self.write(filter, OPEN);
        }
    }

    /// `link.to`
    fn of_elements(&self, by: By) -> String {
        let dimension = self.scenario.dimension(by.dimension);
        let attribute = dimension.attributes.get(by.attribute as usize);
        let attribute = attribute.map_or("", |a| &a.name);
        format!(
            "{}.{}",
            self.scenario.called(&dimension.name),
            self.scenario.called(attribute)
        )
    }

    fn summary(
        &mut self,
        op: SummaryOp,
        body: &Expression,
        window: (f64, f64),
        rate: Option<&Expression>,
    ) {
        let clock = &self.scenario.clock;
        let date = |elapsed: f64| clock.date_at(elapsed).to_string();
        let end = clock.time_of_step(clock.steps);
        let at = op == SummaryOp::Last && window.0 == window.1 && window.1 != end;
        self.text(match op {
            SummaryOp::Last if at => "at(",
            SummaryOp::Last => "at end(",
            SummaryOp::Mean => "mean(",
            SummaryOp::Total => "total(",
            SummaryOp::Min => "min(",
            SummaryOp::Max => "max(",
            SummaryOp::FirstTime => "first time(",
            SummaryOp::ShareOfTime => "share of time(",
            SummaryOp::Discounted => "discounted(",
            SummaryOp::Range => "spread(",
        });
        self.write(body, OPEN);
        if let Some(rate) = rate {
            self.text(", ");
            self.write(rate, OPEN);
        }
        if at {
            self.text(&format!(", {}", date(window.1)));
        } else if op != SummaryOp::Last && window != (0.0, end) {
            self.text(&format!(", {} – {}", date(window.0), date(window.1)));
        }
        self.text(")");
    }

    fn call(&mut self, name: &str, arguments: &[&Expression]) {
        self.text(&format!("{name}("));
        for (i, a) in arguments.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.write(a, OPEN);
        }
        self.text(")");
    }

    fn dimensions(&mut self, along: &[DimensionId]) {
        for d in along {
            self.text(", ");
            self.name(self.scenario.called(&self.scenario.dimension(*d).name));
        }
    }

    fn attribute(&mut self, dimension: DimensionId, attribute: u32, axis: Axis) {
        let d = self.scenario.dimension(dimension);
        let of = match axis {
            Axis::Along { dimension, .. } | Axis::Through(By { dimension, .. }) => self
                .scenario
                .called(&self.scenario.dimension(dimension).name),
            Axis::Element(k) => d
                .labels
                .get(k as usize)
                .map_or_else(String::new, |l| self.scenario.called(l)),
        };
        let what = d.attributes.get(attribute as usize);
        let what = what.map_or_else(String::new, |a| self.scenario.called(&a.name));
        self.name(format!("{of}.{what}"));
    }

    /// A name with the elements and shifts that are chosen; what is read along a dimension goes without saying.
    fn element(&self, name: &str, over: &[DimensionId], axes: &[Axis]) -> String {
        let labels: Vec<String> = over
            .iter()
            .zip(axes)
            .filter_map(|(dimension, axis)| match axis {
                Axis::Element(k) => {
                    let labels = &self.scenario.dimension(*dimension).labels;
                    labels.get(*k as usize).map(|l| self.scenario.called(l))
                }
                Axis::Through(by) => Some(self.of_elements(*by)),
                Axis::Along {
                    dimension: along,
                    offset,
                } => {
                    let along = self.scenario.called(&self.scenario.dimension(*along).name);
                    match offset {
                        0 => None,
                        1.. => Some(format!("{along} + {offset}")),
                        _ => Some(format!("{along} − {}", offset.unsigned_abs())),
                    }
                }
            })
            .collect();
        if labels.is_empty() {
            name.to_owned()
        } else {
            format!("{name} [{}]", labels.join(", "))
        }
    }
}

/// All between which the least or the greatest is taken: `max(max(a, b), c)` is that of three.
fn flat<'e>(op: BinaryOp, e: &'e Expression, among: &mut Vec<&'e Expression>) {
    match &e.term {
        Term::Binary(own, a, b) if *own == op => {
            flat(op, a, among);
            flat(op, b, among);
        }
        _ => among.push(e),
    }
}

fn function(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Negate => "−",
        UnaryOp::Not => "not",
        UnaryOp::Abs => "abs",
        UnaryOp::Exp => "exp",
        UnaryOp::Ln => "ln",
        UnaryOp::Log10 => "log10",
        UnaryOp::Sqrt => "sqrt",
        UnaryOp::Sin => "sin",
        UnaryOp::Cos => "cos",
        UnaryOp::Tan => "tan",
        UnaryOp::Asin => "asin",
        UnaryOp::Acos => "acos",
        UnaryOp::Atan => "atan",
        UnaryOp::Tanh => "tanh",
        UnaryOp::Logistic => "logistic",
        UnaryOp::Floor => "floor",
        UnaryOp::Ceil => "ceil",
        UnaryOp::Round => "round",
        UnaryOp::Sign => "sign",
    }
}

fn memory(op: MemoryOp) -> &'static str {
    match op {
        MemoryOp::Previous => "previous",
        MemoryOp::Lag => "lag",
        MemoryOp::DelayFixed => "delay_fixed",
        MemoryOp::Smooth => "smooth",
        MemoryOp::Delay => "delay",
        MemoryOp::Delay3 => "delay3",
        MemoryOp::Initial => "init",
        MemoryOp::Sample => "sample",
        MemoryOp::Peak => "peak",
        MemoryOp::Cumulative => "cumulative",
        MemoryOp::Noise => "pink_noise",
    }
}

fn chance(law: ChanceLaw) -> &'static str {
    match law {
        ChanceLaw::Normal => "normal",
        ChanceLaw::Uniform => "uniform",
        ChanceLaw::Bernoulli => "bernoulli",
        ChanceLaw::Poisson => "poisson",
        ChanceLaw::LogNormal => "lognormal",
        ChanceLaw::Binomial => "binomial",
        ChanceLaw::Exponential => "exponential",
    }
}
