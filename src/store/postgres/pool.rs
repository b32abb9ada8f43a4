//! Connections, and what is done when one breaks or others were faster.

use super::address::Address;
use super::trouble::Trouble;
use crate::blocking::Blocking;
use crate::store::StoreError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_postgres::Client;

/// Connections to one server. Whoever waits for an answer has one to itself.
#[derive(Debug)]
pub(super) struct Pool {
    blocking: Blocking,
    address: Address,
    /// Connections that nobody uses at the moment.
    idle: Mutex<Vec<Client>>,
    /// How many more may be made.
    free: Arc<Semaphore>,
}

/// How long one answer may take, and a place among the connections.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long is tried to get an answer over other connections, or after other changes.
const PERSISTENCE: Duration = Duration::from_secs(15);

/// The first pause between two attempts, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(500));

/// What every connection begins with: that nothing waits for ever on either side, and that what a
/// lost connection has begun does not stay in the way of others for long.
const GREETING: &str = "SET statement_timeout = '25s'; SET lock_timeout = '10s';
                        SET idle_in_transaction_session_timeout = '20s'";

impl Pool {
    /// Of up to `size` connections; none is made yet.
    pub(super) fn new(address: Address, size: usize) -> Result<Pool, StoreError> {
        Ok(Pool {
            blocking: Blocking::start().map_err(|error| StoreError(error.to_string()))?,
            address,
            idle: Mutex::new(Vec::new()),
            free: Arc::new(Semaphore::new(size.max(1))),
        })
    }

    /// Does `work` on a connection; again on another one, once, if it breaks, and several times if
    /// others were faster. So `work` has to be such that doing it twice does not matter.
    pub(super) fn run<T>(
        &self,
        work: impl AsyncFn(&Client) -> Result<T, Trouble>,
    ) -> Result<T, StoreError> {
        let start = Instant::now();
        self.blocking(async {
            let (mut breaks, mut attempt) = (0, 0);
            loop {
                let trouble = match self.attempt(&work).await {
                    Ok(answer) => return Ok(answer),
                    Err(trouble) => trouble,
                };
                match trouble {
                    Trouble::Broken(_) if breaks == 0 => breaks += 1,
                    Trouble::Conflict(_) if start.elapsed() < PERSISTENCE => {}
                    trouble => return Err(trouble.into()),
                }
                pause(attempt).await;
                attempt += 1;
            }
        })
    }

    /// The same, but goes on after broken connections, too, until there is an answer or the time is
    /// over: then the last trouble is given.
    pub(super) fn insist<T>(
        &self,
        work: impl AsyncFn(&Client) -> Result<T, Trouble>,
    ) -> Result<Result<T, Trouble>, StoreError> {
        let start = Instant::now();
        self.blocking(async {
            let mut attempt = 0;
            loop {
                match self.attempt(&work).await {
                    Err(Trouble::Broken(_) | Trouble::Conflict(_))
                        if start.elapsed() < PERSISTENCE => {}
                    answer => return Ok(answer),
                }
                pause(attempt).await;
                attempt += 1;
            }
        })
    }

    fn blocking<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let answer = self.blocking.wait(work);
        answer.unwrap_or_else(|error| Err(StoreError(error.to_string())))
    }

    /// Once. A connection on which the work did not come to its end is not used again.
    async fn attempt<T>(
        &self,
        work: &impl AsyncFn(&Client) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let busy = || {
            Trouble::Other(
                "all connections are busy; allow more with --records-connections".to_owned(),
            )
        };
        let place = timeout(PATIENCE, self.free.acquire()).await;
        let _place = place.ok().and_then(Result::ok).ok_or_else(busy)?;
        let slow = |_| Trouble::Broken(format!("no answer in {} s", PATIENCE.as_secs()));
        let client = match self.idle() {
            Some(client) => client,
            None => timeout(PATIENCE, self.connect()).await.map_err(slow)??,
        };
        let answer = timeout(PATIENCE, work(&client)).await.map_err(slow)?;
        if !matches!(answer, Err(Trouble::Broken(_))) && !client.is_closed() {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(client);
        }
        answer
    }

    fn idle(&self) -> Option<Client> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|client| !client.is_closed());
        idle.pop()
    }

    async fn connect(&self) -> Result<Client, Trouble> {
        let Address { config, tls, .. } = &self.address;
        let at = |trouble: Trouble| match trouble {
            Trouble::Broken(told) => Trouble::Broken(format!("{}: {told}", self.address)),
            Trouble::Conflict(told) => Trouble::Conflict(format!("{}: {told}", self.address)),
            Trouble::Other(told) => Trouble::Other(format!("{}: {told}", self.address)),
        };
        let connected = config.connect(tls.clone()).await;
        let (client, connection) = connected.map_err(|error| at(error.into()))?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to PostgreSQL ended");
            }
        });
        client.batch_execute(GREETING).await?;
        Ok(client)
    }
}

/// Waits a little, longer from time to time, and never as long as others that wait.
async fn pause(attempt: u32) {
    let (first, longest) = PAUSES;
    let whole = first.saturating_mul(1 << attempt.min(10)).min(longest);
    let [chance] = crate::ids::random::<1>().unwrap_or([128]);
    tokio::time::sleep(whole / 2 + whole * u32::from(chance) / 512).await;
}
