//! The HTTP server: a thread per connection over the one locked state. It carries out faults, waits in long polls, and
//! opens, refuses or slams its door as a test says.

use std::collections::HashMap;
use std::io::Write;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Map, json};
use socket2::{Domain, Socket, Type};

use super::content::{Refusal, refusal};
use super::faults::Fault;
use super::http::{Answer, Params, Reader, Request, percent_decoded};
use super::log::{Call, Told};
use super::methods;
use super::state::State;
use super::updates::Terms;
use super::wire::{Wire, reply, send};

/// Telegram's own bounds of `limit` and `timeout`.
const MAX_LIMIT: i64 = 100;
const MAX_TIMEOUT: i64 = 50;
const POLL_CONFLICT: &str = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
const WEBHOOK_CONFLICT: &str = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to \
                                delete the webhook first";

pub struct Server {
    pub address: SocketAddr,
    pub token: String,
    /// The owner took the token back: every call is 401.
    pub revoked: AtomicBool,
    state: Mutex<State>,
    /// Something may have come for a poll.
    pub updates_changed: Condvar,
    /// A call has been logged or an answer written.
    pub effects_changed: Condvar,
    connections: Mutex<HashMap<u64, TcpStream>>,
    next_connection: AtomicU64,
    closing: AtomicBool,
    slamming: AtomicBool,
    door: Mutex<Door>,
}

/// The listening thread, or the socket that keeps the port while nobody listens.
#[derive(Default)]
struct Door {
    listening: Option<JoinHandle<()>>,
    kept: Option<Socket>,
}

impl Server {
    pub fn start(token: &str) -> Arc<Server> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on loopback");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let server = Arc::new(Server {
            address,
            token: token.to_owned(),
            revoked: AtomicBool::new(false),
            state: Mutex::new(State::new(token)),
            updates_changed: Condvar::new(),
            effects_changed: Condvar::new(),
            connections: Mutex::default(),
            next_connection: AtomicU64::new(1),
            closing: AtomicBool::new(false),
            slamming: AtomicBool::new(false),
            door: Mutex::default(),
        });
        server.listen(listener);
        server
    }

    /// A test that panics inside a reaction must not take the other tests' messages with it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    /// Refuses new connections and breaks the open ones; the port stays ours.
    pub fn close(&self) {
        let mut door = self.door.lock().expect("the door");
        if let Some(listening) = door.listening.take() {
            self.closing.store(true, Ordering::SeqCst);
            let _ = TcpStream::connect(self.address);
            let _ = listening.join();
            door.kept = keep_port(self.address);
        }
        self.break_connections();
    }

    /// Accepts connections and closes them at once, and breaks the open ones.
    pub fn slam(&self) {
        self.slamming.store(true, Ordering::SeqCst);
        self.break_connections();
    }

    /// Serves again after `close` or `slam`.
    pub fn open(self: &Arc<Server>) {
        self.slamming.store(false, Ordering::SeqCst);
        let kept = self.door.lock().expect("the door").kept.take();
        if let Some(socket) = kept {
            self.closing.store(false, Ordering::SeqCst);
            socket.listen(1024).expect("listen again");
            self.listen(socket.into());
        }
    }

    pub fn break_connections(&self) {
        {
            let mut connections = self.connections.lock().expect("the connections");
            for (_, stream) in connections.drain() {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
        // Only then, or a waiting poll could still be told of a conflict that there is none of.
        self.state().poll += 1;
        self.updates_changed.notify_all();
    }

    fn listen(self: &Arc<Server>, listener: TcpListener) {
        let server = Arc::clone(self);
        let listening = thread::spawn(move || {
            for stream in listener.incoming() {
                if server.closing.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                if server.slamming.load(Ordering::SeqCst) {
                    continue;
                }
                let server = Arc::clone(&server);
                thread::Builder::new()
                    .stack_size(256 * 1024)
                    .spawn(move || server.serve(stream))
                    .expect("a thread for a connection");
            }
        });
        self.door.lock().expect("the door").listening = Some(listening);
    }

    fn serve(&self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let connection = self.next_connection.fetch_add(1, Ordering::SeqCst);
        let (Ok(mut output), Ok(registered)) = (stream.try_clone(), stream.try_clone()) else {
            return;
        };
        self.connections
            .lock()
            .expect("the connections")
            .insert(connection, registered);
        let mut reader = Reader::new(stream);
        while let Ok(Some(request)) = reader.next_request() {
            if !self.handle(&request, connection, &mut reader, &mut output) || !request.keep_alive {
                break;
            }
        }
        let _ = output.shutdown(Shutdown::Both);
        self.connections
            .lock()
            .expect("the connections")
            .remove(&connection);
    }

    /// Answers one request; false if the connection must close.
    fn handle(
        &self,
        request: &Request,
        connection: u64,
        reader: &mut Reader,
        output: &mut TcpStream,
    ) -> bool {
        let at = Instant::now();
        let (method, params) = match self.admit(request) {
            Ok(admitted) => admitted,
            Err(refused) => {
                let method = request.path.rsplit('/').next().unwrap_or("");
                let call = Call::new(method, connection, at);
                let (_, wire) = self.settle(&mut self.state(), call, None, Some(Err(refused)));
                return send(wire, request, reader, output);
            }
        };
        let mut call = Call::new(&method, connection, at);
        let (fault, latency) = {
            let mut state = self.state();
            call.chat = state.chat_meant(&params);
            (state.next_fault(&method, call.chat, at), state.latency)
        };
        thread::sleep(latency / 2);
        let (number, wire) = self.perform(call, params, fault.as_ref());

        let mut late = latency / 2;
        if let Some(Fault::Delay(delay)) = fault {
            late += delay;
        }
        thread::sleep(late);
        if !late.is_zero() && reader.client_is_gone() {
            self.never_heard(number);
            return false;
        }
        let hangs_up = !matches!(wire, Wire::Answer(_));
        let delivered = send(wire, request, reader, output);
        if !delivered && !hangs_up {
            self.never_heard(number);
        }
        delivered
    }

    /// Takes the call's effect and logs it under one lock, so that the log has the order of the effects.
    fn perform(&self, mut call: Call, params: Params, fault: Option<&Fault>) -> (u64, Wire) {
        let prevented = fault.is_some_and(Fault::prevents_effect);
        let polled = (!prevented && call.method.eq_ignore_ascii_case("getUpdates"))
            .then(|| self.get_updates(&params, call.connection));
        let mut guard = self.state();
        let state = &mut *guard;
        let outcome = match polled {
            _ if prevented => None,
            Some(polled) => Some(polled),
            None => Some(methods::run(state, &params, &mut call).map(|result| result.to_string())),
        };
        call.fields = params.fields;
        call.files = params.files;
        self.settle(state, call, fault, outcome)
    }

    /// Logs a call with its outcome, lets the test react, and says what goes over the wire.
    fn settle(
        &self,
        state: &mut State,
        mut call: Call,
        fault: Option<&Fault>,
        outcome: Option<Result<String, Refusal>>,
    ) -> (u64, Wire) {
        call.took_effect = matches!(outcome, Some(Ok(_)));
        let (told, wire) = reply(fault, outcome);
        call.uncertain = call.took_effect && told == Told::Nothing;
        call.told = told;
        state.calls += 1;
        call.number = state.calls;
        if let Some(reaction) = &mut state.reaction {
            let updates = reaction(&call);
            for update in &updates {
                state.push_whole(update);
            }
            if !updates.is_empty() {
                self.updates_changed.notify_all();
            }
        }
        let number = call.number;
        state.log.0.push(call);
        self.effects_changed.notify_all();
        (number, wire)
    }

    /// Waits as a long poll does and gives the batch as JSON.
    fn get_updates(&self, params: &Params, connection: u64) -> Result<String, Refusal> {
        let bounded =
            |name, default, low, high| params.int(name).unwrap_or(default).clamp(low, high);
        let offset = params.int("offset").unwrap_or(0);
        let limit = usize::try_from(bounded("limit", MAX_LIMIT, 1, MAX_LIMIT)).unwrap_or(1);
        let timeout = Duration::from_secs(bounded("timeout", 0, 0, MAX_TIMEOUT).unsigned_abs());

        let mut state = self.state();
        if state.webhook.is_some() {
            return Err(refusal(409, WEBHOOK_CONFLICT));
        }
        state.poll += 1;
        state.polls_begun += 1;
        let poll = state.poll;
        self.updates_changed.notify_all();
        let allowed = params.json("allowed_updates");
        let (limit, timeout) = state.updates.poll_begins(offset, limit, timeout, allowed);
        state.updates.confirm(offset);
        self.effects_changed.notify_all();
        let terms = Terms { limit, connection };
        let deadline = Instant::now() + timeout;
        loop {
            if state.poll != poll {
                return Err(refusal(409, POLL_CONFLICT));
            }
            let (count, batch) = state.updates.take(&terms);
            let left = deadline.saturating_duration_since(Instant::now());
            if count > 0 || left.is_zero() {
                return Ok(batch);
            }
            state.polls_waiting += 1;
            self.effects_changed.notify_all();
            let waited = self.updates_changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(|broken| broken.into_inner()).0;
            state.polls_waiting -= 1;
        }
    }

    /// The method and parameters of a request with the right token.
    fn admit(&self, request: &Request) -> Result<(String, Params), Refusal> {
        let rest = request.path.strip_prefix("/bot").unwrap_or("");
        let (token, method) = rest.split_once('/').unwrap_or(("", ""));
        let token = percent_decoded(token);
        let looks_real = token
            .split_once(':')
            .is_some_and(|(id, secret)| id.parse::<u64>().is_ok() && !secret.is_empty());
        if !looks_real || method.is_empty() {
            return Err(refusal(404, "Not Found"));
        }
        if token != self.token || self.revoked.load(Ordering::SeqCst) {
            return Err(refusal(401, "Unauthorized"));
        }
        let params = Params::of(request).map_err(|why| refusal(400, &why))?;
        Ok((method.to_owned(), params))
    }

    /// The client had left before the answer of this call could be written.
    fn never_heard(&self, number: u64) {
        let mut state = self.state();
        if let Ok(at) = state
            .log
            .0
            .binary_search_by_key(&number, |call| call.number)
        {
            let call = &mut state.log.0[at];
            call.told = Told::Nothing;
            call.uncertain = call.took_effect;
        }
    }
}

/// Keeps the port from others while connections to it are refused: bound, but not listening.
fn keep_port(address: SocketAddr) -> Option<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    socket.set_reuse_address(true).ok()?;
    socket.bind(&address.into()).ok()?;
    Some(socket)
}
