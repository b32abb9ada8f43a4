//! The cases, in the order of the README.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_lambda::client::Waiters as _;
use aws_sdk_lambda::error::ProvideErrorMetadata as _;
use aws_sdk_lambda::operation::RequestId as _;
use aws_sdk_lambda::operation::create_function::CreateFunctionError;
use aws_sdk_lambda::operation::delete_function::DeleteFunctionError;
use aws_sdk_lambda::operation::get_alias::GetAliasError;
use aws_sdk_lambda::operation::get_function::GetFunctionError;
use aws_sdk_lambda::operation::update_function_code::UpdateFunctionCodeError;
use aws_sdk_lambda::types::error::ResourceNotFoundException;
use aws_sdk_lambda::types::{
    AliasRoutingConfiguration, Architecture, Environment, LastUpdateStatus, State, StateReasonCode,
};

use crate::sdk::{Done, PATIENCE, Sdk, holds, refused, same};

const STALE: &str = "The Revision Id provided does not match the latest Revision Id. Call the \
                     GetFunction/GetAlias API to retrieve the latest Revision Id";
const NO_ZIP: &str =
    "Could not unzip uploaded file. Please check your file, then try to upload again.";
const EMPTY_ZIP: &str = "Uploaded file must be a non-empty zip";
const MISMATCH: &str = "The request signature we calculated does not match the signature you \
                        provided. Check your AWS Secret Access Key and signing method. Consult \
                        the service documentation for details.";

pub async fn create(sdk: &Sdk) -> Done {
    let name = sdk.named("create");
    let made = sdk.create(&name, "one")?.send().await?;
    same(made.state(), Some(&State::Pending))?;
    same(made.state_reason_code(), Some(&StateReasonCode::Creating))?;
    same(made.version(), Some("$LATEST"))?;
    same(made.code_sha256(), Some(&*sdk.digest("one")?))?;
    same(made.code_size(), sdk.bytes("one")?.len() as i64)?;
    sdk.until_active(&name).await?;
    let found = sdk.configuration(&name).await?;
    same(found.state(), Some(&State::Active))?;
    let done = Some(&LastUpdateStatus::Successful);
    same(found.last_update_status(), done)?;
    holds(
        found.revision_id() != made.revision_id(),
        "the same RevisionId",
    )
}

pub async fn read(sdk: &Sdk) -> Done {
    let name = sdk.named("read");
    sdk.create(&name, "one")?.tags("team", "a b").send().await?;
    sdk.until_active(&name).await?;
    let found = sdk.get(&name).await?;
    let tags = HashMap::from([("team".to_owned(), "a b".to_owned())]);
    same(found.tags(), Some(&tags))?;
    let kind = found.code().and_then(|code| code.repository_type());
    same(kind, Some("S3"))?;
    sdk.holds_code(&name, "one").await
}

pub async fn zip(sdk: &Sdk) -> Done {
    let name = sdk.active("zip").await?;
    let update = sdk.lam.update_function_code().function_name(&name);
    let made = update.zip_file(sdk.data("two")?).send().await?;
    same(
        made.last_update_status(),
        Some(&LastUpdateStatus::InProgress),
    )?;
    let reason = made
        .last_update_status_reason_code()
        .map(|code| code.as_str());
    same(reason, Some("Creating"))?;
    same(made.code_sha256(), Some(&*sdk.digest("two")?))?;
    same(made.code_size(), sdk.bytes("two")?.len() as i64)?;
    sdk.until_updated(&name).await?;
    let found = sdk.configuration(&name).await?;
    let done = Some(&LastUpdateStatus::Successful);
    same(found.last_update_status(), done)?;
    same(found.code_sha256(), Some(&*sdk.digest("two")?))?;
    holds(
        found.revision_id() != made.revision_id(),
        "the same RevisionId",
    )?;
    sdk.holds_code(&name, "two").await
}

pub async fn bucket(sdk: &Sdk, bucket: &str) -> Done {
    let name = sdk.active("bucket").await?;
    let update = sdk.lam.update_function_code().function_name(&name);
    let update = update.s3_bucket(bucket).s3_key("scenario.zip");
    let made = update.clone().send().await?;
    same(made.code_sha256(), Some(&*sdk.digest("three")?))?;
    sdk.until_updated(&name).await?;
    let made = update.s3_object_version("v1").send().await?;
    same(made.code_sha256(), Some(&*sdk.digest("two")?))?;
    sdk.until_updated(&name).await?;
    sdk.holds_code(&name, "two").await
}

pub async fn dry_run(sdk: &Sdk) -> Done {
    let name = sdk.active("dry").await?;
    let before = sdk.configuration(&name).await?;
    let update = sdk.lam.update_function_code().function_name(&name);
    let update = update.zip_file(sdk.data("two")?).dry_run(true);
    let told = update.publish(true).send().await?;
    same(told.code_sha256(), Some(&*sdk.digest("two")?))?;
    same(told.code_size(), sdk.bytes("two")?.len() as i64)?;
    same(sdk.configuration(&name).await?, before)?;
    sdk.holds_code(&name, "one").await
}

pub async fn stale(sdk: &Sdk) -> Done {
    let name = sdk.active("stale").await?;
    let before = sdk.configuration(&name).await?;
    let update = sdk.lam.update_function_code().function_name(&name);
    let update = update.zip_file(sdk.data("two")?);
    let late = update.clone();
    let late = late.revision_id("00000000-0000-4000-8000-000000000000");
    match refused(late.send().await)? {
        UpdateFunctionCodeError::PreconditionFailedException(error) => {
            same(error.message(), Some(STALE))?;
            same(error.r#type(), Some("User"))?;
        }
        other => return Err(other.into()),
    }
    same(sdk.configuration(&name).await?, before.clone())?;
    update.set_revision_id(before.revision_id).send().await?;
    Ok(())
}

pub async fn no_zip(sdk: &Sdk) -> Done {
    let name = sdk.active("no-zip").await?;
    let before = sdk.configuration(&name).await?;
    for (data, text) in [("text", NO_ZIP), ("empty", EMPTY_ZIP)] {
        let update = sdk.lam.update_function_code().function_name(&name);
        match refused(update.zip_file(sdk.data(data)?).send().await)? {
            UpdateFunctionCodeError::InvalidParameterValueException(error) => {
                same(error.message(), Some(text))?;
                same(error.r#type(), Some("User"))?;
            }
            other => return Err(other.into()),
        }
    }
    same(sdk.configuration(&name).await?, before)
}

pub async fn bad_members(sdk: &Sdk) -> Done {
    let update = sdk.lam.update_function_code().function_name("no name!");
    let update = update.zip_file(sdk.data("two")?);
    let update = update.architectures(Architecture::from("X86_64"));
    let error = refused(update.send().await)?;
    same(error.code(), Some("ValidationException"))?;
    let text = error.message().unwrap_or_default();
    holds(text.starts_with("2 validation errors detected: "), text)?;
    for (value, member) in [("no name!", "functionName"), ("[X86_64]", "architectures")] {
        let item = format!("Value '{value}' at '{member}' failed to satisfy constraint: ");
        holds(text.contains(&item), text)?;
    }
    Ok(())
}

pub async fn taken(sdk: &Sdk) -> Done {
    let name = sdk.active("taken").await?;
    match refused(sdk.create(&name, "one")?.send().await)? {
        CreateFunctionError::ResourceConflictException(error) => {
            let text = format!("Function already exist: {name}");
            same(error.message(), Some(&*text))
        }
        other => Err(other.into()),
    }
}

pub async fn versions(sdk: &Sdk) -> Done {
    let name = sdk.active("versions").await?;
    let publish = sdk.lam.publish_version().function_name(&name);
    let first = publish.clone().description("first").send().await?;
    same(first.version(), Some("1"))?;
    same(first.description(), Some("first"))?;
    let update = sdk.lam.update_function_code().function_name(&name);
    let update = update.zip_file(sdk.data("two")?).publish(true);
    let made = update.send().await?;
    same(made.version(), Some("2"))?;
    same(made.state(), Some(&State::Pending))?;
    let arn = made.function_arn().unwrap_or_default();
    holds(arn.ends_with(&format!(":{name}:2")), arn)?;
    let waiter = sdk.lam.wait_until_published_version_active();
    let waiter = waiter.function_name(&name).qualifier("2");
    waiter.wait(PATIENCE).await?;
    sdk.until_updated(&name).await?;
    same(publish.send().await?.version(), Some("2"))?;
    let list = sdk.other.list_versions_by_function().function_name(&name);
    let mut pages = list.into_paginator().page_size(1).items().send();
    let mut listed = Vec::new();
    while let Some(version) = pages.try_next().await? {
        listed.push((
            version.version.unwrap_or_default(),
            version.code_sha256.unwrap_or_default(),
        ));
    }
    let (one, two) = (sdk.digest("one")?, sdk.digest("two")?);
    let expected = [("$LATEST", &two), ("1", &one), ("2", &two)];
    same(
        listed,
        expected.map(|(version, digest)| (version.to_owned(), digest.clone())),
    )
}

pub async fn aliases(sdk: &Sdk) -> Done {
    let name = sdk.named("aliases");
    sdk.create(&name, "one")?.publish(true).send().await?;
    sdk.until_active(&name).await?;
    let update = sdk.lam.update_function_code().function_name(&name);
    let update = update.zip_file(sdk.data("two")?).publish(true);
    update.send().await?;
    sdk.until_updated(&name).await?;
    let weights = AliasRoutingConfiguration::builder();
    let weights = weights.additional_version_weights("2", 0.25).build();
    let create = sdk.lam.create_alias().function_name(&name);
    let first = create.clone().name("live").function_version("1");
    let made = first.routing_config(weights.clone()).send().await?;
    let arn = made.alias_arn().unwrap_or_default();
    holds(arn.ends_with(&format!(":{name}:live")), arn)?;
    let read = sdk.other.get_alias().function_name(&name).name("live");
    let found = read.clone().send().await?;
    same(found.function_version(), Some("1"))?;
    same(found.routing_config(), Some(&weights))?;
    let nothing = AliasRoutingConfiguration::builder()
        .set_additional_version_weights(Some(HashMap::new()))
        .build();
    let update = sdk.lam.update_alias().function_name(&name).name("live");
    let update = update.function_version("2").routing_config(nothing);
    let moved = update
        .set_revision_id(made.revision_id.clone())
        .send()
        .await?;
    same(moved.function_version(), Some("2"))?;
    same(moved.routing_config(), None)?;
    let led = sdk.other.get_function_configuration().function_name(&name);
    let led = led.qualifier("live").send().await?;
    same(led.version(), Some("2"))?;
    create.name("beta").function_version("1").send().await?;
    let list = sdk.other.list_aliases().function_name(&name);
    let mut pages = list.into_paginator().page_size(1).items().send();
    let mut listed = Vec::new();
    while let Some(alias) = pages.try_next().await? {
        listed.push(alias.name.unwrap_or_default());
    }
    same(listed, ["beta", "live"])?;
    let delete = sdk.lam.delete_alias().function_name(&name).name("live");
    delete.send().await?;
    match refused(read.send().await)? {
        GetAliasError::ResourceNotFoundException(error) => {
            let text = format!("Cannot find alias arn: {arn}");
            same(error.message(), Some(&*text))
        }
        other => Err(other.into()),
    }
}

pub async fn configuration(sdk: &Sdk) -> Done {
    let name = sdk.active("configuration").await?;
    let environment = Environment::builder().variables("KEY", "välue").build();
    let update = sdk.lam.update_function_configuration();
    let update = update.function_name(&name).timeout(7).memory_size(256);
    let update = update.description("").environment(environment);
    let made = update.send().await?;
    same(made.timeout(), Some(7))?;
    same(made.memory_size(), Some(256))?;
    let variables = made.environment().and_then(|found| found.variables());
    let expected = HashMap::from([("KEY".to_owned(), "välue".to_owned())]);
    same(variables, Some(&expected))?;
    sdk.until_updated(&name).await?;
    let found = sdk.configuration(&name).await?;
    same(found.timeout(), Some(7))?;
    same(found.code_sha256(), Some(&*sdk.digest("one")?))
}

pub async fn functions(sdk: &Sdk) -> Done {
    let names = [0, 1, 2].map(|number| sdk.named(&format!("list-{number}")));
    for name in &names {
        sdk.create(name, "one")?.send().await?;
    }
    let list = sdk.other.list_functions().into_paginator().page_size(2);
    let mut pages = list.items().send();
    let mut found = Vec::new();
    while let Some(function) = pages.try_next().await? {
        found.extend(function.function_name.filter(|name| names.contains(name)));
    }
    same(found, names)
}

pub async fn race(sdk: &Sdk) -> Done {
    let name = sdk.named("race");
    sdk.create(&name, "three")?.send().await?;
    sdk.until_active(&name).await?;
    let revision = sdk.configuration(&name).await?.revision_id;
    let mut attempts = Vec::new();
    for number in 0..8 {
        let client = if number % 2 == 0 {
            &sdk.lam
        } else {
            &sdk.other
        };
        let data = sdk.data(if number / 2 % 2 == 0 { "one" } else { "two" })?;
        let update = client.update_function_code().function_name(&name);
        let update = update.zip_file(data).set_revision_id(revision.clone());
        attempts.push(tokio::spawn(update.send()));
    }
    let mut won = Vec::new();
    for attempt in attempts {
        match attempt.await? {
            Ok(made) => won.push(made.code_sha256),
            end => match refused(end)? {
                UpdateFunctionCodeError::PreconditionFailedException(_)
                | UpdateFunctionCodeError::ResourceConflictException(_) => {}
                other => return Err(other.into()),
            },
        }
    }
    same(won.len(), 1)?;
    same(
        Some(&sdk.configuration(&name).await?.code_sha256),
        won.first(),
    )
}

pub async fn request_ids(sdk: &Sdk) -> Done {
    let name = sdk.active("ids").await?;
    let get = |name: &str| sdk.other.get_function().function_name(name).send();
    let mut ids = BTreeSet::new();
    for _ in 0..2 {
        ids.insert(get(&name).await?.request_id().map(str::to_owned));
    }
    let Err(error) = get(&sdk.named("nobody")).await else {
        return Err("the call was not refused".into());
    };
    ids.insert(error.request_id().map(str::to_owned));
    same(ids.len(), 3)?;
    for id in ids.into_iter().map(Option::unwrap_or_default) {
        holds(is_uuid4(&id), &id)?;
    }
    Ok(())
}

pub async fn unsigned(sdk: &Sdk) -> Done {
    let code = "MissingAuthenticationTokenException";
    stranger(sdk, None, code, "Missing Authentication Token").await
}

pub async fn wrong_secret(sdk: &Sdk) -> Done {
    stranger(sdk, Some(&sdk.key), "InvalidSignatureException", MISMATCH).await
}

pub async fn unknown_key(sdk: &Sdk) -> Done {
    let text = "The security token included in the request is invalid.";
    stranger(
        sdk,
        Some("AKIAUNKNOWN"),
        "UnrecognizedClientException",
        text,
    )
    .await
}

pub async fn delete(sdk: &Sdk) -> Done {
    let name = sdk.active("delete").await?;
    let arn = sdk
        .configuration(&name)
        .await?
        .function_arn
        .unwrap_or_default();
    let missing = |error: ResourceNotFoundException| {
        let text = format!("Function not found: {arn}");
        same(error.message(), Some(&*text))?;
        same(error.r#type(), Some("User"))
    };
    let delete = sdk.lam.delete_function().function_name(&name);
    delete.clone().send().await?;
    let get = sdk.other.get_function().function_name(&name);
    match refused(get.send().await)? {
        GetFunctionError::ResourceNotFoundException(error) => missing(error)?,
        other => return Err(other.into()),
    }
    let update = sdk.lam.update_function_code().function_name(&name);
    match refused(update.zip_file(sdk.data("two")?).send().await)? {
        UpdateFunctionCodeError::ResourceNotFoundException(error) => missing(error)?,
        other => return Err(other.into()),
    }
    match refused(delete.send().await)? {
        DeleteFunctionError::ResourceNotFoundException(error) => missing(error),
        other => Err(other.into()),
    }
}

/// Fails unless a stranger's call is refused in these words.
async fn stranger(sdk: &Sdk, key: Option<&str>, code: &str, text: &str) -> Done {
    let error = refused(sdk.stranger(key).list_functions().send().await)?;
    same(error.code(), Some(code))?;
    same(error.message(), Some(text))
}

/// Whether the text is a random UUID in lower case.
fn is_uuid4(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let hex = |c: char| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c);
    lengths == [8, 4, 4, 4, 12] && text.chars().all(hex) && text.chars().nth(14) == Some('4')
}
