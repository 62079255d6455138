//! Games against Gambit (pygambit) in the same run: both solve the same games in turn, and the answers are compared.

use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use contend_analysis::game::{
    Limits, Mixed, Nfg, Payoffs, Ratio, each, extreme_equilibria, lemke_howson, mixed_equilibrium,
    pure_equilibria,
};
use serde_json::{Value, json};

use crate::clock;

/// Prints the rows of games; `python` has pygambit. `part` names one of `two`, `worlds`, `three`, `oracle`; none is all.
pub fn run(python: &str, part: Option<&str>) {
    let mut gambit = Gambit::start(python);
    println!("| what | Contend | Gambit {} | ratio |", gambit.version());
    println!("| --- | --- | --- | --- |");
    let asked = |name| part.is_none_or(|p| p == name);
    if asked("two") {
        two_players(&mut gambit, &mut Numbers::new(1));
    }
    if asked("worlds") {
        world_by_world(&mut gambit, &mut Numbers::new(2));
    }
    if asked("three") {
        three_players(&mut gambit, &mut Numbers::new(3));
    }
    if asked("oracle") {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        oracle(&mut gambit, now.map_or(0, |d| d.as_nanos() as u64));
    }
}

fn two_players(gambit: &mut Gambit, n: &mut Numbers) {
    let limits = Limits::default();
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..7 {
        let games: Vec<Payoffs> = (0..3).map(|_| n.whole(&[8, 8])).collect();
        let rounds = 10;
        let own = seconds(|| {
            for g in games.iter().cycle().take(rounds * games.len()) {
                black_box(extreme_equilibria(g, &limits).is_ok());
            }
        }) / (rounds * games.len()) as f64;
        let (peer, _) = gambit.solve("enummixed", &games);
        push(
            (own, peer / games.len() as f64),
            &mut ours,
            &mut theirs,
            &mut ratios,
        );
    }
    row(
        "two players 8×8, whole payoffs, all equilibria as fractions; peer: `enummixed_solve`",
        ours,
        theirs,
        ratios,
    );

    for (what, fine) in [("whole payoffs", false), ("payoffs of 53 bits", true)] {
        let mut all = Vec::new();
        for _ in 0..7 {
            let game = if fine {
                n.fine(&[12, 12])
            } else {
                n.whole(&[12, 12])
            };
            all.push(seconds(|| {
                black_box(extreme_equilibria(&game, &limits).is_ok());
            }));
        }
        let worst = all.iter().copied().fold(0.0, f64::max);
        println!(
            "| two players 12×12, {what}, all equilibria as fractions | {}, at most {} | | |",
            duration(clock::median(all)),
            duration(worst)
        );
    }
}

fn world_by_world(gambit: &mut Gambit, n: &mut Numbers) {
    for (what, fine) in [("whole payoffs", false), ("payoffs of 53 bits", true)] {
        let games: Vec<Payoffs> = (0..10_000)
            .map(|_| {
                if fine {
                    n.fine(&[6, 6])
                } else {
                    n.whole(&[6, 6])
                }
            })
            .collect();
        // Fractions of 53 bits take the peer minutes.
        let solvers = [("lcp_float", 300), ("lcp", 20)];
        for (solver, sample) in solvers.into_iter().take(if fine { 1 } else { 2 }) {
            let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            for pair in 0..5 {
                let own = seconds(|| {
                    black_box(each(&games, &Limits::default()).len());
                });
                let part = &games[pair * sample..(pair + 1) * sample];
                let (peer, _) = gambit.solve(solver, part);
                let peer = peer / sample as f64 * games.len() as f64;
                push((own, peer), &mut ours, &mut theirs, &mut ratios);
            }
            let peer = if solver == "lcp" {
                "`lcp_solve`"
            } else {
                "`lcp_solve(rational=False)`"
            };
            row(
                &format!(
                    "10,000 games 6×6, {what}, all equilibria; peer: {peer} in a loop, from {sample} of them"
                ),
                ours,
                theirs,
                ratios,
            );
        }
    }
}

fn three_players(gambit: &mut Gambit, n: &mut Numbers) {
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut unsolved = 0;
    for _ in 0..5 {
        let games: Vec<Payoffs> = (0..4).map(|_| n.whole(&[5, 5, 5])).collect();
        let rounds = 5;
        let own = seconds(|| {
            for g in games.iter().cycle().take(rounds * games.len()) {
                black_box(mixed_equilibrium(g).is_ok());
            }
        }) / (rounds * games.len()) as f64;
        unsolved += games
            .iter()
            .filter(|g| mixed_equilibrium(g).is_err())
            .count();
        let (peer, _) = gambit.solve("gnm", &games);
        push(
            (own, peer / games.len() as f64),
            &mut ours,
            &mut theirs,
            &mut ratios,
        );
    }
    row(
        &format!(
            "three players 5×5×5, one equilibrium ({unsolved} of 20 not solved); peer: `gnm_solve`"
        ),
        ours,
        theirs,
        ratios,
    );
}

/// Fresh games; stops where an answer differs.
fn oracle(gambit: &mut Gambit, seed: u64) {
    let mut n = Numbers::new(seed);
    let sizes = [[2, 2], [2, 5], [3, 3], [4, 4], [5, 5], [6, 6]];
    let games: Vec<Payoffs> = (0..60).map(|k| n.whole(&sizes[k % sizes.len()])).collect();
    let (_, answers) = gambit.solve("enummixed", &games);
    let mut count = 0;
    for (game, theirs) in games.iter().zip(answers) {
        let found = extreme_equilibria(game, &Limits::default())
            .map(|f| f.exact)
            .ok()
            .flatten();
        let mut ours: Vec<Vec<Vec<String>>> = found
            .unwrap_or_default()
            .iter()
            .map(|e| {
                e.iter()
                    .map(|p| p.iter().map(Ratio::to_string).collect())
                    .collect()
            })
            .collect();
        let mut theirs = theirs;
        ours.sort();
        theirs.sort();
        theirs.dedup();
        assert_eq!(ours, theirs, "seed {seed}: {game:?}");
        count += ours.len();
        for label in 0..game.strategies().iter().sum() {
            assert!(
                lemke_howson(game, label).is_ok_and(|e| e.gain < 1e-9),
                "seed {seed}: {game:?}"
            );
        }
    }
    let many: Vec<Payoffs> = (0..40)
        .map(|k| n.whole([&[2, 2, 2][..], &[3, 3, 3], &[4, 2, 3], &[2, 2, 2, 2]][k % 4]))
        .collect();
    let (_, answers) = gambit.solve("enumpure", &many);
    for (game, theirs) in many.iter().zip(answers) {
        let mut ours: Vec<Vec<usize>> = pure_equilibria(game)
            .iter()
            .map(|&i| game.profile(i))
            .collect();
        let place = |own: &Vec<String>| own.iter().position(|p| p == "1").unwrap_or(usize::MAX);
        let mut theirs: Vec<Vec<usize>> = theirs
            .iter()
            .map(|e| e.iter().map(place).collect())
            .collect();
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "seed {seed}: {game:?}");
    }
    let profiles: Vec<Mixed> = many
        .iter()
        .map(|g| {
            mixed_equilibrium(g)
                .map(|e| e.strategies)
                .unwrap_or_default()
        })
        .collect();
    assert!(
        profiles.iter().all(|p| !p.is_empty()),
        "seed {seed}: no equilibrium found"
    );
    let worst = gambit.regret(&many, &profiles);
    assert!(worst < 1e-8, "seed {seed}: {worst}");
    println!();
    println!(
        "Fresh games (seed {seed}): all {count} extreme equilibria of 60 games of two players and all pure equilibria of 40 games \
         of three and four players are Gambit's; one equilibrium of each of these has a regret of at most {worst:.1e} by Gambit's count."
    );
}

fn push(
    (own, peer): (f64, f64),
    ours: &mut Vec<f64>,
    theirs: &mut Vec<f64>,
    ratios: &mut Vec<f64>,
) {
    ours.push(own);
    theirs.push(peer);
    ratios.push(peer / own);
}

fn row(what: &str, ours: Vec<f64>, theirs: Vec<f64>, ratios: Vec<f64>) {
    println!(
        "| {what} | {} | {} | {:.1} |",
        duration(clock::median(ours)),
        duration(clock::median(theirs)),
        clock::median(ratios)
    );
}

fn duration(seconds: f64) -> String {
    if seconds < 1e-3 {
        format!("{:.0} µs", seconds * 1e6)
    } else if seconds < 1.0 {
        format!("{:.2} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}

fn seconds(mut f: impl FnMut()) -> f64 {
    let before = clock::cpu_seconds();
    f();
    clock::cpu_seconds() - before
}

/// Gambit in a process of its own, which measures its own processor time.
struct Gambit {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Gambit {
    fn start(python: &str) -> Self {
        let mut child = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/peers/gambit.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{python} does not start: {e}"));
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("the output is piped"));
        Self {
            child,
            input,
            output,
        }
    }

    fn ask(&mut self, request: &Value) -> Value {
        let input = self.input.as_mut().expect("open until the end");
        writeln!(input, "{request}").expect("the peer listens");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the peer answers");
        serde_json::from_str(&line).expect("the peer answers in JSON")
    }

    fn version(&mut self) -> String {
        self.ask(&json!({ "solver": "version" }))["version"]
            .as_str()
            .unwrap_or("?")
            .to_owned()
    }

    fn solve(&mut self, solver: &str, games: &[Payoffs]) -> (f64, Vec<Vec<Vec<Vec<String>>>>) {
        let answer = self.ask(&json!({ "solver": solver, "games": texts(games) }));
        let answers = serde_json::from_value(answer["answers"].clone()).expect("equilibria");
        (answer["seconds"].as_f64().unwrap_or(f64::NAN), answers)
    }

    fn regret(&mut self, games: &[Payoffs], profiles: &[Mixed]) -> f64 {
        let answer =
            self.ask(&json!({ "solver": "regret", "games": texts(games), "profiles": profiles }));
        answer["worst"].as_f64().unwrap_or(f64::NAN)
    }
}

impl Drop for Gambit {
    fn drop(&mut self) {
        self.input = None; // ends its loop
        let _ = self.child.wait();
    }
}

fn texts(games: &[Payoffs]) -> Vec<String> {
    games
        .iter()
        .map(|g| {
            let names = |n: usize| (1..=n).map(|k| k.to_string()).collect();
            let game = Nfg {
                title: "bench".into(),
                players: names(g.players()),
                strategies: g.strategies().iter().map(|&n| names(n)).collect(),
                comment: String::new(),
                payoffs: g.clone(),
            };
            game.write()
        })
        .collect()
}

/// Numbers that look random (Steele, Lea & Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Payoffs from −20 to 20.
    fn whole(&mut self, strategies: &[usize]) -> Payoffs {
        self.filled(strategies, |n| (n.bits() % 41) as f64 - 20.0)
    }

    /// Payoffs between zero and one with all digits that can be held.
    fn fine(&mut self, strategies: &[usize]) -> Payoffs {
        self.filled(strategies, |n| {
            (n.bits() >> 11) as f64 / (1u64 << 53) as f64
        })
    }

    fn filled(
        &mut self,
        strategies: &[usize],
        mut payoff: impl FnMut(&mut Self) -> f64,
    ) -> Payoffs {
        let profiles: usize = strategies.iter().product();
        let values = strategies
            .iter()
            .map(|_| (0..profiles).map(|_| payoff(self)).collect())
            .collect();
        Payoffs::new(strategies.to_vec(), values).expect("shapes fit")
    }
}
