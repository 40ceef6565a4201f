//! What Telegram shows of the bot outside of its messages: the menu of commands, the texts of its profile, its name.

use frankenstein::TelegramApi;
use frankenstein::methods::{
    GetMyDescriptionParams, GetMyNameParams, GetMyShortDescriptionParams, SetMyCommandsParams,
    SetMyDescriptionParams, SetMyNameParams, SetMyShortDescriptionParams,
};
use frankenstein::types::BotCommand;

use super::answers::CallError;
use super::client::Client;
use crate::reply::Profile;

impl Client {
    /// Sets the menu of commands for one language or (`None`) for all others.
    pub fn set_menu(&self, profile: &Profile, language: Option<&str>) -> Result<(), CallError> {
        self.set_my_commands(&SetMyCommandsParams {
            commands: profile.commands.iter().map(command).collect(),
            scope: None,
            language_code: language.map(str::to_owned),
        })
        .map(|_| ())
    }

    /// Sets the texts of the profile. Telegram lets a bot change them only now and then, so those that stand already are
    /// left. The name for all others is the operator's, given to BotFather.
    pub fn set_texts(&self, profile: &Profile, language: Option<&str>) -> Result<(), CallError> {
        let language_code = language.map(str::to_owned);
        let asked = GetMyDescriptionParams {
            language_code: language_code.clone(),
        };
        if self.get_my_description(&asked)?.result.description != profile.description {
            self.set_my_description(&SetMyDescriptionParams {
                description: Some(profile.description.clone()),
                language_code: language_code.clone(),
            })?;
        }
        let asked = GetMyShortDescriptionParams {
            language_code: language_code.clone(),
        };
        let stands = self.get_my_short_description(&asked)?.result;
        if stands.short_description != profile.short_description {
            self.set_my_short_description(&SetMyShortDescriptionParams {
                short_description: Some(profile.short_description.clone()),
                language_code: language_code.clone(),
            })?;
        }
        let asked = GetMyNameParams {
            language_code: language_code.clone(),
        };
        if language.is_some() && self.get_my_name(&asked)?.result.name != profile.name {
            self.set_my_name(&SetMyNameParams {
                name: Some(profile.name.clone()),
                language_code,
            })?;
        }
        Ok(())
    }
}

fn command((command, description): &(String, String)) -> BotCommand {
    BotCommand::builder()
        .command(command)
        .description(description)
        .build()
}
