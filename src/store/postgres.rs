//! PostgreSQL's side of the adapter: connections with TLS, session limits and a cache of prepared statements.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use postgres::{Client, Statement};
use r2d2_postgres::PostgresConnectionManager;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Error;
use super::url::PostgresUrl;

/// Beyond this many different statements the cache starts anew: only the sizes of batches vary.
const STATEMENTS: usize = 256;
/// A host that acknowledges nothing for this long is gone (a frozen one still acknowledges: see `watch`).
const DEAD_PEER: Duration = Duration::from_secs(15);
const CONNECT: Duration = Duration::from_secs(5);

/// What every connection promises the server: a process stopped in mid-transaction gives its locks back, and nobody
/// waits for a lock for ever.
const SESSION: &str = "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '15s'; \
                       SET client_min_messages = warning";

pub struct Manager {
    inner: PostgresConnectionManager<MakeRustlsConnect>,
    keep_statements: bool,
}

pub struct Connection {
    pub client: Client,
    /// `None` behind a transaction pooler, where a statement may be prepared on one server and run on another.
    pub statements: Option<Statements>,
    /// An error ended it, though it may not know yet: the server's farewell comes before the end of its stream.
    pub broken: bool,
}

#[derive(Default)]
pub struct Statements(HashMap<Box<str>, Statement>);

impl Statements {
    pub fn prepare(
        &mut self,
        tx: &mut postgres::Transaction,
        sql: &str,
    ) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.0.get(sql) {
            return Ok(statement.clone());
        }
        let statement = tx.prepare(sql)?;
        if self.0.len() >= STATEMENTS {
            self.0.clear();
        }
        self.0.insert(sql.into(), statement.clone());
        Ok(statement)
    }
}

impl Manager {
    pub fn new(url: &PostgresUrl) -> Self {
        let mut config = url.config.clone();
        config.application_name("spinbot");
        config.keepalives_idle(Duration::from_secs(30));
        config.tcp_user_timeout(DEAD_PEER);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        Self {
            inner: PostgresConnectionManager::new(config, tls()),
            keep_statements: url.keep_statements,
        }
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    /// Ours, because the pool hands on its text alone, and the driver's does not say why.
    type Error = Error;

    fn connect(&self) -> Result<Connection, Error> {
        let mut client = self.inner.connect()?;
        if self.keep_statements {
            client.batch_execute(SESSION)?;
        }
        Ok(Connection {
            client,
            statements: self.keep_statements.then(Statements::default),
            broken: false,
        })
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), Error> {
        Ok(self.inner.is_valid(&mut connection.client)?)
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.broken || self.inner.has_broken(&mut connection.client)
    }
}

fn tls() -> MakeRustlsConnect {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("ring knows TLS 1.2 and 1.3")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(EncryptOnly(provider)))
        .with_no_client_auth();
    MakeRustlsConnect::new(config)
}

/// `sslmode=require` means what it means to libpq: encrypted, the certificate not compared with a host name or an
/// authority (hosted proxies show ones that verify nowhere). Signatures of the handshake are still checked.
#[derive(Debug)]
struct EncryptOnly(Arc<CryptoProvider>);

impl ServerCertVerifier for EncryptOnly {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
