//! Large packages, which go to disk while they arrive: nothing is left of one that is not taken in.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Call, ROLE, Rig, base64, files, sha256, zip};

/// A package that is no small request.
fn large(text: &str) -> Vec<u8> {
    let mut state = 1_u32;
    let noise = (0..3_000_000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (state >> 24) as u8 % 26)
    });
    zip(&(text.to_owned() + &noise.collect::<String>()))
}

/// The files below the directory of packages.
fn kept(rig: &Rig) -> usize {
    files(&rig.data().join("packages")).len()
}

/// Waits until there are so many files, since an end of a connection isn't seen at once.
fn settles_at(rig: &Rig, count: usize) {
    let start = Instant::now();
    while kept(rig) != count {
        let waited = start.elapsed();
        assert!(waited < Duration::from_secs(30), "{} files", kept(rig));
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn download(rig: &Rig, name: &str) -> Vec<u8> {
    let target = format!("/2015-03-31/functions/{name}");
    let answer = rig.send(&Call::get(&target)).json();
    let link = answer["Code"]["Location"].as_str().unwrap().to_owned();
    let (_, path) = link.split_once("//").unwrap().1.split_once('/').unwrap();
    let call = Call::get(&format!("/{path}")).unsigned();
    rig.send(&call).body.to_vec()
}

#[test]
fn large_packages_are_taken_in_as_they_are() {
    let rig = Rig::new();
    let (first, second) = (large("first"), large("second"));
    let created = rig.create("f", &first, json!({})).json();
    assert_eq!(created["CodeSha256"], sha256(&first));
    assert_eq!(created["CodeSize"], first.len());
    assert_eq!(download(&rig, "f"), first);
    for round in 1..=2 {
        let body = json!({"ZipFile": base64(&second), "Publish": true});
        let answer = rig.update("f", &body).json();
        assert_eq!(answer["CodeSha256"], sha256(&second));
        assert_eq!(answer["Version"], round.to_string());
    }
    assert_eq!(download(&rig, "f"), second);
    assert_eq!(kept(&rig), 2);
}

#[test]
fn u10_a_dry_run_leaves_no_large_package() {
    let rig = Rig::new();
    rig.create("f", &zip("small"), json!({}));
    let package = large("dry");
    let body = json!({"ZipFile": base64(&package), "DryRun": true});
    let answer = rig.update("f", &body);
    assert_eq!(answer.json()["CodeSha256"], sha256(&package));
    assert_eq!(rig.configuration("f")["CodeSha256"], sha256(&zip("small")));
    settles_at(&rig, 0);
}

#[test]
fn nothing_is_left_of_requests_that_are_refused() {
    let rig = Rig::new();
    rig.create("f", &zip("small"), json!({}));
    let good = json!({"ZipFile": base64(&large("good"))}).to_string();
    let forged = Call {
        secret: "another",
        ..Call::update("f").body(good.clone())
    };
    let no_base64 = good.replacen("\"}", "~\"}", 1);
    let no_json = format!("{good},");
    let no_zip = json!({"ZipFile": base64(&vec![7; 2_000_000])});
    let two = json!({"ZipFile": base64(&large("good")), "S3Bucket": "bucket", "S3Key": "k"});
    let with_name = |name: &str| Call::update(name).body(good.clone());
    for (call, status, error) in [
        (forged, 403, "InvalidSignatureException"),
        (with_name("missing"), 404, "ResourceNotFoundException"),
        (
            Call::update("f").body(no_base64),
            400,
            "SerializationException",
        ),
        (
            Call::update("f").body(no_json),
            400,
            "SerializationException",
        ),
        (
            Call::update("f").json(&no_zip),
            400,
            "InvalidParameterValueException",
        ),
        (
            Call::update("f").json(&two),
            400,
            "InvalidParameterValueException",
        ),
    ] {
        let answer = rig.send(&call);
        let found = (answer.status, answer.error());
        assert_eq!(found, (status, Some(error)), "{}", answer.text());
        settles_at(&rig, 0);
    }
    assert_eq!(rig.configuration("f")["CodeSha256"], sha256(&zip("small")));
}

#[test]
fn nothing_is_left_of_requests_that_break_off() {
    let rig = Rig::new();
    rig.create("f", &zip("small"), json!({}));
    let body = json!({"ZipFile": base64(&large("cut"))}).to_string();
    let call = Call::update("f").body(body.clone());
    let mut stream = rig.connect();
    let head = call.head(
        rig.address(),
        &format!("content-length: {}\r\n", body.len()),
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..2_500_000]).unwrap();
    settles_at(&rig, 1);
    drop(stream);
    settles_at(&rig, 0);
}

#[test]
fn a_body_of_unknown_length_is_received_too() {
    let rig = Rig::new();
    rig.create("f", &zip("small"), json!({}));
    let package = large("chunked");
    let body = json!({"ZipFile": base64(&package)}).to_string();
    let call = Call::update("f").body(body.clone());
    let mut stream = rig.connect();
    let more = "transfer-encoding: chunked\r\nconnection: close\r\n";
    stream
        .write_all(call.head(rig.address(), more).as_bytes())
        .unwrap();
    for chunk in body.as_bytes().chunks(100_001) {
        write!(stream, "{:x}\r\n", chunk.len()).unwrap();
        stream.write_all(chunk).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains(&sha256(&package)), "{answer}");
}

#[test]
fn of_a_package_that_is_given_twice_the_last_counts() {
    let rig = Rig::new();
    rig.create("f", &zip("small"), json!({}));
    let (one, two) = (large("one"), zip("two"));
    let (first, second) = (base64(&one), base64(&two));
    for (body, expected) in [
        (
            format!(r#"{{"ZipFile":"{second}","ZipFile":"{first}"}}"#),
            &one,
        ),
        (
            format!(r#"{{"ZipFile":"{first}","ZipFile":"{second}"}}"#),
            &two,
        ),
        (
            format!(r#"{{"ZipFile":"{first}","Z\u0069pFile":"{second}"}}"#),
            &two,
        ),
    ] {
        let answer = rig.send(&Call::update("f").body(body));
        assert_eq!(answer.json()["CodeSha256"], sha256(expected));
    }
}

#[test]
fn much_that_is_no_package_is_read_as_ever() {
    let rig = Rig::new();
    let create = |more: Value| -> Answer {
        let mut body = json!({"FunctionName": "f", "Role": ROLE, "Runtime": "python3.12",
            "Handler": "h", "Code": {"ZipFile": base64(&large("package"))}});
        body["Description"] = more;
        rig.send(&Call::post("/2015-03-31/functions").json(&body))
    };
    let answer = create("d".repeat(4_000_000).into());
    assert_eq!(
        (answer.status, answer.error()),
        (400, Some("ValidationException"))
    );
    settles_at(&rig, 0);
    assert_eq!(create("d".into()).status, 201);
}
