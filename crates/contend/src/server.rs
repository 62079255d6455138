//! A server of one page to the browser on this machine, and to nobody else.
//!
//! It listens at 127.0.0.1 alone. Every address begins with a token that is drawn anew at each start, so that no other program and no
//! other page can guess it; and what another page asks for is refused by what its browser says of it (`Host`, `Origin`,
//! `Sec-Fetch-Site`), even if it knew the token.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The most bytes of a request's head, and of its body.
const HEAD: usize = 16 << 10;
const BODY: usize = 256 << 10;
/// The most connections that are answered at the same time.
const TOGETHER: usize = 32;
/// How long somebody may take to say what is asked.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open port with its token.
pub struct Server {
    listener: TcpListener,
    port: u16,
    token: String,
}

/// What is asked for: the method, the address behind the token, what was sent along.
pub struct Asked {
    pub method: String,
    pub path: String,
    pub body: Vec<u8>,
}

/// What is answered: a status of HTTP, the kind of content, and the content.
pub struct Answer {
    pub status: u16,
    pub kind: &'static str,
    pub body: Vec<u8>,
}

impl Answer {
    /// Nothing but a status.
    pub fn status(status: u16) -> Answer {
        Answer {
            status,
            kind: "text/plain; charset=utf-8",
            body: Vec::new(),
        }
    }
}

impl Server {
    /// Takes a port, a free one where none is named, and draws a token.
    pub fn open(port: Option<u16>) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))?;
        let mut drawn = [0; 16];
        getrandom::fill(&mut drawn).map_err(|why| io::Error::other(why.to_string()))?;
        Ok(Server {
            port: listener.local_addr()?.port(),
            listener,
            token: drawn.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// Answers until the program ends.
    pub fn serve(&self, answer: &(dyn Fn(&Asked) -> Answer + Sync)) {
        let busy = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for stream in self.listener.incoming().flatten() {
                if busy.load(Ordering::Relaxed) >= TOGETHER {
                    continue;
                }
                busy.fetch_add(1, Ordering::Relaxed);
                let busy = &busy;
                scope.spawn(move || {
                    // Whoever hangs up gets no answer.
                    let _ = self.one(stream, answer);
                    busy.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
    }

    fn one(&self, mut stream: TcpStream, answer: &dyn Fn(&Asked) -> Answer) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let found = match read(&mut stream)? {
            Ok((head, body)) => match self.admitted(&head) {
                Ok(path) => answer(&Asked {
                    method: head.method,
                    path,
                    body,
                }),
                Err(status) => Answer::status(status),
            },
            Err(status) => Answer::status(status),
        };
        let head = format!(
            "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\nContent-Security-Policy: frame-ancestors 'none'\r\n\r\n",
            found.status,
            reason(found.status),
            found.kind,
            found.body.len(),
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(&found.body)?;
        stream.flush()
    }

    /// The address behind the token, for whoever may ask; else the status that says no.
    fn admitted(&self, head: &Head) -> Result<String, u16> {
        let own = [
            format!("127.0.0.1:{}", self.port),
            format!("localhost:{}", self.port),
        ];
        // A name that somebody else had lead to this machine is none of its own.
        let host = head
            .one("host")
            .filter(|host| own.iter().any(|o| o == host));
        let host = host.ok_or(403u16)?;
        let home = format!("http://{host}");
        let origin = head.one("origin");
        let from_elsewhere = match (head.all("origin").count(), origin) {
            (0, _) => head.method != "GET",
            (_, origin) => origin != Some(home.as_str()),
        };
        let site = head.one("sec-fetch-site");
        let crossed = site.is_some_and(|site| site != "same-origin" && site != "none");
        if from_elsewhere || crossed {
            return Err(403);
        }
        let (token, path) = (head.target.strip_prefix('/'))
            .and_then(|rest| rest.split_once('/'))
            .ok_or(403u16)?;
        if !alike(token.as_bytes(), self.token.as_bytes()) {
            return Err(403);
        }
        Ok(path.to_owned())
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn alike(a: &[u8], b: &[u8]) -> bool {
    let differ = a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && std::hint::black_box(differ) == 0
}

/// The head of a request.
struct Head {
    method: String,
    target: String,
    /// Names in small letters.
    fields: Vec<(String, String)>,
}

impl Head {
    /// `None` where it is no head of HTTP/1.
    fn of(text: &str) -> Option<Head> {
        let mut lines = text.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target, version) = (first.next()?, first.next()?, first.next()?);
        if !version.starts_with("HTTP/1.") || first.next().is_some() {
            return None;
        }
        let field = |line: &str| {
            let (name, value) = line.split_once(':')?;
            let plain = !name.is_empty() && !name.contains([' ', '\t']);
            plain.then(|| (name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        Some(Head {
            method: method.to_owned(),
            target: target.to_owned(),
            fields: lines.map(field).collect::<Option<_>>()?,
        })
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.fields.iter().filter(move |(n, _)| n == name);
        named.map(|(_, value)| value.as_str())
    }

    /// A field that stands there once.
    fn one(&self, name: &str) -> Option<&str> {
        let mut all = self.fields.iter().filter(|(n, _)| n == name);
        match (all.next(), all.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

/// A request, or the status that says why it is none.
fn read(stream: &mut TcpStream) -> io::Result<Result<(Head, Vec<u8>), u16>> {
    let mut bytes = Vec::new();
    let mut some = [0; 4096];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end;
        }
        if bytes.len() > HEAD {
            return Ok(Err(431));
        }
        match stream.read(&mut some)? {
            0 => return Ok(Err(400)),
            n => bytes.extend_from_slice(&some[..n]),
        }
    };
    let head = std::str::from_utf8(&bytes[..end]).ok().and_then(Head::of);
    let Some(head) = head else {
        return Ok(Err(400));
    };
    let length = match (
        head.all("content-length").count(),
        head.one("content-length"),
    ) {
        _ if head.all("transfer-encoding").count() > 0 => return Ok(Err(411)),
        (0, _) => 0,
        (_, length) => match length.and_then(|l| l.parse::<usize>().ok()) {
            Some(length) => length,
            None => return Ok(Err(400)),
        },
    };
    if length > BODY {
        return Ok(Err(413));
    }
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        match stream.read(&mut some)? {
            0 => return Ok(Err(400)),
            n => body.extend_from_slice(&some[..n]),
        }
    }
    body.truncate(length);
    Ok(Ok((head, body)))
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Server {
        Server::open(None).unwrap()
    }

    /// Who is admitted, by the head of a request in which `HOST` and `TOKEN` stand for the server's own.
    fn admitted(server: &Server, head: &str) -> Result<String, u16> {
        let host = format!("127.0.0.1:{}", server.port);
        let head = head.replace("HOST", &host).replace("TOKEN", &server.token);
        server.admitted(&Head::of(&head).unwrap())
    }

    #[test]
    fn tokens_differ_and_addresses_are_of_this_machine() {
        let (a, b) = (server(), server());
        assert_ne!(a.token, b.token);
        assert_eq!(a.token.len(), 32);
        assert!(a.listener.local_addr().unwrap().ip().is_loopback());
    }

    #[test]
    fn only_the_own_page_is_admitted() {
        let server = server();
        let ok = |head: &str| admitted(&server, head);
        assert_eq!(ok("GET /TOKEN/ HTTP/1.1\r\nHost: HOST"), Ok(String::new()));
        let post = "POST /TOKEN/move HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST";
        assert_eq!(ok(post), Ok("move".to_owned()));
        for refused in [
            // Other tokens: none, a beginning, a longer one, another of the same length.
            "GET / HTTP/1.1\r\nHost: HOST".to_owned(),
            "GET /TOKEN HTTP/1.1\r\nHost: HOST".to_owned(),
            "GET /TOKENa/ HTTP/1.1\r\nHost: HOST".to_owned(),
            format!("GET /{}/ HTTP/1.1\r\nHost: HOST", "0".repeat(32)),
            // Other names of this machine, several, none.
            "GET /TOKEN/ HTTP/1.1\r\nHost: example.org".to_owned(),
            "GET /TOKEN/ HTTP/1.1\r\nHost: HOST\r\nHost: HOST".to_owned(),
            "GET /TOKEN/ HTTP/1.1".to_owned(),
            // Other pages.
            "GET /TOKEN/ HTTP/1.1\r\nHost: HOST\r\nOrigin: http://example.org".to_owned(),
            "GET /TOKEN/ HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: cross-site".to_owned(),
            "POST /TOKEN/move HTTP/1.1\r\nHost: HOST".to_owned(),
            "POST /TOKEN/move HTTP/1.1\r\nHost: HOST\r\nOrigin: null".to_owned(),
            format!("{post}\r\nOrigin: http://example.org"),
            format!("{post}\r\nSec-Fetch-Site: same-site"),
        ] {
            assert_eq!(ok(&refused), Err(403), "{refused}");
        }
    }

    #[test]
    fn what_is_no_request_is_none() {
        for text in [
            "",
            "GET /",
            "GET / HTTP/2",
            "GET / x HTTP/1.1",
            "GET / HTTP/1.1\r\nno field",
            "GET / HTTP/1.1\r\na b: c",
        ] {
            assert!(Head::of(text).is_none(), "{text}");
        }
    }
}
