//! `contend explore`: who is answered, that moves say what the edited scenario says, and that edits are followed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Scratch;

/// A program that serves a page, ended when the test ends.
struct Served {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    /// Host and port.
    host: String,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(scratch: &Scratch, arguments: &[&str]) -> Served {
        let mut command = scratch.command(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let (_, address) = line.trim().split_once("http://").unwrap();
        let (host, token) = address.trim_end_matches('/').split_once('/').unwrap();
        let (host, token) = (host.to_owned(), token.to_owned());
        line.clear();
        out.read_line(&mut line).unwrap();
        assert!(line.contains("Ctrl-C"), "{line}");
        Served {
            child,
            out,
            host,
            token,
        }
    }

    /// The next line of the program.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Status and content of what is answered to a text of HTTP, in which HOST and TOKEN stand for the program's own.
    fn raw(&self, request: &str) -> (u16, String) {
        let request = request
            .replace("HOST", &self.host)
            .replace("TOKEN", &self.token);
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.raw(&format!("GET /TOKEN/{path} HTTP/1.1\r\nHost: HOST\r\n\r\n"))
    }

    fn post(&self, path: &str, body: &str) -> (u16, String) {
        let length = body.len();
        self.raw(&format!(
            "POST /TOKEN/{path} HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }

    fn news(&self) -> Value {
        serde_json::from_str(&self.get("news").1).unwrap()
    }

    /// News, as soon as they are as wanted.
    fn until(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let news = self.news();
            if wanted(&news) {
                return news;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{news}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// The scenario that the checks in a browser move.
fn town() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("town/scenario.toml", TOWN);
    scratch.write(
        "town/brief.md",
        include_str!("../../../contend-page/tests/acts/brief.md"),
    );
    scratch
}

const TOWN: &str = include_str!("../../../contend-page/tests/acts/scenario.toml");

/// Worlds of the town's preview: of so many 223 agree with what is known, and fill lanes of 32.
const PREVIEW: &str = "275";

/// What a verdict is made of.
fn verdicts(claims: &Value) -> Vec<Value> {
    let of = |claim: &Value| {
        let names = [
            "id", "verdict", "between", "holds", "share", "low", "high", "worlds", "failed",
        ];
        let parts = names.map(|name| (name.to_owned(), claim[name].clone()));
        Value::Object(parts.into_iter().collect())
    };
    claims.as_array().unwrap().iter().map(of).collect()
}

#[test]
fn only_the_page_itself_is_answered() {
    let scratch = town();
    let served = Served::start(&scratch, &["explore", "town", "-n", "50"]);
    assert!(served.host.starts_with("127.0.0.1:"));
    let (status, page) = served.get("");
    assert_eq!(status, 200);
    assert!(page.contains("id=\"act\"") && page.contains("; connect-src 'self'"));
    // Without the token, with another one, from another page, under another name: nothing is told, nothing is moved.
    let length = "{}".len();
    for request in [
        "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n".to_owned(),
        "GET /00000000000000000000000000000000/ HTTP/1.1\r\nHost: HOST\r\n\r\n".to_owned(),
        "GET /TOKEN/ HTTP/1.1\r\nHost: rebound.example\r\n\r\n".to_owned(),
        format!(
            "POST /TOKEN/move HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example\r\nContent-Length: {length}\r\n\r\n{{}}"
        ),
        format!("POST /TOKEN/move HTTP/1.1\r\nHost: HOST\r\nContent-Length: {length}\r\n\r\n{{}}"),
    ] {
        assert_eq!(served.raw(&request), (403, String::new()), "{request}");
    }
    // There is nothing else.
    assert_eq!(served.get("scenario.toml").0, 404);
    assert_eq!(served.get("../town/scenario.toml").0, 404);
    assert_eq!(served.get("move").0, 405);
    assert_eq!(served.post("move", "{}").0, 400);
    let unknown = "{\"version\": 1, \"all\": true, \"moves\": [{\"actor\": \"town\", \"strategy\": \"lazy\", \"levers\": {}}]}";
    let (status, why) = served.post("move", unknown);
    assert!(status == 400 && why.contains("lazy"), "{why}");
    let long = format!(
        "POST /TOKEN/move HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Length: {}\r\n\r\n",
        1 << 30
    );
    assert_eq!(served.raw(&long).0, 413);
}

/// Verdicts on what is moved are those of the scenario edited so, in all worlds and in those of a preview, and as it was where nothing
/// is moved.
#[test]
fn what_is_moved_says_what_the_edited_scenario_says() {
    let scratch = town();
    let served = Served::start(&scratch, &["explore", "town"]);
    for (moves, edits) in [
        ("", &[][..]),
        ("\"release\": 3", &[("release = 6", "release = 3")][..]),
        (
            "\"filter\": 1, \"boats\": 0",
            &[
                ("filter = false", "filter = true"),
                ("boats = 3", "boats = 0"),
            ],
        ),
        (
            "\"season\": 0.5",
            &[("season = \"whole_year\"", "season = \"short\"")],
        ),
    ] {
        let mut text = TOWN.to_owned();
        for (from, to) in edits {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        scratch.write("edited/scenario.toml", &text);
        for (all, worlds) in [("true", "1600"), ("false", PREVIEW)] {
            let moved = format!(
                "{{\"version\": 1, \"all\": {all}, \"moves\": [{{\"actor\": \"town\", \"strategy\": \"busy\", \"levers\": {{{moves}}}}}]}}"
            );
            let (status, answer) = served.post("move", &moved);
            assert_eq!(status, 200, "{answer}");
            let run = scratch.run(&["run", "edited", "--json", "--worlds", worlds]);
            assert_eq!(
                verdicts(&serde_json::from_str(&answer).unwrap()),
                verdicts(&run.json()["claims"]),
                "{moves}, {worlds} worlds"
            );
        }
    }
}

/// The page follows the files; a mistake leaves the last good one, with what is wrong beside it; verdicts that changed are told first.
#[test]
fn edits_are_followed_and_mistakes_leave_the_last_good_page() {
    let scratch = town();
    let mut served = Served::start(&scratch, &["explore", "town", "-n", "400"]);
    let first = served.get("").1;
    assert_eq!(
        served.news(),
        serde_json::json!({ "version": 1, "changed": [], "findings": null })
    );

    let broken = TOWN.replace("release * season", "releese * season");
    scratch.write("town/scenario.toml", &broken);
    let news = served.until(|news| !news["findings"].is_null());
    let findings = news["findings"].as_str().unwrap();
    assert!(findings.contains("error[unknown-name]") && findings.contains("town/scenario.toml:"));
    assert!(!findings.contains('\u{1b}') && news["version"] == 1);
    assert_eq!(served.get("").1, first);
    let (status, _) = served.post("move", "{\"version\": 1, \"all\": true, \"moves\": []}");
    assert_eq!(status, 200);

    // A lake that takes little: what the busy town does spoils it in most worlds.
    let edited = TOWN.replace("range = [0, 80]", "range = [0, 40]");
    scratch.write("town/scenario.toml", &edited);
    let news = served.until(|news| news["version"] == 2);
    assert!(news["findings"].is_null());
    let changed: Vec<&str> = news["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    assert!(
        changed.contains(&"lake-is-spoilt") && !changed.contains(&"calm-is-better"),
        "{changed:?}"
    );
    let spoilt = &news["changed"][0];
    assert!(
        spoilt["old"].as_str().unwrap().starts_with("contested ")
            && spoilt["new"].as_str().unwrap().starts_with("holds "),
        "{spoilt}"
    );
    assert_ne!(served.get("").1, first);
    let told = served.line();
    assert_eq!(
        told,
        format!(
            "The files have changed: {} verdicts are others.",
            changed.len()
        )
    );
    assert!(
        served
            .line()
            .contains("The busy town spoils its lake.: contested ")
    );
    // Who asks of the page that was is told that there is another.
    let (status, _) = served.post("move", "{\"version\": 1, \"all\": true, \"moves\": []}");
    assert_eq!(status, 409);

    // Back again, and saved once more without a change: all is as it was, and told once.
    scratch.write("town/scenario.toml", TOWN);
    served.until(|news| news["version"] == 3);
    assert_eq!(served.get("").1.len(), first.len());
    scratch.write("town/scenario.toml", TOWN);
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(served.news()["version"], 3);
}

#[test]
fn slips_are_told_before_anything_is_served() {
    let scratch = town();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let answer = scratch
        .run(&["explore", "town", "-n", "20", "--port", &port])
        .expect(2);
    assert!(
        answer
            .error
            .contains(&format!("port {port} cannot be used")),
        "{answer:?}"
    );
    assert!(answer.error.contains("leave `--port` out"), "{answer:?}");
    scratch.write(
        "town/scenario.toml",
        &TOWN.replace("release * season", "releese * season"),
    );
    scratch.run(&["explore", "town"]).expect(1);
    scratch.run(&["explore", "nowhere"]).expect(2);
}
