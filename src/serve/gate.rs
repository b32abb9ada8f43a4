//! How many connections there are, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Counts connections.
#[derive(Clone)]
pub(super) struct Gate {
    places: Arc<Semaphore>,
    /// The most from one address.
    each: Option<u32>,
    addresses: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

/// A connection's place, as long as it lasts.
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    address: IpAddr,
    addresses: Option<Arc<Mutex<HashMap<IpAddr, u32>>>>,
}

impl Gate {
    pub(super) fn new(all: u32, each: Option<u32>) -> Gate {
        let all = usize::try_from(all).unwrap_or(Semaphore::MAX_PERMITS);
        Gate {
            places: Arc::new(Semaphore::new(all.min(Semaphore::MAX_PERMITS))),
            each,
            addresses: Arc::default(),
        }
    }

    /// Waits until there is room for one more connection. Until then, callers wait in the queue of
    /// the operating system.
    pub(super) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).acquire_owned().await.ok()
    }

    /// Takes the place for a connection from this address; `None` if it has too many.
    pub(super) fn enter(&self, permit: OwnedSemaphorePermit, address: IpAddr) -> Option<Place> {
        let mut place = Place {
            _permit: permit,
            address: address.to_canonical(),
            addresses: None,
        };
        if let Some(most) = self.each {
            let mut addresses = lock(&self.addresses);
            let count = addresses.entry(place.address).or_default();
            if *count >= most {
                return None;
            }
            *count += 1;
            place.addresses = Some(Arc::clone(&self.addresses));
        }
        Some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(addresses) = &self.addresses else {
            return;
        };
        let mut addresses = lock(addresses);
        if let Some(count) = addresses.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                addresses.remove(&self.address);
            }
        }
    }
}

fn lock(
    addresses: &Mutex<HashMap<IpAddr, u32>>,
) -> std::sync::MutexGuard<'_, HashMap<IpAddr, u32>> {
    addresses.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_gets_its_places_back() {
        let gate = Gate::new(3, Some(2));
        let [one, other]: [IpAddr; 2] = ["10.0.0.1", "10.0.0.2"].map(|a| a.parse().unwrap());
        let first = gate.enter(gate.room().await.unwrap(), one);
        let second = gate.enter(gate.room().await.unwrap(), one);
        assert!(first.is_some() && second.is_some());
        assert!(gate.enter(gate.room().await.unwrap(), one).is_none());
        let third = gate.enter(gate.room().await.unwrap(), other);
        assert!(third.is_some());
        assert_eq!(gate.places.available_permits(), 0);
        drop(first);
        assert!(gate.enter(gate.room().await.unwrap(), one).is_some());
        drop((second, third));
        assert_eq!(gate.places.available_permits(), 3);
        assert!(lock(&gate.addresses).is_empty());
    }
}
