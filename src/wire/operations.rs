//! The generated trait, implemented by the rules: each operation on a thread that may block.

use std::sync::Arc;

use http::header::HOST;
use planish_runtime::Unit;
use planish_runtime::error::OperationError;
use planish_runtime::server::Context;

use super::faults::error;
use super::requests::weights;
use super::uploads::received;
use crate::access::{About, Peer};
use crate::api::Lambda;
use crate::api::operation::{
    CreateAliasError, CreateFunctionError, DeleteAliasError, DeleteFunctionError, GetAliasError,
    GetFunctionConfigurationError, GetFunctionError, ListAliasesError, ListFunctionsError,
    ListVersionsByFunctionError, PublishVersionError, UpdateAliasError, UpdateFunctionCodeError,
    UpdateFunctionConfigurationError,
};
use crate::api::types::{
    AliasConfiguration, CreateAliasRequest, CreateFunctionRequest, DeleteAliasRequest,
    DeleteFunctionRequest, FunctionConfiguration, FunctionVersion, GetAliasRequest,
    GetFunctionConfigurationRequest, GetFunctionRequest, GetFunctionResponse, ListAliasesRequest,
    ListAliasesResponse, ListFunctionsRequest, ListFunctionsResponse,
    ListVersionsByFunctionRequest, ListVersionsByFunctionResponse, PublishVersionRequest,
    UpdateAliasRequest, UpdateFunctionCodeRequest, UpdateFunctionConfigurationRequest,
};
use crate::behaviour::{CodeUpdate, Functions, NewFunction};
use crate::clock::{Clock as _, SystemClock};
use crate::events::Caller;
use crate::fault::{Denial, Fault};
use crate::open::Service;

/// The operations of a service.
pub(super) struct Operations {
    service: Arc<Service>,
}

impl Operations {
    pub(super) fn new(service: Arc<Service>) -> Operations {
        Operations { service }
    }

    /// Runs a rule that the caller may call where it may block, and words what it answers.
    async fn run<T, O, E>(
        &self,
        context: &Context,
        about: About,
        rule: impl FnOnce(&Functions) -> Result<T, Fault> + Send + 'static,
    ) -> Result<O, E>
    where
        T: Into<O> + Send + 'static,
        E: OperationError,
    {
        let action = context.operation().name;
        self.admit(context, action, &about)
            .map_err(|fault| error(&fault))?;
        let functions = self.service.functions.by(caller(context));
        let ended = tokio::task::spawn_blocking(move || rule(&functions)).await;
        match ended {
            Ok(Ok(done)) => Ok(done.into()),
            // N11: a function that is another account's could only be shared by it.
            Ok(Err(Fault::OtherAccount(arn))) if action != "CreateFunction" => {
                let place = self.service.functions.place();
                Err(error(&Fault::NotAuthorized {
                    caller: format!("arn:{}:iam::{}:root", place.partition(), place.account),
                    action,
                    resource: arn,
                    why: Denial::NoResourcePolicy,
                }))
            }
            Ok(Err(fault)) => Err(error(&fault)),
            Err(panic) => Err(error(&Fault::Internal(panic.to_string()))),
        }
    }

    /// Whether the caller may do this, and now (X11, E29).
    fn admit(&self, context: &Context, action: &'static str, about: &About) -> Result<(), Fault> {
        let access = &self.service.access;
        let key = context.identity().map_or("", |i| i.access_key.as_str());
        let now = SystemClock.now();
        access.rate.take(key, now).map_err(Fault::Throttled)?;
        let place = self.service.functions.place();
        let peer = context.extension::<Peer>().copied();
        access.authorize(place, key, action, about, peer, now)
    }
}

/// What an operation is about that names a function.
fn function(name: &str, qualifier: Option<&str>) -> About {
    About::Function {
        name: name.to_owned(),
        qualifier: qualifier.map(str::to_owned),
    }
}

/// Who sent the request.
fn caller(context: &Context) -> Caller {
    let identity = context.identity();
    let access_key = identity.map(|identity| identity.access_key.clone());
    Caller {
        access_key: access_key.filter(|key| !key.is_empty()),
        arn: identity.and_then(|identity| identity.arn.clone()),
        request_id: context.request_id().to_owned(),
    }
}

/// Where the caller reached this service: links lead there too.
fn base_url(context: &Context) -> String {
    let host = context
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.or_else(|| context.uri().authority().map(|a| a.as_str()));
    let secure = context.extension::<Peer>().is_some_and(|peer| peer.secure);
    let scheme = if secure { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

/// `MaxItems`, which validation has found to be positive.
fn most(max_items: Option<i32>) -> Option<usize> {
    max_items.and_then(|n| usize::try_from(n).ok())
}

impl Lambda for Operations {
    async fn create_function(
        &self,
        input: CreateFunctionRequest,
        context: Context,
    ) -> Result<FunctionConfiguration, CreateFunctionError> {
        let name = input.function_name.clone();
        let about = function(&name, None);
        let mut new: NewFunction = input.into();
        new.code = received(new.code, &context, "/Code/ZipFile");
        self.run(&context, about, move |functions| {
            functions.create(&name, new)
        })
        .await
    }

    async fn update_function_code(
        &self,
        input: UpdateFunctionCodeRequest,
        context: Context,
    ) -> Result<FunctionConfiguration, UpdateFunctionCodeError> {
        let name = input.function_name.clone();
        let about = function(&name, None);
        let mut update: CodeUpdate = input.into();
        update.source = received(update.source, &context, "/ZipFile");
        self.run(&context, about, move |functions| {
            functions.update_code(&name, update)
        })
        .await
    }

    async fn update_function_configuration(
        &self,
        mut input: UpdateFunctionConfigurationRequest,
        context: Context,
    ) -> Result<FunctionConfiguration, UpdateFunctionConfigurationError> {
        let name = std::mem::take(&mut input.function_name);
        let revision_id = input.revision_id.take();
        let about = function(&name, None);
        self.run(&context, about, move |functions| {
            functions.update_configuration(&name, input.into(), revision_id.as_deref())
        })
        .await
    }

    async fn get_function(
        &self,
        input: GetFunctionRequest,
        context: Context,
    ) -> Result<GetFunctionResponse, GetFunctionError> {
        let base = base_url(&context);
        let about = function(&input.function_name, input.qualifier.as_deref());
        self.run(&context, about, move |functions| {
            functions.get(&input.function_name, input.qualifier.as_deref(), &base)
        })
        .await
    }

    async fn get_function_configuration(
        &self,
        input: GetFunctionConfigurationRequest,
        context: Context,
    ) -> Result<FunctionConfiguration, GetFunctionConfigurationError> {
        let about = function(&input.function_name, input.qualifier.as_deref());
        self.run(&context, about, move |functions| {
            functions.get_configuration(&input.function_name, input.qualifier.as_deref())
        })
        .await
    }

    async fn publish_version(
        &self,
        input: PublishVersionRequest,
        context: Context,
    ) -> Result<FunctionConfiguration, PublishVersionError> {
        let about = function(&input.function_name, None);
        self.run(&context, about, move |functions| {
            functions.publish_version(
                &input.function_name,
                input.code_sha256.as_deref(),
                input.description.as_deref(),
                input.revision_id.as_deref(),
            )
        })
        .await
    }

    async fn list_functions(
        &self,
        input: ListFunctionsRequest,
        context: Context,
    ) -> Result<ListFunctionsResponse, ListFunctionsError> {
        let all = input.function_version == Some(FunctionVersion::All);
        let about = About::All;
        self.run(&context, about, move |functions| {
            functions.list_functions(all, input.marker.as_deref(), most(input.max_items))
        })
        .await
    }

    async fn list_versions_by_function(
        &self,
        input: ListVersionsByFunctionRequest,
        context: Context,
    ) -> Result<ListVersionsByFunctionResponse, ListVersionsByFunctionError> {
        let about = function(&input.function_name, None);
        self.run(&context, about, move |functions| {
            let marker = input.marker.as_deref();
            functions.list_versions(&input.function_name, marker, most(input.max_items))
        })
        .await
    }

    async fn delete_function(
        &self,
        input: DeleteFunctionRequest,
        context: Context,
    ) -> Result<Unit, DeleteFunctionError> {
        let about = function(&input.function_name, input.qualifier.as_deref());
        self.run(&context, about, move |functions| {
            functions
                .delete(&input.function_name, input.qualifier.as_deref())
                .map(|()| Unit {})
        })
        .await
    }

    async fn create_alias(
        &self,
        input: CreateAliasRequest,
        context: Context,
    ) -> Result<AliasConfiguration, CreateAliasError> {
        let about = function(&input.function_name, None);
        self.run(&context, about, move |functions| {
            functions.create_alias(
                &input.function_name,
                &input.name,
                &input.function_version,
                input.description.as_deref(),
                weights(input.routing_config).as_ref(),
            )
        })
        .await
    }

    async fn get_alias(
        &self,
        input: GetAliasRequest,
        context: Context,
    ) -> Result<AliasConfiguration, GetAliasError> {
        let about = function(&input.function_name, None);
        self.run(&context, about, move |functions| {
            functions.get_alias(&input.function_name, &input.name)
        })
        .await
    }

    async fn update_alias(
        &self,
        input: UpdateAliasRequest,
        context: Context,
    ) -> Result<AliasConfiguration, UpdateAliasError> {
        let about = function(&input.function_name, None);
        self.run(&context, about, move |functions| {
            functions.update_alias(
                &input.function_name,
                &input.name,
                input.function_version.as_deref(),
                input.description.as_deref(),
                weights(input.routing_config).as_ref(),
                input.revision_id.as_deref(),
            )
        })
        .await
    }

    async fn list_aliases(
        &self,
        input: ListAliasesRequest,
        context: Context,
    ) -> Result<ListAliasesResponse, ListAliasesError> {
        let about = function(&input.function_name, None);
        self.run(&context, about, move |functions| {
            functions.list_aliases(
                &input.function_name,
                input.function_version.as_deref(),
                input.marker.as_deref(),
                most(input.max_items),
            )
        })
        .await
    }

    async fn delete_alias(
        &self,
        input: DeleteAliasRequest,
        context: Context,
    ) -> Result<Unit, DeleteAliasError> {
        let about = function(&input.function_name, None);
        self.run(&context, about, move |functions| {
            functions
                .delete_alias(&input.function_name, &input.name)
                .map(|()| Unit {})
        })
        .await
    }
}
