//! What it would be worth to know an input before choosing: the value of information.
//!
//! Somebody chooses between acts whose payoffs differ from world to world. Without knowing anything the act with the best mean is
//! chosen. Who knew the world, luck included, would choose the best act in each: what that adds on average is the expected value of
//! perfect information (EVPI; Raiffa and Schlaifer 1961). Who knew one input x alone, or some inputs, would choose by
//! `E[payoff | x]`: the expected value of partial perfect information, `EVPPI(x) = E[max_d E[U_d | x]] − max_d E[U_d]`. It is found without
//! further runs by regressing each payoff on the terms of x (Strong, Oakley and Brennan 2014,
//! doi:10.1177/0272989X13505910). A regression averages over luck, so that luck is no part of what an input is worth.
//!
//! # Too much is not said
//!
//! The best of several fits looks better than it is, and an EVPPI cannot be negative, so that noise alone has some value. Therefore
//! half of the worlds learn which act to choose at which x, and the rule is then followed in the other half, and the other way
//! round. What it gains there over the act that is best on average is the held-out value. An input is worth a word if it tells
//! something of what parts an act's payoff from that of the best, corrected for the number of inputs and acts as in
//! [`mod@crate::conditional`], and if the held-out value of those that do is above 0 by a one-sided test at 5 % (Holm). Several inputs are learnt together from the terms of up to six
//! of them and the products of their first terms. Whoever knows more is never worse off: a group is worth no less than any
//! part of it that was tried.

use contend_engine::chance::{Purpose, Stream};
use contend_engine::maths;
use contend_model::key::Key;
use serde::Serialize;

use crate::basis::{Basis, Counting, dot};
use crate::conditional::{LEVEL, Null, Packed};
use crate::distance::holm;
use crate::inputs::Inputs;
use crate::linear::Symmetric;

/// A choice between acts.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// For each act its payoff in each world. A world in which one is not finite is left out.
    pub payoffs: Vec<&'a [f64]>,
}

/// What information is worth to one who chooses, in the unit of the payoffs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Worth {
    /// Worlds in which all payoffs have a value.
    pub worlds: u64,
    /// Worlds in which one has none.
    pub without_value: u64,
    /// The act with the best mean.
    pub best: usize,
    /// Mean payoff of each act.
    pub means: Vec<f64>,
    /// In how many worlds no act is better than each; of several that are equally good, each counts.
    pub best_in: Vec<u64>,
    /// In how many worlds several are equally good, and none is better.
    pub shared: u64,
    /// What knowing all would be worth, luck included.
    pub everything: f64,
    /// Its standard error.
    pub error: f64,
    /// Inputs that are worth something by themselves, the most valuable first.
    pub inputs: Vec<Learnt>,
    /// The groups, in the order given.
    pub groups: Vec<Learnt>,
    /// Inputs that were tried.
    pub tried: usize,
}

/// What it would be worth to learn an input, or a group of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Learnt {
    /// Its place among the inputs, or among the groups.
    pub place: usize,
    /// Its value (EVPPI).
    pub value: f64,
    /// What rules that half of the worlds have learnt gain in the other half.
    pub held_out: f64,
    /// Standard error of that.
    pub error: f64,
    /// Share of worlds in which another act would be chosen than the one that is best on average.
    pub changes: f64,
    /// Significance of the held-out value, corrected for how many were tried.
    pub p: f64,
}

impl Learnt {
    /// Whether it is worth more than noise.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.p <= LEVEL
    }
}

/// Fewest worlds of which this can be told.
pub const LEAST_WORLDS: usize = 40;
/// Most inputs of a group that are learnt together.
const MOST_TOGETHER: usize = 6;

/// What it would be worth to learn each of some inputs, and each of some groups of inputs, before each of some choices. All choices
/// are looked at in the same worlds: those in which all payoffs of all of them have a value.
#[must_use]
pub fn worth(
    inputs: &Inputs,
    among: &[usize],
    groups: &[Vec<usize>],
    choices: &[Choice],
) -> Vec<Worth> {
    let every = || choices.iter().flat_map(|c| c.payoffs.iter().copied());
    let worlds = every().map(<[f64]>::len).min().unwrap_or(0);
    let counting = Counting::new(worlds, |w| every().all(|p| p[w].is_finite()));
    let n = counting.len();
    let mut cases: Vec<Case> = choices.iter().map(|c| Case::new(c, &counting)).collect();
    let mut all: Vec<Worth> = (cases.iter())
        .map(|case| Worth {
            without_value: (worlds - n) as u64,
            tried: among.len(),
            ..case.worth()
        })
        .collect();
    if n < LEAST_WORLDS {
        return all;
    }
    let half = halves(n);
    // Each payoff twice: as it is in the one half and in the other.
    let split = |side: bool| {
        (cases.iter()).flat_map(|c| &c.payoffs).map({
            let half = &half;
            move |u| -> Vec<f64> {
                u.iter()
                    .zip(half)
                    .map(|(u, h)| if *h == side { *u } else { 0.0 })
                    .collect()
            }
        })
    };
    let columns: Vec<Vec<f64>> = split(false).chain(split(true)).collect();
    let packed = Packed::new(columns.iter().map(Vec::as_slice), n);
    let payoffs = columns.len() / 2;
    for input in among {
        let Some(column) = inputs.column(*input) else {
            continue;
        };
        let basis = counting.basis(column);
        if basis.terms.is_empty() {
            continue;
        }
        let products = packed.products(&basis);
        let normal = Normals::new(&basis.terms, &half);
        let (one, other) = products.split_at(payoffs);
        let mut from = 0;
        for case in &mut cases {
            let to = from + case.payoffs.len();
            let found = case.learn(&basis, &normal, [&one[from..to], &other[from..to]], &half);
            case.tells.push((*input, found.tells));
            case.gates.push(found.gate);
            case.inputs.push(Learnt {
                place: *input,
                ..found.learnt
            });
            from = to;
        }
    }
    for (case, worth) in cases.iter_mut().zip(&mut all) {
        significant(&mut case.inputs, &case.gates);
        worth.groups = case.groups(inputs, &counting, groups, &half);
        worth.inputs = case.inputs.iter().copied().filter(Learnt::counts).collect();
        worth
            .inputs
            .sort_by(|a, b| b.value.total_cmp(&a.value).then(a.place.cmp(&b.place)));
    }
    all
}

/// Which worlds are of the second half, by chance, so that no order of a design decides it.
pub(crate) fn halves(n: usize) -> Vec<bool> {
    let row = Stream {
        seed: 0,
        purpose: Purpose::Groups,
        key: Key(1),
        step: 0,
    }
    .row();
    let mut order: Vec<(u64, usize)> = (0..n).map(|w| (row.bits(w as u64), w)).collect();
    order.sort_unstable();
    let mut half = vec![false; n];
    order[..n / 2].iter().for_each(|(_, w)| half[*w] = true);
    half
}

/// A choice in the worlds that count.
struct Case {
    payoffs: Vec<Vec<f64>>,
    best: usize,
    /// What each input tells of the payoffs, less that of the best: a share of their variance.
    tells: Vec<(usize, f64)>,
    inputs: Vec<Learnt>,
    /// Significance of what each input tells of the payoffs, corrected for the number of acts.
    gates: Vec<f64>,
    /// For each act the variance and the kurtosis of what parts its payoff from that of the best; none where nothing does.
    apart: Vec<Option<(f64, Null)>>,
}

/// Sets what is significant: what tells something, and is of use among those that do.
fn significant(found: &mut [Learnt], gates: &[f64]) {
    let gates = holm(gates);
    let through: Vec<usize> = (0..found.len()).filter(|at| gates[*at] <= LEVEL).collect();
    let p = holm(&through.iter().map(|at| found[*at].p).collect::<Vec<f64>>());
    found.iter_mut().for_each(|l| l.p = 1.0);
    through
        .iter()
        .zip(p)
        .for_each(|(at, p)| found[*at].p = contend_engine::max(p, gates[*at]));
}

/// The products of rows (1, terms) with themselves in both halves.
struct Normals {
    halves: [Symmetric; 2],
}

impl Normals {
    fn new(terms: &[Vec<f64>], half: &[bool]) -> Normals {
        let width = terms.len() + 1;
        let mut halves = [Symmetric::new(width), Symmetric::new(width)];
        let mut row = vec![1.0; width];
        for (world, half) in half.iter().enumerate() {
            for (at, term) in terms.iter().enumerate() {
                row[at + 1] = term[world];
            }
            halves[usize::from(*half)].add(&row);
        }
        Normals { halves }
    }
}

struct Found {
    learnt: Learnt,
    tells: f64,
    gate: f64,
}

impl Case {
    fn new(choice: &Choice, counting: &Counting) -> Case {
        let kept = |u: &&[f64]| counting.kept.iter().map(|w| u[*w as usize]).collect();
        let payoffs: Vec<Vec<f64>> = choice.payoffs.iter().map(kept).collect();
        let best = greatest(payoffs.iter().map(|u| mean(u)));
        let apart = (payoffs.iter())
            .map(|u| {
                let difference = u.iter().zip(&payoffs[best]).map(|(a, b)| a - b);
                let mut difference: Vec<f64> = difference.collect();
                let mean = mean(&difference);
                difference.iter_mut().for_each(|d| *d -= mean);
                let all = dot(&difference, &difference);
                (all > 0.0).then(|| (all, Null::of(&difference, all)))
            })
            .collect();
        Case {
            payoffs,
            best,
            tells: Vec::new(),
            inputs: Vec::new(),
            gates: Vec::new(),
            apart,
        }
    }

    fn len(&self) -> usize {
        self.payoffs.first().map_or(0, Vec::len)
    }

    /// Without looking at inputs.
    fn worth(&self) -> Worth {
        let n = self.len();
        let mut best_in = vec![0; self.payoffs.len()];
        let mut gains = Vec::with_capacity(n);
        let mut shared = 0;
        for world in 0..n {
            let top = self.payoffs[greatest(self.payoffs.iter().map(|u| u[world]))][world];
            let best = (0..self.payoffs.len()).filter(|act| self.payoffs[*act][world] == top);
            let mut many = 0;
            for act in best {
                best_in[act] += 1;
                many += 1;
            }
            shared += u64::from(many > 1);
            gains.push(top - self.payoffs[self.best][world]);
        }
        let (everything, error) = mean_and_error(&gains);
        Worth {
            worlds: n as u64,
            best: self.best,
            means: self.payoffs.iter().map(|u| mean(u)).collect(),
            best_in,
            shared,
            everything,
            error,
            ..Worth::default()
        }
    }

    /// What knowing some terms is worth, from the products of payoffs with them in both halves.
    fn learn(
        &self,
        basis: &Basis,
        normal: &Normals,
        products: [&[Vec<f64>]; 2],
        half: &[bool],
    ) -> Found {
        let (n, terms) = (self.len(), &basis.terms);
        // The terms are orthonormal over all worlds, so that products are coefficients.
        let whole: Vec<Vec<f64>> = (self.payoffs.iter().enumerate())
            .map(|(act, u)| {
                let both = products[0][act].iter().zip(&products[1][act]);
                std::iter::once(mean(u))
                    .chain(both.map(|(a, b)| a + b))
                    .collect()
            })
            .collect();
        let chosen = follow(terms, &whole, n);
        let value = chosen.iter().map(|c| c.1).sum::<f64>() / n as f64 - whole[self.best][0];
        let changes = chosen.iter().filter(|c| c.0 != self.best).count() as f64 / n as f64;
        let (mut tells, mut gate, mut acts) = (0.0, 1.0, 0.0);
        for (act, apart) in self.apart.iter().enumerate() {
            let Some((all, null)) = apart else { continue };
            let differ = whole[act].iter().zip(&whole[self.best]).skip(1);
            let share = differ.map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / all;
            let p = null.p(contend_engine::min(share, 1.0), terms.len(), basis.kurtosis);
            tells = contend_engine::max(tells, share);
            gate = contend_engine::min(gate, p);
            acts += 1.0;
        }
        let gate = contend_engine::min(gate * acts, 1.0);
        let mut learnt = Learnt {
            value: contend_engine::max(value, 0.0),
            changes,
            p: 1.0,
            ..Learnt::default()
        };
        if changes > 0.0 && gate <= LEVEL {
            self.hold_out(terms, normal, products, half, &mut learnt);
        }
        Found {
            learnt,
            tells,
            gate,
        }
    }

    /// Follows in each half what the other has learnt.
    fn hold_out(
        &self,
        terms: &[Vec<f64>],
        normal: &Normals,
        products: [&[Vec<f64>]; 2],
        half: &[bool],
        learnt: &mut Learnt,
    ) {
        let n = self.len();
        let mut gains = vec![0.0; n];
        for side in [false, true] {
            let of_side = &products[usize::from(side)];
            let sums: Vec<f64> = (self.payoffs.iter())
                .map(|u| {
                    u.iter()
                        .zip(half)
                        .filter(|(_, h)| **h == side)
                        .map(|(u, _)| u)
                        .sum()
                })
                .collect();
            // Both halves have as many worlds, or one more.
            let usual = greatest(sums.iter().copied());
            let rule: Vec<Vec<f64>> = (sums.iter().zip(of_side.iter()))
                .map(|(sum, products)| {
                    let right: Vec<f64> = std::iter::once(*sum)
                        .chain(products.iter().copied())
                        .collect();
                    normal.halves[usize::from(side)].solved(&right)
                })
                .collect();
            for (world, (act, _)) in follow(terms, &rule, n).into_iter().enumerate() {
                if half[world] != side {
                    gains[world] = self.payoffs[act][world] - self.payoffs[usual][world];
                }
            }
        }
        let (gain, error) = mean_and_error(&gains);
        learnt.held_out = gain;
        learnt.error = error;
        learnt.p = if gain <= 0.0 {
            1.0
        } else if error > 0.0 {
            maths::normal_cdf(-gain / error)
        } else {
            0.0
        };
    }

    /// What groups are worth.
    fn groups(
        &self,
        inputs: &Inputs,
        counting: &Counting,
        groups: &[Vec<usize>],
        half: &[bool],
    ) -> Vec<Learnt> {
        let n = self.len();
        let mut gates = vec![1.0; groups.len()];
        let mut found: Vec<Learnt> = (groups.iter().enumerate())
            .map(|(place, members)| {
                let mut leading: Vec<(usize, f64)> = (self.tells.iter().copied())
                    .filter(|(input, _)| members.contains(input))
                    .collect();
                leading.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                leading.truncate(MOST_TOGETHER);
                let bases: Vec<Basis> = (leading.iter())
                    .filter_map(|(input, _)| Some(counting.basis(inputs.column(*input)?)))
                    .collect();
                let basis = together(&bases, n);
                let terms = &basis.terms;
                let none = Learnt {
                    place,
                    p: 1.0,
                    ..Learnt::default()
                };
                // A regression needs several worlds for each of its terms.
                if bases.len() < 2 || terms.len() * 10 > n {
                    return none;
                }
                let normal = Normals::new(terms, half);
                let products = [false, true].map(|side| -> Vec<Vec<f64>> {
                    let of = |u: &Vec<f64>| {
                        let mine: Vec<f64> = (u.iter().zip(half))
                            .map(|(u, h)| if *h == side { *u } else { 0.0 })
                            .collect();
                        terms.iter().map(|term| dot(term, &mine)).collect()
                    };
                    self.payoffs.iter().map(of).collect()
                });
                let found = self.learn(&basis, &normal, [&products[0], &products[1]], half);
                gates[place] = found.gate;
                Learnt {
                    place,
                    ..found.learnt
                }
            })
            .collect();
        significant(&mut found, &gates);
        // The smaller first, so that what they are worth reaches the larger.
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|g| groups[*g].len());
        for (rank, group) in order.iter().enumerate() {
            let singles = self
                .inputs
                .iter()
                .filter(|l| groups[*group].contains(&l.place));
            let inside = |g: &&usize| groups[**g].iter().all(|i| groups[*group].contains(i));
            let smaller = order[..rank].iter().filter(inside).map(|g| &found[*g]);
            let parts: Vec<Learnt> = singles
                .chain(smaller)
                .copied()
                .filter(Learnt::counts)
                .collect();
            for part in parts {
                let own = &mut found[*group];
                let (value, p) = (contend_engine::max(own.value, part.value), own.p);
                if !own.counts() || part.held_out > own.held_out {
                    *own = Learnt {
                        place: *group,
                        ..part
                    };
                }
                own.value = value;
                own.p = contend_engine::min(p, part.p);
            }
        }
        found
    }
}

/// The terms of several inputs, and the products of their first terms.
fn together(bases: &[Basis], n: usize) -> Basis {
    let mut terms: Vec<Vec<f64>> = bases.iter().flat_map(|b| b.terms.iter().cloned()).collect();
    for (at, a) in bases.iter().enumerate() {
        for b in &bases[at + 1..] {
            if let (Some(a), Some(b)) = (a.terms.first(), b.terms.first()) {
                terms.push(a.iter().zip(b).map(|(a, b)| a * b).collect());
            }
        }
    }
    Basis::of(crate::basis::orthonormal(terms), n)
}

/// In each world the act with the greatest fit, and that fit.
fn follow(terms: &[Vec<f64>], rules: &[Vec<f64>], n: usize) -> Vec<(usize, f64)> {
    let mut chosen = vec![(0, f64::NEG_INFINITY); n];
    let mut fit = vec![0.0; n];
    for (act, rule) in rules.iter().enumerate() {
        fit.fill(rule[0]);
        for (term, factor) in terms.iter().zip(&rule[1..]) {
            fit.iter_mut().zip(term).for_each(|(f, t)| *f += factor * t);
        }
        for (chosen, fit) in chosen.iter_mut().zip(&fit) {
            if *fit > chosen.1 {
                *chosen = (act, *fit);
            }
        }
    }
    chosen
}

/// The first place of the greatest.
fn greatest(values: impl Iterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (at, value) in values.enumerate() {
        if value > best.1 {
            best = (at, value);
        }
    }
    best.0
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let (n, mean) = (values.len() as f64, mean(values));
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, (squares / (n - 1.0).max(1.0) / n.max(1.0)).sqrt())
}
