//! What the end of a call means for the message it should have shown. Pure.

use super::answers::CallError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The person sees it.
    Shown,
    /// Once more, as plain text: Telegram does not read our formatting.
    AsPlain,
    /// Once more, as a new message: the one to edit is gone.
    AsNew,
    /// Not before so many seconds.
    Wait(u64),
    /// Telegram, or the way to it, is away: once more when it is back.
    Away,
    /// Nobody knows; the call may have had its effect.
    Uncertain,
    /// The token is refused: nothing can be sent until it is accepted again.
    Unauthorised,
    /// The person blocked the bot, or the chat is gone.
    Unreachable,
    /// The group has another id now.
    Moved(i64),
    /// It will never be accepted.
    Never(String),
}

pub fn verdict(result: &Result<(), CallError>) -> Verdict {
    let error = match result {
        Ok(()) => return Verdict::Shown,
        Err(error) => error,
    };
    match error {
        CallError::Garbled { .. } => Verdict::Shown,
        CallError::NotReached(_) | CallError::NotAccepted(_) => Verdict::Away,
        CallError::Uncertain(_) => Verdict::Uncertain,
        CallError::Flood { seconds } => Verdict::Wait(*seconds),
        CallError::Refused { .. } if error.is_unauthorised() => Verdict::Unauthorised,
        CallError::Refused {
            migrate_to: Some(chat_id),
            ..
        } => Verdict::Moved(*chat_id),
        CallError::Refused { code: 403, .. } => Verdict::Unreachable,
        CallError::Refused {
            code, description, ..
        } => refused(*code, &description.to_lowercase()),
    }
}

fn refused(code: u16, description: &str) -> Verdict {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| description.contains(phrase));
    if says(&["message is not modified"]) {
        Verdict::Shown
    } else if says(&[
        "message to edit not found",
        "message can't be edited",
        "there is no text in the message to edit",
        "message_id_invalid",
    ]) {
        Verdict::AsNew
    } else if says(&["can't parse entities"]) {
        Verdict::AsPlain
    } else if says(&[
        "chat not found",
        "user is deactivated",
        "peer_id_invalid",
        "not enough rights to send",
    ]) {
        Verdict::Unreachable
    } else {
        Verdict::Never(format!("Telegram refused it with {code}: {description}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_verdict() {
        let check = |code: u16, description: &str, expected: Verdict| {
            let error = CallError::Refused {
                code,
                description: description.to_owned(),
                migrate_to: None,
            };
            assert_eq!(verdict(&Err(error)), expected, "{description}");
        };
        check(
            400,
            "Bad Request: message is not modified: same",
            Verdict::Shown,
        );
        check(
            400,
            "Bad Request: message to edit not found",
            Verdict::AsNew,
        );
        check(
            400,
            "Bad Request: can't parse entities: stray <",
            Verdict::AsPlain,
        );
        check(400, "Bad Request: chat not found", Verdict::Unreachable);
        check(
            403,
            "Forbidden: bot was blocked by the user",
            Verdict::Unreachable,
        );
        check(401, "Unauthorized", Verdict::Unauthorised);
        let never =
            Verdict::Never("Telegram refused it with 400: bad request: message is too long".into());
        check(400, "Bad Request: message is too long", never);
    }

    #[test]
    fn only_what_was_certainly_not_taken_counts_as_away() {
        assert_eq!(verdict(&Err(CallError::NotAccepted(502))), Verdict::Away);
        assert_eq!(
            verdict(&Err(CallError::Uncertain("cut".into()))),
            Verdict::Uncertain
        );
        let garbled = CallError::Garbled {
            reason: "cut".into(),
            update_id: None,
        };
        assert_eq!(verdict(&Err(garbled)), Verdict::Shown);
        assert_eq!(
            verdict(&Err(CallError::Flood { seconds: 70_000 })),
            Verdict::Wait(70_000)
        );
    }
}
