-- Schedules and their firings. `wake` is when a schedule has to be looked at:
-- taking it moves `wake` to the end of the lease, and `fence` tells a late
-- holder from the current one. It is NULL for all that never has to be.

ALTER TABLE person ADD COLUMN holds TEXT;  -- quiet hours, pauses, breaks, as JSON

CREATE TABLE club (
    id       ROW_KEY,
    platform TEXT NOT NULL,
    name     TEXT NOT NULL,     -- the platform's identifier of it
    holds    TEXT,
    UNIQUE (platform, name)
);

CREATE TABLE schedule (
    id              ROW_KEY,
    person_id       BIGINT REFERENCES person (id) ON DELETE CASCADE,         -- whose it is,
    club_id         BIGINT REFERENCES club (id) ON DELETE CASCADE,           -- or a club's
    conversation_id BIGINT REFERENCES conversation (id) ON DELETE SET NULL,  -- where it was made
    made_by         BIGINT REFERENCES person (id) ON DELETE SET NULL,
    at_platform     TEXT,       -- where a club's is said
    at_space        TEXT,
    at_channel      TEXT,
    at_thread       TEXT,
    kind            TEXT NOT NULL,
    timing          TEXT NOT NULL,  -- rule with zone, or ice session, as JSON
    holds           TEXT,
    payload         SEALED NOT NULL,
    state           TEXT NOT NULL,  -- active, gone, ended, set_aside
    reason          TEXT,
    next_at         BIGINT,
    held_due        BIGINT,
    held_until      BIGINT,
    wake            BIGINT,
    fence           BIGINT NOT NULL,
    revision        BIGINT NOT NULL,
    created         BIGINT NOT NULL,
    ended           BIGINT,
    CHECK ((person_id IS NULL) <> (club_id IS NULL))
);
CREATE INDEX schedule_due ON schedule (wake, id) WHERE wake IS NOT NULL;
CREATE INDEX schedule_by_person ON schedule (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX schedule_by_club ON schedule (club_id) WHERE club_id IS NOT NULL;
CREATE INDEX schedule_by_conversation ON schedule (conversation_id)
    WHERE conversation_id IS NOT NULL;
CREATE INDEX schedule_by_maker ON schedule (made_by) WHERE made_by IS NOT NULL;
CREATE INDEX schedule_by_place ON schedule (at_channel) WHERE at_channel IS NOT NULL;
CREATE INDEX schedule_ended ON schedule (ended) WHERE ended IS NOT NULL;

CREATE TABLE occurrence (
    id          ROW_KEY,
    schedule_id BIGINT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
    due         BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    late        BIGINT NOT NULL,  -- 1 where it was said late
    state       TEXT NOT NULL,    -- pending, held; delivered, late, missed, skipped, gone, unknown
    reason      TEXT,
    sent        BIGINT,
    finished    BIGINT,
    UNIQUE (schedule_id, due)
);
CREATE INDEX occurrence_finished ON occurrence (finished) WHERE finished IS NOT NULL;

ALTER TABLE outbox ADD COLUMN occurrence_id BIGINT REFERENCES occurrence (id) ON DELETE CASCADE;
CREATE INDEX outbox_by_occurrence ON outbox (occurrence_id) WHERE occurrence_id IS NOT NULL;
