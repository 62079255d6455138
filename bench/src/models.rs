//! The models that are measured, as scenarios.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contend_engine::design::{Design, Worlds};
use contend_engine::{
    Draws, Family, Features, Moves, Program, Request, Turn, compile, compile_family, compile_for,
    compile_line, compile_tree,
};
use contend_model::clock::Method;
use contend_model::id::{InputId, OutcomeId, ProfileId, StrategyId};
use contend_model::model::Scenario;
use contend_model::place::{Folder, FolderError, MemoryFolder};

use crate::hand::Network;

/// A scenario to measure.
pub struct Model {
    scenario: Scenario,
}

/// Drawn worlds with a short way to a value.
pub struct Drawn(Worlds);

impl Drawn {
    /// The value of an input, by its place.
    pub fn at(&self, world: u64, input: u32) -> f64 {
        self.0.value(world, InputId(input))
    }
}

impl Draws for Drawn {
    fn seed(&self) -> u64 {
        self.0.seed()
    }

    fn value(&self, world: u64, input: InputId) -> f64 {
        self.0.value(world, input)
    }
}

impl Model {
    /// One of `bench/models`.
    pub fn bundled(name: &str) -> Model {
        let path = root().join("bench/models").join(format!("{name}.toml"));
        Model::text(&std::fs::read_to_string(&path).unwrap_or_default(), name)
    }

    /// A scenario as text.
    pub fn text(text: &str, name: &str) -> Model {
        Model::read(&MemoryFolder::new([("scenario.toml", text)]), name)
    }

    /// A scenario of the repository, cut to so many steps and run by Euler.
    pub fn folder(path: &str, steps: Option<u32>) -> Model {
        let mut model = Model::read(&Disk(root().join(path)), path);
        if let Some(steps) = steps {
            model.scenario.clock.steps = steps;
            model.scenario.clock.now = None;
        }
        model.scenario.clock.method = Method::Euler;
        model
    }

    fn read(folder: &dyn Folder, name: &str) -> Model {
        let reading = contend_scenario::read(folder);
        match reading.scenario {
            Some(scenario) => Model { scenario },
            None => panic!("{name}: {:?}", reading.findings),
        }
    }

    /// All outcomes under the baseline.
    pub fn compile(&self) -> Program {
        self.program(&|_| true, None)
    }

    /// All outcomes, with a number of lanes.
    pub fn compile_lanes(&self, lanes: usize) -> Program {
        self.program(&|_| true, Some(lanes))
    }

    /// Some outcomes.
    pub fn compile_outcomes(&self, names: &[&str]) -> Program {
        self.program(&|id| names.contains(&id), None)
    }

    fn program(&self, wanted: &dyn Fn(&str) -> bool, lanes: Option<usize>) -> Program {
        let request = self.request(wanted);
        let baseline = self.scenario.baseline;
        match compile_for(
            &self.scenario,
            baseline,
            &request,
            Features::detect(),
            lanes,
        ) {
            Ok(program) => program,
            Err(e) => panic!("{e}"),
        }
    }

    /// Some outcomes under all profiles; also the program of each profile.
    pub fn family(&self, names: &[&str]) -> (Family, Vec<Program>) {
        let profiles: Vec<ProfileId> = (0..self.scenario.profiles.len() as u32)
            .map(ProfileId)
            .collect();
        let request = self.request(&|id| names.contains(&id));
        let alone = |p: &ProfileId| match compile(&self.scenario, *p, &request) {
            Ok(program) => program,
            Err(e) => panic!("{e}"),
        };
        let asked: Vec<_> = profiles.iter().map(|p| (*p, request.clone())).collect();
        match compile_family(&self.scenario, &asked) {
            Ok(family) => (family, profiles.iter().map(alone).collect()),
            Err((_, e)) => panic!("{e}"),
        }
    }

    /// All actors move in turn, so many steps apart; also the program of each path.
    pub fn tree(&self, steps: u32) -> (Family, Vec<Program>) {
        let of = |actor: usize| -> Vec<StrategyId> {
            (0..self.scenario.strategies.len() as u32)
                .map(StrategyId)
                .filter(|s| self.scenario.strategies[s.index()].actor.index() == actor)
                .collect()
        };
        let moves = Moves {
            before: vec![None; self.scenario.actors.len()],
            moves: (0..self.scenario.actors.len())
                .map(|actor| Turn {
                    actor,
                    step: steps * (actor as u32 + 1),
                    strategies: of(actor),
                })
                .collect(),
        };
        let request = self.request(&|_| true);
        let path = |leaf| compile_line(&self.scenario, &moves.line(leaf), &request);
        let paths = (0..moves.leaves()).map(path).collect::<Result<_, _>>();
        match (
            compile_tree(&self.scenario, &moves, &request.outcomes),
            paths,
        ) {
            (Ok(tree), Ok(paths)) => (tree, paths),
            (Err(e), _) | (_, Err(e)) => panic!("{e}"),
        }
    }

    fn request(&self, wanted: &dyn Fn(&str) -> bool) -> Request {
        let outcomes = (0..self.scenario.outcomes.len() as u32)
            .map(OutcomeId)
            .filter(|o| wanted(&self.scenario.outcomes[o.index()].id))
            .collect();
        Request {
            outcomes,
            ..Request::default()
        }
    }

    /// Worlds of a Latin hypercube.
    pub fn worlds(&self, worlds: u64) -> Drawn {
        match Worlds::new(&self.scenario, Design::default(), worlds, 1) {
            Ok(worlds) => Drawn(worlds),
            Err(e) => panic!("{e}"),
        }
    }
}

fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), Path::to_path_buf)
}

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

/// The groups' network from the scenario's data.
pub fn network() -> Network {
    let data = root().join("scenarios/cartel-recruitment/data");
    let rows = |file: &str| -> Vec<BTreeMap<String, String>> {
        let text = std::fs::read_to_string(data.join(file)).unwrap_or_default();
        let mut lines = text.lines();
        let header: Vec<String> = lines
            .next()
            .unwrap_or("")
            .split(',')
            .map(str::to_owned)
            .collect();
        lines
            .map(|l| {
                header
                    .iter()
                    .cloned()
                    .zip(l.split(',').map(str::to_owned))
                    .collect()
            })
            .collect()
    };
    let number = |row: &BTreeMap<String, String>, column: &str| -> f64 {
        row.get(column)
            .and_then(|v| v.parse().ok())
            .unwrap_or(f64::NAN)
    };
    let nodes = rows("nodes.csv");
    let place = |id: &str| nodes.iter().position(|n| n["node_id"] == id).unwrap_or(0);
    let mut rivals = vec![Vec::new(); nodes.len()];
    for row in rows("rivalries.csv") {
        let (a, b, w) = (
            place(&row["node_a"]),
            place(&row["node_b"]),
            number(&row, "weight"),
        );
        rivals[a].push((b, w));
        rivals[b].push((a, w));
    }
    let ranks: f64 = nodes.iter().map(|n| 1.0 / number(n, "rank")).sum();
    Network {
        weakness: nodes
            .iter()
            .map(|n| 1.0 / (1.0 + number(n, "alliance_strength")))
            .collect(),
        rivals,
        start: nodes
            .iter()
            .map(|n| 115_000.0 / number(n, "rank") / ranks)
            .collect(),
    }
}

/// A scenario of three hundred equations: a chain of stores with flows between them.
pub fn three_hundred_equations() -> String {
    let mut text = String::from(
        "[scenario]\ntitle = \"Three hundred equations\"\nstart = 2000-01-01\nend = 2010-01-01\nstep = \"1 month\"\n\n\
         [parameter]\nrate = { value = 0.1, range = [0.05, 0.2], unit = \"1/month\", assumption = \"bench\" }\n\
         room = { value = 50, unit = \"kg\", assumption = \"bench\" }\n\n",
    );
    for i in 0..100 {
        text += &format!(
            "[stock.store_{i}]\nunit = \"kg\"\nstart = \"{}{{kg}}\"\nchange = \"inflow_{i} - rate * store_{i}\"\n\n\
             [variable.inflow_{i}]\nunit = \"kg/month\"\nequation = \"rate * store_{} * (1 - fullness_{i})\"\n\n\
             [variable.fullness_{i}]\nequation = \"clamp(store_{i} / room, 0, 1)\"\n\n",
            i + 1,
            (i + 99) % 100
        );
    }
    text + "[outcome.left]\nunit = \"kg\"\nequation = \"at_end(store_99)\"\n"
}
