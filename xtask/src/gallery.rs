//! The gallery: a page of each scenario that ships, an index of them, and the pictures that README shows.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser;
use crate::shell::{self, Fault, cargo, run};

/// The scenario whose picture README begins with, and which comes first.
const FLAGSHIP: &str = "americas";
/// Its page in Spanish.
const SPANISH: &str = "americas.es.html";
/// Where README and the book look for pictures.
const PICTURES: &str = "book/src/images";

/// A page of the gallery.
struct Shown {
    name: String,
    title: String,
    /// What was found, or what it is about.
    about: String,
    page: PathBuf,
}

/// Publishes all scenarios into `target/gallery`, with an index, and draws each page. Pages have the engine where it was built for them.
pub fn gallery() -> Result<(), Fault> {
    let root = shell::root();
    let folder = root.join("target/gallery");
    let failed = |e: std::io::Error| Fault(format!("{}: {e}", folder.display()));
    fs::create_dir_all(folder.join("images")).map_err(failed)?;
    run(cargo(&["build", "--release", "--package", "contend"]))?;
    let engine = crate::wasm::modules();
    if engine.is_none() {
        println!(
            "pages without an engine: `cargo xtask wasm` builds one, with which readers move levers"
        );
    }
    let mut shown = Vec::new();
    for name in scenarios(&root)? {
        let page = folder.join(&name).with_extension("html");
        let mut contend = Command::new(root.join("target/release/contend"));
        contend
            .arg("publish")
            .arg(Path::new("scenarios").join(&name))
            .arg("--output")
            .arg(&page)
            .current_dir(&root);
        if name == FLAGSHIP {
            contend.args(["--also", &format!("es={SPANISH}")]);
        }
        if let Some([plain, simd]) = &engine {
            contend.arg("--engine").arg(plain);
            contend.arg("--engine-simd").arg(simd);
        }
        run(contend)?;
        if name == FLAGSHIP {
            in_spanish(&folder, engine.as_ref())?;
        }
        let text = fs::read_to_string(&page).map_err(failed)?;
        let told = |before: &str, after: &str| {
            let (_, rest) = text.split_once(before)?;
            Some(rest.split_once(after)?.0.to_owned())
        };
        shown.push(Shown {
            title: told("<title>", "</title>").unwrap_or_else(|| name.clone()),
            about: told("<meta name=\"description\" content=\"", "\">").unwrap_or_default(),
            name,
            page,
        });
    }
    for one in &shown {
        let small = root
            .join(PICTURES)
            .join(format!("gallery-{}.png", one.name));
        browser::picture(&one.page, &small, "small")?;
        let copy = folder.join("images").join(format!("{}.png", one.name));
        fs::copy(&small, &copy).map_err(failed)?;
        if one.name == FLAGSHIP {
            browser::picture(&one.page, &root.join(PICTURES).join("page.png"), "large")?;
        }
    }
    let index = folder.join("index.html");
    fs::write(&index, listed(&shown)).map_err(failed)?;
    println!("Open it in a browser: {}", index.display());
    Ok(())
}

/// The flagship's page in Spanish.
fn in_spanish(folder: &Path, engine: Option<&[PathBuf; 2]>) -> Result<(), Fault> {
    let root = shell::root();
    let mut contend = Command::new(root.join("target/release/contend"));
    contend
        .arg("publish")
        .arg(Path::new("scenarios").join(FLAGSHIP))
        .args(["--lang", "es", "--also", &format!("en={FLAGSHIP}.html")])
        .arg("--output")
        .arg(folder.join(SPANISH))
        .current_dir(&root);
    if let Some([plain, simd]) = engine {
        contend.arg("--engine").arg(plain);
        contend.arg("--engine-simd").arg(simd);
    }
    run(contend)
}

/// The scenarios that ship, the flagship first.
fn scenarios(root: &Path) -> Result<Vec<String>, Fault> {
    let entries = fs::read_dir(root.join("scenarios"))
        .map_err(|e| Fault(format!("cannot list scenarios: {e}")))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("scenario.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_by_key(|name| (name != FLAGSHIP, name.clone()));
    Ok(names)
}

/// The index. Titles and sentences are taken from pages, where they are escaped already.
fn listed(shown: &[Shown]) -> String {
    let mut out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <meta name=\"color-scheme\" content=\"light dark\">\n<title>Arguments that were run</title>\n<style>\n\
        body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }\n\
        ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 2rem; padding: 0; list-style: none; }\n\
        img { width: 100%; height: auto; border: 1px solid #8888; }\n\
        h2 { margin: .5rem 0 0; font-size: 1.1rem; }\np { margin: .25rem 0; }\n</style>\n</head>\n<body>\n\
        <h1>Arguments that were run</h1>\n<ul>\n"
        .to_owned();
    for Shown {
        name, title, about, ..
    } in shown
    {
        let _ = writeln!(
            out,
            "<li><a href=\"{name}.html\"><img src=\"images/{name}.png\" alt=\"\" width=\"560\" height=\"370\"></a>\n\
             <h2><a href=\"{name}.html\">{title}</a></h2>\n<p>{about}</p></li>"
        );
    }
    out + "</ul>\n</body>\n</html>\n"
}
