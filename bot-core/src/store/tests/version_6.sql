
-- What a release with the first six migrations left beside that: a club whose ice session
-- somebody joined, and how it may reach them. What is sealed is not opened here.
INSERT INTO club (platform, name, holds, settings, revision, shut_out)
    VALUES ('telegram', '-100', NULL, NULL, 1, NULL);
INSERT INTO schedule (club_id, at_platform, at_space, at_channel, made_by, kind, timing, payload, state, next_at, wake, fence, revision, created, message)
    VALUES (1, 'telegram', '-100', '-100', 1, 'ice_on', '{}', HEX'00', 'active', 1795420800000, 1795420800000, 1, 0, 1795334400000, '41');
INSERT INTO session_member (schedule_id, person_id, name)
    VALUES (2, 1, NULL);
INSERT INTO club_member (club_id, person_id, payload)
    VALUES (1, 1, HEX'00');
