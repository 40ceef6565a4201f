//! The two languages of the product. Pure; everything that speaks or listens depends on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    Ru,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// Reads an IETF tag such as `ru` or `en-GB`; `None` if we do not speak it.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|lang| primary.eq_ignore_ascii_case(lang.code()))
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_by_its_first_part() {
        let check = |tag, expected| assert_eq!(Lang::parse(tag), expected, "{tag}");
        check("ru", Some(Lang::Ru));
        check("en-GB", Some(Lang::En));
        check("EN_us", Some(Lang::En));
        check("uk", None);
        check("", None);
    }
}
