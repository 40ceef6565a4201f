//! Numbers of a case: worked out from those before them, and said the way people say them.

use std::collections::BTreeMap;

use super::pack::Figure;
use crate::lang::Lang;

/// Values of all figures of a case, by id.
pub type Values = BTreeMap<String, f64>;

/// Works out every figure from the drawn ones. A figure that cannot be worked out is 0: the test of the built-in packs
/// refuses such a pack.
pub fn work_out(figures: &[Figure], drawn: &BTreeMap<String, i64>) -> Values {
    let mut values = Values::new();
    for figure in figures {
        let value = match (&figure.formula, drawn.get(&figure.id)) {
            (None, Some(value)) => *value as f64,
            (None, None) => figure.range.map_or(0.0, |range| range[0] as f64),
            (Some(formula), _) => rounded(figure, product(formula, &values)),
        };
        values.insert(figure.id.clone(), value);
    }
    values
}

/// `a * b / c`, read from left to right.
fn product(formula: &str, values: &Values) -> f64 {
    let mut result = 1.0;
    let mut divides = false;
    for part in formula.split_whitespace() {
        match part {
            "*" => divides = false,
            "/" => divides = true,
            name => {
                let factor = name
                    .parse()
                    .ok()
                    .or_else(|| values.get(name).copied())
                    .unwrap_or(0.0);
                result = if divides {
                    result / factor
                } else {
                    result * factor
                };
            }
        }
    }
    if result.is_finite() { result } else { 0.0 }
}

/// Rounds first, so that what is derived from it agrees with what was said.
fn rounded(figure: &Figure, value: f64) -> f64 {
    if !figure.money {
        return value.round();
    }
    // Two digits are said: what is derived from them stays within a twentieth.
    let digits = (value.max(1.0) as u64).ilog10();
    let step = match digits {
        0..=2 => 50.0,
        digits => 10_f64.powi(digits as i32 - 1),
    };
    ((value / step).round() * step).max(step)
}

/// A figure in words.
pub fn say(lang: Lang, figure: &Figure, value: f64) -> String {
    let whole = value.round() as i64;
    if figure.money {
        return money(lang, whole);
    }
    if figure.price {
        return match lang {
            Lang::Ru => format!("{} {}", grouped(whole, ' '), plural(lang, whole, &RUBLES)),
            Lang::En => format!("${}", grouped(whole, ',')),
        };
    }
    let number = grouped(whole, if lang == Lang::Ru { ' ' } else { ',' });
    match figure.unit.as_slice() {
        [] => number,
        forms => format!("{number} {}", plural(lang, whole, forms)),
    }
}

const RUBLES: [&str; 3] = ["рубль", "рубля", "рублей"];
const THOUSANDS: [&str; 3] = ["тысяча", "тысячи", "тысяч"];
const MILLIONS: [&str; 3] = ["миллион", "миллиона", "миллионов"];

fn money(lang: Lang, whole: i64) -> String {
    let tenths = (whole + 50_000) / 100_000;
    match (lang, whole) {
        (Lang::Ru, 1_000_000..) if tenths % 10 == 0 => {
            format!(
                "{} {} рублей",
                tenths / 10,
                plural(lang, tenths / 10, &MILLIONS)
            )
        }
        (Lang::Ru, 1_000_000..) => format!("{},{} миллиона рублей", tenths / 10, tenths % 10),
        (Lang::Ru, 1_000..) if whole % 1_000 == 0 => {
            format!(
                "{} {} рублей",
                whole / 1_000,
                plural(lang, whole / 1_000, &THOUSANDS)
            )
        }
        (Lang::Ru, _) => format!("{} {}", grouped(whole, ' '), plural(lang, whole, &RUBLES)),
        (Lang::En, 1_000_000..) if tenths % 10 == 0 => format!("${} million", tenths / 10),
        (Lang::En, 1_000_000..) => format!("${}.{} million", tenths / 10, tenths % 10),
        (Lang::En, _) => format!("${}", grouped(whole, ',')),
    }
}

/// The form of a noun after a number: one, few, many in Russian; one, other in English.
fn plural<S: AsRef<str>>(lang: Lang, n: i64, forms: &[S]) -> &str {
    let index = match lang {
        Lang::En => usize::from(n != 1),
        Lang::Ru => match (n % 10, n % 100) {
            (_, 11..=14) => 2,
            (1, _) => 0,
            (2..=4, _) => 1,
            _ => 2,
        },
    };
    forms.get(index).or(forms.last()).map_or("", AsRef::as_ref)
}

fn grouped(whole: i64, separator: char) -> String {
    let digits = whole.to_string();
    // A space before four digits would only hinder reading.
    if separator == ' ' && digits.len() <= 4 {
        return digits;
    }
    let mut said = String::with_capacity(digits.len() + 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && !said.ends_with('-') {
            said.push(separator);
        }
        said.push(digit);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_said_as_people_say_them() {
        let check = |lang, whole, expected: &str| assert_eq!(money(lang, whole), expected);
        check(Lang::Ru, 90_000, "90 тысяч рублей");
        check(Lang::Ru, 1_200_000, "1,2 миллиона рублей");
        check(Lang::Ru, 2_000_000, "2 миллиона рублей");
        check(Lang::Ru, 850, "850 рублей");
        check(Lang::En, 12_500, "$12,500");
        check(Lang::En, 1_500_000, "$1.5 million");
    }

    #[test]
    fn a_formula_is_read_from_left_to_right() {
        let values = Values::from([("a".to_owned(), 6.0), ("b".to_owned(), 4.0)]);
        let check =
            |formula, expected: f64| assert!((product(formula, &values) - expected).abs() < 1e-9);
        check("a * b", 24.0);
        check("a * b / 3", 8.0);
        check("a * 0.5", 3.0);
        check("a / nothing", 0.0);
    }
}
