//! A PostgreSQL cluster of one test's own, with its postmaster as our child: made, started, stopped, frozen, thrown away.

use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::Deref;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};
use tempfile::TempDir;

use super::super::eventually;
use super::super::process::send_signal;
use super::{NO_SERVER, PASSWORD_ROLE, Server};

/// A cluster that takes longer than this to start or stop never will.
const CLUSTER_PATIENCE: Duration = Duration::from_secs(60);

/// A cluster of one's own, removed when dropped. It is a [`Server`] as well.
pub struct Cluster {
    server: Server,
    binaries: PathBuf,
    owner: Option<Owner>,
    port: u16,
    postmaster: Option<Child>,
    /// Keeps the port from others while the server is stopped.
    kept: Option<socket2::Socket>,
    directory: TempDir,
}

/// Whom to become: PostgreSQL refuses to run as root.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Deref for Cluster {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Cluster {
    /// Makes an empty cluster and starts it; takes about two seconds.
    #[track_caller]
    pub fn start() -> Cluster {
        let mut cluster = Cluster::prepare();
        cluster.begin();
        cluster
    }

    /// The same with a certificate of its own making, which nobody can verify; plain connections are taken as well.
    #[track_caller]
    pub fn start_with_tls() -> Cluster {
        let mut cluster = Cluster::prepare();
        cluster.make_certificate();
        cluster.configure("ssl = on\n");
        cluster.begin();
        cluster
    }

    #[track_caller]
    fn prepare() -> Cluster {
        let owner = owner();
        let directory = tempfile::Builder::new()
            .prefix("spinbot-pg-")
            .tempdir()
            .expect("a temporary directory");
        if let Some(owner) = owner {
            chown(directory.path(), Some(owner.user), Some(owner.group))
                .expect("give the directory away");
        }
        let port = free_port();
        let cluster = Cluster {
            server: Server {
                base: format!("postgres://postgres@127.0.0.1:{port}"),
            },
            binaries: binaries(),
            owner,
            port,
            postmaster: None,
            kept: None,
            directory,
        };
        cluster.initialise();
        cluster
    }

    /// Stops it as an administrator does: sessions are cut, the data is written. Connections are refused from then on.
    pub fn stop(&mut self) {
        self.end(libc::SIGINT);
    }

    /// Stops it as a power cut does: no farewell, recovery at the next start. Connections are refused from then on.
    pub fn refuse(&mut self) {
        self.end(libc::SIGQUIT);
    }

    /// Starts it again after `stop` or `refuse`.
    #[track_caller]
    pub fn begin(&mut self) {
        self.kept = None;
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.port.to_string()])
            .stderr(fs::File::create(self.log_path()).expect("a log file"));
        self.postmaster = Some(command.spawn().expect("postgres starts"));
        eventually("a started PostgreSQL", CLUSTER_PATIENCE, || {
            let died = self.postmaster.as_mut()?.try_wait().ok()?;
            assert!(died.is_none(), "PostgreSQL did not start:\n{}", self.log());
            Client::connect(&self.server.url("postgres"), NoTls).ok()
        });
    }

    #[track_caller]
    pub fn restart(&mut self) {
        self.stop();
        self.begin();
    }

    /// Stops every process of the cluster where it stands: connections stay open and nothing answers.
    pub fn freeze(&self) {
        let mut frozen: Vec<u32> = Vec::new();
        // The postmaster first, so that no new children come; then children until there are no new ones.
        loop {
            let mut processes = self.processes();
            processes.retain(|process| !frozen.contains(process));
            if processes.is_empty() {
                return;
            }
            for process in processes {
                send_signal(process, libc::SIGSTOP);
                frozen.push(process);
            }
        }
    }

    /// Lets a frozen cluster go on.
    pub fn thaw(&self) {
        for process in self.processes().into_iter().rev() {
            send_signal(process, libc::SIGCONT);
        }
    }

    /// What the server has logged since its last start.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn initialise(&self) {
        let made = self
            .command("initdb")
            .args([
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(self.data())
            .output()
            .expect("initdb starts");
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let access = format!(
            "host all +{PASSWORD_ROLE} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
        );
        fs::write(self.data().join("pg_hba.conf"), access).expect("write pg_hba.conf");
        self.configure(
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 100\n\
             shared_buffers = 32MB\n",
        );
    }

    fn configure(&self, lines: &str) {
        let mut settings = fs::OpenOptions::new()
            .append(true)
            .open(self.data().join("postgresql.conf"))
            .expect("open postgresql.conf");
        settings
            .write_all(lines.as_bytes())
            .expect("write postgresql.conf");
    }

    fn make_certificate(&self) {
        let mut command = self.as_owner(Command::new("openssl"));
        let made = command
            .current_dir(self.data())
            .args([
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ])
            .args(["-keyout", "server.key", "-out", "server.crt"])
            .output()
            .expect("openssl is installed");
        assert!(
            made.status.success(),
            "openssl: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let key = self.data().join("server.key");
        fs::set_permissions(key, fs::Permissions::from_mode(0o600))
            .expect("only PostgreSQL may read the key");
    }

    fn end(&mut self, signal: i32) {
        let Some(mut postmaster) = self.postmaster.take() else {
            return;
        };
        self.thaw_children_of(postmaster.id());
        send_signal(postmaster.id(), signal);
        let deadline = Instant::now() + CLUSTER_PATIENCE;
        while matches!(postmaster.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = postmaster.kill();
        let _ = postmaster.wait();
        self.kept = keep_port(self.port);
    }

    fn thaw_children_of(&self, postmaster: u32) {
        for process in with_children(postmaster) {
            send_signal(process, libc::SIGCONT);
        }
    }

    /// The postmaster first, then its children.
    fn processes(&self) -> Vec<u32> {
        self.postmaster
            .as_ref()
            .map_or(Vec::new(), |postmaster| with_children(postmaster.id()))
    }

    fn command(&self, program: &str) -> Command {
        let mut command = self.as_owner(Command::new(self.binaries.join(program)));
        command
            .current_dir(self.directory.path())
            .env_remove("PGDATA")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }

    fn as_owner(&self, mut command: Command) -> Command {
        if let Some(owner) = self.owner {
            command.uid(owner.user).gid(owner.group);
        }
        command
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn log_path(&self) -> PathBuf {
        self.directory.path().join("postgres.log")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nobody needs the data: SIGQUIT stops at once and leaves no shared memory behind.
        self.end(libc::SIGQUIT);
    }
}

fn binaries() -> PathBuf {
    let named = std::env::var_os("SPINBOT_TEST_PG_BIN").map(PathBuf::from);
    named
        .filter(|path| path.join("initdb").exists())
        .unwrap_or_else(|| panic!("{NO_SERVER}"))
}

/// The user `postgres` (or else `nobody`) if we are root.
fn owner() -> Option<Owner> {
    // SAFETY: geteuid only returns a number.
    if unsafe { libc::geteuid() } != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let line = users
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(1);
        let user = fields.next()?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some(Owner { user, group })
    };
    let owner = find("postgres").or_else(|| find("nobody"));
    Some(owner.expect("a user for PostgreSQL, which refuses to run as root"))
}

/// A process and its children, by what /proc (or ps) says.
fn with_children(parent: u32) -> Vec<u32> {
    let mut processes = vec![parent];
    if Path::new("/proc/self/stat").exists() {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        processes.extend(numbers.filter(|process| parent_of(*process) == Some(parent)));
        return processes;
    }
    let listed = Command::new("ps").args(["-axo", "pid=,ppid="]).output();
    let listed = listed.map(|output| output.stdout).unwrap_or_default();
    for line in String::from_utf8_lossy(&listed).lines() {
        let mut numbers = line.split_whitespace().map(str::parse::<u32>);
        if let (Some(Ok(process)), Some(Ok(of))) = (numbers.next(), numbers.next())
            && of == parent
        {
            processes.push(process);
        }
    }
    processes
}

fn parent_of(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

/// A port below those that systems give to outgoing connections, so that none of them takes it while the server is down.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    const LOWEST: u32 = 20_000;
    const PORTS: u32 = 12_000;
    loop {
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let port = LOWEST
            + std::process::id()
                .wrapping_mul(31)
                .wrapping_add(number * 97)
                % PORTS;
        let port = u16::try_from(port).expect("below 32,000");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

fn keep_port(port: u16) -> Option<socket2::Socket> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).ok()?;
    socket.set_reuse_address(true).ok()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    socket.bind(&address.into()).ok()?;
    Some(socket)
}
