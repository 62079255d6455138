//! Best replies.

use contend_session::game::report::ReplyReport;

use crate::Sentence;
use crate::games::{Teller, measured};

impl Teller<'_> {
    /// A sentence for each combination of what the others do.
    pub fn replies(&self) -> Vec<Sentence> {
        let replies = self.report.solution.replies.iter();
        replies.map(|reply| self.reply(reply)).collect()
    }

    fn reply(&self, reply: &ReplyReport) -> Sentence {
        let player = reply.player;
        let others = reply.others.iter().enumerate();
        let others = others.filter_map(|(p, s)| Some(self.strategy(p, (*s)?)));
        let mut values = vec![
            ("player", self.player(player)),
            ("others", Sentence::joined(others, ", ")),
            ("best", self.either(player, &reply.best)),
        ];
        let ahead = reply.runner_up.zip(reply.ahead);
        if let Some((second, ahead)) = ahead {
            values.push(("second", self.strategy(player, second)));
            values.push(("ahead", measured(self.m, ahead, reply.error).into()));
        }
        let share = reply.best.first().and_then(|s| reply.in_worlds[*s]);
        if let Some(share) = share {
            values.push(("share", self.in_worlds(share)));
        }
        let tie = reply.best.len() > 1;
        let key = match (ahead.is_some() && !tie, reply.clear, share.is_some()) {
            (true, true, false) => "game-reply",
            (true, true, true) => "game-reply-worlds",
            (true, false, false) => "game-reply-unclear",
            (true, false, true) => "game-reply-unclear-worlds",
            (false, _, false) if tie => "game-reply-tie",
            (false, _, true) if tie => "game-reply-tie-worlds",
            (false, ..) => "game-reply-alone",
        };
        self.say(key, &values)
    }
}
