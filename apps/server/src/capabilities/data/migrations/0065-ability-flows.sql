-- An ability made of others: its steps with branches, what undoes them, and what is answered (PLT-070).
ALTER TABLE ability ADD COLUMN flow jsonb;
