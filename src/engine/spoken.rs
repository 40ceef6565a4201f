//! Numbers as people type them: digits, words, thousands and millions.

use super::words::spellings;
use crate::lang::Lang;

/// Two numbers closer than this (as a share of the greater) are the same, said loosely.
const LOOSELY: f64 = 0.15;

/// A scale so short ("к", "m", "тыс") is one only after a number.
const LONGEST_SHORT_SCALE: usize = 4;

/// Every number of a text, as it is meant: "двести тысяч", "1,2 млн" and "200 000" are one number each.
pub fn numbers(lang: Lang, text: &str) -> Vec<f64> {
    in_words(lang, &spellings(&joined(text)))
}

/// The same of words already cut.
fn in_words(lang: Lang, words: &[String]) -> Vec<f64> {
    let mut found = Vec::new();
    // What has been read of the number under way: below the next thousand, and all above it.
    let mut small: Option<f64> = None;
    let mut large: Option<f64> = None;
    let finish = |small: &mut Option<f64>, large: &mut Option<f64>, found: &mut Vec<f64>| {
        if small.is_some() || large.is_some() {
            found.push(large.take().unwrap_or(0.0) + small.take().unwrap_or(0.0));
        }
    };
    for word in words {
        if let Some((digits, scale)) = digits(lang, word) {
            finish(&mut small, &mut large, &mut found);
            match scale {
                Some(scale) => found.push(digits * scale),
                None => small = Some(digits),
            }
        } else if let Some(scale) = scale(lang, word)
            && (small.is_some() || word.chars().count() > LONGEST_SHORT_SCALE)
        {
            let count = small.take().unwrap_or(1.0);
            large = Some(large.unwrap_or(0.0) + count * scale);
        } else if let Some(value) = value(lang, word) {
            // "двадцать пять" adds up, "пять двадцать" are two numbers.
            let fits = small.is_none_or(|small| {
                value < 100.0 && small % 100.0 == 0.0
                    || value < 10.0 && small % 10.0 == 0.0 && small >= 20.0
            });
            if !fits {
                finish(&mut small, &mut large, &mut found);
            }
            small = Some(small.unwrap_or(0.0) + value);
        } else if !(lang == Lang::En && word == "and" && small.is_some()) {
            finish(&mut small, &mut large, &mut found);
        }
    }
    finish(&mut small, &mut large, &mut found);
    found
}

/// Whether two numbers may be meant for one another.
pub fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= LOOSELY * a.abs().max(b.abs())
}

/// A month's sum is worked out for these many months, or a week's for a year.
const PERIODS: [f64; 5] = [1.0, 3.0, 6.0, 12.0, 52.0];

/// Whether a sum is another one over a longer time.
pub fn follows(said: f64, worked_out: f64) -> bool {
    PERIODS.iter().any(|times| alike(said * times, worked_out))
}

/// "200 000" and "200,000" in one piece.
fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let groups = matches!(c, ' ' | '\u{a0}' | '\u{202f}' | ',')
            && at > 0
            && is_digit(at - 1)
            && (1..=3).all(|n| is_digit(at + n))
            && !is_digit(at + 4);
        if !groups {
            out.push(*c);
        }
    }
    out
}

/// A word that begins with digits, with the scale glued to it ("200к", "1.5m").
fn digits(lang: Lang, word: &str) -> Option<(f64, Option<f64>)> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = word
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(word.len());
    let value = word[..end].parse().ok()?;
    match &word[end..] {
        "" => Some((value, None)),
        rest => Some((value, scale(lang, rest))),
    }
}

fn scale(lang: Lang, word: &str) -> Option<f64> {
    let is = |starts: &[&str], whole: &[&str]| {
        whole.contains(&word) || starts.iter().any(|start| word.starts_with(start))
    };
    let (thousand, million) = match lang {
        Lang::Ru => (
            is(
                &["тысяч"],
                &["тыс", "тыща", "тыщ", "тыщи", "т.р", "тр", "к", "k"],
            ),
            is(&["миллион", "лям"], &["млн", "мл"]),
        ),
        Lang::En => (
            is(&["thousand"], &["k", "grand"]),
            is(&["million"], &["m", "mil", "mln"]),
        ),
    };
    match (thousand, million) {
        (true, _) => Some(1_000.0),
        (_, true) => Some(1_000_000.0),
        _ => None,
    }
}

fn value(lang: Lang, word: &str) -> Option<f64> {
    let table: &[(&str, f64)] = match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    };
    table
        .iter()
        .find(|(name, _)| match name.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == *name,
        })
        .map(|(_, value)| *value)
}

/// The longer beginnings first: "пятьдесят" is not five.
const RU: [(&str, f64); 47] = [
    ("одиннадцат*", 11.0),
    ("двенадцат*", 12.0),
    ("тринадцат*", 13.0),
    ("четырнадцат*", 14.0),
    ("пятнадцат*", 15.0),
    ("шестнадцат*", 16.0),
    ("семнадцат*", 17.0),
    ("восемнадцат*", 18.0),
    ("девятнадцат*", 19.0),
    ("двадцат*", 20.0),
    ("тридцат*", 30.0),
    ("сорок", 40.0),
    ("сорока", 40.0),
    ("пятьдесят", 50.0),
    ("пятидесяти", 50.0),
    ("шестьдесят", 60.0),
    ("шестидесяти", 60.0),
    ("семьдесят", 70.0),
    ("семидесяти", 70.0),
    ("восемьдесят", 80.0),
    ("восьмидесяти", 80.0),
    ("девяносто", 90.0),
    ("девяноста", 90.0),
    ("сто", 100.0),
    ("ста", 100.0),
    ("двести", 200.0),
    ("двухсот", 200.0),
    ("триста", 300.0),
    ("трехсот", 300.0),
    ("четыреста", 400.0),
    ("пятьсот", 500.0),
    ("шестьсот", 600.0),
    ("семьсот", 700.0),
    ("восемьсот", 800.0),
    ("девятьсот", 900.0),
    ("десять", 10.0),
    ("десяти", 10.0),
    ("два", 2.0),
    ("две", 2.0),
    ("три", 3.0),
    ("четыре", 4.0),
    ("пять", 5.0),
    ("шесть", 6.0),
    ("семь", 7.0),
    ("восемь", 8.0),
    ("девять", 9.0),
    ("полтора", 1.5),
];
const EN: [(&str, f64); 29] = [
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
    ("dozen", 12.0),
    ("half", 0.5),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_for_a_year_follows_from_one_for_a_month() {
        assert!(follows(60_000.0, 720_000.0) && follows(60_000.0, 60_000.0));
        assert!(!follows(5_000.0, 100_000.0));
    }

    #[test]
    fn numbers_are_read_as_they_are_meant() {
        let check =
            |lang, text, expected: &[f64]| assert_eq!(numbers(lang, text), expected, "{text}");
        check(Lang::Ru, "Двести тысяч в месяц?", &[200_000.0]);
        check(Lang::Ru, "сорок пять тонн, 3 раза", &[45.0, 3.0]);
        check(
            Lang::Ru,
            "1,2 млн или 200 000 руб",
            &[1_200_000.0, 200_000.0],
        );
        check(Lang::Ru, "200к за 12 человек", &[200_000.0, 12.0]);
        check(Lang::Ru, "К чему это приводит?", &[]);
        check(Lang::Ru, "Тысяча рублей", &[1_000.0]);
        check(
            Lang::En,
            "$12,500 a month, twenty five people",
            &[12_500.0, 25.0],
        );
        check(Lang::En, "1.5 million", &[1_500_000.0]);
        check(Lang::En, "10k", &[10_000.0]);
        check(Lang::En, "99999999999999999999999999", &[1e26]);
    }

    #[test]
    fn loosely_the_same() {
        assert!(alike(200_000.0, 220_000.0) && !alike(200_000.0, 300_000.0));
    }
}
