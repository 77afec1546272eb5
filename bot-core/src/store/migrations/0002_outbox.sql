-- Messages on their way. A message is written with the step that says it and
-- sent after the commit; `due` is when it may next be taken: taking it moves
-- `due` to the end of the lease, and `fence` tells a late answer from a current one.

CREATE TABLE outbox (
    id              ROW_KEY,
    conversation_id BIGINT REFERENCES conversation (id) ON DELETE CASCADE,
    platform        TEXT NOT NULL,
    lane            BIGINT NOT NULL,
    due             BIGINT NOT NULL,
    leased          BIGINT NOT NULL,  -- 1 while somebody holds it, 0 while it only waits
    fence           BIGINT NOT NULL,
    attempts        BIGINT NOT NULL,
    payload         SEALED,
    created         BIGINT NOT NULL,
    finished        BIGINT,
    outcome         TEXT,
    reason          TEXT
);
CREATE INDEX outbox_due ON outbox (platform, lane, due, id) WHERE finished IS NULL;
CREATE INDEX outbox_by_conversation ON outbox (conversation_id, id)
    WHERE conversation_id IS NOT NULL;
CREATE INDEX outbox_finished ON outbox (finished) WHERE finished IS NOT NULL;
