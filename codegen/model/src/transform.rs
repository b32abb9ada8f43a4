//! Models made of models.

use crate::{Model, ShapeId, known};

/// Takes away what only mixins are for: the shapes marked as mixins, and the lists that name them. What they brought stays, since it
/// is part of the shapes that use them. (Smithy spec, "Mixins")
pub fn flatten_mixins(model: &mut Model) {
    let mixins: Vec<ShapeId> = model
        .shapes()
        .filter(|shape| shape.traits.has(known::MIXIN))
        .map(|shape| shape.id.clone())
        .collect();
    for id in mixins {
        model.remove(&id);
    }
    for shape in model.shapes_mut() {
        shape.mixins.clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::{Sources, flatten_mixins, load};

    #[test]
    fn what_mixins_bring_outlives_them() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy":"2.0","shapes":{
                "a#M":{"type":"structure","members":{"x":{"target":"smithy.api#String"}},"traits":{"smithy.api#mixin":{}}},
                "a#S":{"type":"structure","mixins":[{"target":"a#M"}],"members":{}}}}"#,
        );
        let (mut model, found) = load(&sources);
        assert!(found.is_empty());
        flatten_mixins(&mut model);
        assert!(model.shape("a#M").is_none());
        let shape = model.shape("a#S").unwrap();
        assert!(shape.mixins.is_empty() && shape.member("x").is_some());
    }
}
