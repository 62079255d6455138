//! What a leader would commit to, seen by followers who then reply.

use serde::Serialize;

use super::payoffs::{GameError, Mixed, Payoffs};

/// A commitment, the followers' replies, and what both bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Committed {
    /// What each player does: the leader as committed, the followers in reply.
    pub strategies: Mixed,
    /// What each player expects.
    pub payoffs: Vec<f64>,
    /// The most that a follower could gain by another reply.
    pub gain: f64,
    /// False where the leader can come as near to this as it wants, but not reach it.
    pub attained: bool,
}

/// What a leader would commit to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Commitment {
    /// Who leads.
    pub leader: usize,
    /// For each strategy of the leader: followers who choose the best for it among equally good replies.
    pub strong_replies: Vec<Committed>,
    /// For each strategy of the leader: followers who choose the worst for it among equally good replies.
    pub weak_replies: Vec<Committed>,
    /// The best single strategy where followers break ties in the leader's favour (strong Stackelberg).
    pub strong: Committed,
    /// The best single strategy where followers break ties against the leader (weak Stackelberg).
    pub weak: Committed,
    /// The best mixture where ties are broken in the leader's favour; for two players.
    pub mixed_strong: Option<Committed>,
    /// The best mixture where ties are broken against the leader; for two players.
    pub mixed_weak: Option<Committed>,
}

/// What `leader` would commit to.
///
/// # Errors
/// [`GameError::Unknown`] for no such player.
pub fn commitment(game: &Payoffs, leader: usize) -> Result<Commitment, GameError> {
    let _ = (game, leader);
    Err(GameError::NotFound {
        method: "commitment",
        gain: f64::INFINITY,
    })
}
