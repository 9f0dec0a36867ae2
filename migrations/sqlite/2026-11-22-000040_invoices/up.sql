-- Invoices of confirmed deliveries, and credit notes against them.

-- What stands on a provider's invoices about the provider.
CREATE TABLE billing_details (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    legal_name TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL,
    vat_number TEXT,
    updated_by INTEGER REFERENCES users (id),
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX billing_details_provider ON billing_details (provider_id);

-- How far a council lets an invoice differ from the order before somebody has to look at it.
CREATE TABLE billing_settings (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    tolerance_pence INTEGER NOT NULL CHECK (tolerance_pence BETWEEN 0 AND 10000),
    updated_by INTEGER REFERENCES users (id),
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX billing_settings_council ON billing_settings (council_id);

-- The last number drawn. A provider that was merged into another brings its series along, so each has a code of its own.
CREATE TABLE invoice_series (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    code TEXT NOT NULL,
    last_number INTEGER NOT NULL CHECK (last_number >= 0)
) STRICT;
CREATE UNIQUE INDEX invoice_series_code ON invoice_series (kind, code);
CREATE INDEX invoice_series_provider ON invoice_series (provider_id, kind, id);

CREATE TABLE invoices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    series_id INTEGER NOT NULL REFERENCES invoice_series (id),
    number INTEGER NOT NULL CHECK (number > 0),
    reference TEXT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    council_id INTEGER REFERENCES organisations (id),
    payer TEXT NOT NULL CHECK (payer IN ('holder', 'council')),
    parties TEXT NOT NULL,
    made_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    net_pence INTEGER NOT NULL CHECK (net_pence > 0),
    vat_pence INTEGER NOT NULL CHECK (vat_pence >= 0),
    rounding_pence INTEGER NOT NULL CHECK (rounding_pence BETWEEN 0 AND 1),
    total_pence INTEGER NOT NULL,
    credited_pence INTEGER NOT NULL,
    paid_pence INTEGER NOT NULL,
    refunded_pence INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('issued', 'queried', 'approved', 'paid', 'credited')),
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    approved_by INTEGER REFERENCES users (id),
    approved_at TEXT,
    paid_at TEXT,
    CHECK (starts_on <= ends_on),
    CHECK (made_on <= due_on),
    CHECK (total_pence = net_pence + vat_pence + rounding_pence),
    CHECK (credited_pence BETWEEN 0 AND total_pence),
    CHECK (paid_pence BETWEEN 0 AND total_pence),
    CHECK (refunded_pence BETWEEN 0 AND credited_pence AND refunded_pence <= paid_pence),
    CHECK ((status = 'paid') = (paid_pence > 0)),
    CHECK (status <> 'credited' OR credited_pence = total_pence),
    CHECK (status = 'credited' OR status = 'paid' OR credited_pence < total_pence),
    CHECK (payer <> 'council' OR council_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX invoices_number ON invoices (series_id, number);
CREATE UNIQUE INDEX invoices_reference ON invoices (reference);
CREATE INDEX invoices_provider ON invoices (provider_id, status, id);
CREATE INDEX invoices_holder ON invoices (holder_id, status, id);
CREATE INDEX invoices_council ON invoices (council_id, status, id);
CREATE INDEX invoices_pot ON invoices (pot_id, status, id);

CREATE TABLE invoice_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    invoice_id INTEGER NOT NULL REFERENCES invoices (id),
    position INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    order_reference TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('delivery', 'late_charge')),
    delivered_on TEXT NOT NULL,
    unit TEXT NOT NULL,
    units_hundredths INTEGER NOT NULL CHECK (units_hundredths > 0),
    unit_price_pence INTEGER NOT NULL CHECK (unit_price_pence >= 0),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    net_pence INTEGER NOT NULL CHECK (net_pence BETWEEN 0 AND amount_pence),
    vat TEXT NOT NULL CHECK (vat IN ('exempt', 'zero', 'standard', 'outside')),
    ordered_pence INTEGER NOT NULL CHECK (ordered_pence >= 0),
    delivered_pence INTEGER NOT NULL CHECK (delivered_pence >= 0),
    verdict TEXT NOT NULL CHECK (verdict IN ('matches', 'more_than_ordered', 'not_as_delivered', 'more_than_terms')),
    credited_pence INTEGER NOT NULL,
    CHECK (credited_pence BETWEEN 0 AND amount_pence)
) STRICT;
CREATE UNIQUE INDEX invoice_lines_delivery ON invoice_lines (delivery_id);
CREATE UNIQUE INDEX invoice_lines_position ON invoice_lines (invoice_id, position);

-- What payer and provider write to each other about an invoice.
CREATE TABLE invoice_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    invoice_id INTEGER NOT NULL REFERENCES invoices (id),
    side TEXT NOT NULL CHECK (side IN ('payer', 'provider')),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 2000),
    written_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    written_at TEXT NOT NULL
) STRICT;
CREATE INDEX invoice_messages_invoice ON invoice_messages (invoice_id, id);

CREATE TABLE credit_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    series_id INTEGER NOT NULL REFERENCES invoice_series (id),
    number INTEGER NOT NULL CHECK (number > 0),
    reference TEXT NOT NULL,
    invoice_id INTEGER NOT NULL REFERENCES invoices (id),
    made_on TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    net_pence INTEGER NOT NULL CHECK (net_pence > 0),
    vat_pence INTEGER NOT NULL CHECK (vat_pence >= 0),
    rounding_pence INTEGER NOT NULL CHECK (rounding_pence BETWEEN 0 AND 1),
    total_pence INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('settled', 'refund_due', 'refunded')),
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    refunded_by INTEGER REFERENCES users (id),
    refunded_at TEXT,
    CHECK (total_pence = net_pence + vat_pence + rounding_pence),
    CHECK ((status = 'refunded') = (refunded_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX credit_notes_number ON credit_notes (series_id, number);
CREATE UNIQUE INDEX credit_notes_reference ON credit_notes (reference);
CREATE INDEX credit_notes_invoice ON credit_notes (invoice_id, id);

CREATE TABLE credit_note_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    credit_note_id INTEGER NOT NULL REFERENCES credit_notes (id),
    invoice_line_id INTEGER NOT NULL REFERENCES invoice_lines (id),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    net_pence INTEGER NOT NULL CHECK (net_pence BETWEEN 0 AND amount_pence)
) STRICT;
CREATE UNIQUE INDEX credit_note_lines_line ON credit_note_lines (credit_note_id, invoice_line_id);
CREATE INDEX credit_note_lines_invoice_line ON credit_note_lines (invoice_line_id);

-- What was sent to somebody stays as it was sent, and its number is never free again.
CREATE TRIGGER invoices_refuse_delete BEFORE DELETE ON invoices
BEGIN
    SELECT RAISE(ABORT, 'invoices are never deleted');
END;
CREATE TRIGGER invoices_refuse_change BEFORE UPDATE OF series_id, number, reference, pot_id, holder_id, made_on, net_pence, vat_pence, rounding_pence, total_pence ON invoices
BEGIN
    SELECT RAISE(ABORT, 'what an invoice says is never changed');
END;
CREATE TRIGGER invoice_lines_refuse_delete BEFORE DELETE ON invoice_lines
BEGIN
    SELECT RAISE(ABORT, 'lines of invoices are never deleted');
END;
CREATE TRIGGER invoice_lines_refuse_change BEFORE UPDATE OF invoice_id, delivery_id, units_hundredths, unit_price_pence, amount_pence, net_pence, vat ON invoice_lines
BEGIN
    SELECT RAISE(ABORT, 'what an invoice says is never changed');
END;
CREATE TRIGGER credit_notes_refuse_delete BEFORE DELETE ON credit_notes
BEGIN
    SELECT RAISE(ABORT, 'credit notes are never deleted');
END;
CREATE TRIGGER credit_notes_refuse_change BEFORE UPDATE OF series_id, number, reference, invoice_id, net_pence, vat_pence, rounding_pence, total_pence ON credit_notes
BEGIN
    SELECT RAISE(ABORT, 'what a credit note says is never changed');
END;
CREATE TRIGGER credit_note_lines_refuse_change BEFORE UPDATE ON credit_note_lines
BEGIN
    SELECT RAISE(ABORT, 'lines of credit notes are never changed');
END;
CREATE TRIGGER credit_note_lines_refuse_delete BEFORE DELETE ON credit_note_lines
BEGIN
    SELECT RAISE(ABORT, 'lines of credit notes are never deleted');
END;
