-- Who takes part in a club's ice session, and how members let a club reach them.

ALTER TABLE schedule ADD COLUMN message TEXT;  -- the platform's identifier of what shows a session

CREATE TABLE session_member (
    schedule_id BIGINT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
    person_id   BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name        SEALED,
    PRIMARY KEY (schedule_id, person_id)
);
CREATE INDEX session_member_by_person ON session_member (person_id);

CREATE TABLE club_member (
    club_id   BIGINT NOT NULL REFERENCES club (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    payload   SEALED NOT NULL,
    PRIMARY KEY (club_id, person_id)
);
CREATE INDEX club_member_by_person ON club_member (person_id);

-- The club that somebody manages from their own chat.
ALTER TABLE conversation ADD COLUMN manages BIGINT REFERENCES club (id) ON DELETE SET NULL;
CREATE INDEX conversation_managing ON conversation (manages) WHERE manages IS NOT NULL;
