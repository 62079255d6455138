//! Published pages in real browsers: they open from disk, read without scripts, ask for nothing, and can be read by everybody.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::shell::{self, Fault, run, works};

/// Pages that are checked: file name, scenario, further arguments of `contend publish`. The first is checked most
/// thoroughly.
const PAGES: [(&str, &str, &[&str]); 5] = [
    (
        "cartel-recruitment",
        "scenarios/cartel-recruitment",
        &["--worlds", "200"],
    ),
    (
        "lake-es",
        "scenarios/lake",
        &["--worlds", "100", "--lang", "es"],
    ),
    ("americas", "scenarios/americas", &["--worlds", "40"]),
    (
        "hostile",
        "crates/contend-page/tests/hostile",
        &["--worlds", "20"],
    ),
    (
        "claim",
        "scenarios/cartel-recruitment",
        &["--worlds", "100", "--claim", "size-is-known"],
    ),
];

/// What a reader assumes on a page of this scenario, and the condition that says the same of every claim.
const ASSUMED: [(&str, &str); 6] = [
    ("mood:angry", "mood == angry"),
    ("mood:calm", "mood == calm"),
    ("skill:0-2", "skill < 0.1875"),
    ("skill:0-1", "skill < 0.125"),
    ("mood:angry&skill:12-15", "mood == angry and skill >= 0.75"),
    ("mood:angry&skill:0-0", "mood == angry and skill < 0.0625"),
];
const ASSUMPTIONS: &str = "crates/contend-page/tests/assumptions";
/// What its page draws.
const DRAWN: [&str; 5] = ["trust", "temper", "is_known", "lost_to_all", "lost_to_one"];
/// As many as levels divide, and one in each part of every range, so that levels lie between sixteenths.
const ASSUMED_OF: [&str; 4] = ["--worlds", "800", "--design", "lhs"];

/// What a reader moves on a page of this scenario and what she assumes besides, with the edits and the condition that say the same.
struct Moved {
    moved: &'static str,
    edits: &'static [(&'static str, &'static str)],
    assumed: &'static str,
    given: &'static str,
}
const MOVED: [Moved; 7] = [
    moved("town.busy.release:3", &[("release = 6", "release = 3")]),
    moved(
        "town.busy.boats:0&town.busy.filter:1",
        &[
            ("boats = 3", "boats = 0"),
            ("filter = false", "filter = true"),
        ],
    ),
    moved(
        "town.busy.season:short",
        &[("season = \"whole_year\" }", "season = \"short\" }")],
    ),
    moved(
        "state.stern.fine:0.9",
        &[("stern = { fine = 0.5 }", "stern = { fine = 0.9 }")],
    ),
    moved(
        "town.slow.release:9",
        &[("{ schedule = [[2024-01-01, 4]] }", "9")],
    ),
    Moved {
        assumed: "weather:dry",
        given: "weather == dry",
        ..moved("town.busy.release:3", &[("release = 6", "release = 3")])
    },
    Moved {
        assumed: "weather:wet",
        given: "weather == wet",
        ..moved(
            "town.slow.release:2",
            &[("{ schedule = [[2024-01-01, 4]] }", "2")],
        )
    },
];

const fn moved(moved: &'static str, edits: &'static [(&'static str, &'static str)]) -> Moved {
    Moved {
        moved,
        edits,
        assumed: "",
        given: "",
    }
}
const ACTS: &str = "crates/contend-page/tests/acts";
/// Worlds of its preview: of so many 223 agree with what is known, and fill lanes of 32.
const PREVIEW: &str = "275";

/// A kind of browser in which pages are checked.
struct Kind {
    /// For people.
    name: &'static str,
    /// The variable that names the program.
    variable: &'static str,
    /// Programs that may be it, the first that is there.
    programs: &'static [&'static str],
    /// Debian's package, which is installed where there is none.
    package: &'static str,
}

const CHROMIUM: Kind = Kind {
    name: "Chromium or Chrome",
    variable: "CONTEND_BROWSER",
    programs: &[
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable",
        "/opt/google/chrome/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    package: "chromium",
};

const FIREFOX: Kind = Kind {
    name: "Firefox",
    variable: "CONTEND_FIREFOX",
    programs: &[
        "/usr/bin/firefox-esr",
        "/usr/bin/firefox",
        "/usr/local/bin/firefox",
        "/opt/firefox/firefox",
        "/Applications/Firefox.app/Contents/MacOS/firefox",
    ],
    package: "firefox-esr",
};

/// Publishes the pages and checks each.
pub fn check() -> Result<(), Fault> {
    if std::env::var_os("CONTEND_SKIP_BROWSER").is_some_and(|v| v == "1") {
        println!(
            "skipped, as CONTEND_SKIP_BROWSER=1 says: nothing is proved about pages in a browser"
        );
        return Ok(());
    }
    let (chromium, firefox) = (browser(&CHROMIUM)?, browser(&FIREFOX)?);
    let folder = package()?;
    let mut pages = publish()?;
    let assumptions = assumptions()?;
    moves()?;
    let engine = engine()?;
    // Of the others one stands for all: what is written is the same for every browser.
    let mut in_firefox = vec![pages[0].clone(), assumptions.clone()];
    in_firefox.extend(engine.clone());
    pages.push(assumptions);
    pages.extend(engine);
    let served = Served::start()?;
    let mut node = Command::new("node");
    node.arg(folder.join("check.mjs"))
        .arg(chromium)
        .arg(folder.join("shots"))
        .args(pages)
        .arg(&served.page)
        .current_dir(&folder);
    let checked = run(node);
    let mut node = Command::new("node");
    node.arg(folder.join("firefox.mjs"))
        .arg(firefox)
        .args(in_firefox)
        .arg(&served.page)
        .current_dir(&folder);
    checked.and(run(node))
}

/// Beside the pages, what a run says of the scenario edited as a reader moves it.
fn moves() -> Result<(), Fault> {
    let own = shell::root().join(ACTS);
    let folder = shell::root().join("target/pages");
    let failed = |e: std::io::Error| Fault(format!("{}: {e}", folder.display()));
    let program = shell::contend()?;
    let text = std::fs::read_to_string(own.join("scenario.toml")).map_err(failed)?;
    let twin = folder.join("moved");
    std::fs::create_dir_all(&twin).map_err(failed)?;
    let mut expected = Vec::new();
    for Moved {
        moved,
        edits,
        assumed,
        given,
    } in MOVED
    {
        let mut text = text.clone();
        if !given.is_empty() {
            text = text
                .replace(" } # GIVEN", &format!(", given = \"{given}\" }}"))
                .replace("\" } # AND GIVEN", &format!(" and {given}\" }}"));
        }
        for (from, to) in edits {
            if !text.contains(from) {
                return Err(Fault(format!("{ACTS} has no `{from}`")));
            }
            text = text.replacen(from, to, 1);
        }
        std::fs::write(twin.join("scenario.toml"), text).map_err(failed)?;
        let report = |more: &[&str]| {
            let mut contend = Command::new(&program);
            contend.args(["run", "--json"]).arg(&twin).args(more);
            let output = contend.output().map_err(failed)?;
            // 3: some runs failed, as they should.
            match output.status.code() {
                Some(0 | 3) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
                _ => Err(Fault(String::from_utf8_lossy(&output.stderr).into_owned())),
            }
        };
        let (all, few) = (report(&[])?, report(&["--worlds", PREVIEW])?);
        expected.push(format!(
            "{{\"moved\": \"{moved}\", \"assumed\": \"{assumed}\", \"report\": {all}, \"preview\": {few}}}"
        ));
    }
    let expected = format!("[{}]", expected.join(","));
    std::fs::write(folder.join("acts.moves.json"), expected).map_err(failed)
}

/// A page with an engine of its own, where the step before has built one.
fn engine() -> Result<Option<PathBuf>, Fault> {
    let module = crate::wasm::module();
    if !module.is_file() {
        println!("no page with an engine of its own is checked: `cargo xtask wasm` builds one");
        return Ok(None);
    }
    let page = shell::root().join("target/pages/acts.html");
    let mut contend = Command::new(shell::contend()?);
    // Browsers of the tests have vectors, so that nobody asks for the module without.
    contend.args(["publish", ACTS, "--engine"]).arg(&module);
    contend.arg("--engine-simd").arg(&module);
    contend
        .arg("--output")
        .arg(&page)
        .current_dir(shell::root());
    run(contend)?;
    Ok(Some(page))
}

/// A page that `contend explore` serves, until this is dropped.
struct Served {
    program: std::process::Child,
    /// Where it tells how things go: it ends where nobody listens.
    _out: BufReader<std::process::ChildStdout>,
    /// Its address, with the file of what moves must say.
    page: String,
}

impl Served {
    fn start() -> Result<Served, Fault> {
        let failed = |e: std::io::Error| Fault(format!("cannot start contend explore: {e}"));
        let mut contend = Command::new(shell::contend()?);
        contend
            .args(["explore", ACTS])
            .current_dir(shell::root())
            .stdout(Stdio::piped());
        let mut program = contend.spawn().map_err(failed)?;
        let mut line = String::new();
        let out = program.stdout.take();
        let mut out = BufReader::new(out.ok_or_else(|| Fault("no output".into()))?);
        out.read_line(&mut line).map_err(failed)?;
        let twin = shell::root().join("target/pages/acts.moves.json");
        let address = line.split_whitespace().find(|word| word.contains("://"));
        let page = address.map(|address| format!("{address}={}", twin.display()));
        let served = Served {
            program,
            _out: out,
            page: page.clone().unwrap_or_default(),
        };
        page.map(|_| served)
            .ok_or_else(|| Fault(format!("contend explore tells no address: {line}")))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Draws the top of a page, `small` or `large`, into a file.
pub fn picture(page: &Path, into: &Path, size: &str) -> Result<(), Fault> {
    let browser = browser(&CHROMIUM)?;
    let folder = package()?;
    let mut node = Command::new("node");
    node.arg(folder.join("picture.mjs"))
        .arg(browser)
        .arg(page)
        .arg(into)
        .arg(size);
    run(node)
}

/// The pages, in `target/pages`.
fn publish() -> Result<Vec<PathBuf>, Fault> {
    let folder = shell::root().join("target/pages");
    std::fs::create_dir_all(&folder)
        .map_err(|e| Fault(format!("cannot make {}: {e}", folder.display())))?;
    let program = shell::contend()?;
    let mut pages = Vec::new();
    for (name, scenario, arguments) in PAGES {
        let page = folder.join(name).with_extension("html");
        let mut contend = Command::new(&program);
        contend
            .args(["publish", scenario])
            .args(arguments)
            .arg("--output")
            .arg(&page)
            .current_dir(shell::root());
        let status = contend
            .status()
            .map_err(|e| Fault(format!("cannot start contend: {e}")))?;
        // 3: the page is written, and tells of runs that failed, as those of the hostile scenario do.
        if !matches!(status.code(), Some(0 | 3)) {
            return Err(Fault(format!("{scenario} was not published ({status})")));
        }
        pages.push(page);
    }
    Ok(pages)
}

/// A page with questions, and beside it what claims say that are asked of the worlds alone which agree, and every world of the run with
/// what charts draw.
fn assumptions() -> Result<PathBuf, Fault> {
    let folder = shell::root().join("target/pages");
    let own = shell::root().join(ASSUMPTIONS);
    let failed = |e: std::io::Error| Fault(format!("{}: {e}", folder.display()));
    let program = shell::contend()?;
    let contend = |arguments: &[&str], scenario: &Path| {
        let mut contend = Command::new(&program);
        contend
            .arg(arguments[0])
            .arg(scenario)
            .args(&arguments[1..]);
        contend.args(ASSUMED_OF).current_dir(&folder);
        let output = contend.output().map_err(failed)?;
        // 3: some runs failed, as they should.
        match output.status.code() {
            Some(0 | 3) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            _ => Err(Fault(String::from_utf8_lossy(&output.stderr).into_owned())),
        }
    };
    contend(&["publish", "--output", "assumptions.html"], &own)?;
    let text = std::fs::read_to_string(own.join("scenario.toml")).map_err(failed)?;
    let twin = folder.join("assumed");
    std::fs::create_dir_all(&twin).map_err(failed)?;
    std::fs::copy(own.join("brief.md"), twin.join("brief.md")).map_err(failed)?;
    let mut expected = Vec::new();
    for (assumed, given) in ASSUMED {
        let text = text.replace(" } # GIVEN", &format!(", given = \"{given}\" }}"));
        std::fs::write(twin.join("scenario.toml"), text).map_err(failed)?;
        let report = contend(&["run", "--json"], &twin)?;
        expected.push(format!(
            "{{\"assumed\": \"{assumed}\", \"given\": \"{given}\", \"report\": {report}}}"
        ));
    }
    let expected = format!("[{}]", expected.join(","));
    std::fs::write(folder.join("assumptions.json"), expected).map_err(failed)?;
    // A run that is there already would be gone on with.
    let kept = folder.join("assumptions.worlds");
    if kept.exists() {
        std::fs::remove_dir_all(&kept).map_err(failed)?;
    }
    let mut keep = vec!["run", "--csv", "--out", "assumptions.worlds"];
    keep.extend(DRAWN.iter().flat_map(|name| ["--watch", *name]));
    contend(&keep, &own)?;
    Ok(folder.join("assumptions.html"))
}

/// The Node.js package with the checks, its dependencies installed as its lock file has them.
fn package() -> Result<PathBuf, Fault> {
    let folder = shell::root().join("crates/contend-page/browser");
    for program in ["node", "npm"] {
        if !shell::exists(program) {
            return Err(Fault(format!(
                "pages are checked by a program for Node.js (18 or newer), and there is no `{program}`: install Node.js \
                 with npm (on Debian as root: apt-get install nodejs npm); CONTEND_SKIP_BROWSER=1 leaves this step out"
            )));
        }
    }
    if is_fresh(&folder) {
        return Ok(folder);
    }
    println!("installing the checks' packages …");
    let mut npm = Command::new("npm");
    npm.args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ])
    .current_dir(&folder);
    run(npm)?;
    Ok(folder)
}

/// Whether what is installed is what the lock file says.
fn is_fresh(folder: &Path) -> bool {
    let changed = |path: &str| folder.join(path).metadata().and_then(|m| m.modified()).ok();
    match (
        changed("node_modules/.package-lock.json"),
        changed("package-lock.json"),
    ) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

/// A browser: the one that its variable names, one that is there, or Debian's.
fn browser(kind: &Kind) -> Result<PathBuf, Fault> {
    let Kind {
        name,
        variable,
        programs,
        package,
    } = kind;
    if let Some(named) = std::env::var_os(variable) {
        let path = PathBuf::from(named);
        return if path.is_file() {
            Ok(path)
        } else {
            Err(Fault(format!(
                "{variable} names {}, which is not there",
                path.display()
            )))
        };
    }
    let there = || programs.iter().map(PathBuf::from).find(|p| p.is_file());
    if let Some(path) = there() {
        return Ok(path);
    }
    let root = std::env::var_os("USER").is_some_and(|u| u == "root")
        || works({
            let mut id = Command::new("sh");
            id.args(["-c", "test \"$(id -u)\" = 0"]);
            id
        });
    if root && shell::exists("apt-get") {
        println!("installing {package} …");
        let mut update = Command::new("apt-get");
        update.args(["update", "-qq"]);
        let mut install = Command::new("apt-get");
        install
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args([package, "fonts-dejavu-core"])
            .env("DEBIAN_FRONTEND", "noninteractive");
        let _ = works(update) && works(install);
        if let Some(path) = there() {
            return Ok(path);
        }
    }
    Err(Fault(format!(
        "pages are checked in {name}, and there is none: install it (on Debian as root: apt-get install {package}), or name it in \
         {variable}; CONTEND_SKIP_BROWSER=1 leaves this step out"
    )))
}
