//! Every diagnostic by its identifier: what it means, with a wrong and a right example.

/// One diagnostic.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Stable identifier.
    pub id: &'static str,
    /// What it says, in a line.
    pub title: &'static str,
    /// Why, and how to mend it.
    pub explanation: &'static str,
}

/// All diagnostics, by identifier.
pub const CATALOGUE: &[Entry] = &[
    Entry {
        id: "array-too-large",
        title: "An array has too many elements",
        explanation: "All elements of an array are kept at once, so a product of large dimensions soon fills a machine: at most 10,000,000 elements and 8 dimensions.\n\nWrong:\n\n    over = [\"household\", \"product\", \"month\"]\n\nRight:\n\n    over = [\"region\", \"product\"]",
    },
    Entry {
        id: "bad-clock",
        title: "Start, end and step do not fit",
        explanation: "The run goes from `start` to `end` in whole steps, and `now` lies between them.\n\nWrong:\n\n    start = 2012, end = 2012-01-10, step = \"1 week\"\n\nRight:\n\n    start = 2012-01-01, end = 2022-01-01, step = \"1 week\", calendar = \"52 weeks\"",
    },
    Entry {
        id: "bad-condition",
        title: "The condition of a subset cannot be read",
        explanation: "A subset by condition compares one attribute of the dimension with one word or number.\n\nWrong:\n\n    where = \"ocean is atlantic\"\n\nRight:\n\n    where = \"ocean == atlantic\"",
    },
    Entry {
        id: "bad-correlation",
        title: "Two parameters cannot be correlated so",
        explanation: "A correlation joins two different uncertain numbers.\n\nWrong:\n\n    parameters = [\"a\", \"a\"]\n\nRight:\n\n    parameters = [\"a\", \"b\"]",
    },
    Entry {
        id: "bad-date",
        title: "This is no date",
        explanation: "Dates are written as year-month-day and must exist.\n\nWrong:\n\n    2025-02-30\n\nRight:\n\n    2025-02-28",
    },
    Entry {
        id: "bad-distribution",
        title: "A distribution cannot be as it is written",
        explanation: "The numbers of a distribution must make one: a positive spread, bounds in order, probabilities that sum to something.\n\nWrong:\n\n    distribution = \"normal(4, -1)\"\n\nRight:\n\n    distribution = \"normal(4, 1)\"",
    },
    Entry {
        id: "bad-duration",
        title: "A length of time cannot be read",
        explanation: "A length of time is a number and day, week, month or year.\n\nWrong:\n\n    step = \"weekly\"\n\nRight:\n\n    step = \"1 week\"",
    },
    Entry {
        id: "bad-grade",
        title: "This is no Admiralty grade",
        explanation: "A grade is a letter for the source (A reliable to E unreliable, F unknown) and a digit for the statement (1 confirmed to 5 improbable, 6 unknown).\n\nWrong:\n\n    grade = \"2B\"\n\nRight:\n\n    grade = \"B2\"",
    },
    Entry {
        id: "bad-name",
        title: "A name has signs that names do not have",
        explanation: "Names begin with a small letter and go on with small letters, digits and `_`; claims and sources may also have `-`.\n\nWrong:\n\n    [parameter.\"Learning time\"]\n\nRight:\n\n    [parameter.learning_time]",
    },
    Entry {
        id: "bad-number",
        title: "A number cannot be read",
        explanation: "Numbers are finite and written with a point.\n\nWrong:\n\n    3,5\n\nRight:\n\n    3.5",
    },
    Entry {
        id: "bad-range",
        title: "A range cannot be as it is written",
        explanation: "A range has two numbers, the smaller first.\n\nWrong:\n\n    range = [9, 2]\n\nRight:\n\n    range = [2, 9]",
    },
    Entry {
        id: "bad-setting",
        title: "A lever cannot be set to that",
        explanation: "A strategy sets a lever to a number in its range, to one of its options, or on and off.\n\nWrong:\n\n    public_stance = \"shout\"\n\nRight:\n\n    public_stance = \"denounce\"",
    },
    Entry {
        id: "bad-unit",
        title: "A unit cannot be read",
        explanation: "Units are written like `t/yr`, `1/(person week)`, `USD kg^-1`.\n\nWrong:\n\n    unit = \"t per year\"\n\nRight:\n\n    unit = \"t/yr\"",
    },
    Entry {
        id: "bad-value",
        title: "A value cannot be as it is written",
        explanation: "The value must fit the kind of parameter: a number, an option's name, or one for each element.\n\nWrong:\n\n    value = \"four\"\n\nRight:\n\n    value = 4",
    },
    Entry {
        id: "bad-weights",
        title: "The weights of options do not fit",
        explanation: "There is one weight for each option, none negative, not all 0.\n\nWrong:\n\n    options = [\"a\", \"b\"], weights = [1]\n\nRight:\n\n    options = [\"a\", \"b\"], weights = [0.7, 0.3]",
    },
    Entry {
        id: "bib-syntax",
        title: "An entry of sources.bib cannot be read",
        explanation: "The bibliography is BibTeX as Zotero exports it. The other entries are read all the same.\n\nWrong:\n\n    @misc{key, title = {Open\n\nRight:\n\n    @misc{key, title = {Closed}}",
    },
    Entry {
        id: "chained-comparison",
        title: "Comparisons cannot be chained",
        explanation: "A comparison is true or false, so it cannot be compared again.\n\nWrong:\n\n    0 < x < 1\n\nRight:\n\n    0 < x and x < 1",
    },
    Entry {
        id: "chance-with-rk4",
        title: "Chance does not go with the Runge–Kutta method",
        explanation: "That method looks at each step four times, and a fresh draw would differ each time.\n\nWrong:\n\n    method = \"rk4\" with normal(0, 1)\n\nRight:\n\n    method = \"euler\"",
    },
    Entry {
        id: "claim-not-in-brief",
        title: "The brief does not mention a claim",
        explanation: "The brief is the argument in prose; every claim is marked where it is made.\n\nWrong:\n\n    (no mark)\n\nRight:\n\n    … violence falls [[recruitment-matters]].",
    },
    Entry {
        id: "claim-test",
        title: "A claim does not say how it is tested",
        explanation: "Each claim has exactly one of `test`, `check` and `value_judgement`.\n\nWrong:\n\n    says = \"…\" alone\n\nRight:\n\n    says = \"…\", test = \"deaths@both < deaths@status_quo\"",
    },
    Entry {
        id: "claims-in-circle",
        title: "Claims rest on each other",
        explanation: "A claim that rests on another cannot also hold that other one up.\n\nWrong:\n\n    a rests on b, b rests on a\n\nRight:\n\n    a rests on b",
    },
    Entry {
        id: "csv-column-twice",
        title: "Two columns have the same name",
        explanation: "Columns are named in the header, each differently.\n\nWrong:\n\n    year,value,value\n\nRight:\n\n    year,value,error",
    },
    Entry {
        id: "csv-row",
        title: "A row has too many or too few cells",
        explanation: "Every row has as many cells as the header.\n\nWrong:\n\n    a,b,c then 1,2\n\nRight:\n\n    a,b,c then 1,2,3",
    },
    Entry {
        id: "csv-syntax",
        title: "A CSV file cannot be read",
        explanation: "Cells are parted by commas; a cell with commas or quotes stands in double quotes.\n\nWrong:\n\n    Smith, John\n\nRight:\n\n    \"Smith, John\"",
    },
    Entry {
        id: "date-outside",
        title: "A date lies outside the run",
        explanation: "The run goes from `start` to `end`.\n\nWrong:\n\n    at = 2050-01-01\n\nRight:\n\n    at = 2027-01-01",
    },
    Entry {
        id: "declared-twice",
        title: "The same name is declared twice",
        explanation: "Equations must know which of two is meant.\n\nWrong:\n\n    [stock.members] and [variable.members]\n\nRight:\n\n    [stock.members] and [variable.member_share]",
    },
    Entry {
        id: "dimension-cycle",
        title: "Dimensions are made of each other",
        explanation: "A second name or a subset refers to another dimension, in the end to a list.\n\nWrong:\n\n    a = \"b\", b = \"a\"\n\nRight:\n\n    a = [\"x\", \"y\"], b = \"a\"",
    },
    Entry {
        id: "dimension-too-large",
        title: "A dimension has too many elements",
        explanation: "A dimension has at most 100,000 elements, all together 1,000,000.\n\nWrong:\n\n    size = 1000000\n\nRight:\n\n    size = 52",
    },
    Entry {
        id: "dimension-twice",
        title: "A dimension stands twice in `over`",
        explanation: "For pairs of elements the dimension gets a second name.\n\nWrong:\n\n    over = [\"group\", \"group\"]\n\nRight:\n\n    rival = \"group\", over = [\"group\", \"rival\"]",
    },
    Entry {
        id: "duplicate-label",
        title: "Two elements have the same label",
        explanation: "Labels name elements, so each is used once.\n\nWrong:\n\n    labels = [\"us\", \"us\"]\n\nRight:\n\n    labels = [\"us\", \"europe\"]",
    },
    Entry {
        id: "duplicate-time",
        title: "A series has two values for one time",
        explanation: "Each time has one value (for each element).\n\nWrong:\n\n    2020,5 and 2020,6\n\nRight:\n\n    2020,5 and 2021,6",
    },
    Entry {
        id: "edge-twice",
        title: "A pair of elements is listed twice",
        explanation: "Each pair stands once; with `symmetric = true` also not the other way round.\n\nWrong:\n\n    a,b,1 and b,a,2\n\nRight:\n\n    a,b,1",
    },
    Entry {
        id: "empty-dimension",
        title: "A dimension has no elements",
        explanation: "A dimension lists at least one element.\n\nWrong:\n\n    corridor = []\n\nRight:\n\n    corridor = [\"pacific\"]",
    },
    Entry {
        id: "equation-too-deep",
        title: "An equation is too deep",
        explanation: "Parts of equations stand inside each other at most 300 deep.\n\nWrong:\n\n    ((((…))))\n\nRight:\n\n    two variables",
    },
    Entry {
        id: "equation-too-long",
        title: "An equation is too long",
        explanation: "An equation has at most 20,000 words.\n\nWrong:\n\n    a + a + a + …\n\nRight:\n\n    sum(a, dimension)",
    },
    Entry {
        id: "event-trigger",
        title: "An event does not say when it happens",
        explanation: "Each event has exactly one of `hazard`, `at` and `when`.\n\nWrong:\n\n    [event.leak] effect = { … }\n\nRight:\n\n    [event.leak] hazard = \"0.1{1/yr}\", effect = { … }",
    },
    Entry {
        id: "field-conflict",
        title: "Two fields say different things",
        explanation: "Of these fields only one can be given.\n\nWrong:\n\n    value and file\n\nRight:\n\n    file and column",
    },
    Entry {
        id: "file-not-found",
        title: "A file is not there",
        explanation: "Files are named by their path inside the scenario's folder.\n\nWrong:\n\n    file = \"nodes.csv\"\n\nRight:\n\n    file = \"data/nodes.csv\"",
    },
    Entry {
        id: "file-too-large",
        title: "A file is too large",
        explanation: "TOML, BibTeX and Markdown files have at most 8 MiB, CSV files 64 MiB.\n\nWrong:\n\n    a dump of everything\n\nRight:\n\n    the columns that are used",
    },
    Entry {
        id: "file-unreadable",
        title: "A file cannot be read",
        explanation: "The system refused to give the file, or it is not text in UTF-8.\n\nWrong:\n\n    a spreadsheet\n\nRight:\n\n    the sheet saved as CSV (UTF-8)",
    },
    Entry {
        id: "flow-dimensions",
        title: "A flow lacks a dimension of its stock",
        explanation: "What enters or leaves an array must say how much of each element.\n\nWrong:\n\n    flow over nothing into stock over group\n\nRight:\n\n    flow over group",
    },
    Entry {
        id: "flow-nowhere",
        title: "A flow moves nothing",
        explanation: "A flow leaves a stock, enters one, or both.\n\nWrong:\n\n    [flow.x] equation = \"…\"\n\nRight:\n\n    [flow.x] equation = \"…\", to = \"members\"",
    },
    Entry {
        id: "foreign-sign",
        title: "A sign of another language",
        explanation: "Equations use `and`, `or`, `not`, `mod`, `^`, `<=`, `>=`, `!=`.\n\nWrong:\n\n    a && b\n\nRight:\n\n    a and b",
    },
    Entry {
        id: "game-call",
        title: "A game is asked something in a way that it cannot answer",
        explanation: "A question names the game first, then the player it is about, then what each player does. Ask one of the ways that `contend explain` and the reference page list; of a game played in turn only `contend game` can tell.\n\nWrong:\n\n    test = \"best_reply(tariffs, mexico) == yield\"\n\nRight:\n\n    test = \"best_reply(tariffs, mexico, united_states = threaten) == yield\"",
    },
    Entry {
        id: "game-players",
        title: "The players of a game do not fit",
        explanation: "A game has two players or more, each named once, and nothing else fixes what they do.\n\nWrong:\n\n    players = [\"mexico\"]\n\nRight:\n\n    players = [\"mexico\", \"united_states\"]",
    },
    Entry {
        id: "game-rounds",
        title: "The moves of a game played in turn do not fit",
        explanation: "A game in turn has two to four moves; every player makes one at least, and no player two on the same date.\n\nWrong:\n\n    rounds = [{ player = \"mexico\", at = 2026-01-01 }]\n\nRight:\n\n    rounds = [{ player = \"united_states\", at = 2026-01-01 }, { player = \"mexico\", at = 2026-03-01 }]",
    },
    Entry {
        id: "game-symmetry",
        title: "Players are called interchangeable but have different choices",
        explanation: "With `symmetric = true`, only how many play what matters, not who does. So all players have strategies of the same names, in the same order.\n\nWrong:\n\n    strategies = { north = [\"fish\", \"rest\"], south = [\"rest\", \"fish\"] }\n\nRight:\n\n    strategies = { north = [\"fish\", \"rest\"], south = [\"fish\", \"rest\"] }",
    },
    Entry {
        id: "game-too-large",
        title: "A game has too many combinations",
        explanation: "Every combination of strategies is simulated: 20,000 at most, and moves in turn may lead to 4,096 different runs. Each further strategy multiplies the number.\n\nWrong:\n\n    six players with eight strategies each (262,144 combinations)\n\nRight:\n\n    three players with eight strategies each (512), the others fixed in `others`",
    },
    Entry {
        id: "if-else",
        title: "`else` is missing",
        explanation: "Every `if` says what holds otherwise.\n\nWrong:\n\n    if x > 0 then 1\n\nRight:\n\n    if x > 0 then 1 else 0",
    },
    Entry {
        id: "if-then",
        title: "`then` is missing",
        explanation: "A choice is written `if … then … else …`.\n\nWrong:\n\n    if x > 0 1 else 0\n\nRight:\n\n    if x > 0 then 1 else 0",
    },
    Entry {
        id: "include-cycle",
        title: "Files include each other",
        explanation: "Each file is included once.\n\nWrong:\n\n    a.toml includes b.toml includes a.toml\n\nRight:\n\n    scenario.toml includes both",
    },
    Entry {
        id: "label-alone",
        title: "A label stands where a number is needed",
        explanation: "Labels are compared with a dimension, or pick an element.\n\nWrong:\n\n    'CJNG' * 2\n\nRight:\n\n    members['CJNG'] * 2",
    },
    Entry {
        id: "lever-domain",
        title: "A lever does not say what it can be set to",
        explanation: "Each lever has exactly one of `range`, `options` and `switch`.\n\nWrong:\n\n    [lever.aid] actor = \"us\"\n\nRight:\n\n    [lever.aid] actor = \"us\", range = [0, 1]",
    },
    Entry {
        id: "lever-unset",
        title: "No strategy sets a lever",
        explanation: "A lever that nobody sets is the same in all profiles.\n\nWrong:\n\n    (no strategy)\n\nRight:\n\n    [strategy.us.generous] aid = 1",
    },
    Entry {
        id: "loop",
        title: "Equations need each other at the same time",
        explanation: "None of them can be computed first. A stock, or a look back in time, breaks the loop.\n\nWrong:\n\n    price = \"demand * 2\", demand = \"10 - price\"\n\nRight:\n\n    demand = \"10 - previous(price, 3)\"",
    },
    Entry {
        id: "misplaced-chance",
        title: "A draw stands where there is no chance",
        explanation: "Draws belong to variables, flows, changes and starts.\n\nWrong:\n\n    outcome: at_end(normal(0, 1))\n\nRight:\n\n    variable: normal(0, 1); outcome: at_end(shock)",
    },
    Entry {
        id: "misplaced-game",
        title: "A game is asked outside the test of a claim",
        explanation: "What serves whom is known only when all runs are done; so equations and `check` cannot use it, the `test` of a claim can.\n\nWrong:\n\n    variable: if best_reply(tariffs, mexico, …) == yield then 1 else 0\n\nRight:\n\n    claim: test = \"best_reply(tariffs, mexico, united_states = threaten) == yield\"",
    },
    Entry {
        id: "misplaced-memory",
        title: "A look back stands where there is no past",
        explanation: "Memory belongs to variables, flows and changes.\n\nWrong:\n\n    outcome: at_end(previous(x))\n\nRight:\n\n    variable: previous(x)",
    },
    Entry {
        id: "misplaced-outcome",
        title: "An outcome is read during the run",
        explanation: "Outcomes are known only afterwards; claims read them.\n\nWrong:\n\n    variable: total_deaths * 2\n\nRight:\n\n    claim: total_deaths@both > 0",
    },
    Entry {
        id: "misplaced-profile",
        title: "A profile is named outside a claim",
        explanation: "Equations run under every profile alike.\n\nWrong:\n\n    variable: deaths@both\n\nRight:\n\n    claim: deaths@both < deaths@status_quo",
    },
    Entry {
        id: "misplaced-summary",
        title: "A summary over time stands inside the run",
        explanation: "`total`, `at_end` and the like sum up a whole run, in outcomes and objectives.\n\nWrong:\n\n    variable: total(flow)\n\nRight:\n\n    outcome: total(flow); variable: cumulative(flow)",
    },
    Entry {
        id: "missing-elements",
        title: "An array lacks elements that are read",
        explanation: "A quantity over a part of a dimension can be read along that part only.\n\nWrong:\n\n    at_sea[corridor]\n\nRight:\n\n    at_sea[sea]",
    },
    Entry {
        id: "missing-field",
        title: "A field is missing",
        explanation: "Some fields must be given.\n\nWrong:\n\n    [stock.x] change = \"1\"\n\nRight:\n\n    [stock.x] start = 0, change = \"1\"",
    },
    Entry {
        id: "missing-label",
        title: "Elements have no value",
        explanation: "A table by label gives each element a value.\n\nWrong:\n\n    value = { us = 1 }\n\nRight:\n\n    value = { us = 1, europe = 2 }",
    },
    Entry {
        id: "no-now",
        title: "The scenario has no `now`",
        explanation: "`now` in equations is the date set in [scenario].\n\nWrong:\n\n    if time > now …\n\nRight:\n\n    [scenario] now = 2025-12-01",
    },
    Entry {
        id: "no-objective",
        title: "A player wants nothing",
        explanation: "Who chooses in a game needs an objective: what it would have as much of as it can, from one whole run.\n\nWrong:\n\n    players = [\"mexico\", \"united_states\"] alone\n\nRight:\n\n    [objective] mexico = \"mean(approval)\", united_states = \"-total(arrivals)\"",
    },
    Entry {
        id: "no-origin",
        title: "A number has neither source nor assumption",
        explanation: "Readers must be able to see where every number comes from.\n\nWrong:\n\n    value = 4\n\nRight:\n\n    value = 4, source = \"magliocca-2019\"",
    },
    Entry {
        id: "no-strategy",
        title: "An actor has no strategy",
        explanation: "Without a strategy the levers of an actor stay at their defaults, and a player of a game has nothing to choose between.\n\nWrong:\n\n    (no strategy)\n\nRight:\n\n    [strategy.mexico.defiance]",
    },
    Entry {
        id: "not-a-condition",
        title: "Something that is neither true nor false",
        explanation: "Conditions compare things.\n\nWrong:\n\n    if tonnes then 1 else 0\n\nRight:\n\n    if tonnes > 0 then 1 else 0",
    },
    Entry {
        id: "not-a-time",
        title: "Something that is no time",
        explanation: "Delays and dates are times and have a unit.\n\nWrong:\n\n    smooth(x, 4)\n\nRight:\n\n    smooth(x, 4{month})",
    },
    Entry {
        id: "not-an-array",
        title: "Square brackets behind something without a name",
        explanation: "Only named quantities have elements that can be picked.\n\nWrong:\n\n    (a + b)[us]\n\nRight:\n\n    c[us], with the variable c = a + b",
    },
    Entry {
        id: "not-an-input",
        title: "This is not one uncertain number",
        explanation: "Correlations join uncertain numbers; of an array one element.\n\nWrong:\n\n    parameters = [\"share\", \"b\"]\n\nRight:\n\n    parameters = [\"share[us]\", \"b\"]",
    },
    Entry {
        id: "not-an-outcome",
        title: "This is not an outcome",
        explanation: "`@` reads an outcome under a profile.\n\nWrong:\n\n    approval@both > 50{%}\n\nRight:\n\n    final_approval@both > 50{%}",
    },
    Entry {
        id: "not-continuous",
        title: "Options and single values cannot be correlated",
        explanation: "Correlated parameters have a range or a continuous distribution.\n\nWrong:\n\n    parameters = [\"motive\", \"b\"]\n\nRight:\n\n    parameters = [\"a\", \"b\"]",
    },
    Entry {
        id: "not-over",
        title: "Something is not over a dimension",
        explanation: "A sum goes over a dimension that the summed thing has.\n\nWrong:\n\n    sum(total, corridor)\n\nRight:\n\n    sum(flow, corridor)",
    },
    Entry {
        id: "not-symmetric",
        title: "A symmetric table needs the same dimension twice",
        explanation: "Only pairs of elements of one list can be turned round.\n\nWrong:\n\n    over = [\"group\", \"state\"], symmetric = true\n\nRight:\n\n    over = [\"group\", \"rival\"], symmetric = true",
    },
    Entry {
        id: "not-utf8",
        title: "A file is not text in UTF-8",
        explanation: "Files are plain text in UTF-8; signs that are not were replaced by �.\n\nWrong:\n\n    a CSV in an old Windows encoding\n\nRight:\n\n    saved as CSV (UTF-8)",
    },
    Entry {
        id: "open-dimension",
        title: "An equation leaves a dimension open",
        explanation: "The result has one number for each element, but one number (or another array) is declared.\n\nWrong:\n\n    total = \"flow\"\n\nRight:\n\n    total = \"sum(flow, corridor)\"",
    },
    Entry {
        id: "open-mark",
        title: "A mark in the brief is not closed",
        explanation: "Marks are written `[[claim-id]]` on one line.\n\nWrong:\n\n    [[claim-id]\n\nRight:\n\n    [[claim-id]]",
    },
    Entry {
        id: "out-of-bounds",
        title: "A number is outside what makes sense here",
        explanation: "Shares lie between 0 and 1, correlations between −1 and 1, and so on.\n\nWrong:\n\n    holds = 75\n\nRight:\n\n    holds = 0.75",
    },
    Entry {
        id: "outside-run",
        title: "A date lies outside the run",
        explanation: "The run goes from `start` to `end`.\n\nWrong:\n\n    at(x, 2050-01-01)\n\nRight:\n\n    at(x, 2030-01-01)",
    },
    Entry {
        id: "path-outside",
        title: "A path leaves the scenario's folder",
        explanation: "A scenario reads nothing but its own folder.\n\nWrong:\n\n    file = \"../secret.csv\"\n\nRight:\n\n    file = \"data/own.csv\"",
    },
    Entry {
        id: "page-map",
        title: "The map of the page cannot be drawn",
        explanation: "A map needs an outcome whose elements have places, in degrees: over two dimensions each element has the attributes `longitude` and `latitude`; over one dimension it has `from_longitude`, `from_latitude`, `to_longitude` and `to_latitude`. A frame is west, south, east and north.\n\nWrong:\n\n    [page]\n    map = { flows = \"arrivals\", frame = [45, -120, -35, -30] }\n\nRight:\n\n    [page]\n    map = { flows = \"arrivals\", frame = [-120, -35, -30, 45] }",
    },
    Entry {
        id: "points-order",
        title: "Points or dates are out of order",
        explanation: "They are listed by rising argument, each once.\n\nWrong:\n\n    [[1, 2], [0, 1]]\n\nRight:\n\n    [[0, 1], [1, 2]]",
    },
    Entry {
        id: "private-lever",
        title: "A rule reads what its actor cannot see",
        explanation: "Another actor's private lever is hidden; its effects may show.\n\nWrong:\n\n    rule = \"if secret_deal > 0 then …\"\n\nRight:\n\n    rule = \"if arrivals < 100{t} then …\"",
    },
    Entry {
        id: "range-order",
        title: "A range is upside down",
        explanation: "The smaller number comes first.\n\nWrong:\n\n    range = [1, 0]\n\nRight:\n\n    range = [0, 1]",
    },
    Entry {
        id: "reserved-name",
        title: "A name means something in equations already",
        explanation: "Functions, `time`, `now` and words such as `if` cannot be names.\n\nWrong:\n\n    [variable.time]\n\nRight:\n\n    [variable.travel_time]",
    },
    Entry {
        id: "reserved-section",
        title: "A section that this version cannot run yet",
        explanation: "Observations come with a later version.\n\nWrong:\n\n    [observation.homicides]\n\nRight:\n\n    (leave it out for now)",
    },
    Entry {
        id: "self-edge",
        title: "An edge joins an element with itself",
        explanation: "Edges join two different elements.\n\nWrong:\n\n    a,a,1\n\nRight:\n\n    a,b,1",
    },
    Entry {
        id: "single-equals",
        title: "One `=` in an equation",
        explanation: "Two are a comparison.\n\nWrong:\n\n    if x = 1 then …\n\nRight:\n\n    if x == 1 then …",
    },
    Entry {
        id: "text-attribute",
        title: "A text is read as a number",
        explanation: "Attributes with words are compared.\n\nWrong:\n\n    corridor.ocean * 2\n\nRight:\n\n    corridor.ocean == pacific",
    },
    Entry {
        id: "toml-syntax",
        title: "The TOML cannot be read",
        explanation: "TOML is `name = value`, texts in quotes, tables in square brackets.\n\nWrong:\n\n    title = My argument\n\nRight:\n\n    title = \"My argument\"",
    },
    Entry {
        id: "too-many-findings",
        title: "Not all findings are listed",
        explanation: "After a thousand findings the rest is only counted.\n\nWrong:\n\n    –\n\nRight:\n\n    mend the first ones, then check again",
    },
    Entry {
        id: "too-many-includes",
        title: "Too many files",
        explanation: "A scenario includes at most 500 files.\n\nWrong:\n\n    one file for each number\n\nRight:\n\n    one file for each subject",
    },
    Entry {
        id: "too-many-indices",
        title: "More indices than dimensions",
        explanation: "Each dimension takes one index.\n\nWrong:\n\n    rate[us] where rate is one number\n\nRight:\n\n    rate",
    },
    Entry {
        id: "too-many-inputs",
        title: "Too many uncertain numbers",
        explanation: "A scenario has at most 100,000.\n\nWrong:\n\n    range on an array of a million\n\nRight:\n\n    one uncertain factor for all",
    },
    Entry {
        id: "too-many-parts",
        title: "A setting has too many parts",
        explanation: "Schedules and settings by label have at most 200 parts.\n\nWrong:\n\n    a daily schedule of years\n\nRight:\n\n    a series from CSV, read in a rule",
    },
    Entry {
        id: "too-many-steps",
        title: "The run has too many steps",
        explanation: "A run has at most 1,000,000 steps.\n\nWrong:\n\n    step = \"1 day\" over 5000 years\n\nRight:\n\n    step = \"1 year\"",
    },
    Entry {
        id: "too-much-data",
        title: "The data are too large",
        explanation: "All files together have at most 512 MiB.\n\nWrong:\n\n    raw records\n\nRight:\n\n    a table of what is used",
    },
    Entry {
        id: "truncated-away",
        title: "A range leaves nothing of a distribution",
        explanation: "Draws come from the distribution inside the range.\n\nWrong:\n\n    normal(0, 1) with range = [50, 60]\n\nRight:\n\n    normal(55, 3) with range = [50, 60]",
    },
    Entry {
        id: "unclosed",
        title: "A bracket or quote is never closed",
        explanation: "Each has its other half.\n\nWrong:\n\n    (a + b\n\nRight:\n\n    (a + b)",
    },
    Entry {
        id: "unexpected-end",
        title: "An equation ends too early",
        explanation: "An operator has something on both sides.\n\nWrong:\n\n    flow +\n\nRight:\n\n    flow + 1{t/yr}",
    },
    Entry {
        id: "unexpected",
        title: "Something does not belong there",
        explanation: "Operands are joined by operators.\n\nWrong:\n\n    2 share\n\nRight:\n\n    2 * share",
    },
    Entry {
        id: "unit-mismatch",
        title: "Units do not fit",
        explanation: "Adding, comparing and choosing need the same unit, also in size; bare numbers are pure.\n\nWrong:\n\n    seized{t} + rate{1/yr}\n\nRight:\n\n    seized + flow * rate * 1{yr}",
    },
    Entry {
        id: "unit-not-pure",
        title: "Something must be a pure number",
        explanation: "Exponents, logarithms and the like need numbers without a unit.\n\nWrong:\n\n    exp(distance)\n\nRight:\n\n    exp(distance / 100{km})",
    },
    Entry {
        id: "unknown-actor",
        title: "There is no such actor",
        explanation: "Actors are declared under [actor].\n\nWrong:\n\n    actor = \"mexiko\"\n\nRight:\n\n    actor = \"mexico\"",
    },
    Entry {
        id: "unknown-attribute",
        title: "A dimension has no such attribute",
        explanation: "Attributes are columns of the dimension's table.\n\nWrong:\n\n    corridor.ocen\n\nRight:\n\n    corridor.ocean",
    },
    Entry {
        id: "unknown-claim",
        title: "There is no such claim",
        explanation: "Claims are declared under [claim].\n\nWrong:\n\n    [[recruitment]]\n\nRight:\n\n    [[recruitment-matters]]",
    },
    Entry {
        id: "unknown-column",
        title: "A CSV file has no such column",
        explanation: "Columns are named in its header.\n\nWrong:\n\n    column = \"Value\"\n\nRight:\n\n    column = \"value\"",
    },
    Entry {
        id: "unknown-dimension",
        title: "There is no such dimension",
        explanation: "Dimensions are declared under [dimension].\n\nWrong:\n\n    over = \"coridor\"\n\nRight:\n\n    over = \"corridor\"",
    },
    Entry {
        id: "unknown-distribution",
        title: "There is no such distribution",
        explanation: "The reference lists them.\n\nWrong:\n\n    distribution = \"gauss(0, 1)\"\n\nRight:\n\n    distribution = \"normal(0, 1)\"",
    },
    Entry {
        id: "unknown-element",
        title: "There is no such element",
        explanation: "Elements are named as the dimension lists them.\n\nWrong:\n\n    flow[pacifc]\n\nRight:\n\n    flow[pacific]",
    },
    Entry {
        id: "unknown-event",
        title: "There is no such event",
        explanation: "Events are declared under [event].\n\nWrong:\n\n    count(exposre)\n\nRight:\n\n    count(exposure)",
    },
    Entry {
        id: "unknown-field",
        title: "There is no such field",
        explanation: "The reference lists the fields of each section.\n\nWrong:\n\n    valeu = 4\n\nRight:\n\n    value = 4",
    },
    Entry {
        id: "unknown-function",
        title: "There is no such function",
        explanation: "The reference lists them.\n\nWrong:\n\n    smoth(x, 1{yr})\n\nRight:\n\n    smooth(x, 1{yr})",
    },
    Entry {
        id: "unknown-game",
        title: "There is no game of that name",
        explanation: "Games are declared under [game], and a claim names the one that it asks first.\n\nWrong:\n\n    test = \"equilibrium(trade_war, …)\", with [game.tariffs]\n\nRight:\n\n    test = \"equilibrium(tariffs, …)\"",
    },
    Entry {
        id: "unknown-label",
        title: "A dimension has no element of that label",
        explanation: "Tables by label use the labels of the dimension.\n\nWrong:\n\n    value = { usa = 1 }\n\nRight:\n\n    value = { us = 1 }",
    },
    Entry {
        id: "unknown-lever",
        title: "There is no such lever",
        explanation: "A strategy sets levers of its own actor.\n\nWrong:\n\n    public_stanse = \"hedge\"\n\nRight:\n\n    public_stance = \"hedge\"",
    },
    Entry {
        id: "unknown-name",
        title: "Nothing has that name",
        explanation: "Equations read quantities, lookups and functions.\n\nWrong:\n\n    flwo * 2\n\nRight:\n\n    flow * 2",
    },
    Entry {
        id: "unknown-option",
        title: "There is no such option",
        explanation: "A categorical parameter has the options that it lists.\n\nWrong:\n\n    value = \"drug\"\n\nRight:\n\n    value = \"drugs\"",
    },
    Entry {
        id: "unknown-parameter",
        title: "There is no such parameter",
        explanation: "Parameters are declared under [parameter].\n\nWrong:\n\n    parameters = [\"x\", \"b\"]\n\nRight:\n\n    parameters = [\"a\", \"b\"]",
    },
    Entry {
        id: "unknown-player",
        title: "This is no player of the game",
        explanation: "Only who stands in `players` chooses; what all others do is fixed in `others`.\n\nWrong:\n\n    players = [\"mexico\", \"united_states\"], leader = \"venezuela\"\n\nRight:\n\n    players = [\"mexico\", \"united_states\"], leader = \"united_states\"",
    },
    Entry {
        id: "unknown-profile",
        title: "There is no such profile",
        explanation: "Profiles are declared under [profile].\n\nWrong:\n\n    deaths@strike\n\nRight:\n\n    deaths@strikes",
    },
    Entry {
        id: "unknown-section",
        title: "There is no such section",
        explanation: "The reference lists them.\n\nWrong:\n\n    [parameters]\n\nRight:\n\n    [parameter]",
    },
    Entry {
        id: "unknown-sign",
        title: "A sign means nothing in an equation",
        explanation: "Equations use letters, digits and a few signs.\n\nWrong:\n\n    a # b\n\nRight:\n\n    a - b",
    },
    Entry {
        id: "unknown-source",
        title: "The bibliography has no such entry",
        explanation: "Sources are keys of sources.bib.\n\nWrong:\n\n    source = \"smith2020\"\n\nRight:\n\n    source = \"smith-2020\"",
    },
    Entry {
        id: "unknown-stock",
        title: "There is no such stock",
        explanation: "Flows and events change stocks.\n\nWrong:\n\n    to = \"member\"\n\nRight:\n\n    to = \"members\"",
    },
    Entry {
        id: "unknown-strategy",
        title: "An actor has no such strategy",
        explanation: "Strategies are declared under [strategy.ACTOR.NAME].\n\nWrong:\n\n    mexico = \"balance\"\n\nRight:\n\n    mexico = \"balancing_act\"",
    },
    Entry {
        id: "unknown-unit",
        title: "A unit is not known",
        explanation: "Own units are declared in [scenario].\n\nWrong:\n\n    unit = \"recruit\"\n\nRight:\n\n    [scenario] units = [\"recruit\"]",
    },
    Entry {
        id: "unused-source",
        title: "Nothing cites a source",
        explanation: "The bibliography lists what is used.\n\nWrong:\n\n    @misc{extra, …}\n\nRight:\n\n    source = \"extra\"",
    },
    Entry {
        id: "unused",
        title: "Nothing reads something",
        explanation: "What no equation, outcome or claim reads may be a leftover or a slip.\n\nWrong:\n\n    [parameter.old_rate]\n\nRight:\n\n    (take it out, or use it)",
    },
    Entry {
        id: "value-needed",
        title: "A value is missing",
        explanation: "A parameter has a value, a range, a distribution or data.\n\nWrong:\n\n    [parameter.x] unit = \"t\"\n\nRight:\n\n    [parameter.x] unit = \"t\", value = 4",
    },
    Entry {
        id: "value-outside-range",
        title: "The value lies outside its own range",
        explanation: "The central value is one of those that can be drawn.\n\nWrong:\n\n    value = 1, range = [2, 9]\n\nRight:\n\n    value = 4, range = [2, 9]",
    },
    Entry {
        id: "varies-over-time",
        title: "Something has no single value here",
        explanation: "Outcomes sum up over time; claims read outcomes.\n\nWrong:\n\n    outcome: flow\n\nRight:\n\n    outcome: at_end(flow)",
    },
    Entry {
        id: "wrong-arguments",
        title: "A function is called in the wrong way",
        explanation: "The reference shows how each is called.\n\nWrong:\n\n    smooth(x)\n\nRight:\n\n    smooth(x, 4{month})",
    },
    Entry {
        id: "wrong-length",
        title: "A list has the wrong length",
        explanation: "One value for each element, two bounds, and so on.\n\nWrong:\n\n    range = [1]\n\nRight:\n\n    range = [1, 2]",
    },
    Entry {
        id: "wrong-type",
        title: "A value is of the wrong kind",
        explanation: "Texts stand in quotes, numbers do not.\n\nWrong:\n\n    worlds = \"2000\"\n\nRight:\n\n    worlds = 2000",
    },
];

/// The diagnostic of that identifier.
#[must_use]
pub fn explain(id: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|e| e.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Identifiers in the sources of this crate: the first text of a finding.
    fn used() -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("sources").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("catalogue.rs") && !path.ends_with("tests.rs") {
                    let text = std::fs::read_to_string(&path).expect("a source");
                    let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    for mark in [
                        "Diagnostic::error(",
                        "Diagnostic::warning(",
                        "Diagnostic::note(",
                        "self.error(",
                        ".error_at(",
                        "id: ",
                        "problem(",
                    ] {
                        for rest in squeezed.split(mark).skip(1) {
                            let rest = rest.trim_start();
                            if let Some(id) =
                                rest.strip_prefix('"').and_then(|r| r.split('"').next())
                                && (id.contains('-')
                                    || ["loop", "unused", "unclosed", "unexpected"].contains(&id))
                            {
                                found.insert(id.to_owned());
                            }
                        }
                    }
                }
            }
        }
        found
    }

    #[test]
    fn every_finding_is_explained_and_nothing_else() {
        let known: BTreeSet<String> = CATALOGUE.iter().map(|e| e.id.to_owned()).collect();
        assert_eq!(known.len(), CATALOGUE.len(), "an identifier stands twice");
        let used = used();
        let missing: Vec<_> = used.difference(&known).collect();
        assert!(missing.is_empty(), "not explained: {missing:?}");
        let idle: Vec<_> = known.difference(&used).collect();
        assert!(idle.is_empty(), "never said: {idle:?}");
    }
}
