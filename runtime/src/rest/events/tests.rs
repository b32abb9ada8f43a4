use super::*;
use crate::event_stream::tests::{Chat, Kicked, Line, Photo, kicked, line};
use crate::rest_json::STRICT;

fn written(event: &Chat) -> Message {
    let writer = Writer {
        codec: &STRICT,
        options: WriteOptions::default(),
    };
    writer.write(event).unwrap()
}

fn read(side: Side, message: Message) -> Result<(Received, Chat), Malformed> {
    let reader = Reader {
        codec: &STRICT,
        side,
    };
    let mut event = Chat::default();
    let received = reader.read(message, &mut event)?;
    Ok((received, event))
}

fn event(kind: &'static str, payload: &'static str) -> Message {
    Message::new(payload)
        .header(MESSAGE_TYPE, "event".into())
        .header(EVENT_TYPE, kind.into())
}

fn problem(side: Side, message: Message) -> String {
    read(side, message).unwrap_err().problem.into_owned()
}

#[test]
fn members_are_headers_payload_or_document() {
    let document = Message::new(r#"{"text":"hi"}"#)
        .header(MESSAGE_TYPE, "event".into())
        .header(EVENT_TYPE, "line".into())
        .header(CONTENT_TYPE, "application/json".into())
        .header("sender", "s".into());
    assert_eq!(written(&line("hi")), document);
    let photo = |data: Option<&'static [u8]>| {
        let data = data.map(Bytes::from_static);
        written(&Chat::Photo(Photo { data }))
    };
    let blob = event("photo", "b").header(CONTENT_TYPE, "application/octet-stream".into());
    assert_eq!(photo(Some(b"b")), blob);
    assert_eq!(photo(None), event("photo", ""));
    let error = Message::new(r#"{"message":"out"}"#)
        .header(MESSAGE_TYPE, "exception".into())
        .header(EXCEPTION_TYPE, "kicked".into())
        .header(CONTENT_TYPE, "application/json".into());
    assert_eq!(written(&kicked("out")), error);
}

#[test]
fn what_is_written_is_read() {
    let empty = Some(Bytes::new());
    for side in [Side::Client, Side::Server] {
        for data in [None, empty.clone(), Some("b".into())] {
            let photo = Chat::Photo(Photo { data });
            let read = read(side, written(&photo)).unwrap();
            assert_eq!(read, (Received::Event, photo));
        }
        let read_line = read(side, written(&line("hi"))).unwrap();
        assert_eq!(read_line, (Received::Event, line("hi")));
        let error = read(side, written(&kicked("out"))).unwrap();
        assert_eq!(error, (Received::Exception, kicked("out")));
    }
}

#[test]
fn an_unknown_event_can_only_be_received_by_clients() {
    let writer = Writer {
        codec: &STRICT,
        options: WriteOptions::default(),
    };
    assert!(writer.write(&Chat::Unknown).is_err());
    // The name of an error is no name of an event.
    for name in ["newer", "kicked", "Line"] {
        let (received, found) = read(Side::Client, event(name, "{}")).unwrap();
        assert_eq!(received, Received::Event);
        assert!(matches!(found, Chat::Unknown));
        let told = problem(Side::Server, event(name, "{}"));
        assert_eq!(told, "the event is of an unknown type");
    }
}

#[test]
fn errors_that_the_model_does_not_list_are_told_by_name() {
    let exception = |payload| {
        Message::new(payload)
            .header(MESSAGE_TYPE, "exception".into())
            .header(EXCEPTION_TYPE, "line".into())
    };
    let error = Message::default()
        .header(MESSAGE_TYPE, "error".into())
        .header(ERROR_CODE, "line".into());
    let told = error.clone().header(ERROR_MESSAGE, "m".into());
    for (message, said) in [
        (exception(r#"{"Message": "m"}"#), Some("m".to_owned())),
        (exception("<html>"), None),
        (error, None),
        (told, Some("m".to_owned())),
    ] {
        let (received, _) = read(Side::Client, message).unwrap();
        let code = "line".to_owned();
        let message = said;
        assert_eq!(received, Received::Unmodeled { code, message });
    }
}

#[test]
fn messages_must_say_what_they_are() {
    let typed = |value: HeaderValue| Message::default().header(MESSAGE_TYPE, value);
    let blob = HeaderValue::Blob(Bytes::from_static(b"event"));
    for side in [Side::Client, Side::Server] {
        for (message, expected) in [
            (Message::default(), "the header :message-type is missing"),
            (typed(blob.clone()), "the header :message-type is no text"),
            (
                typed("news".into()),
                "the header :message-type has an unknown value",
            ),
            (typed("event".into()), "the header :event-type is missing"),
            (
                typed("exception".into()),
                "the header :exception-type is missing",
            ),
            (
                event("line", "{}").header("sender", HeaderValue::Byte(1)),
                "the header sender is of another type",
            ),
        ] {
            assert_eq!(problem(side, message), expected);
        }
        let broken = event("line", "{").header("sender", "s".into());
        assert!(read(side, broken).is_err());
    }
}

#[test]
fn servers_are_strict_and_clients_are_not() {
    let sender = |message: Message| message.header("sender", "s".into());
    let typed = |media_type: &'static str| {
        let message = event("line", r#"{"text": "hi"}"#);
        sender(message.header(CONTENT_TYPE, media_type.into()))
    };
    for good in [
        typed("application/json"),
        typed("Application/JSON; charset=utf-8"),
        sender(event("line", r#"{"text": "hi"}"#)),
        sender(event("line", "")),
    ] {
        assert!(read(Side::Server, good).is_ok());
    }
    let (_, lenient) = read(Side::Client, event("line", r#"{"text": "longer"}"#)).unwrap();
    let corrected = Line {
        sender: Some(String::new()),
        text: Some("longer".to_owned()),
    };
    assert_eq!(lenient, Chat::Line(corrected));
    assert!(read(Side::Client, typed("text/xml")).is_ok());
    assert_eq!(
        problem(Side::Server, typed("text/xml")),
        "the payload of an event is of another media type"
    );
    let missing = problem(Side::Server, event("line", "{}"));
    assert!(missing.contains("sender"), "{missing}");
    #[cfg(feature = "server")]
    {
        let long = problem(Side::Server, sender(event("line", r#"{"text": "longer"}"#)));
        assert!(long.contains("'/text'"), "{long}");
    }
    let bare = Message::default()
        .header(MESSAGE_TYPE, "exception".into())
        .header(EXCEPTION_TYPE, "kicked".into());
    let (_, found) = read(Side::Server, bare).unwrap();
    assert_eq!(found, Chat::Kicked(Kicked::default()));
}
