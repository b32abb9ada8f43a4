//! Files that are heeded as they are now: read again when they change, without a restart.
//!
//! A new text counts only if it is sound; until then the last sound one does, and the log says what is
//! wrong. So nobody is locked out, or let in, by a slip of the editor. A file that is gone is no reason
//! to forget it either: editors replace files by renaming.

use std::fmt::Display;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::{Duration, SystemTime};

/// How often files are looked at.
const PERIOD: Duration = Duration::from_secs(1);

/// A value that a file describes.
pub struct Reloaded<T> {
    path: Option<PathBuf>,
    read: Reader<T>,
    value: RwLock<Arc<T>>,
    /// The file that `value`, or the last complaint, is about.
    seen: Mutex<Option<Print>>,
}

/// From the file's path to what it says, or to what is wrong.
type Reader<T> = Box<dyn Fn(&Path) -> Result<T, String> + Send + Sync>;

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Print {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
}

impl<T: Send + Sync + 'static> Reloaded<T> {
    /// A value that never changes.
    pub fn fixed(value: T) -> Arc<Reloaded<T>> {
        Arc::new(Reloaded {
            path: None,
            read: Box::new(|_| Err(String::new())),
            value: RwLock::new(Arc::new(value)),
            seen: Mutex::new(None),
        })
    }

    /// The value that the file at `path` describes, looked at each second from now on.
    ///
    /// # Errors
    /// What is wrong with the file as it is.
    pub fn open<E: Display>(
        path: &Path,
        parse: impl Fn(&str) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Arc<Reloaded<T>>, String> {
        Reloaded::open_with(path, move |path| {
            let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
            parse(&text).map_err(|e| e.to_string())
        })
    }

    /// The same, for a value that is more than the text of one file.
    ///
    /// # Errors
    /// What is wrong with the file as it is.
    pub fn open_with(
        path: &Path,
        read: impl Fn(&Path) -> Result<T, String> + Send + Sync + 'static,
    ) -> Result<Arc<Reloaded<T>>, String> {
        let seen = print(path);
        let value = read(path)?;
        let reloaded = Arc::new(Reloaded {
            path: Some(path.to_owned()),
            read: Box::new(read),
            value: RwLock::new(Arc::new(value)),
            seen: Mutex::new(seen),
        });
        let watched = Arc::downgrade(&reloaded);
        std::thread::Builder::new()
            .name("reload".to_owned())
            .spawn(move || watch(&watched))
            .map_err(|e| format!("can't be watched for changes: {e}"))?;
        Ok(reloaded)
    }

    /// The value as it is now.
    pub fn get(&self) -> Arc<T> {
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&value)
    }

    /// Looks at the file now.
    pub fn refresh(&self) {
        let Some(path) = &self.path else {
            return;
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = print(path);
        if now.is_none() || *seen == now {
            return;
        }
        match (self.read)(path) {
            Ok(value) => {
                *self.value.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
                tracing::info!(file = %path.display(), "read again");
            }
            Err(reason) => tracing::error!(
                file = %path.display(),
                %reason,
                "the file has changed, but is not sound; what it said before counts"
            ),
        }
        *seen = now;
    }
}

/// Looks at the file again and again, as long as anybody has the value.
fn watch<T: Send + Sync + 'static>(watched: &Weak<Reloaded<T>>) {
    loop {
        std::thread::sleep(PERIOD);
        match watched.upgrade() {
            Some(reloaded) => reloaded.refresh(),
            None => return,
        }
    }
}

/// The state of a file; `None` if it can't be seen.
fn print(path: &Path) -> Option<Print> {
    let metadata = std::fs::metadata(path).ok()?;
    Some(Print {
        modified: metadata.modified().ok(),
        length: metadata.len(),
        inode: inode(&metadata),
    })
}

fn inode(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::ParseIntError;

    #[test]
    fn only_sound_texts_count() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("number");
        let parse = |text: &str| -> Result<u32, ParseIntError> { text.trim().parse() };
        assert!(Reloaded::open(&path, parse).is_err());
        std::fs::write(&path, "1").unwrap();
        let number = Reloaded::open(&path, parse).unwrap();
        assert_eq!(*number.get(), 1);
        let rewrite = |text: &str| {
            // A new file each time, as editors write them: times alone may be too coarse.
            let new = home.path().join("new");
            std::fs::write(&new, text).unwrap();
            std::fs::rename(&new, &path).unwrap();
            number.refresh();
            *number.get()
        };
        assert_eq!(rewrite("22"), 22);
        assert_eq!(rewrite("many"), 22);
        std::fs::remove_file(&path).unwrap();
        number.refresh();
        assert_eq!(*number.get(), 22);
        assert_eq!(rewrite("333"), 333);
        assert_eq!(*Reloaded::fixed(7).get(), 7);
    }
}
