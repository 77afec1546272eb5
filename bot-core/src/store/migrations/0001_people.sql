-- People, their conversations, and what they sent. `ROW_KEY` is a number that is
-- never used twice, `SEALED` a value only a key outside the database opens;
-- `dialect.rs` says how each database spells them. Times are milliseconds since 1970.

CREATE TABLE store_key (
    id  BIGINT PRIMARY KEY CHECK (id = 1),
    key SEALED NOT NULL
);

CREATE TABLE person (
    id       ROW_KEY,
    platform TEXT NOT NULL,
    name     TEXT NOT NULL,    -- the platform's identifier of them
    key      SEALED NOT NULL,  -- gone with the row: then nothing of theirs opens again
    profile  SEALED,
    created  BIGINT NOT NULL,
    UNIQUE (platform, name)
);
CREATE INDEX person_without_profile ON person (created) WHERE profile IS NULL;

CREATE TABLE conversation (
    id        ROW_KEY,
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    space     TEXT,
    channel   TEXT NOT NULL,
    thread    TEXT,
    question  TEXT,            -- the platform's identifier of the last question's message
    session   BIGINT,
    revision  BIGINT,
    state     SEALED,
    expires   BIGINT
);
CREATE UNIQUE INDEX conversation_by_place
    ON conversation (person_id, channel, coalesce(space, ''), coalesce(thread, ''));
CREATE INDEX conversation_by_channel ON conversation (channel);
CREATE INDEX conversation_expiring ON conversation (expires) WHERE expires IS NOT NULL;

-- An event acted on keeps its fingerprint only, so that it is known when it comes again.
CREATE TABLE inbox (
    id              ROW_KEY,
    event           SEALED NOT NULL UNIQUE,  -- a keyed fingerprint, 16 bytes
    conversation_id BIGINT REFERENCES conversation (id) ON DELETE SET NULL,
    payload         SEALED,
    received        BIGINT NOT NULL,
    done            BIGINT,
    failed          TEXT                     -- why it was set aside
);
CREATE INDEX inbox_by_conversation ON inbox (conversation_id, id) WHERE conversation_id IS NOT NULL;
CREATE INDEX inbox_done ON inbox (done) WHERE done IS NOT NULL;
