-- What a request to spend beyond the plan is for: something new, or the order whose cost grows.
ALTER TABLE spending_requests ADD COLUMN purpose TEXT NOT NULL DEFAULT 'basket'
    CHECK (purpose IN ('basket', 'change', 'resume', 'visit', 'quote', 'share'));
ALTER TABLE spending_requests ADD COLUMN order_id INTEGER REFERENCES orders (id);
