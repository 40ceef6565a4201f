//! The fake must not be what a benchmark measures: it answers thousands of calls a second.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::telegram::Telegram;

const CLIENTS: i64 = 8;
const RUN: Duration = Duration::from_millis(700);
/// Far below what a quiet machine does (over 15,000 optimised): this catches a lock or a delay that has no business there.
const AT_LEAST_PER_SECOND: u64 = 1_000;

#[test]
fn the_fake_answers_thousands_of_sends_a_second() {
    let telegram = Telegram::start();
    let start = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let telegram = telegram.clone();
            thread::spawn(move || hammer(&telegram, 1001 + number, start))
        })
        .collect();
    let answered: u64 = clients
        .into_iter()
        .map(|client| client.join().expect("a client"))
        .sum();
    let rate = answered * 1_000
        / u64::try_from(start.elapsed().as_millis())
            .unwrap_or(u64::MAX)
            .max(1);
    println!("{rate} sendMessage/s with {CLIENTS} connections");
    assert_eq!(telegram.count(), answered);
    assert!(rate >= AT_LEAST_PER_SECOND, "only {rate}/s");
}

fn hammer(telegram: &Telegram, chat: i64, start: Instant) -> u64 {
    let user = telegram.user(chat, "Анна");
    let body = format!(
        r#"{{"chat_id":{},"text":"🎯 <b>Проблемный</b> вопрос","parse_mode":"HTML","reply_markup":{{"inline_keyboard":[[{{"text":"Завершить","callback_data":"finish:1"}}]]}}}}"#,
        user.id
    );
    let request = format!(
        "POST /bot{}/sendMessage HTTP/1.1\r\nHost: fake\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        telegram.token(),
        body.len()
    );
    let mut stream = TcpStream::connect(telegram.url().replace("http://", "")).expect("connect");
    stream.set_nodelay(true).expect("no delay");
    let mut answer = [0; 8192];
    let mut count = 0;
    while start.elapsed() < RUN {
        stream.write_all(request.as_bytes()).expect("write");
        let mut length = 0;
        // The answer is a JSON object without line breaks; it ends where its braces do.
        while !answer[..length].ends_with(b"}}") {
            length += stream.read(&mut answer[length..]).expect("read");
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
        count += 1;
    }
    count
}
