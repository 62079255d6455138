//! A plain evaluator: walks the trees of a scenario for one world, one number at a time, straight from the meaning of
//! each term. It calls nothing of the engine, and knows neither blocks nor lanes; what a single number becomes stands
//! in `plain`. Elementary functions are the platform's, so results are held to a tolerance; that the engine's own are
//! right to the last digits is the matter of `maths`, and of its draws of `chance` and `laws`.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use contend_model::clock::Method;
use contend_model::expression::*;
use contend_model::id::*;
use contend_model::key::Key as Named;
use contend_model::model::*;

use crate::plain::{self, greater, lesser};

type Place = BTreeMap<DimensionId, u32>;

pub struct Run {
    /// One value for each element of each outcome.
    pub outcomes: Vec<Vec<f64>>,
    /// Value of each quantity's elements at each grid point.
    pub values: Vec<Vec<Vec<f64>>>,
}

pub struct Oracle<'a> {
    scenario: &'a Scenario,
    profile: ProfileId,
    inputs: &'a dyn Fn(InputId) -> f64,
    seed: u64,
    world: u64,
    start: Cell<bool>,
    step: Cell<u32>,
    time: Cell<f64>,
    /// Stocks, then memory by (site, element, part), then totals by outcome order.
    state: RefCell<BTreeMap<Key, f64>>,
    history: RefCell<HashMap<(u32, Vec<u32>), Vec<f64>>>,
    counts: RefCell<HashMap<(u32, u32), (f64, f64)>>,
    memo: RefCell<HashMap<(u32, u32), f64>>,
    summaries: RefCell<HashMap<(usize, Vec<u32>), f64>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Stock(u32, u32),
    Memory(u32, Vec<u32>, u8),
    Total(usize, Vec<u32>),
}

/// Runs one world.
pub fn run(
    scenario: &Scenario,
    profile: ProfileId,
    inputs: &dyn Fn(InputId) -> f64,
    seed: u64,
    world: u64,
) -> Run {
    let oracle = Oracle {
        scenario,
        profile,
        inputs,
        seed,
        world,
        start: Cell::new(true),
        step: Cell::new(0),
        time: Cell::new(0.0),
        state: RefCell::default(),
        history: RefCell::default(),
        counts: RefCell::default(),
        memo: RefCell::default(),
        summaries: RefCell::default(),
    };
    oracle.go()
}

impl<'a> Oracle<'a> {
    fn go(&self) -> Run {
        let sc = self.scenario;
        let clock = &sc.clock;
        let mut starts = BTreeMap::new();
        for (q, quantity) in sc.quantities.iter().enumerate() {
            if let QuantityKind::Stock(_) = quantity.kind {
                for e in 0..sc.size(&quantity.over) as u32 {
                    starts.insert(
                        Key::Stock(q as u32, e),
                        self.quantity(QuantityId(q as u32), e),
                    );
                }
            }
        }
        let memory = self.memory_sites();
        for (e, op, site, arguments) in &memory {
            for place in self.places(&e.over) {
                let key = |part| Key::Memory(*site, place.values().copied().collect(), part);
                let initial =
                    |at: usize| self.eval(arguments.get(at).unwrap_or(&arguments[0]), &place);
                match op {
                    MemoryOp::Previous => drop(starts.insert(key(0), initial(1))),
                    MemoryOp::Smooth => drop(starts.insert(key(0), initial(2))),
                    MemoryOp::Delay => {
                        starts.insert(key(0), initial(2) * self.eval(&arguments[1], &place));
                    }
                    MemoryOp::Delay3 => {
                        let q = initial(2) * (self.eval(&arguments[1], &place) / 3.0);
                        for part in 0..3 {
                            starts.insert(key(part), q);
                        }
                    }
                    MemoryOp::Noise => {
                        starts.insert(key(0), self.eval(&arguments[0], &place));
                    }
                    MemoryOp::Peak => drop(starts.insert(key(0), f64::NEG_INFINITY)),
                    MemoryOp::Cumulative => drop(starts.insert(key(0), 0.0)),
                    MemoryOp::Lag | MemoryOp::DelayFixed | MemoryOp::Sample => {
                        starts.insert(key(0), initial(2));
                    }
                    MemoryOp::Initial => {
                        starts.insert(key(0), self.eval(&arguments[0], &place));
                    }
                }
            }
        }
        let totals = self.totals();
        for (index, (_, body, _, _)) in totals.iter().enumerate() {
            for place in self.places(&body.over) {
                starts.insert(Key::Total(index, place.values().copied().collect()), 0.0);
            }
        }
        *self.state.borrow_mut() = starts;
        self.start.set(false);
        self.memo.borrow_mut().clear();

        let mut values = vec![Vec::new(); sc.quantities.len()];
        for step in 0..=clock.steps {
            self.at(step, clock.time_of_step(step));
            for (q, quantity) in sc.quantities.iter().enumerate() {
                let row = (0..sc.size(&quantity.over) as u32)
                    .map(|e| self.quantity(QuantityId(q as u32), e))
                    .collect();
                values[q].push(row);
            }
            self.accumulate(step);
            if step < clock.steps {
                self.advance(step, &memory, &totals);
            }
        }
        let outcomes = sc
            .outcomes
            .iter()
            .map(|o| {
                self.places(&o.over)
                    .iter()
                    .map(|place| self.eval(&o.equation, place))
                    .collect()
            })
            .collect();
        Run { outcomes, values }
    }

    fn at(&self, step: u32, time: f64) {
        self.step.set(step);
        self.time.set(time);
        self.memo.borrow_mut().clear();
    }

    fn advance(&self, step: u32, memory: &[Site<'a>], totals: &[Total<'a>]) {
        let sc = self.scenario;
        let clock = &sc.clock;
        let (dt, t) = (clock.dt, clock.time_of_step(step));
        let base = self.state.borrow().clone();
        // Events look at the state at the start of the step.
        let mut strikes: Vec<(Key, f64, bool)> = Vec::new();
        // What happens in this step is counted from the next one on.
        let mut happened = Vec::new();
        // How many occurrences of an event in this step have come to none of its outcomes yet.
        let mut left: HashMap<(u32, u32), f64> = HashMap::new();
        for (index, event) in sc.events.iter().enumerate() {
            for (e, place) in self.places(&event.over).into_iter().enumerate() {
                let (count, last) = self.happened(index as u32, e as u32);
                let free = (event.repeats || count == 0.0) && t - last >= event.cooldown;
                let times = match &event.trigger {
                    Trigger::At { step: at } => f64::from(u8::from(*at == step)),
                    // What is not defined is a fault of the world, whatever happens then.
                    Trigger::When(c) => {
                        let begun = event.from.is_none_or(|from| t >= from - 1e-9);
                        f64::from(u8::from(begun && self.eval(c, &place) != 0.0))
                    }
                    Trigger::Hazard(h) => {
                        let mut expected = self.eval(h, &place) * dt;
                        if let Some(from) = event.from {
                            expected *= ((t + dt - from.max(t)) / dt).max(0.0);
                        }
                        let drawn = self.uniform(event.chance_site, &event.over, e as u32);
                        // The number of arrivals of a Poisson process in the step: it is k or more where 1 − u lies above
                        // the probability of fewer than k.
                        let (mut times, mut fewer, mut exactly) = (0.0, 0.0, (-expected).exp());
                        let most = if event.repeats && event.cooldown == 0.0 {
                            200.0
                        } else {
                            1.0
                        };
                        while times < most && 1.0 - drawn > fewer + exactly {
                            times += 1.0;
                            fewer += exactly;
                            exactly *= expected / times;
                        }
                        times
                    }
                    Trigger::Outcome { of, weight } => {
                        let left = left.entry((of.0, e as u32)).or_insert(0.0);
                        // With their places in the list of events.
                        let weights: Vec<(usize, f64)> = (sc.events.iter().enumerate())
                            .filter_map(|(k, o)| match &o.trigger {
                                Trigger::Outcome { of: other, weight } if other == of => {
                                    Some((k, self.eval(weight, &place)))
                                }
                                _ => None,
                            })
                            .collect();
                        // Weights that say nothing are a fault of the world, and nothing comes to pass.
                        let sound = weights.iter().all(|(_, w)| w.is_finite() && *w >= 0.0)
                            && weights.iter().any(|(_, w)| *w > 0.0);
                        let others = weights.iter().filter(|(k, _)| *k > index);
                        let own = self.eval(weight, &place);
                        let among = others.fold(own, |sum, (_, w)| sum + w);
                        let drawn = self.uniform(event.chance_site, &event.over, e as u32);
                        let times = if sound && *left > 0.0 {
                            plain::draw(ChanceLaw::Binomial, drawn, *left, own / among)
                        } else {
                            0.0
                        };
                        *left -= times;
                        times
                    }
                };
                if !free || times == 0.0 {
                    continue;
                }
                left.insert((index as u32, e as u32), times);
                for effect in &event.effects {
                    let over = &sc.quantity(effect.stock).over;
                    let moving: Vec<DimensionId> = effect
                        .axes
                        .iter()
                        .filter_map(|a| a.open())
                        .filter(|d| !event.over.contains(d))
                        .collect();
                    for extra in self.places(&moving) {
                        let mut whole = place.clone();
                        whole.extend(extra);
                        if let Some(cell) = self.element(over, &effect.axes, &whole) {
                            strikes.push((
                                Key::Stock(effect.stock.0, cell),
                                self.eval(&effect.amount, &whole)
                                    * if effect.set { 1.0 } else { times },
                                effect.set,
                            ));
                        }
                    }
                }
                happened.push(((index as u32, e as u32), (count + times, t)));
            }
        }
        let mut latches = Vec::new();
        for (e, op, site, arguments) in memory {
            for place in self.places(&e.over) {
                let cell: Vec<u32> = place.values().copied().collect();
                match op {
                    MemoryOp::Previous => latches.push((
                        Key::Memory(*site, cell, 0),
                        self.eval(&arguments[0], &place),
                    )),
                    MemoryOp::Noise => {
                        let (x, time) = (
                            self.eval(&arguments[0], &place),
                            self.eval(&arguments[1], &place),
                        );
                        let key = Key::Memory(*site, cell, 0);
                        let old = base[&key] * (-dt / time).exp();
                        let new = x * (-(-2.0 * dt / time).exp_m1()).sqrt();
                        latches.push((key, old + new));
                    }
                    MemoryOp::Peak | MemoryOp::Sample => {
                        latches.push((Key::Memory(*site, cell, 0), self.eval(e, &place)))
                    }
                    MemoryOp::Lag | MemoryOp::DelayFixed => {
                        let x = self.eval(&arguments[0], &place);
                        self.history
                            .borrow_mut()
                            .entry((*site, cell))
                            .or_default()
                            .push(x);
                    }
                    _ => {}
                }
            }
        }
        let k1 = self.rates(step, memory, totals);
        let mut next: BTreeMap<Key, f64> = base.clone();
        let shifted = |k: &BTreeMap<Key, f64>, h: f64| {
            let mut s = base.clone();
            for (key, rate) in k {
                s.insert(key.clone(), base[key] + h * rate);
            }
            s
        };
        if clock.method == Method::Euler {
            next = shifted(&k1, dt);
        } else {
            let stage = |k: &BTreeMap<Key, f64>, h: f64| {
                *self.state.borrow_mut() = shifted(k, h);
                self.memo.borrow_mut().clear();
                self.time.set(t + h);
                self.rates(step, memory, totals)
            };
            let k2 = stage(&k1, dt / 2.0);
            let k3 = stage(&k2, dt / 2.0);
            let k4 = stage(&k3, dt);
            for key in k1.keys() {
                let sum = k1[key] + 2.0 * k2[key] + 2.0 * k3[key] + k4[key];
                next.insert(key.clone(), base[key] + dt / 6.0 * sum);
            }
        }
        for (key, amount, set) in strikes {
            let cell = next.entry(key).or_insert(0.0);
            *cell = if set { amount } else { *cell + amount };
        }
        for (q, quantity) in sc.quantities.iter().enumerate() {
            if let QuantityKind::Stock(stock) = &quantity.kind {
                for e in 0..sc.size(&quantity.over) as u32 {
                    let key = Key::Stock(q as u32, e);
                    let (before, after) = (base[&key], next[&key]);
                    let floored = match stock.floor {
                        Floor::None => after,
                        Floor::Clamp => {
                            if after < 0.0 {
                                0.0
                            } else {
                                after
                            }
                        }
                        Floor::Extinct => {
                            if after <= 0.0 || before <= 0.0 {
                                0.0
                            } else {
                                after
                            }
                        }
                    };
                    next.insert(key, floored);
                }
            }
        }
        next.extend(latches);
        self.counts.borrow_mut().extend(happened);
        *self.state.borrow_mut() = next;
        self.memo.borrow_mut().clear();
    }

    fn rates(&self, step: u32, memory: &[Site<'a>], totals: &[Total<'a>]) -> BTreeMap<Key, f64> {
        let sc = self.scenario;
        let mut rates = BTreeMap::new();
        for (q, quantity) in sc.quantities.iter().enumerate() {
            let QuantityKind::Stock(stock) = &quantity.kind else {
                continue;
            };
            for (e, place) in self.places(&quantity.over).into_iter().enumerate() {
                let mut rate = stock.change.as_ref().map_or(0.0, |c| self.eval(c, &place));
                for flow in &stock.inflows {
                    rate += self.eval(flow, &place);
                }
                for flow in &stock.outflows {
                    rate -= self.eval(flow, &place);
                }
                rates.insert(Key::Stock(q as u32, e as u32), rate);
            }
        }
        for (e, op, site, arguments) in memory {
            for place in self.places(&e.over) {
                let cell: Vec<u32> = place.values().copied().collect();
                let key = |part| Key::Memory(*site, cell.clone(), part);
                let state = |part| self.state.borrow()[&key(part)];
                match op {
                    MemoryOp::Smooth => {
                        let (x, tau) = (
                            self.eval(&arguments[0], &place),
                            self.eval(&arguments[1], &place),
                        );
                        rates.insert(key(0), (x - state(0)) / tau);
                    }
                    MemoryOp::Delay => {
                        let (x, tau) = (
                            self.eval(&arguments[0], &place),
                            self.eval(&arguments[1], &place),
                        );
                        rates.insert(key(0), x - state(0) / tau);
                    }
                    MemoryOp::Delay3 => {
                        let tau = self.eval(&arguments[1], &place) / 3.0;
                        let mut inflow = self.eval(&arguments[0], &place);
                        for part in 0..3 {
                            let out = state(part) / tau;
                            rates.insert(key(part), inflow - out);
                            inflow = out;
                        }
                    }
                    MemoryOp::Cumulative => {
                        rates.insert(key(0), self.eval(&arguments[0], &place));
                    }
                    _ => {}
                }
            }
        }
        for (index, (op, body, window, rate)) in totals.iter().enumerate() {
            for place in self.places(&body.over) {
                let mut x = self.eval(body, &place);
                if *op == SummaryOp::ShareOfTime {
                    x = if x.is_nan() || x == 0.0 { x } else { 1.0 };
                }
                if let Some(rate) = rate {
                    let since = (self.time.get() - window.0).max(0.0);
                    x /= (1.0 + self.eval(rate, &place)).powf(since / sc.clock.year());
                }
                // How much of the step the window covers.
                let begin = f64::from(step) * sc.clock.dt;
                let covered = (begin + sc.clock.dt).min(window.1) - begin.max(window.0);
                let part = covered.max(0.0) / sc.clock.dt;
                rates.insert(
                    Key::Total(index, place.values().copied().collect()),
                    if part == 0.0 { 0.0 } else { x * part },
                );
            }
        }
        rates
    }

    fn accumulate(&self, step: u32) {
        for (index, (op, body, window)) in self.plain_summaries().into_iter().enumerate() {
            for place in self.places(&body.over) {
                let key = (index, place.values().copied().collect::<Vec<u32>>());
                let x = self.eval(body, &place);
                let mut summaries = self.summaries.borrow_mut();
                let time = f64::from(step) * self.scenario.clock.dt;
                let inside = window.0 - 1e-9 <= time && time <= window.1 + 1e-9;
                match op {
                    SummaryOp::Last => {
                        // A tent over the date: the nearer of two instants counts more.
                        let away = (time - window.1).abs() / self.scenario.clock.dt;
                        if away < 1.0 - 1e-9 {
                            *summaries.entry(key).or_insert(0.0) += x * (1.0 - away);
                        }
                    }
                    SummaryOp::Min if inside => {
                        let least = summaries.entry(key).or_insert(f64::INFINITY);
                        *least = lesser(*least, x);
                    }
                    SummaryOp::Max if inside => {
                        let most = summaries.entry(key).or_insert(f64::NEG_INFINITY);
                        *most = greater(*most, x);
                    }
                    SummaryOp::FirstTime => {
                        let first = summaries.entry(key).or_insert(f64::INFINITY);
                        if inside && x != 0.0 && first.is_infinite() {
                            *first = if x.is_nan() { x } else { self.time.get() };
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// The uniform number of a draw now: all access to chance.
    fn uniform(&self, site: Named, over: &[DimensionId], element: u32) -> f64 {
        let step = if self.start.get() {
            u32::MAX
        } else {
            self.step.get()
        };
        let mut rest = element as usize;
        let mut labels = Vec::new();
        for d in over.iter().rev() {
            let d = self.scenario.dimension(*d);
            labels.insert(0, d.labels[rest % d.labels.len()].as_str());
            rest /= d.labels.len();
        }
        plain::uniform(self.seed, site.element(&labels).0, step, self.world)
    }

    fn happened(&self, event: u32, element: u32) -> (f64, f64) {
        self.counts
            .borrow()
            .get(&(event, element))
            .copied()
            .unwrap_or((0.0, f64::NEG_INFINITY))
    }

    fn places(&self, over: &[DimensionId]) -> Vec<Place> {
        let mut places = vec![Place::new()];
        for d in over {
            let n = self.scenario.dimension(*d).len() as u32;
            places = places
                .into_iter()
                .flat_map(|p| {
                    (0..n).map(move |k| {
                        let mut p = p.clone();
                        p.insert(*d, k);
                        p
                    })
                })
                .collect();
        }
        places
    }

    /// Row-major element of an array read with axes; `None` where it does not exist.
    fn element(&self, over: &[DimensionId], axes: &[Axis], place: &Place) -> Option<u32> {
        let mut row = 0;
        for (d, axis) in over.iter().zip(axes) {
            let own = self.scenario.dimension(*d);
            let k = match axis {
                Axis::Element(k) => *k,
                Axis::Through(by) => {
                    let wanted = self.named(*by, own.root, place);
                    own.positions.iter().position(|p| *p == wanted)? as u32
                }
                Axis::Along { dimension, offset } => {
                    let position =
                        self.scenario.dimension(*dimension).positions[place[dimension] as usize];
                    let k = own.positions.iter().position(|p| *p == position)? as i64
                        + i64::from(*offset);
                    if k < 0 || k >= own.len() as i64 {
                        return None;
                    }
                    k as u32
                }
            };
            row = row * own.len() as u32 + k;
        }
        Some(row)
    }

    /// The position in a root dimension of what an attribute names at a place.
    fn named(&self, by: By, root: DimensionId, place: &Place) -> u32 {
        let attribute = &self.scenario.dimension(by.dimension).attributes[by.attribute as usize];
        let named = attribute.names.iter().find(|n| n.root == root).unwrap();
        named.positions[place[&by.dimension] as usize]
    }

    /// The values that a reduction takes at a place, each with its root position; NaN where it is not defined which do.
    fn taken(
        &self,
        body: &Expression,
        along: &[DimensionId],
        by: &[(By, DimensionId)],
        filter: Option<&Expression>,
        place: &Place,
    ) -> Result<Vec<(u32, f64)>, f64> {
        let sc = self.scenario;
        let mut values = Vec::new();
        for extra in self.places(along) {
            let own = |(by, into): &(By, DimensionId)| {
                let target = sc.dimension(*into);
                let here = target.positions[place[into] as usize];
                self.named(*by, target.root, &extra) == here
            };
            if !by.iter().all(own) {
                continue;
            }
            let position = extra
                .iter()
                .next()
                .map_or(0, |(d, k)| sc.dimension(*d).positions[*k as usize]);
            let mut whole = place.clone();
            whole.extend(extra);
            let counts = filter.map_or(1.0, |f| self.eval(f, &whole));
            if counts.is_nan() {
                return Err(counts);
            }
            if counts != 0.0 {
                values.push((position, self.eval_linked(body, &whole)));
            }
        }
        Ok(values)
    }

    /// What is computed for the element at a place from all along some dimensions.
    fn along(
        &self,
        op: AlongOp,
        body: &Expression,
        (along, by): (&[DimensionId], &[By]),
        filter: Option<&Expression>,
        place: &Place,
    ) -> f64 {
        let sc = self.scenario;
        let value = |by: &By, at: &Place| {
            let attribute = &sc.dimension(by.dimension).attributes[by.attribute as usize];
            attribute.values[at[&by.dimension] as usize]
        };
        // Of each element whether it counts, its value, and whether it is the one at hand.
        let mut list = Vec::new();
        for extra in self.places(along) {
            if by.iter().any(|by| value(by, &extra) != value(by, place)) {
                continue;
            }
            let own = extra.iter().all(|(d, k)| place[d] == *k);
            let mut other = place.clone();
            other.extend(extra);
            let counts = filter.map_or(1.0, |f| self.eval(f, &other));
            if counts.is_nan() {
                return f64::NAN;
            }
            let x = if counts == 0.0 {
                0.0
            } else {
                self.eval(body, &other)
            };
            list.push((counts != 0.0, x, own));
        }
        let own = list.iter().position(|(_, _, own)| *own).unwrap();
        let counted = || {
            list.iter()
                .filter(|(counts, ..)| *counts)
                .map(|(_, x, _)| *x)
        };
        match op {
            AlongOp::Softmax if counted().next().is_none() => 0.0,
            AlongOp::Softmax => {
                let top = counted().fold(f64::NEG_INFINITY, greater);
                let total: f64 = counted().map(|v| (v - top).exp()).sum();
                if total.is_nan() || list[own].0 {
                    (list[own].1 - top).exp() / total
                } else {
                    0.0
                }
            }
            AlongOp::Rank if counted().any(|v| proper(body, v).is_nan()) => f64::NAN,
            AlongOp::Rank => {
                let before = |(k, (counts, x, _)): (usize, &(bool, f64, bool))| {
                    let (mine_counts, mine, _) = list[own];
                    match (*counts, mine_counts) {
                        (true, true) => *x > mine || (*x == mine && k < own),
                        (false, false) => k < own,
                        (counts, _) => counts,
                    }
                };
                1.0 + list.iter().enumerate().filter(|e| before(*e)).count() as f64
            }
            AlongOp::RunningSum => list[..=own].iter().map(|(_, x, _)| x).sum(),
        }
    }

    fn quantity(&self, id: QuantityId, element: u32) -> f64 {
        if let Some(known) = self.memo.borrow().get(&(id.0, element)) {
            return *known;
        }
        let sc = self.scenario;
        let quantity = sc.quantity(id);
        let mut place = Place::new();
        let mut rest = element;
        for d in quantity.over.iter().rev() {
            let n = sc.dimension(*d).len() as u32;
            place.insert(*d, rest % n);
            rest /= n;
        }
        let value = match &quantity.kind {
            QuantityKind::Parameter(p) => match p.inputs[element as usize] {
                Some(input) => (self.inputs)(input),
                None => p.values[element as usize],
            },
            QuantityKind::Series { tables } => plain::table(
                &sc.tables[tables[element as usize].index()],
                self.time.get(),
            ),
            QuantityKind::Stock(stock) => {
                if self.start.get() {
                    self.eval(&stock.start, &place)
                } else {
                    self.state.borrow()[&Key::Stock(id.0, element)]
                }
            }
            QuantityKind::Flow(flow) => self.eval(&flow.equation, &place),
            QuantityKind::Variable { equation } => self.eval(equation, &place),
            QuantityKind::Lever(lever) => {
                let profile = &sc.profiles[self.profile.index()];
                let first = profile.strategies.get(lever.actor.index());
                let mut strategy = first.copied().flatten();
                for later in &profile.later {
                    let holds = !self.start.get() && self.step.get() >= later.step;
                    if later.actor == lever.actor && holds {
                        strategy = Some(later.strategy);
                    }
                }
                let setting = strategy
                    .and_then(|s| {
                        sc.strategies[s.index()]
                            .settings
                            .iter()
                            .find(|(q, _)| *q == id)
                    })
                    .map(|(_, e)| e);
                let acting = sc.clock.now.is_none_or(|now| self.step.get() >= now);
                match setting {
                    Some(e) if acting => match lever.domain {
                        LeverDomain::Number { low, high, whole } => {
                            let held = lesser(greater(self.eval(e, &place), low), high);
                            if whole { held.round() } else { held }
                        }
                        _ => self.eval(e, &place),
                    },
                    _ => lever.default,
                }
            }
        };
        self.memo.borrow_mut().insert((id.0, element), value);
        value
    }

    fn eval(&self, e: &Expression, place: &Place) -> f64 {
        let truth = |b: bool| if b { 1.0 } else { 0.0 };
        let sc = self.scenario;
        match &e.term {
            Term::Number(x) => *x,
            Term::Read { quantity, axes } => {
                let over = &sc.quantity(*quantity).over;
                self.element(over, axes, place)
                    .map_or(0.0, |k| self.quantity(*quantity, k))
            }
            Term::Position(d) => f64::from(sc.dimension(*d).positions[place[d] as usize]),
            Term::Attribute {
                dimension,
                attribute,
                axis,
            } => {
                let k = self.element(&[*dimension], &[*axis], place);
                k.map_or(0.0, |k| {
                    sc.dimension(*dimension).attributes[*attribute as usize].values[k as usize]
                })
            }
            Term::Time => self.time.get(),
            Term::Year => sc.clock.year_at(self.time.get()),
            Term::StepLength => sc.clock.dt,
            Term::Unary(op, a) => {
                let a = self.eval(a, place);
                match op {
                    UnaryOp::Negate => -a,
                    UnaryOp::Not if a.is_nan() => a,
                    UnaryOp::Not => truth(a == 0.0),
                    UnaryOp::Abs => a.abs(),
                    UnaryOp::Exp => a.exp(),
                    UnaryOp::Ln => a.ln(),
                    UnaryOp::Log10 => a.log10(),
                    UnaryOp::Sqrt => a.sqrt(),
                    UnaryOp::Sin => a.sin(),
                    UnaryOp::Cos => a.cos(),
                    UnaryOp::Tan => a.tan(),
                    UnaryOp::Asin => a.asin(),
                    UnaryOp::Acos => a.acos(),
                    UnaryOp::Atan => a.atan(),
                    UnaryOp::Tanh => a.tanh(),
                    UnaryOp::Logistic => 1.0 / (1.0 + (-a).exp()),
                    UnaryOp::Floor => a.floor(),
                    UnaryOp::Ceil => a.ceil(),
                    UnaryOp::Round => a.round(),
                    UnaryOp::Sign => {
                        if a > 0.0 {
                            1.0
                        } else if a < 0.0 {
                            -1.0
                        } else {
                            a
                        }
                    }
                }
            }
            Term::Binary(op, left, right) => {
                let (a, b) = (self.eval(left, place), self.eval(right, place));
                let undefined = proper(left, a).is_nan() || proper(right, b).is_nan();
                match op {
                    BinaryOp::Add => a + b,
                    BinaryOp::Subtract => a - b,
                    BinaryOp::Multiply => a * b,
                    BinaryOp::Divide => a / b,
                    BinaryOp::Power => a.powf(b),
                    BinaryOp::Modulo => a - b * (a / b).floor(),
                    BinaryOp::Min => lesser(a, b),
                    BinaryOp::Max => greater(a, b),
                    BinaryOp::And if a == 0.0 || b == 0.0 => 0.0,
                    BinaryOp::Or if [a, b].iter().any(|x| *x != 0.0 && !x.is_nan()) => 1.0,
                    _ if undefined => f64::NAN,
                    BinaryOp::Less => truth(a < b),
                    BinaryOp::LessEqual => truth(a <= b),
                    BinaryOp::Greater => truth(a > b),
                    BinaryOp::GreaterEqual => truth(a >= b),
                    BinaryOp::Equal => truth(a == b),
                    BinaryOp::NotEqual => truth(a != b),
                    BinaryOp::And => 1.0,
                    BinaryOp::Or => 0.0,
                }
            }
            Term::If(c, a, b) => match self.eval(c, place) {
                c if c.is_nan() => c,
                0.0 => self.eval(b, place),
                _ => self.eval(a, place),
            },
            Term::Lookup(table, a) => plain::table(&sc.tables[table.index()], self.eval(a, place)),
            Term::Reduce {
                op,
                body,
                along,
                by,
                filter,
            } => {
                let values = match self.taken(body, along, by, filter.as_deref(), place) {
                    Ok(values) => values,
                    Err(undefined) => return undefined,
                };
                let best = |better: fn(f64, f64) -> bool| {
                    if values.iter().any(|(_, v)| proper(body, *v).is_nan()) {
                        return f64::NAN;
                    }
                    let mut chosen: Option<(u32, f64)> = None;
                    for (p, v) in &values {
                        if chosen.is_none_or(|c| better(*v, c.1)) {
                            chosen = Some((*p, *v));
                        }
                    }
                    chosen.map_or(f64::NAN, |c| f64::from(c.0))
                };
                let list = || values.iter().map(|v| v.1);
                match op {
                    ReduceOp::Sum => list().sum(),
                    ReduceOp::Mean => list().sum::<f64>() / values.len() as f64,
                    ReduceOp::Product => list().product(),
                    ReduceOp::Min => list().fold(f64::INFINITY, lesser),
                    ReduceOp::Max => list().fold(f64::NEG_INFINITY, greater),
                    ReduceOp::ArgMax => best(|a, b| a > b),
                    ReduceOp::ArgMin => best(|a, b| a < b),
                    ReduceOp::SpectralRadius => {
                        plain::spectral_radius(&list().collect::<Vec<f64>>())
                    }
                }
            }
            Term::Along {
                op,
                body,
                along,
                by,
                filter,
            } => self.along(*op, body, (along, by), filter.as_deref(), place),
            Term::Quantile {
                at,
                body,
                along,
                by,
                filter,
            } => {
                let values = match self.taken(body, along, by, filter.as_deref(), place) {
                    Ok(values) => values,
                    Err(undefined) => return undefined,
                };
                let mut sorted: Vec<f64> = values.iter().map(|(_, v)| proper(body, *v)).collect();
                let share = self.eval(at, place);
                if sorted.is_empty() || share.is_nan() || sorted.iter().any(|v| v.is_nan()) {
                    return f64::NAN;
                }
                sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
                // Where each of them sits, counted from 1.
                let place = sorted.len() as f64 * share + 0.5;
                let mut before = sorted.iter().enumerate();
                let low = before.rfind(|(k, _)| *k as f64 + 1.0 <= place);
                match low {
                    None => sorted[0],
                    Some((k, low)) => match sorted.get(k + 1) {
                        Some(high) if place > k as f64 + 1.0 && high != low => {
                            low + (place - (k as f64 + 1.0)) * (high - low)
                        }
                        _ => *low,
                    },
                }
            }
            Term::Pick { body, along, index } => {
                let wanted = self.eval(index, place);
                let positions = &sc.dimension(*along).positions;
                let Some(k) = positions.iter().position(|p| f64::from(*p) == wanted) else {
                    return f64::NAN;
                };
                let mut there = place.clone();
                there.insert(*along, k as u32);
                self.eval(body, &there)
            }
            Term::Memory {
                op,
                site,
                arguments,
            } => self.memory(e, *op, *site, arguments, place),
            Term::Chance {
                law,
                site,
                arguments,
            } => {
                let over: Vec<Axis> = e
                    .over
                    .iter()
                    .map(|d| Axis::Along {
                        dimension: *d,
                        offset: 0,
                    })
                    .collect();
                let element = self.element(&e.over, &over, place).unwrap();
                let argument = |k: usize| arguments.get(k).map_or(0.0, |a| self.eval(a, place));
                plain::draw(
                    *law,
                    self.uniform(*site, &e.over, element),
                    argument(0),
                    argument(1),
                )
            }
            Term::Happened {
                event,
                axes,
                reading,
            } => {
                if self.start.get() {
                    return if *reading == EventReading::Count {
                        0.0
                    } else {
                        f64::INFINITY
                    };
                }
                let k = self
                    .element(&sc.events[event.index()].over, axes, place)
                    .unwrap();
                let (count, last) = self.happened(event.0, k);
                if *reading == EventReading::Count {
                    count
                } else {
                    self.time.get() - last
                }
            }
            Term::Summary {
                op, body, window, ..
            } => {
                let cell = |over: &[DimensionId]| {
                    let own: Place = place
                        .iter()
                        .filter(|(d, _)| over.contains(d))
                        .map(|(d, k)| (*d, *k))
                        .collect();
                    own.values().copied().collect::<Vec<u32>>()
                };
                match op {
                    SummaryOp::Total
                    | SummaryOp::Discounted
                    | SummaryOp::Mean
                    | SummaryOp::ShareOfTime => {
                        let index = self
                            .totals()
                            .iter()
                            .position(|(_, b, ..)| std::ptr::eq(*b, &**body))
                            .unwrap();
                        let total = self.state.borrow()[&Key::Total(index, cell(&body.over))];
                        match op {
                            SummaryOp::Total | SummaryOp::Discounted => total,
                            _ => total / (window.1 - window.0),
                        }
                    }
                    SummaryOp::Range => unreachable!("the tests use max less min"),
                    _ => {
                        let all = self.plain_summaries();
                        let same =
                            |(o, b, w): &Plain| o == op && std::ptr::eq(*b, &**body) && w == window;
                        let index = all.iter().position(same).unwrap();
                        self.summaries
                            .borrow()
                            .get(&(index, cell(&body.over)))
                            .copied()
                            .unwrap_or(0.0)
                    }
                }
            }
            Term::Outcome { .. }
            | Term::Plays { .. }
            | Term::PlaysInTurn { .. }
            | Term::OverWorlds { .. } => {
                unreachable!("claims are not run")
            }
        }
    }

    /// A product whose one side is a constant 0 does not need the other.
    fn eval_linked(&self, e: &Expression, place: &Place) -> f64 {
        match &e.term {
            Term::Binary(BinaryOp::Multiply, a, b) => {
                if matches!(&a.term, Term::Read { quantity, .. }
                    if matches!(self.scenario.quantity(*quantity).kind, QuantityKind::Parameter(_)))
                    && self.eval(a, place) == 0.0
                {
                    return 0.0;
                }
                self.eval_linked(a, place) * self.eval_linked(b, place)
            }
            _ => self.eval(e, place),
        }
    }

    fn memory(
        &self,
        e: &Expression,
        op: MemoryOp,
        site: u32,
        arguments: &[Expression],
        place: &Place,
    ) -> f64 {
        let own: Place = place
            .iter()
            .filter(|(d, _)| e.over.contains(d))
            .map(|(d, k)| (*d, *k))
            .collect();
        let initial = |at: usize| self.eval(arguments.get(at).unwrap_or(&arguments[0]), &own);
        if self.start.get() {
            return match op {
                MemoryOp::Cumulative => 0.0,
                MemoryOp::Previous => initial(1),
                MemoryOp::Peak | MemoryOp::Noise | MemoryOp::Initial => initial(0),
                MemoryOp::Sample => match self.eval(&arguments[1], &own) {
                    when if when.is_nan() => f64::NAN,
                    0.0 => initial(2),
                    _ => self.eval(&arguments[0], &own),
                },
                _ => initial(2),
            };
        }
        let cell: Vec<u32> = own.values().copied().collect();
        let state = |part| self.state.borrow()[&Key::Memory(site, cell.clone(), part)];
        match op {
            MemoryOp::Previous
            | MemoryOp::Smooth
            | MemoryOp::Cumulative
            | MemoryOp::Noise
            | MemoryOp::Initial => state(0),
            MemoryOp::Sample => match self.eval(&arguments[1], &own) {
                when if when.is_nan() => f64::NAN,
                0.0 => state(0),
                _ => self.eval(&arguments[0], &own),
            },
            MemoryOp::Delay => state(0) / self.eval(&arguments[1], &own),
            MemoryOp::Delay3 => state(2) / (self.eval(&arguments[1], &own) / 3.0),
            MemoryOp::Peak => greater(state(0), self.eval(&arguments[0], &own)),
            MemoryOp::DelayFixed => {
                let dt = self.scenario.clock.dt;
                let back = (self.eval(&arguments[1], &own) / dt).round().max(1.0);
                let then = (self.time.get() / dt + 0.25).floor() - back;
                let history = self.history.borrow();
                match history.get(&(site, cell.clone())) {
                    Some(past) if then >= 0.0 => past[then as usize],
                    _ => state(0),
                }
            }
            MemoryOp::Lag => {
                let dt = self.scenario.clock.dt;
                let ago = self.eval(&arguments[1], &own).max(dt);
                let at = (self.time.get() - ago) / dt;
                let history = self.history.borrow();
                let past = history.get(&(site, cell.clone()));
                match past {
                    Some(past) if at >= 0.0 => {
                        let i = (at as usize).min(past.len() - 1);
                        let j = (i + 1).min(past.len() - 1);
                        past[i] + (past[j] - past[i]) * (at - i as f64)
                    }
                    _ => state(0),
                }
            }
        }
    }

    fn memory_sites(&self) -> Vec<Site<'a>> {
        let mut found: BTreeMap<u32, Site<'a>> = BTreeMap::new();
        for e in every_expression(self.scenario) {
            walk(e, &mut |e| {
                if let Term::Memory {
                    op,
                    site,
                    arguments,
                } = &e.term
                {
                    found.insert(*site, (e, *op, *site, arguments));
                }
            });
        }
        found.into_values().collect()
    }

    fn totals(&self) -> Vec<Total<'a>> {
        let mut found = Vec::new();
        for o in &self.scenario.outcomes {
            walk(&o.equation, &mut |e| {
                if let Term::Summary {
                    op,
                    body,
                    window,
                    rate,
                } = &e.term
                    && is_integral(*op)
                {
                    found.push((*op, &**body, *window, rate.as_deref()));
                }
            });
        }
        found
    }

    fn plain_summaries(&self) -> Vec<Plain<'a>> {
        let mut found = Vec::new();
        for o in &self.scenario.outcomes {
            walk(&o.equation, &mut |e| {
                if let Term::Summary {
                    op, body, window, ..
                } = &e.term
                    && !is_integral(*op)
                {
                    found.push((*op, &**body, *window));
                }
            });
        }
        found
    }
}

/// A side of a comparison: no number where it is infinite by arithmetic on finite ones, and not by right.
fn proper(e: &Expression, value: f64) -> f64 {
    let (mut by_right, mut by_arithmetic) = (false, false);
    walk(e, &mut |part| match &part.term {
        Term::Happened { reading, .. } => by_right |= *reading == EventReading::Since,
        Term::Summary { op, .. } => by_right |= *op == SummaryOp::FirstTime,
        Term::Number(x) => by_right |= x.is_infinite(),
        Term::Reduce { op, by, filter, .. } => {
            let some = filter.is_some() || !by.is_empty();
            by_right |= some && [ReduceOp::Min, ReduceOp::Max].contains(op);
        }
        Term::Binary(BinaryOp::Divide | BinaryOp::Power, ..)
        | Term::Unary(UnaryOp::Exp | UnaryOp::Ln | UnaryOp::Log10, _) => by_arithmetic = true,
        _ => {}
    });
    if value.is_infinite() && by_arithmetic && !by_right {
        f64::NAN
    } else {
        value
    }
}

type Site<'a> = (&'a Expression, MemoryOp, u32, &'a [Expression]);
type Total<'a> = (
    SummaryOp,
    &'a Expression,
    (f64, f64),
    Option<&'a Expression>,
);
type Plain<'a> = (SummaryOp, &'a Expression, (f64, f64));

fn is_integral(op: SummaryOp) -> bool {
    matches!(
        op,
        SummaryOp::Total | SummaryOp::Discounted | SummaryOp::Mean | SummaryOp::ShareOfTime
    )
}

fn every_expression(scenario: &Scenario) -> Vec<&Expression> {
    let mut all = Vec::new();
    for q in &scenario.quantities {
        match &q.kind {
            QuantityKind::Stock(s) => {
                all.extend(s.change.iter().chain(&s.inflows).chain(&s.outflows))
            }
            QuantityKind::Flow(f) => all.push(&f.equation),
            QuantityKind::Variable { equation } => all.push(equation),
            _ => {}
        }
    }
    for s in &scenario.strategies {
        all.extend(s.settings.iter().map(|(_, e)| e));
    }
    for e in &scenario.events {
        if let Trigger::Hazard(c) | Trigger::When(c) = &e.trigger {
            all.push(c);
        }
        all.extend(e.effects.iter().map(|x| &x.amount));
    }
    all.extend(scenario.outcomes.iter().map(|o| &o.equation));
    all
}

fn walk<'e>(e: &'e Expression, seen: &mut dyn FnMut(&'e Expression)) {
    seen(e);
    match &e.term {
        Term::Unary(_, a) | Term::Lookup(_, a) => walk(a, seen),
        Term::Binary(_, a, b) => {
            walk(a, seen);
            walk(b, seen);
        }
        Term::If(a, b, c) => {
            for part in [a, b, c] {
                walk(part, seen);
            }
        }
        Term::Reduce { body, filter, .. } | Term::Along { body, filter, .. } => {
            walk(body, seen);
            if let Some(filter) = filter {
                walk(filter, seen);
            }
        }
        Term::Quantile {
            at, body, filter, ..
        } => {
            walk(at, seen);
            walk(body, seen);
            if let Some(filter) = filter {
                walk(filter, seen);
            }
        }
        Term::Pick { body, index, .. } => {
            walk(body, seen);
            walk(index, seen);
        }
        Term::Summary { body, rate, .. } => {
            walk(body, seen);
            if let Some(rate) = rate {
                walk(rate, seen);
            }
        }
        Term::Memory { arguments, .. } | Term::Chance { arguments, .. } => {
            for a in arguments {
                walk(a, seen);
            }
        }
        _ => {}
    }
}
