//! Clients, packages, and what cases check by.

use std::error::Error;
use std::fmt::Debug;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::client::Waiters as _;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::config::{Config, Credentials, Region};
use aws_sdk_lambda::error::SdkError;
use aws_sdk_lambda::operation::create_function::builders::CreateFunctionFluentBuilder;
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{FunctionCode, FunctionConfiguration, Runtime};

/// How a case ends.
pub type Done = Result<(), Box<dyn Error>>;

/// The longest wait for a state.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What the runner gives, and clients made of it.
pub struct Sdk {
    /// Makes changes.
    pub lam: Client,
    /// Reads them, maybe from another copy of the service.
    pub other: Client,
    /// The access key, without its secret.
    pub key: String,
    /// Where `scenario.zip` is.
    pub bucket: Option<String>,
    endpoint: String,
    region: String,
    role: String,
    prefix: String,
    packages: PathBuf,
}

impl Sdk {
    pub fn from_environment() -> Result<Sdk, std::env::VarError> {
        let get = |name| std::env::var(name);
        let (key, secret) = (get("AWS_ACCESS_KEY_ID")?, get("AWS_SECRET_ACCESS_KEY")?);
        let (endpoint, region) = (get("AWS_ENDPOINT_URL")?, get("AWS_REGION")?);
        let client = |endpoint: &str| {
            let known = credentials(&key, &secret);
            Client::from_conf(
                config(endpoint, &region)
                    .credentials_provider(known)
                    .build(),
            )
        };
        Ok(Sdk {
            lam: client(&endpoint),
            other: client(&get("SDK_OTHER_ENDPOINT")?),
            bucket: get("SDK_BUCKET").ok().filter(|name| !name.is_empty()),
            role: get("SDK_ROLE")?,
            prefix: get("SDK_PREFIX")?,
            packages: get("SDK_PACKAGES")?.into(),
            endpoint,
            region,
            key,
        })
    }

    /// A client with a wrong secret for this key; without a key it doesn't sign.
    pub fn stranger(&self, key: Option<&str>) -> Client {
        let config = config(&self.endpoint, &self.region);
        Client::from_conf(match key {
            Some(key) => config
                .credentials_provider(credentials(key, "wrong"))
                .build(),
            None => config.allow_no_auth().build(),
        })
    }

    /// A name that no other caller uses.
    pub fn named(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }

    /// The bytes of a package.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, std::io::Error> {
        std::fs::read(self.packages.join(name))
    }

    /// The same, as the SDK takes it.
    pub fn data(&self, name: &str) -> Result<Blob, std::io::Error> {
        self.bytes(name).map(Blob::new)
    }

    /// Its digest, as `CodeSha256` has it.
    pub fn digest(&self, name: &str) -> Result<String, std::io::Error> {
        std::fs::read_to_string(self.packages.join(format!("{name}.sha256")))
    }

    /// Makes a function of a package.
    pub fn create(
        &self,
        name: &str,
        data: &str,
    ) -> Result<CreateFunctionFluentBuilder, std::io::Error> {
        let code = FunctionCode::builder().zip_file(self.data(data)?).build();
        let call = self.lam.create_function().function_name(name).code(code);
        Ok(call
            .runtime(Runtime::Python312)
            .handler("index.handler")
            .role(&self.role))
    }

    /// Makes a function, waits until it is ready, and answers its name.
    pub async fn active(&self, short: &str) -> Result<String, Box<dyn Error>> {
        let name = self.named(short);
        self.create(&name, "one")?.send().await?;
        self.until_active(&name).await?;
        Ok(name)
    }

    pub async fn until_active(&self, name: &str) -> Done {
        let waiter = self.lam.wait_until_function_active_v2();
        waiter.function_name(name).wait(PATIENCE).await?;
        Ok(())
    }

    /// Waits until no update is under way.
    pub async fn until_updated(&self, name: &str) -> Done {
        let waiter = self.lam.wait_until_function_updated_v2();
        waiter.function_name(name).wait(PATIENCE).await?;
        Ok(())
    }

    pub async fn get(&self, name: &str) -> Result<GetFunctionOutput, Box<dyn Error>> {
        Ok(self.other.get_function().function_name(name).send().await?)
    }

    pub async fn configuration(&self, name: &str) -> Result<FunctionConfiguration, Box<dyn Error>> {
        let found = self.get(name).await?.configuration;
        found.ok_or_else(|| "no configuration".into())
    }

    /// Fails unless the function's link gives this package.
    pub async fn holds_code(&self, name: &str, data: &str) -> Done {
        let found = self.get(name).await?;
        let link = found.code().and_then(|code| code.location());
        let link = link.ok_or("no link")?.to_owned();
        let found = tokio::task::spawn_blocking(move || download(&link)).await??;
        holds(found == self.bytes(data)?, "other bytes")
    }
}

fn credentials(key: &str, secret: &str) -> Credentials {
    Credentials::new(key, secret, None, None, "scenario")
}

/// One attempt, so that every answer is seen as it came first.
fn config(endpoint: &str, region: &str) -> aws_sdk_lambda::config::Builder {
    Config::builder()
        .endpoint_url(endpoint)
        .region(Region::new(region.to_owned()))
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
}

/// A plain GET over HTTP.
fn download(link: &str) -> Result<Vec<u8>, std::io::Error> {
    let (host, path) = link
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .ok_or_else(|| std::io::Error::other("the link is not of HTTP"))?;
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let is_ok = answer.split(|byte| *byte == b' ').nth(1) == Some(b"200");
    match end {
        Some(end) if is_ok => Ok(answer.split_off(end + 4)),
        _ => Err(std::io::Error::other("the link gives no package")),
    }
}

pub fn same<T: PartialEq<U> + Debug, U: Debug>(found: T, expected: U) -> Done {
    if found == expected {
        return Ok(());
    }
    Err(format!("{found:?} is not {expected:?}").into())
}

pub fn holds(ok: bool, what: &str) -> Done {
    if ok { Ok(()) } else { Err(what.into()) }
}

/// The error of a call that the service has refused.
pub fn refused<T, E: Error + 'static, R: Debug + 'static>(
    end: Result<T, SdkError<E, R>>,
) -> Result<E, Box<dyn Error>> {
    match end {
        Ok(_) => Err("the call was not refused".into()),
        Err(SdkError::ServiceError(error)) => Ok(error.into_err()),
        Err(other) => Err(other.into()),
    }
}
