//! The pages, as they are without a script. `tests/ui/run` looks at them in a browser.

use serde_json::json;

use crate::binary::Binary;
use crate::support::{Call, sha256, zip};

const HOSTILE: &str = "<script>alert(1)</script> \"quoted\" & 'so'";

#[test]
fn pages_show_functions_versions_aliases_and_changes() {
    let service = Binary::start(&[]);
    service.create("f", &json!({"Description": HOSTILE, "Publish": true}));
    let alias = json!({"Name": "live", "FunctionVersion": "1", "Description": HOSTILE});
    let made = service.send(&Call::post("/2015-03-31/functions/f/aliases").json(&alias));
    assert_eq!(made.status, 201, "{made:?}");
    service.update("f", "second");

    let list = service.get("/_ui");
    assert_eq!(list.status, 200);
    assert!(
        list.head
            .contains("content-security-policy: default-src 'self'")
    );
    assert!(list.body.contains("<a href=\"/_ui/functions/f\">f</a>"));
    let page = service.get("/_ui/functions/f");
    assert_eq!(page.status, 200);
    for part in [
        sha256(&zip("second")).as_str(),
        &sha256(&zip("first")),
        "<td>live</td><td>1</td>",
        "UpdateFunctionCode",
        "CreateAlias",
        "&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&quot; &amp; &#39;so&#39;",
    ] {
        assert!(page.body.contains(part), "{part} is not in\n{}", page.body);
    }
    assert!(!page.body.contains("<script>"), "{}", page.body);
    assert!(
        !page.body.contains("style="),
        "the policy allows no styles in place"
    );
    for asset in ["/_ui/page.css", "/_ui/page.js"] {
        assert!(page.body.contains(asset));
        assert_eq!(service.get(asset).status, 200);
    }
}

#[test]
fn what_is_not_there_is_told_so() {
    let service = Binary::start(&[]);
    for path in [
        "/_ui/functions/missing",
        "/_ui/functions/",
        "/_ui/functions/%3Cscript%3E",
        "/_ui/functions/f%00",
        "/_ui/functions/../../etc/passwd",
        "/_ui/nothing",
        "/_ui?after=no-marker",
        "/_uint",
        "/nothing",
    ] {
        let answer = service.get(path);
        assert_eq!(answer.status, 404, "{path} {answer:?}");
        assert!(!answer.body.contains("<script>"), "{path}");
    }
    for path in [
        "/_ui/changes",
        "/_ui/changes?after=x",
        "/_ui/changes?after=-1",
    ] {
        assert_eq!(service.get(path).status, 400, "{path}");
    }
}

#[test]
fn lists_of_functions_have_pages() {
    let service = Binary::start(&[]);
    for n in 0..51 {
        service.create(&format!("f{n:02}"), &json!({}));
    }
    let first = service.get("/_ui").body;
    assert!(
        first.contains(">f49</a></td><td>python") && !first.contains(">f50</a></td><td>python")
    );
    let (_, next) = first.split_once("<a rel=\"next\" href=\"").unwrap();
    let (next, _) = next.split_once('"').unwrap();
    let second = service.get(next).body;
    assert!(
        second.contains(">f50</a></td><td>python") && !second.contains(">f49</a></td><td>python")
    );
    assert!(second.contains("<a href=\"/_ui\">First page</a>"));
    assert!(!second.contains("rel=\"next\""));
}

#[test]
fn changes_are_told_as_they_come() {
    let service = Binary::start(&[]);
    service.create("f", &json!({}));
    let page = service.get("/_ui").body;
    let (_, sequence) = page.split_once("data-sequence=\"").unwrap();
    let (sequence, _) = sequence.split_once('"').unwrap();
    let waiting = format!("/_ui/changes?after={sequence}");
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| service.get(&waiting));
        service.update("f", "second");
        assert_eq!(answer.join().unwrap().status, 200);
    });
}
