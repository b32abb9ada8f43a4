//! ListFunctions, ListVersionsByFunction, ListAliases: pages of ordered keys.
//!
//! A marker is the key of the last item of the page before, so that items which come and go between
//! two pages shift nothing.

use super::{AliasView, Functions, View};
use crate::fault::Fault;
use crate::names::{Grammar, LATEST};
use crate::record::{Number, Version};
use crate::store::Which;
use base64_simd::STANDARD;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// In order.
    pub items: Vec<T>,
    /// `NextMarker`; none on the last page.
    pub next_marker: Option<String>,
}

/// The longest page (truth.md P7, P12).
const LONGEST_PAGE: usize = 50;

impl Functions {
    /// `$LATEST` of every function, under unqualified ARNs; or, with `all_versions`, every version
    /// under its qualified one (truth.md P12).
    ///
    /// # Errors
    /// A marker that is none, and those of the stores.
    pub fn list_functions(
        &self,
        all_versions: bool,
        marker: Option<&str>,
        max_items: Option<usize>,
    ) -> Result<Page<View>, Fault> {
        let which = if all_versions {
            Which::All
        } else {
            Which::Latest
        };
        self.page(which, marker, max_items, |version| {
            let qualifier = all_versions.then(|| version.number.to_string());
            View::new(&self.place, version, qualifier.as_deref())
        })
    }

    /// `$LATEST` and all published versions of a function, in order (truth.md P7).
    ///
    /// # Errors
    /// P10, a marker that is none, those of names, and those of the stores.
    pub fn list_versions(
        &self,
        function_name: &str,
        marker: Option<&str>,
        max_items: Option<usize>,
    ) -> Result<Page<View>, Fault> {
        let name = self
            .place
            .resolve(Grammar::Namespaced, function_name, None)?
            .name;
        self.existing(&name, self.seams.records.load(&name)?)?;
        self.page(Which::Of(&name), marker, max_items, |version| {
            let qualifier = version.number.to_string();
            View::new(&self.place, version, Some(&qualifier))
        })
    }

    /// The aliases of a function, by name; those of one version if `function_version` is given.
    ///
    /// # Errors
    /// E1, a marker that is none, those of names, and those of the stores.
    pub fn list_aliases(
        &self,
        function_name: &str,
        function_version: Option<&str>,
        marker: Option<&str>,
        max_items: Option<usize>,
    ) -> Result<Page<AliasView>, Fault> {
        let name = self
            .place
            .resolve(Grammar::Function, function_name, None)?
            .name;
        self.existing(&name, self.seams.records.load(&name)?)?;
        let after = marker.map(read_marker).transpose()?;
        let mut aliases = self
            .seams
            .records
            .aliases(&name, after.as_deref(), usize::MAX)?;
        if let Some(version) = function_version {
            let wanted = Number::parse(version);
            aliases.retain(|alias| Some(alias.version) == wanted);
        }
        let page = cut(aliases, max_items, |alias| alias.name.clone());
        let view = |alias| AliasView::new(&self.place, alias);
        Ok(Page {
            items: page.items.into_iter().map(view).collect(),
            next_marker: page.next_marker,
        })
    }

    fn page(
        &self,
        which: Which<'_>,
        marker: Option<&str>,
        max_items: Option<usize>,
        view: impl Fn(Version) -> View,
    ) -> Result<Page<View>, Fault> {
        let after = marker.map(read_version_marker).transpose()?;
        let after = after
            .as_ref()
            .map(|(name, number)| (name.as_str(), *number));
        // One more than fits tells whether there is another page.
        let found = self
            .seams
            .records
            .versions(which, after, fitting(max_items) + 1)?;
        let page = cut(found, max_items, |version| {
            format!("{}:{}", version.function, version.number)
        });
        let now = self.seams.clock.now();
        let item = |version: Version| view(version.settled(now)).listed();
        Ok(Page {
            items: page.items.into_iter().map(item).collect(),
            next_marker: page.next_marker,
        })
    }
}

/// The first page of `items`, and a marker made of the key of its last item if there are more.
fn cut<T>(mut items: Vec<T>, max_items: Option<usize>, key: impl Fn(&T) -> String) -> Page<T> {
    let more = items.len() > fitting(max_items);
    items.truncate(fitting(max_items));
    let last = items.last().filter(|_| more);
    let next_marker = last.map(|last| STANDARD.encode_to_string(key(last)));
    Page { items, next_marker }
}

fn fitting(max_items: Option<usize>) -> usize {
    max_items.unwrap_or(LONGEST_PAGE).clamp(1, LONGEST_PAGE)
}

fn read_marker(marker: &str) -> Result<String, Fault> {
    let bytes = STANDARD
        .decode_to_vec(marker)
        .map_err(|_| Fault::BadMarker)?;
    String::from_utf8(bytes).map_err(|_| Fault::BadMarker)
}

fn read_version_marker(marker: &str) -> Result<(String, Number), Fault> {
    let text = read_marker(marker)?;
    let (name, number) = text.split_once(':').unwrap_or((&text, LATEST));
    let number = Number::parse(number).ok_or(Fault::BadMarker)?;
    Ok((name.to_owned(), number))
}
