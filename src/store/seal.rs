//! Encryption of the columns that hold what people write: the one place that knows how a stored text becomes readable.
//!
//! With `DATA_KEY` a text is stored as `enc1:` and base64 of a random nonce and XChaCha20-Poly1305's output, bound to its
//! column and its row's key, so that texts of two rows cannot be exchanged. Without, and in rows of the time before the
//! key was set, it is stored as it is: the prefix tells the two apart. Nothing here logs, and a key cannot be printed.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;

use super::{Error, Tx};

/// Before an encrypted text.
const SEALED: &str = "enc1:";
/// Before a plain text that would be taken for an encrypted one, or for one with this prefix.
const ESCAPED: &str = "enc0:";
/// A key of fewer characters is guessed.
const SHORTEST_KEY: usize = 16;
/// Bytes of a nonce; random ones of this length never meet.
const NONCE: usize = 24;

/// What `DATA_KEY` says. Without `Debug` and `Display`: it cannot be printed.
#[derive(Clone)]
pub struct DataKey(String);

impl FromStr for DataKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.chars().count() < SHORTEST_KEY {
            return Err(format!(
                "it has fewer than {SHORTEST_KEY} characters: make one with `openssl rand -base64 32`"
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

/// Where a text stands: the column, and the values that tell its row from all others for as long as it exists.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// `table.column`
    pub column: &'static str,
    pub key: &'a [&'a dyn Display],
}

impl Place<'_> {
    /// What encryption binds the text to. No key of ours holds the separator.
    fn bound(&self) -> Vec<u8> {
        let mut bound = self.column.to_owned();
        for value in self.key {
            bound.push_str(&format!("\u{1f}{value}"));
        }
        bound.into_bytes()
    }
}

/// Closes and opens texts; without a key it leaves them as they are.
#[derive(Default)]
pub struct Seal(Option<XChaCha20Poly1305>);

impl Seal {
    /// HKDF spreads the key's randomness and does not slow down guessing: the key is to be random, not a word.
    pub fn with(key: &DataKey) -> Self {
        let mut bytes = [0; 32];
        Hkdf::<Sha256>::new(None, key.0.as_bytes())
            .expand(b"spinbot: texts in the database", &mut bytes)
            .expect("32 bytes are fewer than HKDF gives");
        Self(Some(XChaCha20Poly1305::new(&bytes.into())))
    }

    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// What is stored for a text.
    pub fn close(&self, place: Place, text: &str) -> String {
        let Some(cipher) = &self.0 else {
            return match is_marked(text) {
                true => format!("{ESCAPED}{text}"),
                false => text.to_owned(),
            };
        };
        let nonce = XNonce::generate();
        let bound = place.bound();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &bound,
        };
        let mut bytes = nonce.to_vec();
        let sealed = cipher.encrypt(&nonce, payload);
        bytes.extend(sealed.expect("a text is shorter than the cipher's limit of 256 GiB"));
        format!("{SEALED}{}", BASE64.encode(bytes))
    }

    /// The text of what is stored; the error says which column cannot be read, never what is in it.
    pub fn open(&self, place: Place, stored: &str) -> Result<String, Error> {
        let Some(sealed) = stored.strip_prefix(SEALED) else {
            return Ok(stored.strip_prefix(ESCAPED).unwrap_or(stored).to_owned());
        };
        let unreadable = |why| Error::Shape(format!("{} cannot be read: {why}", place.column));
        let Some(cipher) = &self.0 else {
            return Err(unreadable("it is encrypted and DATA_KEY is not set"));
        };
        let text = BASE64.decode(sealed).ok().and_then(|bytes| {
            let (nonce, text) = bytes.split_at_checked(NONCE)?;
            let nonce = XNonce::try_from(nonce).ok()?;
            let bound = place.bound();
            let payload = Payload {
                msg: text,
                aad: &bound,
            };
            String::from_utf8(cipher.decrypt(&nonce, payload).ok()?).ok()
        });
        text.ok_or_else(|| unreadable("DATA_KEY is another one, or the row was changed"))
    }
}

fn is_marked(text: &str) -> bool {
    text.starts_with(SEALED) || text.starts_with(ESCAPED)
}

impl<'a> Tx<'a> {
    /// Outlives a borrow of the transaction, for use while a query reads its rows.
    pub(super) fn seal(&self) -> &'a Seal {
        self.seal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(key: &str) -> Seal {
        Seal::with(&key.parse().unwrap_or_else(|why| panic!("{why}")))
    }

    fn place<'a>(column: &'static str, key: &'a [&'a dyn Display]) -> Place<'a> {
        Place { column, key }
    }

    #[test]
    fn what_is_closed_is_opened_by_the_same_key_in_the_same_place() {
        let (right, wrong) = (seal("0123456789abcdef"), seal("0123456789abcdeF"));
        let row: [&dyn Display; 2] = [&"spin_bot", &7];
        let other: [&dyn Display; 2] = [&"spin_bot", &8];
        let here = place("turns.question", &row);
        for text in [
            "",
            "Какие у вас сложности?",
            "enc1:x",
            "enc0:enc1:",
            "\u{1f}",
        ] {
            let stored = right.close(here, text);
            assert!(stored.starts_with(SEALED), "{stored}");
            assert_ne!(stored, right.close(here, text), "the nonce is new");
            assert_eq!(right.open(here, &stored).ok().as_deref(), Some(text));
            assert!(right.open(place("turns.answer", &row), &stored).is_err());
            assert!(
                right
                    .open(place("turns.question", &other), &stored)
                    .is_err()
            );
            for closed in [&wrong, &Seal::default()] {
                let error = closed.open(here, &stored).expect_err("closed").to_string();
                assert!(error.contains("DATA_KEY"), "{error}");
            }
            let off = Seal::default().close(here, text);
            for any in [&right, &wrong, &Seal::default()] {
                assert_eq!(any.open(here, &off).ok().as_deref(), Some(text));
            }
        }
        for broken in ["enc1:", "enc1:!!", "enc1:AAAA"] {
            assert!(right.open(here, broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_short_key_is_refused_without_being_shown() {
        let refused = "s3cret".parse::<DataKey>().err().expect("too short");
        assert!(refused.contains("16") && !refused.contains("s3cret"));
        assert!("шестнадцать букв".parse::<DataKey>().is_ok());
    }
}
