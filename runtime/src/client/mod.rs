//! Requests out: configuration, signing, retries, paginators, waiters.
