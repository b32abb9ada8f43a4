//! Deploys a package: creates the function or updates its code, waits until that has settled, and
//! publishes a version.

use std::error::Error;

use lambda_client::Client;
use lambda_client::operation::UpdateFunctionCodeError;
use lambda_client::types::{
    CreateFunctionRequest, FunctionCode, FunctionConfiguration, GetFunctionRequest,
    PublishVersionRequest, Runtime, UpdateFunctionCodeRequest,
};
use planish_runtime::Bytes;

/// What is deployed.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The name of the function.
    pub function: String,
    /// The package, a zip archive.
    pub zip: Bytes,
    /// The role of a function that is new.
    pub role: String,
    /// The runtime of a function that is new, such as `python3.13`.
    pub runtime: String,
    /// The handler of a function that is new, such as `app.handler`.
    pub handler: String,
}

/// Deploys, and returns the published version.
///
/// # Errors
/// What the service says, or that it can't be reached.
pub async fn deploy(
    client: &Client,
    deployment: Deployment,
) -> Result<FunctionConfiguration, Box<dyn Error>> {
    let function_name = Some(deployment.function.clone());
    let update = UpdateFunctionCodeRequest {
        function_name: function_name.clone(),
        zip_file: Some(deployment.zip.clone()),
        ..Default::default()
    };
    let changed = match client.update_function_code(update).await {
        Ok(updated) => updated,
        Err(error) => match error.as_service() {
            Some(UpdateFunctionCodeError::ResourceNotFoundException(_)) => {
                client.create_function(new_function(deployment)).await?
            }
            _ => return Err(error.into()),
        },
    };

    // A change settles in the background: first the state of a new function, then the update.
    let function = GetFunctionRequest {
        function_name: function_name.clone(),
        ..Default::default()
    };
    client
        .wait_until_function_active_v2(function.clone())
        .await?;
    client.wait_until_function_updated_v2(function).await?;

    // The digest keeps us from publishing what somebody else deployed in the meantime.
    let publish = PublishVersionRequest {
        function_name,
        code_sha256: changed.code_sha256,
        ..Default::default()
    };
    Ok(client.publish_version(publish).await?)
}

fn new_function(deployment: Deployment) -> CreateFunctionRequest {
    CreateFunctionRequest {
        function_name: Some(deployment.function),
        role: Some(deployment.role),
        runtime: Some(Runtime::from(deployment.runtime.as_str())),
        handler: Some(deployment.handler),
        code: Some(FunctionCode {
            zip_file: Some(deployment.zip),
            ..Default::default()
        }),
        ..Default::default()
    }
}
