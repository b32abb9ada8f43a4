//! What stands for things that AWS has and this service has not: roles that nobody may assume,
//! networks, layers. It knows nothing of them and takes their names on trust; but names in
//! [`SPECIAL`] are as good as the thing itself, so that callers can see how they fare.

/// What a special name does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// C3: Lambda can't assume the role.
    RoleNotAssumable,
    /// K2: there is no such subnet.
    SubnetMissing,
    /// K2: there is no such security group.
    GroupMissing,
    /// E23: the layer unzips to the number of bytes in place of `*`.
    LayerOfBytes,
}

/// All special names: the last part of a role's ARN, the id of a subnet or of a security group, the
/// name of a layer.
pub const SPECIAL: [(&str, Special); 4] = [
    ("lambda-code-not-assumable", Special::RoleNotAssumable),
    ("subnet-0missing", Special::SubnetMissing),
    ("sg-0missing", Special::GroupMissing),
    ("lambda-code-of-*-bytes", Special::LayerOfBytes),
];

impl Special {
    /// Whether `name` does this.
    pub fn is_named(self, name: &str) -> bool {
        self.part(name).is_some()
    }

    /// What stands in place of `*` if `name` does this; all names without one have nothing there.
    fn part(self, name: &str) -> Option<&str> {
        let (pattern, _) = SPECIAL.iter().find(|(_, special)| *special == self)?;
        match pattern.split_once('*') {
            Some((start, end)) => name.strip_prefix(start)?.strip_suffix(end),
            None => (name == *pattern).then_some(""),
        }
    }
}

/// How many bytes a layer version, given by its ARN, unzips to: 0 unless its name is special.
pub fn layer_bytes(arn: &str) -> u64 {
    let name = arn.split(':').nth(6).unwrap_or_default();
    let bytes = Special::LayerOfBytes.part(name);
    bytes.and_then(|b| b.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_names_are_known_whole() {
        assert!(Special::RoleNotAssumable.is_named("lambda-code-not-assumable"));
        assert!(!Special::RoleNotAssumable.is_named("lambda-code-not-assumable-2"));
        assert!(!Special::SubnetMissing.is_named("subnet-1"));
        let layer = |name: &str| format!("arn:aws:lambda:us-east-1:000000000000:layer:{name}:1");
        assert_eq!(layer_bytes(&layer("lambda-code-of-12-bytes")), 12);
        assert_eq!(layer_bytes(&layer("lambda-code-of-x-bytes")), 0);
        assert_eq!(layer_bytes(&layer("other")), 0);
        assert_eq!(layer_bytes("none"), 0);
    }
}
