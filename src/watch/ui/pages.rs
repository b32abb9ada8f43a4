//! The pages, each made of what the operations answer.

use super::html::{Table, Text, bytes, page};
use crate::behaviour::{Functions, View};
use crate::clock::Timestamp;
use crate::events::{Event, Trail};
use crate::fault::Fault;
use crate::record::{CodePlace, Number, PackageType, Version};
use std::fmt::Write as _;

/// How many of the latest events a page shows.
const EVENTS: usize = 20;

/// All functions, from the one after the marker `after`.
pub(super) fn functions(service: &Functions, after: Option<&str>) -> Result<String, Fault> {
    // Before the lists: an event that comes later is one that the page may not show yet.
    let sequence = newest(service)?;
    let listed = service.list_functions(false, after.map(from_url).as_deref(), None)?;
    let columns = &[
        "Function",
        "Runtime",
        "State",
        "Size",
        "SHA-256",
        "Last change",
    ];
    let mut table = Table::new("All functions", columns);
    for View { version, .. } in &listed.items {
        table.row([
            link(&version.function),
            runtime(version),
            state(version),
            bytes(version.code.size),
            sha(&version.code.sha256),
            time(version.last_modified),
        ]);
    }
    let mut main = table.html("There are none yet. CreateFunction makes one.");
    main += &pager("/_ui", after, listed.next_marker.as_deref());
    main += &changes(service, None)?;
    Ok(page("lambda-code", &place(service), Some(sequence), &main))
}

/// One function, with its versions from the one after the marker `after`.
pub(super) fn function(
    service: &Functions,
    name: &str,
    after: Option<&str>,
) -> Result<String, Fault> {
    let sequence = newest(service)?;
    let latest = service.get_configuration(name, None)?;
    let name = latest.version.function.as_str();
    let mut main = format!("<h1>{}</h1>\n", Text(name));
    let description = latest.version.configuration.description.as_str();
    if !description.is_empty() {
        let _ = writeln!(main, "<p class=\"description\">{}</p>", Text(description));
    }
    main += &facts(&latest);
    main += &versions(service, name, after)?;
    main += &aliases(service, name)?;
    main += &changes(service, Some(name))?;
    let title = format!("{name} · lambda-code");
    Ok(page(&title, &place(service), Some(sequence), &main))
}

/// That there is no such page.
pub(super) fn not_found() -> String {
    let main = "<h1>Nothing here</h1>\n<p>There is no such page or function.</p>\n\
                <p><a href=\"/_ui\">All functions</a></p>\n";
    page("Nothing here · lambda-code", "", None, main)
}

fn versions(service: &Functions, name: &str, after: Option<&str>) -> Result<String, Fault> {
    let listed = service.list_versions(name, after.map(from_url).as_deref(), None)?;
    let columns = &[
        "Version",
        "State",
        "Size",
        "SHA-256",
        "Last change",
        "Revision",
    ];
    let mut table = Table::new("Versions", columns);
    for View { version, .. } in &listed.items {
        table.row([
            Text(&version.number.to_string()).to_string(),
            state(version),
            bytes(version.code.size),
            sha(&version.code.sha256),
            time(version.last_modified),
            code(&version.revision_id),
        ]);
    }
    let here = format!("/_ui/functions/{name}");
    let pager = pager(&here, after, listed.next_marker.as_deref());
    Ok(table.html("There are no more.") + &pager)
}

fn aliases(service: &Functions, name: &str) -> Result<String, Fault> {
    let columns = &["Alias", "Version", "Weights", "Description", "Revision"];
    let mut table = Table::new("Aliases", columns);
    let mut marker: Option<String> = None;
    loop {
        let listed = service.list_aliases(name, None, marker.as_deref(), None)?;
        for view in &listed.items {
            let alias = &view.alias;
            let weights = alias.weights.iter();
            let weights: Vec<_> = weights
                .map(|(number, share)| format!("{number}: {} %", share * 100.0))
                .collect();
            table.row([
                Text(&alias.name).to_string(),
                Text(&alias.version.to_string()).to_string(),
                weights.join(", "),
                Text(&alias.description).to_string(),
                code(&alias.revision_id),
            ]);
        }
        marker = listed.next_marker;
        if marker.is_none() {
            return Ok(table.html("There are none."));
        }
    }
}

/// The latest events, of one function or of all.
fn changes(service: &Functions, function: Option<&str>) -> Result<String, Fault> {
    let trail = Trail {
        function,
        ..Trail::default()
    };
    let columns = &[
        "Time",
        "Operation",
        "Function",
        "Size",
        "SHA-256",
        "Caller",
        "Request",
    ];
    let mut table = Table::new("Recent changes", columns);
    for event in service.events(trail, EVENTS)? {
        let code_of = event.code.as_ref();
        table.row([
            time(event.at),
            Text(&event.operation).to_string(),
            subject(&event),
            code_of.map_or(String::new(), |code| bytes(code.size)),
            code_of.map_or(String::new(), |code| sha(&code.sha256)),
            caller(&event),
            short(&event.request_id, 8),
        ]);
    }
    Ok(table.html("There are none."))
}

/// What is to be known of `$LATEST`; not its environment, which may hold secrets.
fn facts(latest: &View) -> String {
    let version = &latest.version;
    let configuration = &version.configuration;
    let update = latest.last_update_status().unwrap_or("–");
    let mut facts = vec![
        ("ARN", code(&latest.function_arn)),
        ("State", state(version)),
        ("Last update", Text(update).to_string()),
        ("Runtime", runtime(version)),
        ("Handler", text_or_dash(configuration.handler.as_deref())),
        (
            "Architectures",
            Text(&configuration.architectures.join(", ")).to_string(),
        ),
        ("Memory", format!("{} MB", configuration.memory_size)),
        ("Timeout", format!("{} s", configuration.timeout)),
        ("Role", code(&configuration.role)),
        ("Code size", format!("{} bytes", version.code.size)),
        ("Code SHA-256", code(&version.code.sha256)),
        ("Revision", code(&version.revision_id)),
        ("Last change", time(version.last_modified)),
    ];
    if let CodePlace::Image { uri, .. } = &version.code.place {
        facts.push(("Image", code(uri)));
    }
    let list = facts.iter().fold(String::new(), |list, (name, value)| {
        list + "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>\n"
    });
    format!("<dl>\n{list}</dl>\n")
}

fn newest(service: &Functions) -> Result<u64, Fault> {
    let newest = service.events(Trail::default(), 1)?;
    Ok(newest.first().map_or(0, |event| event.sequence))
}

fn place(service: &Functions) -> String {
    let place = service.place();
    format!("{} · {}", place.region, place.account)
}

fn link(name: &str) -> String {
    // Names have no character that would have to be encoded in a path.
    let name = Text(name);
    format!("<a href=\"/_ui/functions/{name}\">{name}</a>")
}

/// The function of an event, and the version or alias.
fn subject(event: &Event) -> String {
    let link = link(&event.function);
    match &event.qualifier {
        Some(qualifier) => format!("{link}:{}", Text(qualifier)),
        None => link,
    }
}

/// The last part of the caller's ARN, such as `user/ada`, or the access key.
fn caller(event: &Event) -> String {
    let arn = event.caller_arn.as_deref();
    let key = event.access_key_id.as_deref().unwrap_or("–");
    let name = arn.and_then(|arn| arn.rsplit(':').next()).unwrap_or(key);
    let (full, name) = (Text(arn.unwrap_or(key)), Text(name));
    format!("<span title=\"{full}\">{name}</span>")
}

fn runtime(version: &Version) -> String {
    match version.configuration.package_type {
        PackageType::Image => "container image".to_owned(),
        PackageType::Zip => text_or_dash(version.configuration.runtime.as_deref()),
    }
}

/// One word for where a version stands; `data-unsettled` tells the script to look again.
fn state(version: &Version) -> String {
    let unsettled = |word: &str| format!("<span class=\"state wait\" data-unsettled>{word}</span>");
    match (version.state(), version.last_update_status()) {
        ("Pending", _) => unsettled("Pending"),
        (_, Some("InProgress")) if version.number == Number::Latest => unsettled("Updating"),
        (state, _) => format!("<span class=\"state good\">{}</span>", Text(state)),
    }
}

fn text_or_dash(text: Option<&str>) -> String {
    Text(text.filter(|text| !text.is_empty()).unwrap_or("–")).to_string()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", Text(text))
}

fn sha(digest: &str) -> String {
    short(digest, 12)
}

/// The beginning of what is long; all of it where the mouse rests.
fn short(text: &str, characters: usize) -> String {
    let start: String = text.chars().take(characters).collect();
    format!("<code title=\"{}\">{}…</code>", Text(text), Text(&start))
}

fn time(at: Timestamp) -> String {
    let text = at.rfc3339();
    let second = text.split('.').next().unwrap_or(&text).replace('T', " ");
    format!("<time datetime=\"{text}\" title=\"{text}\">{second}Z</time>")
}

/// Links to the first page and to the next one.
fn pager(here: &str, after: Option<&str>, next: Option<&str>) -> String {
    let here = Text(here);
    let first = after.map(|_| format!("<a href=\"{here}\">First page</a> "));
    let next = next.map(|marker| {
        let marker = to_url(marker);
        format!(
            "<a rel=\"next\" href=\"{here}?after={}\">Next page</a>",
            Text(&marker)
        )
    });
    match (first, next) {
        (None, None) => String::new(),
        (first, next) => format!(
            "<nav>{}{}</nav>\n",
            first.unwrap_or_default(),
            next.unwrap_or_default()
        ),
    }
}

/// Markers are base64, whose last characters mean something else in a query.
const IN_QUERIES: [(char, char); 3] = [('+', '-'), ('/', '_'), ('=', '.')];

fn to_url(marker: &str) -> String {
    let swap = |c| IN_QUERIES.iter().find(|(from, _)| *from == c);
    marker
        .chars()
        .map(|c| swap(c).map_or(c, |(_, to)| *to))
        .collect()
}

fn from_url(marker: &str) -> String {
    let swap = |c| IN_QUERIES.iter().find(|(_, to)| *to == c);
    marker
        .chars()
        .map(|c| swap(c).map_or(c, |(from, _)| *from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_survive_queries() {
        let marker = "ab+/Zz09==";
        let in_query = to_url(marker);
        assert!(
            in_query
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        );
        assert_eq!(from_url(&in_query), marker);
    }
}
