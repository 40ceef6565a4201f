//! PostgreSQL for tests: databases are apart, and a cluster stops, freezes and comes back when it is told to.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use postgres::{Client, NoTls};

use crate::support::postgres::{Cluster, answers, shared};

#[test]
fn every_test_gets_a_database_of_its_own() {
    let (one, two) = (
        shared().create_database("harness"),
        shared().create_database("harness"),
    );
    one.connect()
        .batch_execute("CREATE TABLE only_here (id BIGINT)")
        .expect("create a table");
    assert!(
        two.connect()
            .batch_execute("SELECT * FROM only_here")
            .is_err()
    );
    let url = one.url();
    drop(one);
    assert!(Client::connect(&url, NoTls).is_err());
}

#[test]
fn a_user_with_a_password_needs_it() {
    let database = shared().create_database("harness");
    let user = format!("keeper_{}", std::process::id());
    let url = shared().create_user(&user, "s3cret", &database.name);
    assert!(Client::connect(&url, NoTls).is_ok());
    let refused = Client::connect(&url.replace("s3cret", "wrong"), NoTls);
    let refused = refused.err().and_then(|error| error.code().cloned());
    assert_eq!(refused, Some(postgres::error::SqlState::INVALID_PASSWORD));
    shared()
        .connect("postgres")
        .batch_execute(&format!("DROP ROLE {user}"))
        .expect("drop the role");
}

#[test]
fn a_cluster_with_tls_shows_who_is_encrypted() {
    let cluster = Cluster::start_with_tls();
    let database = cluster.create_database("harness");
    let _session = database.connect();
    assert_eq!(cluster.sessions(&database.name), (1, 0));
    let greeting = [0, 0, 0, 8, 4, 210, 22, 47];
    let mut stream = TcpStream::connect(("127.0.0.1", cluster.port())).expect("connect");
    stream.write_all(&greeting).expect("ask for TLS");
    let mut answer = [0];
    stream.read_exact(&mut answer).expect("an answer");
    assert_eq!(answer, *b"S");
}

#[test]
fn a_cluster_freezes_thaws_refuses_and_restarts() {
    let mut cluster = Cluster::start();
    let database = cluster.create_database("harness");
    let mut session = database.connect();
    session
        .batch_execute("CREATE TABLE kept (id BIGINT); INSERT INTO kept VALUES (1)")
        .expect("write");

    cluster.freeze();
    assert!(
        answers(cluster.port()),
        "a frozen server still takes connections"
    );
    let (answered, answer) = mpsc::channel();
    let asking = thread::spawn(move || {
        let row = session.query_one("SELECT COUNT(*) FROM kept", &[]);
        let _ = answered.send(row.map(|row| row.get::<_, i64>(0)).ok());
        session
    });
    assert!(
        answer.recv_timeout(Duration::from_millis(300)).is_err(),
        "a frozen server answers nothing"
    );
    cluster.thaw();
    assert_eq!(answer.recv_timeout(Duration::from_secs(10)), Ok(Some(1)));
    let mut session = asking.join().expect("the session is back");

    cluster.refuse();
    assert!(!answers(cluster.port()));
    assert!(session.batch_execute("SELECT 1").is_err());
    cluster.begin();
    assert_eq!(
        database
            .connect()
            .query_one("SELECT id FROM kept", &[])
            .expect("read")
            .get::<_, i64>(0),
        1
    );
    cluster.restart();
    assert!(database.connect().batch_execute("SELECT 1").is_ok());
}
