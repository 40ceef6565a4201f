//! The numbers of a product: formulas whose units multiply out, and sums that such a company could lose.

use std::collections::BTreeMap;

use super::Checker;
use super::place::Place;
use super::products::Shelf;
use crate::engine::numbers::{Values, work_out};
use crate::engine::pack::{Figure, Product};
use crate::engine::random::Random;
use crate::lang::Lang;

/// Draws beside the extreme ones.
const DRAWS: u64 = 200;
const MONTHS: f64 = 12.0;

/// A unit as powers of its parts: `money/person/month` is money¹ person⁻¹ month⁻¹.
type Powers<'d> = BTreeMap<&'d str, i64>;

/// A part of a formula: a name or a number, multiplied or divided by.
struct Factor<'f> {
    text: &'f str,
    power: i64,
}

impl Factor<'_> {
    fn number(&self) -> Option<f64> {
        self.text.parse().ok()
    }
}

impl Checker<'_> {
    pub(super) fn figures(&mut self, shelf: &Shelf) {
        let product = shelf.product;
        let list = shelf.place.at("figures");
        self.ids(
            &list,
            "figure",
            product.figures.iter().map(|one| one.id.as_str()),
        );
        let before = self.errors.len();
        for (nth, figure) in product.figures.iter().enumerate() {
            let place = list.at(nth);
            self.figure(&place, figure);
            self.formula(&place, figure, &product.figures[..nth]);
        }
        let revenue = product.figures.iter().find(|one| one.id == product.revenue);
        match revenue {
            None => {
                let reason = format!(
                    "there is no figure `{}`: name the one that is the company's monthly revenue",
                    product.revenue
                );
                self.fault(&shelf.place.at("revenue"), reason);
            }
            Some(one) if powers(&one.dim) != powers("money/month") => {
                self.fault(
                    &shelf.place.at("revenue"),
                    "revenue is a sum of money/month",
                );
            }
            Some(_) if self.errors.len() == before => self.sums(&list, product),
            Some(_) => {}
        }
    }

    fn figure(&mut self, place: &Place, figure: &Figure) {
        let forms = match self.pack.head.lang {
            Lang::Ru => 3,
            Lang::En => 2,
        };
        if !figure.unit.is_empty() && figure.unit.len() != forms {
            let reason = format!(
                "{} forms of the unit: this language needs {forms} (one, few, many in Russian; one, other in English)",
                figure.unit.len()
            );
            self.fault(&place.at("unit"), reason);
        }
        if figure.money && figure.price {
            self.fault(
                &place.at("price"),
                "a sum is rounded (money) or exact (price), not both",
            );
        }
        match (figure.range, &figure.formula) {
            (Some([from, to, step]), None) if from < 0 || from > to || step < 1 => {
                let reason =
                    "a range is [from, to, step] with 0 ≤ from ≤ to and a step of 1 or more";
                self.fault(&place.at("range"), reason);
            }
            (Some(_), Some(_)) => {
                self.fault(
                    &place.at("formula"),
                    "drawn or worked out: keep range or formula, not both",
                );
            }
            (None, None) => self.fault(place, "no number: write a range or a formula"),
            _ => {}
        }
    }

    /// Whether a formula can be worked out from the figures before it, and gives what it says.
    fn formula(&mut self, place: &Place, figure: &Figure, before: &[Figure]) {
        let Some(formula) = &figure.formula else {
            return;
        };
        let here = place.at("formula");
        let Some(factors) = factors(formula) else {
            let reason =
                format!("\"{formula}\": write names and numbers joined by * and /, with spaces");
            return self.fault(&here, reason);
        };
        let mut found = Powers::new();
        for factor in &factors {
            let known = before.iter().find(|one| one.id == factor.text);
            if factor.power < 0 && may_be_zero(factor, known) {
                let reason = format!("divides by {}, which may be 0", factor.text);
                self.fault(&here, reason);
            }
            match (factor.number(), known) {
                (Some(_), _) => {}
                (None, Some(known)) => multiply(&mut found, &powers(&known.dim), factor.power),
                (None, None) => {
                    let reason = format!(
                        "`{}` is not defined above: a formula uses the figures before it",
                        factor.text
                    );
                    return self.fault(&here, reason);
                }
            }
        }
        let wanted = powers(&figure.dim);
        if found != wanted {
            let reason = format!(
                "the units do not fit: the formula gives {}, dim says {}",
                spelled(&found),
                spelled(&wanted)
            );
            self.fault(&here, reason);
        }
    }

    /// Every sum of a month or a year is a part of the revenue that one may believe, whatever is drawn.
    fn sums(&mut self, list: &Place, product: &Product) {
        let [least, most] = self.pack.rules.share;
        let drawn: Vec<Values> = draws(product)
            .map(|drawn| work_out(&product.figures, &drawn))
            .collect();
        for (nth, figure) in product.figures.iter().enumerate() {
            let Some(months) = months(figure).filter(|_| figure.id != product.revenue) else {
                continue;
            };
            let mut shares = drawn.iter().map(|values| {
                let value = |id: &str| values.get(id).copied().unwrap_or_default();
                value(&figure.id) / (value(&product.revenue) * months)
            });
            // What comes once a year may be small; what hurts every month must show.
            let least = if months > 1.0 { 0.0 } else { least };
            if let Some(share) = shares.find(|share| !(least..=most).contains(share)) {
                let reason = format!(
                    "`{}` can be {:.2} % of the revenue, plausible is {:.2} to {:.0} %: change the ranges it comes from",
                    figure.id,
                    share * 100.0,
                    least * 100.0,
                    most * 100.0
                );
                self.fault(&list.at(nth).at("id"), reason);
            }
        }
    }
}

/// How many months a sum of money is for.
fn months(figure: &Figure) -> Option<f64> {
    let dim = powers(&figure.dim);
    let is = |text| figure.money && dim == powers(text);
    match (is("money/month"), is("money/year")) {
        (true, _) => Some(1.0),
        (_, true) => Some(MONTHS),
        _ => None,
    }
}

/// What may be drawn: for every sum the draws that make its share of the revenue smallest and largest, and many by chance.
fn draws(product: &Product) -> impl Iterator<Item = BTreeMap<String, i64>> {
    let of_revenue = exponents(product, &product.revenue);
    let sums = product.figures.iter().filter(|one| months(one).is_some());
    let extreme = sums.flat_map(|sum| {
        let own = exponents(product, &sum.id);
        let power = |id: &str| own.get(id).unwrap_or(&0) - of_revenue.get(id).unwrap_or(&0);
        [1, -1].map(|side| {
            let choose = |figure: &Figure, steps| match power(&figure.id) * side {
                1.. => steps,
                _ => 0,
            };
            draw(product, choose)
        })
    });
    let extreme: Vec<_> = extreme.collect();
    let by_chance = (0..DRAWS).map(|seed| {
        let mut random = Random::new(seed, "figures");
        draw(product, move |_, steps| random.below(steps + 1))
    });
    extreme.into_iter().chain(by_chance)
}

/// A draw: for each figure with a range the step that `choose` takes, of so many.
fn draw(
    product: &Product,
    mut choose: impl FnMut(&Figure, usize) -> usize,
) -> BTreeMap<String, i64> {
    let ranged = product
        .figures
        .iter()
        .filter_map(|figure| Some((figure, figure.range?)));
    ranged
        .map(|(figure, [from, to, step])| {
            let steps = ((to - from) / step.max(1)).unsigned_abs() as usize;
            let chosen = choose(figure, steps).min(steps);
            (figure.id.clone(), from + step * chosen as i64)
        })
        .collect()
}

/// A figure as a product of powers of what is drawn.
fn exponents(product: &Product, id: &str) -> BTreeMap<String, i64> {
    let mut all: BTreeMap<&str, BTreeMap<String, i64>> = BTreeMap::new();
    for figure in &product.figures {
        let mut own = BTreeMap::new();
        match figure.formula.as_deref().and_then(factors) {
            None => {
                own.insert(figure.id.clone(), 1);
            }
            Some(factors) => {
                for factor in factors {
                    for (drawn, power) in all.get(factor.text).into_iter().flatten() {
                        *own.entry(drawn.clone()).or_default() += power * factor.power;
                    }
                }
            }
        }
        all.insert(&figure.id, own);
    }
    all.remove(id).unwrap_or_default()
}

/// The parts of a formula; `None` if it is no product.
fn factors(formula: &str) -> Option<Vec<Factor<'_>>> {
    let mut factors = Vec::new();
    let mut power = 1;
    let mut parts = formula.split_whitespace();
    loop {
        let text = parts.next().filter(|text| !matches!(*text, "*" | "/"))?;
        factors.push(Factor { text, power });
        power = match parts.next() {
            None => return Some(factors),
            Some("*") => 1,
            Some("/") => -1,
            Some(_) => return None,
        };
    }
}

fn may_be_zero(factor: &Factor, known: Option<&Figure>) -> bool {
    let drawn = known.and_then(|one| one.range);
    factor.number() == Some(0.0) || drawn.is_some_and(|[from, ..]| from == 0)
}

fn powers(dim: &str) -> Powers<'_> {
    let mut found = Powers::new();
    let mut rest = dim;
    let mut power = 1;
    while !rest.is_empty() {
        let end = rest.find(['*', '/']).unwrap_or(rest.len());
        let name = rest[..end].trim();
        if !matches!(name, "" | "1") {
            multiply(&mut found, &Powers::from([(name, 1)]), power);
        }
        power = if rest[end..].starts_with('/') { -1 } else { 1 };
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    found
}

fn multiply<'d>(found: &mut Powers<'d>, by: &Powers<'d>, power: i64) {
    for (name, own) in by {
        *found.entry(*name).or_default() += own * power;
    }
    found.retain(|_, power| *power != 0);
}

/// Powers as an author writes them.
fn spelled(powers: &Powers) -> String {
    let of = |sign: i64| {
        let fitting = powers.iter().filter(move |(_, power)| **power * sign > 0);
        fitting.flat_map(|(name, power)| std::iter::repeat_n(*name, power.unsigned_abs() as usize))
    };
    let above: Vec<&str> = of(1).collect();
    let mut text = if above.is_empty() {
        "1".to_owned()
    } else {
        above.join("*")
    };
    for name in of(-1) {
        text.push('/');
        text.push_str(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_multiply_out() {
        let check = |dim, expected: &str| assert_eq!(spelled(&powers(dim)), expected);
        check("money/person/month", "money/month/person");
        check("1", "1");
        check("ton * money / ton", "money");
        check("shift/month", "shift/month");
    }

    #[test]
    fn a_formula_is_a_product() {
        let parts = |formula| {
            Some(
                factors(formula)?
                    .iter()
                    .map(|one| (one.text, one.power))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            parts("a * b / 100"),
            Some(vec![("a", 1), ("b", 1), ("100", -1)])
        );
        for wrong in ["", "a b", "a *", "* a", "a * / b"] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
