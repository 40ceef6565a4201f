//! The table `forgotten`: that somebody was here and asked to be forgotten, as a hash that names nobody.
//!
//! It is kept so that a welcome gift is given once, and so that buttons of the time before do nothing. The hash is keyed with
//! a random secret of the database, or every Telegram id could be tried against it; a key derived from `DATA_KEY` would
//! make strangers of all when that is set or changed. The secret itself is encrypted where there is a `DATA_KEY`: a stolen
//! copy then tells nothing, not even whether a known id was here.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Error, Tx, secrets};

/// The secret's name.
const KEY: &str = "forgotten";

pub fn remember(tx: &mut Tx, person: i64, now: i64) -> Result<(), Error> {
    let hash = hash(tx, person)?;
    tx.execute(
        "INSERT INTO forgotten (hash, at) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET at = excluded.at",
        &[&hash, &now],
    )?;
    Ok(())
}

/// When (epoch ms) this person was last forgotten, if they ever were. Whoever was has had their welcome.
pub fn when(tx: &mut Tx, person: i64) -> Result<Option<i64>, Error> {
    let is_empty = tx.query_opt("SELECT 1 FROM forgotten LIMIT 1", &[], |_| Ok(()))?;
    if is_empty.is_none() {
        return Ok(None);
    }
    let hash = hash(tx, person)?;
    tx.query_opt(
        "SELECT at FROM forgotten WHERE hash = $1",
        &[&hash],
        |row| row.get(0),
    )
}

fn hash(tx: &mut Tx, person: i64) -> Result<String, Error> {
    let key = secrets::own_key(tx, KEY)?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(&person.to_le_bytes());
    Ok(BASE64.encode(mac.finalize().into_bytes()))
}
