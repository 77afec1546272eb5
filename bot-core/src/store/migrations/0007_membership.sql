-- When each member's platform was last asked whether they are still in the club.

ALTER TABLE club_member ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;
CREATE INDEX club_member_checked ON club_member (checked);
