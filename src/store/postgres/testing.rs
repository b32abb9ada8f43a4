//! A server for tests: one for all that run at the same time, with a database for each.

use super::*;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// A running server; it ends with the last that use it.
pub(crate) struct Server {
    directory: tempfile::TempDir,
    port: u16,
    process: String,
}

/// A database of one test.
pub(crate) struct Database {
    server: Arc<Server>,
    name: String,
}

static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());

/// The status of the script where there is no PostgreSQL.
const ABSENT: i32 = 77;

impl Database {
    /// An empty database, in which texts are not ordered byte by byte; none (after saying so) on
    /// machines without PostgreSQL.
    pub(crate) fn new() -> Option<Database> {
        let server = Server::get()?;
        let name = format!("t{}", crate::ids::token().unwrap().to_lowercase());
        let database = Database { server, name };
        let create = format!("CREATE DATABASE {}", database.name);
        let ordered = " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'";
        let admin = Pool::new(Address::parse(&database.url_of("postgres")).unwrap(), 1).unwrap();
        let made = admin.run(async |client: &Client| {
            // Not every server has ICU.
            if client
                .batch_execute(&format!("{create}{ordered}"))
                .await
                .is_err()
            {
                client.batch_execute(&create).await?;
            }
            Ok(())
        });
        made.unwrap();
        Some(database)
    }

    pub(crate) fn url(&self) -> String {
        self.url_of(&self.name)
    }

    pub(crate) fn port(&self) -> u16 {
        self.server.port
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The file of the server's certificate.
    pub(crate) fn certificate(&self) -> std::path::PathBuf {
        self.server.directory.path().join("server.crt")
    }

    pub(crate) fn open(&self) -> Postgres {
        Postgres::open(&self.url(), 8).unwrap()
    }

    /// Runs SQL as it is.
    pub(crate) fn execute(&self, sql: &str) {
        let pool = Pool::new(Address::parse(&self.url()).unwrap(), 1).unwrap();
        pool.run(async |client: &Client| Ok(client.batch_execute(sql).await?))
            .unwrap();
    }

    fn url_of(&self, database: &str) -> String {
        let port = self.server.port;
        format!("postgres://tester:secret@127.0.0.1:{port}/{database}?sslmode=disable")
    }
}

impl Server {
    fn get() -> Option<Arc<Server>> {
        let mut shared = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Server::start()?);
        *shared = Arc::downgrade(&server);
        Some(server)
    }

    fn start() -> Option<Server> {
        let directory = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/postgres");
        let output = Command::new(script)
            .arg(directory.path())
            .arg(std::process::id().to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(ABSENT) {
            eprintln!("skipped: {said}");
            return None;
        }
        assert!(output.status.success(), "{said}");
        let said = String::from_utf8(output.stdout).unwrap();
        let (port, process) = said.trim().split_once(' ').unwrap();
        Some(Server {
            directory,
            port: port.parse().unwrap(),
            process: process.to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-QUIT", &self.process]).status();
    }
}
