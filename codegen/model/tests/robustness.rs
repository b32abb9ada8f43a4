//! Any bytes are a model, or a report of what is wrong with them: never a panic.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use planish_model::{Sources, check, closure, load, print};

/// A model with something of everything.
const MODEL: &str = r#"{"smithy":"2.0","metadata":{"k":[1,-2.5e3,true,null,{"a":"\u00e9\n"}]},"shapes":{
"a#Z":{"type":"service","version":"1","operations":[{"target":"a#Op"}],"resources":[{"target":"a#R"}],"errors":[{"target":"a#E"}],"rename":{"a#L":"M"},
  "traits":{"aws.protocols#restJson1":{"http":["h2"]},"smithy.api#paginated":{"inputToken":"t","outputToken":"t","pageSize":"n"},"smithy.api#cors":{}}},
"a#R":{"type":"resource","identifiers":{"id":{"target":"smithy.api#String"}},"properties":{"p":{"target":"a#L"}},"read":{"target":"a#Get"},"resources":[{"target":"a#R"}]},
"a#Op":{"type":"operation","input":{"target":"a#In"},"output":{"target":"a#Out"},"errors":[{"target":"a#E"}],
  "traits":{"smithy.api#http":{"method":"POST","uri":"/x/{id}/{rest+}?q=1","code":201},"smithy.api#endpoint":{"hostPrefix":"a.{id}."},"smithy.api#paginated":{"items":"l"},
  "smithy.waiters#waitable":{"Done":{"acceptors":[{"state":"success","matcher":{"output":{"path":"l[0]","expected":"x","comparator":"stringEquals"}}}]}}}},
"a#Get":{"type":"operation","traits":{"smithy.api#readonly":{},"smithy.api#http":{"method":"GET","uri":"/"}}},
"a#Mix":{"type":"structure","members":{"t":{"target":"smithy.api#String"}},"traits":{"smithy.api#mixin":{"localTraits":["smithy.api#sensitive"]},"smithy.api#sensitive":{}}},
"a#In":{"type":"structure","mixins":[{"target":"a#Mix"}],"members":{"id":{"target":"smithy.api#String","traits":{"smithy.api#required":{},"smithy.api#httpLabel":{}}},
  "rest":{"target":"a#S","traits":{"smithy.api#required":{},"smithy.api#httpLabel":{}}},"n":{"target":"smithy.api#PrimitiveInteger","traits":{"smithy.api#default":0}},
  "u":{"target":"a#U"},"m":{"target":"a#M"},"h":{"target":"a#L","traits":{"smithy.api#httpHeader":"x-h"}}}},
"a#In$t":{"type":"apply","traits":{"smithy.api#httpQuery":"token","smithy.api#tags":["a"]}},
"a#Out":{"type":"structure","members":{"t":{"target":"smithy.api#String"},"l":{"target":"a#L"},"b":{"target":"a#B","traits":{"smithy.api#default":"","smithy.api#httpPayload":{}}}}},
"a#L":{"type":"list","member":{"target":"a#En"},"traits":{"smithy.api#length":{"min":1,"max":9}}},
"a#Set":{"type":"set","member":{"target":"smithy.api#Integer"}},
"a#M":{"type":"map","key":{"target":"smithy.api#String"},"value":{"target":"a#U"},"traits":{"smithy.api#sparse":{}}},
"a#U":{"type":"union","members":{"self":{"target":"a#U"},"d":{"target":"smithy.api#Document"},"none":{"target":"smithy.api#Unit"}}},
"a#En":{"type":"enum","members":{"A":{"target":"smithy.api#Unit"},"B":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":"b"}}}},
"a#I":{"type":"intEnum","members":{"ONE":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":1}}}},
"a#S":{"type":"string","traits":{"smithy.api#pattern":"^[a-z]+$","a#mine":{"x":1}}},
"a#Old":{"type":"string","traits":{"smithy.api#enum":[{"value":"a","name":"A"},{"value":"b","name":"B"}]}},
"a#B":{"type":"blob","traits":{"smithy.api#streaming":{}}},
"a#N":{"type":"long","traits":{"smithy.api#range":{"min":-1,"max":1e3},"smithy.api#box":{}}},
"a#mine":{"type":"structure","members":{"x":{"target":"a#N"}},"traits":{"smithy.api#trait":{"selector":"*","conflicts":["a#mine"]}}},
"a#E":{"type":"structure","members":{"message":{"target":"smithy.api#String"}},"traits":{"smithy.api#error":"client","smithy.api#httpError":404,"smithy.api#retryable":{}}}
}}"#;

/// The generator of Numerical Recipes: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// Loads, checks, prints and queries; returns whether there were findings.
fn exercise(texts: &[String]) -> bool {
    let mut sources = Sources::new();
    for (i, text) in texts.iter().enumerate() {
        sources.add(format!("{i}.json"), text.as_str());
    }
    let (model, mut diagnostics) = load(&sources);
    diagnostics.extend(check(&model));
    let report = diagnostics.render(&sources);
    assert!(print::ast(&model).ends_with('\n'));
    for service in model.services() {
        assert!(closure(&model, &service.id).contains(&service.id));
    }
    !report.is_empty()
}

/// Replaces, removes, doubles or moves some bytes; what is no UTF-8 any more can't be a source.
fn mutate(random: &mut Random, text: &str) -> String {
    const BYTES: &[u8] = b"\"{}[]:,#$.0e-\\ aZ\n";
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 | 1 => bytes[at] = BYTES[random.below(BYTES.len())],
            2 => drop(bytes.drain(at..end)),
            3 => {
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, part);
            }
            4 => bytes.truncate(at),
            _ => bytes.insert(at, BYTES[random.below(BYTES.len())]),
        }
        if bytes.is_empty() {
            bytes.push(b'{');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Puts one id or number of the model in the place of another: still JSON, but nonsense.
fn confuse(random: &mut Random, text: &str) -> String {
    let parts: Vec<&str> = text.split('"').collect();
    let names: Vec<&str> = parts.iter().skip(1).step_by(2).copied().collect();
    let mut parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    for _ in 0..=random.below(4) {
        let at = random.below(names.len()) * 2 + 1;
        parts[at] = names[random.below(names.len())].to_owned();
    }
    parts.join("\"")
}

#[test]
fn no_bytes_make_it_panic() {
    let mut random = Random(1);
    let mut wrong = 0;
    for _ in 0..1_500 {
        let text = mutate(&mut random, MODEL);
        wrong += usize::from(exercise(&[text]));
    }
    for _ in 0..1_500 {
        let text = confuse(&mut random, MODEL);
        wrong += usize::from(exercise(&[text]));
    }
    for _ in 0..200 {
        let texts = [
            confuse(&mut random, MODEL),
            confuse(&mut random, &MODEL.replace("2.0", "1.0")),
        ];
        wrong += usize::from(exercise(&texts));
    }
    assert!(wrong > 3_000, "mutations went unnoticed: {wrong}");
}

#[test]
fn chains_of_any_length_are_no_trouble() {
    let shapes = |shape: &dyn Fn(usize) -> String| {
        let shapes: Vec<String> = (0..5_000).map(shape).collect();
        format!(r#"{{"smithy":"2.0","shapes":{{{}}}}}"#, shapes.join(","))
    };
    let lists = shapes(&|i| {
        format!(
            r##""a#L{i}":{{"type":"list","member":{{"target":"a#L{}"}}}}"##,
            i + 1
        )
    });
    let unknown =
        shapes(&|i| format!(r##""a#L{i}":{{"type":"list","member":{{"target":"a#M{i}"}}}}"##));
    let mixins = shapes(&|i| {
        format!(
            r##""a#M{i}":{{"type":"structure","members":{{}},"mixins":[{{"target":"a#M{}"}}],"traits":{{"smithy.api#mixin":{{}}}}}}"##,
            i + 1
        )
    });
    let cycle = shapes(&|i| {
        format!(
            r##""a#S{i}":{{"type":"structure","members":{{"m":{{"target":"a#S{}","traits":{{"smithy.api#required":{{}}}}}}}}}}"##,
            (i + 1) % 5_000
        )
    });
    for text in [lists, unknown, mixins, cycle] {
        assert!(exercise(&[text]));
    }
}
