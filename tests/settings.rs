//! The settings as code, as an example and as documentation are the same settings.

use spinbot::config::VARIABLES;

fn known() -> Vec<(&'static str, &'static str)> {
    let rows = VARIABLES.iter();
    rows.map(|row| (row.name, row.default)).collect()
}

#[test]
fn the_example_and_the_code_are_in_step() {
    let listed: Vec<(&str, &str)> = include_str!("../.env.example")
        .lines()
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('='))
        .filter(|(name, _)| {
            name.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        })
        .collect();
    assert_eq!(listed, known());
}

#[test]
fn the_readme_and_the_code_are_in_step() {
    let listed: Vec<(&str, &str)> = include_str!("../README.md")
        .lines()
        .skip_while(|line| *line != "## Settings")
        .take_while(|line| *line != "## Commands")
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter_map(|(name, rest)| Some((name, rest.split_once(" | ")?.0)))
        .map(|(name, default)| (name, default.trim_matches(['`', '–'])))
        .collect();
    assert_eq!(listed, known());
}
