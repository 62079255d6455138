//! The texts of a scenario in another language. Only words change: no number, no name that is typed, no fingerprint.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Brief, Objection, PageSettings, QuantityKind, Scenario};
use crate::print::described;

/// A scenario's texts in another language, by where they stand: `claim.open-is-better.says`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// Language (BCP 47), `es`.
    pub language: String,
    /// By place, as [`places`] gives it.
    pub by_place: BTreeMap<String, String>,
    /// What names of the scenario are called, where people read them: an option, a label, a strategy.
    pub names: BTreeMap<String, String>,
}

/// A translation: texts, and the argument in prose where it was translated too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Translation {
    /// All texts but the brief.
    pub texts: Texts,
    /// The brief.
    pub brief: Option<Brief>,
}

impl Texts {
    /// Whether they are in a language, whichever country's and however its tag is written: `es-MX` is in `es`.
    ///
    /// ```
    /// use contend_model::translation::Texts;
    ///
    /// let texts = Texts { language: "es-MX".to_owned(), ..Texts::default() };
    /// assert!(texts.are_in("es") && !texts.are_in("pt"));
    /// ```
    #[must_use]
    pub fn are_in(&self, language: &str) -> bool {
        let own = self.language.split('-').next().unwrap_or_default();
        own.eq_ignore_ascii_case(language)
    }
}

impl Translation {
    /// Puts the texts into a scenario, and into what it says of its page; what has no translation stays.
    ///
    /// ```
    /// use contend_model::translation::{Texts, Translation};
    /// # use contend_model::model::{PageSettings, Scenario};
    /// # fn translate(scenario: &mut Scenario, page: &mut PageSettings) {
    /// let texts = Texts {
    ///     language: "es".to_owned(),
    ///     by_place: [("scenario.title".to_owned(), "El lago".to_owned())].into(),
    ///     ..Texts::default()
    /// };
    /// Translation { texts, brief: None }.apply(scenario, page);
    /// assert_eq!((&*scenario.title, &*page.language), ("El lago", "es"));
    /// # }
    /// ```
    pub fn apply(&self, scenario: &mut Scenario, page: &mut PageSettings) {
        for (place, text) in places(scenario, page) {
            if let Some(translated) = self.texts.by_place.get(&place) {
                text.clone_from(translated);
            }
        }
        scenario.names.clone_from(&self.texts.names);
        if let Some(brief) = &self.brief {
            scenario.brief = Some(brief.clone());
        }
        page.language = self.texts.language.to_ascii_lowercase();
    }
}

/// Every text for people that a scenario has room for, with its place: section, name and field, as its author writes them, with dots
/// between; `page.charts.0` and `page.map` are titles. Some texts are empty.
pub fn places<'s>(
    scenario: &'s mut Scenario,
    page: &'s mut PageSettings,
) -> Vec<(String, &'s mut String)> {
    let mut all: Vec<(String, &mut String)> = vec![
        ("scenario.title".to_owned(), &mut scenario.title),
        ("scenario.about".to_owned(), &mut scenario.about),
        ("page.author".to_owned(), &mut page.author),
        ("page.funder".to_owned(), &mut page.funder),
        ("page.purpose".to_owned(), &mut page.purpose),
    ];
    for (at, chart) in page.charts.iter_mut().enumerate() {
        all.push((format!("page.charts.{at}"), &mut chart.title));
    }
    if let Some(map) = &mut page.map {
        all.push(("page.map".to_owned(), &mut map.title));
    }
    for dimension in &mut scenario.dimensions {
        let place = format!("dimension.{}.about", dimension.name);
        all.push((place, &mut dimension.about));
    }
    for quantity in &mut scenario.quantities {
        let section = quantity.kind.section();
        let place = format!("{section}.{}", quantity.name);
        all.push((format!("{place}.about"), &mut quantity.about));
        if let Some(assumption) = &mut quantity.origin.assumption {
            all.push((format!("{place}.assumption"), assumption));
        }
    }
    for group in &mut scenario.groups {
        all.push((format!("inputs.{}.about", group.id), &mut group.about));
    }
    for event in &mut scenario.events {
        all.push((format!("event.{}.about", event.name), &mut event.about));
    }
    let actors: Vec<String> = scenario.actors.iter().map(|a| a.id.clone()).collect();
    for actor in &mut scenario.actors {
        all.push((format!("actor.{}.name", actor.id), &mut actor.name));
        all.push((format!("actor.{}.about", actor.id), &mut actor.about));
    }
    for strategy in &mut scenario.strategies {
        let actor = &actors[strategy.actor.index()];
        let place = format!("strategy.{actor}.{}.about", strategy.id);
        all.push((place, &mut strategy.about));
    }
    for profile in scenario.profiles.iter_mut().filter(|p| !p.of_game) {
        let place = format!("profile.{}.about", profile.id);
        all.push((place, &mut profile.about));
    }
    for game in &mut scenario.games {
        all.push((format!("game.{}.about", game.id), &mut game.about));
    }
    for outcome in &mut scenario.outcomes {
        let place = match outcome.id.strip_prefix("objective_") {
            Some(own) if outcome.objective_of.is_some() => format!("objective.{own}.about"),
            _ => format!("outcome.{}.about", outcome.id),
        };
        all.push((place, &mut outcome.about));
    }
    for claim in &mut scenario.claims {
        let place = format!("claim.{}", claim.id);
        all.push((format!("{place}.says"), &mut claim.says));
        all.push((format!("{place}.about"), &mut claim.about));
        if let Some(assumption) = &mut claim.origin.assumption {
            all.push((format!("{place}.assumption"), assumption));
        }
        if let Some(Objection::Text(objection)) = &mut claim.objection {
            all.push((format!("{place}.objection"), objection));
        }
    }
    all
}

/// Names of a scenario that every page shows, where nothing else is said: alternatives, claims, games, strategies and profiles, and
/// uncertain numbers that `about` does not call anything ([`described`]).
pub fn shown(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let drawn = (scenario.inputs.iter()).map(|input| scenario.quantity(input.quantity));
    let unnamed = drawn.filter(|q| described(&q.about).is_none());
    let options = (scenario.quantities.iter()).flat_map(|q| match &q.kind {
        QuantityKind::Parameter(p) => p.options.iter().map(String::as_str).collect(),
        QuantityKind::Lever(lever) => lever.domain.options(),
        _ => Vec::new(),
    });
    let strategies = scenario.strategies.iter().map(|s| s.id.as_str());
    let profiles = scenario.profiles.iter().filter(|p| !p.of_game);
    let profiles = profiles.map(|p| p.id.as_str());
    let games = scenario.games.iter().map(|g| g.id.as_str());
    let claims = scenario.claims.iter().map(|c| c.id.as_str());
    claims
        .chain(games)
        .chain(strategies)
        .chain(profiles)
        .chain(options)
        .chain(unnamed.map(|q| q.name.as_str()))
}

/// Every name of a scenario that people read where nothing else is said: what [`Texts::names`] may have.
pub fn names(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let of_dimensions = (scenario.dimensions.iter()).flat_map(|d| {
        let labels = d.labels.iter().map(String::as_str);
        let attributes = d.attributes.iter().flat_map(|a| {
            let words = a.words.iter().map(String::as_str);
            words.chain([a.name.as_str()])
        });
        labels.chain(attributes).chain([d.name.as_str()])
    });
    let of_quantities = (scenario.quantities.iter()).flat_map(|q| {
        let options: Vec<&str> = match &q.kind {
            QuantityKind::Parameter(p) => p.options.iter().map(String::as_str).collect(),
            QuantityKind::Lever(lever) => lever.domain.options(),
            _ => Vec::new(),
        };
        options.into_iter().chain([q.name.as_str()])
    });
    let tables = scenario.tables.iter().map(|t| t.name.as_str());
    let events = scenario.events.iter().map(|e| e.name.as_str());
    let actors = scenario.actors.iter().map(|a| a.id.as_str());
    let strategies = scenario.strategies.iter().map(|s| s.id.as_str());
    let profiles = scenario.profiles.iter().filter(|p| !p.of_game);
    let profiles = profiles.map(|p| p.id.as_str());
    let games = scenario.games.iter().map(|g| g.id.as_str());
    let groups = scenario.groups.iter().map(|g| g.id.as_str());
    let outcomes = scenario.outcomes.iter().map(|o| o.id.as_str());
    let claims = scenario.claims.iter().map(|c| c.id.as_str());
    of_dimensions
        .chain(of_quantities)
        .chain(tables)
        .chain(events)
        .chain(actors)
        .chain(strategies)
        .chain(profiles)
        .chain(games)
        .chain(groups)
        .chain(outcomes)
        .chain(claims)
}
