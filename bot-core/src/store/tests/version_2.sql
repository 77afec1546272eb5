
-- What a release with the first two migrations left beside that.
INSERT INTO outbox (conversation_id, platform, lane, due, leased, fence, attempts, payload, created, finished, outcome, reason)
    VALUES (NULL, 'telegram', 0, 1795334460000, 1, 1, 1, NULL, 1795334400000, 1795334401000, 'delivered', NULL);
INSERT INTO outbox (conversation_id, platform, lane, due, leased, fence, attempts, payload, created, finished, outcome, reason)
    VALUES (NULL, 'telegram', 0, 1795334460000, 1, 1, 1, NULL, 1795334400000, 1795334401000, 'gone', 'blocked');
