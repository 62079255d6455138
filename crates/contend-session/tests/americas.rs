//! What makes the flagship scenario credible: known results come out of it that nobody put in, history is reproduced
//! within the bands of the evidence, flows balance, nothing leaves its bounds, and nothing later than 2025 is in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contend_engine::design::{Design, Worlds};
use contend_engine::{Request, Watch, compile};
use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::model::{Quantity, QuantityKind, Scenario};
use contend_model::place::{Folder, FolderError};

const WORLDS: u64 = 800;
/// Grid points of the run-up, to September 2025.
const NOW: usize = month(2025, 9);

/// The scenario's folder, with something added to the file of actors.
struct Disk {
    folder: PathBuf,
    more: &'static str,
}

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        let mut bytes = std::fs::read(self.folder.join(path)).map_err(|_| FolderError::NotFound)?;
        if path == "actors.toml" {
            bytes.extend_from_slice(self.more.as_bytes());
        }
        Ok(bytes)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/americas")
}

fn scenario_with(more: &'static str) -> Scenario {
    let folder = folder();
    let reading = contend_scenario::read(&Disk { folder, more });
    match reading.scenario {
        Some(scenario) => scenario,
        None => panic!("{:#?}", reading.findings),
    }
}

/// The grid point at the start of a month.
const fn month(year: usize, month: usize) -> usize {
    (year - 2015) * 12 + month - 1
}

fn profile(scenario: &Scenario, name: &str) -> ProfileId {
    let place = scenario.profiles.iter().position(|p| p.id == name);
    ProfileId(place.unwrap_or_else(|| panic!("no profile {name}")) as u32)
}

fn quantity<'s>(scenario: &'s Scenario, name: &str) -> (QuantityId, &'s Quantity) {
    let place = scenario.quantities.iter().position(|q| q.name == name);
    let place = place.unwrap_or_else(|| panic!("nothing is called {name}"));
    (QuantityId(place as u32), &scenario.quantities[place])
}

/// Every element of some quantities in every world: quantity, element, world, grid point.
type Paths = Vec<Vec<Vec<Vec<f64>>>>;

fn paths(scenario: &Scenario, under: &str, names: &[&str], worlds: u64) -> Paths {
    let mut watches = Vec::new();
    let mut counts = Vec::new();
    for name in names {
        let (id, q) = quantity(scenario, name);
        let elements: usize = q
            .over
            .iter()
            .map(|d| scenario.dimensions[d.index()].labels.len())
            .product();
        counts.push(elements);
        watches.extend((0..elements as u32).map(|e| Watch {
            quantity: id,
            element: Some(e),
        }));
    }
    let request = Request {
        watches,
        ..Request::default()
    };
    let program = compile(scenario, profile(scenario, under), &request)
        .unwrap_or_else(|e| panic!("{under}: {e}"));
    let drawn =
        Worlds::new(scenario, Design::default(), worlds, 7).unwrap_or_else(|e| panic!("{e}"));
    let part = program.run(&drawn, 0..worlds);
    assert!(part.faults.is_empty(), "{under}: {:?}", part.faults);
    let points = scenario.clock.steps as usize + 1;
    let mut blocks = part
        .watches
        .into_iter()
        .map(|block| block.chunks(points).map(<[f64]>::to_vec).collect());
    counts
        .into_iter()
        .map(|n| blocks.by_ref().take(n).collect())
        .collect()
}

/// Values of outcomes in every world.
fn outcomes(scenario: &Scenario, under: &str, names: &[&str], worlds: u64) -> Vec<Vec<f64>> {
    let place = |name: &&str| {
        let place = scenario.outcomes.iter().position(|o| o.id == **name);
        OutcomeId(place.unwrap_or_else(|| panic!("no outcome {name}")) as u32)
    };
    let request = Request {
        outcomes: names.iter().map(place).collect(),
        ..Request::default()
    };
    let program = compile(scenario, profile(scenario, under), &request)
        .unwrap_or_else(|e| panic!("{under}: {e}"));
    let drawn =
        Worlds::new(scenario, Design::default(), worlds, 7).unwrap_or_else(|e| panic!("{e}"));
    let part = program.run(&drawn, 0..worlds);
    assert!(part.faults.is_empty(), "{under}: {:?}", part.faults);
    part.outcomes
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median over worlds of the mean from one grid point up to another.
fn median_mean(worlds: &[Vec<f64>], from: usize, to: usize) -> f64 {
    let mean = |w: &Vec<f64>| w[from..to].iter().sum::<f64>() / (to - from) as f64;
    median(worlds.iter().map(mean).collect())
}

fn median_at(worlds: &[Vec<f64>], at: usize) -> f64 {
    median_mean(worlds, at, at + 1)
}

#[track_caller]
fn within(what: &str, value: f64, low: f64, high: f64) {
    assert!(
        (low..=high).contains(&value),
        "{what}: {value} is outside {low} to {high}"
    );
}

/// Rows of one of the scenario's tables; cells in quotes may hold commas.
fn table(path: &str) -> Vec<BTreeMap<String, String>> {
    let text =
        std::fs::read_to_string(folder().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let cells = |line: &str| {
        let (mut cells, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cells.last_mut().into_iter().for_each(|s| s.push(c)),
            }
        }
        cells
    };
    let mut lines = text.lines();
    let header = cells(lines.next().unwrap_or(""));
    lines
        .map(|l| header.iter().cloned().zip(cells(l)).collect())
        .collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    let cell = row.get(column).map_or("", String::as_str);
    cell.parse()
        .unwrap_or_else(|_| panic!("`{cell}` in {column} is no number"))
}

fn row_id(row: &BTreeMap<String, String>) -> &str {
    row.get("id").map_or("", String::as_str)
}

/// The grid point nearest to a date such as `2022-05-31`.
fn point(date: &str) -> usize {
    let part = |at: std::ops::Range<usize>| date.get(at).and_then(|s| s.parse().ok()).unwrap_or(1);
    let (y, m, d): (usize, usize, usize) = (part(0..4), part(5..7), part(8..10));
    month(y, m) + usize::from(d > 15)
}

#[test]
fn the_check_is_clean() {
    let reading = contend_scenario::read(&Disk {
        folder: folder(),
        more: "",
    });
    assert!(reading.findings.is_empty(), "{:#?}", reading.findings);
}

// ---- Results that were not put in ------------------------------------------------------------------------------------

#[test]
fn traffic_moves_away_from_strikes_by_about_what_was_seen_elsewhere() {
    let scenario = scenario_with("");
    let displaced = &outcomes(&scenario, "caribbean_strikes", &["displaced"], WORLDS)[0];
    within("displacement", median(displaced.clone()), 0.5, 1.3);
}

#[test]
fn strikes_add_hundreds_of_dollars_and_not_thousands() {
    let scenario = scenario_with("");
    let price = &outcomes(&scenario, "caribbean_strikes", &["strike_price"], WORLDS)[0];
    within("strike cost, USD/kg", median(price.clone()), 100.0, 1000.0);
    let none = &outcomes(&scenario, "status_quo", &["strike_price"], WORLDS)[0];
    assert!(none.iter().all(|x| x.abs() < 1e-6), "no strikes, no cost");
}

#[test]
fn halving_recruitment_beats_doubling_arrests() {
    let scenario = scenario_with("");
    let halved = &outcomes(&scenario, "recruitment_halved", &["members_2030"], WORLDS)[0];
    let doubled = &outcomes(&scenario, "arrests_doubled", &["members_2030"], WORLDS)[0];
    let nothing = &outcomes(&scenario, "status_quo", &["members_2030"], WORLDS)[0];
    let better = halved.iter().zip(doubled).filter(|(h, d)| h < d).count();
    assert!(better as u64 > WORLDS * 95 / 100, "{better} of {WORLDS}");
    let fewer = doubled.iter().zip(nothing).filter(|(d, n)| d < n).count();
    assert_eq!(fewer as u64, WORLDS, "arrests lower membership too");
}

/// Strikes reach fentanyl only by what Mexico delivers: once force no longer wears trust and collaboration, they are
/// nothing to it, to the last bit.
#[test]
fn nothing_done_at_sea_touches_fentanyl() {
    let mut scenario = scenario_with(
        "\n[strategy.united_states.only_strikes]\nstrikes_caribbean = 9\nstrikes_pacific = 9\n[strategy.united_states.nothing]\n\
         [profile.only_strikes]\nunited_states = \"only_strikes\"\n[profile.nothing]\nunited_states = \"nothing\"\n",
    );
    for name in ["trust_loss", "collaboration_wear"] {
        let (id, _) = quantity(&scenario, name);
        if let QuantityKind::Parameter(p) = &mut scenario.quantities[id.index()].kind {
            p.inputs.iter_mut().for_each(|i| *i = None);
            p.values.iter_mut().for_each(|v| *v = 0.0);
        }
    }
    let watched = ["fentanyl_supply", "overdose_deaths", "us_arrivals"];
    let struck = paths(&scenario, "only_strikes", &watched, 50);
    let spared = paths(&scenario, "nothing", &watched, 50);
    assert_eq!(struck[0], spared[0], "supply of fentanyl");
    assert_eq!(struck[1], spared[1], "deaths");
    assert_ne!(struck[2], spared[2], "cocaine is touched");
}

// ---- Balances, bounds, extremes --------------------------------------------------------------------------------------

#[test]
fn flows_balance() {
    let scenario = scenario_with("");
    let names = [
        "corridor_share",
        "flow",
        "outflow",
        "production",
        "seized_at_source",
    ];
    for under in ["caribbean_strikes", "campaign"] {
        let all = paths(&scenario, under, &names, 50);
        for world in 0..50 {
            for t in 0..all[2][0][world].len() {
                let sum = |q: usize| -> f64 { all[q].iter().map(|e| e[world][t]).sum() };
                let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1.0);
                assert!(near(sum(0), 1.0), "shares add up: {}", sum(0));
                assert!(near(sum(1), sum(2)), "flows add up to what leaves");
                assert!(
                    near(sum(3), sum(2) + sum(4)),
                    "what is made leaves or is seized"
                );
            }
        }
    }
}

/// Every lever at the end that helps most, and at the end that presses most.
const EXTREMES: &str = "
[strategy.united_states.everything_soft]
rewards = 1
institution_building = 1
side_payments_venezuela = 1
support_el_salvador = 1
port_inspection = 1
promote_mass_detention = true
[strategy.united_states.everything_hard]
strikes_caribbean = 20
strikes_pacific = 20
land_strike_threat = 1
tariff_pressure = 1
[strategy.united_states.nothing]
[strategy.mexico.everything]
public_stance = \"endorse\"
visible_transfers = 1
covert_intelligence = 1
foreign_force = 1
troops = 1
prevention = 1
[strategy.mexico.nothing]
covert_intelligence = 0
[strategy.venezuela.everything]
mobilisation = 1
side_deals = 1
exit_talks = 1
[strategy.venezuela.nothing]
[strategy.el_salvador.nothing]
exception = 0
[strategy.el_salvador.everything]
exception = 1
alliance = 1
[profile.all_soft]
united_states = \"everything_soft\"
mexico = \"everything\"
venezuela = \"everything\"
el_salvador = \"everything\"
regional_bloc = \"join\"
[profile.all_hard]
united_states = \"everything_hard\"
mexico = \"everything\"
venezuela = \"everything\"
el_salvador = \"everything\"
regional_bloc = \"condemn\"
[profile.all_off]
united_states = \"nothing\"
mexico = \"nothing\"
venezuela = \"nothing\"
el_salvador = \"nothing\"
[profile.levers_untouched]
united_states = \"nothing\"
mexico = \"no_levers\"
venezuela = \"nothing\"
el_salvador = \"no_levers\"
[strategy.mexico.no_levers]
[strategy.el_salvador.no_levers]
";

#[test]
fn nothing_leaves_its_bounds() {
    let scenario = scenario_with(EXTREMES);
    let bounds: [(&str, f64, f64); 32] = [
        ("corridor_share", 0.0, 1.0),
        ("perceived_loss", 0.0, 1.0),
        ("loss_probability", 0.0, 1.0),
        ("flow", 0.0, 1e4),
        ("landed", 0.0, 1e4),
        ("landed_price", 0.0, 1e6),
        ("us_retail_price", 0.0, 1e4),
        ("fentanyl_supply", 0.0, 2.0),
        ("overdose_deaths", 0.0, 2e5),
        ("members", 0.0, 1e6),
        ("latent", 0.0, 1e6),
        ("cartel_capacity", 0.0, 5.0),
        ("homicides_mexico", 0.0, 2e5),
        ("homicides_michoacan", 0.0, 2e4),
        ("impunity", 0.0, 1.0),
        ("prevention_coverage", 0.0, 1.0),
        ("collaboration", 0.0, 1.0),
        ("campaign_pressure", 0.0, 1.0),
        ("unilateral_force", 0.0, 1.0),
        ("mexican_cooperation", 0.0, 1.0),
        ("us_demand", 0.0, 1.0),
        ("tariff_mexico", 0.0, 30.0),
        ("exposed", 0.0, 1.0),
        ("trust", 0.0, 1.0),
        ("approval_mexico", 0.0, 100.0),
        ("sovereignty_mexico", 0.0, 1.0),
        ("regime_cohesion", 0.0, 1.0),
        ("in_office_venezuela", 0.0, 1.0),
        ("gang_at_large", 0.0, 1e5),
        ("approval_bukele", 0.0, 100.0),
        ("position", 0.0, 100.0),
        ("regional_support", 0.0, 1.0),
    ];
    let names: Vec<&str> = bounds.iter().map(|b| b.0).collect();
    for under in ["all_soft", "all_hard", "all_off", "passing_surge"] {
        let all = paths(&scenario, under, &names, 60);
        for ((name, low, high), elements) in bounds.iter().zip(&all) {
            for value in elements.iter().flatten().flatten() {
                assert!(
                    (low - 1e-9..=high + 1e-9).contains(value),
                    "{name} under {under}: {value} is outside {low} to {high}"
                );
            }
        }
    }
}

/// With no lever touched, the future starts where the run-up ends and goes on as it went: no jump at September 2025.
#[test]
fn with_every_lever_off_the_trend_goes_on() {
    let scenario = scenario_with(EXTREMES);
    let names = [
        "mexican_members",
        "us_arrivals",
        "homicides_mexico",
        "overdose_deaths",
        "cartel_capacity",
        "gang_at_large",
        "regional_support",
    ];
    // The largest jump, of homicides, is 4.9 %: so many worlds tell it from 5.
    let all = paths(&scenario, "levers_untouched", &names, 8 * WORLDS);
    for (name, elements) in names.iter().zip(&all) {
        let before = median_at(&elements[0], NOW - 1);
        let after = median_at(&elements[0], NOW + 1);
        let jump = (after / before - 1.0).abs();
        assert!(
            jump < 0.05,
            "{name} jumps by {jump} at the start of the future"
        );
    }
    let members = &all[0][0];
    let growth = |from: usize| median_at(members, from + 24) / median_at(members, from);
    within(
        "growth of membership in two years against the two before",
        growth(NOW) / growth(NOW - 24),
        0.97,
        1.03,
    );
}

// ---- The run-up against the evidence ---------------------------------------------------------------------------------

#[test]
fn members_and_homicides_in_mexico_follow_the_record() {
    let scenario = scenario_with("");
    let all = paths(
        &scenario,
        "campaign",
        &["mexican_members", "homicides_mexico"],
        WORLDS,
    );
    // The published interval for 2022.
    let members = &all[0][0];
    within(
        "members, 2022",
        median_mean(members, month(2022, 1), month(2023, 1)),
        160_000.0,
        185_000.0,
    );
    for row in table("data/mexico_homicides.csv") {
        let at = point(&row["date"]);
        let (from, to) = (at.saturating_sub(6), at + 6);
        let recorded = number(&row, "homicides");
        let modelled = median_mean(&all[1][0], from, to);
        // Registrations and prosecutors differ by a tenth and more.
        within(
            &format!("homicides, {}", row["date"]),
            modelled / recorded,
            0.88,
            1.12,
        );
    }
    // Daily reports at the low end, registrations at the high end.
    let of_2025 = median_mean(&all[1][0], month(2025, 1), month(2026, 1));
    within("homicides, 2025", of_2025, 20_900.0, 28_500.0);
}

#[test]
fn homicides_and_detainees_in_el_salvador_follow_the_record() {
    let scenario = scenario_with("");
    let all = paths(
        &scenario,
        "status_quo",
        &["homicide_rate_el_salvador", "detentions"],
        WORLDS,
    );
    for row in table("data/homicide_el_salvador.csv") {
        let year: usize = row["year"][..4].parse().unwrap_or(0);
        let modelled = median_mean(&all[0][0], month(year, 1), month(year + 1, 1));
        let recorded = number(&row, "rate");
        // The record counts no deaths in custody and no bodies in hidden graves: a tenth more is allowed, two homicides
        // in 100,000 where the record itself is that small, and a little for whole years that are set at mid-year.
        let slack = (0.12 * recorded).max(2.0);
        within(
            &format!("homicide rate, {year}"),
            modelled,
            recorded - slack,
            recorded + slack,
        );
    }
    for row in table("data/detainees_el_salvador.csv") {
        let at = point(&row["date"]);
        if at <= month(2022, 4) {
            continue; // the first three days
        }
        let modelled = median_at(&all[1][0], at);
        let share = modelled / number(&row, "detained");
        within(&format!("detentions, {}", row["date"]), share, 0.88, 1.12);
    }
}

#[test]
fn approval_of_both_presidents_follows_the_polls() {
    let scenario = scenario_with("");
    let all = paths(
        &scenario,
        "campaign",
        &["approval_mexico", "approval_bukele"],
        WORLDS,
    );
    for row in table("data/approval_sheinbaum.csv") {
        let modelled = median_at(&all[0][0], point(&row["date"]));
        let poll = number(&row, "approval");
        // Margin of error 3, and a month either way on a slide of 1.6 a month.
        within(
            &format!("Sheinbaum, {}", row["date"]),
            modelled,
            poll - 4.6,
            poll + 4.6,
        );
    }
    for row in table("data/approval_bukele.csv") {
        let modelled = median_at(&all[1][0], point(&row["date"]));
        let poll = number(&row, "approval");
        if poll < 80.0 {
            continue; // one online panel, thirty points from four other pollsters in the same two months
        }
        // Margin of error 3 and a few points between pollsters.
        within(
            &format!("Bukele, {}", row["date"]),
            modelled,
            poll - 6.0,
            poll + 6.0,
        );
    }
}

#[test]
fn seizures_and_corridors_follow_the_record() {
    let scenario = scenario_with("");
    let all = paths(
        &scenario,
        "status_quo",
        &["seized_at_sea", "corridor_share"],
        WORLDS,
    );
    for row in table("data/uscg_cocaine_removed.csv") {
        let year: usize = row["fiscal_year"].parse().unwrap_or(0);
        let modelled = median_mean(&all[0][0], month(year - 1, 10), month(year, 9));
        let recorded = number(&row, "tonnes");
        within(
            &format!("removed at sea, {year}"),
            modelled / recorded,
            0.7,
            1.3,
        );
    }
    let corridors = ["eastern_pacific", "western_caribbean", "eastern_caribbean"];
    // From the table of shares by agency and year: lowest to highest.
    let bands = [(0.68, 0.85), (0.08, 0.20), (0.04, 0.12)];
    for year in [2018, 2022, 2025] {
        let at = month(year, 6);
        for (i, (corridor, (low, high))) in corridors.iter().zip(bands).enumerate() {
            let share: Vec<f64> = (0..WORLDS as usize)
                .map(|w| {
                    let bound: f64 = (0..4).map(|c| all[1][c][w][at]).sum();
                    all[1][i][w][at] / bound
                })
                .collect();
            within(&format!("{corridor}, {year}"), median(share), low, high);
        }
    }
}

// ---- Nothing from after the end of 2025 ----------------------------------------------------------------------------------

#[test]
fn no_evidence_is_later_than_december_2025() {
    let dated = ["date", "year", "period", "fiscal_year", "month"];
    let mut read = 0;
    for part in ["data", "evidence"] {
        let files =
            std::fs::read_dir(folder().join(part)).unwrap_or_else(|e| panic!("{part}: {e}"));
        for file in files {
            let name = file.map(|f| f.file_name()).unwrap_or_default();
            let path = format!("{part}/{}", name.to_string_lossy());
            if !path.ends_with(".csv") {
                continue;
            }
            for row in table(&path) {
                // Dates that had been set, and a budget that had been proposed, by December 2025.
                if ["MX-USMCA-REVIEW", "US-MIDTERM", "SV-BUD-SEC-2026"].contains(&row_id(&row)) {
                    continue;
                }
                for cell in dated.iter().filter_map(|c| row.get(*c)) {
                    let digits: Vec<&str> = cell.split(|c: char| !c.is_ascii_digit()).collect();
                    for word in digits.iter().filter(|w| w.len() == 4) {
                        let year: u32 = word.parse().unwrap_or(0);
                        assert!(year < 2026, "{path}: {cell}");
                        read += 1;
                    }
                }
            }
        }
    }
    assert!(read > 100, "dates were read");
}
