//! Units of measure: what a number counts, and in which size.
//!
//! A unit is a scale times a product of base units with whole or fractional powers. Two units are the same when both
//! agree; when only the powers agree they measure the same thing in different sizes (t/yr and t/month).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{Calendar, TimeUnit};
use crate::exact;
use crate::nearest::nearest;

/// A unit of measure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unit {
    /// Size, relative to the product of base units.
    #[serde(with = "exact")]
    scale: f64,
    /// Powers of base units: numerator and denominator, reduced, never 0.
    powers: BTreeMap<String, (i32, i32)>,
    /// The symbols as written, with their powers, for people.
    written: Vec<(String, (i32, i32))>,
}

impl Default for Unit {
    fn default() -> Self {
        Unit {
            scale: 1.0,
            powers: BTreeMap::new(),
            written: Vec::new(),
        }
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.measures_like(other)
            && (self.scale - other.scale).abs() <= 1e-9 * self.scale.abs().max(other.scale.abs())
    }
}

type Power = (i32, i32);

fn reduced(n: i64, d: i64) -> Option<Power> {
    let (mut a, mut b) = (n.unsigned_abs(), d.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let g = i64::try_from(a.max(1)).ok()?;
    let sign = if d < 0 { -1 } else { 1 };
    Some((
        i32::try_from(sign * n / g).ok()?,
        i32::try_from(sign * d / g).ok()?,
    ))
}

fn added(a: Power, b: Power) -> Power {
    let n = i64::from(a.0) * i64::from(b.1) + i64::from(b.0) * i64::from(a.1);
    reduced(n, i64::from(a.1) * i64::from(b.1)).unwrap_or((0, 1))
}

fn times(a: Power, b: Power) -> Power {
    reduced(
        i64::from(a.0) * i64::from(b.0),
        i64::from(a.1) * i64::from(b.1),
    )
    .unwrap_or((0, 1))
}

impl Unit {
    /// The unit of a pure number.
    #[must_use]
    pub fn pure() -> Unit {
        Unit::default()
    }

    /// Whether it is that of a pure number.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        *self == Unit::default()
    }

    /// Whether both measure the same thing, perhaps in different sizes.
    #[must_use]
    pub fn measures_like(&self, other: &Unit) -> bool {
        self.powers == other.powers
    }

    /// What a number in this unit is multiplied with to be in the other, where both measure the same.
    #[must_use]
    pub fn factor_to(&self, other: &Unit) -> Option<f64> {
        self.measures_like(other).then(|| self.scale / other.scale)
    }

    /// The product.
    #[must_use]
    pub fn multiply(&self, other: &Unit) -> Unit {
        self.combine(other, (1, 1))
    }

    /// The quotient.
    #[must_use]
    pub fn divide(&self, other: &Unit) -> Unit {
        self.combine(other, (-1, 1))
    }

    fn combine(&self, other: &Unit, power: Power) -> Unit {
        let mut result = self.clone();
        result.scale *= if power.0 < 0 {
            1.0 / other.scale
        } else {
            other.scale
        };
        for (base, p) in &other.powers {
            let sum = added(
                result.powers.get(base).copied().unwrap_or((0, 1)),
                times(*p, power),
            );
            if sum.0 == 0 {
                result.powers.remove(base);
            } else {
                result.powers.insert(base.clone(), sum);
            }
        }
        for (symbol, p) in &other.written {
            let p = times(*p, power);
            match result.written.iter_mut().find(|(s, _)| s == symbol) {
                Some((_, own)) => *own = added(*own, p),
                None => result.written.push((symbol.clone(), p)),
            }
        }
        result.written.retain(|(_, p)| p.0 != 0);
        result
    }

    /// A power with a whole or fractional exponent `numerator / denominator`; `None` where it is out of range.
    #[must_use]
    pub fn power(&self, numerator: i32, denominator: i32) -> Option<Unit> {
        let power = reduced(i64::from(numerator), i64::from(denominator))?;
        let whole = |p: &Power| {
            let p = times(*p, power);
            (p.0.abs() <= 1000 && p.1 <= 1000).then_some(p)
        };
        // Only whole powers of scales other than 1 occur in practice; roots go through the square root alone.
        let mut result = Unit {
            scale: scale_power(self.scale, power)?,
            ..Unit::default()
        };
        for (base, p) in &self.powers {
            let p = whole(p)?;
            if p.0 != 0 {
                result.powers.insert(base.clone(), p);
            }
        }
        for (symbol, p) in &self.written {
            let p = whole(p)?;
            if p.0 != 0 {
                result.written.push((symbol.clone(), p));
            }
        }
        Some(result)
    }

    /// The unit of time that it is, where it is one.
    #[must_use]
    pub fn as_time(&self) -> bool {
        self.powers.len() == 1 && self.powers.get(TIME) == Some(&(1, 1))
    }

    /// The power of time in it, where it is whole.
    #[must_use]
    pub fn time_power(&self) -> Option<i32> {
        match self.powers.get(TIME) {
            None => Some(0),
            Some((n, 1)) => Some(*n),
            Some(_) => None,
        }
    }

    /// The single unit of time that is written in it with power −1 (`yr` of `t/yr`), where there is just one.
    #[must_use]
    pub fn rate_time(&self, units: &Units) -> Option<Unit> {
        let mut found = None;
        for (symbol, power) in &self.written {
            let unit = units.symbol(symbol)?;
            if unit.as_time() {
                if *power != (-1, 1) || found.is_some() {
                    return None;
                }
                found = Some(unit);
            }
        }
        found
    }
}

fn scale_power(scale: f64, power: Power) -> Option<f64> {
    if scale == 1.0 {
        return Some(1.0);
    }
    let mut root = scale;
    let mut denominator = power.1;
    while denominator > 1 {
        if denominator % 2 != 0 {
            return None;
        }
        root = root.sqrt();
        denominator /= 2;
    }
    let mut result = 1.0;
    for _ in 0..power.0.unsigned_abs().min(64) {
        result *= root;
    }
    Some(if power.0 < 0 { 1.0 / result } else { result })
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = |(symbol, (n, d)): &(String, Power)| match (n.abs(), d) {
            (1, 1) => symbol.clone(),
            (n, 1) => format!("{symbol}^{n}"),
            (n, d) => format!("{symbol}^({n}/{d})"),
        };
        let above: Vec<String> = self
            .written
            .iter()
            .filter(|w| w.1.0 > 0)
            .map(part)
            .collect();
        let below: Vec<String> = self
            .written
            .iter()
            .filter(|w| w.1.0 < 0)
            .map(part)
            .collect();
        let above = if above.is_empty() {
            "1".to_owned()
        } else {
            above.join(" ")
        };
        match below.as_slice() {
            [] => f.write_str(&above),
            [one] => write!(f, "{above}/{one}"),
            more => write!(f, "{above}/({})", more.join(" ")),
        }
    }
}

const TIME: &str = "time";

/// The symbols that a scenario knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Units {
    symbols: BTreeMap<String, (f64, BTreeMap<String, Power>)>,
}

/// Why a unit could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitError {
    /// Where in the text, in bytes.
    pub at: std::ops::Range<usize>,
    /// What is wrong.
    pub fault: UnitFault,
}

/// What is wrong with the text of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitFault {
    /// No unit has this symbol.
    Unknown {
        /// The symbol.
        symbol: String,
        /// A known one that is written almost like it.
        near: Option<String>,
    },
    /// Something else stands where a unit should.
    UnitExpected,
    /// A power is no whole number, or one above 100.
    WholeNumberExpected,
    /// Something stands behind the unit.
    Trailing,
    /// A parenthesis is not closed.
    Unclosed,
    /// Too many parentheses inside each other.
    TooDeep,
    /// A power of a power beyond what is kept.
    PowerTooLarge,
    /// A power is divided by 0.
    PowerOverZero,
}

/// Base units with their plural or other names, then derived ones: (symbol, scale, base).
const BUILT_IN: &[(&str, f64, &str)] = &[
    ("person", 1.0, "person"),
    ("people", 1.0, "person"),
    ("persons", 1.0, "person"),
    ("g", 1e-3, "mass"),
    ("kg", 1.0, "mass"),
    ("mg", 1e-6, "mass"),
    ("t", 1e3, "mass"),
    ("tonne", 1e3, "mass"),
    ("kt", 1e6, "mass"),
    ("Mt", 1e9, "mass"),
    ("lb", 0.453_592_37, "mass"),
    ("m", 1.0, "length"),
    ("cm", 1e-2, "length"),
    ("mm", 1e-3, "length"),
    ("km", 1e3, "length"),
    ("s", 1.0 / 86_400.0, TIME),
    ("h", 1.0 / 24.0, TIME),
    ("hour", 1.0 / 24.0, TIME),
    ("min", 1.0 / 1440.0, TIME),
    ("minute", 1.0 / 1440.0, TIME),
    ("J", 1.0, "energy"),
    ("kJ", 1e3, "energy"),
    ("MJ", 1e6, "energy"),
    ("GJ", 1e9, "energy"),
    ("Wh", 3.6e3, "energy"),
    ("kWh", 3.6e6, "energy"),
    ("MWh", 3.6e9, "energy"),
    ("GWh", 3.6e12, "energy"),
    ("TWh", 3.6e15, "energy"),
    ("K", 1.0, "temperature"),
    ("mol", 1.0, "amount"),
    ("USD", 1.0, "USD"),
    ("EUR", 1.0, "EUR"),
    ("GBP", 1.0, "GBP"),
    ("JPY", 1.0, "JPY"),
    ("CNY", 1.0, "CNY"),
    ("MXN", 1.0, "MXN"),
    ("COP", 1.0, "COP"),
    ("BRL", 1.0, "BRL"),
    ("%", 1e-2, ""),
    ("percent", 1e-2, ""),
    ("thousand", 1e3, ""),
    ("million", 1e6, ""),
    ("billion", 1e9, ""),
    ("trillion", 1e12, ""),
];

/// Signs that are known under other symbols.
const SIGNS: &[(&str, &str)] = &[("$", "USD"), ("US$", "USD"), ("€", "EUR"), ("£", "GBP")];

impl Units {
    /// The built-in symbols, with months and years as long as the calendar makes them.
    #[must_use]
    pub fn new(calendar: Calendar) -> Units {
        let mut units = Units {
            symbols: BTreeMap::new(),
        };
        for (symbol, scale, base) in BUILT_IN {
            units.insert(symbol, *scale, base);
        }
        // Area and volume as powers of length.
        for (symbol, scale, power) in [
            ("ha", 1e4, 2),
            ("km2", 1e6, 2),
            ("m2", 1.0, 2),
            ("m3", 1.0, 3),
            ("l", 1e-3, 3),
            ("litre", 1e-3, 3),
        ] {
            units.symbols.insert(
                symbol.into(),
                (scale, BTreeMap::from([("length".to_owned(), (power, 1))])),
            );
        }
        units.symbols.insert(
            "W".into(),
            (
                86_400.0,
                BTreeMap::from([("energy".to_owned(), (1, 1)), (TIME.to_owned(), (-1, 1))]),
            ),
        );
        for (unit, names) in [
            (TimeUnit::Day, ["day", "days", "d"]),
            (TimeUnit::Week, ["week", "weeks", "wk"]),
            (TimeUnit::Month, ["month", "months", "mo"]),
            (TimeUnit::Year, ["year", "years", "yr"]),
        ] {
            for name in names {
                units.insert(name, calendar.days_a(unit), TIME);
            }
        }
        units
    }

    fn insert(&mut self, symbol: &str, scale: f64, base: &str) {
        let powers = if base.is_empty() {
            BTreeMap::new()
        } else {
            BTreeMap::from([(base.to_owned(), (1, 1))])
        };
        self.symbols.insert(symbol.to_owned(), (scale, powers));
    }

    /// Adds a base unit of the scenario's own.
    pub fn declare(&mut self, symbol: &str) {
        self.insert(symbol, 1.0, symbol);
    }

    /// Adds a unit that is so many of another.
    pub fn declare_as(&mut self, symbol: &str, count: f64, of: &Unit) {
        self.symbols
            .insert(symbol.to_owned(), (count * of.scale, of.powers.clone()));
    }

    /// Whether a symbol is known.
    #[must_use]
    pub fn knows(&self, symbol: &str) -> bool {
        self.symbols.contains_key(symbol)
    }

    /// All symbols, sorted.
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        self.symbols.keys().map(String::as_str)
    }

    /// The unit of one symbol.
    #[must_use]
    pub fn symbol(&self, symbol: &str) -> Option<Unit> {
        let (scale, powers) = self.symbols.get(symbol)?;
        Some(Unit {
            scale: *scale,
            powers: powers.clone(),
            written: vec![(symbol.to_owned(), (1, 1))],
        })
    }

    /// A unit of time.
    #[must_use]
    pub fn time(&self, unit: TimeUnit) -> Unit {
        self.symbol(unit.name()).unwrap_or_default()
    }

    /// Reads `t/yr`, `1/(person week)`, `USD kg^-1`, `%`, `1`.
    ///
    /// # Errors
    /// [`UnitError`] with the place in the text.
    pub fn parse(&self, text: &str) -> Result<Unit, UnitError> {
        let mut reader = Reader {
            units: self,
            text,
            at: 0,
            depth: 0,
        };
        let unit = reader.product()?;
        reader.blank();
        if reader.at < text.len() {
            return Err(reader.error(UnitFault::Trailing));
        }
        Ok(unit)
    }
}

struct Reader<'a> {
    units: &'a Units,
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blank(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn error(&self, fault: UnitFault) -> UnitError {
        let end = self.at + self.rest().chars().next().map_or(0, char::len_utf8);
        UnitError {
            at: self.at..end,
            fault,
        }
    }

    fn product(&mut self) -> Result<Unit, UnitError> {
        self.blank();
        let mut unit = self.factor()?;
        loop {
            self.blank();
            match self.rest().chars().next() {
                Some('/') => {
                    self.at += 1;
                    let below = self.factor()?;
                    unit = unit.divide(&below);
                }
                Some('*' | '·') => {
                    self.at += self.rest().chars().next().map_or(1, char::len_utf8);
                    let next = self.factor()?;
                    unit = unit.multiply(&next);
                }
                None | Some(')') => return Ok(unit),
                Some(_) => {
                    let next = self.factor()?;
                    unit = unit.multiply(&next);
                }
            }
        }
    }

    fn factor(&mut self) -> Result<Unit, UnitError> {
        self.blank();
        let start = self.at;
        let mut unit = match self.rest().chars().next() {
            Some('(') => {
                self.depth += 1;
                if self.depth > 50 {
                    return Err(self.error(UnitFault::TooDeep));
                }
                self.at += 1;
                let unit = self.product()?;
                self.blank();
                if !self.rest().starts_with(')') {
                    return Err(self.error(UnitFault::Unclosed));
                }
                self.at += 1;
                self.depth -= 1;
                unit
            }
            Some('1') => {
                self.at += 1;
                Unit::default()
            }
            Some(c) if c.is_alphabetic() || "%_$€£°".contains(c) => {
                let symbol: String = self
                    .rest()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || "%_$€£°".contains(*c))
                    .collect();
                self.at += symbol.len();
                self.units.symbol(&symbol).ok_or_else(|| {
                    let sign = SIGNS.iter().find(|(sign, _)| *sign == symbol);
                    let near = match sign {
                        Some((_, known)) => Some(*known),
                        None => nearest(&symbol, self.units.symbols()),
                    };
                    let near = near.map(str::to_owned);
                    UnitError {
                        at: start..start + symbol.len(),
                        fault: UnitFault::Unknown { symbol, near },
                    }
                })?
            }
            _ => {
                return Err(self.error(UnitFault::UnitExpected));
            }
        };
        self.blank();
        if self.rest().starts_with('^') {
            self.at += 1;
            let (n, d) = self.exponent()?;
            unit = unit
                .power(n, d)
                .ok_or_else(|| self.error(UnitFault::PowerTooLarge))?;
        }
        Ok(unit)
    }

    fn exponent(&mut self) -> Result<Power, UnitError> {
        self.blank();
        let bracket = self.rest().starts_with('(');
        if bracket {
            self.at += 1;
        }
        let n = self.whole()?;
        let mut d = 1;
        if bracket {
            self.blank();
            if self.rest().starts_with('/') {
                self.at += 1;
                d = self.whole()?;
            }
            self.blank();
            if !self.rest().starts_with(')') {
                return Err(self.error(UnitFault::Unclosed));
            }
            self.at += 1;
        }
        if d == 0 {
            Err(self.error(UnitFault::PowerOverZero))
        } else {
            Ok((n, d))
        }
    }

    fn whole(&mut self) -> Result<i32, UnitError> {
        self.blank();
        let digits: String = self
            .rest()
            .chars()
            .enumerate()
            .take_while(|(i, c)| c.is_ascii_digit() || (*i == 0 && *c == '-'))
            .map(|(_, c)| c)
            .collect();
        let value = digits.parse::<i32>().ok().filter(|v| v.abs() <= 100);
        let value = value.ok_or_else(|| self.error(UnitFault::WholeNumberExpected))?;
        self.at += digits.len();
        Ok(value)
    }
}
