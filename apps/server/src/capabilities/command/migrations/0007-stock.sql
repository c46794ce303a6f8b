-- Where goods of a lot come from: bought, given as a donation, or kept by a firm under an agreement.
ALTER TABLE lot ADD COLUMN origin text NOT NULL DEFAULT 'bought' CHECK (origin IN ('bought', 'donated', 'agreement'));

-- Goods that went from one store to another, lent ones with the day they are to be back; each with two signatures.
CREATE TABLE lot_move (
  id uuid PRIMARY KEY,
  lot_id uuid NOT NULL REFERENCES lot,
  to_lot_id uuid NOT NULL REFERENCES lot,
  kind text NOT NULL CHECK (kind IN ('transfer', 'loan', 'return')),
  quantity double precision NOT NULL CHECK (quantity > 0),
  due_date text CHECK (due_date IS NULL OR kind = 'loan'),
  signed_by text NOT NULL,
  counterpart text NOT NULL,
  moved_time timestamptz NOT NULL
);
COMMENT ON TABLE lot_move IS 'append-only';
CREATE INDEX lot_move_time ON lot_move (moved_time DESC, id DESC);
