-- What a person chose: how hard buyers are, and which training of their language.
ALTER TABLE people ADD COLUMN difficulty TEXT;
ALTER TABLE people ADD COLUMN training TEXT;

-- Needs stated in a training, and which case it was: the same buyer called again pays only what is better.
ALTER TABLE trainings ADD COLUMN needs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE trainings ADD COLUMN case_key BIGINT NOT NULL DEFAULT 0;

-- What a person has earned once, by the pack's own names. Shared by all bots, as experience is.
CREATE TABLE achievements (
    person_id BIGINT NOT NULL,
    id        TEXT   NOT NULL,
    earned_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, id)
);

-- Types that trainees called wrong: what the turn was read as, what they say it is. For the operator, as corpus lines.
CREATE TABLE appeals (
    person_id BIGINT NOT NULL,
    bot       TEXT   NOT NULL,
    number    BIGINT NOT NULL,
    turn      BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    read_as   TEXT   NOT NULL,
    label     TEXT   NOT NULL,
    PRIMARY KEY (person_id, bot, number, turn)
);
CREATE INDEX appeals_of_bot ON appeals (bot, at);
