//! The table `secrets`: what a database must keep for itself. The proof of which `DATA_KEY` it is encrypted with, and
//! random keys of its own.

use std::fmt::Display;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Generate, Key};

use super::seal::Place;
use super::{Db, Error, Tx};

/// The row whose text only the right key opens.
const PROOF: &str = "data_key";
const PROVEN: &str = "spinbot";

/// How a database and a `DATA_KEY` go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// No key is set and none is needed.
    Off,
    /// A key is set that this database has not met yet.
    New,
    On,
    /// The database is encrypted and no key is set.
    Missing,
    /// The database is encrypted with another key.
    Wrong,
}

impl Encryption {
    /// Why a bot with these settings must not touch this database.
    pub fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Off | Self::New | Self::On => None,
            Self::Missing => Some(
                "it is not set, and the texts in this database are encrypted: set the key they were written with",
            ),
            Self::Wrong => Some(
                "it is not the key that the texts in this database are encrypted with: set that one",
            ),
        }
    }
}

/// Whether the key that is set is the one of this database.
pub fn encryption(tx: &mut Tx) -> Result<Encryption, Error> {
    let seal = tx.seal();
    Ok(match (stored(tx, PROOF)?, seal.is_on()) {
        (None, false) => Encryption::Off,
        (None, true) => Encryption::New,
        (Some(_), false) => Encryption::Missing,
        (Some(proof), true) => match seal.open(place(&[&PROOF]), &proof) {
            Ok(text) if text == PROVEN => Encryption::On,
            _ => Encryption::Wrong,
        },
    })
}

impl Db {
    /// Makes sure that key and database belong together; the first key that a database meets becomes its own.
    pub fn settle_encryption(&self) -> anyhow::Result<Encryption> {
        let found = self.read(|tx| Ok(encryption(tx)?))?;
        if found != Encryption::New {
            return Ok(found);
        }
        self.write_durable(|tx| {
            let proof = tx.seal().close(place(&[&PROOF]), PROVEN);
            insert(tx, PROOF, &proof)?;
            // Another process may have been faster, with another key.
            Ok(encryption(tx)?)
        })
    }
}

/// A random key of the database's own, made when it is first asked for; encrypted as soon as there is a `DATA_KEY`.
pub fn own_key(tx: &mut Tx, name: &str) -> Result<String, Error> {
    let seal = tx.seal();
    if stored(tx, name)?.is_none() {
        let random = BASE64.encode(Key::<XChaCha20Poly1305>::generate());
        insert(tx, name, &seal.close(place(&[&name]), &random))?;
    }
    let kept = stored(tx, name)?.unwrap_or_default();
    let key = seal.open(place(&[&name]), &kept)?;
    if seal.is_on() && kept == key {
        let closed = seal.close(place(&[&name]), &key);
        tx.execute(
            "UPDATE secrets SET value = $2 WHERE name = $1",
            &[&name, &closed],
        )?;
    }
    Ok(key)
}

fn place<'a>(key: &'a [&'a dyn Display]) -> Place<'a> {
    Place {
        column: "secrets.value",
        key,
    }
}

fn stored(tx: &mut Tx, name: &str) -> Result<Option<String>, Error> {
    tx.query_opt(
        "SELECT value FROM secrets WHERE name = $1",
        &[&name],
        |row| row.get(0),
    )
}

fn insert(tx: &mut Tx, name: &str, value: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        &[&name, &value],
    )?;
    Ok(())
}
