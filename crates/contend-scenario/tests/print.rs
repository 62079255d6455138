//! The printer of equations against a reader of its own: what a formula says is what the equation computes.

// The reader of formulas computes by itself, with a tolerance.
#![allow(clippy::disallowed_methods)]

use contend_model::model::{ClaimTest, QuantityKind, Scenario};
use contend_model::place::MemoryFolder;
use contend_model::print::{Connective, Piece, formula};

fn read(text: &str) -> Scenario {
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", text)]));
    reading
        .scenario
        .unwrap_or_else(|| panic!("{:?}", reading.findings))
}

fn plain(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Name(text) => text.clone(),
            Piece::Profile(name) => format!(" under {name}"),
            Piece::Number(x) if *x < 0.0 => format!("−{}", -x),
            Piece::Number(x) => x.to_string(),
            Piece::Word(word) => format!("{word:?}").to_lowercase(),
        })
        .collect()
}

/// The formula of the variable `y` of a scenario with this much text.
fn of_variable(text: &str) -> String {
    let scenario = read(&format!(
        "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n{text}"
    ));
    let y = scenario.quantities.iter().find(|q| q.name == "y");
    match y.map(|q| &q.kind) {
        Some(QuantityKind::Variable { equation }) => plain(&formula(&scenario, equation)),
        other => panic!("{other:?}"),
    }
}

/// Numbers from a seed, without a library.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

const VALUES: [f64; 3] = [1.5, 0.25, 3.0];
const NAMES: [&str; 3] = ["u_one", "v", "w"];

/// An equation with every bracket written, and its value.
fn equation(dice: &mut Dice, depth: u32) -> (String, f64) {
    if depth == 0 {
        return match dice.below(5) {
            0 => ("2".to_owned(), 2.0),
            1 => ("(-3)".to_owned(), -3.0),
            n => {
                let k = n as usize - 2;
                (NAMES[k].to_owned(), VALUES[k])
            }
        };
    }
    let deeper = depth - 1;
    let (a, x) = equation(dice, deeper);
    let (b, y) = equation(dice, deeper);
    let truth = |t: bool| f64::from(u8::from(t));
    match dice.below(13) {
        0 => (format!("({a} + {b})"), x + y),
        1 => (format!("({a} - {b})"), x - y),
        2 => (format!("({a} * {b})"), x * y),
        3 => (format!("({a} / {b})"), x / y),
        4 => (format!("({a} ^ {b})"), x.powf(y)),
        5 => (format!("({a} mod {b})"), x - y * (x / y).floor()),
        6 => (format!("(-{a})"), -x),
        7 => (format!("abs({a})"), x.abs()),
        8 => (format!("min({a}, {b})"), if x < y { x } else { y }),
        n => {
            let (c, z) = equation(dice, deeper.min(1));
            let (d, v) = other_than(&c, equation(dice, deeper.min(1)));
            let (e, u) = other_than(&a, (b.clone(), y));
            let (test, holds) = match n {
                9 => (format!("{c} < {d}"), z < v),
                10 => (format!("not ({c} >= {d})"), z < v),
                11 => (format!("({c} < {d} and {a} > {e})"), z < v && x > u),
                _ => (format!("({c} < {d} or {a} > {e})"), z < v || x > u),
            };
            let value = if truth(holds) != 0.0 { x } else { y };
            (format!("(if {test} then {a} else {b})"), value)
        }
    }
}

/// What a text can be compared with: nothing is compared with itself.
fn other_than(text: &str, (other, value): (String, f64)) -> (String, f64) {
    if text == other {
        (format!("(1 + {other})"), 1.0 + value)
    } else {
        (other, value)
    }
}

/// Reads a formula as its printer says it is to be read, and computes it.
struct Reader<'t> {
    words: Vec<&'t str>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn new(spaced: &'t str) -> Reader<'t> {
        Reader {
            words: spaced.split_whitespace().collect(),
            at: 0,
        }
    }

    fn peek(&self) -> &'t str {
        self.words.get(self.at).copied().unwrap_or("")
    }

    fn take(&mut self) -> &'t str {
        self.at += 1;
        self.words[self.at - 1]
    }

    fn expect(&mut self, word: &str) {
        assert_eq!(self.take(), word, "{:?} at {}", self.words, self.at);
    }

    fn open(&mut self) -> f64 {
        if self.peek() == "if" {
            self.take();
            let condition = self.or();
            self.expect("then");
            let a = self.or();
            self.expect("else");
            let b = self.open();
            return if condition != 0.0 { a } else { b };
        }
        self.or()
    }

    fn or(&mut self) -> f64 {
        let mut x = self.and();
        while self.peek() == "or" {
            self.take();
            let y = self.and();
            x = f64::from(u8::from(x != 0.0 || y != 0.0));
        }
        x
    }

    fn and(&mut self) -> f64 {
        let mut x = self.not();
        while self.peek() == "and" {
            self.take();
            let y = self.not();
            x = f64::from(u8::from(x != 0.0 && y != 0.0));
        }
        x
    }

    fn not(&mut self) -> f64 {
        if self.peek() == "not" {
            self.take();
            let x = self.not();
            return f64::from(u8::from(x == 0.0));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> f64 {
        let x = self.sum();
        let holds = match self.peek() {
            "<" => {
                self.take();
                x < self.sum()
            }
            ">" => {
                self.take();
                x > self.sum()
            }
            "≥" => {
                self.take();
                x >= self.sum()
            }
            _ => return x,
        };
        f64::from(u8::from(holds))
    }

    fn sum(&mut self) -> f64 {
        let mut x = self.modulo();
        loop {
            match self.peek() {
                "+" => {
                    self.take();
                    x += self.modulo();
                }
                "−" => {
                    self.take();
                    x -= self.modulo();
                }
                _ => return x,
            }
        }
    }

    fn modulo(&mut self) -> f64 {
        let x = self.product();
        if self.peek() == "mod" {
            self.take();
            let y = self.product();
            return x - y * (x / y).floor();
        }
        x
    }

    fn product(&mut self) -> f64 {
        let mut x = self.sign();
        loop {
            match self.peek() {
                "×" => {
                    self.take();
                    x *= self.sign();
                }
                "÷" => {
                    self.take();
                    x /= self.sign();
                }
                _ => return x,
            }
        }
    }

    fn sign(&mut self) -> f64 {
        if self.peek() == "−" {
            self.take();
            return -self.sign();
        }
        self.power()
    }

    fn power(&mut self) -> f64 {
        let x = self.atom();
        if self.peek() == "^" {
            self.take();
            return x.powf(self.power());
        }
        x
    }

    fn atom(&mut self) -> f64 {
        match self.take() {
            "(" => {
                let x = self.open();
                self.expect(")");
                x
            }
            "|" => {
                let x = self.open();
                self.expect("|");
                x.abs()
            }
            "min" => {
                self.expect("(");
                // Of any number: one inside another is written as one.
                let mut least = self.open();
                while self.peek() == "," {
                    self.expect(",");
                    let y = self.open();
                    least = if least < y { least } else { y };
                }
                self.expect(")");
                least
            }
            "u" => {
                self.expect("one");
                VALUES[0]
            }
            "v" => VALUES[1],
            "w" => VALUES[2],
            number => number.parse().unwrap_or_else(|_| panic!("{number}")),
        }
    }
}

#[test]
fn a_formula_says_what_the_equation_computes() {
    let mut dice = Dice(7);
    let mut compared = 0;
    for depth in [1, 2, 3, 4] {
        let drawn: Vec<(String, f64)> = (0..60).map(|_| equation(&mut dice, depth)).collect();
        let mut text = String::from(
            "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n[parameter]\n",
        );
        for (name, value) in NAMES.iter().zip(VALUES) {
            text += &format!(
                "{name} = {{ value = {value}, range = [0.1, 4], assumption = 'for the test' }}\n"
            );
        }
        text += "[variable]\n";
        for (i, (equation, _)) in drawn.iter().enumerate() {
            text += &format!("y{i} = \"{equation}\"\n");
        }
        let scenario = read(&text);
        for (i, (equation, value)) in drawn.iter().enumerate() {
            let name = format!("y{i}");
            let Some(QuantityKind::Variable { equation: read }) = scenario
                .quantities
                .iter()
                .find(|q| q.name == name)
                .map(|q| &q.kind)
            else {
                panic!("{name}")
            };
            let said = plain(&formula(&scenario, read));
            let mut spaced = said.clone();
            for sign in ["(", ")", "|", ",", "^", "−", "+"] {
                spaced = spaced.replace(sign, &format!(" {sign} "));
            }
            let got = Reader::new(&spaced).open();
            // Brackets of sums and products are left out where only rounding depends on them.
            let near = (got - value).abs() <= 1e-9 * value.abs().max(1e-3);
            assert!(
                near || got.to_bits() == value.to_bits() || (got.is_nan() && value.is_nan()),
                "{equation} is {value}, but `{said}` says {got}"
            );
            compared += usize::from(value.is_finite());
        }
    }
    assert!(compared > 150, "{compared} finite values compared");
}

#[test]
fn places_in_lists_are_told_by_name() {
    let text = "[dimension]\ngroup = ['reds', 'blues']\n[parameter]\n\
                size = { over = 'group', value = [1, 2], assumption = 'for the test' }\n\
                mood = { options = ['calm', 'angry'], assumption = 'for the test' }\n\
                [variable]\ny = { over = 'group', equation = '";
    let cases = [
        (
            "if argmax(size, group) == blues then 1 else size",
            "if argmax(size) = blues then 1 else size",
        ),
        (
            "if group == reds and mood == angry then size[blues] else 0",
            "if group = reds and mood = angry then size [blues] else 0",
        ),
        (
            "size[group - 1] + sum(size, group where group != reds)",
            "size [group − 1] + sum(size, group where group ≠ reds)",
        ),
    ];
    for (equation, said) in cases {
        assert_eq!(of_variable(&format!("{text}{equation}' }}\n")), said);
    }
}

#[test]
fn tests_name_their_profiles() {
    let scenario = read(
        "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n\
         [parameter]\np = { value = 1, range = [0, 2], assumption = 'for the test' }\n\
         [actor]\nnorth = {}\n[lever]\ntax = { actor = 'north', range = [0, 1] }\n\
         [strategy]\nnorth = { low = { tax = 0 }, high_tax = { tax = 1 } }\n\
         [profile]\nusual = { north = 'low' }\nhigh = { north = 'high_tax' }\n\
         [outcome]\nwealth_left = 'at_end(p - tax)'\n\
         [claim.c]\nsays = 'Taxes take.'\ntest = 'wealth_left@high < 0.9 * wealth_left@usual'\n",
    );
    let ClaimTest::Worlds(test) = &scenario.claims[0].test else {
        panic!()
    };
    let pieces = formula(&scenario, test);
    assert_eq!(
        plain(&pieces),
        "wealth left under high < 0.9 × wealth left under usual"
    );
    assert!(!pieces.contains(&Piece::Word(Connective::And)));
}

#[test]
fn functions_over_worlds_are_calls() {
    let scenario = read(
        "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n\
         [parameter]\np = { value = 1, range = [0, 2], assumption = 'for the test' }\n\
         [outcome]\nwealth_left = 'at_end(p)'\n\
         [claim.c]\nsays = 'Few are poor.'\ngiven = 'p > 0.5'\n\
         test = 'share(wealth_left < 1) < 0.2 and quantile(wealth_left, 0.9) > 2 * median(p) - mean(p)'\n",
    );
    let claim = &scenario.claims[0];
    let ClaimTest::OverWorlds(test) = &claim.test else {
        panic!()
    };
    assert_eq!(
        plain(&formula(&scenario, test)),
        "share(wealth left under baseline < 1) < 0.2 and quantile(wealth left under baseline, 0.9) > 2 × median(p) − mean(p)"
    );
    let given = &claim.given.as_ref().unwrap().condition;
    assert_eq!(plain(&formula(&scenario, given)), "p > 0.5");
}

#[test]
fn what_is_played_in_turn_is_told_as_it_is_written() {
    for (test, said) in [
        (
            "plays(mean(g), b, gives_in) == 1",
            "plays(mean(g), b, gives in) = 1",
        ),
        (
            "plays(g, a, strike, at = 2020-08-01) > 0.5",
            "plays(g, a, strike, at = 2020-08-01) > 0.5",
        ),
        // The only move that is open needs no date.
        (
            "plays(g, a, strike, at = 2020-08-01, after = [calm, holds]) == 0",
            "plays(g, a, strike, after = [calm, holds]) = 0",
        ),
        (
            "plays(mean(g), a, calm, after = [strike]) == 1",
            "plays(mean(g), a, calm, after = [strike]) = 1",
        ),
    ] {
        let scenario = read(&format!(
            "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n\
             [actor]\na = {{}}\nb = {{}}\n[lever]\nx = {{ actor = 'a', switch = true }}\n\
             y = {{ actor = 'b', switch = true }}\n[strategy]\na.calm = {{ x = false }}\na.strike = {{ x = true }}\n\
             b.holds = {{ y = false }}\nb.gives_in = {{ y = true }}\n\
             [objective]\na = 'at_end(y - x)'\nb = 'at_end(-x - y)'\n[game.g]\nplayers = ['a', 'b']\n\
             rounds = [{{ player = 'a', at = 2020-05-01 }}, {{ player = 'b', at = 2020-06-01 }},\n\
             {{ player = 'a', at = 2020-08-01 }}]\n[claim]\nc = {{ says = 'c', test = '{test}' }}\n"
        ));
        let test = scenario.claims[0].test.simulated().unwrap();
        assert_eq!(plain(&formula(&scenario, test)), said);
        // Eight paths, each a profile that the game alone plays; no other.
        let paths = scenario.profiles.iter().filter(|p| p.of_game).count();
        assert_eq!((paths, scenario.profiles.len()), (8, 9));
    }
}

#[test]
fn networks_are_told_as_they_are_written() {
    let text = "[dimension]\nnode = ['a', 'b']\n[dimension.link]\nlabels = ['l1', 'l2']\n\
                attributes = { from = ['a', 'a'], to = ['b', 'b'], kind = ['road', 'sea'] }\n[parameter]\n\
                price = { over = 'node', value = [1, 2], assumption = 't' }\n\
                flow = { over = 'link', value = [1, 2], assumption = 't' }\n\
                [variable]\nbest = 'argmax(price, node)'\ny = { over = ['node', 'link'], equation = '";
    let cases = [
        ("flow * price[link.from]", "flow × price [link.from]"),
        (
            "sum(flow, link by link.to where flow > 1)",
            "sum(flow, link by link.to where flow > 1)",
        ),
        (
            "rank(flow, link by [link.from, link.kind])",
            "rank(flow, link by link.from × link.kind)",
        ),
        (
            "quantile(flow, 0.75, link by link.to) + median(flow, link)",
            "quantile(flow, 0.75, link by link.to) + quantile(flow, 0.5, link)",
        ),
        ("price[best]", "price [best]"),
        ("top(flow, 2, link)", "rank(flow, link) ≤ 2"),
    ];
    for (equation, said) in cases {
        assert_eq!(of_variable(&format!("{text}{equation}' }}\n")), said);
    }
}

#[test]
fn an_outcome_of_an_event_is_told_behind_its_event() {
    let text = "[dimension]\ncourt = ['north', 'south']\n[event.long_trial]\nover = 'court'\nat = 2020-06-01\n\
                outcomes.not_guilty = { weight = 1 }\noutcomes.guilty = { weight = 2 }\n[variable]\ny = { over = 'court', equation = '";
    let cases = [
        (
            "count(long_trial.not_guilty)",
            "count(long trial.not guilty)",
        ),
        (
            "since(long_trial.guilty[north]) / 1{month}",
            "since(long trial.guilty [north]) ÷ 1",
        ),
    ];
    for (equation, said) in cases {
        assert_eq!(of_variable(&format!("{text}{equation}' }}\n")), said);
    }
}
