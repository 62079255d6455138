//! What can be typed.

use std::path::PathBuf;

use contend_model::clock::Date;
use contend_store::folder::Share;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The design where none is named.
pub const DEFAULT_DESIGN: &str = "nested-lhs";

const EXIT_CODES: &str = "\
Exit codes:
  0    all went well
  1    the scenario has errors (with --strict also warnings)
  2    the command was not understood, or what it names is not there
  3    the run is complete, but more than 1 in 100 runs failed
  130  stopped by Ctrl-C; what was done until then is reported

Results go to standard output, progress and messages to standard error.
Colours are left out when the output is no terminal, when NO_COLOR is set, and
when TERM is dumb.";

/// Run a strategic argument: scenarios, simulated worlds, verdicts on claims.
#[derive(Debug, Parser)]
#[command(name = "contend", version, after_help = EXIT_CODES, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN", alias = "colour")]
    pub color: Colour,
    /// Language of answers and pages: en, es or pt; of a scenario's own texts too where it has them, in
    /// `translations/es.toml` [default: en; of a page that of its scenario]
    #[arg(long, global = true, value_name = "TAG")]
    pub lang: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    // Without descriptions, so that help lists the three on one line.
    Auto,
    Always,
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small commented scenario that runs at once
    New(New),
    /// Find every mistake in a scenario
    Check(Check),
    /// Simulate many worlds and say which claims hold
    Run(Run),
    /// Put together the parts of a run that were written with --part, and say which claims hold
    Gather(Kept),
    /// Say which claims hold in a run that was kept with --out, without simulating it again
    Report(Kept),
    /// Write what the worlds of a run draw, for other programs
    Design(Design),
    /// Solve a game between actors: who should do what, and how sure that is
    Game(Game),
    /// Rank the strategies of an actor by every usual measure, and say how sure that is
    Better(Better),
    /// Say what decides an answer: luck, single inputs, their interplay; and what would be worth knowing
    Why(Why),
    /// Replay one world: what was drawn, what happened, how it ended
    World(World),
    /// Write the argument as one HTML page that opens anywhere
    Publish(Publish),
    /// Show the page in the browser, with levers to move, while the scenario is edited
    Explore(Explore),
    /// Print the JSON Schema of scenario.toml, for completion in editors
    Schema(Schema),
    /// Say what a diagnostic means; without an ID, list them all
    Explain(Explain),
    /// Print a completion script for a shell
    Completions(Completions),
}

/// `contend schema`
#[derive(Debug, Args)]
pub struct Schema {
    /// Print the reference page (Markdown) of sections, functions and diagnostics instead
    #[arg(long)]
    pub reference: bool,
    /// Print the words of the language as a dictionary for fuzzers instead
    #[arg(long, hide = true, conflicts_with = "reference")]
    pub dictionary: bool,
}

/// `contend new`
#[derive(Debug, Args)]
pub struct New {
    /// The folder to make; it must not exist or be empty
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// `contend check`
#[derive(Debug, Args)]
pub struct Check {
    /// The scenario's folder, or its scenario.toml
    #[arg(value_name = "SCENARIO", default_value = ".")]
    pub scenario: PathBuf,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// Also simulate with half and a quarter of the step, and list the verdicts that move beyond their interval
    #[arg(long)]
    pub steps: bool,
    /// Number of worlds for --steps [default: the scenario's]
    #[arg(long, short = 'n', value_name = "N", value_parser = whole_number, requires = "steps")]
    pub worlds: Option<u64>,
    /// Number of threads for --steps; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", requires = "steps")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Print the findings as JSON
    #[arg(long)]
    pub json: bool,
}

/// How worlds are drawn.
#[derive(Debug, Args)]
pub struct Drawing {
    /// Number of worlds [default: the scenario's]
    #[arg(long, short = 'n', value_name = "N", value_parser = whole_number)]
    pub worlds: Option<u64>,
    /// Seed of everything drawn [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole_number)]
    pub seed: Option<u64>,
    /// How worlds are drawn: nested-lhs (a Latin hypercube at every power of two; more worlds keep those before), lhs (best for one
    /// chosen number of worlds), sobol (best for few inputs and a power of two), monte-carlo (independent draws),
    /// full-factorial or full-factorial:LEVELS (every combination, for a handful of inputs), or a CSV or Parquet file with one world a row
    #[arg(long, value_name = "DESIGN", default_value = DEFAULT_DESIGN)]
    pub design: String,
}

const RUN_HELP: &str = "\
--out keeps every world in a folder, as Parquet that Polars, pandas, DuckDB
and R open at once: worlds/ has a row for each world under each profile, with
what was drawn, how it ended and which claims hold; series/ what --watch
follows; faults/ what went wrong. A run that was stopped or killed goes on
where it was when the same command is given again. --part lets many machines
share a run: each writes its parts into the same folder, and `contend gather`
puts them together, with the same bits as one run. `contend report`, `why`,
(with --games) `game` and (with --page) `publish` answer from the folder,
without the scenario.

Examples:
  contend run scenarios/lake
  contend run scenarios/lake --worlds 20000 --out results
  contend report results --outcomes
  contend run scenarios/americas --out results --page --games
  contend publish results --output page.html
  contend run scenarios/lake --worlds 1000000 --out results --part 3/64
  contend gather results --csv";

/// `contend gather`, `contend report`
#[derive(Debug, Args)]
pub struct Kept {
    /// The folder of the run
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Print one line for each claim: its verdict, in how many worlds, on what grounds
    #[arg(long, conflicts_with = "json")]
    pub summary: bool,
    /// Print the outcomes under each profile too
    #[arg(long)]
    pub outcomes: bool,
    /// Write the tables as CSV too, beside their folders
    #[arg(long)]
    pub csv: bool,
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// `contend design`
#[derive(Debug, Args)]
pub struct Design {
    /// The scenario's folder, or its scenario.toml
    #[arg(value_name = "SCENARIO", default_value = ".")]
    pub scenario: PathBuf,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Worlds that share each set of inputs, which has one row; --worlds counts them all [default: the scenario's, else 1]
    #[arg(long, value_name = "N", value_parser = from_one)]
    pub replications: Option<u64>,
    /// The file to write, by its name as CSV or as Parquet [default: CSV to standard output]
    #[arg(long, short = 'o', value_name = "FILE", value_parser = table)]
    pub output: Option<PathBuf>,
}

/// `contend run`
#[derive(Debug, Args)]
#[command(after_help = RUN_HELP)]
pub struct Run {
    /// The scenario's folder, or its scenario.toml
    #[arg(value_name = "SCENARIO", default_value = ".")]
    pub scenario: PathBuf,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Worlds that share each set of inputs, each with a luck of its own; --worlds counts them all [default: the scenario's, else 1]
    #[arg(long, value_name = "N", value_parser = from_one)]
    pub replications: Option<u64>,
    /// Run only this profile, and those that it is compared with; may be repeated [default: all]
    #[arg(long, short = 'p', value_name = "PROFILE")]
    pub profile: Vec<String>,
    /// Follow a quantity over time, as `members`, or `members[cjng]` for one element; may be repeated
    #[arg(long, short = 'w', value_name = "QUANTITY")]
    pub watch: Vec<String>,
    /// How often followed values are kept and told, as "1 month": a whole number of steps; results do not depend on it [default: the
    /// scenario's, else every step]
    #[arg(long, value_name = "TIME")]
    pub every: Option<String>,
    /// Print one line for each claim: its verdict, in how many worlds, on what grounds
    #[arg(long, conflicts_with = "json")]
    pub summary: bool,
    /// Print the outcomes under each profile too
    #[arg(long)]
    pub outcomes: bool,
    /// Keep every world in this folder; what is there already of the same run is not run again
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// With --out: keep what players get under every profile of the games that are played at once too, so that `contend game FOLDER`
    /// solves them from the same worlds
    #[arg(long, requires = "out")]
    pub games: bool,
    /// With --out: keep what a page draws over time too, so that `contend publish FOLDER` writes the page of the same worlds
    #[arg(long, requires = "out", conflicts_with = "profile")]
    pub page: bool,
    /// With --out: write this share of the worlds alone, as 3/64; `contend gather` puts all shares together
    #[arg(long, value_name = "K/N", value_parser = share, requires = "out", conflicts_with_all = ["summary", "outcomes", "json", "csv"])]
    pub part: Option<Share>,
    /// With --out: write the tables as CSV too, beside their folders
    #[arg(long, requires = "out")]
    pub csv: bool,
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

const GAME_HELP: &str = "\
A game is declared in the scenario: players with objectives, and between which
strategies each chooses. Every combination of strategies (profile) is simulated
on the same worlds. Then it is said who should do what: best replies, dominated
strategies, equilibria (profiles from which nobody gains by changing alone),
what a player would do who moves first, and how sure all that is.

Examples:
  contend game scenarios/two-level-game
  contend game scenarios/classic-games chicken --worst-tenth
  contend game scenarios/two-level-game pressure --where government=hedge
  contend game scenarios/two-level-game pressure --nfg game.nfg
  contend game results pressure
  contend game --import game.nfg";

/// `contend game`
#[derive(Debug, Args)]
#[command(after_help = GAME_HELP)]
pub struct Game {
    /// The scenario's folder, or its scenario.toml; or the folder of a run that was kept with `contend run --out --games`, whose
    /// worlds are not simulated again
    #[arg(value_name = "SCENARIO", default_value = ".")]
    pub scenario: PathBuf,
    /// The game's name [default: all games of the scenario]
    #[arg(value_name = "GAME")]
    pub game: Option<String>,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Let players look at the mean of their worst tenth of worlds instead of the mean
    #[arg(long)]
    pub worst_tenth: bool,
    /// List only profiles in which this player plays this strategy; may be repeated
    #[arg(long = "where", value_name = "PLAYER=STRATEGY")]
    pub filter: Vec<String>,
    /// Run every profile through all worlds, however long it takes
    #[arg(long, conflicts_with = "sequential")]
    pub all: bool,
    /// Run in rounds; strategies that are clearly dominated get no more worlds
    #[arg(long)]
    pub sequential: bool,
    /// Write the payoffs to a file that Gambit reads
    #[arg(long, value_name = "FILE")]
    pub nfg: Option<PathBuf>,
    /// Solve the game of a Gambit file (.nfg) instead of a scenario's
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenario", "game", "nfg", "worlds", "seed", "design", "worst_tenth", "all", "sequential"])]
    pub import: Option<PathBuf>,
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Print the report as JSON (a list of reports where several games are asked for)
    #[arg(long)]
    pub json: bool,
}

/// Which indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IndexMethod {
    Sobol,
    Morris,
    Delta,
    Shapley,
}

const BETTER_HELP: &str = "\
Every strategy that the actor has in the scenario is played on the same worlds,
while the others do what they do in a profile: in the baseline, and wherever the
scenario itself shows the actor with several strategies against the same others.
Only the actor's strategy varies. Its objective is what it gets.

Where worlds differ there is no one way to say which strategy is better, so all
usual ones are asked (McPhail and others 2018). Where they agree the choice does
not hang on taste; where they differ it does, and it is said which would choose
which:

  the mean of all worlds           for who faces many such choices
  the worst in a hundred, the      for the cautious: how bad it may come
    worst world (maximin)
  enough in most worlds            for who needs no more than so much
                                   (satisficing); --enough says how much
  the largest regret, the regret   for who will be blamed for what a better
    that few worlds exceed         strategy would have got
  best in most worlds              for who must be right, by however little
  midway from worst to best        Hurwicz's balance of fear and hope
  the mean less its deviation,     for who dislikes surprise
    least below its own median
  the best world (maximax)         for who has nothing to lose

How sure a first place is comes from drawing the same worlds anew, with
replacement, all strategies together: \"first in 83 of 100\".

--search tries settings that nobody declared, many-objective by an archive with
epsilon-dominance (Kollat and Reed 2006): every lever of the actor at one value,
or at others from each --change on, and the free thresholds of its rules. They
are tried in --search-worlds, and what no other beats is told in --worlds others,
beside what is declared: of many settings the one that looks best owes some of it
to the worlds that chose it.

Examples:
  contend better scenarios/americas mexico
  contend better scenarios/americas mexico --profile campaign
  contend better scenarios/two-level-game government --enough -0.5
  contend better scenarios/lake --search --more objective_town --more reliability
  contend better scenarios/americas mexico --search --write found.toml
  contend better scenarios/americas mexico --json";

/// `contend better`
#[derive(Debug, Args)]
#[command(after_help = BETTER_HELP)]
pub struct Better {
    /// The scenario's folder, or its scenario.toml
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// The actor's name in the scenario [default: the only one that has an objective and a choice]
    #[arg(value_name = "ACTOR")]
    pub actor: Option<String>,
    /// Let the others do what they do in this profile; may be repeated [default: the baseline, and the profiles that show the actor
    /// with several strategies]
    #[arg(long, short = 'p', value_name = "PROFILE")]
    pub profile: Vec<String>,
    /// The payoff that is enough [default: what the actor gets in half of the worlds by what it does in the profile]
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, value_parser = finite, conflicts_with = "search")]
    pub enough: Option<f64>,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Also draw what each strategy comes to into an SVG file; with --search, the trade-off between the first two things wanted
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// How often worlds are drawn anew to see how sure a ranking is
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub resamples: u32,
    /// Search for settings of levers, and of free thresholds of rules, that serve the actor better than what is declared
    #[arg(long)]
    pub search: bool,
    /// With --search: want more of this outcome; OUTCOME:worst-tenth for its mean in the worst tenth of worlds; may be repeated
    /// [default: the actor's objective, both ways]
    #[arg(long, value_name = "OUTCOME", requires = "search")]
    pub more: Vec<String>,
    /// With --search: want less of this outcome; as --more
    #[arg(long, value_name = "OUTCOME", requires = "search")]
    pub less: Vec<String>,
    /// With --search: the difference that matters, of something wanted; may be repeated [default: about a hundredth of how far
    /// it moves]
    #[arg(long, value_name = "OUTCOME=NUMBER", requires = "search", value_parser = difference)]
    pub epsilon: Vec<(String, f64)>,
    /// With --search: levers may be set anew on this day; may be repeated
    #[arg(long, value_name = "DATE", requires = "search", value_parser = date)]
    pub change: Vec<Date>,
    /// With --search: so many settings are tried, of levers and of each strategy with free thresholds [default: 1000]
    #[arg(long, value_name = "N", requires = "search", value_parser = from_one)]
    pub candidates: Option<u64>,
    /// With --search: worlds in which settings are tried; what is found is told in --worlds others [default: 200]
    #[arg(long, value_name = "N", requires = "search", value_parser = from_one)]
    pub search_worlds: Option<u64>,
    /// With --search: write what is found as strategies and profiles, to be included in the scenario
    #[arg(long, value_name = "FILE", requires = "search")]
    pub write: Option<PathBuf>,
    /// With --search: keep in this file what was tried, and go on from what it has
    #[arg(long, value_name = "FILE", requires = "search")]
    pub resume: Option<PathBuf>,
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

const WHY_HELP: &str = "\
For a claim or an outcome it is said how much of what differs between worlds is
left to luck, how much inputs tell one at a time (first-order Sobol' indices,
by regression on ranks), and how much they tell only together (interactions).
Inputs that tell no more than noise are not listed. For a claim it is said in
how many worlds learning one input would settle it.

For a game it is said of each player's choice, given what the others do, what
it would be worth to know everything in advance (EVPI), and what to know one
input or a group of inputs (EVPPI; Strong, Oakley and Brennan 2014). Values
are held against worlds that had no part in finding them.

--where looks for a box of worlds by patient rule induction (PRIM; Friedman and
Fisher 1999, Bryant and Lempert 2010): half of the worlds find it, the other
half tells how many of its worlds are such (density) and how many of all such
worlds it holds (coverage). --flip holds an input at another value, or moves a
lever of a strategy within its range, in worlds that are drawn anew, and tells
the nearest world with the opposite answer (Gower's distance on ranks).

--indices runs worlds of its own, in which some inputs are as in one world and
the others as in another; inputs that depend on each other are never parted, and
worlds that are held against each other have the same luck.

  sobol    which part of the variance each explains alone, and with all others
  morris   a first look with few worlds: by how much the answer changes where
           one input alone is drawn anew
  delta    how far knowing an input moves the whole distribution
  shapley  what inputs that are drawn together explain, shared out between them

Examples:
  contend why scenarios/lake
  contend why scenarios/lake alone-it-stays-clear --where --flip
  contend why scenarios/americas c43-force-is-short
  contend why scenarios/americas objective_mexico@campaign
  contend why scenarios/americas objective_mexico@campaign --indices sobol
  contend why scenarios/americas c43-force-is-short --indices morris
  contend why scenarios/americas mexicos_dilemma";

/// `contend why`
#[derive(Debug, Args)]
#[command(after_help = WHY_HELP)]
pub struct Why {
    /// The scenario's folder, or its scenario.toml; or the folder of a run that was kept with `contend run --out`, of whose worlds
    /// claims are asked without simulating them again
    #[arg(value_name = "SCENARIO", default_value = ".")]
    pub scenario: PathBuf,
    /// A claim, a game, or an outcome as `outcome`, `outcome[element]`, `outcome@profile` [default: all claims]
    #[arg(value_name = "CLAIM|OUTCOME|GAME")]
    pub answer: Option<String>,
    /// Also tell of inputs together, as `prices=oil_price,gas_price`; may be repeated, and groups may overlap
    #[arg(long, value_name = "NAME=INPUT,…", value_parser = group, requires = "answer", conflicts_with = "indices")]
    pub group: Vec<(String, Vec<String>)>,
    /// Say where the claim fails (or holds, where it mostly fails): at most three conditions that hold up on other worlds; without a
    /// claim, of all of them, a line each
    #[arg(long = "where")]
    pub place: bool,
    /// Say what would turn the claim's verdict: the smallest changes of one input or lever, or two, confirmed by fresh worlds
    #[arg(long, requires = "answer")]
    pub flip: bool,
    /// Tell by sensitivity indices, from worlds of their own, what the claim or the outcome hangs on
    #[arg(long, value_enum, value_name = "METHOD", requires = "answer", conflicts_with_all = ["place", "flip", "worlds", "design", "replications"])]
    pub indices: Option<IndexMethod>,
    /// With --indices: pairs of worlds [default: 1024; morris: 20], or worlds (delta, shapley) [default: 4096]
    #[arg(long, value_name = "N", value_parser = from_two, requires = "indices")]
    pub rows: Option<u64>,
    /// With --indices sobol: let every parameter stand for itself, however many there are
    #[arg(long, requires = "indices")]
    pub each: bool,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Worlds that share each set of inputs, each with a luck of its own; --worlds counts them all [default: the scenario's, else 1]
    #[arg(long, value_name = "N", value_parser = from_one)]
    pub replications: Option<u64>,
    /// Also draw what decides the claim or outcome, and with --where the worlds on two inputs, into an SVG file
    #[arg(
        long,
        value_name = "FILE",
        requires = "answer",
        conflicts_with = "indices"
    )]
    pub svg: Option<PathBuf>,
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// `contend world`
#[derive(Debug, Args)]
pub struct World {
    /// The scenario's folder, or its scenario.toml
    #[arg(value_name = "SCENARIO")]
    pub scenario: PathBuf,
    /// The world's number, from 0
    #[arg(value_name = "WORLD", value_parser = whole_number)]
    pub world: u64,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Worlds that share each set of inputs, each with a luck of its own; --worlds counts them all [default: the scenario's, else 1]
    #[arg(long, value_name = "N", value_parser = from_one)]
    pub replications: Option<u64>,
    /// Tell the world under this profile; may be repeated [default: the baseline]
    #[arg(long, short = 'p', value_name = "PROFILE")]
    pub profile: Vec<String>,
    /// Tell of this quantity, as `members[cjng]`; may be repeated [default: those that move most]
    #[arg(long, short = 'w', value_name = "QUANTITY")]
    pub watch: Vec<String>,
    /// Print the world as JSON
    #[arg(long)]
    pub json: bool,
}

/// `contend publish`
#[derive(Debug, Args)]
pub struct Publish {
    /// The scenario's folder, or its scenario.toml; or the folder of a run that was kept with `contend run --out --page`, whose
    /// worlds are not simulated again
    #[arg(value_name = "SCENARIO", default_value = ".")]
    pub scenario: PathBuf,
    /// The file to write [default: the scenario's name, as HTML]
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub drawing: Drawing,
    /// Worlds that share each set of inputs, each with a luck of its own; --worlds counts them all [default: the scenario's, else 1]
    #[arg(long, value_name = "N", value_parser = from_one)]
    pub replications: Option<u64>,
    /// How far apart the points of charts are, as "1 month": a whole number of steps [default: the scenario's, else about a hundred
    /// points]
    #[arg(long, value_name = "TIME")]
    pub every: Option<String>,
    /// Also search for settings that serve this actor better, as `contend better --search` does, and show what was found
    #[arg(long, value_name = "ACTOR", conflicts_with = "claim")]
    pub search: Option<String>,
    /// Put this engine into the page, a WebAssembly module of Contend, so that its readers can move levers
    #[arg(long, value_name = "FILE", conflicts_with_all = ["claim", "json"])]
    pub engine: Option<PathBuf>,
    /// The same module built with vectors of 128 bits, for browsers that have them
    #[arg(long, value_name = "FILE", requires = "engine")]
    pub engine_simd: Option<PathBuf>,
    /// Link to the same page in another language, as es=page.es.html; may be repeated
    #[arg(long, value_name = "TAG=PLACE", conflicts_with_all = ["claim", "json"])]
    pub also: Vec<String>,
    /// Write this claim alone, as a small page to embed elsewhere
    #[arg(long, value_name = "ID")]
    pub claim: Option<String>,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Print what the page says as JSON instead of writing it
    #[arg(long, conflicts_with_all = ["output", "open", "claim"])]
    pub json: bool,
}

const EXPLORE_HELP: &str = "\
The page is that of contend publish, with levers: a reader moves one of a
strategy, the profiles that play it are simulated anew from `now` on, first in a
few hundred worlds, then in all, and every claim is tested again, with what it
was beside it. The levers that the author names stand in front:

  [page]
  levers = [\"mexico.balancing_act.troops\"]

It follows the files of the scenario. When they change it runs again and tells
first which verdicts are others; when they have a mistake the last good page
stays, with what is wrong above it.

The page is served at 127.0.0.1 alone, to this machine, at an address with a
token that is drawn anew at each start. Ctrl-C ends it.

  contend explore scenarios/lake --open
  contend explore scenarios/americas --worlds 500";

/// `contend explore`
#[derive(Debug, Args)]
#[command(after_help = EXPLORE_HELP)]
pub struct Explore {
    /// The scenario's folder, or its scenario.toml
    #[arg(value_name = "SCENARIO", default_value = ".")]
    pub scenario: PathBuf,
    /// Number of worlds [default: the scenario's]
    #[arg(long, short = 'n', value_name = "N", value_parser = whole_number)]
    pub worlds: Option<u64>,
    /// Seed of everything drawn [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole_number)]
    pub seed: Option<u64>,
    /// The port [default: a free one]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
    /// Number of threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
}

/// `contend explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// The identifier, as in `error[unit-mismatch]`
    #[arg(value_name = "ID")]
    pub id: Option<String>,
}

/// `contend completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `3/64`.
fn share(text: &str) -> Result<Share, String> {
    let needed = || "a share and how many there are is needed, from 1/64 to 64/64".to_owned();
    let (part, of) = text.split_once('/').ok_or_else(needed)?;
    let (part, of) = (whole_number(part), whole_number(of));
    let share = part.and_then(|part| of.map(|of| Share { part, of }));
    let share = share.map_err(|_| needed())?;
    match (1..=share.of).contains(&share.part) {
        true => Ok(share),
        false => Err(needed()),
    }
}

/// A file whose ending says in which of two forms it is written, so that none is called what it is not.
fn table(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|e| e.to_ascii_lowercase());
    match ending.as_deref().and_then(|e| e.to_str()) {
        Some("csv" | "parquet") => Ok(path),
        _ => Err("a name that ends in .csv or .parquet is needed".to_owned()),
    }
}

/// The same, and neither 0 nor 1.
fn from_two(text: &str) -> Result<u64, String> {
    match whole_number(text)? {
        0 | 1 => Err("a whole number from 2 on is needed".to_owned()),
        n => Ok(n),
    }
}

/// A name, and what belongs to it.
fn group(text: &str) -> Result<(String, Vec<String>), String> {
    let wrong =
        || "a name and its inputs are needed, such as prices=oil_price,gas_price".to_owned();
    let (name, inputs) = text.split_once('=').ok_or_else(wrong)?;
    // A comma inside brackets parts elements, not inputs.
    let mut names = vec![String::new()];
    let mut depth = 0;
    for c in inputs.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        match names.last_mut() {
            Some(last) if c != ',' || depth > 0 => last.push(c),
            _ => names.push(String::new()),
        }
    }
    let names: Vec<String> = names.iter().map(|n| n.trim().to_owned()).collect();
    match name.trim().is_empty() || names.iter().any(String::is_empty) {
        true => Err(wrong()),
        false => Ok((name.trim().to_owned(), names)),
    }
}

/// A number that is one.
fn finite(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let number = number.filter(|n| n.is_finite());
    number.ok_or_else(|| "a number is needed, such as 12.5".to_owned())
}

/// `utility=0.01`.
fn difference(text: &str) -> Result<(String, f64), String> {
    let needed = || "a name and a number are needed, such as utility=0.01".to_owned();
    let (name, number) = text.rsplit_once('=').ok_or_else(needed)?;
    let number = finite(number.trim()).map_err(|_| needed())?;
    Ok((name.trim().to_owned(), number))
}

/// `2030-01-01`.
fn date(text: &str) -> Result<Date, String> {
    let mut parts = text.splitn(3, '-');
    let mut part = || parts.next().and_then(|p| p.parse::<u32>().ok());
    let found = (|| {
        let (year, month, day) = (part()?, part()?, part()?);
        Date::new(
            i32::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    })();
    found.ok_or_else(|| "a day is needed, such as 2030-01-01".to_owned())
}

/// The same, and not 0.
fn from_one(text: &str) -> Result<u64, String> {
    match whole_number(text)? {
        0 => Err("a whole number from 1 on is needed".to_owned()),
        n => Ok(n),
    }
}

/// A whole number, also as `10_000` or `10,000`.
fn whole_number(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    digits
        .parse()
        .map_err(|_| "a whole number is needed, such as 10000".to_owned())
}
