-- What a person works on: one check of the pack, and for how many more trainings its reports show that check alone.
ALTER TABLE people ADD COLUMN focus TEXT;
ALTER TABLE people ADD COLUMN focus_left BIGINT NOT NULL DEFAULT 0;

-- The check that this training was about.
ALTER TABLE sessions ADD COLUMN focus TEXT;

-- What the bot has asked for: the next text in this chat is the answer.
ALTER TABLE chats ADD COLUMN asks TEXT;

-- Reminders that a person asked for. `days` has a bit for each day of the week (Monday is 1), 0 for none; `hour` and the
-- quiet hours are those of the person's time zone; `lang` is spoken where the person has chosen none. `next_at` is when the next one is due, raised before it is sent.
CREATE TABLE reminders (
    bot        TEXT   NOT NULL,
    person_id  BIGINT NOT NULL,
    days       BIGINT NOT NULL,
    hour       BIGINT NOT NULL,
    quiet_from BIGINT NOT NULL,
    quiet_to   BIGINT NOT NULL,
    next_at    BIGINT,
    sent_at    BIGINT,
    lang       TEXT   NOT NULL,
    PRIMARY KEY (bot, person_id)
);
CREATE INDEX reminders_due ON reminders (bot, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX reminders_of_person ON reminders (person_id);

-- People who had everything of theirs deleted, as a keyed hash of the id: it names nobody and refuses a second welcome gift.
CREATE TABLE forgotten (
    hash TEXT   NOT NULL PRIMARY KEY,
    at   BIGINT NOT NULL
);

-- What the database keeps for itself: the proof of its DATA_KEY, random keys of its own.
CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
