//! A transaction pooler in small: many clients share a few connections, and each transaction gets the one that has
//! rested longest. Stricter than PgBouncer, which would rather give the same one again.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

const SSL_REQUEST: u32 = 80_877_103;
const PROTOCOL: u32 = 196_608;

pub struct Pooler {
    port: u16,
    database: String,
    shared: Arc<Shared>,
}

struct Shared {
    resting: Mutex<Receiver<TcpStream>>,
    rest: Sender<TcpStream>,
    switches: AtomicUsize,
    named: Mutex<Vec<String>>,
}

impl Pooler {
    /// In front of a database of the server on `port`, with this many connections to it.
    pub fn start(port: u16, database: &str, connections: usize) -> Pooler {
        let (rest, resting) = channel();
        for _ in 0..connections {
            rest.send(connect(port, database).expect("a server"))
                .expect("a pool");
        }
        let shared = Arc::new(Shared {
            resting: Mutex::new(resting),
            rest,
            switches: AtomicUsize::new(0),
            named: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let of = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&of);
                thread::spawn(move || shared.serve(client));
            }
        });
        Pooler {
            port,
            database: database.to_owned(),
            shared,
        }
    }

    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@127.0.0.1:{}/{}",
            self.port, self.database
        )
    }

    /// How often a transaction was given a connection.
    pub fn switches(&self) -> usize {
        self.shared.switches.load(Ordering::SeqCst)
    }

    /// The names of statements that clients prepared for later.
    pub fn named_statements(&self) -> Vec<String> {
        self.shared.named.lock().expect("no panic").clone()
    }
}

impl Shared {
    /// Until the client ends or breaks; a transaction it leaves open is rolled back.
    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        greet(&mut client)?;
        let mut held: Option<TcpStream> = None;
        while let Ok((kind, body)) = read_message(&mut client) {
            if kind == b'X' {
                break;
            }
            if kind == b'P' && body.first() != Some(&0) {
                let name = body.split(|byte| *byte == 0).next().unwrap_or_default();
                self.named
                    .lock()
                    .expect("no panic")
                    .push(String::from_utf8_lossy(name).into_owned());
            }
            let mut server = match held.take() {
                Some(server) => server,
                None => {
                    self.switches.fetch_add(1, Ordering::SeqCst);
                    self.resting
                        .lock()
                        .expect("no panic")
                        .recv()
                        .map_err(io::Error::other)?
                }
            };
            write_message(&mut server, kind, &body)?;
            if kind != b'S' && kind != b'Q' {
                held = Some(server);
                continue;
            }
            if pass_answers(&mut server, &mut client)? == b'I' {
                self.rest.send(server).map_err(io::Error::other)?;
            } else {
                held = Some(server);
            }
        }
        if let Some(mut server) = held {
            write_message(&mut server, b'Q', b"ROLLBACK\0")?;
            while read_message(&mut server)?.0 != b'Z' {}
            self.rest.send(server).map_err(io::Error::other)?;
        }
        Ok(())
    }
}

/// Hands the server's answers on until it is ready for more; in which state it is then.
fn pass_answers(server: &mut TcpStream, client: &mut TcpStream) -> io::Result<u8> {
    let mut answers = Vec::new();
    loop {
        let (kind, body) = read_message(server)?;
        write_message(&mut answers, kind, &body)?;
        if kind == b'Z' {
            // A client that has gone meanwhile does not matter to the server's connection.
            let _ = client.write_all(&answers);
            return Ok(body[0]);
        }
    }
}

/// Lets a client in who asks for TLS, gets none, and needs no password.
fn greet(client: &mut TcpStream) -> io::Result<()> {
    loop {
        let mut head = [0; 8];
        client.read_exact(&mut head)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let code = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        client.read_exact(&mut vec![0; length - 8])?;
        match code {
            SSL_REQUEST => client.write_all(b"N")?,
            PROTOCOL => break,
            _ => return Err(io::Error::other("no such request")),
        }
    }
    let mut welcome = Vec::new();
    write_message(&mut welcome, b'R', &[0; 4])?;
    write_message(&mut welcome, b'S', b"client_encoding\0UTF8\0")?;
    write_message(&mut welcome, b'K', &[0; 8])?;
    write_message(&mut welcome, b'Z', b"I")?;
    client.write_all(&welcome)
}

fn connect(port: u16, database: &str) -> io::Result<TcpStream> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    server.set_nodelay(true)?;
    let mut startup = PROTOCOL.to_be_bytes().to_vec();
    startup
        .extend(format!("user\0postgres\0database\0{database}\0client_encoding\0UTF8\0\0").bytes());
    server.write_all(&(startup.len() as u32 + 4).to_be_bytes())?;
    server.write_all(&startup)?;
    while read_message(&mut server)?.0 != b'Z' {}
    Ok(server)
}

fn read_message(stream: &mut TcpStream) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
    let mut body = vec![0; length - 4];
    stream.read_exact(&mut body)?;
    Ok((head[0], body))
}

fn write_message(to: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    let mut message = vec![kind];
    message.extend((body.len() as u32 + 4).to_be_bytes());
    message.extend(body);
    to.write_all(&message)
}
