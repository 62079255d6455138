//! Arithmetic over arrays, from the text of a scenario to its outcomes, against loops over indices.
//!
//! Random equations over up to three dimensions are written as a user would, read, compiled and run with parameters
//! some of which are constants and some drawn. What they are is computed here from the same trees: no code of the
//! engine, of the reader or of the plain evaluator has a part in it.

use contend_engine::{Draws, Request, compile};
use contend_model::id::{InputId, OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;

/// Names, labels, and for each element its place in `ROOTS`. The third is a part of the second, the fourth another
/// name of the first.
const DIMENSIONS: [(&str, &[&str]); 5] = [
    ("land", &["ash", "bay", "cove"]),
    (
        "season",
        &["y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8", "y9"],
    ),
    ("good", &["corn", "oil"]),
    ("rival", &["ash", "bay", "cove"]),
    ("late", &["y2", "y9"]),
];

fn size(dimension: usize) -> usize {
    DIMENSIONS[dimension].1.len()
}

/// One index for each dimension; only those of the dimensions that stand open mean something.
type At = [usize; 5];

enum Tree {
    Number(f64),
    /// A parameter or an earlier variable, and the dimension or element that each of its own is read along.
    Read(usize, Vec<Along>),
    Unary(&'static str, Box<Tree>),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    Call(&'static str, Box<Tree>, Box<Tree>),
    If(Box<Tree>, Box<Tree>, Box<Tree>),
    Reduce(&'static str, Box<Tree>, Vec<usize>, Option<Box<Tree>>),
    Spread(&'static str, Box<Tree>, usize),
    /// A dimension's element is this one.
    Is(usize, usize),
    Lookup(Box<Tree>),
}

#[derive(Clone, Copy)]
enum Along {
    Dimension(usize),
    Element(usize),
    /// So many elements before.
    Earlier(usize, usize),
}

struct Known {
    name: String,
    over: Vec<usize>,
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) >> 33) as usize % n
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// The dimensions that a tree leaves open, each once.
fn open(tree: &Tree) -> Vec<usize> {
    let mut found = Vec::new();
    let mut more = |list: Vec<usize>| {
        for d in list {
            if !found.contains(&d) {
                found.push(d);
            }
        }
    };
    match tree {
        Tree::Number(_) => {}
        Tree::Read(_, along) => {
            for a in along {
                match a {
                    Along::Dimension(d) | Along::Earlier(d, _) => more(vec![*d]),
                    Along::Element(_) => {}
                }
            }
        }
        Tree::Unary(_, a) | Tree::Lookup(a) | Tree::Spread(_, a, _) => more(open(a)),
        Tree::Binary(_, a, b) | Tree::Call(_, a, b) => {
            more(open(a));
            more(open(b));
        }
        Tree::If(c, a, b) => [c, a, b].into_iter().for_each(|t| more(open(t))),
        Tree::Reduce(_, a, along, filter) => {
            more(open(a));
            if let Some(filter) = filter {
                more(open(filter));
            }
            found.retain(|d| !along.contains(d));
        }
        Tree::Is(d, _) => more(vec![*d]),
    }
    found
}

fn text(tree: &Tree, known: &[Known]) -> String {
    let t = |tree: &Tree| text(tree, known);
    let name = |d: &usize| DIMENSIONS[*d].0;
    match tree {
        Tree::Number(x) if *x < 0.0 => format!("(-{:?})", -x),
        Tree::Number(x) => format!("{x:?}"),
        Tree::Read(q, along) if along.is_empty() => known[*q].name.clone(),
        Tree::Read(q, along) => {
            let own = &known[*q].over;
            let indices: Vec<String> = along
                .iter()
                .zip(own)
                .map(|(a, own)| match a {
                    Along::Dimension(d) => name(d).into(),
                    Along::Element(k) => DIMENSIONS[*own].1[*k].into(),
                    Along::Earlier(d, by) => format!("{} - {by}", name(d)),
                })
                .collect();
            format!("{}[{}]", known[*q].name, indices.join(", "))
        }
        Tree::Unary("-", a) => format!("(-{})", t(a)),
        Tree::Unary("not", a) => format!("(not {})", t(a)),
        Tree::Unary(f, a) => format!("{f}({})", t(a)),
        Tree::Binary(op, a, b) => format!("({} {op} {})", t(a), t(b)),
        Tree::Call(f, a, b) => format!("{f}({}, {})", t(a), t(b)),
        Tree::If(c, a, b) => format!("(if {} then {} else {})", t(c), t(a), t(b)),
        Tree::Reduce(f, a, along, filter) => {
            let along = match along.as_slice() {
                [one] => name(one).to_owned(),
                more => format!("[{}]", more.iter().map(name).collect::<Vec<_>>().join(", ")),
            };
            match filter {
                None => format!("{f}({}, {along})", t(a)),
                Some(filter) => format!("{f}({}, {along} where {})", t(a), t(filter)),
            }
        }
        Tree::Spread(f, a, d) => format!("{f}({}, {})", t(a), name(d)),
        Tree::Is(d, k) => format!("({} == {})", name(d), DIMENSIONS[*d].1[*k]),
        Tree::Lookup(a) => format!("bend({})", t(a)),
    }
}

/// Where an element of one dimension stands in another of the same elements.
fn place_in(target: usize, source: usize, k: usize) -> Option<usize> {
    let label = DIMENSIONS[source].1[k];
    DIMENSIONS[target].1.iter().position(|l| *l == label)
}

/// Every combination of indices of some dimensions, the last fastest.
fn every(over: &[usize], at: At) -> Vec<At> {
    let mut all = vec![at];
    for d in over {
        let mut next = Vec::new();
        for at in all {
            for k in 0..size(*d) {
                let mut at = at;
                at[*d] = k;
                next.push(at);
            }
        }
        all = next;
    }
    all
}

/// The values of what is known, row-major.
type Values = Vec<Vec<f64>>;

fn value(tree: &Tree, at: At, known: &[Known], values: &Values) -> f64 {
    let v = |tree: &Tree| value(tree, at, known, values);
    let yes = |b: bool| if b { 1.0 } else { 0.0 };
    let compared = |a: &Tree, b: &Tree, holds: fn(f64, f64) -> bool| match (v(a), v(b)) {
        (x, y) if proper(a, x).is_nan() || proper(b, y).is_nan() => f64::NAN,
        (x, y) => yes(holds(x, y)),
    };
    match tree {
        Tree::Binary("<", a, b) => compared(a, b, |a, b| a < b),
        Tree::Binary("<=", a, b) => compared(a, b, |a, b| a <= b),
        Tree::Binary(">", a, b) => compared(a, b, |a, b| a > b),
        Tree::Binary(">=", a, b) => compared(a, b, |a, b| a >= b),
        Tree::Number(x) => *x,
        Tree::Read(q, along) => {
            let mut row = 0;
            for (a, own) in along.iter().zip(&known[*q].over) {
                let k = match a {
                    Along::Element(k) => Some(*k),
                    Along::Dimension(d) => place_in(*own, *d, at[*d]),
                    Along::Earlier(d, by) => {
                        place_in(*own, *d, at[*d]).and_then(|k| k.checked_sub(*by))
                    }
                };
                match k {
                    Some(k) => row = row * size(*own) + k,
                    None => return 0.0,
                }
            }
            values[*q][row]
        }
        Tree::Unary(f, a) => {
            let a = v(a);
            match *f {
                "-" => -a,
                "not" if a.is_nan() => a,
                "not" => yes(a == 0.0),
                "abs" => a.abs(),
                "sqrt" => a.sqrt(),
                "exp" => a.exp(),
                "ln" => a.ln(),
                "tanh" => a.tanh(),
                "sin" => a.sin(),
                "floor" => a.floor(),
                "ceil" => a.ceil(),
                "sign" if a == 0.0 => 0.0,
                "sign" => a.signum(),
                "logistic" => 1.0 / (1.0 + (-a).exp()),
                other => panic!("{other}"),
            }
        }
        Tree::Binary(op, a, b) | Tree::Call(op, a, b) => {
            let (a, b) = (v(a), v(b));
            match *op {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "/" => a / b,
                "^" => a.powf(b),
                "mod" => a - b * (a / b).floor(),
                "min" => a.min(b),
                "max" => a.max(b),
                "and" if a == 0.0 || b == 0.0 => 0.0,
                "or" if (a != 0.0 && !a.is_nan()) || (b != 0.0 && !b.is_nan()) => 1.0,
                // Neither decides: undefined, or both true, or both false.
                "and" => a * b,
                "or" => a + b,
                other => panic!("{other}"),
            }
        }
        Tree::If(c, a, b) => match v(c) {
            c if c.is_nan() => c,
            0.0 => v(b),
            _ => v(a),
        },
        Tree::Is(d, k) => yes(at[*d] == *k),
        Tree::Reduce(f, a, along, filter) => {
            let mut chosen = Vec::new();
            for at in every(along, at) {
                let counts = match filter {
                    Some(filter) => value(filter, at, known, values),
                    None => 1.0,
                };
                if counts.is_nan() {
                    return counts;
                }
                if counts != 0.0 {
                    chosen.push((value(a, at, known, values), at[along[0]]));
                }
            }
            let (mut sum, mut product) = (0.0, 1.0);
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for (x, _) in &chosen {
                sum += x;
                product *= x;
                least = least.min(*x);
                most = most.max(*x);
            }
            match *f {
                "sum" => sum,
                "mean" => sum / chosen.len() as f64,
                "product" => product,
                "min" => least,
                "max" => most,
                "count" => sum,
                other => panic!("{other}"),
            }
        }
        Tree::Spread(f, a, d) => {
            let row: Vec<f64> = (0..size(*d))
                .map(|k| {
                    let mut at = at;
                    at[*d] = k;
                    value(a, at, known, values)
                })
                .collect();
            let own = at[*d];
            match *f {
                "running_sum" => row[..=own].iter().sum(),
                "softmax" => row[own].exp() / row.iter().map(|x| x.exp()).sum::<f64>(),
                "rank" if row.iter().any(|x| proper(a, *x).is_nan()) => f64::NAN,
                "rank" => {
                    let above = row.iter().filter(|x| **x > row[own]).count();
                    let before = row[..own].iter().filter(|x| **x == row[own]).count();
                    (1 + above + before) as f64
                }
                other => panic!("{other}"),
            }
        }
        Tree::Lookup(a) => bend(v(a)),
    }
}

/// A side of a comparison: no number where arithmetic made it infinite, unless it may be so by right.
fn proper(tree: &Tree, x: f64) -> f64 {
    fn parts<'t>(tree: &'t Tree, all: &mut Vec<&'t Tree>) {
        all.push(tree);
        match tree {
            Tree::Unary(_, a) | Tree::Spread(_, a, _) | Tree::Lookup(a) => parts(a, all),
            Tree::Binary(_, a, b) | Tree::Call(_, a, b) => {
                parts(a, all);
                parts(b, all);
            }
            Tree::If(c, a, b) => [c, a, b].into_iter().for_each(|t| parts(t, all)),
            Tree::Reduce(_, a, _, filter) => {
                parts(a, all);
                filter.iter().for_each(|f| parts(f, all));
            }
            Tree::Number(_) | Tree::Read(..) | Tree::Is(..) => {}
        }
    }
    let mut all = Vec::new();
    parts(tree, &mut all);
    let arithmetic = all.iter().any(|t| {
        matches!(
            t,
            Tree::Binary("/" | "^", ..) | Tree::Unary("exp" | "ln", _)
        )
    });
    let by_right = |t: &&Tree| matches!(t, Tree::Reduce("min" | "max", _, _, Some(_)));
    if x.is_infinite() && arithmetic && !all.iter().any(by_right) {
        f64::NAN
    } else {
        x
    }
}

/// Points (-1, 2), (0, 1), (0.5, 4), (2, 0), straight lines between, level beyond.
fn bend(x: f64) -> f64 {
    match x {
        x if x <= -1.0 => 2.0,
        x if x <= 0.0 => 1.0 - x,
        x if x <= 0.5 => 1.0 + 6.0 * x,
        x if x <= 2.0 => 4.0 - (x - 0.5) * 4.0 / 1.5,
        _ => 0.0,
    }
}

/// Added where something jumps, so that it is not at the jump.
const ODD: f64 = 0.0371113;

struct Grower<'a> {
    dice: &'a mut Dice,
    known: &'a [Known],
    /// How many of those known are parameters.
    parameters: usize,
}

impl Grower<'_> {
    fn read(&mut self, of: usize) -> Tree {
        let q = self.dice.below(of);
        let way = self.dice.below(9);
        let mut along: Vec<Along> = Vec::new();
        for own in &self.known[q].over {
            let d = match (way, own) {
                (0, _) => {
                    along.push(Along::Element(self.dice.below(size(*own))));
                    continue;
                }
                (1, _) => {
                    along.push(Along::Earlier(*own, 1 + self.dice.below(2)));
                    continue;
                }
                (2, 0) => 3,
                (3, 3) => 0,
                (4, 1) => 4,
                // Both at once: the transpose.
                (5, 0) => 3,
                (5, 3) => 0,
                _ => *own,
            };
            let taken = along
                .iter()
                .any(|a| matches!(a, Along::Dimension(other) if *other == d));
            let keeps = taken && way != 5;
            along.push(Along::Dimension(if keeps { *own } else { d }));
        }
        Tree::Read(q, along)
    }

    fn leaf(&mut self) -> Tree {
        match self.dice.below(6) {
            0 => Tree::Number(self.dice.below(13) as f64 / 4.0 - 1.0),
            1 | 2 => self.read(self.parameters),
            _ => self.read(self.known.len()),
        }
    }

    fn condition(&mut self, depth: usize) -> Tree {
        match self.dice.below(if depth == 0 { 1 } else { 4 }) {
            0 => {
                let d = self.dice.below(DIMENSIONS.len());
                Tree::Is(d, self.dice.below(size(d)))
            }
            1 => Tree::Unary("not", Box::new(self.condition(depth - 1))),
            2 => {
                let op = self.dice.one_of(&["and", "or"]);
                let (a, b) = (self.condition(depth - 1), self.condition(depth - 1));
                Tree::Binary(op, Box::new(a), Box::new(b))
            }
            _ => {
                let op = self.dice.one_of(&["<", "<=", ">", ">="]);
                let a = odd(self.number(depth - 1));
                Tree::Binary(op, Box::new(a), Box::new(self.leaf()))
            }
        }
    }

    fn number(&mut self, depth: usize) -> Tree {
        if depth == 0 {
            return self.leaf();
        }
        let below = depth - 1;
        match self.dice.below(22) {
            0..=3 => {
                let op = self.dice.one_of(&["+", "-"]);
                let (a, b) = (self.number(below), self.number(below));
                Tree::Binary(op, Box::new(a), Box::new(b))
            }
            4..=6 => {
                let (a, b) = (tame(self.number(below)), self.number(below));
                Tree::Binary("*", Box::new(a), Box::new(b))
            }
            7 => {
                let (a, b) = (self.number(below), positive(self.number(below)));
                Tree::Binary("/", Box::new(a), Box::new(b))
            }
            8..=11 => {
                // Powers by numbers, by arrays of one number, by arrays of several and by what is computed.
                let base = positive(tame(self.number(below)));
                let exponent = match self.dice.below(4) {
                    0 => Tree::Number(self.dice.one_of(&EXPONENTS)),
                    1 => tame(self.number(below)),
                    _ => self.read(self.parameters),
                };
                Tree::Binary("^", Box::new(base), Box::new(exponent))
            }
            12 => {
                let (a, b) = (odd(self.number(below)), positive(self.number(below)));
                Tree::Binary("mod", Box::new(a), Box::new(b))
            }
            13 => {
                let op = self.dice.one_of(&["min", "max"]);
                let (a, b) = (self.number(below), self.number(below));
                Tree::Call(op, Box::new(a), Box::new(b))
            }
            14 => {
                let op = self.dice.one_of(&["-", "abs", "tanh", "sin", "logistic"]);
                Tree::Unary(op, Box::new(self.number(below)))
            }
            15 => {
                let op = self.dice.one_of(&["sqrt", "ln"]);
                Tree::Unary(op, Box::new(positive(self.number(below))))
            }
            16 => {
                let op = self.dice.one_of(&["floor", "ceil", "sign", "exp"]);
                Tree::Unary(op, Box::new(odd(tame(self.number(below)))))
            }
            17 => {
                let c = self.condition(below);
                let (a, b) = (self.number(below), self.number(below));
                Tree::If(Box::new(c), Box::new(a), Box::new(b))
            }
            18 => {
                let body = tame(self.number(below));
                let over = open(&body);
                if over.is_empty() {
                    return body;
                }
                let d = self.dice.one_of(&over);
                let f = self.dice.one_of(&["running_sum", "softmax", "rank"]);
                Tree::Spread(f, Box::new(untied(body, d)), d)
            }
            19 => Tree::Lookup(Box::new(self.number(below))),
            _ => {
                let body = self.number(below);
                self.reduction(body, below)
            }
        }
    }

    fn reduction(&mut self, body: Tree, depth: usize) -> Tree {
        let over = open(&body);
        if over.is_empty() {
            return body;
        }
        let along = match self.dice.below(3) {
            0 => over.clone(),
            _ => vec![self.dice.one_of(&over)],
        };
        if self.dice.below(8) == 0 {
            let counted = Tree::Is(along[0], self.dice.below(size(along[0])));
            let both = Tree::Binary("or", Box::new(counted), Box::new(self.condition(depth)));
            let along = vec![along[0]];
            return Tree::Reduce("count", Box::new(both), along, None);
        }
        let (f, body) = match self.dice.below(7) {
            0..=2 => ("sum", body),
            3 => ("mean", body),
            4 => ("min", body),
            5 => ("max", body),
            _ => ("product", positive(tame(body))),
        };
        // Not a product of hundreds, whose sine nobody could compute.
        let along = if f == "product" {
            vec![along[0]]
        } else {
            along
        };
        let filter = match f {
            "sum" | "product" if self.dice.below(3) == 0 => Some(Box::new(self.condition(depth))),
            _ => None,
        };
        Tree::Reduce(f, Box::new(body), along, filter)
    }
}

fn tame(a: Tree) -> Tree {
    Tree::Unary("tanh", Box::new(a))
}

/// Not below 0.7.
fn positive(a: Tree) -> Tree {
    let a = Tree::Unary("abs", Box::new(a));
    Tree::Binary("+", Box::new(Tree::Number(0.7)), Box::new(a))
}

fn odd(a: Tree) -> Tree {
    Tree::Binary("+", Box::new(a), Box::new(Tree::Number(ODD)))
}

/// Told apart along a dimension.
fn untied(a: Tree, d: usize) -> Tree {
    let apart = (1..size(d)).fold(Tree::Number(0.0), |other, k| {
        let apart = Tree::Number(ODD * k as f64);
        Tree::If(Box::new(Tree::Is(d, k)), Box::new(apart), Box::new(other))
    });
    Tree::Binary("+", Box::new(a), Box::new(apart))
}

const EXPONENTS: [f64; 9] = [0.5, 2.0, 3.0, -1.0, 0.0, 1.0, 4.0, 7.0, -2.0];

/// Draws the same numbers that are computed with: central value of each input, more by a tenth for each world.
struct Given(Vec<f64>);

fn in_world(central: f64, world: u64) -> f64 {
    central * (1.0 + world as f64 / 10.0)
}

impl Draws for Given {
    fn seed(&self) -> u64 {
        1
    }

    fn value(&self, world: u64, input: InputId) -> f64 {
        in_world(self.0[input.index()], world)
    }
}

const OVERS: [&[usize]; 11] = [
    &[],
    &[0],
    &[1],
    &[2],
    &[4],
    &[0, 2],
    &[1, 0],
    &[2, 1],
    &[0, 3],
    &[0, 1, 2],
    &[2, 4],
];

fn names(over: &[usize]) -> String {
    let names: Vec<&str> = over.iter().map(|d| DIMENSIONS[*d].0).collect();
    format!("over = {names:?}, ")
}

/// Row-major numbers as lists in lists.
fn nested(list: &[f64], over: &[usize]) -> String {
    match over {
        [] => format!("{:?}", list[0]),
        [_, inner @ ..] => {
            let rows: usize = inner.iter().map(|d| size(*d)).product();
            let parts: Vec<String> = list.chunks(rows).map(|c| nested(c, inner)).collect();
            format!("[{}]", parts.join(", "))
        }
    }
}

/// Checks one random scenario; how many numbers were compared.
fn check(seed: u64) -> usize {
    let dice = &mut Dice(seed);
    let mut source = String::from(
        "[scenario]\ntitle = \"t\"\nstart = 2020-01-01\nend = 2020-02-01\nstep = \"1 month\"\n\
         [lookup.bend]\npoints = [[-1, 2], [0, 1], [0.5, 4], [2, 0]]\nassumption = \"t\"\n[dimension]\n",
    );
    for (d, (name, labels)) in DIMENSIONS.iter().enumerate() {
        source += &match d {
            3 => format!("{name} = {:?}\n", DIMENSIONS[0].0),
            4 => format!(
                "{name} = {{ of = {:?}, labels = {labels:?} }}\n",
                DIMENSIONS[1].0
            ),
            _ => format!("{name} = {labels:?}\n"),
        };
    }
    source += "[parameter]\n";
    let (mut known, mut central, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
    for p in 0..12 {
        let over = dice.one_of(&OVERS);
        let rows = over.iter().map(|d| size(*d)).product();
        // Arrays of one number that the compiler knows what to do with, and of several; some of each drawn.
        let one = dice.one_of(&EXPONENTS);
        let alike = dice.below(2) == 0;
        let number = |dice: &mut Dice| dice.below(17) as f64 / 4.0 - 2.0;
        let list: Vec<f64> = (0..rows)
            .map(|_| if alike { one } else { number(dice) })
            .collect();
        let is_drawn = dice.below(3) == 0;
        let range = if is_drawn { "range = [-9, 9], " } else { "" };
        let (over_text, value) = (names(over), nested(&list, over));
        source += &format!("p{p} = {{ {over_text}{range}value = {value}, assumption = \"t\" }}\n");
        let name = format!("p{p}");
        known.push(Known {
            name,
            over: over.to_vec(),
        });
        central.push(list);
        drawn.push(is_drawn);
    }
    let parameters = known.len();
    let mut trees = Vec::new();
    source += "[variable]\n";
    for v in 0..8 {
        let mut grower = Grower {
            dice,
            known: &known,
            parameters,
        };
        let tree = grower.number(3);
        let mut over = open(&tree);
        let turn = dice.below(over.len().max(1));
        over.rotate_left(turn);
        let name = format!("v{v}");
        let (over_text, equation) = (names(&over), text(&tree, &known));
        source += &format!("{name} = {{ {over_text}equation = \"{equation}\" }}\n");
        known.push(Known { name, over });
        trees.push(tree);
    }
    source += "[outcome]\n";
    for Known { name, over } in &known[parameters..] {
        let over = names(over);
        source += &format!("{name}_end = {{ {over}equation = \"at_end({name})\" }}\n");
    }
    let folder = MemoryFolder::new([("scenario.toml", source.as_str())]);
    let reading = contend_scenario::read(&folder);
    let scenario = reading
        .scenario
        .unwrap_or_else(|| panic!("seed {seed}: {:#?}\n{source}", reading.findings));
    let request = Request {
        outcomes: (0..trees.len() as u32).map(OutcomeId).collect(),
        ..Request::default()
    };
    let inputs = scenario.inputs.iter();
    let given = Given(
        inputs
            .map(|i| central[i.quantity.index()][i.element as usize])
            .collect(),
    );
    let part = compile(&scenario, ProfileId(0), &request)
        .expect("compiles")
        .run(&given, 0..2);
    let mut compared = 0;
    for world in 0..2 {
        let mut values: Values = central.clone();
        for (list, drawn) in values.iter_mut().zip(&drawn) {
            if *drawn {
                list.iter_mut().for_each(|x| *x = in_world(*x, world));
            }
        }
        let mut columns = part.outcomes.iter();
        for (tree, Known { name, over }) in trees.iter().zip(&known[parameters..]) {
            let places = every(over, At::default());
            let plain: Vec<f64> = places
                .iter()
                .map(|at| value(tree, *at, &known, &values))
                .collect();
            for (theirs, column) in plain.iter().zip(&mut columns) {
                let ours = column[world as usize];
                let near = 1e-9 * (1.0 + theirs.abs());
                assert!(
                    (ours - theirs).abs() <= near || ours.to_bits() == theirs.to_bits(),
                    "{name} of seed {seed}, world {world}: {ours} against {theirs}\n{source}"
                );
                compared += 1;
            }
            values.push(plain);
        }
    }
    compared
}

#[test]
fn arithmetic_over_arrays_is_that_of_loops_over_indices() {
    let compared: usize = (0..200).map(check).sum();
    assert!(compared > 20_000, "{compared} numbers");
}
