//! Classes of words that mean the same for what a turn is for, read from a file per language. What a class means is not
//! said here: its weights are learned.

use std::collections::{BTreeMap, HashMap};

use crate::lang::Lang;

/// No beginning in the files is longer, in letters; longer ones would only cost time.
const LONGEST_BEGINNING: usize = 14;

/// The file of a language.
pub fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => include_str!("lexicon/ru.toml"),
        Lang::En => include_str!("lexicon/en.toml"),
    }
}

/// The classes of one language: at most 64, a bit each.
#[derive(Debug)]
pub struct Lexicon {
    wholes: HashMap<String, u64>,
    beginnings: HashMap<String, u64>,
    /// Spellings that are another word's.
    same: HashMap<String, String>,
    asking: u64,
    tag: u64,
    plain: u64,
}

impl Lexicon {
    pub fn built_in(lang: Lang) -> Self {
        Self::read(source(lang)).expect("a file of the program, read by every test")
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let mut classes: BTreeMap<String, String> = toml::from_str(text)?;
        let same = classes.remove("same").unwrap_or_default();
        let same = same
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='));
        let mut lexicon = Self {
            wholes: HashMap::new(),
            beginnings: HashMap::new(),
            same: same
                .map(|(variant, word)| (variant.to_owned(), word.to_owned()))
                .collect(),
            asking: 0,
            tag: 0,
            plain: 0,
        };
        for (index, (name, words)) in classes.iter().take(64).enumerate() {
            let bit = 1 << index;
            match name.as_str() {
                "amount" | "who" | "when" | "where" | "why" | "what" | "how" | "tell" => {
                    lexicon.asking |= bit
                }
                "tag" => lexicon.tag = bit,
                "plain" => lexicon.plain = bit,
                _ => {}
            }
            for word in words.split_whitespace() {
                match word.strip_suffix('*') {
                    Some(beginning) => {
                        *lexicon.beginnings.entry(beginning.to_owned()).or_default() |= bit;
                    }
                    None => *lexicon.wholes.entry(word.to_owned()).or_default() |= bit,
                }
            }
        }
        Ok(lexicon)
    }

    /// The word whose spelling this is.
    pub fn spelled<'a>(&'a self, word: &'a str) -> &'a str {
        self.same.get(word).map_or(word, String::as_str)
    }

    /// The classes of a word, a bit each.
    pub fn classes(&self, word: &str) -> u64 {
        let mut found = self.wholes.get(word).copied().unwrap_or(0);
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        for end in ends.take(LONGEST_BEGINNING).skip(1) {
            found |= self.beginnings.get(&word[..end]).copied().unwrap_or(0);
        }
        found
    }

    pub fn asks(&self, classes: u64) -> bool {
        classes & self.asking != 0
    }

    pub fn is_tag(&self, classes: u64) -> bool {
        classes & self.tag != 0
    }

    /// The classes without that of grammar, which says too little to stand beside others.
    pub fn meanings(&self, classes: u64) -> u64 {
        classes & !self.plain
    }

    /// A word of grammar, not of content.
    pub fn is_plain(&self, classes: u64) -> bool {
        classes & self.plain != 0
    }
}
