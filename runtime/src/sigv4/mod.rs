//! AWS Signature Version 4: signing on the client, verification on the server.
