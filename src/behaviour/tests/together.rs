//! Callers at the same time, and ends at the wrong time.

use super::*;
use crate::events::{Event, Trail};
use crate::fault::ErrorName;
use crate::record::{Alias, Function, Number, Version};
use crate::store::{Change, Commit, Loaded, Records, StoreError, Which};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

#[test]
fn of_updates_with_the_same_revision_exactly_one_wins() {
    // The winner's update is settled at once, so that only the revision id can stop the others.
    for settle in [Duration::ZERO, SETTLE] {
        let world = World::with(Rules {
            settle,
            ..Rules::default()
        });
        world.functions.create("f", new_function()).unwrap();
        world.settle();
        let revision_id = Some(world.latest().version.revision_id);
        let answers: Vec<_> = thread::scope(|scope| {
            let callers: Vec<_> = (0..8)
                .map(|caller| {
                    let (functions, revision_id) = (&world.functions, revision_id.clone());
                    scope.spawn(move || {
                        let text = format!("caller {caller}");
                        let update = CodeUpdate {
                            revision_id,
                            publish: true,
                            ..code(&text)
                        };
                        functions.update_code("f", update)
                    })
                })
                .collect();
            callers
                .into_iter()
                .map(|caller| caller.join().unwrap())
                .collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        let won: Vec<View> = won.into_iter().map(Result::unwrap).collect();
        assert_eq!(won.len(), 1);
        for fault in lost {
            let error = fault.unwrap_err().error();
            assert!(matches!(
                error,
                ErrorName::PreconditionFailed | ErrorName::ResourceConflict
            ));
        }
        assert_eq!(
            world.latest().version.code.sha256,
            won[0].version.code.sha256
        );
        let versions = world
            .functions
            .list_versions("f", None, None)
            .unwrap()
            .items
            .len();
        assert_eq!(versions, 2);
    }
}

#[test]
fn callers_of_many_functions_do_not_disturb_each_other() {
    let world = World::with(Rules {
        settle: Duration::ZERO,
        ..Rules::default()
    });
    thread::scope(|scope| {
        for caller in 0..6 {
            let functions = &world.functions;
            scope.spawn(move || {
                let name = format!("f{}", caller % 3);
                // Two callers a name: one of them makes it.
                let _ = functions.create(&name, new_function());
                for turn in 0..5 {
                    let update = CodeUpdate {
                        publish: true,
                        ..code(&format!("{caller} {turn}"))
                    };
                    functions.update_code(&name, update).unwrap();
                }
            });
        }
    });
    for name in ["f0", "f1", "f2"] {
        let versions = world
            .functions
            .list_versions(name, None, None)
            .unwrap()
            .items;
        let numbers: Vec<u64> = versions
            .iter()
            .map(|view| view.version.number.into())
            .collect();
        assert_eq!(numbers, (0..=10).collect::<Vec<u64>>(), "every number once");
    }
}

#[test]
fn a_crash_before_the_commit_leaves_the_old_state_and_an_orphan() {
    let world = World::with_function();
    let before = world.latest();
    let broken = Arc::new(Breaking {
        records: world.functions.seams.records.clone(),
        broken: AtomicBool::new(true),
    });
    let seams = Seams {
        records: broken.clone(),
        ..world.functions.seams.clone()
    };
    let locator = Locator::open(&world.home.path().join("location.key")).unwrap();
    let place = world.functions.place().clone();
    let dying = Functions::new(seams, place, locator, Rules::default());
    let update = || CodeUpdate {
        publish: true,
        ..code("second")
    };
    let fault = dying.update_code("f", update()).unwrap_err();
    assert_eq!(fault.error(), ErrorName::Service);

    let restarted = world.reopened();
    assert_eq!(restarted.get_configuration("f", None).unwrap(), before);
    assert_eq!(
        restarted
            .list_versions("f", None, None)
            .unwrap()
            .items
            .len(),
        1
    );
    assert_eq!(restarted.collect_orphans(Duration::ZERO), Ok(1));
    broken.broken.store(false, Ordering::SeqCst);
    assert!(dying.update_code("f", update()).is_ok());
    assert_eq!(
        restarted.collect_orphans(Duration::ZERO),
        Ok(1),
        "the package that was replaced"
    );
}

/// Records whose commits fail as long as it is broken.
struct Breaking {
    records: Arc<dyn Records>,
    broken: AtomicBool,
}

impl Records for Breaking {
    fn load(&self, name: &str) -> Result<Loaded, StoreError> {
        self.records.load(name)
    }

    fn version(&self, name: &str, number: Number) -> Result<Option<Version>, StoreError> {
        self.records.version(name, number)
    }

    fn alias(&self, name: &str, alias: &str) -> Result<Option<Alias>, StoreError> {
        self.records.alias(name, alias)
    }

    fn commit(&self, change: &Change) -> Result<Commit, StoreError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(StoreError("the power went off".to_owned()));
        }
        self.records.commit(change)
    }

    fn versions(
        &self,
        which: Which<'_>,
        after: Option<(&str, Number)>,
        limit: usize,
    ) -> Result<Vec<Version>, StoreError> {
        self.records.versions(which, after, limit)
    }

    fn aliases(
        &self,
        name: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Alias>, StoreError> {
        self.records.aliases(name, after, limit)
    }

    fn packages(&self) -> Result<Vec<String>, StoreError> {
        self.records.packages()
    }

    fn announce(&self, package: &str) -> Result<(), StoreError> {
        self.records.announce(package)
    }

    fn condemn(&self, kept: &[String], grace: Duration) -> Result<Vec<String>, StoreError> {
        self.records.condemn(kept, grace)
    }

    fn forget(&self, package: &str) -> Result<(), StoreError> {
        self.records.forget(package)
    }

    fn stored_bytes(&self) -> Result<u64, StoreError> {
        self.records.stored_bytes()
    }

    fn events(&self, trail: Trail<'_>, limit: usize) -> Result<Vec<Event>, StoreError> {
        self.records.events(trail, limit)
    }

    fn forget_events(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.records.forget_events(before, limit)
    }
}

#[test]
fn the_header_of_a_function_is_not_lost_by_later_changes() {
    let world = World::with_function();
    let (header, _): (Function, Version) = world
        .functions
        .seams
        .records
        .load("f")
        .unwrap()
        .function
        .unwrap();
    world.update("second", true);
    let (after, _) = world
        .functions
        .seams
        .records
        .load("f")
        .unwrap()
        .function
        .unwrap();
    assert_eq!(
        after,
        Function {
            published_as: Some(1),
            ..header
        }
    );
}
