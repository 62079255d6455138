//! A scenario told in another language: `translations/es.toml` and `translations/es.md`.

use crate::support::Scratch;

/// The lake, with the translation that the book shows, and a brief.
fn translated() -> Scratch {
    let scratch = Scratch::with_shipped("lake");
    let book = include_str!("../../../../book/src/publishing.md");
    let (_, rest) = book.split_once("## In another language").unwrap();
    let (_, rest) = rest.split_once("```toml\n").unwrap();
    let (texts, _) = rest.split_once("```").unwrap();
    scratch.write("lake/translations/es.toml", texts);
    scratch.write(
        "lake/translations/es.md",
        "# El lago\n\nSe dice que [[watching-pays|vigilar no es un sacrificio]].\n",
    );
    scratch
}

const SAYS: &str = "Vigilar no es un sacrificio";

#[test]
fn the_books_translation_is_read_and_what_it_leaves_out_is_told() {
    let scratch = translated();
    let found = scratch.run(&["check", "lake"]).expect(0).out;
    let words: Vec<&str> = found.split_whitespace().collect();
    let told = words.join(" ");
    assert!(
        told.contains("the translation into `es` leaves texts as they are"),
        "{found}"
    );
    assert!(told.contains("the brief in `es` lacks marks"), "{found}");
    assert!(!told.contains("translation-figures"), "{found}");
}

#[test]
fn texts_are_told_in_the_language_that_is_asked_for_and_no_number_moves() {
    let scratch = translated();
    let run = |language: &str| {
        let arguments = ["run", "lake", "-n", "50", "--json", "--lang", language];
        scratch.run(&arguments).expect(0).json()
    };
    let claim = |report: &serde_json::Value| {
        let claims = report["claims"].as_array().unwrap().clone();
        let found = claims.into_iter().find(|c| c["id"] == "watching-pays");
        found.unwrap()
    };
    let (english, spanish, portuguese) = (run("en"), run("es"), run("pt"));
    assert!(claim(&spanish)["says"].as_str().unwrap().starts_with(SAYS));
    // Where there is no translation the original stays.
    assert_eq!(claim(&portuguese)["says"], claim(&english)["says"]);
    assert_eq!(
        spanish["scenario"]["fingerprint"],
        english["scenario"]["fingerprint"]
    );
    assert_eq!(claim(&spanish)["verdict"], claim(&english)["verdict"]);
    assert_eq!(claim(&spanish)["share"], claim(&english)["share"]);
    // In what people read too, and in the language of the texts only where it is asked for.
    let told = scratch.run(&["run", "lake", "-n", "50", "--lang", "es"]);
    assert!(told.expect(0).out.contains(SAYS));
    assert!(
        !scratch
            .run(&["run", "lake", "-n", "50"])
            .expect(0)
            .out
            .contains(SAYS)
    );
}

/// Whose Spanish it is, and how its tag is written, is no reason to leave it out without a word.
#[test]
fn a_translation_for_one_country_is_told_too() {
    for tag in ["es-MX", "ES"] {
        let scratch = translated();
        let folder = scratch.path.join("lake/translations");
        for end in ["toml", "md"] {
            let (from, to) = (format!("es.{end}"), format!("{tag}.{end}"));
            std::fs::rename(folder.join(from), folder.join(to)).unwrap();
        }
        let page = [
            "publish", "lake", "-n", "50", "--lang", "es", "-o", "p.html",
        ];
        scratch.run(&page).expect(0);
        let page = std::fs::read_to_string(scratch.path.join("p.html")).unwrap();
        assert!(
            page.contains(SAYS) && !page.contains("lang=\"ES\""),
            "{tag}"
        );
        assert!(!page.contains("lang=\"en\""), "{tag}");
    }
}

/// A translation is no part of what was run: kept worlds serve all languages, and its own mistakes end no run unseen.
#[test]
fn a_translation_is_no_part_of_the_fingerprint() {
    let scratch = translated();
    let print = |scratch: &Scratch| {
        let report = scratch.run(&["run", "lake", "-n", "20", "--json"]);
        report.expect(0).json()["scenario"]["fingerprint"].clone()
    };
    let with = print(&scratch);
    std::fs::remove_dir_all(scratch.path.join("lake/translations")).unwrap();
    assert_eq!(print(&scratch), with);
    scratch.write(
        "lake/translations/es.toml",
        "[claim.watching-pay]\nsays = 'Rinde.'\n",
    );
    let refused = scratch.run(&["run", "lake", "-n", "20"]).expect(1);
    assert!(
        refused
            .error
            .contains("did you mean `claim.watching-pays.says`?"),
        "{}",
        refused.error
    );
}

#[test]
fn a_page_is_told_in_the_language_of_the_translation() {
    let scratch = translated();
    let publish = |language: &str, page: &str| {
        let arguments = [
            "publish", "lake", "-n", "200", "--lang", language, "-o", page,
        ];
        scratch.run(&arguments).expect(0);
        std::fs::read_to_string(scratch.path.join(page)).unwrap()
    };
    let spanish = publish("es", "es.html");
    for text in [
        SAYS,
        "¿Cuánto puede verter el pueblo en el lago?",
        "Parte del fósforo que se asienta o sale en un año",
        "Fósforo en el agua",
        "vertido intenso",
        "vigilar rinde",
        "máximo de fósforo",
        "Se dice que",
    ] {
        assert!(spanish.contains(text), "{text}");
    }
    // Its words are in its language, so that nothing is marked as being in another.
    assert!(!spanish.contains("lang=\"en\""));
    // In a third language they are marked as what they are.
    let portuguese = publish("pt", "pt.html");
    assert!(portuguese.contains("lang=\"en\"") && !portuguese.contains(SAYS));
}
