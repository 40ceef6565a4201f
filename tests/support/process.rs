//! The real binary as a child process: a clean environment, a working directory of its own, signals, its log, and what it
//! costs. It reads only what the operating system shows of a process.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::PATIENCE;
use super::telegram::Telegram;

/// How to start spinbot. Everything started from one launch (or its clones) shares one working directory.
#[derive(Clone)]
pub struct Launch {
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    program: PathBuf,
    directory: Arc<TempDir>,
    started: Arc<AtomicUsize>,
}

impl Launch {
    /// The bot with no arguments and no variables, in a fresh empty directory.
    pub fn new() -> Launch {
        let directory = tempfile::Builder::new()
            .prefix("spinbot-run-")
            .tempdir()
            .expect("a temporary directory");
        Launch {
            arguments: Vec::new(),
            variables: Vec::new(),
            program: PathBuf::from(env!("CARGO_BIN_EXE_spinbot")),
            directory: Arc::new(directory),
            started: Arc::default(),
        }
    }

    /// The same against a fake Telegram.
    pub fn against(telegram: &Telegram) -> Launch {
        Launch::new()
            .variable("BOT_TOKEN", telegram.token())
            .variable("TELEGRAM_API_URL", &telegram.url())
    }

    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Launch {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn database(self, url: &str) -> Launch {
        self.variable("DATABASE_URL", url)
    }

    #[must_use]
    pub fn arguments(mut self, arguments: &[&str]) -> Launch {
        self.arguments = arguments.iter().map(|one| (*one).to_owned()).collect();
        self
    }

    /// Another binary, such as one built from an older commit.
    #[must_use]
    pub fn program(mut self, program: &Path) -> Launch {
        self.program = program.to_owned();
        self
    }

    /// Where it runs, and where `sqlite://spinbot.db` would be.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Starts it. Standard input is empty; both outputs go to files.
    #[track_caller]
    pub fn start(&self) -> Process {
        self.spawn(Stdio::null())
    }

    /// Runs it to its end with these lines on standard input; kills it and panics after `limit`.
    #[track_caller]
    pub fn run(&self, input: &str, limit: Duration) -> Finished {
        let mut process = self.spawn(Stdio::piped());
        let mut pipe = process
            .child
            .stdin
            .take()
            .expect("standard input is a pipe");
        let input = input.to_owned();
        // It may end without reading everything: a broken pipe is its answer, not an error.
        let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
        let status = process.wait_status(limit);
        let _ = writer.join();
        Finished {
            code: status.code(),
            out: process.output(),
            log: process.log(),
        }
    }

    #[track_caller]
    fn spawn(&self, input: Stdio) -> Process {
        let number = self.started.fetch_add(1, Ordering::SeqCst);
        let log_path = self.directory().join(format!("stderr-{number}.log"));
        let output_path = self.directory().join(format!("stdout-{number}.log"));
        let log = File::create(&log_path).expect("a log file");
        let output = File::create(&output_path).expect("an output file");
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.directory())
            .stdin(input)
            .stdout(output)
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", self.program.display()));
        Process {
            child,
            started: Instant::now(),
            log_path,
            output_path,
            directory: Arc::clone(&self.directory),
        }
    }
}

/// How a command ended; `code` is `None` if a signal ended it.
#[derive(Debug)]
pub struct Finished {
    pub code: Option<i32>,
    pub out: String,
    pub log: String,
}

/// A running spinbot; killed when dropped.
pub struct Process {
    child: Child,
    pub started: Instant,
    log_path: PathBuf,
    output_path: PathBuf,
    directory: Arc<TempDir>,
}

impl Process {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Everything on standard error so far.
    pub fn log(&self) -> String {
        read_lossy(&self.log_path)
    }

    /// Everything on standard output so far.
    pub fn output(&self) -> String {
        read_lossy(&self.output_path)
    }

    /// Waits for a line of the log that contains this text, and gives it.
    #[track_caller]
    pub fn waits_for_log(&self, fragment: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let log = self.log();
            if let Some(line) = log.lines().find(|line| line.contains(fragment)) {
                return line.to_owned();
            }
            assert!(
                Instant::now() < deadline,
                "no «{fragment}» in the log within {PATIENCE:?}:\n{log}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// SIGKILL, and waits until it is gone.
    pub fn kill9(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn sigterm(&self) {
        self.signal(libc::SIGTERM);
    }

    pub fn sigint(&self) {
        self.signal(libc::SIGINT);
    }

    /// Stops it as a frozen host does; `sigcont` lets it go on.
    pub fn sigstop(&self) {
        self.signal(libc::SIGSTOP);
    }

    pub fn sigcont(&self) {
        self.signal(libc::SIGCONT);
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The exit code, once it has ended by itself; panics with its log after `limit`.
    #[track_caller]
    pub fn wait_exit(&mut self, limit: Duration) -> i32 {
        let status = self.wait_status(limit);
        let signal = status.signal();
        let code = status.code();
        code.unwrap_or_else(|| panic!("ended by signal {signal:?}; its log:\n{}", self.log()))
    }

    /// Peak resident memory in bytes so far (Linux).
    pub fn rss_peak(&self) -> u64 {
        let status = self.proc_file("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.expect("a VmHWM line") * 1024
    }

    /// Processor time used so far, user and system, to 10 ms (Linux).
    pub fn cpu_time(&self) -> Duration {
        let stat = self.proc_file("stat");
        // The name in parentheses may hold spaces; fields 14 and 15 count from the process id.
        let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        let ticks: Vec<u64> = after_name
            .split(' ')
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse().ok())
            .collect();
        // SAFETY: sysconf reads a constant of the system and touches no memory of ours.
        let per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
        Duration::from_secs_f64(ticks.iter().sum::<u64>() as f64 / per_second as f64)
    }

    pub fn threads(&self) -> usize {
        let status = self.proc_file("status");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("Threads:"));
        line.and_then(|line| line.trim().parse().ok()).unwrap_or(0)
    }

    fn proc_file(&self, name: &str) -> String {
        let path = format!("/proc/{}/{name}", self.id());
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    #[track_caller]
    fn wait_status(&mut self, limit: Duration) -> ExitStatus {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().expect("the child can be waited for") {
                return status;
            }
            if Instant::now() >= deadline {
                let log = self.log();
                self.kill9();
                panic!("still running after {limit:?}; its log:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn signal(&self, signal: i32) {
        send_signal(self.id(), signal);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill9();
        if std::thread::panicking() {
            eprintln!("--- log of spinbot, process {}:\n{}", self.id(), self.log());
        }
    }
}

/// Sends a signal to a process of ours; one that is gone is no error.
pub fn send_signal(process: u32, signal: i32) {
    if let Ok(process) = i32::try_from(process) {
        // SAFETY: kill takes two integers and touches no memory of ours.
        unsafe { libc::kill(process, signal) };
    }
}

fn read_lossy(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}
