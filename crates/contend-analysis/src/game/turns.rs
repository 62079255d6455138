//! Games in turn: subgame-perfect play by backward induction over who knows what.
//!
//! A *subgame* starts after choices that everybody who moves later knows. Subgames are solved from the last to the
//! first, each with the values of those inside it (Selten 1965). What lies between two such starts is one *stage*. A
//! stage in which one player chooses once is solved by the best choice (the first of equally good ones). Otherwise
//! players do not know all that others have chosen in it; then it is solved as a game in strategic form, in which each
//! player chooses a plan: one choice for everything that it may find itself knowing (von Neumann and Morgenstern
//! 1944). Of several pure equilibria of a stage the first is taken that no other one is better than for all who move in
//! it; where there is none, a mixed one.
//!
//! What is not asked: whether a choice at a point that play does not reach, and that lies inside a stage, would be
//! sensible there (sequential equilibrium, Kreps and Wilson 1982).

use std::collections::HashMap;

use super::{
    Limits, Payoffs, Solver, extreme_equilibria, lemke_howson, mixed_equilibrium, pure_equilibria,
};

/// The most combinations of plans of a stage.
const MOST_PLANS: usize = 20_000;
/// Plans of both players of a stage up to which all its equilibria are looked for.
pub const MOST_MIXED: usize = 12;
/// A choice made with less probability is not made.
const MADE: f64 = 1e-9;
/// Payoffs that differ by less, as a part of the greatest, are equal but for rounding.
const ROUNDING: f64 = 1e-12;

/// Outcomes of a stage that are looked at.
const MOST_OUTCOMES: usize = 256;

/// Some outcomes of a stage: of each what players get, and what is asked for.
type Outcomes = Vec<Vec<f64>>;

/// Why a game in turn is not solved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnsError {
    /// What players do not see of each other makes too many plans to compare.
    TooManyPlans {
        /// Plans of each player.
        plans: Vec<usize>,
        /// Combinations of plans that are compared at most.
        most: usize,
    },
    /// A point of the game was not found (a defect of Contend).
    LostPoint,
}

/// Who moves, and what they can tell apart.
#[derive(Clone, Debug)]
pub struct Order {
    /// For each move whose it is.
    pub players: Vec<usize>,
    /// For each move the number of choices.
    pub choices: Vec<usize>,
    /// For each move and each earlier one, to which class each choice of the earlier one belongs: choices of one class
    /// are not told apart.
    pub classes: Vec<Vec<Vec<usize>>>,
}

impl Order {
    /// Players remember what they did and what they knew: later moves tell apart all that their earlier ones do.
    #[must_use]
    pub fn with_recall(mut self) -> Order {
        for m in 0..self.players.len() {
            for earlier in 0..m {
                if self.players[earlier] == self.players[m] {
                    self.classes[m][earlier] = (0..self.choices[earlier]).collect();
                    for i in 0..earlier {
                        self.classes[m][i] =
                            refined(&self.classes[m][i], &self.classes[earlier][i]);
                    }
                }
            }
        }
        self
    }

    /// The number of sequences of choices; the last move's choice changes fastest.
    #[must_use]
    pub fn leaves(&self) -> usize {
        self.choices.iter().product()
    }

    /// The choices that lead to a leaf, one for each move.
    fn history(&self, leaf: usize) -> Vec<usize> {
        let mut rest = leaf;
        let mut history = vec![0; self.choices.len()];
        for (choice, n) in history.iter_mut().zip(&self.choices).rev() {
            *choice = rest % n;
            rest /= n;
        }
        history
    }

    /// The game that is left after certain choices in the first moves; `None` where somebody who moves in it does not know
    /// them, and where nobody moves any more.
    #[must_use]
    pub fn below(&self, history: &[usize]) -> Option<Order> {
        let played = history.len();
        let mut pairs = history.iter().zip(&self.choices);
        let are_choices = pairs.all(|(choice, n)| choice < n);
        (played < self.players.len() && are_choices && self.starts_subgame(history)).then(|| {
            Order {
                players: self.players[played..].to_vec(),
                choices: self.choices[played..].to_vec(),
                classes: (self.classes[played..].iter())
                    .map(|earlier| earlier[played..].to_vec())
                    .collect(),
            }
        })
    }

    fn leaf(&self, history: &[usize]) -> usize {
        let pairs = history.iter().zip(&self.choices);
        pairs.fold(0, |leaf, (choice, n)| leaf * n + choice)
    }

    /// What a move knows of a history.
    fn known(&self, m: usize, history: &[usize]) -> Vec<usize> {
        (0..m).map(|i| self.classes[m][i][history[i]]).collect()
    }

    /// Whether everybody who moves from here on knows the whole history.
    fn starts_subgame(&self, history: &[usize]) -> bool {
        (history.len()..self.players.len()).all(|m| {
            history.iter().enumerate().all(|(i, choice)| {
                let classes = &self.classes[m][i];
                classes.iter().filter(|c| **c == classes[*choice]).count() == 1
            })
        })
    }
}

/// The least and the greatest of some numbers.
fn bounds(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    })
}

/// The classes of what two ways of telling apart tell apart together.
fn refined(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut seen: Vec<(usize, usize)> = Vec::new();
    a.iter()
        .zip(b)
        .map(|(a, b)| {
            seen.iter().position(|s| *s == (*a, *b)).unwrap_or_else(|| {
                seen.push((*a, *b));
                seen.len() - 1
            })
        })
        .collect()
}

/// A point at which a player chooses, as far as it knows.
#[derive(Clone, Debug)]
pub struct Point {
    /// Which move.
    pub at: usize,
    /// What is known: for each earlier move a class.
    pub known: Vec<usize>,
    /// The player's own earlier points in the stage, with the choices there that led here.
    came: Vec<(usize, usize)>,
}

/// Where a stage may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A sequence of choices: see [`Order::leaves`].
    Leaf(usize),
    /// A subgame: its place in [`Stages::stages`].
    Stage(usize),
}

/// The choices between the start of a subgame and the starts of those inside it.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The points at which somebody chooses.
    pub points: Vec<Point>,
    /// Where it may end.
    pub ends: Vec<End>,
    /// Who moves in it, ascending.
    pub players: Vec<usize>,
    /// For each of them the points at which it chooses.
    own: Vec<Vec<usize>>,
    /// Numbers of plans of each of them.
    plans: Vec<usize>,
    /// The end that each combination of plans leads to; the last player's plan changes fastest.
    leads_to: Vec<usize>,
}

/// A game in turn, cut into stages; those inside others come first, the whole game last.
#[derive(Clone, Debug)]
pub struct Stages {
    /// Who moves, and what they know.
    pub order: Order,
    /// The stages.
    pub stages: Vec<Stage>,
}

/// What is done in a stage.
#[derive(Clone, Debug, PartialEq)]
pub enum Chosen {
    /// A plan for each of its players, as their combination.
    Plans(usize),
    /// For each of its players the probability of each plan.
    Mixed(Vec<Vec<f64>>),
    /// Nothing was found.
    Nothing,
}

/// A solution.
#[derive(Clone, Debug)]
pub struct Solved {
    /// For each stage what is done.
    pub chosen: Vec<Chosen>,
    /// `[stage][player]`: what it is worth.
    pub values: Vec<Vec<f64>>,
    /// Further pure equilibria of stages, with other ends, and choices that are as good as those made.
    pub alternatives: usize,
}

impl Stages {
    /// Cuts a game into stages.
    ///
    /// # Errors
    /// Where a stage has too many plans.
    pub fn new(order: Order) -> Result<Stages, TurnsError> {
        let mut stages = Stages {
            order,
            stages: Vec::new(),
        };
        stages.cut(&[])?;
        Ok(stages)
    }

    fn cut(&mut self, start: &[usize]) -> Result<usize, TurnsError> {
        let mut stage = Stage {
            points: Vec::new(),
            ends: Vec::new(),
            players: Vec::new(),
            own: Vec::new(),
            plans: Vec::new(),
            leads_to: Vec::new(),
        };
        let mut place = HashMap::new();
        let mut end_of = HashMap::new();
        let mut way = Vec::new();
        self.explore(start, &mut way, &mut stage, &mut place, &mut end_of)?;
        let order = &self.order;
        stage.players = stage.points.iter().map(|p| order.players[p.at]).collect();
        stage.players.sort_unstable();
        stage.players.dedup();
        let mut combinations = 1usize;
        for player in &stage.players {
            let own: Vec<usize> = (0..stage.points.len())
                .filter(|p| order.players[stage.points[*p].at] == *player)
                .collect();
            let plans = own
                .iter()
                .map(|p| order.choices[stage.points[*p].at])
                .fold(1usize, usize::saturating_mul);
            combinations = combinations.saturating_mul(plans);
            stage.own.push(own);
            stage.plans.push(plans);
        }
        if combinations > MOST_PLANS {
            return Err(TurnsError::TooManyPlans {
                plans: stage.plans.clone(),
                most: MOST_PLANS,
            });
        }
        for combination in 0..combinations {
            let choice = stage.choices(order, combination);
            let mut history = start.to_vec();
            let end = loop {
                if let Some(end) = end_of.get(&history) {
                    break *end;
                }
                let m = history.len();
                let Some(point) = place.get(&(m, order.known(m, &history))) else {
                    return Err(TurnsError::LostPoint);
                };
                history.push(choice[*point]);
            };
            stage.leads_to.push(end);
        }
        self.stages.push(stage);
        Ok(self.stages.len() - 1)
    }

    /// Finds the points and ends of a stage below a history, which came there by a way of points and choices.
    fn explore(
        &mut self,
        history: &[usize],
        way: &mut Vec<(usize, usize)>,
        stage: &mut Stage,
        place: &mut HashMap<(usize, Vec<usize>), usize>,
        end_of: &mut HashMap<Vec<usize>, usize>,
    ) -> Result<(), TurnsError> {
        let m = history.len();
        if m == self.order.players.len() {
            end_of.insert(history.to_vec(), stage.ends.len());
            stage.ends.push(End::Leaf(self.order.leaf(history)));
            return Ok(());
        }
        if !way.is_empty() && self.order.starts_subgame(history) {
            let inner = self.cut(history)?;
            end_of.insert(history.to_vec(), stage.ends.len());
            stage.ends.push(End::Stage(inner));
            return Ok(());
        }
        let known = self.order.known(m, history);
        let next = stage.points.len();
        let point = *place.entry((m, known.clone())).or_insert(next);
        if point == next {
            let own = |(p, _): &&(usize, usize)| {
                self.order.players[stage.points[*p].at] == self.order.players[m]
            };
            let came = way.iter().filter(own).copied().collect();
            stage.points.push(Point { at: m, known, came });
        }
        for choice in 0..self.order.choices[m] {
            let mut onward = history.to_vec();
            onward.push(choice);
            way.push((point, choice));
            self.explore(&onward, way, stage, place, end_of)?;
            way.pop();
        }
        Ok(())
    }

    /// Solves the game for payoffs `[player][leaf]`; with mixed equilibria of stages that have no pure one, if wanted.
    #[must_use]
    pub fn solve(&self, payoffs: &[Vec<f64>], mixed: bool) -> Solved {
        let mut solved = Solved {
            chosen: Vec::with_capacity(self.stages.len()),
            values: Vec::with_capacity(self.stages.len()),
            alternatives: 0,
        };
        for stage in &self.stages {
            let value = |end: usize, player: usize| match stage.ends[end] {
                End::Leaf(leaf) => payoffs[player][leaf],
                End::Stage(inner) => solved.values[inner][player],
            };
            let (chosen, others) = if stage.players.len() == 1 {
                let player = stage.players[0];
                let worth = |c: &usize| value(stage.leads_to[*c], player);
                let mut best = 0;
                for c in 1..stage.leads_to.len() {
                    if worth(&c) > worth(&best) {
                        best = c;
                    }
                }
                let ties = (0..stage.leads_to.len()).filter(|c| worth(c) == worth(&best));
                (Chosen::Plans(best), ties.count() - 1)
            } else {
                stage.equilibrium(&value, mixed)
            };
            let values: Vec<f64> = (0..payoffs.len())
                .map(|player| match &chosen {
                    Chosen::Plans(c) => value(stage.leads_to[*c], player),
                    Chosen::Mixed(weights) => stage
                        .weights(weights)
                        .map(|(c, w)| w * value(stage.leads_to[c], player))
                        .sum(),
                    Chosen::Nothing => f64::NAN,
                })
                .collect();
            solved.alternatives += others;
            solved.chosen.push(chosen);
            solved.values.push(values);
        }
        solved
    }

    /// With which probability a choice is made in a move along the path of play, however players who are indifferent choose:
    /// the same under all subgame-perfect equilibria. `None` where these differ, where a payoff is not finite, and where a stage of more
    /// than one player is beyond [`Stages::unsolved`].
    ///
    /// Of each stage some outcomes are known between which those of all its equilibria lie: what each player gets, and the
    /// probability that is asked for. The one who chooses in a stage may choose whatever is worth no less to it than the least
    /// that each other choice may be worth. Of a stage of two players all equilibria are found, where what follows it is known;
    /// else each combination of plans may be played in which no plan is worth less than another one whatever the rest may be
    /// (iterated strict dominance). So a probability is right; where several players are indifferent it may be withheld
    /// although all equilibria agree.
    #[must_use]
    pub fn probability(
        &self,
        payoffs: &[Vec<f64>],
        (made, choice): (usize, usize),
        solver: &mut Solver,
    ) -> Option<f64> {
        if payoffs.iter().flatten().any(|x| !x.is_finite()) {
            return None;
        }
        // The last column is the probability that is asked for, which nobody plays for.
        let mut columns = payoffs.to_vec();
        let is_made = |leaf: usize| self.order.history(leaf).get(made) == Some(&choice);
        let asked = (0..self.order.leaves()).map(|leaf| f64::from(u8::from(is_made(leaf))));
        columns.push(asked.collect());
        let rounding =
            |column: &Vec<f64>| ROUNDING * column.iter().fold(0.0, |a, x| x.abs().max(a));
        let rounding: Vec<f64> = columns.iter().map(rounding).collect();
        let mut known: Vec<Outcomes> = Vec::with_capacity(self.stages.len());
        for stage in &self.stages {
            let ends: Vec<Outcomes> = (stage.ends.iter())
                .map(|end| match end {
                    End::Leaf(leaf) => vec![columns.iter().map(|c| c[*leaf]).collect()],
                    End::Stage(inner) => known[*inner].clone(),
                })
                .collect();
            known.push(stage.outcomes(&ends, &rounding, solver)?);
        }
        let asked = known
            .last()?
            .iter()
            .filter_map(|outcome| outcome.last().copied());
        let (least, most) = bounds(asked);
        (most - least <= MADE).then_some(least)
    }

    /// A stage of which [`Stages::probability`] does not know all equilibria: its players, with the plans of each.
    #[must_use]
    pub fn unsolved(&self) -> Option<Vec<(usize, usize)>> {
        let stage = self.stages.iter().find(|stage| stage.is_beyond())?;
        let players = stage.players.iter().copied();
        Some(players.zip(stage.plans.iter().copied()).collect())
    }

    /// The leaf that play comes to; `None` where it is left to chance or nothing was found.
    #[must_use]
    pub fn path(&self, solved: &Solved) -> Option<usize> {
        let mut at = self.stages.len().checked_sub(1)?;
        loop {
            let Chosen::Plans(c) = solved.chosen[at] else {
                return None;
            };
            match self.stages[at].ends[self.stages[at].leads_to[c]] {
                End::Leaf(leaf) => return Some(leaf),
                End::Stage(inner) => at = inner,
            }
        }
    }

    /// The leaf that play comes to after each choice at the only point of a stage, where all later moves are as solved; `None` where the
    /// stage has more points, and of a choice after which play is left to chance or nothing was found.
    #[must_use]
    pub fn after_each(&self, stage: usize, solved: &Solved) -> Option<Vec<Option<usize>>> {
        let own = &self.stages[stage];
        let follow = |end: &usize| {
            let mut end = own.ends[*end];
            loop {
                match end {
                    End::Leaf(leaf) => return Some(leaf),
                    End::Stage(inner) => match solved.chosen[inner] {
                        Chosen::Plans(c) => {
                            let stage = &self.stages[inner];
                            end = stage.ends[stage.leads_to[c]];
                        }
                        _ => return None,
                    },
                }
            }
        };
        (own.points.len() == 1).then(|| own.leads_to.iter().map(follow).collect())
    }

    /// The probability of each leaf.
    #[must_use]
    pub fn reached(&self, solved: &Solved) -> Vec<f64> {
        let mut reached = vec![0.0; self.order.leaves()];
        let mut stages = vec![0.0; self.stages.len()];
        if let Some(last) = stages.last_mut() {
            *last = 1.0;
        }
        for (at, stage) in self.stages.iter().enumerate().rev() {
            let p = stages[at];
            let mut go = |c: usize, w: f64| match stage.ends[stage.leads_to[c]] {
                End::Leaf(leaf) => reached[leaf] += p * w,
                End::Stage(inner) => stages[inner] += p * w,
            };
            match &solved.chosen[at] {
                Chosen::Plans(c) => go(*c, 1.0),
                Chosen::Mixed(weights) => stage.weights(weights).for_each(|(c, w)| go(c, w)),
                Chosen::Nothing => {}
            }
        }
        reached
    }
}

impl Stage {
    /// Whether it is solved for one equilibrium, but not for all.
    fn is_beyond(&self) -> bool {
        match self.players.len() {
            1 => false,
            2 => self.plans.iter().sum::<usize>() > MOST_MIXED,
            _ => true,
        }
    }

    /// Outcomes between which those of all its equilibria lie; `None` where too many are found, or it is beyond.
    fn outcomes(
        &self,
        ends: &[Outcomes],
        rounding: &[f64],
        solver: &mut Solver,
    ) -> Option<Outcomes> {
        if self.is_beyond() {
            return None;
        }
        let found = match self.players.as_slice() {
            [player] => self.chosen(*player, ends, rounding),
            _ => self.played(ends, rounding, solver)?,
        };
        let mut apart: Outcomes = Vec::new();
        for outcome in found {
            let same = |known: &Vec<f64>| {
                let mut pairs = known.iter().zip(&outcome).zip(rounding);
                pairs.all(|((a, b), rounding)| (a - b).abs() <= *rounding)
            };
            if !apart.iter().any(same) {
                apart.push(outcome);
            }
        }
        (apart.len() <= MOST_OUTCOMES).then_some(apart)
    }

    /// What the one who chooses may choose: of the outcomes of each end, and all between them, those that are worth no less
    /// than the least of each other end.
    fn chosen(&self, player: usize, ends: &[Outcomes], rounding: &[f64]) -> Outcomes {
        let least: Vec<f64> = (self.leads_to.iter())
            .map(|end| bounds(ends[*end].iter().map(|o| o[player])).0)
            .collect();
        let mut found = Vec::new();
        for (c, end) in self.leads_to.iter().enumerate() {
            let others = least.iter().enumerate().filter(|(other, _)| *other != c);
            let needed = others.fold(f64::NEG_INFINITY, |most, (_, x)| x.max(most));
            let rounding = rounding[player];
            for outcome in &ends[*end] {
                if outcome[player] >= needed - rounding {
                    found.push(outcome.clone());
                }
                // Between one that is worth more and one that is worth less lies one that is worth just enough.
                for less in &ends[*end] {
                    let (a, b) = (outcome[player], less[player]);
                    if a > needed + rounding && b < needed - rounding {
                        let part = (needed - b) / (a - b);
                        let pairs = outcome.iter().zip(less);
                        found.push(pairs.map(|(a, b)| b + part * (a - b)).collect());
                    }
                }
            }
        }
        found
    }

    /// What several players may play.
    fn played(&self, ends: &[Outcomes], rounding: &[f64], solver: &mut Solver) -> Option<Outcomes> {
        let left = self.undominated(ends, rounding);
        let combinations: Vec<usize> = (0..self.leads_to.len())
            .filter(|c| {
                let plans = self.combination(*c);
                plans.iter().zip(&left).all(|(plan, left)| left[*plan])
            })
            .collect();
        let ends_in = |c: usize| &ends[self.leads_to[c]];
        let all_known = (0..self.leads_to.len()).all(|c| ends_in(c).len() == 1);
        if combinations.len() < 2 || !all_known {
            return Some(
                combinations
                    .iter()
                    .flat_map(|c| ends_in(*c).clone())
                    .collect(),
            );
        }
        let of = |column: usize, c: usize| ends_in(c)[0][column];
        let each = 0..self.leads_to.len();
        let values = self
            .players
            .iter()
            .map(|p| each.clone().map(|c| of(*p, c)).collect());
        let game = Payoffs::new(self.plans.clone(), values.collect()).ok()?;
        let all = solver.solve(&game).ok()?.equilibria;
        let expected = |strategies: &[Vec<f64>]| -> Vec<f64> {
            let columns = 0..rounding.len();
            let sum = |column| {
                self.weights(strategies)
                    .map(|(c, w)| w * of(column, c))
                    .sum()
            };
            columns.map(sum).collect()
        };
        Some(all.iter().map(|e| expected(&e.strategies)).collect())
    }

    /// For each player the plans that iterated strict dominance leaves.
    fn undominated(&self, ends: &[Outcomes], rounding: &[f64]) -> Vec<Vec<bool>> {
        let mut left: Vec<Vec<bool>> = self.plans.iter().map(|n| vec![true; *n]).collect();
        loop {
            let mut out = false;
            for (which, player) in self.players.iter().enumerate() {
                // Combinations from one plan of the player to the next.
                let step: usize = self.plans[which + 1..].iter().product();
                // Combinations of what is left to the others, with this player's first plan.
                let others: Vec<usize> = (0..self.leads_to.len())
                    .filter(|c| {
                        let plans = self.combination(*c);
                        let mut pairs = plans.iter().zip(&left).enumerate();
                        pairs.all(|(at, (plan, left))| match at == which {
                            true => *plan == 0,
                            false => left[*plan],
                        })
                    })
                    .collect();
                let value = |c: usize| bounds(ends[self.leads_to[c]].iter().map(|o| o[*player]));
                let own: Vec<usize> = (0..self.plans[which]).filter(|p| left[which][*p]).collect();
                for worse in &own {
                    let dominated = own.iter().any(|better| {
                        others.iter().all(|c| {
                            let least = value(c + better * step).0;
                            least > value(c + worse * step).1 + rounding[*player]
                        })
                    });
                    left[which][*worse] &= !dominated;
                    out |= dominated;
                }
            }
            if !out {
                return left;
            }
        }
    }

    /// The plan of each player in a combination.
    fn combination(&self, c: usize) -> Vec<usize> {
        let mut rest = c;
        let mut plans = vec![0; self.plans.len()];
        for (plan, n) in plans.iter_mut().zip(&self.plans).rev() {
            *plan = rest % n;
            rest /= n;
        }
        plans
    }

    /// The choice at each point under a combination of plans.
    #[must_use]
    pub fn choices(&self, order: &Order, combination: usize) -> Vec<usize> {
        let mut choices = vec![0; self.points.len()];
        let mut rest = combination;
        for (own, plans) in self.own.iter().zip(&self.plans).rev() {
            let mut plan = rest % plans;
            rest /= plans;
            for point in own.iter().rev() {
                let n = order.choices[self.points[*point].at];
                choices[*point] = plan % n;
                plan /= n;
            }
        }
        choices
    }

    /// The probability of each choice at each point under mixed plans: of those plans that let the point be reached,
    /// as far as its own player can help it (Kuhn 1953).
    #[must_use]
    pub fn behaviour(&self, order: &Order, weights: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut chances: Vec<Vec<f64>> = self
            .points
            .iter()
            .map(|p| vec![0.0; order.choices[p.at]])
            .collect();
        for (which, own) in self.own.iter().enumerate() {
            let before: usize = self.plans[which + 1..].iter().product();
            for point in own {
                let mut found = [
                    vec![0.0; chances[*point].len()],
                    vec![0.0; chances[*point].len()],
                ];
                for (plan, weight) in weights[which].iter().enumerate() {
                    let choices = self.choices(order, plan * before);
                    let came = &self.points[*point].came;
                    let lets = came.iter().all(|(p, choice)| choices[*p] == *choice);
                    found[1][choices[*point]] += weight;
                    if lets {
                        found[0][choices[*point]] += weight;
                    }
                }
                let of = |list: &[f64]| list.iter().sum::<f64>();
                let list = if of(&found[0]) > 0.0 {
                    &found[0]
                } else {
                    &found[1]
                };
                let total = of(list).max(f64::MIN_POSITIVE);
                chances[*point] = list.iter().map(|p| p / total).collect();
            }
        }
        chances
    }

    /// Combinations of plans that are played, with their probabilities.
    fn weights<'s>(&'s self, mixed: &'s [Vec<f64>]) -> impl Iterator<Item = (usize, f64)> + 's {
        (0..self.leads_to.len()).filter_map(move |c| {
            let mut rest = c;
            let mut weight = 1.0;
            for (own, plans) in mixed.iter().zip(&self.plans).rev() {
                weight *= own[rest % plans];
                rest /= plans;
            }
            (weight > MADE).then_some((c, weight))
        })
    }

    /// A pure equilibrium of the stage and the number of others with other ends; else a mixed one, if wanted.
    fn equilibrium(&self, value: &impl Fn(usize, usize) -> f64, mixed: bool) -> (Chosen, usize) {
        let values = self
            .players
            .iter()
            .map(|p| self.leads_to.iter().map(|end| value(*end, *p)).collect())
            .collect();
        let Ok(payoffs) = Payoffs::new(self.plans.clone(), values) else {
            return (Chosen::Nothing, 0);
        };
        let found = pure_equilibria(&payoffs);
        let worse = |a: usize, b: usize| {
            (0..payoffs.players()).all(|p| payoffs.payoff(p, b) > payoffs.payoff(p, a))
        };
        let best = found
            .iter()
            .find(|a| !found.iter().any(|b| worse(**a, *b)))
            .copied();
        if let Some(best) = best {
            let mut ends: Vec<usize> = found.iter().map(|c| self.leads_to[*c]).collect();
            ends.sort_unstable();
            ends.dedup();
            return (Chosen::Plans(best), ends.len() - 1);
        }
        if !mixed {
            return (Chosen::Nothing, 0);
        }
        let one = if payoffs.players() == 2 {
            extreme_equilibria(&payoffs, &Limits::default())
                .ok()
                .and_then(|all| all.equilibria.into_iter().next())
                .or_else(|| lemke_howson(&payoffs, 0).ok())
        } else {
            mixed_equilibrium(&payoffs).ok()
        };
        match one {
            Some(found) => (Chosen::Mixed(found.strategies), 0),
            None => (Chosen::Nothing, 0),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// An entrant stays out (0) or comes in (1); the incumbent accommodates (0) or fights (1).
    fn entry(seen: bool) -> Order {
        Order {
            players: vec![0, 1],
            choices: vec![2, 2],
            classes: vec![vec![], vec![if seen { vec![0, 1] } else { vec![0, 0] }]],
        }
    }

    #[test]
    fn a_threat_that_would_not_be_carried_out_is_not_believed() {
        // Out: 0, 5 whatever; in: 2, 2 if accommodated, −1, −1 if fought.
        let payoffs = [vec![0.0, 0.0, 2.0, -1.0], vec![5.0, 5.0, 2.0, -1.0]];
        let stages = Stages::new(entry(true)).unwrap();
        assert_eq!(stages.stages.len(), 3);
        let solved = stages.solve(&payoffs, true);
        assert_eq!(stages.path(&solved), Some(2));
        assert_eq!(solved.values[2], [2.0, 2.0]);
    }

    #[test]
    fn what_is_not_seen_is_one_stage() {
        // Matching pennies: seen, the second player wins; unseen, both mix.
        let payoffs = [vec![1.0, -1.0, -1.0, 1.0], vec![-1.0, 1.0, 1.0, -1.0]];
        let seen = Stages::new(entry(true)).unwrap();
        assert_eq!(
            seen.solve(&payoffs, true).values.last().unwrap(),
            &[-1.0, 1.0]
        );
        let unseen = Stages::new(entry(false)).unwrap();
        assert_eq!(unseen.stages.len(), 1);
        let solved = unseen.solve(&payoffs, false);
        assert_eq!(solved.chosen, [Chosen::Nothing]);
        // Prisoner's dilemma: one pure equilibrium.
        let payoffs = [vec![3.0, 0.0, 5.0, 1.0], vec![3.0, 5.0, 0.0, 1.0]];
        let solved = unseen.solve(&payoffs, true);
        assert_eq!(unseen.path(&solved), Some(3));
    }

    #[test]
    fn a_plan_has_a_choice_for_all_that_may_be_known() {
        // 0 moves, 1 answers seeing it in part (the first two choices look alike), 0 ends without having seen the answer.
        let order = Order {
            players: vec![0, 1, 0],
            choices: vec![3, 2, 2],
            classes: vec![vec![], vec![vec![0, 0, 1]], vec![vec![0, 0, 0], vec![0, 0]]],
        }
        .with_recall();
        assert_eq!(order.classes[2][0], [0, 1, 2]);
        let stages = Stages::new(order).unwrap();
        // The third choice is known to all; below it the answer and the end are one stage.
        let sizes: Vec<usize> = stages.stages.iter().map(|s| s.points.len()).collect();
        assert_eq!(sizes, [2, 4]);
        let whole = &stages.stages[1];
        assert_eq!((whole.players.len(), &whole.plans), (2, &vec![12, 2]));
        // A payoff that rewards the first player for the leaf (1, 0, 1), and the second for answering 0 there.
        let leaf = 5;
        let mut payoffs = [vec![0.0; 12], vec![0.0; 12]];
        payoffs[0][leaf] = 1.0;
        payoffs[1][leaf] = 1.0;
        let solved = stages.solve(&payoffs, true);
        assert_eq!(stages.path(&solved), Some(leaf));
    }

    #[test]
    fn too_many_plans_are_refused() {
        let order = Order {
            players: vec![0, 1, 0, 1],
            choices: vec![8, 8, 8, 8],
            classes: vec![
                vec![],
                vec![vec![0; 8]],
                vec![vec![0; 8], vec![0; 8]],
                vec![vec![0; 8]; 3],
            ],
        };
        let refused = Stages::new(order.with_recall()).unwrap_err();
        assert!(matches!(refused, TurnsError::TooManyPlans { .. }));
    }
}
