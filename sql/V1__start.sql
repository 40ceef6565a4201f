-- One text for SQLite and PostgreSQL: BIGINT, TEXT, DOUBLE PRECISION and BOOLEAN only; times are epoch milliseconds,
-- days are day numbers (1970-01-01 is 0). `bot` is part of every key that belongs to one bot; people belong to all of them.

-- One row per bot: the counter that numbers its inbox, and until when Telegram wants it to send nothing at all.
CREATE TABLE bots (
    bot          TEXT   NOT NULL PRIMARY KEY,
    next_seq     BIGINT NOT NULL,
    parked_until BIGINT NOT NULL
);

-- Who polls and sends for a bot (PostgreSQL; on SQLite an OS lock beside the file decides).
CREATE TABLE leaders (
    bot    TEXT   NOT NULL PRIMARY KEY,
    holder TEXT   NOT NULL,
    epoch  BIGINT NOT NULL,
    beat   BIGINT NOT NULL
);

-- A conversation. `turn` is raised first by whoever works on the chat: its row lock puts the workers in a line.
-- `screen` numbers the buttons in force. (`waits_seq`, `waits_n`) is the job whose answer the chat waits for.
CREATE TABLE chats (
    bot          TEXT    NOT NULL,
    chat_id      BIGINT  NOT NULL,
    turn         BIGINT  NOT NULL,
    screen       BIGINT  NOT NULL,
    waits_seq    BIGINT,
    waits_n      BIGINT,
    reachable    BOOLEAN NOT NULL,
    parked_until BIGINT  NOT NULL,
    PRIMARY KEY (bot, chat_id)
);

-- What came in: an update of Telegram's as raw text, or the answer of a job. state: open, done, aside.
-- (`kind`, `key_a`, `key_b`) lets each in once: update_id and a hash of the raw text, or the job's (seq, n).
CREATE TABLE inbox (
    bot         TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    chat_id     BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    key_a       BIGINT NOT NULL,
    key_b       BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    attempts    BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    done_at     BIGINT,
    body        TEXT,
    reason      TEXT,
    PRIMARY KEY (bot, seq),
    UNIQUE (bot, kind, key_a, key_b)
);
CREATE INDEX inbox_open ON inbox (bot, chat_id, seq) WHERE state = 'open';
CREATE INDEX inbox_done ON inbox (bot, done_at) WHERE state = 'done';
CREATE INDEX inbox_aside ON inbox (bot, seq) WHERE state = 'aside';

-- What goes out, keyed by the inbox row that caused it. state: open, sent, failed.
-- `claimed`: written before the call, so that after a crash nobody takes a call that may have happened for one that did not.
CREATE TABLE outbox (
    bot        TEXT    NOT NULL,
    seq        BIGINT  NOT NULL,
    n          BIGINT  NOT NULL,
    chat_id    BIGINT  NOT NULL,
    lane       BIGINT  NOT NULL,
    state      TEXT    NOT NULL,
    claimed    BOOLEAN NOT NULL,
    uncertain  BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL,
    done_at    BIGINT,
    body       TEXT,
    reason     TEXT,
    PRIMARY KEY (bot, seq, n)
);
CREATE INDEX outbox_open ON outbox (bot, chat_id, seq, n) WHERE state = 'open';
CREATE INDEX outbox_done ON outbox (bot, done_at) WHERE state <> 'open';

-- Slow work and calls whose answer matters. state: open, running, done, failed. `fence` rises with every claim.
CREATE TABLE jobs (
    bot          TEXT   NOT NULL,
    seq          BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    chat_id      BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    fence        BIGINT NOT NULL,
    run_at       BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    done_at      BIGINT,
    payload      TEXT,
    reason       TEXT,
    PRIMARY KEY (bot, seq, n)
);
CREATE INDEX jobs_open ON jobs (bot, run_at) WHERE state = 'open';
CREATE INDEX jobs_running ON jobs (bot, leased_until) WHERE state = 'running';
CREATE INDEX jobs_done ON jobs (bot, done_at) WHERE done_at IS NOT NULL;

-- A person is their Telegram id; 0 is the person at the terminal, who has none. Shared by all bots.
CREATE TABLE people (
    id            BIGINT NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    username      TEXT   NOT NULL,
    search_name   TEXT   NOT NULL,
    lang          TEXT,
    time_zone     TEXT,
    xp            BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    seen_at       BIGINT NOT NULL
);

-- A training under way or ended. state: open, finished, dropped. `engine` is the engine's own state, opaque JSON.
CREATE TABLE sessions (
    person_id  BIGINT NOT NULL,
    bot        TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    lang       TEXT   NOT NULL,
    seed       BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    turns      BIGINT NOT NULL,
    questions  BIGINT NOT NULL,
    clarity    BIGINT NOT NULL,
    engine     TEXT,
    PRIMARY KEY (person_id, bot, number)
);

-- The transcript: what the trainee wrote, how it was read, what the buyer said.
CREATE TABLE turns (
    person_id   BIGINT  NOT NULL,
    bot         TEXT    NOT NULL,
    number      BIGINT  NOT NULL,
    turn        BIGINT  NOT NULL,
    at          BIGINT  NOT NULL,
    act         TEXT    NOT NULL,
    label       TEXT    NOT NULL,
    confidence  DOUBLE PRECISION NOT NULL,
    contextual  BOOLEAN NOT NULL,
    points      BIGINT  NOT NULL,
    clarity     BIGINT  NOT NULL,
    openness    BIGINT  NOT NULL,
    buyer_label TEXT    NOT NULL,
    question    TEXT    NOT NULL,
    answer      TEXT    NOT NULL,
    PRIMARY KEY (person_id, bot, number, turn)
);

-- Finished trainings: everything that totals, reports and figures count.
CREATE TABLE trainings (
    person_id   BIGINT NOT NULL,
    bot         TEXT   NOT NULL,
    number      BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    lang        TEXT   NOT NULL,
    outcome     TEXT   NOT NULL,
    badge       TEXT   NOT NULL,
    score       BIGINT NOT NULL,
    points      BIGINT NOT NULL,
    clarity     BIGINT NOT NULL,
    questions   BIGINT NOT NULL,
    situational BIGINT NOT NULL,
    problem     BIGINT NOT NULL,
    implication BIGINT NOT NULL,
    need_payoff BIGINT NOT NULL,
    other       BIGINT NOT NULL,
    contextual  BIGINT NOT NULL,
    PRIMARY KEY (person_id, bot, number)
);
