//! Options of what is kept, and where.

use clap::Args;
use std::fmt;
use std::path::PathBuf;

/// Where records and packages are, and where code comes from.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Storage {
    /// The directory that holds everything that has no other place; made if it is missing
    #[arg(long, global = true, env = "LAMBDA_CODE_DATA", value_name = "DIR")]
    #[arg(default_value = ".lambda-code")]
    pub data: PathBuf,

    /// The PostgreSQL database that holds the records, for several copies of the service
    ///
    /// A URL such as postgres://user:password@host:5432/database?sslmode=verify-full. Without this
    /// option records are in DATA, and one process can use them.
    #[arg(long, global = true, env = "LAMBDA_CODE_RECORDS", value_name = "URL")]
    #[arg(hide_env_values = true)]
    pub records: Option<Secret>,

    /// The most connections to the database
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_RECORDS_CONNECTIONS",
        value_name = "NUMBER"
    )]
    #[arg(default_value = "8", value_parser = clap::value_parser!(u16).range(1..))]
    pub records_connections: u16,

    /// The directory or the S3 bucket that holds the packages
    ///
    /// A bucket is written s3://BUCKET/PREFIX; ?endpoint=URL and ?region=REGION may follow.
    /// Credentials come from the environment, as AWS's own tools take them. Without this option
    /// packages are in DATA/packages.
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_PACKAGES",
        value_name = "DIR|URL"
    )]
    pub packages: Option<PackagesAt>,

    /// The buckets behind S3Bucket and S3Key: a directory, the URL of an endpoint, or aws
    ///
    /// In a directory, an object is the file DIR/BUCKET/KEY; an older version of it is
    /// DIR/BUCKET/.versions/KEY/VERSION. Without this option no bucket exists.
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_S3",
        value_name = "DIR|URL|aws"
    )]
    pub s3: Option<SourcesAt>,
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

/// Where packages are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackagesAt {
    /// In a directory.
    Directory(PathBuf),
    /// In a bucket: a URL that begins with `s3://`.
    Bucket(String),
}

/// Where the buckets are that code is fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourcesAt {
    /// Directories of one directory.
    Directory(PathBuf),
    /// Behind an http or https URL.
    Endpoint(String),
    /// At AWS.
    Aws,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Secret {
        Secret(text.to_owned())
    }
}

impl From<&str> for PackagesAt {
    fn from(text: &str) -> PackagesAt {
        if text.starts_with("s3://") {
            PackagesAt::Bucket(text.to_owned())
        } else {
            PackagesAt::Directory(text.into())
        }
    }
}

impl From<&str> for SourcesAt {
    fn from(text: &str) -> SourcesAt {
        if text == "aws" {
            SourcesAt::Aws
        } else if text.starts_with("http://") || text.starts_with("https://") {
            SourcesAt::Endpoint(text.to_owned())
        } else {
            SourcesAt::Directory(text.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_apart() {
        let bucket = PackagesAt::from("s3://code/prefix");
        assert_eq!(bucket, PackagesAt::Bucket("s3://code/prefix".to_owned()));
        let directory = PackagesAt::from("s3");
        assert_eq!(directory, PackagesAt::Directory("s3".into()));
        for (text, place) in [
            ("aws", SourcesAt::Aws),
            ("./aws", SourcesAt::Directory("./aws".into())),
            ("http://h", SourcesAt::Endpoint("http://h".to_owned())),
        ] {
            assert_eq!(SourcesAt::from(text), place);
        }
        assert_eq!(format!("{:?}", Secret::from("postgres://a:b@c")), "Secret");
    }
}
