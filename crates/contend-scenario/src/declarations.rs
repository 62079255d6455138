//! Every section of a scenario file and every field in it, said once.
//!
//! The reader's checks, the JSON Schema and the reference page are all made from this table.

/// How entries of a section are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One table: `[scenario]`.
    Single,
    /// Named tables: `[parameter.name]`.
    Named,
    /// A list of tables: `[[correlation]]`.
    Listed,
    /// Named tables by actor: `[strategy.actor.name]`.
    ByActor,
    /// A table inside a field of another section; no heading of its own.
    Inner,
}

/// What names stand in a section besides its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// None: anything else is a slip.
    None,
    /// Levers of the actor, each with a setting.
    Levers,
    /// Actors, each with a strategy.
    Actors,
    /// Sections, each with what it declares.
    Sections,
}

/// One section.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Name in headings.
    pub name: &'static str,
    /// How entries are written.
    pub shape: Shape,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// What an entry may be instead of a table, if anything.
    pub short: Option<Kind>,
    /// Names besides the fields.
    pub others: Others,
    /// For a reserved section: when it comes.
    pub reserved: Option<&'static str>,
}

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name before `=`.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// Whether it must be given.
    pub required: bool,
    /// What holds where it is left out; may be empty.
    pub default: &'static str,
    /// What it says, in a line.
    pub about: &'static str,
    /// An example in TOML; may be empty.
    pub example: &'static str,
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text for people.
    Text,
    /// Text that may have several lines of prose.
    Name,
    /// One name or several.
    Names,
    /// Texts in a list.
    Texts,
    /// A number.
    Number,
    /// A number, or a text such as `20 %`.
    Share,
    /// A whole number that is not negative.
    Whole,
    /// `true` or `false`.
    Flag,
    /// `true` or `false`, or a table of such by label.
    Flags,
    /// A date or a year.
    Date,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A unit.
    Unit,
    /// A length of time such as `6 months`.
    Duration,
    /// The path of a file in the scenario's folder.
    Path,
    /// An equation.
    Equation,
    /// A number or an equation.
    NumberOrEquation,
    /// A number, an option's name, a list, or a table by label.
    Values,
    /// Two numbers, or a table of such by label.
    Range,
    /// Two numbers or names of parameters, or a table of numbers by label.
    Bounds,
    /// A probability law such as `normal(4, 1)`, or a table of such by label.
    Law,
    /// Numbers in a list.
    Numbers,
    /// Pairs of numbers in a list.
    Points,
    /// A list of names, or a table of numbers by name.
    Options,
    /// A list of labels, or the name of a column.
    Labels,
    /// Names of columns, or a table of columns.
    Attributes,
    /// A list of units, or a table of units by name.
    Units,
    /// Numbers or equations by stock.
    Effects,
    /// A table with a unit, or a table of `unit` and `over`, by name.
    Interface,
    /// A table with a number or an equation by name.
    Wiring,
    /// A table with a name by name.
    NameByName,
    /// A table with a number by name.
    NumberByName,
    /// A table with two numbers by name.
    RangeByName,
    /// Text, or `{ claim = "…" }`.
    Objection,
    /// What a strategy does with a lever.
    Setting,
    /// A table with a name for each actor.
    NameByActor,
    /// A table with a list of names for each actor.
    NamesByActor,
    /// A list of tables with the fields of an inner section.
    Tables(&'static str),
    /// A table with the fields of an inner section.
    Inner(&'static str),
    /// A table of names, each with a table with the fields of an inner section.
    InnerByName(&'static str),
    /// The same, or a list of such tables.
    OneOrMore(&'static str),
}

impl Kind {
    /// Key of the words that say what it may be.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Text => "kind-text",
            Kind::Name => "kind-name",
            Kind::Names => "kind-names",
            Kind::Texts => "kind-texts",
            Kind::Number => "kind-number",
            Kind::Share => "kind-share",
            Kind::Whole => "kind-whole",
            Kind::Flag => "kind-flag",
            Kind::Flags => "kind-flags",
            Kind::Date => "kind-date",
            Kind::OneOf(_) => "kind-one-of",
            Kind::Unit => "kind-unit",
            Kind::Duration => "kind-duration",
            Kind::Path => "kind-path",
            Kind::Equation => "kind-equation",
            Kind::NumberOrEquation => "kind-number-or-equation",
            Kind::Values => "kind-values",
            Kind::Range => "kind-range",
            Kind::Bounds => "kind-bounds",
            Kind::Law => "kind-law",
            Kind::Numbers => "kind-numbers",
            Kind::Points => "kind-points",
            Kind::Options => "kind-options",
            Kind::Labels => "kind-labels",
            Kind::Attributes => "kind-attributes",
            Kind::Units => "kind-units",
            Kind::Effects => "kind-effects",
            Kind::Interface => "kind-interface",
            Kind::Wiring => "kind-wiring",
            Kind::NameByName => "kind-name-by-name",
            Kind::NumberByName => "kind-number-by-name",
            Kind::RangeByName => "kind-range-by-name",
            Kind::Objection => "kind-objection",
            Kind::Setting => "kind-setting",
            Kind::NameByActor => "kind-name-by-actor",
            Kind::NamesByActor => "kind-names-by-actor",
            Kind::Tables(_) => "kind-tables",
            Kind::Inner(_) => "kind-inner",
            Kind::InnerByName(_) => "kind-inner-by-name",
            Kind::OneOrMore(_) => "kind-one-or-more",
        }
    }
}

const fn field(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field {
        name,
        kind,
        required: false,
        default: "",
        about,
        example: "",
    }
}

impl Field {
    const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    const fn default(mut self, default: &'static str) -> Field {
        self.default = default;
        self
    }

    const fn example(mut self, example: &'static str) -> Field {
        self.example = example;
        self
    }
}

const ABOUT: Field = field("about", Kind::Text, "What it is, for people.");
const OVER: Field = field("over", Kind::Names, "Its dimensions, in order.")
    .default("none: one number")
    .example("\"corridor\"");
const UNIT: Field = field("unit", Kind::Unit, "Its unit.")
    .default("`1`, a pure number")
    .example("\"t/yr\"");
const SEEN_BY: Field = field("seen_by", Kind::Names, "Actors whose rules may read it.")
    .default("all actors")
    .example("[\"mexico\"]");
const SOURCE: Field = field(
    "source",
    Kind::Names,
    "Where it comes from: a key of `sources.bib`, or several.",
)
.example("\"magliocca-2019\"");
const ASSUMPTION: Field = field(
    "assumption",
    Kind::Text,
    "Why this value, where there is no source, or for what the source does not say.",
);
const GRADE: Field = field(
    "grade",
    Kind::Name,
    "Admiralty grade of this use: A–F for the source, 1–6 for the statement.",
)
.default("that of the source; beside an `assumption` none, and the value counts as assumed")
.example("\"B2\"");
const EQUATION: Field =
    field("equation", Kind::Equation, "What it is at every instant.").required();
const FILE: Field =
    field("file", Kind::Path, "A CSV file of the scenario.").example("\"data/homicides.csv\"");
const BETWEEN: &[&str] = &["step", "linear", "spline"];
const BEYOND: &[&str] = &["hold", "extend", "error"];

/// All sections, in the order in which a reader meets them.
pub const SECTIONS: &[Section] = &[
    Section {
        name: "scenario",
        shape: Shape::Single,
        about: "What the scenario is called, when it plays, and how time advances.",
        fields: &[
            field("title", Kind::Text, "Its title in one line.").required().example("\"Latin America's choice\""),
            ABOUT,
            field("start", Kind::Date, "When it starts.").required().example("2012-01-01"),
            field("end", Kind::Date, "When it ends.").required().example("2022-01-01"),
            field("step", Kind::Duration, "Length of a step: a number and day, week, month or year.").required().example("\"1 week\""),
            field("calendar", Kind::Duration, "A year of so many weeks or days.").default("the civil calendar").example("\"52 weeks\""),
            field("method", Kind::OneOf(&["euler", "rk4"]), "How stocks advance; chance needs `euler`.").default("`euler`").example("\"euler\""),
            field("now", Kind::Date, "Parts the run-up from the future: levers act from here on.").example("2025-12-01"),
            field("time_unit", Kind::OneOf(&["day", "week", "month", "year"]), "Unit of `time`, and of rates without a unit.")
                .default("that of the step")
                .example("\"week\""),
            field("include", Kind::Texts, "Further TOML files, merged as if written here.").example("[\"actors.toml\"]"),
            field("baseline", Kind::Name, "The profile meant by a claim that names none.").default("the first").example("\"status_quo\""),
            field("units", Kind::Units, "Further units of this scenario.").example("[\"recruit\"]"),
            field("every", Kind::Duration, "How often values over time are kept and told: a whole number of steps. Nothing is computed less often.")
                .default("every step; on a page about a hundred instants")
                .example("\"1 year\""),
            field("replications", Kind::Whole, "How many worlds share each set of inputs, each with a luck of its own. `worlds` counts them all.")
                .default("1: each world has inputs of its own")
                .example("4"),
            field("worlds", Kind::Whole, "How many worlds are run where a command names no number.").default("1000").example("2000"),
            field("seed", Kind::Whole, "Seed of all chance.").default("1").example("1"),
            field("verdict", Kind::Inner("scenario.verdict"), "How a share of worlds becomes a word."),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "scenario.verdict",
        shape: Shape::Inner,
        about: "How a share of worlds becomes a word.",
        fields: &[
            field("holds", Kind::Number, "A claim holds at this share of worlds or more.").default("0.75").example("0.75"),
            field("fails", Kind::Number, "A claim fails at this share of worlds or less.").default("0.25").example("0.25"),
            field("calibrated", Kind::Flag, "Whether the worlds are declared a calibrated judgement, so that words of probability may be used.")
                .default("`false`")
                .example("false"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "dimension",
        shape: Shape::Named,
        about: "A named list of elements: countries, corridors, groups. At most 100,000 elements.",
        fields: &[
            ABOUT,
            field("labels", Kind::Labels, "The labels, or the column of `file` that holds them.").example("[\"us\", \"europe\"]"),
            field("file", Kind::Path, "A CSV file with one row for each element.").example("\"data/nodes.csv\""),
            field("attributes", Kind::Attributes, "Properties of each element. One whose words are labels of a dimension names elements of it: `price[link.from]`, `sum(flow, link by link.to)`.").example("{ distance = [2.0, 7.5] }"),
            field("of", Kind::Name, "The dimension that this is a part of.").example("\"corridor\""),
            field("where", Kind::Text, "Which elements belong to the part, by one attribute.").example("\"ocean == atlantic\""),
            field("size", Kind::Whole, "So many elements, labelled 1, 2, ….").example("52"),
        ],
        short: Some(Kind::Names),
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "parameter",
        shape: Shape::Named,
        about: "A number, a table of numbers or a choice between options that does not change over time. Arrays have at most 10,000,000 elements.",
        fields: &[
            ABOUT,
            UNIT,
            OVER,
            field("value", Kind::Values, "Its value; with a distribution or range the central one.").default("the median of the distribution").example("4"),
            field("range", Kind::Bounds, "Uncertain between two bounds, of which one may be another parameter's name; with `distribution` the bounds that truncate it.").example("[2, 9]"),
            field("distribution", Kind::Law, "Uncertain with this law.").example("\"lognormal(4, 1.5)\""),
            field("spread", Kind::Share, "Uncertain between value × (1 − spread) and value × (1 + spread).").example("0.2"),
            field("whole", Kind::Flag, "Whether `range` draws whole numbers, each equally likely.").default("`false`").example("true"),
            field("draw", Kind::OneOf(&["each", "common"]), "Whether each element of an array is drawn on its own, or one draw serves all: the same quantile of each element's distribution.")
                .default("`each`")
                .example("\"common\""),
            field("sums", Kind::Name, "With `dirichlet`: the dimension along which the shares sum to 1.").default("the last").example("\"source\""),
            field("options", Kind::Texts, "A choice between named options instead of a number.").example("[\"least_drugs\", \"regime_change\"]"),
            field("weights", Kind::Numbers, "Probabilities of the options.").default("all equal").example("[0.5, 0.5]"),
            field("uncertain", Kind::Flag, "Whether the option is drawn in each world.")
                .default("`true`, but `false` where `value` names an option and there are no `weights`")
                .example("false"),
            FILE,
            field("labels", Kind::Name, "The column of `file` with the labels of elements.").example("\"country\""),
            field("column", Kind::Name, "The column of `file` with the values.").example("\"homicides\""),
            field("wide", Kind::Flag, "Whether the header of `file` names the elements of the second dimension.").default("`false`").example("true"),
            field("edges", Kind::Inner("parameter.edges"), "Values of pairs of elements, from a list of edges."),
            SOURCE,
            ASSUMPTION,
            GRADE,
            SEEN_BY,
        ],
        short: Some(Kind::Number),
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "parameter.edges",
        shape: Shape::Inner,
        about: "Values of pairs of elements: one row of a CSV file for each pair.",
        fields: &[
            FILE.required(),
            field("from", Kind::Name, "The column with the element of the first dimension.").required().example("\"node_a\""),
            field("to", Kind::Name, "The column with the element of the second dimension.").required().example("\"node_b\""),
            field("value", Kind::Name, "The column with the value.").default("1 for each pair that is listed").example("\"weight\""),
            field("symmetric", Kind::Flag, "Whether each row also holds the other way round.").default("`false`").example("true"),
            field("missing", Kind::Number, "The value of pairs that are not listed.").default("0").example("0"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "correlation",
        shape: Shape::Listed,
        about: "Two uncertain numbers that are drawn together (Gaussian copula).",
        fields: &[
            ABOUT,
            field("parameters", Kind::Texts, "The two; an element of an array is written `share[us]`.").required().example("[\"a\", \"b\"]"),
            field("rank", Kind::Number, "Spearman's rank correlation, between −1 and 1.").required().example("0.6"),
            SOURCE,
            ASSUMPTION,
            GRADE,
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "constraint",
        shape: Shape::Listed,
        about: "A condition that parameters fulfil in every world: they are drawn from their joint distribution given that it holds.",
        fields: &[
            ABOUT,
            field("that", Kind::Equation, "The condition, on parameters alone; of arrays it holds for every element.").required().example("\"start_price < street_price\""),
            SOURCE,
            ASSUMPTION,
            GRADE,
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "group",
        shape: Shape::Named,
        about: "Uncertain parameters that belong together: `contend why` tells of them as one. Groups may overlap.",
        fields: &[
            ABOUT,
            field("inputs", Kind::Texts, "Parameters with all their uncertain elements, or single elements such as `share[us]`.")
                .required()
                .example("[\"oil_price\", \"gas_price\"]"),
        ],
        short: Some(Kind::Texts),
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "series",
        shape: Shape::Named,
        about: "A function of time, from data.",
        fields: &[
            ABOUT,
            UNIT,
            OVER,
            FILE.required(),
            field("time", Kind::Name, "The column of dates or decimal years.").required().example("\"year\""),
            field("column", Kind::Name, "The column with the values.").required().example("\"homicides\""),
            field("labels", Kind::Name, "Over a dimension: the column with the labels of elements.").example("\"country\""),
            field("between", Kind::OneOf(BETWEEN), "How it goes between two points.").required().example("\"linear\""),
            field("beyond", Kind::OneOf(BEYOND), "How it goes before the first and after the last point.").required().example("\"hold\""),
            SOURCE,
            ASSUMPTION,
            GRADE,
            SEEN_BY,
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "lookup",
        shape: Shape::Named,
        about: "A function of one argument by points; equations call it by its name.",
        fields: &[
            ABOUT,
            field("points", Kind::Points, "Pairs of argument and value, by rising argument.").required().example("[[0, 1], [0.5, 0.8], [1, 0.1]]"),
            field("x_unit", Kind::Unit, "Unit of the argument.").default("`1`, a pure number").example("\"1\""),
            field("unit", Kind::Unit, "Unit of the values.").default("`1`, a pure number").example("\"1\""),
            field("between", Kind::OneOf(BETWEEN), "How it goes between two points.").default("`linear`").example("\"linear\""),
            field("beyond", Kind::OneOf(BEYOND), "How it goes before the first and after the last point.").default("`hold`").example("\"hold\""),
            SOURCE,
            ASSUMPTION,
            GRADE,
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "function",
        shape: Shape::Named,
        about: "An equation with a name and arguments, for use in others. It remembers nothing and draws nothing, and calls no function that calls it.",
        fields: &[
            ABOUT,
            field("arguments", Kind::Names, "Names of what it is called with, in order.").required().example("[\"x\", \"steepness\"]"),
            field("equation", Kind::Equation, "What it gives.").required().example("\"1 / (1 + exp(-steepness * x))\""),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "stock",
        shape: Shape::Named,
        about: "Something that accumulates.",
        fields: &[
            ABOUT,
            UNIT,
            OVER,
            field("start", Kind::NumberOrEquation, "Its value at the start.").required().example("\"initial_total * share\""),
            field("change", Kind::NumberOrEquation, "Its net rate of change.").default("only flows and events change it").example("\"recruited - killed\""),
            field("at_zero", Kind::OneOf(&["clamp", "extinct"]), "What happens at zero: it stops there, or stays there for good.")
                .default("it may go negative")
                .example("\"clamp\""),
            field("transit", Kind::Equation, "A conveyor: how long everything that enters stays.").default("none: equations say what leaves").example("\"3 years\""),
            field("priority", Kind::Names, "Flows out of it that are served first where there is not enough for all, in this order.")
                .default("all share in proportion")
                .example("[\"drinking_water\", \"irrigation\"]"),
            SOURCE,
            ASSUMPTION,
            GRADE,
            SEEN_BY,
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "flow",
        shape: Shape::Named,
        about: "A rate that moves something from one stock to another, or from or to the outside.",
        fields: &[
            ABOUT,
            UNIT,
            OVER,
            field("equation", Kind::Equation, "What it is at every instant; a flow out of a conveyor has none.").default("required, but out of a conveyor").example("\"rate * members\""),
            field("leak", Kind::NumberOrEquation, "Of a flow out of a conveyor: the share of what enters that it takes on the way, or per time of what is there.").default("none: what has been there for the time of transit").example("\"0.1{1/year}\""),
            field("from", Kind::Name, "The stock that it leaves; `inventory[link.from]`, the element that an attribute names.").default("`outside`").example("\"civilians\""),
            field("to", Kind::Name, "The stock that it enters; likewise `inventory[link.to]`.").default("`outside`").example("\"members\""),
            SEEN_BY,
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "variable",
        shape: Shape::Named,
        about: "Defined by an equation at every instant.",
        fields: &[ABOUT, UNIT, OVER, EQUATION.example("\"softmax(preference, corridor)\""), SEEN_BY],
        short: Some(Kind::Equation),
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "module",
        shape: Shape::Named,
        about: "Equations that are declared once and used several times with other inputs: beside these fields it has sections such as `[module.market.variable.price]`, of parameters, stocks, flows, variables, levers, events and outcomes.",
        fields: &[
            ABOUT,
            field("inputs", Kind::Interface, "What a use gives it by equations: for each a unit, or `{ unit = \"…\", over = \"…\" }`.").default("none").example("{ supply = \"kg/year\" }"),
            field("names", Kind::Names, "What a use gives it by name: stocks that its flows leave or enter, dimensions, actors and others.").default("none").example("[\"store\"]"),
        ],
        short: None,
        others: Others::Sections,
        reserved: None,
    },
    Section {
        name: "use",
        shape: Shape::Named,
        about: "One use of a module. What the module declares as `price` is called `street_price` of `[use.street]`.",
        fields: &[
            ABOUT,
            field("module", Kind::Name, "The module.").required().example("\"market\""),
            field("inputs", Kind::Wiring, "Its inputs: equations, or numbers in the unit of the input.").example("{ supply = \"arrivals_us\" }"),
            field("names", Kind::NameByName, "What its names stand for.").example("{ store = \"warehouse\" }"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "event",
        shape: Shape::Named,
        about: "Something that happens at once, in some worlds or in all. It has one of `hazard`, `at` and `when`.",
        fields: &[
            ABOUT,
            OVER,
            field("hazard", Kind::NumberOrEquation, "How likely it is per time.").example("\"leak_rate * cooperation\""),
            field("at", Kind::Date, "The date on which it happens.").example("2026-06-01"),
            field("when", Kind::Equation, "The condition that brings it about.").example("\"approval < 40{%}\""),
            field("from", Kind::Date, "From when on its hazard or condition counts.").default("the start of the run").example("2025-09-01"),
            field("repeat", Kind::Flag, "Whether it can happen again.").default("`true` with `hazard`, else `false`").example("true"),
            field("cooldown", Kind::Duration, "Least time between two occurrences.").default("none").example("\"6 months\""),
            field("effect", Kind::Effects, "What it adds to stocks.").example("{ approval = \"-exposure_cost\" }"),
            field("set", Kind::Effects, "What it sets stocks to.").example("{ alert = 1 }"),
            field("outcomes", Kind::InnerByName("event.outcomes"), "What it may come to: each occurrence to exactly one of these.")
                .default("it has no outcomes")
                .example("{ convicted = { weight = 0.7, effect = { trust = 0.1 } }, acquitted = { weight = 0.3 } }"),
            field("known", Kind::OneOrMore("event.known"), "What is known of it: only worlds that agree count.")
                .default("nothing")
                .example("{ happened = false, until = 2025-12-31, source = \"smith-2026\" }"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "event.outcomes",
        shape: Shape::Inner,
        about: "One outcome of an event, `[event.NAME.outcomes.NAME]`. In `count` and `since` it is called `event.outcome`.",
        fields: &[
            ABOUT,
            field("weight", Kind::NumberOrEquation, "How likely it is beside the other outcomes; 0 or more.").required().example("\"0.7 * pressure\""),
            field("effect", Kind::Effects, "What it adds to stocks, besides what the event does.").example("{ trust = \"-0.2\" }"),
            field("set", Kind::Effects, "What it sets stocks to.").example("{ jailed = 1 }"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "event.known",
        shape: Shape::Inner,
        about: "Whether an event had happened by a day, in the world as it really was. Worlds that disagree count in nothing, under any profile.",
        fields: &[
            field("happened", Kind::Flags, "Whether it had happened, once or more often; `false`: never. Over dimensions `false` is said of all elements together; a table by label says it of some.")
                .required()
                .example("false"),
            field("until", Kind::Date, "The last day of which that is known.").required().example("2025-12-31"),
            field("under", Kind::Name, "The profile that stands for the world as it really was.").default("the baseline").example("\"campaign\""),
            SOURCE,
            ASSUMPTION,
            GRADE,
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "actor",
        shape: Shape::Named,
        about: "Someone who acts.",
        fields: &[
            ABOUT,
            field("name", Kind::Text, "Name for people.").default("the name in the heading").example("\"Mexico\""),
            field("default", Kind::Name, "Its strategy where a profile names none.").default("its first").example("\"balancing_act\""),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "lever",
        shape: Shape::Named,
        about: "Something that an actor sets. It has one of `range`, `options` and `switch`.",
        fields: &[
            ABOUT,
            field("actor", Kind::Name, "Whose it is.").required().example("\"mexico\""),
            UNIT,
            OVER,
            field("range", Kind::Range, "A number between bounds.").example("[0, 1]"),
            field("whole", Kind::Flag, "Whether it takes whole numbers alone; what a rule gives is held to the nearest.").default("`false`").example("true"),
            field("options", Kind::Options, "A choice between named values.").example("{ denounce = 0, hedge = 0.5, endorse = 1 }"),
            field("switch", Kind::Flag, "Off or on.").example("true"),
            field("public", Kind::Flag, "Whether all actors see it.").default("`true`").example("false"),
            field("default", Kind::Setting, "Its value before `now`, and where a strategy does not speak of it.")
                .default("the first option, 0, or off")
                .example("\"hedge\""),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "strategy",
        shape: Shape::ByActor,
        about: "One actor's plan: for each of its levers a constant, a schedule or a rule.",
        fields: &[
            ABOUT,
            field("like", Kind::Name, "Another strategy of the actor, which holds where this one says nothing.").example("\"watchful\""),
            field("thresholds", Kind::NumberByName, "At which values its rules read parameters; whatever else reads them reads what is declared.")
                .example("{ alarm = 0.3 }"),
            field("free", Kind::RangeByName, "Between which values `contend better --search` may set parameters in its rules.")
                .example("{ alarm = [0.05, 0.6] }"),
        ],
        short: None,
        others: Others::Levers,
        reserved: None,
    },
    Section {
        name: "profile",
        shape: Shape::Named,
        about: "One strategy for every actor; actors that are left out keep their default.",
        fields: &[ABOUT],
        short: None,
        others: Others::Actors,
        reserved: None,
    },
    Section {
        name: "outcome",
        shape: Shape::Named,
        about: "A number that sums up a run.",
        fields: &[ABOUT, UNIT, OVER, EQUATION.example("\"total(arrivals_us)\"")],
        short: Some(Kind::Equation),
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "objective",
        shape: Shape::Named,
        about: "What an actor wants; the name is the actor's. Claims read it as `objective_mexico`.",
        fields: &[ABOUT, UNIT, EQUATION.example("\"mean(approval) - mean(homicide_rate[mexico])\"")],
        short: Some(Kind::Equation),
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "claim",
        shape: Shape::Named,
        about: "A sentence of the argument. It has one of `test`, `check` and `value_judgement`.",
        fields: &[
            field("says", Kind::Text, "The sentence.").required().example("\"Striking boats barely changes supply.\""),
            ABOUT,
            field("test", Kind::Equation, "True or false in each world; with `mean(x)`, `share(condition)`, `median(x)` or `quantile(x, level)`, of all worlds together.").example("\"us_arrivals@strikes > 0.95 * us_arrivals@status_quo\""),
            field("check", Kind::Equation, "A statement of fact, on parameters and data alone.").example("\"production_2023[colombia] > 0.5 * sum(production_2023)\""),
            field("given", Kind::Equation, "Which worlds the claim is judged on: true or false in each.").default("all").example("\"boats_sunk@strikes > 0\""),
            field("by", Kind::OneOf(&["worlds", "inputs"]), "Of what the test is asked: of each world; or of each set of inputs, outcomes being means over its lucks (needs `replications`).").default("`worlds`").example("\"inputs\""),
            field("value_judgement", Kind::Flag, "A judgement that is never tested.").default("`false`").example("true"),
            SOURCE,
            ASSUMPTION,
            GRADE,
            field("rests_on", Kind::Names, "Claims that it builds on.").example("[\"other_claim\"]"),
            field("control", Kind::Name, "A profile in which nothing is done (a negative control): a test of an effect should not hold when every profile in it but the baseline is this one.").example("\"as_usual\""),
            field("objection", Kind::Objection, "What an opponent would say.").example("{ claim = \"other_claim\" }"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "game",
        shape: Shape::Named,
        about: "The choice that several actors with objectives face at once, or in turn.",
        fields: &[
            ABOUT,
            field("players", Kind::Texts, "The actors that choose; each has an objective.").required().example("[\"mexico\", \"united_states\"]"),
            field("strategies", Kind::NamesByActor, "Between what each player chooses.")
                .default("all strategies of the player")
                .example("{ mexico = [\"defiance\", \"balancing_act\"] }"),
            field("others", Kind::NameByActor, "What actors do that are no players, and players before their first move.")
                .default("the default strategy of each")
                .example("{ venezuela = \"mobilise\" }"),
            field("leader", Kind::Name, "The player that can commit itself before the others choose.")
                .default("each in turn is looked at as the leader")
                .example("\"united_states\""),
            field("symmetric", Kind::Flag, "Whether players are interchangeable, so that one run serves all combinations that differ only in who is who.")
                .default("`false`")
                .example("true"),
            field("rounds", Kind::Tables("game.rounds"), "Moves in turn, two to four, instead of one choice for the whole time.")
                .example("[{ player = \"united_states\", at = 2026-01-01 }, { player = \"mexico\", at = 2026-07-01 }]"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "game.rounds",
        shape: Shape::Inner,
        about: "One move of a game that is played in turn. Moves of the same date are made without seeing each other.",
        fields: &[
            field("player", Kind::Name, "Who moves.").required().example("\"mexico\""),
            field("at", Kind::Date, "From when on the choice holds.").required().example("2026-07-01"),
            field("strategies", Kind::Texts, "Between what it chooses.").default("the player's strategies in this game").example("[\"yield\", \"refuse\"]"),
            field("sees", Kind::Texts, "Players whose earlier moves it sees, as far as their levers are public.")
                .default("all")
                .example("[\"united_states\"]"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "page",
        shape: Shape::Single,
        about: "What the published page shows besides claims, games and evidence. May be left out.",
        fields: &[
            field("language", Kind::Name, "Language of the scenario's own texts, as a tag of BCP 47.").default("`en`").example("\"es\""),
            field("author", Kind::Text, "Who wrote the scenario.").example("\"A. Analyst\""),
            field("funder", Kind::Text, "Who paid for it.").example("\"Nobody\""),
            field("date", Kind::Date, "When it was last revised.").example("2026-01-31"),
            field("purpose", Kind::Text, "What it is for.").example("\"To test a published claim.\""),
            field("findings", Kind::Texts, "Claims whose verdicts the page tells first: the two to four that a reader should take away.")
                .default("none")
                .example("[\"open-is-better\", \"strikes-change-little\"]"),
            field("questions", Kind::Texts, "Uncertain parameters, or elements of them, of which the page asks its readers first what they assume, after the two that turn most verdicts.")
                .default("none")
                .example("[\"waiting_share\"]"),
            field("levers", Kind::Texts, "Levers of strategies, three to five, as `actor.strategy.lever`, that readers move first where the page has an engine.")
                .default("none")
                .example("[\"mexico.balancing_act.troops\"]"),
            field("profiles", Kind::Texts, "Profiles that charts and maps draw beside the baseline; at most three are drawn.")
                .default("the first three")
                .example("[\"halved\", \"doubled\"]"),
            field("from", Kind::Date, "From when on the page's charts are drawn, where what is before it is of no interest; a chart with a record begins at its first value even so.")
                .default("the first instant")
                .example("2015-01-01"),
            field("charts", Kind::Tables("page.charts"), "Quantities drawn over time, in order.")
                .default("the quantities that most claims look at")
                .example("[{ show = \"deaths\" }]"),
            field("better", Kind::Texts, "Actors whose strategies the page ranks, as `contend better` does: each needs an objective and a choice.")
                .default("none")
                .example("[\"mexico\"]"),
            field("map", Kind::Inner("page.map"), "A map of flows.").default("no map").example("{ flows = \"arrivals\" }"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "page.charts",
        shape: Shape::Inner,
        about: "One chart over time.",
        fields: &[
            field("show", Kind::Name, "The quantity: `deaths`, one element as `members[cjng]`, or the sum over all elements as `members`.")
                .required()
                .example("\"deaths\""),
            field("title", Kind::Text, "What it shows, in a line.").default("what the quantity says of itself").example("\"Deaths a week\""),
            field("data", Kind::Name, "A series whose points are drawn as dots: the record that the model is held against.")
                .example("\"recorded_deaths\""),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "page.map",
        shape: Shape::Inner,
        about: "A map of flows. Over two dimensions, each element of which has attributes `longitude` and `latitude`, a flow goes from the first to the second; over one dimension, its elements have `from_longitude`, `from_latitude`, `to_longitude` and `to_latitude`.",
        fields: &[
            field("flows", Kind::Name, "The outcome that gives the amounts.").required().example("\"arrivals\""),
            field("title", Kind::Text, "What it shows, in a line.").default("what the outcome says of itself").example("\"Cocaine by route, 2030\""),
            field("frame", Kind::Numbers, "West, south, east and north edge in degrees.")
                .default("around the flows")
                .example("[-120, -35, -30, 45]"),
        ],
        short: None,
        others: Others::None,
        reserved: None,
    },
    Section {
        name: "observation",
        shape: Shape::Named,
        about: "Measured history that the model should reproduce.",
        fields: &[],
        short: None,
        others: Others::None,
        reserved: Some("comparing with measured history comes with a later version of Contend"),
    },
];

/// The section of that name.
#[must_use]
pub fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|s| s.name == name)
}

/// A law that a parameter may have.
#[derive(Clone, Copy, Debug)]
pub struct LawEntry {
    /// Name in `distribution`.
    pub name: &'static str,
    /// How it is written.
    pub written: &'static str,
    /// What it is.
    pub about: &'static str,
    /// An example.
    pub example: &'static str,
}

const fn law(
    name: &'static str,
    written: &'static str,
    about: &'static str,
    example: &'static str,
) -> LawEntry {
    LawEntry {
        name,
        written,
        about,
        example,
    }
}

/// All laws that a parameter may have.
pub const LAWS: &[LawEntry] = &[
    law(
        "uniform",
        "uniform(low, high)",
        "Every value between the two is equally likely.",
        "uniform(2, 9)",
    ),
    law(
        "loguniform",
        "loguniform(low, high)",
        "The logarithm is uniform: every order of magnitude is equally likely.",
        "loguniform(0.001, 1)",
    ),
    law(
        "normal",
        "normal(mean, sd) or normal(low to high)",
        "The bell curve, by its mean and standard deviation, or by two numbers between which nine values in ten lie.",
        "normal(4, 1)",
    ),
    law(
        "lognormal",
        "lognormal(median, factor) or lognormal(low to high)",
        "The logarithm is normal: two thirds of the values lie between median ÷ factor and median × factor; or nine in ten between two numbers.",
        "lognormal(4, 1.5)",
    ),
    law(
        "triangular",
        "triangular(low, mode, high)",
        "A triangle by its ends and its most likely value.",
        "triangular(2, 4, 9)",
    ),
    law(
        "pert",
        "pert(low, mode, high)",
        "A smooth hill by its ends and its most likely value, with the mean (low + 4 × mode + high) / 6.",
        "pert(2, 4, 9)",
    ),
    law(
        "integers",
        "integers(low, high)",
        "Whole numbers, both ends included, each equally likely.",
        "integers(1, 6)",
    ),
    law(
        "beta",
        "beta(alpha, beta) or beta(alpha, beta, low, high)",
        "A share between 0 and 1, or between two bounds.",
        "beta(2, 5)",
    ),
    law(
        "dirichlet",
        "dirichlet(a, b, …) or dirichlet(a)",
        "Shares that sum to 1 along a dimension: a number for each element, or one for all; the larger they are together, the less the shares vary.",
        "dirichlet(8, 1, 1)",
    ),
    law(
        "poisson",
        "poisson(mean)",
        "A count of independent happenings.",
        "poisson(3)",
    ),
    law(
        "discrete",
        "discrete(value: probability, …)",
        "One of several values.",
        "discrete(1: 0.5, 2: 0.3, 5: 0.2)",
    ),
    law(
        "data",
        "data(\"file\", \"column\")",
        "One of the observed values, each equally likely.",
        "data(\"data/delays.csv\", \"months\")",
    ),
];
