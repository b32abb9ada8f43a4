//! Which packages may be removed while other copies of the service take in new ones.
//!
//! Every package has a row. An upload touches it before it stores bytes, and a change that names the
//! package holds it until the change is committed. A removal claims the row first, then looks again
//! whether a record names the package (whoever held the row has finished by then), and only then
//! removes the bytes, and last the row. So at any isolation, whoever comes second sees the first.
//!
//! A claim lasts a while only. The claims of a removal that died are taken over, by the next removal
//! or by an upload of the same package.

use super::statement::{Parameter, Statement};
use super::trouble::Trouble;
use std::time::Duration;
use tokio_postgres::Client;

/// An upload does not touch a row that is younger than this, and a removal adds it to its grace
/// period. In seconds.
const FRESH: f64 = 60.0;

/// How long a claim lasts, in seconds: longer than S3 takes a request that was signed before.
const CLAIM: f64 = 20.0 * 60.0;

/// How many packages are claimed at once: few enough that the claim lasts until they are removed.
const CLAIMED: i64 = 100;

/// How many rows are added at once.
const ADDED: usize = 1000;

/// Makes the row of a package young; `false` while somebody removes the package.
pub(super) async fn announce(client: &Client, package: &str) -> Result<bool, Trouble> {
    let key = Parameter::text(package);
    let fresh = Statement::new(
        "SELECT key FROM packages WHERE key = $1 AND collector IS NULL
         AND touched_at > now() - $2 * INTERVAL '1 second'",
        [key.clone(), Parameter::Seconds(FRESH)],
    );
    if !fresh.rows(client).await?.is_empty() {
        return Ok(true);
    }
    let touch = Statement::new(
        "INSERT INTO packages (key, touched_at) VALUES ($1, now())
         ON CONFLICT (key) DO UPDATE SET touched_at = now(), collector = NULL
         WHERE packages.collector IS NULL
            OR packages.touched_at < now() - $2 * INTERVAL '1 second'",
        [key, Parameter::Seconds(CLAIM)],
    );
    Ok(touch.run(client).await? == 1)
}

/// Gives rows to packages that have none: from now on they are as young as if just announced.
pub(super) async fn adopt(client: &Client, kept: &[String]) -> Result<(), Trouble> {
    for some in kept.chunks(ADDED) {
        let adopt = Statement::new(
            "INSERT INTO packages (key, touched_at) SELECT key, now() FROM unnest($1) AS key
             ON CONFLICT (key) DO NOTHING",
            [Parameter::Texts(some.to_vec())],
        );
        adopt.run(client).await?;
    }
    Ok(())
}

/// Claims some packages that no record names and nobody has touched for `grace`, and takes over what
/// others have left.
pub(super) async fn claim(
    client: &Client,
    collector: &str,
    grace: Duration,
) -> Result<(), Trouble> {
    let me = Parameter::text(collector);
    let over = Statement::new(
        "UPDATE packages SET collector = $1, touched_at = now()
         WHERE collector <> $1 AND touched_at < now() - $2 * INTERVAL '1 second'",
        [me.clone(), Parameter::Seconds(CLAIM)],
    );
    over.run(client).await?;
    let claim = Statement::new(
        "UPDATE packages SET collector = $1, touched_at = now()
         WHERE collector IS NULL AND touched_at < now() - $2 * INTERVAL '1 second'
         AND key IN (
             SELECT key FROM packages
             WHERE collector IS NULL AND touched_at < now() - $2 * INTERVAL '1 second'
             AND NOT EXISTS (SELECT 1 FROM versions WHERE package = key)
             ORDER BY key LIMIT $3
         )",
        [
            me,
            Parameter::Seconds(grace.as_secs_f64() + FRESH),
            Parameter::Integer(CLAIMED),
        ],
    );
    claim.run(client).await?;
    Ok(())
}

/// The claimed packages, after those were given back that a record names by now.
pub(super) async fn claimed(client: &Client, collector: &str) -> Result<Vec<String>, Trouble> {
    let me = [Parameter::text(collector)];
    let back = Statement::new(
        "UPDATE packages SET collector = NULL, touched_at = now()
         WHERE collector = $1 AND EXISTS (SELECT 1 FROM versions WHERE package = key)",
        me.clone(),
    );
    back.run(client).await?;
    let rest = Statement::new(
        "SELECT key FROM packages WHERE collector = $1 ORDER BY key",
        me,
    );
    let rows = rest.rows(client).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?)
}

/// Removes the row of a claimed package.
pub(super) async fn forget(client: &Client, collector: &str, package: &str) -> Result<(), Trouble> {
    let forget = Statement::new(
        "DELETE FROM packages WHERE key = $1 AND collector = $2",
        [Parameter::text(package), Parameter::text(collector)],
    );
    forget.run(client).await?;
    Ok(())
}
