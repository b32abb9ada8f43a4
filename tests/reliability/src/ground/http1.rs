//! HTTP/1.1 over one connection, by hand: bytes out, one answer in. What a proper client refuses to
//! send, this one sends.

use std::io::{self, BufRead, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take; nothing that the service does takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the service may be silent until it is told that nothing more comes.
const MORE: Duration = Duration::from_millis(60);

/// The longest head of an answer that is read, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// A connection that is made when it is needed, and anew after it broke.
#[derive(Debug)]
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The headers, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, which is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }

    /// The body as text, for messages.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Connection {
    /// To this address; nothing is connected yet.
    pub(crate) fn new(address: SocketAddr) -> Connection {
        Connection {
            address,
            stream: None,
        }
    }

    /// Where it leads.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connects, if need be.
    ///
    /// # Errors
    /// If nobody listens.
    pub(crate) fn connect(&mut self) -> io::Result<&mut BufReader<TcpStream>> {
        let stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                BufReader::new(stream)
            }
        };
        Ok(self.stream.insert(stream))
    }

    /// Ends the connection.
    pub(crate) fn close(&mut self) {
        self.stream = None;
    }

    /// Sends bytes as they are, and reads an answer to them.
    ///
    /// # Errors
    /// If the connection breaks before the answer is there; the next exchange has a new one.
    pub(crate) fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        let has_body = has_body(request);
        let sent = self.connect()?.get_mut().write_all(request);
        match self.answer(has_body) {
            // Whoever refuses a request may end the connection before it has read all.
            Ok(answer) => {
                if sent.is_err() {
                    self.close();
                }
                Ok(answer)
            }
            Err(error) => Err(sent.err().unwrap_or(error)),
        }
    }

    /// Sends several requests at once and reads as many answers, or fewer if one of them says that it
    /// is the last.
    ///
    /// # Errors
    /// If the connection breaks before all of them are there.
    pub(crate) fn pipeline(&mut self, requests: &[u8], count: usize) -> io::Result<Vec<Answer>> {
        self.connect()?.get_mut().write_all(requests)?;
        let mut answers = Vec::new();
        while answers.len() < count && self.stream.is_some() {
            answers.push(self.answer(true)?);
        }
        Ok(answers)
    }

    /// Sends bytes over a connection of their own and reads all answers that come, until the service
    /// ends the connection. When it waits for more, it is told that there is none.
    ///
    /// # Errors
    /// If what comes is no HTTP, or the connection doesn't end.
    pub(crate) fn alone(address: SocketAddr, bytes: &[u8]) -> io::Result<Vec<Answer>> {
        let mut connection = Connection::new(address);
        let stream = connection.connect()?;
        stream.get_ref().set_read_timeout(Some(MORE))?;
        // Whoever refuses early ends the connection while we write.
        let _ = stream.get_mut().write_all(bytes);
        let mut received = Vec::new();
        match stream.read_to_end(&mut received) {
            Err(error) if is_timeout(&error) => {
                let _ = stream.get_ref().shutdown(Shutdown::Write);
                stream.get_ref().set_read_timeout(Some(PATIENCE))?;
                reset_is_an_end(stream.read_to_end(&mut received))?;
            }
            ended => reset_is_an_end(ended)?,
        }
        let mut rest = received.as_slice();
        let mut answers = Vec::new();
        while !rest.is_empty() {
            let has_body = !answers.is_empty() || has_body(bytes);
            answers.push(read_answer(&mut rest, has_body)?);
        }
        Ok(answers)
    }

    /// Reads one answer.
    ///
    /// # Errors
    /// If it doesn't come, or is no HTTP.
    pub(crate) fn answer(&mut self, has_body: bool) -> io::Result<Answer> {
        let stream = self.connect()?;
        let read = read_answer(stream, has_body);
        let ends = |answer: &Answer| answer.header("connection") == Some("close");
        if read.as_ref().map_or(true, ends) {
            self.close();
        }
        read
    }
}

/// HEAD is answered with the length of a body that doesn't come.
fn has_body(request: &[u8]) -> bool {
    !request.starts_with(b"HEAD ")
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Who ends a connection with bytes of ours unread resets it.
fn reset_is_an_end(read: io::Result<usize>) -> io::Result<()> {
    match read {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => Err(error),
        _ => Ok(()),
    }
}

fn read_answer(stream: &mut impl BufRead, has_body: bool) -> io::Result<Answer> {
    let mut room = LONGEST_HEAD;
    let mut line = || -> io::Result<String> {
        let mut line = Vec::new();
        let taken = stream
            .by_ref()
            .take(room as u64)
            .read_until(b'\n', &mut line)?;
        room -= taken;
        if taken == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8(line).map_err(|_| broken("a head that is no text"))?;
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    };
    let first = line()?;
    let status = first
        .strip_prefix("HTTP/1.1 ")
        .or_else(|| first.strip_prefix("HTTP/1.0 "));
    let status = status
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or_else(|| broken(&format!("no status line: {first:?}")))?;
    let mut answer = Answer {
        status,
        ..Answer::default()
    };
    loop {
        let header = line()?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header
            .split_once(':')
            .ok_or_else(|| broken(&format!("no header: {header:?}")))?;
        let name = name.to_ascii_lowercase();
        answer.headers.push((name, value.trim().to_owned()));
    }
    if status == 100 {
        return read_answer(stream, has_body);
    }
    let length = match answer.header("content-length") {
        Some(length) => length
            .parse()
            .map_err(|_| broken(&format!("no length: {length:?}")))?,
        None => 0,
    };
    answer.body = vec![0; if has_body { length } else { 0 }];
    stream.read_exact(&mut answer.body)?;
    Ok(answer)
}

fn broken(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// What is read of these bytes.
    fn read(bytes: &'static [u8]) -> io::Result<Answer> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(bytes).unwrap();
        });
        let answer = Connection::new(address).answer(true);
        server.join().unwrap();
        answer
    }

    #[test]
    fn answers_are_read_to_their_end() {
        let answer = read(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nX-A: b\r\nContent-Length: 2\r\n\r\n{}x",
        )
        .unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (404, "{}"));
        assert_eq!(answer.header("x-a"), Some("b"));
        assert_eq!(read(b"HTTP/1.1 204 \r\n\r\n").unwrap().body, b"");
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        for bytes in [
            &b""[..],
            b"HTTP/1.1 200 OK\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
            b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            b"SSH-2.0\r\n\r\n",
        ] {
            assert!(read(bytes).is_err(), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
