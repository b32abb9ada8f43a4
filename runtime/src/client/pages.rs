//! Operations that answer page by page (the trait `paginated`).

use std::collections::VecDeque;

use super::call::Call;
use super::documents::{at, copy, place};
use super::error::Error;
use super::{Client, ClientOperation};
use crate::equal;
use crate::protocol::Malformed;
use crate::value::{Slot, View};

/// Where the tokens and items of an operation are. Paths of members are written `a.b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The member of the input that says where to go on.
    pub input_token: &'static str,
    /// The path in the output to what says where to go on.
    pub output_token: &'static str,
    /// The path in the output to the items.
    pub items: Option<&'static str>,
    /// The member of the input that says how many items a page may have.
    pub page_size: Option<&'static str>,
}

/// An operation that answers page by page.
pub trait Paginated: ClientOperation<Input: Clone> {
    /// Where the tokens and items are.
    const PAGINATION: Pagination;
}

/// An operation whose pages hold items.
pub trait PaginatedItems: Paginated {
    /// What a page holds several of.
    type Item;
    /// The items of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}

/// The pages of an operation, fetched one by one as they are asked for.
#[must_use = "pages are fetched by `next`"]
pub struct Pages<O: Paginated> {
    call: Call<O>,
    done: bool,
}

/// The items of all pages, fetched page by page as they are asked for.
#[must_use = "items are fetched by `next`"]
pub struct Items<O: PaginatedItems> {
    pages: Pages<O>,
    ready: VecDeque<O::Item>,
}

impl<O: Paginated> Call<O> {
    /// The pages of the answer. Timeout and attempts count for each page.
    pub fn pages(self) -> Pages<O> {
        Pages {
            call: self,
            done: false,
        }
    }
}

impl<O: Paginated> Pages<O> {
    /// Asks for pages of so many items at most.
    pub fn page_size(mut self, items: i32) -> Self {
        if let Some(member) = O::PAGINATION.page_size {
            match place(&mut self.call.input, member) {
                Slot::Integer(size) => *size = items,
                Slot::Long(size) => *size = items.into(),
                Slot::Short(size) => *size = items.try_into().unwrap_or(i16::MAX),
                _ => {}
            }
        }
        self
    }

    /// The next page; `None` after the last one or after an error.
    ///
    /// # Errors
    /// Each [`Error`]; [`Error::Malformed`] where the service would have the client go in circles.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error<O::Error>>> {
        if self.done {
            return None;
        }
        self.done = true;
        let client = Client {
            core: self.call.core.clone(),
        };
        let mut call = client.call::<O>(self.call.input.clone());
        call.options = self.call.options.clone();
        let answer = match call.send_with_metadata().await {
            Ok(answer) => answer,
            Err(error) => return Some(Err(error)),
        };
        let token = at(&answer.output, O::PAGINATION.output_token);
        if is_empty(token) {
            return Some(Ok(answer.output));
        }
        if equal::views(token, at(&self.call.input, O::PAGINATION.input_token)) {
            return Some(Err(Error::Malformed {
                problem: Malformed::new("the token of the next page is that of this page"),
                metadata: Box::new(answer.metadata),
            }));
        }
        copy(
            token,
            place(&mut self.call.input, O::PAGINATION.input_token),
        );
        self.done = false;
        Some(Ok(answer.output))
    }

    /// The items of all pages.
    pub fn items(self) -> Items<O>
    where
        O: PaginatedItems,
    {
        Items {
            pages: self,
            ready: VecDeque::new(),
        }
    }
}

impl<O: PaginatedItems> Items<O> {
    /// The next item; `None` after the last one or after an error.
    ///
    /// # Errors
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<O::Item, Error<O::Error>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(Ok(item));
            }
            match self.pages.next().await? {
                Ok(output) => self.ready = O::items(output).into(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// All items.
    ///
    /// # Errors
    /// As [`Pages::next`].
    pub async fn collect(mut self) -> Result<Vec<O::Item>, Error<O::Error>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }
}

/// Whether a token says that there is no further page.
fn is_empty(token: View<'_>) -> bool {
    match token {
        View::Absent => true,
        View::String(text) => text.is_empty(),
        View::Map(map) => map.is_empty(),
        View::List(list) => list.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::{Fake, Input, client};
    use super::super::replay::ReplayTransport;
    use super::*;

    fn pages(bodies: &[&'static str]) -> (ReplayTransport, Pages<Fake>) {
        let replay = bodies
            .iter()
            .fold(ReplayTransport::new(), |r, body| r.answer(200, &[], *body));
        let pages = client(&replay).call::<Fake>(Input::default()).pages();
        (replay, pages)
    }

    #[tokio::test]
    async fn pages_follow_the_token_to_the_end() {
        let (replay, pages) = pages(&["Names=a\nNames=b\nNext=1", "Next=2", "Names=c\nNext="]);
        let items = pages.page_size(2).items().collect().await.unwrap();
        assert_eq!(items, ["a", "b", "c"]);
        let sent: Vec<_> = replay
            .requests()
            .iter()
            .map(|r| r.uri().query().unwrap_or("").to_owned())
            .collect();
        assert!(sent[0].starts_with("Limit=2&"), "{}", sent[0]);
        assert!(sent[1].starts_with("Marker=1&Limit=2"), "{}", sent[1]);
        assert!(sent[2].starts_with("Marker=2&Limit=2"), "{}", sent[2]);
    }

    #[tokio::test]
    async fn a_repeated_token_ends_in_an_error() {
        let (_, mut pages) = pages(&["Next=1", "Next=1", "Next=2"]);
        assert!(pages.next().await.unwrap().is_ok());
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{error}");
        assert!(pages.next().await.is_none());
    }
}
