use super::file::parse;
use super::*;
use crate::timestamp::Timestamp;

const CONFIG: &str = "\
# comment
[default]
region = eu-west-1 # behind
s3 =
    max_concurrent_requests = 20
[profile blue]
Region=us-west-2
role_arn = arn:aws:iam::1:role/a
[sso-session blue]
region = nowhere
";

#[test]
fn sections_have_settings() {
    let of = |kind, name| parse(CONFIG, kind, name).unwrap();
    let default = of(Kind::Config, "default").unwrap();
    assert_eq!(default["region"], "eu-west-1");
    assert_eq!(default.len(), 2, "{default:?}");
    let blue = of(Kind::Config, "blue").unwrap();
    assert_eq!(blue["region"], "us-west-2");
    assert_eq!(of(Kind::Config, "green"), None);
    assert_eq!(of(Kind::Credentials, "blue"), None);
    assert_eq!(parse("[a\n", Kind::Config, "a"), Err(1));
    assert_eq!(parse("[a]\nb\n", Kind::Credentials, "a"), Err(2));
}

/// A directory for one test, with a file of each kind.
struct Files(PathBuf);

impl Files {
    fn new(config: &str, credentials: &str) -> Self {
        let name = format!("planish-profile-{}", crate::random::uuid());
        let dir = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("config"), config).unwrap();
        std::fs::write(dir.join("credentials"), credentials).unwrap();
        Self(dir)
    }

    fn variables(&self, profile: &str) -> BTreeMap<String, String> {
        let path = |name: &str| self.0.join(name).display().to_string();
        BTreeMap::from([
            ("AWS_CONFIG_FILE".to_owned(), path("config")),
            (
                "AWS_SHARED_CREDENTIALS_FILE".to_owned(),
                path("credentials"),
            ),
            ("AWS_PROFILE".to_owned(), profile.to_owned()),
        ])
    }

    async fn credentials(&self, profile: &str) -> Result<Credentials, String> {
        let provider = ProfileCredentials::from_variables(self.variables(profile));
        provider.credentials().await.map_err(|e| e.to_string())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

#[tokio::test]
async fn profiles_have_credentials_or_say_what_is_missing() {
    let credentials = "\
[default]
aws_access_key_id = id
aws_secret_access_key = secret
[blue]
aws_access_key_id = id
aws_secret_access_key = secret
[half]
aws_access_key_id = id
";
    let files = Files::new(CONFIG, credentials);
    assert_eq!(
        files.credentials("").await,
        Ok(Credentials::new("id", "secret"))
    );
    for (profile, start) in [
        ("blue", "the profile `blue` has `role_arn`, which"),
        ("half", "the profile `half` has no credentials"),
        ("green", "there is no profile `green`"),
    ] {
        let error = files.credentials(profile).await.unwrap_err();
        assert!(error.starts_with(start), "{error}");
    }
    let profile = Profile::read(&|name| files.variables("blue").get(name).cloned());
    assert_eq!(profile.unwrap().get("region"), Some("us-west-2"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_is_run_again_once_its_credentials_end() {
    let soon = Timestamp::from_seconds(Timestamp::now().seconds + 60);
    let late = Timestamp::from_seconds(Timestamp::now().seconds + 3600);
    for (expires, runs) in [(Some(soon), 2), (Some(late), 1), (None, 1)] {
        let files = Files::new("", "");
        let counter = files.0.join("runs");
        let expires = expires.map_or(String::new(), |at| {
            let at = at.format(crate::timestamp::Format::DateTime);
            format!(",\"Expiration\":\"{at}\"")
        });
        let script = format!(
            "echo run >> {}; echo '{{\"Version\":1,\"AccessKeyId\":\"id\",\"SecretAccessKey\":\"s\"{expires}}}'",
            counter.display()
        );
        std::fs::write(files.0.join("script"), script).unwrap();
        let line = format!(
            "credential_process = sh {}",
            files.0.join("script").display()
        );
        std::fs::write(files.0.join("config"), format!("[profile p]\n{line}\n")).unwrap();
        let provider = ProfileCredentials::from_variables(files.variables("p"));
        for _ in 0..2 {
            assert_eq!(provider.credentials().await.unwrap().access_key, "id");
        }
        let seen = std::fs::read_to_string(&counter).unwrap().lines().count();
        assert_eq!(seen, runs, "{expires}");
    }
    let files = Files::new("[profile p]\ncredential_process = false\n", "");
    let error = files.credentials("p").await.unwrap_err();
    assert!(
        error.starts_with("credential_process `false` failed"),
        "{error}"
    );
}
