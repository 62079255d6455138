//! Best replies, pure equilibria and regret (Nash 1951).

use super::payoffs::Payoffs;

/// The best replies of a player to what the others do at a profile: all that tie, in order.
pub fn best_replies(game: &Payoffs, player: usize, profile: usize) -> Vec<usize> {
    let value = |s| game.payoff(player, game.deviate(profile, player, s));
    let own = 0..game.strategies()[player];
    let best = own.clone().map(value).fold(f64::NEG_INFINITY, f64::max);
    own.filter(|&s| value(s) == best).collect()
}

/// The regret of each player at a profile: what the best reply to the others would have brought in addition; never negative.
pub fn regret(game: &Payoffs, profile: usize) -> Vec<f64> {
    (0..game.players())
        .map(|p| {
            let best = (0..game.strategies()[p])
                .map(|s| game.payoff(p, game.deviate(profile, p, s)))
                .fold(f64::NEG_INFINITY, f64::max);
            best - game.payoff(p, profile)
        })
        .collect()
}

/// Every profile at which each player's strategy is a best reply, in order.
pub fn pure_equilibria(game: &Payoffs) -> Vec<usize> {
    let mut stands = vec![true; game.profiles()];
    for p in 0..game.players() {
        let own = game.strategies()[p];
        for first in game.others(p) {
            let at = |s| game.deviate(first, p, s);
            let best = (0..own)
                .map(|s| game.payoff(p, at(s)))
                .fold(f64::NEG_INFINITY, f64::max);
            for s in 0..own {
                stands[at(s)] &= game.payoff(p, at(s)) == best;
            }
        }
    }
    (0..game.profiles()).filter(|&i| stands[i]).collect()
}
