//! Scenario packs as files: reads an operator's own, checks it, writes out a built-in one, prints the schema for editors.
//! What a pack must hold is the engine's to say.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use schemars::generate::SchemaSettings;

use crate::engine::{Contents, Engine, PackError, PackFile, Source};
use crate::lang::Lang;

/// All files of a pack together: the built-in ones have under a megabyte, and a start reads everything.
const LARGEST_PACK: u64 = 8 * 1024 * 1024;
/// Files of a pack: one for each product and a few more.
const MOST_FILES: usize = 500;
/// Faults that a start shows; `scenario check` shows all.
const MOST_SHOWN: usize = 20;
/// The training that is meant where none is named.
const USUAL: &str = "spin";

/// The training there is: the built-in one, in one language replaced by the pack at `path`.
pub fn engine(path: Option<&Path>) -> anyhow::Result<Engine> {
    let Some(path) = path else {
        return Ok(Engine::built_in());
    };
    let sources = read(path).context("SCENARIO_PATH")?;
    Engine::with_pack(sources).map_err(|errors| {
        let shown: Vec<String> = errors
            .iter()
            .take(MOST_SHOWN)
            .map(PackError::to_string)
            .collect();
        let more = match errors.len() - shown.len() {
            0 => String::new(),
            more => format!(
                "\n… and {more} more: spinbot scenario check {}",
                path.display()
            ),
        };
        let faults = faults(errors.len());
        anyhow::anyhow!(
            "SCENARIO_PATH: {} has {faults}\n{}{more}",
            path.display(),
            shown.join("\n")
        )
    })
}

/// What an operator's pack holds, or all that is wrong with it.
pub fn look_at(path: &Path) -> anyhow::Result<Result<Contents, Vec<PackError>>> {
    Ok(Engine::check(read(path)?))
}

/// `spinbot scenario check`: exit code 0 if the pack, or every built-in one, is without fault, else 1.
pub fn check(path: Option<&Path>, out: &mut impl Write) -> anyhow::Result<i32> {
    let packs = match path {
        Some(path) => vec![read(path)?],
        None => {
            let packs = Engine::built_in_sources().into_iter();
            packs.map(|(_, _, sources)| sources).collect()
        }
    };
    let mut code = 0;
    for sources in packs {
        match Engine::check(sources) {
            Ok(contents) => writeln!(out, "{}", describe(&contents))?,
            Err(errors) => {
                code = 1;
                for error in errors {
                    writeln!(out, "{error}")?;
                }
            }
        }
    }
    Ok(code)
}

/// One line about what is in a pack.
pub fn describe(contents: &Contents) -> String {
    let Contents {
        id,
        lang,
        name,
        products,
        problems,
        cases,
    } = contents;
    format!(
        "{id} ({}), «{name}»: {products} products, {problems} problems, {cases} cases at least",
        lang.code()
    )
}

/// `spinbot scenario export`: writes the files of a built-in pack into a folder that is new or empty.
pub fn export(
    id: Option<&str>,
    lang: Lang,
    folder: Option<&Path>,
    out: &mut impl Write,
) -> anyhow::Result<i32> {
    let packs = Engine::built_in_sources();
    let of_lang = packs.iter().filter(|(_, own, _)| *own == lang);
    let wanted = id.unwrap_or(USUAL);
    let Some((_, _, sources)) = of_lang.clone().find(|(own, ..)| own == wanted) else {
        let known: Vec<&str> = of_lang.map(|(own, ..)| own.as_str()).collect();
        bail!(
            "there is no built-in pack `{wanted}`: write one of {}",
            known.join(", ")
        );
    };
    let usual = PathBuf::from(format!("scenario-{}", lang.code()));
    let folder = folder.unwrap_or(&usual);
    let shown = folder.display();
    let is_taken = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != ErrorKind::NotFound,
    };
    if is_taken {
        bail!("{shown} is there already: name a folder that is new or empty");
    }
    fs::create_dir_all(folder).with_context(|| shown.to_string())?;
    for source in sources {
        let name = Path::new(&source.name)
            .file_name()
            .context("a file has a name")?;
        let path = folder.join(name);
        let mut file = File::create_new(&path).with_context(|| path.display().to_string())?;
        file.write_all(source.text.as_bytes())
            .with_context(|| path.display().to_string())?;
    }
    writeln!(
        out,
        "{shown}: {} files. Change them, and look: spinbot scenario check {shown}",
        sources.len()
    )?;
    Ok(0)
}

/// `spinbot scenario schema`: the JSON Schema of a pack's file, of a draft that all editors read.
pub fn schema(out: &mut impl Write) -> anyhow::Result<i32> {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<PackFile>();
    schema.insert("title".to_owned(), "A scenario pack of spinbot".into());
    writeln!(out, "{}", serde_json::to_string_pretty(&schema)?)?;
    Ok(0)
}

pub fn faults(count: usize) -> String {
    match count {
        1 => "1 fault".to_owned(),
        count => format!("{count} faults"),
    }
}

/// The files of a pack: one, or all `.toml` files of a folder.
fn read(path: &Path) -> anyhow::Result<Vec<Source>> {
    let kind = fs::metadata(path).with_context(|| path.display().to_string())?;
    if !kind.is_dir() {
        return Ok(vec![read_file(path, LARGEST_PACK)?]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
        let file = entry.with_context(|| path.display().to_string())?.path();
        let is_hidden = file
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if file
            .extension()
            .is_some_and(|extension| extension == "toml")
            && !is_hidden
        {
            files.push(file);
        }
    }
    files.sort();
    match files.len() {
        0 => bail!("{}: no .toml file is in this folder", path.display()),
        count if count > MOST_FILES => {
            bail!(
                "{}: {count} .toml files, {MOST_FILES} at most make a pack",
                path.display()
            )
        }
        _ => {}
    }
    let mut room = LARGEST_PACK;
    let mut sources = Vec::with_capacity(files.len());
    for file in files {
        let source = read_file(&file, room)?;
        room -= source.text.len() as u64;
        sources.push(source);
    }
    Ok(sources)
}

fn read_file(path: &Path, room: u64) -> anyhow::Result<Source> {
    let name = path.display().to_string();
    // A pipe or a device would be waited for without end.
    let is_file = fs::metadata(path).with_context(|| name.clone())?.is_file();
    if !is_file {
        bail!("{name}: neither a file nor a folder");
    }
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| name.clone())?;
    file.take(room + 1)
        .read_to_end(&mut bytes)
        .with_context(|| name.clone())?;
    if bytes.len() as u64 > room {
        let most = LARGEST_PACK / (1024 * 1024);
        bail!("{name}: too large, a whole pack has {most} MB at most");
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..valid];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        anyhow::anyhow!("{name}:{line}: this is not UTF-8 text: save the file as UTF-8")
    })?;
    Ok(Source::new(&name, &text))
}
