//! The least client that speaks HTTP over one kept connection, so that what is measured is the server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A connection that stays open.
pub struct Client {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

/// An answer's status and the length of its body, which [`Client::body`] holds until the next request.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    body_from: usize,
    body_to: usize,
}

impl Client {
    /// Connects; each request carries this cookie, unless it is empty.
    ///
    /// # Errors
    /// When nobody listens there.
    pub fn connect(address: SocketAddr, cookie: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let cookie = if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") };
        let head = format!(" HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\n{cookie}\r\n");
        Ok(Self { stream, head, buffer: vec![0; 1 << 18] })
    }

    /// Asks and reads the whole answer.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is none that this client understands.
    pub fn get(&mut self, path: &str) -> std::io::Result<Answer> {
        let request = format!("GET {path}{}", self.head);
        self.ask(&request)
    }

    /// Sends a form with this cookie and reads the whole answer.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn post(&mut self, path: &str, cookie: &str, form: &str) -> std::io::Result<Answer> {
        let head = self.head.trim_end_matches("\r\n");
        let request = format!(
            "POST {path}{head}\r\ncookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{form}",
            form.len()
        );
        self.ask(&request)
    }

    fn ask(&mut self, request: &str) -> std::io::Result<Answer> {
        self.stream.write_all(request.as_bytes())?;
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
            let read = self.stream.read(self.buffer.get_mut(filled..).unwrap_or_default())?;
            if read == 0 {
                return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the server hung up"));
            }
            filled += read;
            if let Some(answer) = parsed(self.buffer.get(..filled).unwrap_or_default())?
                && filled >= answer.body_to
            {
                return Ok(answer);
            }
        }
    }

    /// The body of the latest answer.
    pub fn body(&self, answer: Answer) -> &[u8] {
        self.buffer.get(answer.body_from..answer.body_to).unwrap_or_default()
    }
}

/// The answer, once its head is there.
fn parsed(bytes: &[u8]) -> std::io::Result<Option<Answer>> {
    let strange = || std::io::Error::new(std::io::ErrorKind::InvalidData, "not an answer with a length");
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(bytes.get(..end).unwrap_or_default()).map_err(|_| strange())?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(strange)?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let length = length.ok_or_else(strange)?;
    Ok(Some(Answer { status, body_from: end + 4, body_to: end + 4 + length }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_by_its_status_and_length() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\nhello";
        let answer = parsed(whole).unwrap().unwrap();
        assert_eq!((answer.status, &whole[answer.body_from..answer.body_to]), (200, b"hello".as_slice()));
        assert!(parsed(b"HTTP/1.1 200 OK\r\ncontent-le").unwrap().is_none());
        assert!(parsed(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
