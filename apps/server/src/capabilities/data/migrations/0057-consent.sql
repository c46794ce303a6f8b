-- Grants that rest on the consent of each person: a call is for one of them and asks whether that consent is given now.
ALTER TABLE application ADD COLUMN by_consent boolean NOT NULL DEFAULT false;
ALTER TABLE grant_of_use ADD COLUMN by_consent boolean NOT NULL DEFAULT false;
