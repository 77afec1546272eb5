-- What clubs have settled, what was changed in them by whom, and what their managers
-- are in the middle of. Sealed with the store's key: it outlives whoever wrote it.

ALTER TABLE club ADD COLUMN settings SEALED;
ALTER TABLE club ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE club ADD COLUMN shut_out BIGINT;  -- since when the bot is no longer there
CREATE INDEX club_shut_out ON club (shut_out) WHERE shut_out IS NOT NULL;

CREATE TABLE club_change (
    club_id   BIGINT NOT NULL REFERENCES club (id) ON DELETE CASCADE,
    revision  BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    person_id BIGINT REFERENCES person (id) ON DELETE SET NULL,
    who       SEALED,           -- NULL where they have been forgotten
    payload   SEALED NOT NULL,
    PRIMARY KEY (club_id, revision)
);
CREATE INDEX club_change_by_person ON club_change (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX club_change_at ON club_change (at);

CREATE TABLE club_dialog (
    club_id   BIGINT NOT NULL REFERENCES club (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    payload   SEALED NOT NULL,
    changed   BIGINT NOT NULL,
    PRIMARY KEY (club_id, person_id)
);
CREATE INDEX club_dialog_by_person ON club_dialog (person_id);
CREATE INDEX club_dialog_changed ON club_dialog (changed);

-- When it was last asked whether the bot may post there and mention the role.
ALTER TABLE schedule ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;
CREATE INDEX schedule_to_check ON schedule (checked) WHERE club_id IS NOT NULL AND state = 'active';
