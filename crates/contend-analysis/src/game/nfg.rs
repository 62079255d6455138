//! Gambit's text format for games in strategic form (`.nfg`, Gambit's documentation of its file formats): both the form that
//! lists payoffs and the form that lists outcomes.
//!
//! In the file the first player's strategy changes fastest. Numbers are written as the shortest decimals that read back as the
//! same payoffs, and read as decimals or fractions, rounded to the nearest payoff that can be held.

use std::fmt::{self, Write};

use super::payoffs::Payoffs;

/// Payoffs of all players in the largest file that is read.
const LARGEST: usize = 50_000_000;
/// Strategies that are named without a look at how long the file is.
const MANY: usize = 10_000;

/// A game with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct Nfg {
    /// What the game is called.
    pub title: String,
    /// What the players are called.
    pub players: Vec<String>,
    /// What each player's strategies are called.
    pub strategies: Vec<Vec<String>>,
    /// A remark, empty if none.
    pub comment: String,
    /// Who gets what.
    pub payoffs: Payoffs,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NfgError {
    /// On which line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for NfgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for NfgError {}

impl Nfg {
    /// Reads the text of a file, in the form with payoffs or with outcomes.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn read(text: &str) -> Result<Self, NfgError> {
        let mut tokens = Tokens {
            text,
            at: 0,
            line: 1,
        };
        tokens.word(
            "NFG",
            "a file of a game in strategic form begins with `NFG 1 R`",
        )?;
        tokens.word(
            "1",
            "only version 1 of the format is known: write `NFG 1 R`",
        )?;
        match tokens.next()? {
            Token::Word("R" | "D") => {}
            _ => {
                return Err(
                    tokens.wrong("the version must be followed by `R` or `D`: write `NFG 1 R`")
                );
            }
        }
        let title = tokens.quoted("the title of the game, in quotes")?;
        let players = tokens.quoted_list("the players' names, as in `{ \"Row\" \"Column\" }`")?;
        if players.is_empty() {
            return Err(tokens.wrong("the game has no players: name at least one"));
        }
        let strategies = tokens.strategies(players.len())?;
        let counts: Vec<usize> = strategies.iter().map(Vec::len).collect();
        let profiles = counts
            .iter()
            .try_fold(1usize, |n, &c| n.checked_mul(c))
            .filter(|n| {
                n.checked_mul(players.len())
                    .is_some_and(|all| all <= LARGEST)
            })
            .ok_or_else(|| {
                tokens.wrong("the game is too large: at most 50 million payoffs are read")
            })?;
        let comment = match tokens.peek()? {
            Token::Quoted(comment) => {
                tokens.next()?;
                comment
            }
            _ => String::new(),
        };
        let values = match tokens.peek()? {
            Token::Open => tokens.outcomes(players.len(), profiles)?,
            _ => tokens.payoffs(players.len(), profiles)?,
        };
        if tokens.next()? != Token::End {
            return Err(tokens.wrong(format!(
                "there is more than the {profiles} profiles of the game need"
            )));
        }
        let values = reorder(&counts, &values);
        let payoffs = Payoffs::new(counts, values).map_err(|e| tokens.wrong(e.to_string()))?;
        Ok(Self {
            title,
            players,
            strategies,
            comment,
            payoffs,
        })
    }

    /// The text of a file, in the form with payoffs.
    pub fn write(&self) -> String {
        let mut text = format!("NFG 1 R {}\n{{", quote(&self.title));
        for player in &self.players {
            let _ = write!(text, " {}", quote(player));
        }
        text.push_str(" }\n{\n");
        for own in &self.strategies {
            text.push_str("  {");
            for strategy in own {
                let _ = write!(text, " {}", quote(strategy));
            }
            text.push_str(" }\n");
        }
        let _ = writeln!(text, "}}\n{}\n", quote(&self.comment));
        let counts = self.payoffs.strategies();
        for place in 0..self.payoffs.profiles() {
            let index = self.payoffs.index(&first_fastest(counts, place));
            for p in 0..self.payoffs.players() {
                let separator = if p == 0 { "" } else { " " };
                let _ = write!(text, "{separator}{}", self.payoffs.payoff(p, index));
            }
            text.push('\n');
        }
        text
    }
}

/// The strategies of the profile at a place of a file.
fn first_fastest(counts: &[usize], mut place: usize) -> Vec<usize> {
    counts
        .iter()
        .map(|n| {
            let s = place % n;
            place /= n;
            s
        })
        .collect()
}

/// From `[place in the file][player]` to `[player][profile]`.
fn reorder(counts: &[usize], values: &[f64]) -> Vec<Vec<f64>> {
    let n = counts.len();
    let profiles = values.len() / n;
    let mut strides = vec![1; n];
    for p in (0..n - 1).rev() {
        strides[p] = strides[p + 1] * counts[p + 1];
    }
    let mut all = vec![vec![0.0; profiles]; n];
    for (place, own) in values.chunks_exact(n).enumerate() {
        let profile = first_fastest(counts, place);
        let index: usize = profile.iter().zip(&strides).map(|(s, d)| s * d).sum();
        for (to, v) in all.iter_mut().zip(own) {
            to[index] = *v;
        }
    }
    all
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[derive(Clone, Debug, PartialEq)]
enum Token<'a> {
    Open,
    Close,
    Quoted(String),
    Word(&'a str),
    End,
}

/// What is left of a text.
#[derive(Clone)]
struct Tokens<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Tokens<'a> {
    fn wrong(&self, message: impl Into<String>) -> NfgError {
        NfgError {
            line: self.line,
            message: message.into(),
        }
    }

    fn peek(&self) -> Result<Token<'a>, NfgError> {
        self.clone().next()
    }

    /// Commas only separate.
    fn next(&mut self) -> Result<Token<'a>, NfgError> {
        let rest = &self.text[self.at..];
        let blank = |c: char| c.is_whitespace() || c == ',';
        let start = rest.find(|c| !blank(c)).unwrap_or(rest.len());
        self.line += rest[..start].matches('\n').count();
        self.at += start;
        let rest = &rest[start..];
        let Some(first) = rest.chars().next() else {
            return Ok(Token::End);
        };
        match first {
            '{' => {
                self.at += 1;
                Ok(Token::Open)
            }
            '}' => {
                self.at += 1;
                Ok(Token::Close)
            }
            '"' => self.string(rest),
            _ => {
                let end = rest
                    .find(|c| blank(c) || "{}\"".contains(c))
                    .unwrap_or(rest.len());
                self.at += end;
                Ok(Token::Word(&rest[..end]))
            }
        }
    }

    fn string(&mut self, rest: &str) -> Result<Token<'a>, NfgError> {
        let mut content = String::new();
        let mut escaped = false;
        for (i, c) in rest.char_indices().skip(1) {
            if escaped {
                if c != '"' && c != '\\' {
                    content.push('\\');
                }
                content.push(c);
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == '"' {
                self.at += i + 1;
                self.line += content.matches('\n').count();
                return Ok(Token::Quoted(content));
            } else {
                content.push(c);
            }
        }
        Err(self.wrong("a quotation mark opens here and none closes it"))
    }

    fn word(&mut self, expected: &str, otherwise: &str) -> Result<(), NfgError> {
        match self.next()? {
            Token::Word(w) if w == expected => Ok(()),
            _ => Err(self.wrong(otherwise)),
        }
    }

    fn open(&mut self, what: &str) -> Result<(), NfgError> {
        match self.next()? {
            Token::Open => Ok(()),
            _ => Err(self.wrong(format!("here should be {what}: `{{` is missing"))),
        }
    }

    fn quoted(&mut self, what: &str) -> Result<String, NfgError> {
        match self.next()? {
            Token::Quoted(text) => Ok(text),
            _ => Err(self.wrong(format!("here should be {what}"))),
        }
    }

    fn quoted_list(&mut self, what: &str) -> Result<Vec<String>, NfgError> {
        self.open(what)?;
        let mut all = Vec::new();
        loop {
            match self.next()? {
                Token::Quoted(text) => all.push(text),
                Token::Close => return Ok(all),
                _ => return Err(self.wrong(format!("here should be {what}"))),
            }
        }
    }

    /// Names of strategies, or how many there are.
    fn strategies(&mut self, players: usize) -> Result<Vec<Vec<String>>, NfgError> {
        let what = "the strategies: their names, or how many each player has, as in `{ 2 2 }`";
        self.open(what)?;
        let mut all: Vec<Vec<String>> = Vec::new();
        loop {
            match self.peek()? {
                Token::Open => all.push(self.quoted_list("the names of a player's strategies")?),
                Token::Word(word) => {
                    self.next()?;
                    let count: usize = word.parse().map_err(|_| {
                        self.wrong(format!("`{word}` is not a number of strategies"))
                    })?;
                    if count > LARGEST {
                        return Err(self
                            .wrong("the game is too large: at most 50 million payoffs are read"));
                    }
                    // Each payoff takes a character: many names are not made where their payoffs cannot follow.
                    if count > self.text.len().max(MANY) {
                        return Err(self.wrong(format!(
                            "{count} strategies are named, and the file ends before their payoffs"
                        )));
                    }
                    all.push((1..=count).map(|k| k.to_string()).collect());
                }
                Token::Close => {
                    self.next()?;
                    break;
                }
                _ => return Err(self.wrong(format!("here should be {what}"))),
            }
            if all.len() > players {
                break;
            }
        }
        if all.len() != players {
            return Err(self.wrong(format!(
                "there are {players} players, but strategies for {}",
                if all.len() > players {
                    "more".into()
                } else {
                    all.len().to_string()
                }
            )));
        }
        if let Some(p) = all.iter().position(Vec::is_empty) {
            return Err(self.wrong(format!(
                "player {} has no strategies: give at least one",
                p + 1
            )));
        }
        Ok(all)
    }

    fn payoffs(&mut self, players: usize, profiles: usize) -> Result<Vec<f64>, NfgError> {
        let needed = players * profiles;
        let mut values = Vec::new();
        while values.len() < needed {
            match self.next()? {
                Token::Word(word) => values.push(self.number(word)?),
                Token::End => {
                    return Err(self.wrong(format!(
                        "the file ends after {} payoffs; {profiles} profiles of {players} players need {needed}",
                        values.len()
                    )));
                }
                _ => return Err(self.wrong("here should be a payoff, as in `3`, `-0.5` or `1/3`")),
            }
        }
        Ok(values)
    }

    fn outcomes(&mut self, players: usize, profiles: usize) -> Result<Vec<f64>, NfgError> {
        let what = "the outcomes, as in `{ { \"peace\" 3, 3 } { \"war\" 0, 0 } }`";
        self.open(what)?;
        // The outcome numbered zero gives nothing to anybody.
        let mut outcomes = vec![0.0; players];
        loop {
            match self.next()? {
                Token::Open => {}
                Token::Close => break,
                _ => return Err(self.wrong(format!("here should be {what}"))),
            }
            if matches!(self.peek()?, Token::Quoted(_)) {
                self.next()?;
            }
            let mut count = 0;
            loop {
                match self.next()? {
                    Token::Word(word) => outcomes.push(self.number(word)?),
                    Token::Close => break,
                    _ => {
                        return Err(
                            self.wrong("here should be a payoff, as in `3`, `-0.5` or `1/3`")
                        );
                    }
                }
                count += 1;
            }
            if count != players {
                return Err(self.wrong(format!(
                    "outcome {} has {count} payoffs; there are {players} players",
                    outcomes.len() / players
                )));
            }
        }
        let known = outcomes.len() / players - 1;
        let mut values = Vec::new();
        for place in 0..profiles {
            let word = match self.next()? {
                Token::Word(word) => word,
                Token::End => {
                    return Err(self.wrong(format!(
                        "the file ends after the outcomes of {place} profiles; the game has {profiles}"
                    )));
                }
                _ => return Err(self.wrong("here should be the number of an outcome")),
            };
            let number: usize = word.parse().ok().filter(|&k| k <= known).ok_or_else(|| {
                self.wrong(format!("`{word}` is not the number of an outcome: these are 1 to {known}, or 0 for none"))
            })?;
            values.extend_from_slice(&outcomes[number * players..(number + 1) * players]);
        }
        Ok(values)
    }

    fn number(&self, word: &str) -> Result<f64, NfgError> {
        let plain = |text: &str| {
            // Rust also reads words such as `inf`.
            let digits = text
                .bytes()
                .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
            text.parse::<f64>().ok().filter(|v| digits && v.is_finite())
        };
        let value = match word.split_once('/') {
            Some((above, below)) => plain(above)
                .zip(plain(below).filter(|b| *b != 0.0))
                .map(|(a, b)| a / b)
                .filter(|v| v.is_finite()),
            None => plain(word),
        };
        value.ok_or_else(|| {
            let shown: String = word.chars().take(40).collect();
            self.wrong(format!(
                "`{shown}` is not a payoff: write a number such as `3`, `-0.5` or `1/3`"
            ))
        })
    }
}
