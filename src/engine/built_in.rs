//! The training that comes with the binary: every folder of `packs/` is a pack, every file in it a part.

use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::cues::Cues;
use super::learned::Reader;
use super::pack::{self, Source};
use super::tongue::Tongue;
use crate::lang::Lang;

static PACKS: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/engine/packs");

/// A pack that is read when it is first played: reading all of them would cost a start half its time.
pub struct Lazy {
    pub id: String,
    pub lang: Lang,
    folder: Option<&'static Dir<'static>>,
    tongue: OnceLock<Tongue>,
}

impl Lazy {
    /// One that has been read.
    pub fn ready(tongue: Tongue) -> Self {
        Self {
            id: tongue.pack.head.id.clone(),
            lang: tongue.pack.head.lang,
            folder: None,
            tongue: OnceLock::from(tongue),
        }
    }

    pub fn get(&self) -> &Tongue {
        self.tongue.get_or_init(|| {
            let sources = self.folder.map(sources).unwrap_or_default();
            let pack = pack::read(sources, files).expect("the built-in packs are read by a test");
            Tongue::new(pack, cues(self.lang), reader(self.lang))
        })
    }
}

/// All built-in packs, the usual one of each language first: a folder is called `<id>_<lang>`.
pub fn packs() -> Vec<Lazy> {
    let mut packs: Vec<Lazy> = PACKS
        .dirs()
        .filter_map(|folder| {
            let (id, lang) = folder.path().to_str()?.rsplit_once('_')?;
            Some(Lazy {
                id: id.to_owned(),
                lang: Lang::parse(lang)?,
                folder: Some(folder),
                tongue: OnceLock::new(),
            })
        })
        .collect();
    packs.sort_by_key(|pack| (pack.id != USUAL, pack.id.clone()));
    packs
}

/// What is trained unless something else is asked for.
const USUAL: &str = "spin";

/// The files of a built-in pack, each with its folder before its name.
pub fn files(id: &str, lang: Lang) -> Option<Vec<Source>> {
    let name = format!("{id}_{}", lang.code());
    PACKS.get_dir(name).map(sources)
}

fn sources(folder: &Dir<'static>) -> Vec<Source> {
    let mut sources: Vec<Source> = folder
        .files()
        .filter_map(|file| {
            let name = file.path().to_str()?;
            Some(Source::built_in(name, file.contents_utf8()?))
        })
        .collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

/// Who reads a language, shared by all its packs.
pub fn reader(lang: Lang) -> &'static Reader {
    static READERS: [OnceLock<Reader>; 2] = [OnceLock::new(), OnceLock::new()];
    READERS[lang as usize]
        .get_or_init(|| Reader::built_in(lang).expect("the built-in weights are read by a test"))
}

/// How a language shows what a turn is for, shared by all its packs.
pub fn cues(lang: Lang) -> &'static Cues {
    static CUES: [OnceLock<Cues>; 2] = [OnceLock::new(), OnceLock::new()];
    CUES[lang as usize].get_or_init(|| {
        let text = match lang {
            Lang::Ru => include_str!("cues/ru.toml"),
            Lang::En => include_str!("cues/en.toml"),
        };
        toml::from_str(text).expect("the built-in cues are read by a test")
    })
}
