//! From files to a scenario: everything is read, and every mistake is found, in one pass.

mod actors;
mod between;
mod brief;
mod by_inputs;
mod claims;
mod constraints;
mod conveyors;
mod csv;
mod dimensions;
mod dynamics;
mod ends;
mod entry;
mod event_outcomes;
mod events;
mod fields;
mod files;
mod findings;
mod functions;
mod games;
mod gather;
mod input_groups;
mod item;
mod known;
mod laws;
mod levers;
mod modules;
mod names;
mod numbers;
mod page;
mod parameters;
mod saved;
mod scenario;
mod shares;
mod sources;
mod syntax;
mod tables;
mod thresholds;
mod translations;

use crate::elaborate::{Paths, Sites, judged};
use contend_model::diagnostic::Diagnostic;
use contend_model::model::{PageSettings, Scenario};
use contend_model::place::{Files, Folder};
use contend_model::reach::has_chance;
use contend_model::translation::Translation;

/// What reading gives.
#[derive(Debug)]
pub struct Reading {
    /// The scenario; `None` where there is an error.
    pub scenario: Option<Scenario>,
    /// What the scenario says of its published page; nothing the runs depend on.
    pub page: PageSettings,
    /// Its texts in other languages.
    pub translations: Vec<Translation>,
    /// All findings, by file and place.
    pub findings: Vec<Diagnostic>,
    /// The files that were read.
    pub files: Files,
}

/// Reads the scenario of a folder.
pub fn read(folder: &dyn Folder) -> Reading {
    let mut reader = files::Reader::new(folder);
    let (scenario, page, translations) = match whole(&mut reader) {
        Some((scenario, page, translations)) => (Some(scenario), page, translations),
        None => (None, PageSettings::default(), Vec::new()),
    };
    let scenario = if reader.findings.errors() == 0 {
        scenario
    } else {
        None
    };
    Reading {
        scenario,
        page,
        translations,
        findings: reader.findings.finish(),
        files: reader.files,
    }
}

fn whole(reader: &mut files::Reader) -> Option<(Scenario, PageSettings, Vec<Translation>)> {
    let all = gather::gather(reader)?;
    let head = scenario::read(reader, &all);
    if !head.clock_is_sound {
        reader.findings.leave_out_time();
    }
    let every = saved::every(reader, &head);
    let mut sources = sources::read(reader);
    let dimensions = dimensions::read(reader, &all);
    let declared = names::declare(reader, &all, &head, &dimensions, &mut sources);
    let mut sites = Sites::default();
    let mut equations = names::Equations {
        declared: &declared,
        games: &[],
        head: &head,
        dimensions: &dimensions,
        sites: &mut sites,
    };

    let constraints = constraints::read(reader, &all, &mut equations, &mut sources);
    let (quantities, whole) = dynamics::read(reader, &all, &mut equations);
    let events = events::read(reader, &all, &mut equations, &mut sources);
    let mut actors = actors::read(reader, &all, &mut equations, &quantities);
    let (games, declared_games) = games::read(reader, &all, &equations, &mut actors);
    equations.games = &declared_games;
    equations.sites.paths = Paths::after(actors.profiles.len());
    let (outcomes, claims) = claims::read(reader, &all, &mut equations, &mut sources);
    for asked in equations.sites.paths.games() {
        if let Some(game) = games.as_ref().and_then(|games| games.get(asked)) {
            actors.add_paths(game, &head.clock);
        }
    }

    let claim_names: Vec<_> = all
        .of("claim")
        .iter()
        .map(|c| (c.name.clone(), c.place))
        .collect();
    let brief = brief::read(reader, "brief.md", &claim_names);
    if let Some((brief, file)) = &brief {
        brief::unmarked(reader, brief, &claim_names);
        sources.cited_by(&brief.text, *file, &mut reader.findings);
    }
    let translated = translations::find(reader, &claim_names, &mut sources);
    sources.warn_unused(&mut reader.findings);

    // Loops show even where something else is broken.
    let strategies = actors.strategies.as_deref().unwrap_or(&[]);
    reader
        .findings
        .extend(crate::check::loops(&quantities, strategies));
    let conditions = std::mem::take(&mut equations.sites.conditions);
    reader
        .findings
        .extend(judged(conditions, &quantities, outcomes.as_deref()));
    let sound = whole && reader.findings.errors() == 0;
    if !sound || !head.clock_is_sound {
        return None;
    }
    let mut scenario = Scenario {
        title: head.title.clone(),
        about: head.about.clone(),
        clock: head.clock,
        dimensions: dimensions.list.clone(),
        quantities,
        inputs: declared.inputs.clone(),
        correlations: declared.correlations.clone(),
        constraints: constraints?,
        groups: Vec::new(),
        tables: declared.tables.clone(),
        events: events?,
        actors: actors.actors,
        strategies: actors.strategies?,
        profiles: actors.profiles,
        baseline: declared.baseline,
        games: games?,
        outcomes: outcomes?,
        claims: claims?,
        sources: sources.list,
        brief: brief.map(|(brief, _)| brief),
        verdict_rule: head.verdict,
        default_worlds: head.worlds,
        default_seed: head.seed,
        every,
        replications: head.replications,
        memory_sites: sites.memory,
        names: std::collections::BTreeMap::new(),
    };
    scenario.groups = input_groups::read(reader, &all, &scenario);
    let page = page::read(reader, &all, &scenario);
    reader
        .findings
        .extend(crate::check::check(&scenario, &page));
    if scenario.replications > 1 && !has_chance(&scenario) {
        let finding = Diagnostic::warning("lucks-alike", head.replications_at);
        let finding = finding.with("replications", scenario.replications);
        reader.findings.push(finding);
    }
    let translations = translated.into_iter();
    let translations = translations.map(|t| translations::read(reader, &scenario, &page, t));
    let translations = translations.collect();
    Some((scenario, page, translations))
}
