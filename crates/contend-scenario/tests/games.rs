//! What a game becomes: profiles, players, moves and what each mover sees.

use contend_model::model::{Game, Play, Scenario};
use contend_model::place::MemoryFolder;

/// Three actors; the moon has no objective.
fn read(games: &str) -> Scenario {
    let text = format!(
        "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2021-01-01\nstep = '1 month'\n\
         [actor]\nnorth = {{}}\nsouth = {{}}\nmoon = {{ default = 'new' }}\n[lever]\n\
         tax = {{ actor = 'north', range = [0, 1] }}\nboat = {{ actor = 'south', range = [0, 1] }}\n\
         [strategy]\nnorth = {{ grow = {{ tax = 1 }}, rest = {{ tax = 0 }} }}\n\
         south = {{ grow = {{ boat = 1 }}, rest = {{ boat = 0 }}, wait = {{ boat = 0.5 }} }}\n\
         moon = {{ full = {{}}, new = {{}} }}\n\
         [profile]\nusual = {{ north = 'rest', south = 'grow' }}\n\
         [objective]\nsouth = 'at_end(boat)'\nnorth = 'at_end(tax)'\n{games}"
    );
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    reading
        .scenario
        .unwrap_or_else(|| panic!("{:?}", reading.findings))
}

/// Strategies of each actor by name.
fn strategies(scenario: &Scenario, of: &[Option<contend_model::id::StrategyId>]) -> Vec<String> {
    of.iter()
        .map(|s| {
            s.map_or("-".to_owned(), |s| {
                scenario.strategies[s.index()].id.clone()
            })
        })
        .collect()
}

fn profiles(scenario: &Scenario, game: &Game) -> Vec<(String, Vec<String>, bool)> {
    let Play::AtOnce { profiles } = &game.play else {
        panic!("played in turn")
    };
    profiles
        .iter()
        .map(|p| {
            let profile = &scenario.profiles[p.index()];
            (
                profile.id.clone(),
                strategies(scenario, &profile.strategies),
                profile.of_game,
            )
        })
        .collect()
}

#[test]
fn the_last_player_changes_fastest_and_known_profiles_are_shared() {
    let scenario = read(
        "[game.fish]\nplayers = ['north', 'south']\nstrategies = { south = ['wait', 'grow'] }\nleader = 'south'\n\
         [game.full_moon]\nplayers = ['south', 'north']\nothers = { moon = 'full' }\n",
    );
    let [fish, full_moon] = scenario.games.as_slice() else {
        panic!("two games")
    };
    let found = profiles(&scenario, fish);
    let plays: Vec<String> = found.iter().map(|p| p.1.join(" ")).collect();
    assert_eq!(
        plays,
        [
            "grow wait new",
            "grow grow new",
            "rest wait new",
            "rest grow new"
        ]
    );
    // The last is the profile `usual`, which everybody runs.
    let names: Vec<&str> = found.iter().map(|p| p.0.as_str()).collect();
    assert_eq!(names[0], "north = grow, south = wait, moon = new");
    assert_eq!(names[3], "usual");
    assert_eq!(
        found.iter().map(|p| p.2).collect::<Vec<_>>(),
        [true, true, true, false]
    );
    assert_eq!(fish.leader, Some(1));
    // Objectives are found by name, whatever their order.
    let objective = |p: usize| &scenario.outcomes[fish.players[p].objective.index()].id;
    assert_eq!(objective(0), "objective_north");
    assert_eq!(objective(1), "objective_south");

    let plays: Vec<String> = profiles(&scenario, full_moon)
        .iter()
        .map(|p| p.1.join(" "))
        .collect();
    assert_eq!(
        plays,
        [
            "grow grow full",
            "rest grow full",
            "grow rest full",
            "rest rest full",
            "grow wait full",
            "rest wait full",
        ]
    );
    assert_eq!(full_moon.leader, None);
    assert!(
        scenario
            .profiles
            .iter()
            .skip_while(|p| !p.of_game)
            .all(|p| p.of_game)
    );
}

#[test]
fn movers_see_what_is_earlier_and_what_they_watch() {
    let scenario = read(
        "[game.turn]\nplayers = ['north', 'south']\nothers = { south = 'wait' }\nstrategies = { north = ['rest', 'grow'] }\nrounds = [\n\
         { player = 'north', at = 2020-01-01 },\n\
         { player = 'south', at = 2020-01-01, strategies = ['rest'] },\n\
         { player = 'south', at = 2020-03-16, strategies = ['grow', 'rest'], sees = [] },\n\
         { player = 'north', at = 2020-07-01, strategies = ['grow'] }]\n",
    );
    let game = &scenario.games[0];
    let Play::InTurn { moves } = &game.play else {
        panic!("played at once")
    };
    let told: Vec<(u32, u32, String, Vec<u32>)> = moves
        .iter()
        .map(|m| {
            let own: Vec<_> = m.strategies.iter().map(|s| Some(*s)).collect();
            (
                m.player,
                m.step,
                strategies(&scenario, &own).join(" "),
                m.sees.clone(),
            )
        })
        .collect();
    let told: Vec<(u32, u32, &str, &[u32])> = told
        .iter()
        .map(|(p, s, n, e)| (*p, *s, n.as_str(), e.as_slice()))
        .collect();
    assert_eq!(
        told,
        [
            (0, 0, "rest grow", [].as_slice()),
            // At the same time: unseen. A date between two instants acts from the later one on.
            (1, 0, "rest", &[]),
            // Nearest to the step that begins on 1 March; its own move is remembered.
            (1, 3, "grow rest", &[1]),
            (0, 6, "grow", &[0, 1, 2]),
        ]
    );
    assert_eq!(strategies(&scenario, &game.others), ["grow", "wait", "new"]);
    let of = |p: usize| -> Vec<_> {
        game.players[p]
            .strategies
            .iter()
            .map(|s| Some(*s))
            .collect()
    };
    assert_eq!(strategies(&scenario, &of(0)), ["rest", "grow"]);
    assert_eq!(strategies(&scenario, &of(1)), ["rest", "grow"]);
}
