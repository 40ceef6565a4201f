//! What is kept of a case: only the choices, drawn from a pack by a seed, away from what a person has met before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pack::{Pack, Role};
use super::random::{Random, fingerprint};
use super::types::{Difficulty, Ending};
use crate::lang::Lang;

/// Main problems that do not come again, and products that rather do not.
const RECENT_PROBLEMS: usize = 5;
const RECENT_PRODUCTS: usize = 6;
/// Draws tried for a case that this person has not met: with a hundred thousand cases the second is new.
const MOST_TRIES: u64 = 50;
/// One case in so many has a trouble that the product cannot solve.
const ONE_IN_DECOY: usize = 3;

/// How many of the last calls are heard in the buyer's choice of lines.
const PAST_LINES: usize = 3;
/// Texts of so many calls pay half when they are used again.
const PAST_TEXTS: usize = 5;

/// What a person has met before: what the next case keeps away from, and what it should make them practise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Past {
    /// Keys of the last cases.
    pub cases: Vec<u64>,
    /// Products and main problems of the last cases, newest first.
    pub products: Vec<String>,
    pub problems: Vec<String>,
    /// Lines that the buyers of the last three calls said.
    pub lines: Vec<u32>,
    /// Questions of the last five calls, by their prints.
    pub texts: Vec<u32>,
    /// The check that is weakest.
    pub weakest: Option<String>,
}

/// What of a kept state the next case needs to know.
#[derive(Debug, Deserialize)]
pub struct Met {
    pub draw: Draw,
    pub said: Vec<u32>,
    pub texts: Vec<u32>,
    pub ending: Option<Ending>,
}

impl Past {
    /// From the last calls, newest first.
    pub fn of(met: &[Met], weakest: Option<String>) -> Self {
        let draws = met.iter().map(|met| &met.draw);
        let prints = |calls: usize, of: fn(&Met) -> &[u32]| {
            let recent = met.iter().take(calls);
            recent.flat_map(|met| of(met).iter().copied()).collect()
        };
        Self {
            cases: draws.clone().map(Draw::key).collect(),
            products: draws.clone().map(|draw| draw.product.clone()).collect(),
            problems: draws.map(Draw::main_problem).collect(),
            lines: prints(PAST_LINES, |met| &met.said),
            texts: prints(PAST_TEXTS, |met| &met.texts),
            weakest,
        }
    }
}

/// The choices that make a case, by name: they mean the same after the pack has grown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    pub pack: String,
    pub lang: Lang,
    pub seed: u64,
    pub difficulty: Difficulty,
    pub product: String,
    pub company: String,
    pub city: String,
    pub person: String,
    pub role: String,
    pub temperament: String,
    pub request: String,
    pub figures: BTreeMap<String, i64>,
    pub choices: BTreeMap<String, String>,
    /// Problems, the main one first.
    pub problems: Vec<String>,
    /// The check that this case should make the trainee practise.
    pub stress: Option<String>,
    /// Lines that this person heard lately.
    pub stale: Vec<u32>,
}

impl Draw {
    pub fn new(pack: &Pack, seed: u64, difficulty: Difficulty, past: &Past) -> Self {
        let draw = |n: u64| Self::once(pack, seed, n, difficulty, past);
        (0..MOST_TRIES)
            .map(draw)
            .find(|draw| !past.cases.contains(&draw.key()))
            .unwrap_or_else(|| draw(0))
    }

    fn once(pack: &Pack, seed: u64, n: u64, difficulty: Difficulty, past: &Past) -> Self {
        let mut random = Random::new(seed.wrapping_add(n), "case");
        let recent = &past.products[..past.products.len().min(RECENT_PRODUCTS)];
        let product = *random.pick(&fresh(pack.products.iter().collect(), |product| {
            recent.contains(&product.id)
        }));
        let known = &past.problems[..past.problems.len().min(RECENT_PROBLEMS)];
        let main = *random.pick(&fresh(product.problems.iter().collect(), |problem| {
            known.contains(&main_key(&product.id, &problem.id))
        }));
        let others = product.problems.iter().filter(|one| one.id != main.id);
        let decoy = product
            .decoys
            .iter()
            .filter(|_| random.below(ONE_IN_DECOY) == 0);
        let problems = std::iter::once(main).chain(others).chain(decoy);
        let problems = problems.map(|problem| problem.id.clone()).collect();
        let company = random.pick(&product.companies);
        let roles: Vec<&Role> = pack
            .roles
            .iter()
            .filter(|role| product.roles.is_empty() || product.roles.contains(&role.id))
            .collect();
        let stress = past.weakest.clone();
        let fitting = pack
            .checks
            .iter()
            .find(|check| Some(&check.id) == stress.as_ref())
            .map_or(&[][..], |check| &check.stress);
        let temperament = *random.pick(&fresh(pack.temperaments.iter().collect(), |one| {
            !fitting.is_empty() && !fitting.contains(&one.id)
        }));
        Self {
            pack: pack.head.id.clone(),
            lang: pack.head.lang,
            seed,
            difficulty,
            product: product.id.clone(),
            company: company.name.clone(),
            city: random.pick(&pack.cities).clone(),
            person: random.pick(&pack.people).name.clone(),
            role: random.pick(&roles).id.clone(),
            temperament: temperament.id.clone(),
            request: random.pick(&product.requests).clone(),
            figures: product
                .figures
                .iter()
                .filter_map(|figure| {
                    let [from, to, step] = figure.range?;
                    let steps = ((to - from) / step.max(1)).unsigned_abs() as usize;
                    let value = from + step * random.below(steps + 1) as i64;
                    Some((figure.id.clone(), value))
                })
                .collect(),
            choices: product
                .choices
                .iter()
                .map(|(id, texts)| (id.clone(), random.pick(texts).clone()))
                .collect(),
            problems,
            stress,
            stale: past.lines.clone(),
        }
    }

    /// Equal for equal cases.
    pub fn key(&self) -> u64 {
        let Self {
            product,
            company,
            person,
            role,
            temperament,
            figures,
            problems,
            ..
        } = self;
        fingerprint(&format!(
            "{product} {company} {person} {role} {temperament} {figures:?} {problems:?}"
        ))
    }

    /// The main problem, unmistakable among those of all products.
    pub fn main_problem(&self) -> String {
        main_key(&self.product, self.problems.first().map_or("", |id| id))
    }
}

fn main_key(product: &str, problem: &str) -> String {
    format!("{product}.{problem}")
}

/// What is not stale, or everything where all of it is.
pub fn fresh<T: Copy>(all: Vec<T>, is_stale: impl Fn(T) -> bool) -> Vec<T> {
    let fresh: Vec<T> = all.iter().copied().filter(|one| !is_stale(*one)).collect();
    if fresh.is_empty() { all } else { fresh }
}
