//! Every diagnostic in English: what it means with a wrong and a right example, and the sentences that are said of it.

use super::entry::{Entry, labelled, said};

/// All diagnostics, by identifier.
pub const CATALOGUE: &[Entry] = &[
    Entry {
        id: "ambiguous-element",
        title: "A label belongs to two dimensions",
        explanation: "Where the elements of two dimensions have the same label, only its place tells which is meant.\n\nWrong:\n\n    flow[north]\n\nRight:\n\n    flow[north, market]",
        said: &[said(
            "",
            "`{name}` is an element of {dimensions}, and it is open which is meant",
            &[
                "give `{array}` an index for each of its dimensions; the dimension's own name leaves it open",
            ],
        )],
    },
    Entry {
        id: "argument-indexed",
        title: "An index on what is no name",
        explanation: "In a function `x[rival]` reads an array along `rival` where the function is called with the name of one. Of anything else there is no reading it along something else.\n\nWrong:\n\n    met(0.1 * infectious)\n\nRight:\n\n    [variable.risky] over = \"group\", equation = \"0.1 * infectious\"\n\n    met(risky)",
        said: &[said(
            "",
            "`{name}` was called with an expression, which cannot be read along something else",
            &["give the expression a name, a variable, and call the function with that"],
        )],
    },
    Entry {
        id: "array-too-large",
        title: "An array has too many elements",
        explanation: "All elements of an array are kept at once, so a product of large dimensions soon fills a machine: at most 10,000,000 elements and 8 dimensions.\n\nWrong:\n\n    over = [\"household\", \"product\", \"month\"]\n\nRight:\n\n    over = [\"region\", \"product\"]",
        said: &[
            said(
                "dimensions",
                "an array may have at most 8 dimensions",
                &["leave some out"],
            ),
            said(
                "elements",
                "this array has {sizes:times} elements; at most 10,000,000 fit",
                &["leave out a dimension, or use a part of one"],
            ),
            said(
                "intermediate",
                "on the way to its result this makes an array of {sizes:times} elements; at most 10,000,000 fit",
                &["sum up each array before they are multiplied, or use a part of a dimension"],
            ),
            said(
                "altogether",
                "from here on the arrays of all equations have more than 200,000,000 elements",
                &["use parts of the dimensions, or sum up earlier"],
            ),
            said(
                "parameters",
                "all parameters together have more than 20,000,000 numbers",
                &["leave out a dimension, or use a part of one"],
            ),
            said(
                "constraints",
                "from here on all conditions together have more than 10,000 elements",
                &["put a condition on a sum, a mean or a part of the array"],
            ),
            said(
                "distributions",
                "these distributions hold more than 20,000,000 values",
                &["use fewer values, or fewer elements"],
            ),
        ],
    },
    Entry {
        id: "bad-by",
        title: "Elements cannot be told apart by this",
        explanation: "After `by` stands an attribute of the elements that a function goes over. Its words are the labels of the dimension that the result is over.\n\nWrong:\n\n    sum(flow, link by node)\n\nRight:\n\n    sum(flow, link by link.to)",
        said: &[
            said(
                "",
                "`{text}` is no attribute",
                &["name an attribute, one of {written}"],
            ),
            said(
                "no-attributes",
                "`{text}` is no attribute, and `{dimension}` has none",
                &[
                    "add `attributes` to `[dimension.{dimension}]`, such as the columns `from` and `to` of its table",
                ],
            ),
            said(
                "elsewhere",
                "`{function}` goes over {over}, and `{written}` tells elements of `{of}` apart",
                &["name an attribute of {over}"],
            ),
            said(
                "twice",
                "two attributes sort elements into `{into}`",
                &["give one of them a second name of it, `{written} as …`"],
            ),
            said(
                "own",
                "this varies over `{into}` itself, into whose elements `{written}` sorts",
                &[
                    "read it for each element by `[{written}]`, or sort into a second name of `{into}`: `{written} as …`",
                ],
            ),
            said(
                "several",
                "the words of `{written}` are labels of {dimensions}, and it is open over which the result is",
                &["write `{cure}`, or the other"],
            ),
            said(
                "no-dimension",
                "the words of `{written}` are labels of no one dimension: `{word}`, for one",
                &[
                    "declare them: `{list}` under `[dimension]`",
                    "declare a dimension of which all of them are labels",
                ],
            ),
            said(
                "as",
                "`{function}` keeps the elements that it goes over, so there is nothing to call `as` another dimension",
                &["write `{written}`"],
            ),
        ],
    },
    Entry {
        id: "bad-clock",
        title: "Start, end and step do not fit",
        explanation: "The run goes from `start` to `end` in whole steps, and `now` lies between them.\n\nWrong:\n\n    start = 2012, end = 2012-01-10, step = \"1 week\"\n\nRight:\n\n    start = 2012-01-01, end = 2022-01-01, step = \"1 week\", calendar = \"52 weeks\"",
        said: &[
            said(
                "",
                "from start to end there are {steps:.3} steps; it must be a whole number",
                &[
                    "end at {end}, or choose a step that fits",
                    "choose a step that fits, such as `{step}`",
                    "choose a step that fits",
                ],
            ),
            said(
                "order",
                "the end, {end}, is not after the start, {start}",
                &["choose a later end"],
            ),
        ],
    },
    Entry {
        id: "bad-condition",
        title: "The condition of a subset cannot be read",
        explanation: "A subset by condition compares one attribute of the dimension with one word or number.\n\nWrong:\n\n    where = \"ocean is atlantic\"\n\nRight:\n\n    where = \"ocean == atlantic\"",
        said: &[
            said(
                "",
                "`where` must compare an attribute with a value",
                &["for example `where = \"ocean == atlantic\"`"],
            ),
            said(
                "value",
                "`{attribute}` cannot be compared with `{value}`",
                &[
                    "it is one of {words:some}",
                    "it holds numbers: compare it with a number",
                ],
            ),
        ],
    },
    Entry {
        id: "bad-correlation",
        title: "Two parameters cannot be correlated so",
        explanation: "A correlation joins two different uncertain numbers.\n\nWrong:\n\n    parameters = [\"a\", \"a\"]\n\nRight:\n\n    parameters = [\"a\", \"b\"]",
        said: &[said(
            "",
            "a parameter cannot be correlated with itself",
            &["name two different ones"],
        )],
    },
    Entry {
        id: "bad-date",
        title: "This is no date",
        explanation: "Dates are written as year-month-day and must exist.\n\nWrong:\n\n    2025-02-30\n\nRight:\n\n    2025-02-28",
        said: &[
            said(
                "",
                "`{name}` is not a date or a year",
                &["write `2026-01-31`, or a whole year such as `2026`"],
            ),
            said(
                "data",
                "`{text}` is not a date or a year",
                &["write `2026-01-31`, `2026-01`, or a year such as `2026` or `2026.5`"],
            ),
            said(
                "calendar",
                "`{text}` is not a date of the calendar",
                &["write dates as year-month-day, such as 2025-12-01"],
            ),
        ],
    },
    Entry {
        id: "bad-distribution",
        title: "A distribution cannot be as it is written",
        explanation: "The numbers of a distribution must make one: a positive spread, bounds in order, probabilities that sum to something.\n\nWrong:\n\n    distribution = \"normal(4, -1)\"\n\nRight:\n\n    distribution = \"normal(4, 1)\"",
        said: &[
            said(
                "data",
                "`data` takes a file and a column",
                &[
                    "write `data(\"data/file.csv\", \"column\")`; inside a quoted text put these names in single quotes",
                ],
            ),
            said(
                "data-rows",
                "the file has {rows} rows; a distribution needs between 1 and 100,000",
                &["choose a file with fewer rows"],
            ),
            said(
                "brackets",
                "`{name}` needs its numbers in round brackets",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "number",
                "`{part}` is not a number",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "count",
                "`{name}` does not take {count} {count:number|numbers}",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "bounds",
                "the lower bound, {low}, is not below the upper bound, {high}",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "logarithm",
                "the lower bound is {low}, but a logarithm needs it above 0",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "deviation",
                "the standard deviation is {value}; it must be above 0",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "median",
                "the median is {value}; it must be above 0",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "factor",
                "the factor is {value}; it must be above 1",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "mode",
                "the most likely value, {mode}, is not between {low} and {high}",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "wide",
                "these bounds are further apart than the greatest number, 1.8e308",
                &[
                    "use a larger unit and smaller numbers: write `{written}`, for example `{example}`",
                ],
            ),
            said(
                "shapes-large",
                "a shape of {shape} is more than {most}: that is all but one number",
                &[
                    "give a value alone, or a narrow `normal`; write `{written}`, for example `{example}`",
                ],
            ),
            said(
                "shapes",
                "both shapes must be above 0",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "interval",
                "that nine values in ten lie between two numbers says too little of `{name}`",
                &[
                    "write `{written}`, for example `{example}`; `normal({low} to {high})` is fixed by an interval",
                ],
            ),
            said(
                "shares",
                "`dirichlet` draws shares that sum to 1 along a dimension, and this is one number",
                &["add `over`, or write `beta(a, b)` for one share"],
            ),
            said(
                "shares-count",
                "`dirichlet` has {count} {count:number|numbers}, and {dimension} {size} elements",
                &["give a number for each element, in their order, or one for all"],
            ),
            said(
                "shares-number",
                "{value} cannot be a number of `dirichlet`: each is between 0.1 and 1,000,000",
                &["give numbers between these"],
            ),
            said(
                "shares-size",
                "`dirichlet` draws 2 to 1,000 shares, and {dimension} has {size} elements",
                &["use another dimension"],
            ),
            said(
                "shares-mixed",
                "along {dimension} all shares have one `dirichlet`",
                &["write it once for each whole, by the labels of the other dimension"],
            ),
            said(
                "shares-unit",
                "shares that sum to 1 are pure numbers, and have no unit `{unit}`",
                &["take `unit` out"],
            ),
            said(
                "shares-sum",
                "these values sum to {sum} along {dimension}, not to 1",
                &["correct them, or take them out: then they are the means of the shares"],
            ),
            said(
                "interval-uniform",
                "`uniform` takes its two ends, between which all values lie",
                &[
                    "write `uniform({low}, {high})`; if one value in ten lies outside, `normal({low} to {high})`",
                ],
            ),
            said(
                "interval-low",
                "the lower end is {low}, and what is lognormal is above 0",
                &["write `normal({low} to {high})`, or a lower end above 0"],
            ),
            said(
                "whole",
                "{value} is no whole number up to 1e15",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "mean",
                "the mean is {value}; it cannot be negative",
                &["write `{written}`, for example `{example}`"],
            ),
            said(
                "discrete-pair",
                "`{part}` is not a value with its probability",
                &[
                    "write `discrete(value: probability, …)`, for example `discrete(1: 0.5, 2: 0.3, 5: 0.2)`",
                ],
            ),
            said(
                "discrete-values",
                "this has more than 100,000 values",
                &[
                    "write `discrete(value: probability, …)`, for example `discrete(1: 0.5, 2: 0.3, 5: 0.2)`",
                ],
            ),
            said(
                "discrete-twice",
                "the value {value} stands twice",
                &[
                    "write `discrete(value: probability, …)`, for example `discrete(1: 0.5, 2: 0.3, 5: 0.2)`",
                ],
            ),
            said(
                "discrete-negative",
                "the probability {weight} is negative",
                &[
                    "write `discrete(value: probability, …)`, for example `discrete(1: 0.5, 2: 0.3, 5: 0.2)`",
                ],
            ),
            said(
                "discrete-sum",
                "the probabilities sum to {sum}, not to 1",
                &[
                    "write `discrete(value: probability, …)`, for example `discrete(1: 0.5, 2: 0.3, 5: 0.2)`",
                ],
            ),
        ],
    },
    Entry {
        id: "bad-duration",
        title: "A length of time cannot be read",
        explanation: "A length of time is a number and day, week, month or year.\n\nWrong:\n\n    step = \"weekly\"\n\nRight:\n\n    step = \"1 week\"",
        said: &[
            said(
                "",
                "`{text}` is not a length of time",
                &["write a number and day, week, month or year: `\"1 week\"`, `\"0.25 year\"`"],
            ),
            said(
                "calendar",
                "`{text}` is not a year of so many weeks or days",
                &["for example `calendar = \"52 weeks\"`"],
            ),
        ],
    },
    Entry {
        id: "bad-grade",
        title: "This is no Admiralty grade",
        explanation: "A grade is a letter for the source (A reliable to E unreliable, F unknown) and a digit for the statement (1 confirmed to 5 improbable, 6 unknown).\n\nWrong:\n\n    grade = \"2B\"\n\nRight:\n\n    grade = \"B2\"",
        said: &[said(
            "",
            "`{text}` is not an Admiralty grade",
            &[
                "write a letter from A (reliable) to F (unknown) and a digit from 1 (confirmed) to 6 (unknown): `B2`",
            ],
        )],
    },
    Entry {
        id: "bad-end",
        title: "An attribute names no element of a stock",
        explanation: "A flow over links leaves and enters the nodes that attributes of the links name: the words of the attribute are labels of the stock's dimension, and each link has one. Events act on stocks likewise.\n\nWrong:\n\n    [flow.shipped] over = \"link\", to = \"inventory[node]\"\n\nRight:\n\n    [flow.shipped] over = \"link\", to = \"inventory[link.to]\"",
        said: &[
            said(
                "",
                "`{text}` is no attribute that names an element of `{stock}`",
                &["name one of {known:or}"],
            ),
            said(
                "no-attributes",
                "`{text}` names no element of `{stock}`, and nothing that this is over has attributes",
                &[
                    "let it be over links with attributes such as `from` and `to`, whose words are labels of what `{stock}` is over",
                ],
            ),
            said(
                "no-element",
                "the words of `{text}` are no labels of what `{stock}` is over",
                &["name an attribute all of whose words are"],
            ),
            said(
                "several",
                "the words of `{text}` are labels of two dimensions of `{stock}`, and it is open which is meant",
                &["let `{stock}` be over one of them, or over a list with other labels"],
            ),
            said(
                "twice",
                "two attributes name elements of the same dimension of `{stock}`, `{dimension}`",
                &["leave one of them out"],
            ),
            said(
                "own",
                "this is over `{dimension}` itself, so it is open which element of `{stock}` is meant",
                &["sum over `{dimension}` first, or leave the attribute out"],
            ),
            said(
                "stays",
                "`{stock}` is over `{dimension}` too, whose attribute names another element of it",
                &["let `{stock}` be over what the attribute names alone"],
            ),
            said(
                "outside",
                "`{text}` of `{element}` is `{names}`, which `{stock}` does not have: what goes there would be lost",
                &["let `{stock}` be over all that the attribute names, or leave that link out"],
            ),
            said(
                "set",
                "`{text}` may name the same element of `{stock}` for several, and only one of them could set it",
                &["add an amount by `effect`"],
            ),
        ],
    },
    Entry {
        id: "bad-name",
        title: "A name has signs that names do not have",
        explanation: "Names begin with a small letter and go on with small letters, digits and `_`; claims and sources may also have `-`.\n\nWrong:\n\n    [parameter.\"Learning time\"]\n\nRight:\n\n    [parameter.learning_time]",
        said: &[
            said(
                "",
                "`{name}` cannot be a name",
                &[
                    "begin with a lower-case letter, then use lower-case letters, digits and `_`: `{suggested}`",
                ],
            ),
            said(
                "option",
                "`{name}` cannot be the name of an option",
                &["begin with a lower-case letter, then use lower-case letters, digits and `_`"],
            ),
            said(
                "with-hyphens",
                "`{name}` cannot be a name",
                &[
                    "begin with a lower-case letter, then use lower-case letters, digits, `_` and `-`: `{suggested}`",
                ],
            ),
        ],
    },
    Entry {
        id: "bad-number",
        title: "A number cannot be read",
        explanation: "Numbers are finite and written with a point.\n\nWrong:\n\n    3,5\n\nRight:\n\n    3.5",
        said: &[
            said(
                "not-finite",
                "`{text}` in column `{column}` is not a finite number",
                &["write a number; leave the row out where the value is unknown"],
            ),
            said(
                "empty",
                "a cell of column `{column}` is empty",
                &["fill it in, or leave the row out"],
            ),
            said(
                "text",
                "`{text}` in column `{column}` is not a number",
                &["write it with a point and without thousands separators, such as `1234.5`"],
            ),
            said(
                "commas",
                "`{text}` has commas",
                &["for one number write `{digits}`; several numbers have a blank after each comma"],
            ),
            said(
                "equation",
                "`{text}` is not a number that can be stored",
                &[],
            ),
            said(
                "underscore",
                "an underscore of `{text}` stands between no two digits",
                &["write `1_000`, or a point where one is meant: `1.5`"],
            ),
        ],
    },
    Entry {
        id: "bad-quantile",
        title: "The share of a quantile is none",
        explanation: "A quantile is asked for by a share between 0 and 1, the same for all elements that it is of.\n\nWrong:\n\n    quantile(income, 75, household)\n\nRight:\n\n    quantile(income, 0.75, household)",
        said: &[
            said(
                "",
                "a share lies between 0 and 1",
                &["write `{share}`", "write a number between 0 and 1"],
            ),
            said(
                "over",
                "the share varies over `{name}`, whose elements the quantile is of",
                &["use a share that is the same for all of them"],
            ),
        ],
    },
    Entry {
        id: "bad-range",
        title: "A range cannot be as it is written",
        explanation: "A range has two numbers, the smaller first.\n\nWrong:\n\n    range = [9, 2]\n\nRight:\n\n    range = [2, 9]",
        said: &[
            said(
                "",
                "this range is upside down: {low} is above {high}",
                &["write `[{high}, {low}]`"],
            ),
            said(
                "wide",
                "this range is wider than the greatest number, 1.8e308",
                &["use a larger unit, and smaller numbers"],
            ),
            said(
                "one-number",
                "this range holds the one number {low}",
                &["leave the range out: then the value is certain"],
            ),
            said(
                "bound-unknown",
                "there is no parameter `{name}` to be a bound",
                &[
                    "did you mean `{near}`?",
                    "name a parameter that is a number, or write one",
                ],
            ),
            said(
                "bound-unit",
                "`{name}` is in {unit:said}, and this parameter in {own:said}",
                &["give both the same unit"],
            ),
            said(
                "bound-over",
                "`{name}` has dimensions that this parameter lacks",
                &["give this parameter the same `over`, or take a bound that is one number"],
            ),
            said(
                "bound-loop",
                "the bounds of {names} read each other in a circle",
                &["say which of them is drawn first, and write its range in numbers"],
            ),
            said(
                "bound-crosses",
                "the lower bound can be as great as {low}, and the upper bound as small as {high}",
                &[
                    "choose ranges in which the lower bound is never above the upper one; for an order between two numbers that are each uncertain use `[[constraint]]`",
                ],
            ),
            said(
                "bound-label",
                "a bound that is another parameter stands for all elements, not behind a label",
                &[
                    "write `range = [0, \"name\"]`; an array of the same `over` bounds each element by its own",
                ],
            ),
            said(
                "bound-with",
                "a bound that is another parameter does not go with `{other}`",
                &["take `{other}` out: every value between the bounds is equally likely"],
            ),
            said(
                "whole",
                "the ends of a range of whole numbers are whole, and up to 1e15; these are {low} and {high}",
                &["write whole numbers, or take `whole = true` out"],
            ),
        ],
    },
    Entry {
        id: "bad-setting",
        title: "A lever cannot be set to that",
        explanation: "A strategy sets a lever to a number in its range, to one of its options, or on and off.\n\nWrong:\n\n    public_stance = \"shout\"\n\nRight:\n\n    public_stance = \"denounce\"",
        said: &[
            said(
                "range",
                "`{lever}` cannot be set to {number}",
                &["its range is from {low} to {high}"],
            ),
            said(
                "option",
                "`{lever}` has no option `{option}`",
                &["did you mean `{near}`?", "it can be {options:bare}"],
            ),
            said(
                "number",
                "`{lever}` cannot be set to {given}",
                &["write a number from {low} to {high}"],
            ),
            said(
                "choice",
                "`{lever}` cannot be set to {given}",
                &["write one of {options:quoted}"],
            ),
            said(
                "switch",
                "`{lever}` cannot be set to {given}",
                &["write true or false"],
            ),
            said(
                "rule",
                "this rule may set `{lever}` to something that is none of its options",
                &["choose among {options:bare} with `if … then … else …`"],
            ),
            said(
                "whole",
                "`{lever}` cannot be set to {number}: it takes whole numbers",
                &["write {below} or {above}"],
            ),
            said(
                "whole-ramp",
                "a straight line from date to date would set `{lever}` to fractions, and it takes whole numbers",
                &["take `ramp` out: then the schedule goes in steps"],
            ),
            said(
                "rule-part",
                "this rule sets `{lever}` to a fraction such as {value}, whatever happens, and it takes whole numbers",
                &["write a rule that gives whole numbers, for example with `round(…)`"],
            ),
            said(
                "rule-outside",
                "this rule sets `{lever}` to {least} or more, whatever happens; its range is from {low} to {high}",
                &["write a rule that gives a number from {low} to {high}"],
            ),
            said(
                "rule-below",
                "this rule sets `{lever}` to {most} or less, whatever happens; its range is from {low} to {high}",
                &["write a rule that gives a number from {low} to {high}"],
            ),
        ],
    },
    Entry {
        id: "bad-threshold",
        title: "A threshold of a strategy cannot be set so",
        explanation: "`thresholds` says at which values the rules of a strategy read parameters, `free` between which values a search may set them. A threshold is decided by the actor, so it is one number that is the same in all worlds, and some rule of the strategy reads it.\n\nWrong:\n\n    free = { alrm = [0.05, 0.6] }\n\nRight:\n\n    [parameter.alarm]\n    value = 0.2\n\n    [strategy.town.watchful]\n    release = { rule = \"0.05 * clamp(1 - previous(phosphorus) / alarm, 0, 1)\" }\n    free    = { alarm = [0.05, 0.6] }",
        said: &[
            said(
                "",
                "there is no parameter `{name}`",
                &["did you mean `{near}`?", "declare it: `[parameter.{name}]`"],
            ),
            said(
                "not-a-parameter",
                "`{name}` is not a parameter",
                &["name a parameter that a rule of the strategy reads"],
            ),
            said(
                "option",
                "`{name}` is one of several alternatives, not a number",
                &["name a parameter that is a number"],
            ),
            said(
                "array",
                "`{name}` has several elements",
                &["name a parameter that is one number"],
            ),
            said(
                "drawn",
                "`{name}` is uncertain: it is drawn in each world, and the actor does not choose it",
                &[
                    "declare a parameter of its own for what the actor chooses, with a value alone, and let the rule read it",
                ],
            ),
            said(
                "unread",
                "no rule of `{strategy}` reads `{name}`",
                &["name a parameter that a rule reads, or leave it out"],
            ),
            said(
                "twice",
                "`{name}` is set under `thresholds` and free",
                &["leave one of them out"],
            ),
        ],
    },
    Entry {
        id: "bad-unit",
        title: "A unit cannot be read",
        explanation: "Units are written like `t/yr`, `1/(person week)`, `USD kg^-1`.\n\nWrong:\n\n    unit = \"t per year\"\n\nRight:\n\n    unit = \"t/yr\"",
        said: &[
            said(
                "",
                "`{name}` cannot be the name of a unit",
                &["a unit has letters and `_` only"],
            ),
            said(
                "known",
                "`{name}` is a known unit already",
                &["delete it from `units`"],
            ),
            said(
                "definition",
                "`{name}`: {why}",
                &["write so many of another unit: `\"1000 kg\"`"],
            ),
            said(
                "text",
                "`{name}` must be so many of another unit",
                &["write it in quotes, as in `\"1000 kg\"`"],
            ),
        ],
    },
    Entry {
        id: "bad-value",
        title: "A value cannot be as it is written",
        explanation: "The value must fit the kind of parameter: a number, an option's name, or one for each element.\n\nWrong:\n\n    value = \"four\"\n\nRight:\n\n    value = 4",
        said: &[
            said("", "this number cannot be read", &[]),
            said(
                "not-finite",
                "numbers must be finite: neither `inf` nor `nan`, nor too large to hold",
                &[],
            ),
            said(
                "date",
                "dates are written as year-month-day, without a time: `2026-01-31`",
                &[],
            ),
        ],
    },
    Entry {
        id: "bad-weights",
        title: "The weights of options do not fit",
        explanation: "There is one weight for each option, none negative, not all 0.\n\nWrong:\n\n    options = [\"a\", \"b\"], weights = [1]\n\nRight:\n\n    options = [\"a\", \"b\"], weights = [0.7, 0.3]",
        said: &[
            said(
                "",
                "there are {weights} weights for {options} options",
                &["give each option a probability, so that they sum to 1"],
            ),
            said(
                "negative",
                "the probability {weight} is negative",
                &["give each option a probability, so that they sum to 1"],
            ),
            said(
                "sum",
                "the probabilities sum to {sum}, not to 1",
                &["give each option a probability, so that they sum to 1"],
            ),
        ],
    },
    Entry {
        id: "bib-syntax",
        title: "An entry of sources.bib cannot be read",
        explanation: "The bibliography is BibTeX as Zotero exports it. The other entries are read all the same.\n\nWrong:\n\n    @misc{key, title = {Open\n\nRight:\n\n    @misc{key, title = {Closed}}",
        said: &[
            said(
                "",
                "this entry cannot be read: {reason}",
                &["entries are written `@article{{key, title = {{…}}, year = {{…}}}}`"],
            ),
            said(
                "too-long",
                "this entry is too long or its braces are nested too deeply",
                &["keep entries short: author, title, year, url"],
            ),
            said(
                "no-key",
                "this entry has no key",
                &["write the key after the `{{`: `@article{{key,`"],
            ),
            said(
                "unclosed",
                "this entry is not closed",
                &["each `{{` needs a `}}`, each `\"` another"],
            ),
            said(
                "extra",
                "there is {token} too many here",
                &["check the braces of this entry"],
            ),
            said(
                "missing",
                "{token} is missing here",
                &["entries are written `@article{{key, title = {{…}}, year = {{…}}}}`"],
            ),
            said(
                "tex",
                "this TeX command cannot be read",
                &["write the character itself"],
            ),
        ],
    },
    Entry {
        id: "by-inputs",
        title: "A claim cannot be asked of averages over lucks",
        explanation: "With `by = \"inputs\"` a test is asked of each set of inputs: the outcomes that it reads are means over the worlds that share these inputs, each with a luck of its own. So there must be several of them (`replications`), and what is asked must make sense of a mean. A mean of what is true or false is a share, neither true nor false; and a mean is next to never exactly equal to anything.\n\nWrong:\n\n    test = \"peace_lasts@guarantee\", by = \"inputs\"\n\nRight:\n\n    test = \"peace_lasts@guarantee > 0.5\", by = \"inputs\"",
        said: &[
            said(
                "",
                "`{name}` is asked of averages over lucks, but each set of inputs has one luck only",
                &["write `replications = 4` in `[scenario]`, or take `by` out"],
            ),
            said(
                "test",
                "`{name}` is asked of averages over lucks, but has no `test` over worlds",
                &["take `by` out, or test the claim over worlds"],
            ),
            said(
                "condition",
                "`{outcome}` is averaged over lucks, so that it is a share here, neither true nor false",
                &["compare it: `{outcome} > 0.5` asks whether it is true for most lucks"],
            ),
            said(
                "equal",
                "`{outcome}` is averaged over lucks: a mean is next to never exactly equal to anything",
                &["compare it with `<`, `<=`, `>` or `>=`, or take `by` out"],
            ),
        ],
    },
    Entry {
        id: "chained-comparison",
        title: "Comparisons cannot be chained",
        explanation: "A comparison is true or false, so it cannot be compared again.\n\nWrong:\n\n    0 < x < 1\n\nRight:\n\n    0 < x and x < 1",
        said: &[said(
            "",
            "comparisons cannot be chained",
            &["write `a < b and b < c`"],
        )],
    },
    Entry {
        id: "chance-with-rk4",
        title: "Chance does not go with the Runge–Kutta method",
        explanation: "That method looks at each step four times, and a fresh draw would differ each time.\n\nWrong:\n\n    method = \"rk4\" with normal(0, 1)\n\nRight:\n\n    method = \"euler\"",
        said: &[
            said(
                "",
                "a fresh draw each step cannot go with the Runge–Kutta method",
                &["set `method = \"euler\"` in [scenario], or take the chance out"],
            ),
            said(
                "event",
                "the event `{event}` happens by chance, which cannot go with the Runge–Kutta method",
                &["set `method = \"euler\"` in [scenario], or take the chance out"],
            ),
        ],
    },
    Entry {
        id: "choice-as-number",
        title: "A choice is used as a number",
        explanation: "The options of a parameter are names. As a number a choice is the place of its option, from 0: `calm` is 0, `loud` is 1.\n\nWrong:\n\n    noise * 2\n\nRight:\n\n    if noise == loud then 2 else 0",
        said: &[said(
            "",
            "`{name}` is a choice between options; as a number {numbers}",
            &["compare it with an option: `if {name} == {first} then … else …`"],
        )],
    },
    Entry {
        id: "claim-not-in-brief",
        title: "The brief does not mention a claim",
        explanation: "The brief is the argument in prose; every claim is marked where it is made.\n\nWrong:\n\n    (no mark)\n\nRight:\n\n    … so that [[recruitment-matters|violence falls]].",
        said: &[said(
            "",
            "the brief does not mention the claim `{name}`",
            &["put `[[{name}|its words]]` where the argument makes this claim"],
        )],
    },
    Entry {
        id: "claim-test",
        title: "A claim does not say how it is tested",
        explanation: "Each claim has exactly one of `test`, `check` and `value_judgement`.\n\nWrong:\n\n    says = \"…\" alone\n\nRight:\n\n    says = \"…\", test = \"deaths@both < deaths@status_quo\"",
        said: &[
            said(
                "",
                "nothing says how `{name}` is tested",
                &[
                    "give it one of `test = \"…\"` (over worlds), `check = \"…\"` (on facts) and `value_judgement = true`",
                ],
            ),
            said(
                "several",
                "`{name}` has more than one of `test`, `check` and `value_judgement`",
                &[
                    "give it one of `test = \"…\"` (over worlds), `check = \"…\"` (on facts) and `value_judgement = true`",
                ],
            ),
        ],
    },
    Entry {
        id: "claims-in-circle",
        title: "Claims rest on each other",
        explanation: "A claim that rests on another cannot also hold that other one up.\n\nWrong:\n\n    a rests on b, b rests on a\n\nRight:\n\n    a rests on b",
        said: &[
            said(
                "",
                "these claims rest on each other: {names:arrows}",
                &["take one `rests_on` away"],
            ),
            said(
                "objection",
                "`{name}` is its own objection",
                &["name the claim that speaks against it, or write the objection in words"],
            ),
        ],
    },
    Entry {
        id: "compares-with-itself",
        title: "Something is compared with itself",
        explanation: "Both sides of a comparison are the same, so that it holds always or never, whatever the world is like.\n\nWrong:\n\n    deaths@reform < deaths@reform\n\nRight:\n\n    deaths@reform < deaths@status_quo",
        said: &[
            said(
                "",
                "both sides of this comparison are the same, so it says nothing of the world",
                &["compare with something else"],
            ),
            said(
                "outcome",
                "both sides of this comparison are the same outcome under the same profile, so it says nothing of the world",
                &["read one of them under another profile, as in deaths@status_quo"],
            ),
        ],
    },
    Entry {
        id: "computed-index",
        title: "A number in square brackets is no element",
        explanation: "What chooses an element is its name, its dimension, an attribute that names it, or `argmax` or `argmin`, also under a name of its own.\n\nWrong:\n\n    price[time]\n\nRight:\n\n    price[argmax(demand, market)]",
        said: &[
            said(
                "",
                "`{text}` is a number, and no element of `{first}`",
                &[
                    "choose the element by `argmax` or `argmin`, as in `{array}[argmax(x, {first})]`",
                ],
            ),
            said(
                "other",
                "`{text}` is an element of `{of}`, and `{array}` is not over that",
                &["choose one by `argmax` or `argmin` over `{first}`"],
            ),
            said(
                "offset",
                "no place can be counted from `{text}`, an element that is computed",
                &["give `{array}` moved along `{first}` a name of its own, and read that"],
            ),
            said(
                "twice",
                "`{array}` is read along `{own}` in another place too",
                &["give the array that is read along `{own}` a name of its own first"],
            ),
            said(
                "event",
                "an element of the event `{array}` cannot be computed",
                &["give `count` or `since` of the event a name of its own, and choose from that"],
            ),
        ],
    },
    Entry {
        id: "control-without-test",
        title: "Only a test over worlds has a control",
        explanation: "A negative control is a profile in which nothing is done: what is said to be an effect should not come about there. Facts and judgements are no effects.\n\nWrong:\n\n    check = \"boats[north] > boats[south]\", control = \"as_usual\"\n\nRight:\n\n    test = \"fish_left@agreement > 0.5 * capacity\", control = \"as_usual\"",
        said: &[said(
            "",
            "`{name}` has a control, but no `test` over worlds",
            &["take the control out, or test the claim over worlds"],
        )],
    },
    Entry {
        id: "constraint-broken",
        title: "Central values break a condition",
        explanation: "Facts are checked against the central values, and readers take them for the middle; a condition holds in every world that is drawn.\n\nWrong:\n\n    low = { value = 5, range = [0, 9] }, high = { value = 4, range = [0, 9] }, that = \"low < high\"\n\nRight:\n\n    low = { value = 3, range = [0, 9] }, high = { value = 6, range = [0, 9] }, that = \"low < high\"",
        said: &[said(
            "",
            "the central values of what this condition reads do not fulfil it",
            &["write values that do: what is drawn always does"],
        )],
    },
    Entry {
        id: "constraint-impossible",
        title: "No draw fulfils a condition",
        explanation: "Inputs under a condition are drawn until it holds. Where their ranges hardly ever allow that, either the ranges or the condition are not what is meant.\n\nWrong:\n\n    low = { range = [5, 9] }, high = { range = [0, 4] }, that = \"low < high\"\n\nRight:\n\n    low = { range = [0, 4] }, high = { range = [2, 9] }, that = \"low < high\"",
        said: &[
            said(
                "",
                "of {points} draws none fulfils this condition",
                &[
                    "correct the condition, or the ranges of what it reads: they rule each other out",
                ],
            ),
            said(
                "element",
                "at `{element}`, of {points} draws none fulfils this condition",
                &[
                    "correct the condition, or the ranges of what it reads: they rule each other out",
                ],
            ),
            said(
                "together",
                "of {points} draws none fulfils this condition together with those before it",
                &["correct one of them: they rule each other out"],
            ),
        ],
    },
    Entry {
        id: "constraint-narrow",
        title: "Few draws fulfil a condition",
        explanation: "Worlds are drawn from what the condition leaves of the ranges. Where it leaves less than a tenth, the ranges say much that is not meant, and what is drawn may crowd at their ends.\n\nWrong:\n\n    low = { range = [0, 100] }, high = { range = [0, 5] }, that = \"low < high\"\n\nRight:\n\n    low = { range = [0, 5] }, high = { range = [0, 5] }, that = \"low < high\"",
        said: &[
            said(
                "",
                "of {points} draws {kept} fulfil this condition",
                &[
                    "narrow the ranges of what it reads to what it leaves of them, or correct the condition",
                ],
            ),
            said(
                "together",
                "of {points} draws {kept} fulfil this condition together with those that it goes with",
                &[
                    "narrow the ranges of what they read to what they leave of them, or correct the conditions",
                ],
            ),
        ],
    },
    Entry {
        id: "contradicting-correlations",
        title: "Correlations contradict each other",
        explanation: "Where a goes closely with b, and b with c, a and c cannot be opposed. What is left out is no contradiction: it follows from the others.\n\nWrong:\n\n    a with b 0.9, b with c 0.9, a with c -0.5\n\nRight:\n\n    a with b 0.9, b with c 0.9",
        said: &[said(
            "",
            "no numbers move together so: `{a}` and `{b}` cannot have {rank} beside the correlations before",
            &[
                "beside those it lies between {low} and {high}; or leave this one out, and it follows from the others",
                "leave this one out, and it follows from the others",
            ],
        )],
    },
    Entry {
        id: "conveyor",
        title: "A conveyor that cannot be",
        explanation: "A stock with `transit` is a conveyor: what enters it stays for that time, and leaves by the one flow from it that has neither `equation` nor `leak`. Flows with a `leak` take their part on the way. Nothing else changes what is in it.\n\nWrong:\n\n    [stock.prisoners] start = 3000, transit = \"3 years\"\n    [flow.released] from = \"prisoners\", equation = \"prisoners / 3{year}\"\n\nRight:\n\n    [stock.prisoners] start = 3000, transit = \"3 years\"\n    [flow.released] from = \"prisoners\"",
        said: &[
            said(
                "",
                "nothing takes out of `{stock}` what has been in it for its transit",
                &["add a flow with `from = \"{stock}\"` and without `equation` and `leak`"],
            ),
            labelled(
                "two-ways-out",
                "both `{first}` and `{second}` would take out of `{stock}` what has been in it for its transit",
                "only one of them can",
                &[
                    "give the other a `leak`, or let `{first}` enter a further stock and `{second}` leave that",
                ],
            ),
            said(
                "equation",
                "`{stock}` is a conveyor, so what `{flow}` takes out of it follows from what has entered",
                &[
                    "leave out `equation`, and the flow is what has been there for its transit; what is lost on the way has a `leak` instead, such as `\"10 %\"` of what enters or `\"0.1{{1/year}}\"` of what is there",
                ],
            ),
            said(
                "field",
                "`{stock}` is a conveyor, for which there is no `{field}`",
                &["leave it out: flows alone change what is in a conveyor, and it cannot run out"],
            ),
            said(
                "event",
                "an event cannot change `{stock}`, a conveyor: it would be open what of it leaves when",
                &[
                    "let what is added come in by a flow; what is taken away at once is a `leak` for the length of a step: `\"(if pulse(2026-01-01, step) then ln(2) else 0) / step\"` takes half",
                ],
            ),
            said(
                "rk4",
                "`{stock}` is a conveyor, which moves on by whole steps, and `rk4` looks between them",
                &["write `method = \"euler\"` under `[scenario]`"],
            ),
            said(
                "varies",
                "the transit of `{stock}` may change during a run, and then it would be open what leaves when",
                &["make it a number or a parameter; a `delay` may have a time that varies"],
            ),
            said(
                "parts",
                "the transit of `{stock}` is {steps} steps, and a conveyor moves on by whole steps",
                &["make it {whole:or}, or change the `step`"],
            ),
            said(
                "short",
                "the transit of `{stock}` is {steps} steps: shorter than one",
                &["make it one step at the least, or shorten the `step`"],
            ),
            said(
                "leak-elsewhere",
                "`{flow}` has a `leak`, but what it leaves is no conveyor",
                &["write an `equation`, or give the stock that it leaves a `transit`"],
            ),
            said(
                "leak-unit",
                "the leak of `{flow}` has the unit {unit}, so it is neither a share nor a rate",
                &[
                    "write a share of what enters, such as `\"10 %\"`, or how much per time leaves of what is there, such as `\"0.1{{1/year}}\"`",
                ],
            ),
            said(
                "leak-negative",
                "the leak of `{flow}` is or may be negative, and a leak takes away and never adds",
                &["make it 0 or more; what is added comes in by a flow"],
            ),
            said(
                "leak-range",
                "the leak of `{flow}` is or may be more than all that enters",
                &[
                    "make it 1 or less (10 in a hundred are `0.1` or `\"10 %\"`), or give it the unit of a rate, such as `\"0.1{{1/year}}\"`",
                ],
            ),
            said(
                "leak-all",
                "the leaks of `{stock}` take {percent} % of what enters: more than all of it",
                &["let them be 100 % together at the most"],
            ),
            said(
                "leak-both",
                "of the leaks of `{stock}` one is a share of what enters and another a rate",
                &["make all of them shares, or all of them rates"],
            ),
            said(
                "dimensions",
                "`{flow}` is not over the dimensions of `{stock}`, the conveyor that it leaves",
                &[
                    "give both the same `over`, and let another stock be what flows over links leave",
                ],
            ),
            said(
                "extinct",
                "`{flow}` leads from the conveyor `{stock}` into `{to}`, which takes nothing more once it is empty; but what has been in `{stock}` for its transit must leave",
                &["leave out `at_zero = \"extinct\"`, or let the flow lead elsewhere"],
            ),
        ],
    },
    Entry {
        id: "csv-column-twice",
        title: "Two columns have the same name",
        explanation: "Columns are named in the header, each differently.\n\nWrong:\n\n    year,value,value\n\nRight:\n\n    year,value,error",
        said: &[said(
            "",
            "two columns are named `{column}`",
            &["rename one of them"],
        )],
    },
    Entry {
        id: "csv-row",
        title: "A row has too many or too few cells",
        explanation: "Every row has as many cells as the header.\n\nWrong:\n\n    a,b,c then 1,2\n\nRight:\n\n    a,b,c then 1,2,3",
        said: &[
            said(
                "",
                "this row has {cells} {cells:cell|cells}, the header {columns}",
                &["give every row a cell for each column; text with a comma stands in quotes"],
            ),
            said(
                "more",
                "{more} more rows have the wrong number of cells",
                &[],
            ),
        ],
    },
    Entry {
        id: "csv-syntax",
        title: "A CSV file cannot be read",
        explanation: "Cells are parted by commas; a cell with commas or quotes stands in double quotes.\n\nWrong:\n\n    Smith, John\n\nRight:\n\n    \"Smith, John\"",
        said: &[
            labelled("", "this row cannot be read as CSV", "here", &[]),
            said(
                "empty",
                "this file is empty",
                &["its first row names the columns"],
            ),
            said(
                "separator",
                "the columns of this file are not separated by commas",
                &["save it as CSV with commas between columns and a point in numbers"],
            ),
        ],
    },
    Entry {
        id: "date-outside",
        title: "A date lies outside the run",
        explanation: "The run goes from `start` to `end`.\n\nWrong:\n\n    at = 2050-01-01\n\nRight:\n\n    at = 2027-01-01",
        said: &[said(
            "",
            "`now` is {now}, outside the run from {start} to {end}",
            &["choose a date of the run"],
        )],
    },
    Entry {
        id: "declared-twice",
        title: "The same name is declared twice",
        explanation: "Equations must know which of two is meant.\n\nWrong:\n\n    [stock.members] and [variable.members]\n\nRight:\n\n    [stock.members] and [variable.member_share]",
        said: &[
            labelled(
                "",
                "`{name}` is declared twice",
                "again",
                &["keep one of the two, or rename one"],
            ),
            said(
                "in-list",
                "`{name}` stands twice in this list",
                &["name each strategy once"],
            ),
            said(
                "two-things",
                "`{name}` names two things",
                &["rename one of them: equations would not know which is meant"],
            ),
            said("option", "the option `{name}` stands twice", &["keep one"]),
            said(
                "correlation",
                "this pair is correlated twice",
                &["keep one of the two"],
            ),
            said(
                "source",
                "the source `{key}` stands twice",
                &["keep one of the two"],
            ),
            labelled(
                "toml-name",
                "`{name}` stands here a second time",
                "again",
                &["keep one of the two, or rename one"],
            ),
            labelled(
                "toml",
                "the same name is given twice here",
                "again",
                &["keep one of the two, or rename one"],
            ),
        ],
    },
    Entry {
        id: "dimension-cycle",
        title: "Dimensions are made of each other",
        explanation: "A second name or a subset refers to another dimension, in the end to a list.\n\nWrong:\n\n    a = \"b\", b = \"a\"\n\nRight:\n\n    a = [\"x\", \"y\"], b = \"a\"",
        said: &[said(
            "",
            "these dimensions are parts of each other: {names:arrows}",
            &["give one of them a list of labels"],
        )],
    },
    Entry {
        id: "dimension-too-large",
        title: "A dimension has too many elements",
        explanation: "A dimension has at most 100,000 elements, all together 1,000,000.\n\nWrong:\n\n    size = 1000000\n\nRight:\n\n    size = 52",
        said: &[
            said(
                "",
                "`{name}` has {count} elements; a dimension may have at most 100,000",
                &["keep the elements that matter, or join small ones"],
            ),
            said(
                "size",
                "`size` is {size}; a dimension has between 1 and 100,000 elements",
                &["choose a size between these"],
            ),
            said(
                "all",
                "all dimensions together may have at most 1,000,000 elements and attributes",
                &["keep the elements that matter, or join small ones"],
            ),
        ],
    },
    Entry {
        id: "dimension-twice",
        title: "A dimension stands twice in `over`",
        explanation: "For pairs of elements the dimension gets a second name.\n\nWrong:\n\n    over = [\"group\", \"group\"]\n\nRight:\n\n    rival = \"group\", over = [\"group\", \"rival\"]",
        said: &[said(
            "",
            "`{name}` stands twice in `over`",
            &[
                "for pairs of elements declare a second name, such as `other = \"{name}\"` under `[dimension]`",
            ],
        )],
    },
    Entry {
        id: "duplicate-label",
        title: "Two elements have the same label",
        explanation: "Labels name elements, so each is used once.\n\nWrong:\n\n    labels = [\"us\", \"us\"]\n\nRight:\n\n    labels = [\"us\", \"europe\"]",
        said: &[
            labelled(
                "",
                "the label `{label}` stands twice",
                "again",
                &["each element needs a label of its own"],
            ),
            said(
                "empty-cell",
                "this element has no label",
                &["fill the cell"],
            ),
            said(
                "column",
                "the label `{label}` stands twice",
                &["each element needs a label of its own"],
            ),
            said("empty", "a label cannot be empty", &["write its name"]),
            said(
                "value",
                "`{label}` has a value in an earlier row already",
                &["keep one row for each element"],
            ),
            said(
                "row",
                "`{label}` has an earlier row already",
                &["keep one row for each element"],
            ),
        ],
    },
    Entry {
        id: "duplicate-time",
        title: "A series has two values for one time",
        explanation: "Each time has one value (for each element).\n\nWrong:\n\n    2020,5 and 2020,6\n\nRight:\n\n    2020,5 and 2021,6",
        said: &[said(
            "",
            "the time `{time}` stands twice",
            &["keep one row for each time and element"],
        )],
    },
    Entry {
        id: "edge-twice",
        title: "A pair of elements is listed twice",
        explanation: "Each pair stands once; with `symmetric = true` also not the other way round.\n\nWrong:\n\n    a,b,1 and b,a,2\n\nRight:\n\n    a,b,1",
        said: &[
            said(
                "",
                "the edge between `{from}` and `{to}` stands twice",
                &["keep one row"],
            ),
            said(
                "symmetric",
                "the edge between `{from}` and `{to}` stands twice",
                &["keep one row: with `symmetric` it holds both ways"],
            ),
        ],
    },
    Entry {
        id: "either-dimension",
        title: "An index may belong to either of two dimensions",
        explanation: "Of a matrix whose rows and columns list the same elements, one index does not say whether a row or a column is meant.\n\nWrong:\n\n    rivalry[north], with rivalry over group and rival\n\nRight:\n\n    rivalry[north, rival]",
        said: &[said(
            "",
            "`{array}` has the same elements along {names}, and `{index}` does not say which is meant",
            &["give an index for each dimension, in the declared order, such as `{written}`"],
        )],
    },
    Entry {
        id: "empty-dimension",
        title: "A dimension has no elements",
        explanation: "A dimension lists at least one element.\n\nWrong:\n\n    corridor = []\n\nRight:\n\n    corridor = [\"pacific\"]",
        said: &[
            said(
                "",
                "`{name}` has no element",
                &["name at least one element"],
            ),
            said(
                "header-only",
                "`{name}` has no element: the file has a header only",
                &["add one row for each element"],
            ),
            said(
                "list",
                "a dimension needs at least one element",
                &["write its labels in quotes"],
            ),
        ],
    },
    Entry {
        id: "empty-group",
        title: "A group has no inputs",
        explanation: "A group names at least one uncertain parameter.\n\nWrong:\n\n    [group.prices]\n    inputs = []\n\nRight:\n\n    [group.prices]\n    inputs = [\"oil_price\", \"gas_price\"]",
        said: &[said(
            "",
            "the group `{group}` has no inputs",
            &["name uncertain parameters, or leave the group out"],
        )],
    },
    Entry {
        id: "equation-too-deep",
        title: "An equation is too deep",
        explanation: "Parts of equations stand inside each other at most 300 deep.\n\nWrong:\n\n    ((((…))))\n\nRight:\n\n    two variables",
        said: &[
            said(
                "",
                "parts stand more than {most} deep inside each other here",
                &["split the equation into several variables"],
            ),
            said(
                "chain",
                "this part of the equation is too long or too deep",
                &["use a sum over a dimension, or split the equation into several variables"],
            ),
        ],
    },
    Entry {
        id: "equation-too-long",
        title: "An equation is too long",
        explanation: "An equation has at most 20,000 words.\n\nWrong:\n\n    a + a + a + …\n\nRight:\n\n    sum(a, dimension)",
        said: &[said(
            "",
            "this equation has more than {most} words",
            &["split it into several variables"],
        )],
    },
    Entry {
        id: "event-before-now",
        title: "An event by chance may happen in recorded history",
        explanation: "Before `now` a scenario tells what has happened. An event by hazard may happen there too, in some worlds and not in others, whatever the record says. `from` says from when on it may; `known` says whether it had happened, and leaves out worlds that disagree.\n\nWrong:\n\n    # with now = 2025-09-01\n    [event.strike]\n    hazard = \"strike_rate\"\n\nRight:\n\n    [event.strike]\n    hazard = \"strike_rate\"\n    from   = 2025-09-01",
        said: &[said(
            "",
            "`{name}` may happen by chance before {now}, where what has happened is known",
            &[
                "add `from = {now}`, or the date from which on it may: `from = {start}` says that it may from the start; or tell what is known of it, `known = {{ happened = false, until = {known}, … }}`, and only worlds that agree count",
            ],
        )],
    },
    Entry {
        id: "event-crowded",
        title: "An event may be likelier than once a step",
        explanation: "An event with a cool-down, or one that does not repeat, happens at most once a step, and the wait for it is told in whole steps. Where a step expects much more than a tenth of one, shorten the step. The same goes for an event that may happen several times in a step where one of its outcomes sets what another changes.\n\nWrong:\n\n    step = \"1 year\"\n    [event.raid]\n    hazard   = \"4{1/year}\"\n    cooldown = \"1 month\"\n\nRight:\n\n    step = \"1 week\"",
        said: &[
            said(
                "",
                "a step may expect `{name}` {times:.3} times, and it happens at most once in it: how often and how soon depends on `step`",
                &[
                    "shorten `step`; an event that may happen several times in a step repeats and has no `cooldown`",
                ],
            ),
            said(
                "set",
                "a step may expect `{name}` {times:.3} times; where it comes to several outcomes in one step, these act on `{stock}` in the order in which they stand, not in that in which they came",
                &["shorten `step`"],
            ),
        ],
    },
    Entry {
        id: "event-outcomes",
        title: "Outcomes of an event do not go together",
        explanation: "Each occurrence of an event comes to exactly one of its outcomes, with a chance in proportion to their weights. So there are two outcomes at least, all weights have one unit, and what the event does whatever it comes to is not undone by an outcome.\n\nWrong:\n\n    [event.trial]\n    at = 2026-05-01\n    outcomes.convicted = { weight = 0.7, set = { jailed = 1 } }\n\nRight:\n\n    [event.trial]\n    at = 2026-05-01\n    outcomes.convicted = { weight = 0.7, set = { jailed = 1 } }\n    outcomes.acquitted = { weight = 0.3 }",
        said: &[
            said(
                "",
                "`{event}` has one outcome, `{outcome}`, to which it would come every time, whatever its weight",
                &["add what else it may come to, with a weight: an outcome need not do anything"],
            ),
            said(
                "none",
                "`outcomes` of `{event}` names no outcome",
                &["name two at least, each with a weight, or leave `outcomes` out"],
            ),
            said(
                "unit",
                "the weight of `{outcome}` is {unit:said}, that of `{first}` is {wanted:said}: weights are held against each other",
                &["write all weights in one unit"],
            ),
            said(
                "undone",
                "`{outcome}` sets `{stock}`, which `{event}` changes itself, whatever it comes to",
                &[
                    "say in each outcome what becomes of `{stock}`, and nothing of it in the event itself",
                ],
            ),
        ],
    },
    Entry {
        id: "event-known",
        title: "What is known of an event cannot be so",
        explanation: "`known` says whether an event by chance had happened by a day, in the world as it really was. Only worlds that agree count.\n\nWrong:\n\n    [event.strike]\n    hazard = \"strike_rate\"\n    from   = 2025-09-01\n    known  = { happened = false, until = 2025-06-30, assumption = \"none was reported\" }\n\nRight:\n\n    known  = { happened = false, until = 2025-12-31, assumption = \"none was reported\" }",
        said: &[
            said(
                "dated",
                "`{name}` happens `at` a date in every world, so worlds cannot differ in what is known of it",
                &["delete `known`, or give the event a `hazard` or `when` instead of `at`"],
            ),
            said(
                "year",
                "the whole of {year} may be meant, or all before it",
                &["write `until = {year}-12-31`, or `until = {before}-12-31`"],
            ),
            said(
                "first-step",
                "no step of the run ends by {until}, so no event can have happened by then",
                &["choose {first} or later, or shorten `step`"],
            ),
            said(
                "before-from",
                "`{name}` cannot happen before {from}, so there is nothing to know of it until {until}",
                &["delete `known`, or choose an `until` after {from}"],
            ),
            said(
                "contradiction",
                "`{name}` is known to have happened by {before}, and not to have happened until {until}",
                &["delete one of the two"],
            ),
            said(
                "which",
                "`{name}` has several elements, and this does not say which of them it is known of",
                &["name them: `happened = {{ {label} = true }}`"],
            ),
            said(
                "no-elements",
                "`{name}` has no elements here, and a table names some",
                &["write `happened = true` or `happened = false`"],
            ),
            said(
                "empty",
                "this says of no element of {dimension} whether `{name}` has happened to it",
                &["name some, or write `happened = false` for all of them"],
            ),
        ],
    },
    Entry {
        id: "event-trigger",
        title: "An event does not say when it happens",
        explanation: "Each event has exactly one of `hazard`, `at` and `when`.\n\nWrong:\n\n    [event.leak] effect = { … }\n\nRight:\n\n    [event.leak] hazard = \"0.1{1/yr}\", effect = { … }",
        said: &[
            said(
                "",
                "nothing says when `{name}` happens",
                &[
                    "give it one of `hazard = \"…\"` (per time), `at = 2026-06-01` and `when = \"a condition\"`",
                ],
            ),
            said(
                "several",
                "`{name}` has more than one of `hazard`, `at` and `when`",
                &[
                    "give it one of `hazard = \"…\"` (per time), `at = 2026-06-01` and `when = \"a condition\"`",
                ],
            ),
            said(
                "dated",
                "an event `at` a date has no `from`",
                &["leave out one of the two"],
            ),
        ],
    },
    Entry {
        id: "field-conflict",
        title: "Two fields say different things",
        explanation: "Of these fields only one can be given.\n\nWrong:\n\n    value and file\n\nRight:\n\n    file and column",
        said: &[
            said(
                "part",
                "a part is chosen by `labels` or by `where`, not by both",
                &["keep one"],
            ),
            said(
                "only-choice",
                "`{only}` belongs to a choice between `options`",
                &["add `options = […]`, or delete `{only}`"],
            ),
            said(
                "never-choice",
                "a choice between options has no `{other}`",
                &["say how likely options are with `weights`"],
            ),
            said(
                "two-places",
                "the values stand both in `{first}` and in `{second}`",
                &["keep one of the two"],
            ),
            said(
                "spread",
                "`spread` and `{other}` both say how uncertain this is",
                &["keep one of the two"],
            ),
            said(
                "shares-with",
                "`dirichlet` says all of how these shares are drawn, and does not go with `{other}`",
                &["take `{other}` out"],
            ),
            said(
                "shares-alone",
                "`sums` says along which dimension `dirichlet` sums to 1, and there is no `dirichlet`",
                &["write `distribution = \"dirichlet(…)\"`, or take `sums` out"],
            ),
            said(
                "shares-dimension",
                "`sums` names none of the dimensions in `over`",
                &["it can be {dimensions:quoted}"],
            ),
            said(
                "whole-with",
                "`whole` says how `range` is drawn, and does not go with `{other}`",
                &["take `whole` out, or give a `range` alone"],
            ),
            said(
                "whole-lever",
                "`whole` says that a lever's `range` holds whole numbers, and there is no `range`",
                &["take `whole` out"],
            ),
            said(
                "whole-alone",
                "`whole` says how `range` is drawn, and there is no `range`",
                &["add `range = [low, high]`, or take `whole` out"],
            ),
            said(
                "draw",
                "`draw` says how the elements of an uncertain array are drawn, and this is none",
                &["take `draw` out"],
            ),
            said(
                "rounds-leader",
                "`leader` does not go with `rounds`",
                &["take `leader` out: who moves first stands in `rounds`"],
            ),
            said(
                "rounds-symmetric",
                "`symmetric` does not go with `rounds`",
                &["take `symmetric` out: whoever moves first is not interchangeable"],
            ),
        ],
    },
    Entry {
        id: "file-not-found",
        title: "A file is not there",
        explanation: "Files are named by their path inside the scenario's folder.\n\nWrong:\n\n    file = \"nodes.csv\"\n\nRight:\n\n    file = \"data/nodes.csv\"",
        said: &[said(
            "",
            "there is no file `{path}`",
            &[
                "did you mean `{near}`?",
                "put the file at `{path}` in the scenario's folder, or correct the path",
            ],
        )],
    },
    Entry {
        id: "file-too-large",
        title: "A file is too large",
        explanation: "TOML, BibTeX and Markdown files have at most 8 MiB, CSV files 64 MiB.\n\nWrong:\n\n    a dump of everything\n\nRight:\n\n    the columns that are used",
        said: &[
            said(
                "",
                "`{path}` has {size} MiB; such a file may have {most} MiB",
                &["keep only the columns and rows that the scenario reads"],
            ),
            said(
                "all",
                "the files of this scenario have more than {most} MiB together",
                &["leave out data that no equation reads"],
            ),
        ],
    },
    Entry {
        id: "file-unreadable",
        title: "A file cannot be read",
        explanation: "The system refused to give the file, or it is not text in UTF-8.\n\nWrong:\n\n    a spreadsheet\n\nRight:\n\n    the sheet saved as CSV (UTF-8)",
        said: &[said(
            "",
            "`{path}` cannot be read: {reason}",
            &["check that the file is whole and that you may read it"],
        )],
    },
    Entry {
        id: "flow-dimensions",
        title: "A flow lacks a dimension of its stock",
        explanation: "What enters or leaves an array must say how much of each element.\n\nWrong:\n\n    flow over nothing into stock over group\n\nRight:\n\n    flow over group",
        said: &[said(
            "",
            "the flow `{flow}` is not over {lacking:comma}, as the stock `{stock}` is",
            &["add {lacking:comma} to the flow's `over`, and say how it is shared out"],
        )],
    },
    Entry {
        id: "flow-nowhere",
        title: "A flow moves nothing",
        explanation: "A flow leaves a stock, enters one, or both.\n\nWrong:\n\n    [flow.x] equation = \"…\"\n\nRight:\n\n    [flow.x] equation = \"…\", to = \"members\"",
        said: &[said(
            "",
            "the flow `{name}` goes from nowhere to nowhere",
            &[
                "say which stock it leaves (`from`) or enters (`to`); what moves nothing is a variable",
            ],
        )],
    },
    Entry {
        id: "foreign-sign",
        title: "A sign of another language",
        explanation: "Equations use `and`, `or`, `not`, `mod`, `^`, `<=`, `>=`, `!=`.\n\nWrong:\n\n    a && b\n\nRight:\n\n    a and b",
        said: &[said(
            "",
            "`{sign}` is not used in equations",
            &["write `{instead}` for {meaning}"],
        )],
    },
    Entry {
        id: "function-argument",
        title: "An argument of a function cannot be called so",
        explanation: "A reader of the equation must know what each name means.\n\nWrong:\n\n    [function.share] arguments = [\"x\", \"x\"], equation = \"x / (1 + x)\"\n\nRight:\n\n    [function.share] arguments = [\"x\"], equation = \"x / (1 + x)\"",
        said: &[
            said(
                "none",
                "`{function}` has no arguments",
                &["a number with a name is a parameter, an equation with one a variable"],
            ),
            said(
                "twice",
                "`{name}` stands twice among the arguments",
                &["give each its own name"],
            ),
            said(
                "taken",
                "`{name}` is the name of something else, so the equation does not say which is meant",
                &["give the argument a name of its own"],
            ),
            said(
                "unused",
                "`{function}` never uses its argument `{name}`",
                &["leave it out, or use it"],
            ),
        ],
    },
    Entry {
        id: "function-not-pure",
        title: "A function remembers, draws, or sums up a run",
        explanation: "What a function gives follows from what it is called with and what it reads at that instant. Memory, chance, events and summaries over the run belong to the equation that calls it.\n\nWrong:\n\n    [function.slow] arguments = [\"x\"], equation = \"smooth(x, 3{month}) + 1\"\n\nRight:\n\n    [function.slow] arguments = [\"smoothed\"], equation = \"smoothed + 1\"\n\n    slow(smooth(x, 3{month}))",
        said: &[said(
            "",
            "`{what}` cannot stand in the function `{function}`: it does not follow from the arguments alone",
            &["call the function with it: make it an argument"],
        )],
    },
    Entry {
        id: "function-too-large",
        title: "Calls of functions make an expression too large",
        explanation: "Each call stands for the equation of the function, and one in another, twice each, doubles every time.\n\nWrong:\n\n    f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(x))))))))))))))))))\n\nRight:\n\n    [variable.once] equation = \"f(x)\"\n\n    f(once)",
        said: &[said(
            "",
            "with what this function stands for the expression has more than {most} parts, or more than {deep} inside each other",
            &["give a part of it a name of its own, a variable"],
        )],
    },
    Entry {
        id: "game-call",
        title: "A game is asked something in a way that it cannot answer",
        explanation: "A question names the game first, then the player it is about, then what each player does. Ask one of the ways that `contend explain` and the reference page list; of a game played in turn `plays` alone can be asked.\n\nWrong:\n\n    test = \"best_reply(tariffs, mexico) == yield\"\n\nRight:\n\n    test = \"best_reply(tariffs, mexico, united_states = threaten) == yield\"",
        said: &[
            said(
                "",
                "this is not how `{function}` is asked",
                &["write {signature}"],
            ),
            said(
                "best-reply",
                "a best reply is a strategy, not a number",
                &["compare it: best_reply(…) == strategy"],
            ),
            said(
                "in-turn",
                "`{name}` is played in turn, so that no single profile is its play",
                &[
                    "ask this of a game without `rounds`, or what is chosen in a move: plays({name}, player, strategy)",
                ],
            ),
            said(
                "which-move",
                "`{player}` moves more than once in `{name}`, on {dates}",
                &["say which move is meant: `{cure}`"],
            ),
            said(
                "no-move",
                "`{player}` has no move in `{name}` on {date}",
                &["it moves on {dates}"],
            ),
            said(
                "no-move-after",
                "`{player}` has no move in `{name}` after the first {given}",
                &["name in `after` what is chosen before the move that is asked about"],
            ),
            said(
                "after-all",
                "`{name}` has {moves} moves, and `after` names what is chosen in {given}",
                &["name in `after` what is chosen before the move that is asked about"],
            ),
            said(
                "no-subgame",
                "some who move later in `{name}` do not know all that `after` names, so that no game of its own begins there",
                &[
                    "leave `after` out, or let them see it: with `sees`, and levers that are `public`",
                ],
            ),
            said(
                "unseen",
                "in `{name}` {players} choose without seeing each other, and all equilibria are known where there are two of them",
                &[
                    "let moves see earlier ones, with `sees` and levers that are `public`, or ask `contend game`",
                ],
            ),
            said(
                "many-plans",
                "in `{name}` {players} choose without seeing each other between {plans} plans in all, and equilibria are looked for in each world where there are {most} at most",
                &["name fewer `strategies` in `rounds`, or let moves see earlier ones"],
            ),
            said(
                "not-in-move",
                "`{name}` is not among what `{player}` can choose on {date}",
                &["it chooses between {names}"],
            ),
            said(
                "many-paths",
                "the moves of `{name}` lead to {paths} paths, and a claim runs each of them where there are {most} at most",
                &["name fewer `strategies` in its `rounds`; `contend game` solves it as it is"],
            ),
            said(
                "two-players",
                "`{name}` has {players} players, and all mixed equilibria are known of games of two",
                &["ask this of a game of two players"],
            ),
            said(
                "many-strategies",
                "`{name}` has {strategies} strategies in all, and its equilibria are looked for in each world where there are {most} at most",
                &["name fewer in `strategies` of the game"],
            ),
            said(
                "strategy-needed",
                "this must be a strategy of `{player}`",
                &["it chooses between {names}"],
            ),
            said(
                "own-strategy",
                "what `{name}` plays is the question here",
                &["name the strategies of the other players alone"],
            ),
            said(
                "twice",
                "`{name}` stands twice",
                &["name one strategy of each player"],
            ),
            said(
                "missing",
                "nothing says what {missing} plays",
                &["add `{first} = strategy`"],
            ),
        ],
    },
    Entry {
        id: "game-players",
        title: "The players of a game do not fit",
        explanation: "A game has two players or more, each named once, and nothing else fixes what they do.\n\nWrong:\n\n    players = [\"mexico\"]\n\nRight:\n\n    players = [\"mexico\", \"united_states\"]",
        said: &[
            said(
                "",
                "the game `{name}` needs two players or more",
                &["with one player it is a choice: compare profiles in a claim"],
            ),
            said(
                "twice",
                "`{player}` stands twice among the players",
                &["name each player once"],
            ),
            said(
                "fixed",
                "`{name}` is a player, so that nothing fixes what it does",
                &["take it out of `others`, or out of `players`"],
            ),
        ],
    },
    Entry {
        id: "game-rounds",
        title: "The moves of a game played in turn do not fit",
        explanation: "A game in turn has two to four moves; every player makes one at least, and no player two on the same date.\n\nWrong:\n\n    rounds = [{ player = \"mexico\", at = 2026-01-01 }]\n\nRight:\n\n    rounds = [{ player = \"united_states\", at = 2026-01-01 }, { player = \"mexico\", at = 2026-03-01 }]",
        said: &[
            said(
                "",
                "a game in turn has 2 to {most} moves, not {moves}",
                &["leave `rounds` out where all choose once and at the same time"],
            ),
            said(
                "never",
                "the player `{player}` never moves",
                &["give it a move, or take it out of `players`"],
            ),
            said(
                "same-date",
                "`{player}` moves twice on the same date",
                &["give one of the moves a later date"],
            ),
        ],
    },
    Entry {
        id: "game-symmetry",
        title: "Players are called interchangeable but have different choices",
        explanation: "With `symmetric = true`, only how many play what matters, not who does. So all players have strategies of the same names, in the same order.\n\nWrong:\n\n    strategies = { north = [\"fish\", \"rest\"], south = [\"rest\", \"fish\"] }\n\nRight:\n\n    strategies = { north = [\"fish\", \"rest\"], south = [\"fish\", \"rest\"] }",
        said: &[said(
            "",
            "`{first}` and `{second}` do not have the same strategies in the same order",
            &[
                "interchangeable players have strategies of the same names; list them in one order, or take `symmetric` out",
            ],
        )],
    },
    Entry {
        id: "game-too-large",
        title: "A game has too many combinations",
        explanation: "Every combination of strategies is simulated: 20,000 at most, and moves in turn may lead to 4,096 different runs. Each further strategy multiplies the number.\n\nWrong:\n\n    six players with eight strategies each (262,144 combinations)\n\nRight:\n\n    three players with eight strategies each (512), the others fixed in `others`",
        said: &[
            said(
                "",
                "the game `{name}` has {count} combinations of strategies ({sizes:times}); at most {most} are simulated",
                &[
                    "name fewer strategies or players, or split it into smaller games with the others fixed",
                ],
            ),
            said(
                "in-turn",
                "these moves lead to {runs} different runs; at most {most} are simulated",
                &["name fewer strategies in some move, or take a move out"],
            ),
            said(
                "beyond-count",
                "the game `{name}` has too many combinations of strategies ({sizes:times}); at most {most} are simulated",
                &[
                    "name fewer strategies or players, or split it into smaller games with the others fixed",
                ],
            ),
        ],
    },
    Entry {
        id: "given-without-test",
        title: "Only a test over worlds can be judged on some of them",
        explanation: "`given` says in which worlds a claim is judged. A statement of fact is looked up once, and a judgement is never tested.\n\nWrong:\n\n    check = \"boats[north] > boats[south]\", given = \"storm@agreement > 0\"\n\nRight:\n\n    test = \"lost@agreement < lost@freedom\", given = \"storm@agreement > 0\"",
        said: &[said(
            "",
            "`{name}` is judged on some worlds, but has no `test` over worlds",
            &["take `given` out, or test the claim over worlds"],
        )],
    },
    Entry {
        id: "grade-of-use",
        title: "A number has a source and an assumption, and no grade of its own",
        explanation: "A source lends its grade only to what it says. Where an assumption stands beside it, only the author knows how much of the number the source supports: a grade of this use says so. Until there is one the number counts as assumed in the grounds of verdicts.\n\nWrong:\n\n    value      = 0.4\n    range      = [0.2, 0.6]\n    source     = \"dove2021\"\n    assumption = \"The study gives the sign; the size is a judgement.\"\n\nRight:\n\n    value      = 0.4\n    range      = [0.2, 0.6]\n    source     = \"dove2021\"\n    grade      = \"B4\"\n    assumption = \"The study gives the sign; the size is a judgement.\"",
        said: &[said(
            "",
            "`{name}` has both a source and an assumption: it counts as assumed until this use of the source has a grade",
            &[
                "add `grade = \"…\"`, from A1 to F6, for how well the source supports the number as it is used here; if the source says all of it, tell that in `about` instead",
            ],
        )],
    },
    Entry {
        id: "if-else",
        title: "`else` is missing",
        explanation: "Every `if` says what holds otherwise.\n\nWrong:\n\n    if x > 0 then 1\n\nRight:\n\n    if x > 0 then 1 else 0",
        said: &[said(
            "",
            "`else` is missing here",
            &["every `if` says what holds otherwise: `if condition then this else that`"],
        )],
    },
    Entry {
        id: "if-then",
        title: "`then` is missing",
        explanation: "A choice is written `if … then … else …`.\n\nWrong:\n\n    if x > 0 1 else 0\n\nRight:\n\n    if x > 0 then 1 else 0",
        said: &[said(
            "",
            "`then` is missing here",
            &["write `if condition then this else that`"],
        )],
    },
    Entry {
        id: "include-cycle",
        title: "Files include each other",
        explanation: "Each file is included once.\n\nWrong:\n\n    a.toml includes b.toml includes a.toml\n\nRight:\n\n    scenario.toml includes both",
        said: &[labelled(
            "",
            "these files include each other: {files:arrows}",
            "closes the circle",
            &["delete this line: the file is already part of the scenario"],
        )],
    },
    Entry {
        id: "key-collision",
        title: "Two names have the same key",
        explanation: "Random numbers hang on keys of 64 bits that are made from names. That two names of a scenario have the same key happens about once in ten thousand million scenarios; they would be drawn as one, so one must be renamed.\n\nWrong:\n\n    the two names that are told\n\nRight:\n\n    another name for one of them",
        said: &[said(
            "",
            "two names have the same key, {key}",
            &["rename one of them: what hangs on the key would be drawn as one"],
        )],
    },
    Entry {
        id: "label-alone",
        title: "A label stands where a number is needed",
        explanation: "Labels are compared with a dimension, or pick an element.\n\nWrong:\n\n    'CJNG' * 2\n\nRight:\n\n    members['CJNG'] * 2",
        said: &[said(
            "",
            "`{label}` is the label of an element, not a number",
            &["compare a dimension with it, or put it in square brackets: x['label']"],
        )],
    },
    Entry {
        id: "lever-domain",
        title: "A lever does not say what it can be set to",
        explanation: "Each lever has exactly one of `range`, `options` and `switch`.\n\nWrong:\n\n    [lever.aid] actor = \"us\"\n\nRight:\n\n    [lever.aid] actor = \"us\", range = [0, 1]",
        said: &[
            said(
                "",
                "the lever `{name}` does not say what it can be set to",
                &["give it one of `range = [0, 1]`, `options = {{ … }}` and `switch = true`"],
            ),
            said(
                "several",
                "the lever `{name}` says twice what it can be set to",
                &["give it one of `range = [0, 1]`, `options = {{ … }}` and `switch = true`"],
            ),
        ],
    },
    Entry {
        id: "lever-unset",
        title: "No strategy sets a lever",
        explanation: "A lever that nobody sets is the same in all profiles.\n\nWrong:\n\n    (no strategy)\n\nRight:\n\n    [strategy.us.generous] aid = 1",
        said: &[
            said(
                "",
                "no strategy sets the lever `{lever}`, so it stays at {default} everywhere",
                &["set it in a strategy, or make it a parameter"],
            ),
            said(
                "choice",
                "no strategy sets the lever `{lever}`, so it stays at `{default}` everywhere",
                &["set it in a strategy, or make it a parameter"],
            ),
        ],
    },
    Entry {
        id: "loop",
        title: "Equations need each other at the same time",
        explanation: "None of them can be computed first. A stock, or a look back in time, breaks the loop.\n\nWrong:\n\n    price = \"demand * 2\", demand = \"10 - price\"\n\nRight:\n\n    demand = \"10 - previous(price, 3)\"",
        said: &[
            said(
                "",
                "these need each other's value at the same time: {path:arrows}",
                &["let one of them look back: previous({last}), or make it a stock"],
            ),
            said(
                "start",
                "these need each other's value at the same time at the start: {path:arrows}",
                &["give one of them a start that does not depend on the others"],
            ),
            said(
                "own",
                "`{name}` needs its own value",
                &["let one of them look back: previous({name}), or make it a stock"],
            ),
            said(
                "own-start",
                "`{name}` needs its own value at the start",
                &["give one of them a start that does not depend on the others"],
            ),
        ],
    },
    Entry {
        id: "lucks-alike",
        title: "Several lucks, and nothing happens by chance",
        explanation: "`replications` runs each set of inputs several times, each with a luck of its own. Where no equation draws and no event comes by a hazard, all these runs are the same: there are as many fewer sets of inputs, and nothing is learnt.\n\nWrong:\n\n    worlds       = 2000\n    replications = 4      # 500 sets of inputs, each run four times for nothing\n\nRight:\n\n    worlds = 2000",
        said: &[said(
            "",
            "nothing happens by chance here, so the {replications} worlds of each set of inputs are all the same",
            &["take `replications` out: then each world has inputs of its own"],
        )],
    },
    Entry {
        id: "mark-without-words",
        title: "A mark shows no words",
        explanation: "A verdict judges a sentence. Where a mark shows none, readers take it for a verdict on the words before it, which may say the opposite.\n\nWrong:\n\n    It did not soar [[approval-soared]].\n\nRight:\n\n    The polls do not bear out that [[approval-soared|approval soared]].",
        said: &[said(
            "",
            "the mark of `{name}` shows no words, so that readers cannot tell what its verdict judges",
            &["write `[[{name}|the words that are judged]]`"],
        )],
    },
    Entry {
        id: "mean-of-condition",
        title: "A mean of what is true or false",
        explanation: "Means, medians and quantiles are of numbers. How often something is true is its share of the worlds.\n\nWrong:\n\n    mean(wars@treaty > 0) < 0.2\n\nRight:\n\n    share(wars@treaty > 0) < 0.2",
        said: &[said(
            "",
            "`{text}` is true or false in each world, and `{function}` needs a number",
            &["write `share({text})` for how often it is true"],
        )],
    },
    Entry {
        id: "misplaced-chance",
        title: "A draw stands where there is no chance",
        explanation: "Draws belong to variables, flows, changes and starts.\n\nWrong:\n\n    outcome: at_end(normal(0, 1))\n\nRight:\n\n    variable: normal(0, 1); outcome: at_end(shock)",
        said: &[said(
            "",
            "`{function}` draws by chance, which is not possible here",
            &["give it a name, as a variable, and read that"],
        )],
    },
    Entry {
        id: "misplaced-game",
        title: "A game is asked outside the test of a claim",
        explanation: "What serves whom is known only when all runs are done; so equations and `check` cannot use it, the `test` of a claim can.\n\nWrong:\n\n    variable: if best_reply(tariffs, mexico, …) == yield then 1 else 0\n\nRight:\n\n    claim: test = \"best_reply(tariffs, mexico, united_states = threaten) == yield\"",
        said: &[
            said(
                "",
                "`{function}` stands outside a claim",
                &[
                    "an equation runs before anyone knows what serves whom: ask it in the `test` of a claim",
                ],
            ),
            said(
                "check",
                "`{function}` stands in a `check`, which looks at facts alone",
                &["ask it in `test`, over the simulated worlds"],
            ),
        ],
    },
    Entry {
        id: "misplaced-memory",
        title: "A look back stands where there is no past",
        explanation: "Memory belongs to variables, flows and changes.\n\nWrong:\n\n    outcome: at_end(previous(x))\n\nRight:\n\n    variable: previous(x)",
        said: &[said(
            "",
            "`{function}` looks back in time, which is not possible here",
            &["give it a name, as a variable, and read that"],
        )],
    },
    Entry {
        id: "misplaced-outcome",
        title: "An outcome is read during the run",
        explanation: "Outcomes are known only afterwards; claims read them.\n\nWrong:\n\n    variable: total_deaths * 2\n\nRight:\n\n    claim: total_deaths@both > 0",
        said: &[said(
            "",
            "`{name}` is an outcome, known only after a run",
            &["outcomes are read in claims"],
        )],
    },
    Entry {
        id: "misplaced-over-worlds",
        title: "All worlds are looked at from inside one of them",
        explanation: "`share`, `median`, `quantile` and the mean of one number are of all worlds together, which are known when all have been run. They stand in the `test` of a claim.\n\nWrong:\n\n    given = \"share(wars@treaty > 0) > 0.1\"\n\nRight:\n\n    test = \"share(wars@treaty > 0) > 0.1\"",
        said: &[
            said(
                "",
                "`{function}` is of all worlds together, which no world knows",
                &["it stands in the `test` of a claim"],
            ),
            said(
                "outcome",
                "`{function}` is of all worlds together; an outcome is of one",
                &[
                    "write `{cure}` for the share of the time, or ask for the share of the worlds in the test of a claim",
                ],
            ),
            said(
                "given",
                "`given` is true or false of one world; `{function}` is of all of them",
                &[
                    "write `{cure}`, which is that world's own",
                    "say of one world what is to be true in it",
                ],
            ),
            said(
                "check",
                "a statement of fact reads numbers and data; `{function}` is of all worlds",
                &["write `test` in the place of `check`"],
            ),
        ],
    },
    Entry {
        id: "misplaced-profile",
        title: "A profile is named outside a claim",
        explanation: "Equations run under every profile alike.\n\nWrong:\n\n    variable: deaths@both\n\nRight:\n\n    claim: deaths@both < deaths@status_quo",
        said: &[said(
            "",
            "profiles are named in claims only",
            &["remove `@…`: an equation runs under every profile"],
        )],
    },
    Entry {
        id: "misplaced-summary",
        title: "A summary over time stands inside the run",
        explanation: "`total`, `at_end` and the like sum up a whole run, in outcomes and objectives.\n\nWrong:\n\n    variable: total(flow)\n\nRight:\n\n    outcome: total(flow); variable: cumulative(flow)",
        said: &[
            said(
                "",
                "`{function}` sums up a whole run",
                &["it stands in outcomes and objectives only"],
            ),
            said(
                "at",
                "`at` reads a whole run",
                &["it stands in outcomes and objectives only"],
            ),
            said(
                "nested",
                "`{function}` sums up a whole run",
                &["one function over time cannot stand inside another"],
            ),
        ],
    },
    Entry {
        id: "missing-elements",
        title: "An array lacks elements that are read",
        explanation: "A quantity over a part of a dimension can be read along that part only.\n\nWrong:\n\n    at_sea[corridor]\n\nRight:\n\n    at_sea[sea]",
        said: &[
            said(
                "",
                "`{array}` is over `{own}` only and has no {missing}",
                &["read it along `{own}`, which is a part of `{along}`"],
            ),
            said(
                "named",
                "`{array}` is over `{own}` only and has no {missing}, which `{through}` names",
                &["give `{array}` the dimension of which `{own}` is a part"],
            ),
        ],
    },
    Entry {
        id: "missing-field",
        title: "A field is missing",
        explanation: "Some fields must be given.\n\nWrong:\n\n    [stock.x] change = \"1\"\n\nRight:\n\n    [stock.x] start = 0, change = \"1\"",
        said: &[
            labelled(
                "",
                "`{name}` has no `{field}`",
                "{about:phrase}",
                &["add `{field} = {example}`"],
            ),
            labelled(
                "blank",
                "the `{field}` of `{name}` is empty",
                "{about:phrase}",
                &["write it between the quotes"],
            ),
            said(
                "elements",
                "`{name}` has no elements",
                &["add `labels = [\"…\", \"…\"]`, or `file` and `labels`, or `of`, or `size`"],
            ),
            said(
                "file-of-labels",
                "`labels` names a column, but there is no `file`",
                &["add `file = \"data/….csv\"`, or write the labels as a list"],
            ),
            said(
                "wide-labels",
                "`labels` is missing",
                &["add `labels = \"…\"`, the column with the labels of the first dimension"],
            ),
            said(
                "scenario",
                "there is no section `[scenario]`",
                &["begin the file with `[scenario]`, `title`, `start`, `end` and `step`"],
            ),
            said(
                "file-column",
                "`column` is missing",
                &["add `column = \"…\"`, the column with the values"],
            ),
            said(
                "file-labels",
                "`labels` is missing",
                &["add `labels = \"…\"`, the column with the labels of elements"],
            ),
            said(
                "value",
                "`{name}` has no value",
                &["add `value = …`, `range = [low, high]` or `distribution = \"…\"`"],
            ),
            said(
                "some-values",
                "some elements of `{name}` have no value",
                &["add `value = …`, `range = [low, high]` or `distribution = \"…\"`"],
            ),
            said(
                "series-over",
                "`labels` needs `over`: which dimension does the column list?",
                &["add `over = \"…\"`"],
            ),
            said(
                "series-labels",
                "`labels` is missing",
                &["add `labels = \"…\"`, the column with the labels of elements"],
            ),
        ],
    },
    Entry {
        id: "missing-label",
        title: "Elements have no value",
        explanation: "A table by label gives each element a value.\n\nWrong:\n\n    value = { us = 1 }\n\nRight:\n\n    value = { us = 1, europe = 2 }",
        said: &[
            said(
                "",
                "no value for {missing:some} of `{dimension}`",
                &["add a value for each element"],
            ),
            said(
                "row",
                "the file has no row for {missing:some} of `{dimension}`",
                &["add a row for each element, or read a part of the dimension"],
            ),
            said(
                "column",
                "the file has no column for {missing:some} of `{dimension}`",
                &["add a column for each element"],
            ),
            said(
                "series",
                "the file has no row for {missing:some}",
                &["add at least one row for each element"],
            ),
        ],
    },
    Entry {
        id: "module",
        title: "A module, or a use of one, that cannot be read",
        explanation: "A module declares equations once; each `[use.name]` of it gives what they need. What the module declares as `price` is `street_price` of `[use.street]`.\n\nWrong:\n\n    [module.market] inputs = { supply = \"kg/year\" }\n    [module.market.variable.price] equation = \"1 / supply\"\n    [use.street] module = \"market\"\n\nRight:\n\n    [use.street] module = \"market\", inputs = { supply = \"arrivals\" }",
        said: &[
            said(
                "unknown",
                "there is no module `{module}`",
                &[
                    "did you mean `{near}`?",
                    "declare `[module.{module}]`, or name one that is declared",
                ],
            ),
            said(
                "unused",
                "nobody uses the module `{module}`, so nothing in it was read",
                &["add `[use.name]` with `module = \"{module}\"`, or leave it out"],
            ),
            said(
                "section",
                "the module `{module}` cannot have `{section}`",
                &["it may have {sections:or}; declare all else outside it"],
            ),
            said(
                "empty",
                "the module `{module}` declares nothing",
                &["add equations, such as `[module.{module}.variable.name]`"],
            ),
            said(
                "taken",
                "`{name}` is a dimension, so the text of the module `{module}` does not say which is meant",
                &["give what is inside the module a name of its own"],
            ),
            said(
                "lacking",
                "`{use}` does not give the module `{module}` its {names:comma}",
                &["add `{field} = {{ … }}` to `[use.{use}]` with all that the module asks for"],
            ),
            said(
                "not-asked",
                "the module `{module}` has no `{name}` among its `{field}`, so `{use}` cannot give it",
                &[
                    "did you mean `{near}`?",
                    "leave it out, or add it to the `{field}` of the module",
                ],
            ),
        ],
    },
    Entry {
        id: "names-no-element",
        title: "An attribute names no element",
        explanation: "x[link.from] reads for each link the element of x whose label is the word in the column `from`. So each word has to be a label.\n\nWrong:\n\n    node = [\"a\", \"b\"], link with from = [\"a\", \"B\"]\n\nRight:\n\n    node = [\"a\", \"b\"], link with from = [\"a\", \"b\"]",
        said: &[
            said(
                "",
                "`{written}` is to name elements of `{of}`, but `{word}` in row {row} (`{element}`) is no label of it",
                &[
                    "did you mean `{near}`?",
                    "correct the word, or add it to the labels of `{of}`",
                ],
            ),
            said(
                "none",
                "`{written}` names no element of `{of}`: `{word}`, for one, in row {row} (`{element}`), is no label of it",
                &[
                    "of its attributes {fitting} can be read so",
                    "it needs the labels of `{of}`, such as {labels}",
                ],
            ),
            said(
                "offset",
                "no place can be counted from what `{written}` names",
                &["read `{array}` shifted under a name of its own, and that by `[{written}]`"],
            ),
        ],
    },
    Entry {
        id: "negative-hazard",
        title: "A hazard is negative",
        explanation: "A hazard says how often something happens per time: 0 or more. Where one turns negative in some world, that world has a fault.\n\nWrong:\n\n    hazard = \"-leak_rate\"\n\nRight:\n\n    hazard = \"leak_rate\"",
        said: &[said(
            "",
            "the hazard of `{event}` is below 0 in every world, and a hazard is 0 or more",
            &["turn its sign, or bound it with `max`"],
        )],
    },
    Entry {
        id: "negative-weight",
        title: "The weights of outcomes leave no choice",
        explanation: "A weight says how likely an outcome of an event is beside the others: 0 or more, and one of them above 0. Where that is not so in some world when the event happens, that world has a fault.\n\nWrong:\n\n    outcomes.convicted = { weight = \"-pressure\" }\n    outcomes.acquitted = { weight = 0.3 }\n\nRight:\n\n    outcomes.convicted = { weight = \"pressure\" }\n    outcomes.acquitted = { weight = 0.3 }",
        said: &[
            said(
                "",
                "the weight of `{outcome}` is below 0 in every world, and a weight is 0 or more",
                &["turn its sign, or bound it with `max`"],
            ),
            said(
                "zero",
                "the weights of all outcomes of `{event}` are 0 in every world, so that it can come to none",
                &["give one of them a weight above 0"],
            ),
        ],
    },
    Entry {
        id: "no-now",
        title: "The scenario has no `now`",
        explanation: "`now` in equations is the date set in [scenario].\n\nWrong:\n\n    if time > now …\n\nRight:\n\n    [scenario] now = 2025-12-01",
        said: &[said(
            "",
            "this scenario has no `now`",
            &["set `now = …` in [scenario]"],
        )],
    },
    Entry {
        id: "no-objective",
        title: "A player wants nothing",
        explanation: "Who chooses in a game needs an objective: what it would have as much of as it can, from one whole run.\n\nWrong:\n\n    players = [\"mexico\", \"united_states\"] alone\n\nRight:\n\n    [objective] mexico = \"mean(approval)\", united_states = \"-total(arrivals)\"",
        said: &[said(
            "",
            "the player `{player}` has no objective",
            &["say what it wants: `[objective] {player} = \"mean(…) - …\"`"],
        )],
    },
    Entry {
        id: "no-origin",
        title: "A number has neither source nor assumption",
        explanation: "Readers must be able to see where every number comes from.\n\nWrong:\n\n    value = 4\n\nRight:\n\n    value = 4, source = \"magliocca-2019\"",
        said: &[
            said(
                "",
                "`{name}` has neither a source nor an assumption",
                &["add `source = \"key\"` of `sources.bib`, or `assumption = \"why this value\"`"],
            ),
            said(
                "points",
                "`{name}` has neither a source nor an assumption",
                &[
                    "add `source = \"key\"` of `sources.bib`, or `assumption = \"why these points\"`",
                ],
            ),
            said(
                "correlation",
                "this correlation has neither a source nor an assumption",
                &[
                    "add `source = \"key\"` of `sources.bib`, or `assumption = \"why they go together\"`",
                ],
            ),
            said(
                "known",
                "what is known of `{name}` has neither a source nor an assumption",
                &["add `source = \"key\"` of `sources.bib`, or `assumption = \"who knows it\"`"],
            ),
            said(
                "constraint",
                "this condition has neither a source nor an assumption",
                &["add `source = \"key\"` of `sources.bib`, or `assumption = \"why it holds\"`"],
            ),
            said(
                "wordless",
                "this assumption has no words",
                &["say why this value and no other, or name a source"],
            ),
        ],
    },
    Entry {
        id: "no-strategy",
        title: "An actor has no strategy",
        explanation: "Without a strategy the levers of an actor stay at their defaults, and a player of a game has nothing to choose between.\n\nWrong:\n\n    (no strategy)\n\nRight:\n\n    [strategy.mexico.defiance]",
        said: &[
            said(
                "levers",
                "`{actor}` has levers but no strategy",
                &["declare one: `[strategy.{actor}.…]`"],
            ),
            said(
                "player",
                "the player `{player}` has no strategy",
                &["declare one: `[strategy.{player}.…]`"],
            ),
            said(
                "empty-list",
                "the list of `{name}` is empty",
                &["name a strategy, or leave the line out for all"],
            ),
            said(
                "move",
                "this move of `{player}` has no strategy",
                &["name the strategies that it chooses between"],
            ),
        ],
    },
    Entry {
        id: "noise-by-step",
        title: "Chance in a rate depends on the step",
        explanation: "A draw is new at each step. In a rate it acts for one step, so what it adds up to spreads less the shorter the step is: the spread of a sum of n independent draws grows with the root of n only. Where noise is white, divide by the root of the step; where it lasts for a time, use `pink_noise`. Where a step is what the model means by a season or a year, leave it as it is.\n\nWrong:\n\n    [stock.price]\n    change = \"normal(0, volatility)\"\n\nRight:\n\n    # volatility per root of a year\n    change = \"volatility * normal(0, 1) / sqrt(step)\"\n    # or: for a month or so the same way\n    change = \"pink_noise(volatility, 1{month})\"",
        said: &[said(
            "",
            "a new draw at each step moves `{name}`, so its spread depends on `step`",
            &[
                "write `pink_noise(sd, time)` for chance that lasts for a time, or divide by `sqrt(step)`",
            ],
        )],
    },
    Entry {
        id: "not-a-condition",
        title: "Something that is neither true nor false",
        explanation: "A condition is a comparison, a switch, or something made of these. A number is none: a test whose comparison was forgotten would hold in every world.\n\nWrong:\n\n    test = \"profit@reform - 0.5\"\n\nRight:\n\n    test = \"profit@reform > 0.5\"",
        said: &[
            said(
                "",
                "`{text}` is {unit:said}, not something that is true or false",
                &[
                    "write the comparison that you mean, for example `{cure} > 0`",
                    "write the comparison that you mean, with both its sides",
                ],
            ),
            said(
                "number",
                "`{text}` is a number, not something that is true or false",
                &["write the comparison that you mean, with both its sides, such as `x > {text}`"],
            ),
            said(
                "chance",
                "`{text}` is a number, not something that is true or false",
                &[
                    "for what happens with this probability in each step write `bernoulli({text})`; else write the comparison that you mean, with both its sides",
                ],
            ),
            said(
                "options",
                "`{text}` is one of several options, not something that is true or false",
                &["say which, for example `{text} == {option}`"],
            ),
        ],
    },
    Entry {
        id: "not-a-time",
        title: "Something that is no time",
        explanation: "Delays and dates are times and have a unit.\n\nWrong:\n\n    smooth(x, 4)\n\nRight:\n\n    smooth(x, 4{month})",
        said: &[said(
            "",
            "this must be a time, but `{text}` is {unit:said}",
            &["say so with its unit: `{cure}`", "use a time here"],
        )],
    },
    Entry {
        id: "not-an-array",
        title: "Square brackets behind something without a name",
        explanation: "Only named quantities have elements that can be picked.\n\nWrong:\n\n    (a + b)[us]\n\nRight:\n\n    c[us], with the variable c = a + b",
        said: &[said(
            "",
            "only a name can have square brackets",
            &["give the expression a name, as a variable"],
        )],
    },
    Entry {
        id: "not-an-input",
        title: "This is not one uncertain number",
        explanation: "Correlations join uncertain numbers; of an array one element.\n\nWrong:\n\n    parameters = [\"share\", \"b\"]\n\nRight:\n\n    parameters = [\"share[us]\", \"b\"]",
        said: &[
            said(
                "",
                "`{name}` is not one uncertain number",
                &[
                    "did you mean `{near}`?",
                    "give it a range or distribution; of an array name an element, such as `share[us]`",
                ],
            ),
            said(
                "tied",
                "`{name}` is not drawn on its own, but together with other numbers",
                &["correlate what it is drawn from, or numbers that are drawn on their own"],
            ),
            said(
                "group",
                "`{name}` is certain, and a group is of uncertain parameters",
                &["leave it out of the group, or give it a range or distribution"],
            ),
        ],
    },
    Entry {
        id: "not-an-outcome",
        title: "This is not an outcome",
        explanation: "`@` reads an outcome under a profile.\n\nWrong:\n\n    approval@both > 50{%}\n\nRight:\n\n    final_approval@both > 50{%}",
        said: &[
            said(
                "",
                "`@` stands behind the name of an outcome",
                &["as in deaths@status_quo"],
            ),
            said(
                "quantity",
                "`{name}` is not an outcome",
                &["declare an outcome that sums it up over time"],
            ),
        ],
    },
    Entry {
        id: "not-continuous",
        title: "Options and single values cannot be correlated",
        explanation: "Correlated parameters have a range or a continuous distribution.\n\nWrong:\n\n    parameters = [\"motive\", \"b\"]\n\nRight:\n\n    parameters = [\"a\", \"b\"]",
        said: &[said(
            "",
            "`{name}` takes single values only, and cannot be correlated",
            &["correlate parameters with a range or a continuous distribution"],
        )],
    },
    Entry {
        id: "not-over",
        title: "Something is not over a dimension",
        explanation: "A sum goes over a dimension that the summed thing has.\n\nWrong:\n\n    sum(total, corridor)\n\nRight:\n\n    sum(flow, corridor)",
        said: &[
            said(
                "",
                "`{array}` is not over `{index}`",
                &["it is over {names}"],
            ),
            said(
                "order",
                "`{array}` has no dimension like `{index}` in this place",
                &["give its indices in the declared order, for {names}"],
            ),
            said(
                "relative",
                "this is not over `{name}`",
                &["it is over `{other}`; read the array along `{name}` with x[{name}]"],
            ),
            said("this", "this is not over `{name}`", &["it is over {over}"]),
        ],
    },
    Entry {
        id: "not-symmetric",
        title: "A symmetric table needs the same dimension twice",
        explanation: "Only pairs of elements of one list can be turned round.\n\nWrong:\n\n    over = [\"group\", \"state\"], symmetric = true\n\nRight:\n\n    over = [\"group\", \"rival\"], symmetric = true",
        said: &[said(
            "",
            "`{first}` and `{second}` list different things, so edges cannot hold both ways",
            &["delete `symmetric`"],
        )],
    },
    Entry {
        id: "not-utf8",
        title: "A file is not text in UTF-8",
        explanation: "Files are plain text in UTF-8; signs that are not were replaced by �.\n\nWrong:\n\n    a CSV in an old Windows encoding\n\nRight:\n\n    saved as CSV (UTF-8)",
        said: &[labelled(
            "",
            "`{path}` is not saved as UTF-8 text",
            "this character cannot be read",
            &["save the file again with the encoding UTF-8"],
        )],
    },
    Entry {
        id: "one-number",
        title: "A sum or mean of one number",
        explanation: "Sums and the like go over the elements of an array. An outcome without dimensions is one number for each world already; its mean over all worlds is `mean(deaths@reform)`.\n\nWrong:\n\n    sum(deaths@reform) < 10\n\nRight:\n\n    deaths@reform < 10",
        said: &[
            said(
                "",
                "`{text}` is one number, and `{function}` needs several",
                &["write `{text}` alone; what is to be taken over time stands in an outcome"],
            ),
            said(
                "outcome",
                "`{text}` is one number, and `{function}` needs several",
                &["write `{text}` alone"],
            ),
            said(
                "claim",
                "`{text}` is one number in each world, and `{function}` needs several",
                &["write `{text}` alone; sums over time are taken in the equation of the outcome"],
            ),
        ],
    },
    Entry {
        id: "open-dimension",
        title: "An equation leaves a dimension open",
        explanation: "The result has one number for each element, but one number (or another array) is declared.\n\nWrong:\n\n    total = \"flow\"\n\nRight:\n\n    total = \"sum(flow, corridor)\"",
        said: &[
            said(
                "",
                "this is over {open}, but one number is needed",
                &[
                    "sum over it, sum(…, {one}), pick an element, x[…], or declare `over`",
                    "sum over them: sum(…, [{open:bare}])",
                ],
            ),
            said(
                "over",
                "this is over {open}, but it should be over {over} alone",
                &[
                    "sum over it, sum(…, {one}), pick an element, x[…], or declare `over`",
                    "sum over them: sum(…, [{open:bare}])",
                ],
            ),
            said(
                "over-worlds",
                "`{text}` is one number for each of {open}, each of all worlds, but one number is needed",
                &["write `{cure}` for the mean of them all, or pick an element, x[…]"],
            ),
            said(
                "share-over-worlds",
                "`{text}` is one share for each of {open}, each of all worlds, but one number is needed",
                &[
                    "write `{cure}` for how often it is true of any, with min(…) of all, or pick an element, x[…]",
                ],
            ),
        ],
    },
    Entry {
        id: "open-mark",
        title: "A mark in the brief is not closed",
        explanation: "Marks are written `[[claim-id|words]]`, within one paragraph.\n\nWrong:\n\n    [[claim-id|less violence]\n\nRight:\n\n    [[claim-id|less violence]]",
        said: &[said(
            "",
            "this mark is not closed in its paragraph",
            &["write `[[claim-id|the words that are judged]]`"],
        )],
    },
    Entry {
        id: "out-of-bounds",
        title: "A number is outside what makes sense here",
        explanation: "Shares lie between 0 and 1, correlations between −1 and 1, and so on.\n\nWrong:\n\n    holds = 75\n\nRight:\n\n    holds = 0.75",
        said: &[
            said(
                "",
                "`{name}` is {value}; it must be between {least} and {most}",
                &["choose a number between these"],
            ),
            said(
                "spread",
                "`spread` is {spread}; it must be above 0 and at most 1",
                &["0.2 draws between 80 % and 120 % of the value"],
            ),
            said(
                "rank",
                "a rank correlation lies between −1 and 1, not at {rank}",
                &["two inputs that always move together are one input"],
            ),
            said(
                "verdict",
                "`fails` must be below `holds`, both shares between 0 and 1",
                &["for example `holds = 0.75`, `fails = 0.25`"],
            ),
        ],
    },
    Entry {
        id: "outside-run",
        title: "A date lies outside the run",
        explanation: "The run goes from `start` to `end`.\n\nWrong:\n\n    at(x, 2050-01-01)\n\nRight:\n\n    at(x, 2030-01-01)",
        said: &[
            said(
                "",
                "{date} lies outside the run",
                &["the run goes from {start} to {end}"],
            ),
            said(
                "backwards",
                "this span of time ends before it begins",
                &["exchange `from` and `to`"],
            ),
            said(
                "moment",
                "`{function}` from {date} to the same date sums up no time",
                &[
                    "give it a `to` that is later than its `from`, or read the value with `at(x, {date})`",
                ],
            ),
            said(
                "no-instant",
                "no instant of the run lies in this span of time, so `{function}` has no value to look at",
                &["widen it to {before} or {after}, or shorten `step`"],
            ),
            said(
                "event",
                "`{name}` can never happen: what an event does is seen from the instant after its date on, and the run ends at {end}",
                &["choose {last} or an earlier date, or let the run go on for longer"],
            ),
            said(
                "page",
                "a chart that begins at {date} shows nothing: the run ends then",
                &["choose a date from {start} on and before {end}"],
            ),
            said(
                "move",
                "this move lies outside the scenario's time",
                &["choose a date from {start} to {end}"],
            ),
            said(
                "before-now",
                "this move lies before `now`, from which on levers act",
                &["choose {date} or later"],
            ),
        ],
    },
    Entry {
        id: "between-instants",
        title: "A date lies between two instants of the run",
        explanation: "A run computes its values at instants, one a step. What is dated between two of them acts from the later one on. Dates in windows and in `at(x, date)` need no instant: steps count in part, and values are read between them.\n\nWrong:\n\n    # with start = 2025-01-01 and step = \"1 month\"\n    [event.listing]\n    at = 2025-02-15\n\nRight:\n\n    # in the step that begins on the first; what it does is seen from 2025-03-01 on\n    [event.listing]\n    at = 2025-02-01",
        said: &[
            said(
                "event",
                "`{name}` at {date} lies between two instants of the run: it looks at {before}, and what it does is seen from {after} on",
                &["write {before} to say so, or shorten `step`"],
            ),
            said(
                "schedule",
                "{date} lies between two instants of the run: the lever is set from {after} on",
                &["write {after} to say so, or shorten `step`"],
            ),
            said(
                "now",
                "`now` at {date} lies between two instants of the run: levers act from {after} on",
                &["write {after} to say so, or choose a `start` from which whole steps lead to it"],
            ),
            said(
                "known",
                "{date} lies between two instants of the run: what is known of `{name}` counts until {counted}, in whole steps",
                &["write `until = {counted}` to say so, or shorten `step`"],
            ),
            said(
                "move",
                "a move at {date} lies between two instants of the run: it acts from {after} on",
                &["write {after} to say so, or shorten `step`"],
            ),
        ],
    },
    Entry {
        id: "path-outside",
        title: "A path leaves the scenario's folder",
        explanation: "A scenario reads nothing but its own folder.\n\nWrong:\n\n    file = \"../secret.csv\"\n\nRight:\n\n    file = \"data/own.csv\"",
        said: &[
            labelled(
                "",
                "`{path}` is no path inside the scenario's folder",
                "{why}",
                &[
                    "name files by their path inside the folder, with `/` between parts, as in `data/file.csv`",
                ],
            ),
            said(
                "leads-out",
                "`{path}` leads out of the scenario's folder",
                &["copy the file into the folder"],
            ),
        ],
    },
    Entry {
        id: "page-lever",
        title: "A reader cannot move this lever",
        explanation: "Readers move levers of strategies: what a strategy sets to one number, to a schedule or to a rule is set to another number for the whole time in which it is played. A lever with several elements has no one number; a strategy that no profile plays decides nothing.\n\nWrong:\n\n    [lever]\n    troops = { actor = \"mexico\", range = [0, 1], over = \"state\" }\n    [page]\n    levers = [\"mexico.surge.troops\"]\n\nRight:\n\n    [lever]\n    troops = { actor = \"mexico\", range = [0, 1] }\n    [page]\n    levers = [\"mexico.surge.troops\"]",
        said: &[
            said(
                "",
                "the lever of `{name}` has several elements, so there is no one number to move",
                &["name a lever without `over`"],
            ),
            said(
                "unplayed",
                "no profile plays `{strategy}`, so `{name}` moves nothing",
                &["name a strategy that a profile plays"],
            ),
        ],
    },
    Entry {
        id: "page-map",
        title: "The map of the page cannot be drawn",
        explanation: "A map needs an outcome whose elements have places, in degrees: over two dimensions each element has the attributes `longitude` and `latitude`; over one dimension it has `from_longitude`, `from_latitude`, `to_longitude` and `to_latitude`. A frame is west, south, east and north.\n\nWrong:\n\n    [page]\n    map = { flows = \"arrivals\", frame = [45, -120, -35, -30] }\n\nRight:\n\n    [page]\n    map = { flows = \"arrivals\", frame = [-120, -35, -30, 45] }",
        said: &[
            said(
                "",
                "the elements of `{name}` have no places on a map",
                &[
                    "give the elements of its two dimensions attributes `longitude` and `latitude`, or those of its one dimension `from_longitude`, `from_latitude`, `to_longitude` and `to_latitude`",
                ],
            ),
            said(
                "frame",
                "the frame is not west, south, east, north in degrees",
                &["for example `frame = [-120, -35, -30, 45]`"],
            ),
        ],
    },
    Entry {
        id: "points-order",
        title: "Points or dates are out of order",
        explanation: "They are listed by rising argument, each once.\n\nWrong:\n\n    [[1, 2], [0, 1]]\n\nRight:\n\n    [[0, 1], [1, 2]]",
        said: &[
            said(
                "",
                "the argument {argument} does not come after {before}",
                &["list the points by rising argument, each once"],
            ),
            said(
                "schedule",
                "this date does not come after the one before",
                &["list the dates in order, each once"],
            ),
            said(
                "moves",
                "this move comes before the one above it",
                &["list moves by date"],
            ),
        ],
    },
    Entry {
        id: "private-lever",
        title: "A rule reads what its actor cannot see",
        explanation: "Another actor's private lever is hidden; its effects may show.\n\nWrong:\n\n    rule = \"if secret_deal > 0 then …\"\n\nRight:\n\n    rule = \"if arrivals < 100{t} then …\"",
        said: &[said(
            "",
            "the lever `{name}` of another actor is private, so this rule cannot see it",
            &["read something that shows its effect, or make the lever public"],
        )],
    },
    Entry {
        id: "private-quantity",
        title: "A rule reads what its actor does not know",
        explanation: "What is `seen_by` some actors is hidden from the rules of the others. What follows from it may show.\n\nWrong:\n\n    [variable.true_strength] seen_by = [\"north\"], …\n    [strategy.south.wary] arms = { rule = \"if true_strength > 1 then …\" }\n\nRight:\n\n    [strategy.south.wary] arms = { rule = \"if patrols_seen > 10 then …\" }",
        said: &[said(
            "",
            "this actor does not see `{name}`, so its rule cannot read it",
            &["read something that shows its effect, or add the actor to `seen_by`"],
        )],
    },
    Entry {
        id: "pulse-in-parts",
        title: "A pulse is no whole number of steps",
        explanation: "Whether there is a pulse is looked at once a step, and holds for the whole step: a pulse of a month lasts a year where a step is a year.\n\nWrong:\n\n    step = \"1 year\"\n    [variable.relief] equation = \"if pulse(2026-01-01, 1{month}) then 5 else 0\"\n\nRight:\n\n    step = \"1 month\"",
        said: &[said(
            "",
            "`{function}` is seen at instants alone, and this is {steps:.3} steps: it counts in whole steps",
            &[
                "shorten `step`, write a whole number of steps, or spread what the pulse does over the step",
            ],
        )],
    },
    Entry {
        id: "quantile-level",
        title: "A quantile of no share",
        explanation: "`quantile(x, 0.9)` is the number below which 90 of 100 worlds lie. The level is written as a number between 0 and 1. The least and the greatest of all worlds would only tell how many worlds were run.\n\nWrong:\n\n    quantile(loss@treaty, 95) < 100{t}\n\nRight:\n\n    quantile(loss@treaty, 0.95) < 100{t}",
        said: &[
            said(
                "",
                "the level of a quantile is a number between 0 and 1, not `{text}`",
                &["write a number, such as `0.95`"],
            ),
            said(
                "range",
                "the level of a quantile lies between 0 and 1, and {level} does not",
                &["write `{cure}`"],
            ),
            said(
                "end",
                "the more worlds are run, the further their quantile at {level} goes",
                &["write a level within, such as `{cure}`"],
            ),
        ],
    },
    Entry {
        id: "rank-falls-short",
        title: "A correlation comes out smaller than asked",
        explanation: "A count takes the same value in many worlds, and ties make its ranks coarse: what it is drawn together with can follow it only so far.\n\nWrong:\n\n    rank = 0.9, with a poisson(0.1)\n\nRight:\n\n    rank = 0.3, or a law without ties",
        said: &[
            said(
                "",
                "`{name}` takes the same value in many worlds, so this comes to a rank correlation of about {about}",
                &["ask for less, or correlate something without ties"],
            ),
            said(
                "beyond",
                "`{name}` takes the same value in many worlds: its rank correlation with anything is at most {most}",
                &["ask for less, or correlate something without ties"],
            ),
        ],
    },
    Entry {
        id: "range-order",
        title: "A range is upside down",
        explanation: "The smaller number comes first.\n\nWrong:\n\n    range = [1, 0]\n\nRight:\n\n    range = [0, 1]",
        said: &[
            said(
                "",
                "this range begins at {low} and ends at {high}",
                &["write [{high}, {low}]"],
            ),
            said(
                "point",
                "this range begins and ends at {low}, so there is nothing to search",
                &["give two numbers, or set it under `thresholds`"],
            ),
        ],
    },
    Entry {
        id: "reads-nothing",
        title: "A test or condition reads nothing of the scenario",
        explanation: "A test of numbers alone comes out the same whatever the scenario says: its verdict would say nothing of the world.\n\nWrong:\n\n    test = \"0.6 > 0.5\"\n\nRight:\n\n    test = \"fish_left@agreement > 0.5 * capacity\"",
        said: &[
            said(
                "",
                "the test of `{name}` is made of numbers alone: it says nothing of the world",
                &[
                    "compare an outcome, a parameter or data with the number; what cannot be tested has `value_judgement = true` instead",
                ],
            ),
            said(
                "given",
                "the condition of `{name}` is made of numbers alone: all worlds count, or none",
                &["compare an outcome or a parameter with the number, or take `given` out"],
            ),
            said(
                "constraint",
                "this condition reads no uncertain parameter: it holds in every world or in none",
                &["compare parameters that have a range or distribution"],
            ),
        ],
    },
    Entry {
        id: "reads-own-element",
        title: "A sum over others reads the own element",
        explanation: "Inside a sum over a second name of a dimension, a bare name is still read along the first. So each element is multiplied by its own value, and not by that of the others.\n\nWrong:\n\n    sum(contacts * infectious, other)\n\nRight:\n\n    sum(contacts * infectious[other], other)",
        said: &[
            said(
                "",
                "inside `{function}` over `{other}`, `{name}` is that of the own `{own}`, not that of each `{other}`",
                &["write `{name}[{other}]`; where the own one is meant, `{name}[{own}]`"],
            ),
            said(
                "named",
                "beside what is over `{own}` and `{other}`, `{name}` is that of the own `{own}`, not that of each `{other}`",
                &["write `{name}[{other}]`; where the own one is meant, `{name}[{own}]`"],
            ),
        ],
    },
    Entry {
        id: "recursive-function",
        title: "A function calls itself",
        explanation: "A call stands for the equation of the function, which would never end.\n\nWrong:\n\n    [function.f] arguments = [\"x\"], equation = \"x * f(x - 1)\"\n\nRight:\n\n    a stock, or `previous`, over time; an array that reads its earlier elements, along a dimension",
        said: &[said(
            "",
            "{functions}: these call each other without end",
            &[
                "over time use a stock or `previous`; along a dimension, an array that reads its earlier elements",
            ],
        )],
    },
    Entry {
        id: "reserved-name",
        title: "A name means something in equations already",
        explanation: "Functions, `time`, `now` and words such as `if` cannot be names.\n\nWrong:\n\n    [variable.time]\n\nRight:\n\n    [variable.travel_time]",
        said: &[said(
            "",
            "`{name}` means something in equations already",
            &["choose another name"],
        )],
    },
    Entry {
        id: "reserved-section",
        title: "A section that this version cannot run yet",
        explanation: "Observations come with a later version.\n\nWrong:\n\n    [observation.homicides]\n\nRight:\n\n    (leave it out for now)",
        said: &[labelled(
            "",
            "this version of Contend cannot yet run `{section}`",
            "{when}",
            &["take this section out for now"],
        )],
    },
    Entry {
        id: "says-nothing",
        title: "The scenario says nothing about a comparison",
        explanation: "Both sides of the comparison are the same quantity in every world, because nothing leads from what the profiles do differently to what is compared. It would fail with `>` and hold with `>=`, whatever is true. The claim gets no verdict.\n\nWrong:\n\n    lost = \"mean(tide_loss)\"     (no lever reaches `tide_loss`)\n    test = \"lost@agreement > lost@freedom\"\n\nRight:\n\n    lost = \"mean(tide_loss + accident_rate * fishing)\"\n    test = \"lost@agreement > lost@freedom\"",
        said: &[
            said(
                "",
                "nothing leads from what {profiles} do differently to {outcomes}",
                &[
                    "let an equation behind it read what they do, or leave the comparison out: `{claim}` has no verdict",
                ],
            ),
            said(
                "itself",
                "this compares {outcomes} under {profiles} with itself",
                &["name another profile on one side: `{claim}` has no verdict"],
            ),
        ],
    },
    Entry {
        id: "self-edge",
        title: "An edge joins an element with itself",
        explanation: "Edges join two different elements.\n\nWrong:\n\n    a,a,1\n\nRight:\n\n    a,b,1",
        said: &[said(
            "",
            "this edge leads from `{from}` to itself",
            &["delete the row if it is a slip"],
        )],
    },
    Entry {
        id: "share-out-of-reach",
        title: "A share is compared with what no share can be",
        explanation: "A share of the worlds is a number between 0 and 1. Beyond that a comparison comes out the same whatever happens in the worlds.\n\nWrong:\n\n    share(wars@treaty > 0) < 20\n\nRight:\n\n    share(wars@treaty > 0) < 0.2",
        said: &[
            said(
                "",
                "a share or a probability lies between 0 and 1, so this comes out the same whatever happens in the worlds",
                &["write `{cure}`"],
            ),
            said(
                "decided",
                "a share or a probability lies between 0 and 1, so this comes out the same whatever happens in the worlds",
                &["compare with a number that it may lie on both sides of"],
            ),
        ],
    },
    Entry {
        id: "single-equals",
        title: "One `=` in an equation",
        explanation: "Two are a comparison.\n\nWrong:\n\n    if x = 1 then …\n\nRight:\n\n    if x == 1 then …",
        said: &[said(
            "",
            "one `=` is not used in equations",
            &["write `==` to compare"],
        )],
    },
    Entry {
        id: "small-percent",
        title: "A percentage below one",
        explanation: "In the unit `%` forty in a hundred is 40, not 0.4; without a unit it is 0.4.\n\nWrong:\n\n    approval = { unit = \"%\", value = 0.4 }\n\nRight:\n\n    approval = { unit = \"%\", value = 40 }",
        said: &[said(
            "",
            "{percent} % is {share} of one",
            &["write {meant} if so many in a hundred are meant"],
        )],
    },
    Entry {
        id: "step-too-long",
        title: "A step is too long for what happens in it",
        explanation: "A run goes from instant to instant in straight lines. Where something would be over in less than a step, or where more would leave than there is, it overshoots, and may swing to and fro without end.\n\nWrong:\n\n    step = \"1 year\"\n    [variable.delivered]\n    equation = \"delay3(ordered, 2{month})\"\n\nRight:\n\n    step = \"1 week\"",
        said: &[
            said(
                "memory",
                "`{function}` works over {shortest:.3} {unit:bare} at the least in each of its parts, which is less than a step of {step:.3} {unit:bare}: it will overshoot",
                &["shorten `step` to {good:.3} {unit:bare} or less, or keep the time longer"],
            ),
            said(
                "rate",
                "`{name}` may lose {share:.3} times what it holds in one step of {step:.3} {unit:bare}: it will overshoot",
                &["shorten `step` to {good:.3} {unit:bare} or less"],
            ),
        ],
    },
    Entry {
        id: "stock-priority",
        title: "Who is served first where a stock runs out",
        explanation: "Where a stock that stops at zero holds too little for all flows that want to leave it, they share what is there in proportion. `priority` names those that are served first, in order.\n\nWrong:\n\n    [stock.reservoir]\n    at_zero  = \"clamp\"\n    priority = [\"rain\"]\n\nRight:\n\n    [stock.reservoir]\n    at_zero  = \"clamp\"\n    priority = [\"drinking_water\"]",
        said: &[
            said(
                "",
                "`{stock}` may go below zero, so nobody waits for what it holds",
                &["add `at_zero = \"clamp\"`, or leave out `priority`"],
            ),
            said(
                "not-out",
                "`{name}` is no flow that leaves `{stock}`",
                &[
                    "name flows whose `from` is `{stock}`, such as {flows:some}",
                    "give a flow `from = \"{stock}\"`",
                ],
            ),
            said(
                "backwards",
                "`{name}` cannot be served first: its equation reads another flow that leaves `{stock}`",
                &["let that one be served before it"],
            ),
            said(
                "recursive",
                "`{name}` reads itself at other elements, so it cannot be held to what `{stock}` has",
                &[
                    "leave out `at_zero`, or let a variable hold what reads itself and a flow read that variable",
                ],
            ),
        ],
    },
    Entry {
        id: "strategy-circle",
        title: "A strategy is like itself",
        explanation: "A strategy that is `like` another takes what the other says of levers, so in the end one must stand alone.\n\nWrong:\n\n    [strategy.town.calm]\n    like = \"wary\"\n\n    [strategy.town.wary]\n    like = \"calm\"\n\nRight:\n\n    [strategy.town.calm]\n    like = \"wary\"\n\n    [strategy.town.wary]\n    release = 0.02",
        said: &[said(
            "",
            "`{name}` is like a strategy that is like it",
            &["let one of them stand alone"],
        )],
    },
    Entry {
        id: "text-attribute",
        title: "A text is read as a number",
        explanation: "Attributes with words are compared.\n\nWrong:\n\n    corridor.ocean * 2\n\nRight:\n\n    corridor.ocean == pacific",
        said: &[said(
            "",
            "`{name}.{attribute}` is text, not a number",
            &["compare it: {name}.{attribute} == {word}"],
        )],
    },
    Entry {
        id: "toml-syntax",
        title: "The TOML cannot be read",
        explanation: "TOML is `name = value`, texts in quotes, tables in square brackets.\n\nWrong:\n\n    title = My argument\n\nRight:\n\n    title = \"My argument\"",
        said: &[
            labelled(
                "",
                "this cannot be read as TOML: {message}",
                "here",
                &[
                    "each line is `name = value`, a heading `[section.name]`, or a comment after `#`",
                ],
            ),
            labelled(
                "bare-key",
                "`{name}` cannot be a name",
                "here",
                &["use lower-case letters without accents, digits and `_`: `{suggested}`"],
            ),
            labelled(
                "quotes",
                "text must stand in quotes",
                "here",
                &["put `\"` before and after the text"],
            ),
            labelled(
                "open-text",
                "this text has no closing quote",
                "here",
                &["close it with `\"`; a text over several lines begins and ends with `\"\"\"`"],
            ),
            labelled(
                "open-literal",
                "this text has no closing quote",
                "here",
                &["close it with `'`"],
            ),
            labelled(
                "list-comma",
                "a comma or a closing `]` is missing",
                "here",
                &["separate the parts of a list by commas, and close it with `]`"],
            ),
            labelled(
                "open-list",
                "this list is not closed",
                "here",
                &["close it with `]`"],
            ),
            labelled(
                "open-table",
                "this table is not closed",
                "here",
                &["close it with `}}`"],
            ),
            labelled(
                "extra-brace",
                "there is a `}}` without a `{{`",
                "here",
                &["check the brackets: each `[` needs a `]`, each `{{` a `}}`"],
            ),
            labelled(
                "extra-bracket",
                "there is a `]` without a `[`",
                "here",
                &["check the brackets: each `[` needs a `]`, each `{{` a `}}`"],
            ),
            labelled(
                "table-comma",
                "a comma is missing",
                "here",
                &["separate the entries of `{{ … }}` by commas"],
            ),
            labelled(
                "open-heading",
                "this heading is not closed",
                "here",
                &["close it with `]`, as in `[parameter.name]`"],
            ),
            labelled(
                "open-list-heading",
                "this heading is not closed",
                "here",
                &["close it with `]]`, as in `[[correlation]]`"],
            ),
            labelled(
                "no-value",
                "there is nothing after `=`",
                "here",
                &["write the value, or delete the line"],
            ),
            labelled(
                "name-alone",
                "this line has a name but no value",
                "here",
                &["write `name = value`"],
            ),
            labelled(
                "extra-equals",
                "there is one `=` too many",
                "here",
                &["write `name = value`"],
            ),
            labelled(
                "date",
                "this is no date of the calendar",
                "here",
                &["write it as year-month-day: `2026-01-31`"],
            ),
            labelled(
                "backslash",
                "a backslash begins a special character here",
                "here",
                &["write `\\\\` for a backslash, or put the text in single quotes"],
            ),
            labelled(
                "leading-zero",
                "a number cannot begin with 0",
                "here",
                &["leave the 0 out; a date is written `2026-01-31`"],
            ),
            labelled(
                "too-deep",
                "this is nested too deeply",
                "here",
                &["no scenario needs lists in lists beyond a few levels"],
            ),
            labelled(
                "too-deep-name",
                "this is nested too deeply",
                "here",
                &["no scenario needs names with so many parts"],
            ),
            labelled(
                "value-extended",
                "this adds to something that already has its value",
                "here",
                &["write all of it in one place"],
            ),
            labelled(
                "line-end",
                "there is a stray end-of-line character",
                "here",
                &["save the file with ordinary line ends"],
            ),
        ],
    },
    Entry {
        id: "too-many-findings",
        title: "Not all findings are listed",
        explanation: "After a thousand findings the rest is only counted.\n\nWrong:\n\n    –\n\nRight:\n\n    mend the first ones, then check again",
        said: &[
            said(
                "",
                "{count} more findings at least are not listed",
                &["mend these first, then check again"],
            ),
            said(
                "stopped",
                "after a thousand findings nothing further is looked for",
                &["mend these first, then check again"],
            ),
        ],
    },
    Entry {
        id: "too-many-includes",
        title: "Too many files",
        explanation: "A scenario includes at most 500 files.\n\nWrong:\n\n    one file for each number\n\nRight:\n\n    one file for each subject",
        said: &[said(
            "",
            "a scenario may include at most {most} files",
            &["join some of them"],
        )],
    },
    Entry {
        id: "too-many-indices",
        title: "More indices than dimensions",
        explanation: "Each dimension takes one index.\n\nWrong:\n\n    rate[us] where rate is one number\n\nRight:\n\n    rate",
        said: &[
            said(
                "",
                "`{array}` is one number and has no elements",
                &["leave the square brackets out"],
            ),
            said(
                "array",
                "`{array}` has {dimensions} {dimensions:dimension|dimensions}, but {indices} are indexed",
                &["leave the square brackets out"],
            ),
        ],
    },
    Entry {
        id: "too-many-inputs",
        title: "Too many uncertain numbers",
        explanation: "A scenario has at most 100,000.\n\nWrong:\n\n    range on an array of a million\n\nRight:\n\n    one uncertain factor for all",
        said: &[said(
            "",
            "this scenario has more than 100,000 uncertain numbers",
            &["draw fewer elements, or one factor for all"],
        )],
    },
    Entry {
        id: "too-many-parts",
        title: "A setting has too many parts",
        explanation: "Schedules and settings by label have at most 200 parts.\n\nWrong:\n\n    a daily schedule of years\n\nRight:\n\n    a series from CSV, read in a rule",
        said: &[
            said(
                "schedule",
                "a schedule has at most {most} dates",
                &["put the numbers into a CSV file, as a series, and read it in a rule"],
            ),
            said(
                "labels",
                "a lever is set for at most {most} elements",
                &["put the numbers into a parameter over the dimension, and read it in a rule"],
            ),
        ],
    },
    Entry {
        id: "too-many-steps",
        title: "The run has too many steps",
        explanation: "A run has at most 1,000,000 steps.\n\nWrong:\n\n    step = \"1 day\" over 5000 years\n\nRight:\n\n    step = \"1 year\"",
        said: &[said(
            "",
            "this run has more than 1,000,000 steps",
            &["choose a longer step"],
        )],
    },
    Entry {
        id: "too-much-data",
        title: "The data are too large",
        explanation: "All files together have at most 512 MiB.\n\nWrong:\n\n    raw records\n\nRight:\n\n    a table of what is used",
        said: &[
            labelled(
                "",
                "this scenario reads more data than fits",
                "over 200,000,000 cells in all",
                &["split large files, so that each series or parameter reads a small one"],
            ),
            said(
                "file",
                "this file has more than 5,000,000 rows or 20,000,000 cells",
                &["keep what the scenario reads"],
            ),
        ],
    },
    Entry {
        id: "translation-figures",
        title: "A translation has other figures than the original",
        explanation: "A verdict judges the original's sentence, and readers of the translation take it for a verdict on theirs.\n\nWrong:\n\n    says = \"At least 28 % approve.\"          translated:  \"Al menos 82 % aprueba.\"\n\nRight:\n\n    says = \"At least 28 % approve.\"          translated:  \"Al menos 28 % aprueba.\"",
        said: &[
            said(
                "",
                "`{name}` has the figures {original} and its translation {translation}",
                &["write the same figures in both, with whichever signs part them"],
            ),
            said(
                "mark",
                "the words that mark `{name}` have the figures {original} in the brief and {translation} in its translation",
                &["write the same figures in both, with whichever signs part them"],
            ),
        ],
    },
    Entry {
        id: "translation-missing",
        title: "A translation leaves something out",
        explanation: "What has no translation is told in the language of the original, in the midst of the other.\n\nWrong:\n\n    [claim.open-is-better]\n\nRight:\n\n    [claim.open-is-better]\n    says = \"Más vale abiertamente.\"",
        said: &[
            said(
                "",
                "the translation into `{language}` leaves texts as they are, {count} in all: {names:some}",
                &["say them under the same headings: `[claim.name]` with `says = \"…\"`"],
            ),
            said(
                "brief",
                "the translation into `{language}` has no brief",
                &["write it as `{path}`, with the marks of `brief.md`"],
            ),
            said(
                "marks",
                "the brief in `{language}` lacks marks of the original: {names:some}",
                &["mark the words there too: `[[claim-id|the words that are judged]]`"],
            ),
        ],
    },
    Entry {
        id: "translation-unknown",
        title: "A translation has a text that the scenario has not",
        explanation: "Texts stand under the headings of the scenario, names under `[names]`.\n\nWrong:\n\n    [claim.open-is-beter]\n    says = \"Más vale abiertamente.\"\n\nRight:\n\n    [claim.open-is-better]\n    says = \"Más vale abiertamente.\"",
        said: &[
            said(
                "",
                "the scenario has no text `{name}`",
                &[
                    "did you mean `{near}`?",
                    "write texts under the headings of the scenario: `[claim.name]` with `says = \"…\"`",
                ],
            ),
            said(
                "name",
                "the scenario has nothing of the name `{name}`",
                &[
                    "did you mean `{near}`?",
                    "under `[names]` stand options, labels, and what scenarios declare",
                ],
            ),
            said(
                "text",
                "`{name}` is not a text that can be translated",
                &["write a text in quotes below a heading: `[claim.name]` with `says = \"…\"`"],
            ),
        ],
    },
    Entry {
        id: "truncated-away",
        title: "A range leaves nothing of a distribution",
        explanation: "Draws come from the distribution inside the range.\n\nWrong:\n\n    normal(0, 1) with range = [50, 60]\n\nRight:\n\n    normal(55, 3) with range = [50, 60]",
        said: &[said(
            "",
            "the distribution hardly ever lies between {low} and {high}",
            &["with `distribution`, `range` cuts it off: choose bounds around its values"],
        )],
    },
    Entry {
        id: "unclosed",
        title: "A bracket or quote is never closed",
        explanation: "Each has its other half.\n\nWrong:\n\n    (a + b\n\nRight:\n\n    (a + b)",
        said: &[said(
            "",
            "this `{open}` is never closed",
            &["add a `{close}`"],
        )],
    },
    Entry {
        id: "uneven-every",
        title: "Values over time cannot be kept so often",
        explanation: "`every` says how often values over time are kept and told. It is a whole number of steps, no longer than the run. A year of the civil calendar is 365.2425 days on average, so with a step of a day it is none; with a step of a month it is 12.\n\nWrong:\n\n    step  = \"1 day\"\n    every = \"1 year\"\n\nRight:\n\n    step  = \"1 day\"\n    every = \"365 days\"",
        said: &[
            said(
                "",
                "`{every}` is {steps:.4} steps; values are kept at whole steps",
                &[
                    "write `every = \"{near}\"`",
                    "choose a length that is a whole number of steps",
                ],
            ),
            said(
                "long",
                "`{every}` is {steps:.0} steps, and the run has {all}",
                &["choose a shorter time, or leave `every` out: then every step is kept"],
            ),
        ],
    },
    Entry {
        id: "unexpected-end",
        title: "An equation ends too early",
        explanation: "An operator has something on both sides.\n\nWrong:\n\n    flow +\n\nRight:\n\n    flow + 1{t/yr}",
        said: &[said(
            "",
            "the equation ends too early",
            &["an operand is missing at the end"],
        )],
    },
    Entry {
        id: "unexpected",
        title: "Something does not belong there",
        explanation: "Operands are joined by operators.\n\nWrong:\n\n    2 share\n\nRight:\n\n    2 * share",
        said: &[
            said(
                "list",
                "a list stands only where dimensions are named",
                &["as in sum(x, [corridor, market])"],
            ),
            said(
                "closes-nothing",
                "this `)` closes nothing",
                &["remove it, or open it with `(` before"],
            ),
            said(
                "unit",
                "a unit in braces belongs behind a number",
                &["write it right after the number: 50{{%}}"],
            ),
            said("no-if", "this `{word}` belongs to no `if`", &[]),
            said(
                "where",
                "`where` stands inside a reduction only",
                &["as in sum(x, corridor where corridor.ocean == pacific)"],
            ),
            said(
                "by",
                "`by` stands after a dimension inside a function over elements only",
                &["as in sum(x, link by link.to)"],
            ),
            said(
                "grouping",
                "an attribute is expected after `by`",
                &["as in sum(x, link by link.to)"],
            ),
            said(
                "grouping-as",
                "the name of a dimension is missing after `as`",
                &["as in sum(x, link by link.to as node)"],
            ),
            said(
                "no-operator",
                "an operator is missing before this",
                &["write `*` to multiply"],
            ),
            said(
                "nothing-before",
                "something is missing before `{word}`",
                &[],
            ),
            said(
                "attribute",
                "the name of an attribute is missing after the dot",
                &[],
            ),
            said("operand", "a number or a name is expected here", &[]),
            said("profile", "the name of a profile is missing after `@`", &[]),
            said(
                "index",
                "the name of a dimension or element is expected here",
                &[],
            ),
            said(
                "label",
                "`{text}` is no plain name",
                &["put the label of an element in quotes: `'{text}'`"],
            ),
            said(
                "offset",
                "a whole number of places is expected here",
                &["as in price[stage - 1]"],
            ),
        ],
    },
    Entry {
        id: "unit-mismatch",
        title: "Units do not fit",
        explanation: "Adding, comparing and choosing need the same unit, also in size; bare numbers are pure.\n\nWrong:\n\n    seized{t} + rate{1/yr}\n\nRight:\n\n    seized + flow * rate * 1{yr}",
        said: &[
            said(
                "lookup",
                "`{name}` takes {wanted:said}, but this is {unit:said}",
                &[],
            ),
            said(
                "objectives",
                "the objectives of `{first}` and `{second}` are in different units",
                &["ask for one player: regret({game}, player, …)"],
            ),
            labelled(
                "operands",
                "`{first}` is {x:said}, but {verb} `{second}`, which is {y:said}",
                "{y:said}",
                &[
                    "write it in the same unit: `{cure}`",
                    "write `{meant}` for so many in a hundred; `{own}` is less than one of them",
                    "give the number its unit: `{own}`",
                    "the two differ by {differ}: is a rate or a time missing as a factor?",
                    "both must measure the same thing in the same unit",
                ],
            ),
            said(
                "chart",
                "`{data}` is {unit:said}, and cannot be drawn into a chart of `{shown}`, which is {other:said}",
                &["draw it beside what measures the same thing"],
            ),
            said(
                "rate",
                "a change of {of:said} per unit of time is needed, but this is {unit:said}",
                &[
                    "write it in that unit: `{cure}`",
                    "the two differ by {differ}",
                ],
            ),
            said(
                "per-time",
                "a number per unit of time is needed, but this is {unit:said}",
                &[
                    "write it in that unit: `{cure}`",
                    "say per what: `{text}{{1/year}}`, `{text}{{1/month}}`",
                    "the two differ by {differ}",
                ],
            ),
            said(
                "declared",
                "this is {unit:said}, but it is declared as {wanted:said}",
                &[
                    "write it in that unit: `{cure}`",
                    "write `{meant}` for so many in a hundred; `{own}` is less than one of them",
                    "give the number its unit: `{own}`",
                    "declare unit = \"{unit}\", or correct the equation; the two differ by {differ}",
                ],
            ),
            said(
                "flow",
                "the flow `{flow}` is {unit}, but a stock in {stock} needs {wanted}",
                &["give the flow the unit {wanted}, or correct the unit of the stock"],
            ),
        ],
    },
    Entry {
        id: "unit-not-pure",
        title: "Something must be a pure number",
        explanation: "Exponents, logarithms and the like need numbers without a unit.\n\nWrong:\n\n    exp(distance)\n\nRight:\n\n    exp(distance / 100{km})",
        said: &[
            said(
                "",
                "{what} must be a pure number, but `{text}` is {unit:said}",
                &[
                    "write it as a pure number: `{cure}`",
                    "divide it by a reference in {unit}, such as 1{{{unit}}}",
                ],
            ),
            said(
                "exponent",
                "`{text}` is {unit:said} and can only be raised to a fixed simple power",
                &["divide it by a reference in {unit} first"],
            ),
            said(
                "argument",
                "the argument of {function} must be a pure number, but `{text}` is {unit:said}",
                &[
                    "write it as a pure number: `{cure}`",
                    "divide it by a reference in {unit}, such as 1{{{unit}}}",
                ],
            ),
        ],
    },
    Entry {
        id: "unknown-actor",
        title: "There is no such actor",
        explanation: "Actors are declared under [actor].\n\nWrong:\n\n    actor = \"mexiko\"\n\nRight:\n\n    actor = \"mexico\"",
        said: &[said(
            "",
            "there is no actor `{name}`",
            &["did you mean `{near}`?", "declare it: `[actor.{name}]`"],
        )],
    },
    Entry {
        id: "unknown-attribute",
        title: "A dimension has no such attribute",
        explanation: "Attributes are columns of the dimension's table.\n\nWrong:\n\n    corridor.ocen\n\nRight:\n\n    corridor.ocean",
        said: &[
            said(
                "",
                "`{dimension}` has no attribute `{attribute}`",
                &["did you mean `{dimension}.{near}`?", "it has {known}"],
            ),
            said(
                "none",
                "`{dimension}` has no attribute `{attribute}`",
                &["`{dimension}` has no attributes"],
            ),
            said(
                "where",
                "`{dimension}` has no attribute `{attribute}`",
                &["did you mean `{near}`?", "its attributes are {known:some}"],
            ),
            said(
                "where-none",
                "`{dimension}` has no attribute `{attribute}`",
                &["`{dimension}` has no attributes; add `attributes` to it"],
            ),
        ],
    },
    Entry {
        id: "unknown-claim",
        title: "There is no such claim",
        explanation: "Claims are declared under [claim].\n\nWrong:\n\n    [[recruitment]]\n\nRight:\n\n    [[recruitment-matters]]",
        said: &[
            said(
                "",
                "there is no claim `{name}`",
                &["did you mean `{near}`?", "declare it: `[claim.{name}]`"],
            ),
            said(
                "mark",
                "the brief marks a claim `{name}` that is not declared",
                &["did you mean `{near}`?", "declare it: `[claim.{name}]`"],
            ),
            said(
                "page-finding",
                "`findings` names a claim `{name}` that is not declared",
                &["did you mean `{near}`?", "declare it: `[claim.{name}]`"],
            ),
        ],
    },
    Entry {
        id: "unknown-column",
        title: "A CSV file has no such column",
        explanation: "Columns are named in its header.\n\nWrong:\n\n    column = \"Value\"\n\nRight:\n\n    column = \"value\"",
        said: &[said(
            "",
            "the file has no column `{name}`",
            &["did you mean `{near}`?", "its columns are {known:cut}"],
        )],
    },
    Entry {
        id: "unknown-dimension",
        title: "There is no such dimension",
        explanation: "Dimensions are declared under [dimension].\n\nWrong:\n\n    over = \"coridor\"\n\nRight:\n\n    over = \"corridor\"",
        said: &[
            said(
                "",
                "there is no dimension `{name}`",
                &[
                    "did you mean `{near}`?",
                    "declare it under `[dimension]`: `{name} = [\"…\", \"…\"]`",
                ],
            ),
            said(
                "not-one",
                "`{name}` is not a dimension",
                &["did you mean `{near}`?", ""],
            ),
            said("expected", "the name of a dimension is expected here", &[]),
            said(
                "no-attributes",
                "`{name}` is not a dimension, so it has no attributes",
                &["did you mean `{near}`?", ""],
            ),
            said(
                "of-module",
                "`{name}` is not a dimension, so it has no attributes",
                &["what a use of a module makes is joined by a `_`: write `{written}`"],
            ),
        ],
    },
    Entry {
        id: "unknown-distribution",
        title: "There is no such distribution",
        explanation: "The reference lists them.\n\nWrong:\n\n    distribution = \"gauss(0, 1)\"\n\nRight:\n\n    distribution = \"normal(0, 1)\"",
        said: &[
            said(
                "",
                "there is no distribution `{name}`",
                &[
                    "did you mean `{near}`?",
                    "the distributions are {known:comma}",
                ],
            ),
            said(
                "interval",
                "`{name}` is no distribution: it does not say how likely what lies between is",
                &[
                    "if nine of ten values lie there, write `lognormal({low} to {high})`, with {geometric} in the middle, or `normal({low} to {high})`, with {middle}; if all do, each as likely, write `range = [{low}, {high}]` instead",
                    "if nine of ten values lie there, write `normal({low} to {high})`, with {middle} in the middle; if all do, each as likely, write `range = [{low}, {high}]` instead",
                ],
            ),
            said(
                "whole",
                "there is no distribution `{name}`",
                &[
                    "write `integers(1, 6)` for whole numbers that are equally likely, both ends included",
                ],
            ),
        ],
    },
    Entry {
        id: "unknown-element",
        title: "There is no such element",
        explanation: "Elements are named as the dimension lists them.\n\nWrong:\n\n    flow[pacifc]\n\nRight:\n\n    flow[pacific]",
        said: &[
            said(
                "",
                "`{name}` is neither a dimension nor an element of {dimensions}",
                &["did you mean `{near}`?", "the elements are {elements}"],
            ),
            said(
                "option",
                "`{text}` is not one of `{what}`",
                &["did you mean `{near}`?", "it can be {known}"],
            ),
            said(
                "effect",
                "`{name}` has no element `{index}`",
                &["name an element of one of its dimensions"],
            ),
        ],
    },
    Entry {
        id: "unknown-event",
        title: "There is no such event",
        explanation: "Events are declared under [event]. An outcome of one is named behind a dot.\n\nWrong:\n\n    count(exposre)\n    since(convicted)\n\nRight:\n\n    count(exposure)\n    since(trial.convicted)",
        said: &[said(
            "",
            "`{text}` is not an event",
            &["did you mean `{near}`?", ""],
        )],
    },
    Entry {
        id: "unknown-field",
        title: "There is no such field",
        explanation: "The reference lists the fields of each section.\n\nWrong:\n\n    valeu = 4\n\nRight:\n\n    value = 4",
        said: &[
            said(
                "",
                "`{section}` has no field `{field}`",
                &["did you mean `{near}`?", "it may have {known:comma}"],
            ),
            said(
                "entry",
                "{section:a} has no field `{field}`",
                &["did you mean `{near}`?", "it may have {known:comma}"],
            ),
            said(
                "setting",
                "a setting has no field `{field}`",
                &["did you mean `{near}`?", "it may have {known:bare}"],
            ),
        ],
    },
    Entry {
        id: "unknown-function",
        title: "There is no such function",
        explanation: "The reference lists them.\n\nWrong:\n\n    smoth(x, 1{yr})\n\nRight:\n\n    smooth(x, 1{yr})",
        said: &[
            said(
                "",
                "there is no function `{name}`",
                &["did you mean `{near}`?", ""],
            ),
            said(
                "quantity",
                "there is no function `{name}`",
                &[
                    "did you mean `{near}`?",
                    "`{name}` is a quantity: to multiply write `{name} * (…)`, for an element `{name}[…]`",
                ],
            ),
        ],
    },
    Entry {
        id: "unknown-game",
        title: "There is no game of that name",
        explanation: "Games are declared under [game], and a claim names the one that it asks first.\n\nWrong:\n\n    test = \"equilibrium(trade_war, …)\", with [game.tariffs]\n\nRight:\n\n    test = \"equilibrium(tariffs, …)\"",
        said: &[
            said(
                "",
                "there is no game `{name}`",
                &["did you mean `{near}`?", "the games are {games}"],
            ),
            said(
                "none",
                "there is no game `{name}`",
                &["declare it: `[game.{name}]`"],
            ),
        ],
    },
    Entry {
        id: "unknown-label",
        title: "A dimension has no element of that label",
        explanation: "Tables by label use the labels of the dimension.\n\nWrong:\n\n    value = { usa = 1 }\n\nRight:\n\n    value = { us = 1 }",
        said: &[said(
            "",
            "`{dimension}` has no element `{label}`",
            &["did you mean `{near}`?", "its elements are {labels:some}"],
        )],
    },
    Entry {
        id: "unknown-lever",
        title: "There is no such lever",
        explanation: "A strategy sets levers of its own actor.\n\nWrong:\n\n    public_stanse = \"hedge\"\n\nRight:\n\n    public_stance = \"hedge\"",
        said: &[
            said(
                "",
                "there is no lever `{name}`",
                &["did you mean `{near}`?", "declare it: `[lever.{name}]`"],
            ),
            said(
                "of-another",
                "the lever `{name}` is not one of `{actor}`",
                &["a strategy sets its own actor's levers"],
            ),
            said(
                "not-a-lever",
                "`{name}` is not a lever",
                &["strategies set levers alone"],
            ),
        ],
    },
    Entry {
        id: "unknown-name",
        title: "Nothing has that name",
        explanation: "Equations read quantities, lookups and functions.\n\nWrong:\n\n    flwo * 2\n\nRight:\n\n    flow * 2",
        said: &[
            said(
                "",
                "nothing is called `{name}`",
                &["did you mean `{near}`?", ""],
            ),
            said(
                "dimension",
                "`{name}` is a dimension, not a number",
                &["compare it with an element, or sum over it: sum(x, {name})"],
            ),
            said(
                "event",
                "`{name}` is an event, not a number",
                &["ask count({name}) or since({name})"],
            ),
            said(
                "event-outcome",
                "`{name}` is an outcome of an event, not a number",
                &["ask count({written}) or since({written})"],
            ),
            said(
                "lookup",
                "`{name}` is a lookup and needs its argument",
                &["write {name}(…)"],
            ),
            said(
                "function",
                "`{name}` is a function and needs its arguments",
                &["write {name}(…)"],
            ),
            said(
                "element",
                "`{name}` is an element of `{dimension}`, not a number",
                &["compare with it, `{dimension} == {name}`, or put it in square brackets"],
            ),
            said(
                "page-quantity",
                "there is no quantity `{name}`",
                &["did you mean `{near}`?", "name a quantity of the scenario"],
            ),
            said(
                "page-element",
                "there is no element `{name}`",
                &["did you mean `{near}`?", "name an element of the scenario"],
            ),
            said(
                "page-question",
                "there is no uncertain parameter `{name}`",
                &[
                    "did you mean `{near}`?",
                    "name an uncertain parameter of the scenario, or an element of one",
                ],
            ),
            said(
                "page-lever",
                "there is no lever of a strategy `{name}`",
                &[
                    "did you mean `{near}`?",
                    "name the actor, its strategy and the lever, as in `mexico.balancing_act.troops`",
                ],
            ),
            said(
                "page-outcome",
                "there is no outcome `{name}`",
                &["did you mean `{near}`?", "name an outcome of the scenario"],
            ),
        ],
    },
    Entry {
        id: "unknown-option",
        title: "There is no such option",
        explanation: "A categorical parameter has the options that it lists.\n\nWrong:\n\n    value = \"drug\"\n\nRight:\n\n    value = \"drugs\"",
        said: &[said(
            "",
            "there is no option `{name}`",
            &["did you mean `{near}`?", "the options are {options:some}"],
        )],
    },
    Entry {
        id: "unknown-parameter",
        title: "There is no such parameter",
        explanation: "Parameters are declared under [parameter].\n\nWrong:\n\n    parameters = [\"x\", \"b\"]\n\nRight:\n\n    parameters = [\"a\", \"b\"]",
        said: &[said(
            "",
            "there is no parameter `{name}`",
            &[
                "did you mean `{near}`?",
                "name parameters that are declared",
            ],
        )],
    },
    Entry {
        id: "unknown-player",
        title: "This is no player of the game",
        explanation: "Only who stands in `players` chooses; what all others do is fixed in `others`.\n\nWrong:\n\n    players = [\"mexico\", \"united_states\"], leader = \"venezuela\"\n\nRight:\n\n    players = [\"mexico\", \"united_states\"], leader = \"united_states\"",
        said: &[
            said(
                "",
                "`{name}` is no player of `{game}`",
                &["did you mean `{near}`?", "the players are {names}"],
            ),
            said(
                "this-game",
                "`{name}` is no player of this game",
                &["did you mean `{near}`?", "the players are {players:comma}"],
            ),
        ],
    },
    Entry {
        id: "unknown-profile",
        title: "There is no such profile",
        explanation: "Profiles are declared under [profile].\n\nWrong:\n\n    deaths@strike\n\nRight:\n\n    deaths@strikes",
        said: &[
            said(
                "",
                "there is no profile `{name}`",
                &["did you mean `{near}`?", "declare it: `[profile.{name}]`"],
            ),
            said(
                "claim",
                "there is no profile `{name}`",
                &["did you mean `{near}`?", "the profiles are: {profiles}"],
            ),
            said(
                "page",
                "there is no profile `{name}`",
                &["did you mean `{near}`?", "name a profile of the scenario"],
            ),
        ],
    },
    Entry {
        id: "unknown-section",
        title: "There is no such section",
        explanation: "The reference lists them.\n\nWrong:\n\n    [parameters]\n\nRight:\n\n    [parameter]",
        said: &[
            said(
                "",
                "there is no section `{name}`",
                &[
                    "did you mean `{near}`?",
                    "the sections are {sections:comma}",
                ],
            ),
            said(
                "field",
                "there is no section `{name}`",
                &["move `{name}` below the line `[scenario]`"],
            ),
        ],
    },
    Entry {
        id: "unknown-sign",
        title: "A sign means nothing in an equation",
        explanation: "Equations use letters, digits and a few signs.\n\nWrong:\n\n    a # b\n\nRight:\n\n    a - b",
        said: &[
            said("", "`{sign}` means nothing in an equation", &[]),
            said(
                "quote",
                "`{sign}` means nothing in an equation",
                &["labels of elements stand in single quotes: 'label'"],
            ),
        ],
    },
    Entry {
        id: "unknown-source",
        title: "The bibliography has no such entry",
        explanation: "Sources are keys of sources.bib.\n\nWrong:\n\n    source = \"smith2020\"\n\nRight:\n\n    source = \"smith-2020\"",
        said: &[
            said(
                "",
                "`sources.bib` has no entry `{key}`",
                &[
                    "did you mean `{near}`?",
                    "add it to `sources.bib`, or correct the key",
                ],
            ),
            said(
                "brief",
                "the brief cites `@{key}`, and `sources.bib` has no such entry",
                &[
                    "did you mean `@{near}`?",
                    "add it to `sources.bib`, or correct the key; for a plain @ write `\\@`",
                ],
            ),
            said(
                "none",
                "`sources.bib` has no entry `{key}`",
                &[
                    "did you mean `{near}`?",
                    "put the source into `sources.bib`, or state an `assumption` instead",
                ],
            ),
        ],
    },
    Entry {
        id: "unknown-stock",
        title: "There is no such stock",
        explanation: "Flows and events change stocks.\n\nWrong:\n\n    to = \"member\"\n\nRight:\n\n    to = \"members\"",
        said: &[
            said(
                "",
                "there is no stock `{name}`",
                &["did you mean `{near}`?", "declare it: `[stock.{name}]`"],
            ),
            said(
                "effect-name",
                "`{name}` is not the name of a stock",
                &["write `stock = …` or `\"stock[element]\" = …`"],
            ),
            said(
                "not-a-stock",
                "`{name}` is not a stock",
                &["events change stocks; declare a stock for what should last"],
            ),
        ],
    },
    Entry {
        id: "unknown-strategy",
        title: "An actor has no such strategy",
        explanation: "Strategies are declared under [strategy.ACTOR.NAME].\n\nWrong:\n\n    mexico = \"balance\"\n\nRight:\n\n    mexico = \"balancing_act\"",
        said: &[
            said(
                "",
                "`{actor}` has no strategy `{name}`",
                &[
                    "did you mean `{near}`?",
                    "declare it: `[strategy.{actor}.{name}]`",
                ],
            ),
            said(
                "in-game",
                "`{player}` has no strategy `{name}` in `{game}`",
                &["did you mean `{near}`?", "it chooses between {names}"],
            ),
        ],
    },
    Entry {
        id: "unknown-unit",
        title: "A unit is not known",
        explanation: "Own units are declared in [scenario].\n\nWrong:\n\n    unit = \"recruit\"\n\nRight:\n\n    [scenario] units = [\"recruit\"]",
        said: &[
            said("", "{why}", &[]),
            said(
                "symbol",
                "{why}",
                &[
                    "did you mean `{near}`? A unit of your own is declared in `[scenario]`: units = [\"{symbol}\"]",
                    "declare it in `[scenario]`: units = [\"{symbol}\"]",
                ],
            ),
            said(
                "sign",
                "{why}",
                &["write `{near}`", "units are written in letters"],
            ),
            said(
                "degrees",
                "{why}",
                &[
                    "what does not begin at zero is no unit here: use K, or your own in `[scenario]`: units = [\"degC\"]",
                ],
            ),
            said("expected", "{why}", &["write `1` for a pure number"]),
        ],
    },
    Entry {
        id: "unsigned",
        title: "Nobody signs the argument",
        explanation: "Readers of a published page ask first who says this, and when.\n\nWrong:\n\n    [page]\n    purpose = \"To test a published claim.\"\n\nRight:\n\n    [page]\n    author = \"A. Analyst\"\n    date   = 2026-01-31",
        said: &[
            said(
                "",
                "it is not said who wrote this argument, nor when",
                &["add `[page]` with `author = \"…\"` and `date = 2026-01-31`"],
            ),
            said(
                "author",
                "it is not said who wrote this argument",
                &["add `author = \"…\"` to `[page]`"],
            ),
            said(
                "date",
                "it is not said when this argument was written",
                &["add `date = 2026-01-31` to `[page]`"],
            ),
        ],
    },
    Entry {
        id: "unused-source",
        title: "Nothing cites a source",
        explanation: "The bibliography lists what is used.\n\nWrong:\n\n    @misc{extra, …}\n\nRight:\n\n    source = \"extra\"",
        said: &[said(
            "",
            "nothing cites `{key}`",
            &["cite it with `source = …`, or take it out"],
        )],
    },
    Entry {
        id: "unused",
        title: "Nothing reads something",
        explanation: "What no equation, outcome or claim reads may be a leftover or a slip.\n\nWrong:\n\n    [parameter.old_rate]\n\nRight:\n\n    (take it out, or use it)",
        said: &[said(
            "",
            "nothing reads `{name}`",
            &["use it in an equation, outcome or claim, or take it out"],
        )],
    },
    Entry {
        id: "value-needed",
        title: "A value is missing",
        explanation: "A parameter has a value, a range, a distribution or data.\n\nWrong:\n\n    [parameter.x] unit = \"t\"\n\nRight:\n\n    [parameter.x] unit = \"t\", value = 4",
        said: &[said(
            "",
            "this distribution needs a central value beside it",
            &["add `value = …`"],
        )],
    },
    Entry {
        id: "value-off-centre",
        title: "The central value lies outside the middle half of what is drawn",
        explanation: "Readers take the central value for the middle of what is held possible, and facts are checked against it; worlds are drawn from the range or distribution. Where less than a quarter of the draws lies on one side of it, the two tell different things. Of options there is no middle, and of single values their mean may stand there.\n\nWrong:\n\n    value = 0.42, range = [0.1, 0.45]\n\nRight:\n\n    value = 0.3, range = [0.1, 0.45]",
        said: &[
            said(
                "share",
                "the central value of `{name}`, {value:digits}, is far from the middle of what is drawn: half of the draws lie between {low:digits} and {high:digits}",
                &[
                    "take the values out, so that they are the means of the shares, of this {mean:digits}, or write other numbers in `dirichlet`",
                ],
            ),
            said(
                "above",
                "the central value of `{name}`, {value:digits}{unit:after}, is greater than {share} of 100 draws; half of them lie between {low:digits} and {high:digits}{unit:after}",
                &[
                    "write `value = {middle:digits}`, the median of what is drawn, or draw from a range or distribution about {value:digits}{unit:after}",
                ],
            ),
            said(
                "several-above",
                "the central value of `{name}`, {value:digits}{unit:after}, is greater than {share} of 100 draws; half of them lie between {low:digits} and {high:digits}{unit:after}; the central values of {others} more of its elements are off too",
                &[
                    "write `value = {middle:digits}`, the median of what is drawn, or draw from a range or distribution about {value:digits}{unit:after}",
                ],
            ),
            said(
                "below",
                "the central value of `{name}`, {value:digits}{unit:after}, is less than {share} of 100 draws; half of them lie between {low:digits} and {high:digits}{unit:after}",
                &[
                    "write `value = {middle:digits}`, the median of what is drawn, or draw from a range or distribution about {value:digits}{unit:after}",
                ],
            ),
            said(
                "several-below",
                "the central value of `{name}`, {value:digits}{unit:after}, is less than {share} of 100 draws; half of them lie between {low:digits} and {high:digits}{unit:after}; the central values of {others} more of its elements are off too",
                &[
                    "write `value = {middle:digits}`, the median of what is drawn, or draw from a range or distribution about {value:digits}{unit:after}",
                ],
            ),
        ],
    },
    Entry {
        id: "value-outside-range",
        title: "The value lies outside its own range",
        explanation: "The central value is one of those that can be drawn.\n\nWrong:\n\n    value = 1, range = [2, 9]\n\nRight:\n\n    value = 4, range = [2, 9]",
        said: &[
            said(
                "",
                "the value {value} lies outside its {what}, {low} to {high}",
                &["correct the value or the {what}: the central value must be possible"],
            ),
            said(
                "element",
                "the value {value} of `{element}` lies outside its {what}, {low} to {high}",
                &["correct the value or the {what}: the central value must be possible"],
            ),
            said(
                "whole",
                "the value {value} is none of the whole numbers that are drawn",
                &["write {below} or {above}: the central value must be possible"],
            ),
        ],
    },
    Entry {
        id: "varies-over-time",
        title: "Something has no single value here",
        explanation: "Outcomes sum up over time; claims read outcomes.\n\nWrong:\n\n    outcome: flow\n\nRight:\n\n    outcome: at_end(flow)",
        said: &[
            said(
                "",
                "`{name}` varies over time and has no single value here",
                &["declare an outcome that sums it up over time, and test that"],
            ),
            said(
                "outcome",
                "`{name}` varies over time and has no single value here",
                &["sum it up over time, for example at_end({name})"],
            ),
            said(
                "constraint",
                "`{name}` varies over time, and worlds are drawn before anything happens",
                &["compare parameters alone"],
            ),
        ],
    },
    Entry {
        id: "weights-as-chances",
        title: "Weights that look like chances do not sum to 1",
        explanation: "Chances of the outcomes of an event are in proportion to their weights: 0.7 and 0.4 are chances of 7 in 11 and 4 in 11. Whoever means chances makes them sum to 1; a chance that nothing comes of it is an outcome as well. Whoever means weights writes numbers that nobody takes for chances.\n\nWrong:\n\n    outcomes.conceded    = { weight = 0.3, effect = { trust = -1 } }\n    outcomes.carried_out = { weight = 0.1, effect = { trust = -2 } }\n\nRight:\n\n    outcomes.conceded    = { weight = 0.3, effect = { trust = -1 } }\n    outcomes.carried_out = { weight = 0.1, effect = { trust = -2 } }\n    outcomes.dropped     = { weight = 0.6 }",
        said: &[
            said(
                "",
                "the weights of `{event}` sum to {sum:digits}{unit:after}, so the chances of its outcomes are {chances:bare}",
                &[
                    "if they are meant as chances, add the outcome that is missing, with the weight {rest:digits}{unit:after}; if as weights, write whole numbers, such as 2 and 1 where one is twice as likely",
                    "if they are meant as chances, make them sum to 1; if as weights, write whole numbers, such as 2 and 1 where one is twice as likely",
                ],
            ),
            said(
                "varying",
                "of the weights of `{event}` only that of `{outcome}` varies, so they cannot always sum to 1, and the chance of `{outcome}` is not its weight",
                &[
                    "if they are meant as chances, let another be what this one leaves, such as `\"1 - p\"` beside `\"p\"`; if as weights, write larger numbers, such as 3 for 0.3 and `\"10 * p\"` for `\"p\"`",
                ],
            ),
        ],
    },
    Entry {
        id: "world-beside-worlds",
        title: "One world is compared with all of them",
        explanation: "A test is true or false either in each world or of all worlds together. Where it uses `mean`, `share`, `median` or `quantile` over worlds, everything that differs between worlds stands in one of them.\n\nWrong:\n\n    deaths@strikes > mean(deaths@status_quo)\n\nRight:\n\n    mean(deaths@strikes) > mean(deaths@status_quo)",
        said: &[
            said(
                "",
                "`{text}` is of one world, beside `{function}`, which is of all of them",
                &["write `mean({text})`, or `share(…)`, `median(…)` or `quantile(…)` of it"],
            ),
            said(
                "choice",
                "`{text}` is of one world, beside `{function}`, which is of all of them",
                &["a condition on one world stands in `given`, or in `share(…)`"],
            ),
            said(
                "game",
                "`{text}` is of one world, beside `{function}`, which is of all of them",
                &["write `{cure}` for the game of average payoffs"],
            ),
        ],
    },
    Entry {
        id: "worlds-in-worlds",
        title: "All worlds are looked at from inside one of them",
        explanation: "What stands inside a function over worlds is of one world. It cannot itself be of all of them.\n\nWrong:\n\n    mean(deaths@strikes - mean(deaths@status_quo)) > 0\n\nRight:\n\n    mean(deaths@strikes) - mean(deaths@status_quo) > 0",
        said: &[
            said(
                "",
                "`{text}` is of all worlds, but stands inside a function that reads one",
                &[
                    "write `{cure}` here, which is that world's own; or take it out, beside the outer function",
                ],
            ),
            said(
                "elements",
                "`{text}` is of all worlds, but stands inside a function that reads one",
                &["write `{cure}` for the mean of the elements of each world"],
            ),
        ],
    },
    Entry {
        id: "wrong-arguments",
        title: "A function is called in the wrong way",
        explanation: "The reference shows how each is called.\n\nWrong:\n\n    smooth(x)\n\nRight:\n\n    smooth(x, 4{month})",
        said: &[
            said(
                "lookup",
                "the lookup `{name}` takes one argument",
                &["write {name}(x)"],
            ),
            said(
                "one-dimension",
                "`{function}` goes along one dimension",
                &[],
            ),
            said(
                "chance",
                "over which dimension `{function}` goes is not clear: chance is drawn for each element of the equation",
                &["name it, as in {function}(x, dimension)"],
            ),
            said(
                "at-date",
                "this must be a date",
                &["as in at(x, 2027-01-01)"],
            ),
            said(
                "yearly-rate",
                "this is a discount of {percent} % a year",
                &["if per cent is meant, write `{cure}`; 0.05 and 5{{%}} are the same"],
            ),
            said(
                "square",
                "a matrix has rows and columns of the same elements, under two names",
                &[
                    "give the columns a second name, `other = \"group\"`, and write spectral_radius(matrix, group, other)",
                ],
            ),
            said(
                "large-matrix",
                "this matrix has {rows} rows; eigenvalues are computed of {most} at most",
                &["put elements together that are alike"],
            ),
            said(
                "supply",
                "what there is to share out differs by `{dimension}`, among which it is to be shared",
                &["give the whole, for instance sum(…, {dimension})"],
            ),
            said(
                "stages",
                "how many stages `{function}` has must be a whole number from 1 to {most}, written out",
                &["write a number, such as 3"],
            ),
            said("where", "`where` does not belong to `{function}`", &[]),
            said(
                "by",
                "`by` stands after the dimension that `{function}` goes over, where it goes over one",
                &["as in sum(x, link by link.to)"],
            ),
            said(
                "window-date",
                "this must be a date",
                &["as in mean(x, from = 2026-01-01, to = 2030-01-01)"],
            ),
            said(
                "window",
                "`{function}` has no argument called `{argument}`",
                &["`from` and `to` belong to functions over time, in outcomes"],
            ),
            said(
                "unknown",
                "`{function}` has no argument called `{argument}`",
                &["it is called as {signature}"],
            ),
            said(
                "count",
                "`{function}` is called with {count} {count:argument|arguments}",
                &["it is called as {signature}: {about}"],
            ),
            said(
                "count-declared",
                "`{function}` is called with {count} {count:argument|arguments}",
                &["it is called as {signature}"],
            ),
        ],
    },
    Entry {
        id: "wrong-length",
        title: "A list has the wrong length",
        explanation: "One value for each element, two bounds, and so on.\n\nWrong:\n\n    range = [1]\n\nRight:\n\n    range = [1, 2]",
        said: &[
            said(
                "lever",
                "a lever by label is over one dimension",
                &["declare a lever for each element of the other"],
            ),
            said(
                "attribute",
                "`{name}` must be a list of {count} numbers or of {count} texts, one for each element",
                &["give each element its value, in order"],
            ),
            said(
                "one-number",
                "one number is needed, but the file has {rows} rows",
                &["name the dimension with `over` and its column with `labels`"],
            ),
            said(
                "column",
                "a column gives values over one dimension, not over several",
                &["use `wide = true` or `edges = {{ … }}` for two dimensions"],
            ),
            said(
                "two-dimensions",
                "{what} give values over two dimensions, not over {dimensions}",
                &["write `over = [\"first\", \"second\"]`"],
            ),
            said(
                "options",
                "a choice needs at least two options",
                &["name what the alternatives are"],
            ),
            said(
                "correlation",
                "a correlation joins two parameters",
                &["write `parameters = [\"a\", \"b\"]`; give each pair an entry of its own"],
            ),
            said(
                "points",
                "a lookup needs at least one point",
                &["write pairs such as `[[0, 1], [1, 0.1]]`"],
            ),
            said(
                "series",
                "a series is over one dimension at most",
                &["declare a series for each element of the other"],
            ),
            said(
                "list",
                "this list has {given}; `{dimension}` has {wanted}",
                &["give one value for each element, in order, or a table by label"],
            ),
        ],
    },
    Entry {
        id: "wrong-type",
        title: "A value is of the wrong kind",
        explanation: "Texts stand in quotes, numbers do not.\n\nWrong:\n\n    worlds = \"2000\"\n\nRight:\n\n    worlds = 2000",
        said: &[
            said(
                "",
                "`{field}` must be {wanted}, not {given}",
                &["for example `{field} = {example}`", ""],
            ),
            said(
                "bound-name",
                "a bound of `{field}` is a number here, and `{name}` is a text",
                &["write a number, and take the lesser of two in an equation: `min(…, {name})`"],
            ),
            said(
                "entry",
                "`{name}` has fields of its own, and here is {given}",
                &[
                    "write {wanted}, or `{path}` with the fields below it",
                    "write `{path}` with the fields below it",
                ],
            ),
            said(
                "interval",
                "`{field}` is a list of two numbers, not text",
                &["write `{field} = [{low}, {high}]`"],
            ),
            said(
                "plus-minus",
                "`{text}` may mean a range, a standard deviation, or an interval of 95 %",
                &[
                    "write `value = {value}`, and beside it `range = [{low}, {high}]` if all values lie there, `distribution = \"{deviation}\"` for the standard deviation, or `distribution = \"{interval}\"` for the interval of 95 %",
                ],
            ),
            said(
                "value-interval",
                "`value` is one number, and `{text}` is an interval",
                &[
                    "if nine of ten values lie there, write `distribution = \"lognormal({low} to {high})\"` in its place, with {geometric} in the middle, or `distribution = \"normal({low} to {high})\"`, with {middle}; if all do, each as likely, `range = [{low}, {high}]`",
                    "if nine of ten values lie there, write `distribution = \"normal({low} to {high})\"` in its place, with {middle} in the middle; if all do, each as likely, `range = [{low}, {high}]`",
                ],
            ),
            said(
                "profile",
                "a profile names a strategy of `{name}`, not {given}",
                &["write the strategy's name in quotes"],
            ),
            said(
                "rule",
                "a rule is an equation in quotes, not {given}",
                &["write {{ rule = \"if … then … else …\" }}"],
            ),
            said(
                "schedule",
                "a schedule is a list of dates with values",
                &["write {{ schedule = [[2026-01-01, 0.2], [2027-01-01, 0.6]] }}"],
            ),
            said(
                "objection",
                "an objection is text, or names a claim",
                &["write `objection = \"…\"` or `objection = {{ claim = \"other-claim\" }}`"],
            ),
            said(
                "dimension",
                "`{name}` must be a list of labels, the name of a dimension, or a table, not {given}",
                &["for example `[\"us\", \"europe\"]`"],
            ),
            said(
                "label",
                "a label must be text in quotes, not {given}",
                &["put it in quotes"],
            ),
            said(
                "part",
                "`labels` of a part must be a list",
                &["for example `[\"us\"]`"],
            ),
            said(
                "attributes",
                "without `file`, `attributes` must be a table with a list for each attribute",
                &["for example `attributes = {{ distance = [2.0, 7.5] }}`"],
            ),
            said(
                "effect",
                "the effect on `{name}` must be a number or an equation, not {given}",
                &["write the equation in quotes"],
            ),
            said(
                "section",
                "`{section}` must be written as a section",
                &["begin it with a line `{written}`"],
            ),
            said(
                "options",
                "a choice needs at least one option with a number",
                &["write `options = {{ denounce = 0, endorse = 1 }}`"],
            ),
            said(
                "one-value",
                "one value is needed here, not {given}",
                &["write one value, or name dimensions with `over`"],
            ),
            said(
                "values",
                "{given} cannot stand here",
                &["write a value for each element of `{dimension}`: a list, or a table by label"],
            ),
            said(
                "language",
                "`{tag}` is no tag of a language",
                &["write two letters, such as `\"es\"`, or with a region `\"pt-BR\"`"],
            ),
            said(
                "show",
                "a parameter does not change over time, so there is nothing to draw",
                &["name a stock, flow, variable, series or lever"],
            ),
            said(
                "data",
                "`{quantity}` is no series",
                &["name a `[series]`, whose points can be drawn as dots"],
            ),
            said(
                "option",
                "`value` must name one of the options",
                &["write its name in quotes"],
            ),
            said(
                "number",
                "`value` must be a number, not the text `{text}`",
                &[
                    "write the number without quotes; for a choice between names add `options = […]`",
                ],
            ),
            said(
                "one-of",
                "`{field}` must be {options:or}, not `{text}`",
                &[
                    "did you mean `{near}`?",
                    "for example `{field} = {example}`",
                    "",
                ],
            ),
            said(
                "one-of-type",
                "`{field}` must be {options:or}, not {given}",
                &["for example `{field} = {example}`", ""],
            ),
        ],
    },
];

/// Words and phrases that fill in a sentence, by key.
pub(super) const PHRASES: &[(&str, &str)] = &[
    ("kind-text", "text in quotes"),
    ("kind-name", "a name in quotes"),
    ("kind-names", "a name in quotes, or a list of names"),
    ("kind-texts", "a list of texts in quotes"),
    ("kind-number", "a number"),
    (
        "kind-bounds",
        "two numbers in a list, of which one may be the name of a parameter in quotes, or a table of such by label",
    ),
    ("kind-share", "a number, or a text such as `\"20 %\"`"),
    ("kind-whole", "a whole number, not negative"),
    ("kind-flag", "`true` or `false`"),
    (
        "kind-flags",
        "`true` or `false`, or a table of such by label",
    ),
    (
        "kind-date",
        "a date such as `2026-01-31`, or a year such as `2026`",
    ),
    ("kind-one-of", "one of the words of this field"),
    ("kind-unit", "a unit in quotes, such as `\"t/yr\"`"),
    (
        "kind-duration",
        "a length of time in quotes, such as `\"6 months\"`",
    ),
    (
        "kind-path",
        "the path of a file in quotes, such as `\"data/file.csv\"`",
    ),
    ("kind-equation", "an equation in quotes"),
    (
        "kind-number-or-equation",
        "a number, or an equation in quotes",
    ),
    (
        "kind-values",
        "a number, an option's name, a list, or a table by label",
    ),
    (
        "kind-range",
        "a list of two numbers `[low, high]`, or a table of such by label",
    ),
    (
        "kind-law",
        "a distribution in quotes such as `\"normal(4, 1)\"`, or a table of such by label",
    ),
    ("kind-numbers", "a list of numbers"),
    (
        "kind-points",
        "a list of pairs of numbers, such as `[[0, 1], [1, 0.1]]`",
    ),
    (
        "kind-options",
        "a list of names, or a table of numbers by name",
    ),
    (
        "kind-labels",
        "a list of labels, or with `file` the name of a column",
    ),
    (
        "kind-attributes",
        "a list of columns of the file, or a table with a list for each attribute",
    ),
    ("kind-units", "a list of names, or a table of units by name"),
    (
        "kind-effects",
        "a table with a number or an equation for each stock",
    ),
    (
        "kind-interface",
        "a table with a unit, or with `{{ unit = \"…\", over = \"…\" }}`, for each input",
    ),
    (
        "kind-wiring",
        "a table with a number or an equation for each input",
    ),
    ("kind-name-by-name", "a table with a name for each name"),
    (
        "kind-number-by-name",
        "a table with a number for each parameter",
    ),
    (
        "kind-range-by-name",
        "a table with two numbers `[least, greatest]` for each parameter",
    ),
    ("kind-objection", "text in quotes, or `{{ claim = \"…\" }}`"),
    (
        "kind-setting",
        "a number, an option, `true` or `false`, a table by label, `{{ schedule = … }}` or `{{ rule = \"…\" }}`",
    ),
    (
        "kind-name-by-actor",
        "a table with the name of a strategy for each actor",
    ),
    (
        "kind-names-by-actor",
        "a table with a list of strategies for each actor",
    ),
    ("kind-tables", "a list of tables `[{{ … }}, {{ … }}]`"),
    ("kind-inner", "a table `{{ … }}`"),
    (
        "kind-inner-by-name",
        "a table with a name for each, `{{ name = {{ … }}, … }}`",
    ),
    (
        "kind-one-or-more",
        "a table `{{ … }}`, or a list of such tables",
    ),
    ("text", "text"),
    ("number", "a number"),
    ("flag", "true or false"),
    ("date", "a date"),
    ("list", "a list"),
    ("table", "a table `{{ … }}`"),
    ("unreadable", "something unreadable"),
    ("no-figure", "none"),
    ("adds", "this adds"),
    ("subtracts", "this subtracts"),
    ("held-against", "this is held against"),
    ("remainder", "the remainder is by"),
    ("compares", "this compares it with"),
    ("other-branch", "the other branch is"),
    ("starts", "it starts at"),
    ("other-argument", "the other argument is"),
    ("exponent", "an exponent"),
    ("this", "this"),
    ("probability", "a probability"),
    ("yearly-rate", "a yearly rate"),
    ("product", "what is multiplied over elements"),
    ("and", "and"),
    ("or", "or"),
    ("power", "a power"),
    ("at-most", "at most"),
    ("at-least", "at least"),
    ("not-equal", "not equal"),
    ("times", "times"),
    ("divided-by", "divided by"),
    ("minus", "minus"),
    ("not", "not"),
    ("remainder-of", "the remainder"),
    ("unit-symbol", "`{symbol}` is not a known unit"),
    ("unit-expected", "a unit is expected here"),
    ("unit-whole-number", "a whole number is expected here"),
    ("unit-trailing", "this does not belong to a unit"),
    ("unit-unclosed", "a `)` is missing here"),
    ("unit-too-deep", "too many parentheses for a unit"),
    ("unit-power", "this power is too large"),
    ("unit-power-over-zero", "a power cannot be divided by 0"),
    ("path-empty", "it is empty"),
    ("path-backslash", "it has a backslash"),
    ("path-begins-outside", "it does not begin inside the folder"),
    ("path-no-name", "no file has such a name"),
    ("path-dots", "`..` leads out of the folder"),
    ("path-empty-part", "it has an empty part"),
    ("wide-tables", "wide tables"),
    ("edges", "edges"),
    ("range", "range"),
    ("distribution", "distribution"),
];

/// What is said at a further place, by key.
pub(super) const PLACES: &[(&str, &str)] = &[
    ("first", "first here"),
    ("also-here", "here too"),
    ("called", "called here"),
    ("declared", "declared here"),
    ("declared-too", "declared here too"),
    ("other-name", "the other name"),
    ("stock", "the stock"),
    ("flow", "the flow"),
    ("start", "the start is here"),
    ("step", "the step is here"),
    ("where-distribution", "the distribution is here"),
    ("header", "the header is here"),
    ("entry", "in this entry"),
    ("this-is-x", "this is {x:said}"),
    ("in-use", "as `{name}` uses it"),
    ("on-the-loop", "`{name}` is on the loop"),
    ("varies-here", "it varies here"),
    ("what", "the {what} is here"),
];
