
-- What a release with the first three migrations left beside that: a reminder, its firing
-- with an adapter, another that waits. What is sealed is not opened here.
INSERT INTO schedule (person_id, conversation_id, made_by, kind, timing, payload, state, next_at, wake, fence, revision, created)
    VALUES (1, 1, 1, 'stretch', '{}', HEX'00', 'active', 1795420800000, 1795420800000, 2, 0, 1795334400000);
INSERT INTO occurrence (schedule_id, due, kind, late, state, reason, sent, finished)
    VALUES (1, 1795334460000, 'stretch', 0, 'pending', NULL, NULL, NULL);
INSERT INTO outbox (conversation_id, platform, lane, due, leased, fence, attempts, payload, created, occurrence_id)
    VALUES (1, 'telegram', 2, 1795334530000, 1, 1, 1, HEX'00', 1795334470000, 1);
INSERT INTO outbox (conversation_id, platform, lane, due, leased, fence, attempts, payload, created, occurrence_id)
    VALUES (1, 'telegram', 0, 1795334480000, 0, 0, 0, HEX'00', 1795334480000, NULL);
