//! Reading and summing by the attributes of a network's links, and plain operations of the same length: models that differ in
//! nothing else.

/// Operations of a model that has any.
pub const OPERATIONS: u32 = 8;
/// Steps of each.
pub const STEPS: u32 = 100;
/// Worlds of a sample.
pub const WORLDS: u64 = 512;

const LINKS: usize = 400;
const NODES: usize = 40;

/// The model without the operation of a row.
pub fn plain(row: &str) -> &'static str {
    match row {
        "product" | "gather" => "no product",
        "scatter" => "no scatter",
        _ => "no sum",
    }
}

/// The model of a row, or of what it is compared with.
pub fn model(row: &str) -> String {
    let greatest = |of: &dyn Fn(u32) -> String| {
        (2..=OPERATIONS).fold(of(1), |all, k| format!("max({all}, {})", of(k)))
    };
    // What is computed, and over what.
    let (over, equation) = match row {
        "product" => (
            "link",
            greatest(&|k| format!("flow_{k} * flow_{}", k % OPERATIONS + 1)),
        ),
        "gather" => ("link", greatest(&|k| format!("price_{k}[link.from]"))),
        "no product" => ("link", greatest(&|k| format!("flow_{k}"))),
        "sum" => ("", greatest(&|k| format!("sum(flow_{k}, link)"))),
        "no sum" => ("", greatest(&|k| format!("flow_{k}[l1]"))),
        "scatter" => (
            "node",
            greatest(&|k| format!("sum(flow_{k}, link by link.to)")),
        ),
        _ => ("node", greatest(&|k| format!("price_{k}"))),
    };
    let over = if over.is_empty() {
        String::new()
    } else {
        format!("over = \"{over}\", ")
    };
    let list = |label: &str, of: &dyn Fn(usize) -> usize, n: usize| {
        let words: Vec<String> = (0..n)
            .map(|k| format!("\"{label}{}\"", of(k) + 1))
            .collect();
        words.join(", ")
    };
    let mut text = format!(
        "[scenario]\ntitle = \"A network\"\nstart = 2000\nend = 2100\nstep = \"1 year\"\n\n\
         [dimension]\nnode = [{}]\n[dimension.link]\nlabels = [{}]\nattributes = {{ from = [{}], to = [{}] }}\n\n\
         [parameter]\ngrowth = {{ value = 0.01, range = [0, 0.02], unit = \"1/year\", assumption = \"bench\" }}\n\n[stock]\n",
        list("n", &|k| k, NODES),
        list("l", &|k| k, LINKS),
        list("n", &|k| k * 7 % NODES, LINKS),
        list("n", &|k| (k * k + k / 3) % NODES, LINKS),
    );
    for k in 1..=OPERATIONS {
        text += &format!(
            "flow_{k} = {{ over = \"link\", start = {k}, change = \"growth * flow_{k}\" }}\n\
             price_{k} = {{ over = \"node\", start = {k}, change = \"growth * price_{k}\" }}\n"
        );
    }
    let all = |name: &str, element: &str| {
        let each = (1..=OPERATIONS).map(|k| format!("{name}_{k}[{element}]"));
        each.collect::<Vec<String>>().join(" + ")
    };
    text + &format!(
        "\n[variable]\nfound = {{ {over}equation = \"{equation}\" }}\n\n[outcome]\n\
         found_most = {{ {over}equation = \"max(found)\" }}\n\
         left = {{ equation = \"at_end({} + {})\" }}\n",
        all("flow", "l2"),
        all("price", "n2"),
    )
}
