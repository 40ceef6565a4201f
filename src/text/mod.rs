//! What the bot says in its own voice, in both languages, from Fluent files. Pure; variables are escaped here and
//! nowhere else.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::lang::Lang;
use crate::reply::escape;

/// The texts of every language, read once.
pub struct Texts {
    ru: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

/// A text file that is not as it should be.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct TextError {
    file: &'static str,
    reason: String,
}

impl Texts {
    pub fn built_in() -> Result<Self, TextError> {
        Ok(Self {
            ru: bundle(Lang::Ru, "ru.ftl", include_str!("ru.ftl"))?,
            en: bundle(Lang::En, "en.ftl", include_str!("en.ftl"))?,
        })
    }

    pub fn voice(&self, lang: Lang) -> Voice<'_> {
        let bundle = match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        };
        Voice { bundle, lang }
    }
}

fn bundle(
    lang: Lang,
    file: &'static str,
    source: &str,
) -> Result<FluentBundle<FluentResource>, TextError> {
    let broken = |reason: String| TextError { file, reason };
    let resource = FluentResource::try_new(source.to_owned())
        .map_err(|(_, errors)| broken(format!("{errors:?}")))?;
    let locale: LanguageIdentifier = lang
        .code()
        .parse()
        .map_err(|error| broken(format!("{error:?}")))?;
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Telegram shows the marks around variables as boxes.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .map_err(|errors| broken(format!("{errors:?}")))?;
    Ok(bundle)
}

/// One language's texts.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    bundle: &'a FluentBundle<FluentResource>,
    pub lang: Lang,
}

impl Voice<'_> {
    /// A text without variables.
    pub fn say(self, key: &str) -> String {
        self.with(key, &Args::new())
    }

    /// A text with its variables. A missing key is said as it is: the tests let none pass.
    pub fn with(self, key: &str, args: &Args) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&args.0), &mut errors)
            .into_owned()
    }
}

/// Variables of one text.
#[derive(Default)]
pub struct Args<'a>(FluentArgs<'a>);

impl<'a> Args<'a> {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn number(mut self, name: &'a str, value: i64) -> Self {
        self.0.set(name, FluentValue::from(value));
        self
    }

    /// Any text; escaped here.
    pub fn text(mut self, name: &'a str, value: &str) -> Self {
        self.0.set(name, FluentValue::from(escape(value)));
        self
    }

    /// The word `yes` or `no` to select by.
    pub fn flag(self, name: &'a str, value: bool) -> Self {
        self.text(name, if value { "yes" } else { "no" })
    }

    /// A text, or the word `none` to select by.
    pub fn text_or_none(self, name: &'a str, value: Option<&str>) -> Self {
        match value.filter(|value| !value.is_empty()) {
            Some(value) => self.text(name, value),
            None => self.text(name, "none"),
        }
    }

    /// What is HTML already.
    pub fn html(mut self, name: &'a str, value: String) -> Self {
        self.0.set(name, FluentValue::from(value));
        self
    }
}
