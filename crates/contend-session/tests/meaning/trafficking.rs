//! A published model of a trafficking network (Magliocca and others 2019, doi:10.1073/pnas.1812459116), written as equations
//! from its description and held against the results of independent programs: the map it starts from, the base run month by
//! month and link by link, ten cases with other numbers and five networks drawn by chance. Tables and results lie beside the
//! repository, in `shared`, and are not ours to ship: without them the tests say so and are passed over. Quantiles over
//! hundreds of networks are not held, as they take too long for a test.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use contend_engine::design::Worlds;
use contend_model::id::{InputId, OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;
use contend_session::Session;

use crate::support::SEED;

const MARKET: &str = "156";
const MONTHS: u32 = 179;
const LAST_MONTH: u32 = MONTHS + 1;

/// What is told of each month, by the columns of its table: counts, to be met exactly, and amounts.
const COUNTS: [&str; 6] = [
    "interdiction_capacity",
    "targeted_edges",
    "seizures",
    "active_nodes",
    "active_edges",
    "producer_links",
];
const AMOUNTS: [&str; 6] = [
    "shipped_by_producer_kg",
    "seized_kg",
    "seized_value_usd",
    "delivered_to_market_kg",
    "mean_perceived_risk",
    "mean_kg_distance_km",
];

/// What is told of each year: sums of what is told of its months, and means.
const YEARLY_SUMS: [(&str, &str); 5] = [
    ("production_kg", "shipped_by_producer_kg"),
    ("seized_kg", "seized_kg"),
    ("delivered_kg", "delivered_to_market_kg"),
    ("seized_value_usd", "seized_value_usd"),
    ("successful_seizures", "seizures"),
];
const YEARLY_MEANS: [(&str, &str); 5] = [
    ("active_nodes_mean", "active_nodes"),
    ("active_edges_mean", "active_edges"),
    ("producer_links_mean", "producer_links"),
    ("mean_perceived_risk", "mean_perceived_risk"),
    ("mean_kg_distance_km", "mean_kg_distance_km"),
];

/// The cases on the base network: the numbers in which each differs from the base.
const CASES: [(&str, &[(&str, f64)]); 10] = [
    ("base", &[]),
    (
        "no_interdiction",
        &[("least_assets", 0.0), ("most_assets", 0.0)],
    ),
    ("no_interdiction_learning (delta_s=0)", &[("learning", 0.0)]),
    (
        "production_ceiling_200 (constant 200 kg/month)",
        &[("ceiling", 200.0)],
    ),
    (
        "capacity_max_75 (min 13)",
        &[("least_assets", 13.0), ("most_assets", 75.0)],
    ),
    (
        "capacity_max_100 (min 17)",
        &[("least_assets", 17.0), ("most_assets", 100.0)],
    ),
    (
        "capacity_max_175 (min 30)",
        &[("least_assets", 30.0), ("most_assets", 175.0)],
    ),
    ("expansion_max_1", &[("most_new", 1.0)]),
    (
        "capacity_rule_2 (negative feedback)",
        &[("second_rule", 1.0)],
    ),
    ("no_salience (delta=1)", &[("salience", 1.0)]),
];

/// The rows of a table, each by the names of its columns.
fn table(path: &Path) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn is_in_base(row: &&HashMap<String, String>) -> bool {
    row["in_base"] == "1"
}

/// Names of files and what stands in them.
type Files = Vec<(&'static str, String)>;

/// Sender and receiver of each link.
type Ends = Vec<(String, String)>;

/// The tables, where they are there.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = beside.join("reference/trafficking-network");
    if shared.join("edges.csv").exists() {
        return Some(shared);
    }
    eprintln!("passed over: {} is not there", shared.display());
    None
}

/// Sender and receiver of each row of a table of links, by receiver and then sender, which is the order of ties.
fn ends<'r>(rows: impl Iterator<Item = &'r HashMap<String, String>>) -> Ends {
    let mut ends: Ends = rows
        .map(|e| (e["from_node"].clone(), e["to_node"].clone()))
        .collect();
    let number = |text: &str| text.parse::<u32>().unwrap();
    ends.sort_by_key(|(from, to)| (number(to), number(from)));
    ends
}

/// The links of the base network.
fn base_links(shared: &Path) -> Ends {
    ends(table(&shared.join("edges.csv")).iter().filter(is_in_base))
}

/// The tables of the model as the scenario reads them.
fn tables(shared: &Path, ends: &Ends) -> Files {
    let nodes = table(&shared.join("nodes.csv"));
    let nodes: Vec<_> = nodes.iter().filter(is_in_base).collect();
    let territory: HashMap<&str, &str> = nodes
        .iter()
        .map(|n| (n["node_id"].as_str(), n["territory"].as_str()))
        .collect();
    let mut node_rows = String::from("id,latitude,longitude,to_coast,source,market,territory\n");
    let mut of_side = String::from("id,1,2\n");
    for n in &nodes {
        let (id, side) = (&n["node_id"], &n["territory"]);
        let [source, market] = ["1", MARKET].map(|which| u8::from(id == which));
        let (latitude, longitude) = (&n["latitude"], &n["longitude"]);
        // The market has no distance from the coast, and none is asked of it.
        let to_coast = match n["coast_distance_km"].as_str() {
            "" => "0",
            km => km,
        };
        let place = format!("{latitude},{longitude},{to_coast}");
        writeln!(node_rows, "{id},{place},{source},{market},{side}").unwrap();
        let [one, two] = ["1", "2"].map(|which| u8::from(side == which));
        writeln!(of_side, "{id},{one},{two}").unwrap();
    }
    let mut links = String::from("id,from,to,set,allowed,direct\n");
    let (mut inside, mut decides) = (String::from("id,1,2\n"), String::from("id,1,2\n"));
    let mut sets: Vec<String> = Vec::new();
    for (from, to) in ends {
        let (from, to) = (from.as_str(), to.as_str());
        let id = format!("{from}-{to}");
        let direct = from == "1" && to == MARKET;
        let set = match (from, direct) {
            (_, true) => "direct".to_owned(),
            ("1", _) => format!("source-{}", territory[to]),
            _ => format!("node-{from}"),
        };
        if !sets.contains(&set) {
            sets.push(set.clone());
        }
        let same = territory[from] == territory[to];
        let allowed = from == "1" || to == MARKET || same;
        let [allowed, is_direct] = [allowed, direct].map(u8::from);
        writeln!(links, "{id},{from},{to},{set},{allowed},{is_direct}").unwrap();
        let of = |side: &str| {
            [from, to]
                .iter()
                .all(|n| [side, "0"].contains(&territory[*n]))
        };
        let [one, two] = ["1", "2"].map(|side| u8::from(of(side)));
        writeln!(inside, "{id},{one},{two}").unwrap();
        let one = if direct { 0 } else { one };
        writeln!(decides, "{id},{one},{two}").unwrap();
    }
    vec![
        ("nodes.csv", node_rows),
        ("ofside.csv", of_side),
        ("links.csv", links),
        ("inside.csv", inside),
        ("decides.csv", decides),
        ("sets.csv", format!("id\n{}\n", sets.join("\n"))),
    ]
}

/// The equations and the numbers of the base.
const EQUATIONS: &str = include_str!("trafficking.toml");

/// The same with the numbers uncertain in which the cases differ, and of each the value in every case.
fn uncertain() -> (String, Vec<(String, Vec<f64>)>) {
    let mut text = EQUATIONS.to_owned();
    let mut columns: Vec<(String, Vec<f64>)> = Vec::new();
    for (name, _) in CASES.iter().flat_map(|(_, values)| *values) {
        if columns.iter().any(|(known, _)| known == name) {
            continue;
        }
        let (head, tail) = text.split_once(&format!("\n{name} = {{ value = ")).unwrap();
        let (base, tail) = tail.split_once(',').unwrap();
        let in_case = |(_, values): &(&str, &[(&str, f64)])| {
            let own = values.iter().find(|(varied, _)| varied == name);
            own.map_or(base.parse().unwrap(), |own| own.1)
        };
        columns.push(((*name).to_owned(), CASES.iter().map(in_case).collect()));
        text = format!("{head}\n{name} = {{ distribution = 'uniform(0, 200000)',{tail}");
    }
    (text, columns)
}

/// A day of the month in the scenario's time.
fn date(month: u32) -> String {
    format!("{}-{:02}-01", 2000 + (month - 1) / 12, (month - 1) % 12 + 1)
}

/// What a scenario's outcomes are, by name, of each element in each world. Given is what inputs are in each world; nothing
/// where there are none, and one world.
fn found(
    mut files: Files,
    text: String,
    given: Vec<(String, Vec<f64>)>,
) -> HashMap<String, Vec<Vec<f64>>> {
    files.push(("scenario.toml", text));
    let files = files.iter().map(|(name, text)| (*name, text.as_str()));
    let opened = Session::open(&MemoryFolder::new(files));
    let said: Vec<_> = opened
        .findings
        .iter()
        .map(|f| (&f.id, &f.arguments))
        .collect();
    let session = opened.session.unwrap_or_else(|| panic!("{said:?}"));
    let scenario = session.scenario();
    let request = contend_engine::Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Default::default()
    };
    assert_eq!(scenario.inputs.len(), given.len());
    let worlds = if given.is_empty() {
        Worlds::new(scenario, Default::default(), 1, SEED)
    } else {
        let input = |name: &String| scenario.inputs.iter().position(|i| i.name == *name);
        let columns = given
            .into_iter()
            .map(|(name, column)| (InputId(input(&name).unwrap() as u32), column));
        Worlds::given(scenario, columns.collect(), SEED)
    };
    let worlds = worlds.unwrap();
    let program = contend_engine::compile(scenario, ProfileId(0), &request).unwrap();
    let batch = program.run(&worlds, 0..worlds.worlds());
    let mut columns = batch.outcomes.into_iter();
    let mut values = HashMap::new();
    for outcome in &scenario.outcomes {
        let own = columns.by_ref().take(scenario.size(&outcome.over));
        values.insert(outcome.id.clone(), own.collect());
    }
    values
}

/// Fails unless a number is one of the tables, which are printed with ten digits.
fn assert_near(found: f64, meant: f64, within: f64, what: &str) {
    assert!(
        (found - meant).abs() <= within * meant.abs(),
        "{what} is {found}, not {meant}"
    );
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

#[test]
fn the_published_network_is_what_other_programs_compute() {
    let Some(shared) = shared() else { return };
    const LINKS_TOLD: std::ops::RangeInclusive<u32> = 2..=24;
    let links = base_links(&shared);
    let mut text = EQUATIONS.to_owned();
    let yearly = YEARLY_SUMS.iter().chain(&YEARLY_MEANS);
    for (_, what) in yearly.clone() {
        writeln!(text, "sum_{what} = 'previous(sum_{what}, 0) + told_{what}'").unwrap();
    }
    writeln!(text, "\n[outcome]").unwrap();
    for (over, what) in [
        ("node", "price"),
        ("link", "distance"),
        ("link", "unit_cost"),
        ("link", "score_at_first"),
    ] {
        let outcome = format!("{{ over = '{over}', equation = 'at_end({what})' }}");
        writeln!(text, "of_{what} = {outcome}").unwrap();
    }
    let reached = "first_time(sum(delivered, link by link.to) > 0) / 1{month} + 2";
    let outcome = format!("{{ over = 'node', equation = '{reached}' }}");
    writeln!(text, "first_reached = {outcome}").unwrap();
    for month in LINKS_TOLD {
        for what in ["delivered", "seized"] {
            let at = date(month);
            let outcome = format!("{{ over = 'link', equation = 'at({what}, {at})' }}");
            writeln!(text, "{what}_{month} = {outcome}").unwrap();
        }
    }
    let monthly = table(&shared.join("base_monthly.csv"));
    for row in &monthly {
        let month: u32 = row["month"].parse().unwrap();
        for what in COUNTS.iter().chain(&AMOUNTS) {
            let at = date(month);
            writeln!(text, "{what}_{month} = 'at(told_{what}, {at})'").unwrap();
        }
    }
    for year in 1..=15 {
        for (_, what) in yearly.clone() {
            let until = |years: u32| format!("at(sum_{what}, {})", date(12 * years));
            let of_year = match year {
                1 => until(1),
                _ => format!("{} - {}", until(year), until(year - 1)),
            };
            writeln!(text, "year_{what}_{year} = '{of_year}'").unwrap();
        }
    }
    let found = found(tables(&shared, &links), text, Vec::new());
    let in_the_world = |(name, elements): (&String, &Vec<Vec<f64>>)| {
        (
            name.clone(),
            elements.iter().map(|e| e[0]).collect::<Vec<f64>>(),
        )
    };
    let found: HashMap<_, _> = found.iter().map(in_the_world).collect();

    let nodes = table(&shared.join("nodes.csv"));
    for (row, price) in nodes.iter().filter(is_in_base).zip(&found["of_price"]) {
        let meant = number(row, "base_price_usd_per_kg");
        assert_near(*price, meant, 1e-9, &format!("price at {}", row["node_id"]));
    }
    let edges = table(&shared.join("edges.csv"));
    let edges: HashMap<_, _> = edges
        .iter()
        .map(|e| ((e["from_node"].clone(), e["to_node"].clone()), e))
        .collect();
    for (what, column) in [
        ("of_distance", "distance_km"),
        ("of_unit_cost", "initial_transport_cost_usd_per_kg"),
        ("of_score_at_first", "initial_seizure_score"),
    ] {
        for (link, found) in links.iter().zip(&found[what]) {
            let meant = number(edges[link], column);
            assert_near(*found, meant, 1e-9, &format!("{column} of {link:?}"));
        }
    }

    let first = table(&shared.join("base_first_active_month.csv"));
    assert_eq!(first.len(), 155);
    for row in &first {
        let node: usize = row["node_id"].parse().unwrap();
        let month = found["first_reached"][node - 1].round();
        assert_eq!(month, number(row, "first_active_month"), "node {node}");
    }

    let mut expected: HashMap<(u32, String, String), (f64, f64)> = HashMap::new();
    for row in table(&shared.join("base_flows_months_2_24.csv")) {
        let (from, to) = (row["from_node"].clone(), row["to_node"].clone());
        let both = (number(&row, "delivered_kg"), number(&row, "seized_kg"));
        expected.insert((number(&row, "month") as u32, from, to), both);
    }
    for month in LINKS_TOLD {
        let delivered = &found[&format!("delivered_{month}")];
        let seized = &found[&format!("seized_{month}")];
        for (at, (from, to)) in links.iter().enumerate() {
            let key = (month, from.clone(), to.clone());
            let meant = expected.remove(&key).unwrap_or((0.0, 0.0));
            let what = format!("month {month}, {from} to {to}: delivered");
            assert_near(delivered[at], meant.0, 1e-6, &what);
            let what = format!("month {month}, {from} to {to}: seized");
            assert_near(seized[at], meant.1, 1e-6, &what);
        }
    }
    assert!(expected.is_empty());

    assert_eq!(monthly.len(), MONTHS as usize);
    for row in &monthly {
        let month = &row["month"];
        for what in COUNTS {
            let found = found[&format!("{what}_{month}")][0];
            assert_eq!(found, number(row, what), "month {month}: {what}");
        }
        for what in AMOUNTS {
            let found = found[&format!("{what}_{month}")][0];
            let label = format!("month {month}: {what}");
            assert_near(found, number(row, what), 1e-6, &label);
        }
    }

    let years = table(&shared.join("base_yearly.csv"));
    assert_eq!(years.len(), 15);
    for row in &years {
        let year = &row["year_index"];
        // The first year has no first month.
        let months = if year == "1" { 11.0 } else { 12.0 };
        let sums = YEARLY_SUMS.iter().map(|both| (both, 1.0));
        let means = YEARLY_MEANS.iter().map(|both| (both, months));
        for ((column, what), divisor) in sums.chain(means) {
            let found = found[&format!("year_{what}_{year}")][0] / divisor;
            let label = format!("year {year}: {column}");
            assert_near(found, number(row, column), 1e-6, &label);
        }
    }
}

/// Holds whole runs, one for each world, against their rows of a table of results.
fn assert_runs(
    files: Files,
    mut text: String,
    given: Vec<(String, Vec<f64>)>,
    rows: &[HashMap<String, String>],
) {
    for what in ["shipped_by_producer_kg", "seized_kg", "seized_value_usd"]
        .iter()
        .chain(&["delivered_to_market_kg", "seizures"])
    {
        writeln!(text, "sum_{what} = 'previous(sum_{what}, 0) + told_{what}'").unwrap();
    }
    let last = date(LAST_MONTH);
    let third_year = date(36);
    write!(
        text,
        "
[outcome]
production_kg = 'at_end(sum_shipped_by_producer_kg)'
seized_kg = 'at_end(sum_seized_kg)'
delivered_kg = 'at_end(sum_delivered_to_market_kg)'
seizure_rate = 'at_end(sum_seized_kg / sum_shipped_by_producer_kg)'
value_usd_per_kg_seized = 'at_end(safe_divide(sum_seized_value_usd, sum_seized_kg, 0))'
successful_seizures = 'at_end(sum_seizures)'
active_nodes_peak = 'max(told_active_nodes)'
active_nodes_m36 = 'at(told_active_nodes, {third_year})'
active_nodes_m180 = 'at(told_active_nodes, {last})'
nodes_ever_active = 'at_end(count(ever_reached > 0, node))'
"
    )
    .unwrap();
    for month in 2..=LAST_MONTH {
        for what in ["active_nodes", "active_edges"] {
            let at = date(month);
            writeln!(text, "{what}_of_{month} = 'at(told_{what}, {at})'").unwrap();
        }
    }
    let found = found(files, text, given);
    for (world, row) in rows.iter().enumerate() {
        let of = |what: &str| found[what][0][world];
        let name = row.get("case").or_else(|| row.get("draw")).unwrap();
        for what in [
            "production_kg",
            "seized_kg",
            "delivered_kg",
            "seizure_rate",
            "value_usd_per_kg_seized",
        ] {
            // What was not seized has no value.
            let meant = match row[what].as_str() {
                "" => 0.0,
                _ => number(row, what),
            };
            assert_near(of(what), meant, 1e-6, &format!("{name}: {what}"));
        }
        for what in [
            "successful_seizures",
            "active_nodes_peak",
            "active_nodes_m36",
            "active_nodes_m180",
            "nodes_ever_active",
        ] {
            assert_eq!(of(what), number(row, what), "{name}: {what}");
        }
        for what in ["active_nodes", "active_edges"] {
            let months = 2..=LAST_MONTH;
            let mut counts: Vec<f64> = months.map(|m| of(&format!("{what}_of_{m}"))).collect();
            counts.sort_by(f64::total_cmp);
            let (median, column) = (counts[counts.len() / 2], format!("{what}_median"));
            assert_eq!(median, number(row, &column), "{name}: {column}");
        }
    }
}

#[test]
fn the_published_cases_on_the_base_network_are_met() {
    let Some(shared) = shared() else { return };
    let rows = table(&shared.join("base_network_cases.csv"));
    let cases: Vec<&str> = rows.iter().map(|row| row["case"].as_str()).collect();
    assert_eq!(cases, CASES.map(|(case, _)| case));
    let (text, values) = uncertain();
    let files = tables(&shared, &base_links(&shared));
    assert_runs(files, text, values, &rows);
}

#[test]
fn the_published_networks_drawn_by_chance_are_met() {
    let Some(shared) = shared() else { return };
    let rows = table(&shared.join("network_draws_results.csv"));
    assert_eq!(rows.len(), 5);
    let all = table(&shared.join("network_draws.csv"));
    for row in rows {
        let links = ends(all.iter().filter(|link| link["draw"] == row["draw"]));
        assert_eq!(links.len().to_string(), row["n_edges"]);
        let files = tables(&shared, &links);
        assert_runs(files, EQUATIONS.to_owned(), Vec::new(), &[row]);
    }
}
