-- What sending has to know of a message without opening it. `target` is a keyed
-- fingerprint of the chat it goes to, `begun` when an adapter was last handed
-- it: while it stands, the message may have arrived. `doubts` is how often it
-- was sent again all the same.

ALTER TABLE outbox ADD COLUMN target BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN begun BIGINT;
ALTER TABLE outbox ADD COLUMN doubts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN kind TEXT;     -- of the firing it says,
ALTER TABLE outbox ADD COLUMN fires BIGINT;  -- and when that was to be said
UPDATE outbox SET begun = created WHERE leased = 1 AND finished IS NULL;

DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (platform, lane, due, id, target) WHERE finished IS NULL;
CREATE INDEX outbox_by_target ON outbox (target) WHERE finished IS NULL;

ALTER TABLE occurrence ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE occurrence ADD COLUMN repeats BIGINT NOT NULL DEFAULT 0;

-- Whoever made a schedule is told that its place is closed: 0 to be told, 1 told.
ALTER TABLE schedule ADD COLUMN told BIGINT;
CREATE INDEX schedule_untold ON schedule (id) WHERE told = 0;
