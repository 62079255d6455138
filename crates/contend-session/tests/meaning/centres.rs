//! A central value is in the middle half of what is drawn, or `check` tells where it stands.

use contend_model::place::MemoryFolder;
use contend_session::Session;

/// What is said of a parameter `x` over `place`, or of none: the sentence and the cure of each finding.
fn said(x: &str) -> Vec<(String, String)> {
    let text = format!(
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\n\
         [dimension]\nplace = ['a', 'b', 'c', 'd']\n[parameter]\nx = {{ {x}, assumption = 't' }}\n\
         [outcome]\no = {{ unit = 't', equation = '{}' }}\n[claim.c]\nsays = 's'\ntest = 'o > 1{{t}}'\n",
        if x.contains("place") {
            "sum(x, place)"
        } else if x.contains("options") {
            "if x == one then 1{t} else 2{t}"
        } else {
            "x"
        },
    );
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", &*text)]));
    let texts = opened.findings.iter().map(|f| {
        assert_eq!(f.id, "value-off-centre", "{f:?}");
        let place = f.line_column(&opened.files).unwrap();
        assert_eq!((place.line, place.column), (9, 1));
        contend_words::diagnostics::text(f)
    });
    texts.map(|t| (t.message, t.hint.unwrap())).collect()
}

#[test]
fn a_value_outside_the_middle_half_is_told_with_place_and_cure() {
    let [(message, hint)] = &said("unit = 't', value = 0.42, range = [0.1, 0.45]")[..] else {
        panic!("one finding")
    };
    // 0.32 of 0.35.
    let told = "the central value of `x`, 0.42 t, is greater than 91 of 100 draws; half of them lie between 0.188 and 0.362 t";
    assert_eq!(message, told);
    let cure = "write `value = 0.275`, the median of what is drawn, or draw from a range or distribution about 0.42 t";
    assert_eq!(hint, cure);
    assert_eq!(said("unit = 't', value = 0.275, range = [0.1, 0.45]"), []);
    let below = said("unit = 't', value = 1200, range = [1000, 2000]");
    let told = "the central value of `x`, 1200 t, is less than 80 of 100 draws; half of them lie between 1250 and 1750 t";
    assert_eq!(below[0].0, told);
    // At an end of the range all draws lie on one side.
    let end = said("unit = 't', value = 0, range = [0, 1]");
    assert!(
        end[0].0.contains("0 t, is less than 100 of 100 draws"),
        "{end:?}"
    );
    // The quartiles themselves are inside: as they are computed they are 0.17500000000000002 and 0.5499999999999999.
    assert_eq!(said("unit = 't', value = 0.175, range = [0.1, 0.4]"), []);
    assert_eq!(said("unit = 't', value = 0.55, range = [0.1, 0.7]"), []);
}

/// Of the law as it is drawn, so truncated: a normal number given that it is above 1.
#[test]
fn the_law_that_is_drawn_counts() {
    let free = "unit = 't', value = 1.5, distribution = 'normal(1, 1)'";
    assert_eq!(said(free), []);
    let cut = said("unit = 't', value = 0.1, distribution = 'normal(0, 1)', range = [0, 9]");
    // 2 Φ(0.1) − 1 = 0.08 below; quartiles at Φ⁻¹(5/8) and Φ⁻¹(7/8), the median at Φ⁻¹(3/4).
    let told = "the central value of `x`, 0.1 t, is less than 92 of 100 draws; half of them lie between 0.319 and 1.15 t";
    assert_eq!(cut[0].0, told);
    assert!(cut[0].1.starts_with("write `value = 0.674`"), "{cut:?}");
    // The mean of a skewed law may be far from its middle.
    let skewed = said("unit = 't', value = 11, distribution = 'lognormal(4, 4)'");
    assert_eq!(skewed.len(), 1);
}

#[test]
fn of_an_array_the_element_furthest_off_is_told_and_the_others_counted() {
    let all = said("over = 'place', unit = 't', value = [5, 8, 9, 1], range = [0, 10]");
    let [(message, _)] = &all[..] else {
        panic!("{all:?}")
    };
    let told = "the central value of `x[c]`, 9 t, is greater than 90 of 100 draws; half of them lie between 2.5 and 7.5 t; \
                the central values of 2 more of its elements are off too";
    assert_eq!(message, told);
    let one = said("over = 'place', unit = 't', value = [5, 5, 5, 1], range = [0, 10]");
    assert!(
        one[0]
            .0
            .starts_with("the central value of `x[d]`, 1 t, is less than 90"),
        "{one:?}"
    );
    assert!(!one[0].0.contains("more"), "{one:?}");
}

#[test]
fn options_have_no_middle_and_single_values_may_have_a_mean() {
    assert_eq!(
        said("options = ['one', 'two'], weights = [0.9, 0.1], value = 'two'"),
        []
    );
    let coin = |value: &str, law: &str| {
        said(&format!(
            "unit = 't', value = {value}, distribution = '{law}'"
        ))
        .len()
    };
    // A yes or no with even chances, the likelier of the two, and how often it is yes.
    assert_eq!(coin("1", "discrete(0: 0.5, 1: 0.5)"), 0);
    assert_eq!(coin("0", "discrete(0: 0.9, 1: 0.1)"), 0);
    assert_eq!(coin("0.1", "discrete(0: 0.9, 1: 0.1)"), 0);
    assert_eq!(coin("1", "discrete(0: 0.9, 1: 0.1)"), 1);
    // Nine of ten draws of Poisson(3) are at most 5: 3 and 2.5 are in the middle, 6 is not.
    assert_eq!(
        (
            coin("3", "poisson(3)"),
            coin("2.5", "poisson(3)"),
            coin("6", "poisson(3)")
        ),
        (0, 0, 1)
    );
    let yes = said("unit = 't', value = 1, distribution = 'discrete(0: 0.9, 1: 0.1)'");
    assert!(
        yes[0]
            .0
            .contains("greater than 90 of 100 draws; half of them lie between 0 and 0 t"),
        "{yes:?}"
    );
}
