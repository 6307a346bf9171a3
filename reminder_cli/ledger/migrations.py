"""The schema of a ledger, step by step. A step is never edited after a release.

Run by sqlite-utils, only when a step is pending; every statement is plain SQL. ``Table.transform``
must never be used here: it drops triggers without a word.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from reminder_cli.domain.matching_names import customer_keys
from reminder_cli.ledger.schema_version import MIGRATION_SET

migrations = Migrations(MIGRATION_SET)

_DAY = "CHECK ({0} GLOB '????-??-??')"


def _run(db: Database, script: str) -> None:
    for statement in script.split(";;"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_registers(db: Database) -> None:
    """The firm, its settings and terms, customers, invoices, files and payments."""
    _run(
        db,
        f"""
        CREATE TABLE company (
            company_id     INTEGER PRIMARY KEY CHECK (company_id = 1),
            name           TEXT NOT NULL CHECK (name <> ''),
            org_number     TEXT NOT NULL,
            street         TEXT NOT NULL DEFAULT '',
            postal_code    TEXT NOT NULL DEFAULT '',
            city           TEXT NOT NULL DEFAULT '',
            email          TEXT NOT NULL DEFAULT '',
            phone          TEXT NOT NULL DEFAULT '',
            bankgiro       TEXT NOT NULL DEFAULT '',
            plusgiro       TEXT NOT NULL DEFAULT '',
            swish          TEXT NOT NULL DEFAULT '',
            collector      TEXT NOT NULL CHECK (collector IN ('own', 'partner')),
            partner_name   TEXT NOT NULL DEFAULT '',
            partner_org_number TEXT NOT NULL DEFAULT '',
            partner_bankgiro   TEXT NOT NULL DEFAULT '',
            mandate_on     TEXT,
            CHECK (collector = 'own' OR (partner_name <> '' AND mandate_on IS NOT NULL))
        ) STRICT ;;
        CREATE TABLE setting (
            key   TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE terms_accepted (
            collector   TEXT NOT NULL,
            version     INTEGER NOT NULL,
            accepted_on TEXT NOT NULL {_DAY.format("accepted_on")},
            recorded_at TEXT NOT NULL,
            PRIMARY KEY (collector, version)
        ) STRICT ;;
        CREATE TABLE mark (
            key   TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE reference_rate (
            from_date TEXT PRIMARY KEY {_DAY.format("from_date")},
            percent   TEXT NOT NULL,
            source    TEXT NOT NULL,
            confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE import_file (
            file_id     INTEGER PRIMARY KEY,
            sha256      TEXT NOT NULL,
            name        TEXT NOT NULL,
            format      TEXT NOT NULL,
            encoding    TEXT NOT NULL,
            rows        INTEGER NOT NULL,
            invoices    INTEGER NOT NULL DEFAULT 0,
            options     TEXT NOT NULL DEFAULT '',
            imported_on TEXT NOT NULL {_DAY.format("imported_on")},
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE column_map (
            header  TEXT PRIMARY KEY,
            mapping TEXT NOT NULL CHECK (json_valid(mapping))
        ) STRICT ;;
        CREATE TABLE customer (
            customer_id INTEGER PRIMARY KEY,
            number      TEXT NOT NULL,
            name        TEXT NOT NULL,
            kind        TEXT NOT NULL CHECK (kind IN ('consumer', 'business', 'public_body')),
            org_number  TEXT NOT NULL,
            email       TEXT NOT NULL,
            street      TEXT NOT NULL,
            postal_code TEXT NOT NULL,
            city        TEXT NOT NULL,
            country     TEXT NOT NULL,
            language    TEXT NOT NULL CHECK (language IN ('sv', 'en')),
            kind_known  INTEGER NOT NULL DEFAULT 0 CHECK (kind_known IN (0, 1)),
            match_key   TEXT NOT NULL UNIQUE
        ) STRICT ;;
        CREATE INDEX customer_number ON customer (number) WHERE number <> '' ;;
        CREATE TABLE customer_status (
            customer_id INTEGER NOT NULL REFERENCES customer,
            status      TEXT NOT NULL,
            since       TEXT NOT NULL {_DAY.format("since")},
            recorded_at TEXT NOT NULL,
            PRIMARY KEY (customer_id, status)
        ) STRICT ;;
        CREATE TABLE invoice (
            invoice_id   INTEGER PRIMARY KEY,
            number       TEXT NOT NULL UNIQUE CHECK (number <> ''),
            customer_id  INTEGER NOT NULL REFERENCES customer,
            invoice_date TEXT NOT NULL {_DAY.format("invoice_date")},
            due_date     TEXT NOT NULL {_DAY.format("due_date")},
            total_ore    INTEGER NOT NULL,
            reduction_ore   INTEGER NOT NULL DEFAULT 0 CHECK (reduction_ore >= 0),
            paid_before_ore INTEGER NOT NULL DEFAULT 0,
            file_remaining_ore INTEGER,
            currency     TEXT NOT NULL,
            kind         TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'cash_note')),
            ocr          TEXT NOT NULL,
            description  TEXT NOT NULL,
            handled_elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (handled_elsewhere IN (0, 1)),
            credits_number TEXT NOT NULL DEFAULT '',
            vat_ore      INTEGER,
            sent_on      TEXT,
            fee_claimed_ore INTEGER NOT NULL DEFAULT 0,
            reminded_on  TEXT,
            due_date_assumed INTEGER NOT NULL DEFAULT 0 CHECK (due_date_assumed IN (0, 1)),
            file_id      INTEGER NOT NULL REFERENCES import_file,
            file_row     INTEGER NOT NULL
        ) STRICT ;;
        CREATE INDEX invoice_due ON invoice (due_date) ;;
        CREATE INDEX invoice_customer ON invoice (customer_id) ;;
        CREATE TABLE invoice_change (
            change_id   INTEGER PRIMARY KEY,
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            field       TEXT NOT NULL,
            old         TEXT NOT NULL,
            new         TEXT NOT NULL,
            applied     INTEGER NOT NULL CHECK (applied IN (0, 1)),
            file_id     INTEGER NOT NULL REFERENCES import_file,
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE INDEX invoice_change_invoice ON invoice_change (invoice_id) ;;
        CREATE TABLE payment (
            payment_id  INTEGER PRIMARY KEY,
            key         TEXT NOT NULL UNIQUE,
            booked_on   TEXT NOT NULL {_DAY.format("booked_on")},
            amount_ore  INTEGER NOT NULL CHECK (amount_ore > 0),
            source      TEXT NOT NULL,
            reference   TEXT NOT NULL DEFAULT '',
            payer       TEXT NOT NULL DEFAULT '',
            recorded_at TEXT NOT NULL
        ) STRICT
        """,
    )


@migrations()
def m002_events(db: Database) -> None:
    """What has happened, which nobody may change, and the state that is derived from it."""
    _run(
        db,
        f"""
        CREATE TABLE event (
            seq         INTEGER PRIMARY KEY,
            key         TEXT NOT NULL UNIQUE,
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            kind        TEXT NOT NULL,
            counts_on   TEXT NOT NULL {_DAY.format("counts_on")},
            recorded_at TEXT NOT NULL,
            body        TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT ;;
        CREATE INDEX event_invoice ON event (invoice_id, seq) ;;
        CREATE TRIGGER event_no_update BEFORE UPDATE ON event
        BEGIN SELECT raise(ABORT, 'event is append-only'); END ;;
        CREATE TRIGGER event_no_delete BEFORE DELETE ON event
        BEGIN SELECT raise(ABORT, 'event is append-only'); END ;;
        CREATE TABLE note (
            event_key TEXT PRIMARY KEY,
            text      TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE case_state (
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            case_no     INTEGER NOT NULL,
            customer_id INTEGER NOT NULL REFERENCES customer,
            stage       TEXT NOT NULL,
            outcome     TEXT,
            disputed    INTEGER NOT NULL CHECK (disputed IN (0, 1)),
            hold_until  TEXT,
            opened_on   TEXT NOT NULL,
            sent_on     TEXT,
            closed_on   TEXT,
            look_on     TEXT,
            PRIMARY KEY (invoice_id, case_no)
        ) STRICT, WITHOUT ROWID ;;
        CREATE INDEX case_state_look ON case_state (look_on) WHERE look_on IS NOT NULL ;;
        CREATE INDEX case_state_open ON case_state (stage) WHERE outcome IS NULL
        """,
    )


@migrations()
def m003_letters(db: Database) -> None:
    """The archive of letters: who got which bytes, when and how, and what became of it."""
    _run(
        db,
        f"""
        CREATE TABLE letter (
            letter_id   INTEGER PRIMARY KEY,
            kind        TEXT NOT NULL,
            customer_id INTEGER NOT NULL REFERENCES customer,
            dated_on    TEXT NOT NULL {_DAY.format("dated_on")},
            due_on      TEXT NOT NULL {_DAY.format("due_on")},
            channel     TEXT NOT NULL CHECK (channel IN ('print', 'email')),
            language    TEXT NOT NULL,
            total_ore   INTEGER NOT NULL,
            ocr         TEXT NOT NULL,
            sha256      TEXT NOT NULL,
            name        TEXT NOT NULL UNIQUE,
            recipient   TEXT NOT NULL CHECK (json_valid(recipient)),
            state       TEXT NOT NULL CHECK (
                state IN ('recorded', 'waiting', 'started', 'sent', 'failed', 'uncertain', 'undone')),
            sent_on     TEXT,
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE INDEX letter_open ON letter (state) WHERE state NOT IN ('sent', 'undone') ;;
        CREATE TABLE letter_invoice (
            letter_id  INTEGER NOT NULL REFERENCES letter,
            invoice_id INTEGER NOT NULL REFERENCES invoice,
            PRIMARY KEY (letter_id, invoice_id)
        ) STRICT, WITHOUT ROWID ;;
        CREATE INDEX letter_invoice_invoice ON letter_invoice (invoice_id)
        """,
    )


@migrations()
def m004_deliveries(db: Database) -> None:
    """How often a letter was tried, when it is tried again, and what went wrong the last time.

    ``message_id`` is fixed at the first try: a mail that comes twice can be seen to be one.
    """
    _run(
        db,
        """
        ALTER TABLE letter ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0) ;;
        ALTER TABLE letter ADD COLUMN next_try_at TEXT ;;
        ALTER TABLE letter ADD COLUMN message_id TEXT NOT NULL DEFAULT '' ;;
        ALTER TABLE letter ADD COLUMN problem TEXT NOT NULL DEFAULT ''
        """,
    )


@migrations()
def m006_payments(db: Database) -> None:
    """Payments from files of banks: what each file said, what waits, and what was done with it.

    The table of payments is made anew: what a bank takes back has a negative amount.
    """
    _run(
        db,
        f"""
        CREATE TABLE payment_file (
            file_id      INTEGER PRIMARY KEY,
            sha256       TEXT NOT NULL UNIQUE,
            name         TEXT NOT NULL,
            format       TEXT NOT NULL,
            encoding     TEXT NOT NULL,
            rows         INTEGER NOT NULL,
            payments     INTEGER NOT NULL,
            sum_ore      INTEGER NOT NULL,
            covers_until TEXT,
            accounts     TEXT NOT NULL CHECK (json_valid(accounts)),
            left_out     TEXT NOT NULL CHECK (json_valid(left_out)),
            imported_on  TEXT NOT NULL {_DAY.format("imported_on")},
            recorded_at  TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE payment_deposit (
            deposit_key TEXT NOT NULL,
            amount_ore  INTEGER NOT NULL,
            booked_on   TEXT NOT NULL {_DAY.format("booked_on")},
            account     TEXT NOT NULL,
            payments    INTEGER NOT NULL,
            PRIMARY KEY (deposit_key, amount_ore)
        ) STRICT, WITHOUT ROWID ;;
        CREATE INDEX payment_deposit_day ON payment_deposit (booked_on) ;;
        CREATE TABLE payment_made_anew (
            payment_id  INTEGER PRIMARY KEY,
            key         TEXT NOT NULL UNIQUE,
            booked_on   TEXT NOT NULL {_DAY.format("booked_on")},
            amount_ore  INTEGER NOT NULL CHECK (amount_ore <> 0),
            source      TEXT NOT NULL,
            reference   TEXT NOT NULL DEFAULT '',
            payer       TEXT NOT NULL DEFAULT '',
            recorded_at TEXT NOT NULL,
            file_id     INTEGER REFERENCES payment_file,
            file_row    INTEGER NOT NULL DEFAULT 0,
            account     TEXT NOT NULL DEFAULT '',
            payer_giro  TEXT NOT NULL DEFAULT '',
            payer_org_number TEXT NOT NULL DEFAULT '',
            deposit_key TEXT NOT NULL DEFAULT '',
            said        TEXT NOT NULL DEFAULT '[[],[],[]]' CHECK (json_valid(said)),
            is_reversal INTEGER NOT NULL DEFAULT 0 CHECK (is_reversal IN (0, 1)),
            is_deposit_sum INTEGER NOT NULL DEFAULT 0 CHECK (is_deposit_sum IN (0, 1)),
            paid_to     TEXT NOT NULL DEFAULT 'creditor' CHECK (paid_to IN ('creditor', 'partner')),
            state       TEXT NOT NULL DEFAULT 'counted'
                CHECK (state IN ('counted', 'told', 'replaced')),
            told_by     TEXT NOT NULL DEFAULT '',
            waiting_ore INTEGER NOT NULL DEFAULT 0,
            matched_by  TEXT NOT NULL DEFAULT '' CHECK (matched_by IN ('', 'file', 'hand')),
            root_id     INTEGER
        ) STRICT ;;
        INSERT INTO payment_made_anew (payment_id, key, booked_on, amount_ore, source, reference,
            payer, recorded_at, matched_by)
        SELECT payment_id, key, booked_on, amount_ore, source, reference, payer, recorded_at, 'hand'
        FROM payment ;;
        DROP TABLE payment ;;
        ALTER TABLE payment_made_anew RENAME TO payment ;;
        CREATE INDEX payment_day ON payment (booked_on) ;;
        CREATE INDEX payment_waiting ON payment (payment_id) WHERE waiting_ore <> 0 ;;
        CREATE INDEX payment_root ON payment (root_id) WHERE root_id IS NOT NULL ;;
        CREATE TABLE payment_step (
            step_id     INTEGER PRIMARY KEY,
            payment_id  INTEGER NOT NULL REFERENCES payment,
            kind        TEXT NOT NULL CHECK (kind IN ('repaid', 'aside', 'same', 'set_off')),
            counts_on   TEXT NOT NULL {_DAY.format("counts_on")},
            amount_ore  INTEGER NOT NULL,
            other_id    INTEGER,
            invoice_id  INTEGER REFERENCES invoice,
            reason      TEXT NOT NULL DEFAULT '',
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE INDEX payment_step_payment ON payment_step (payment_id) ;;
        CREATE TABLE payment_alike (
            payment_id INTEGER NOT NULL REFERENCES payment,
            other_id   INTEGER NOT NULL REFERENCES payment,
            PRIMARY KEY (payment_id, other_id)
        ) STRICT, WITHOUT ROWID
        """,
    )


@migrations()
def m007_guardian(db: Database) -> None:
    """Whom a debtor's letters go to, the address a case was opened with, and plans that were shown."""
    _run(
        db,
        f"""
        ALTER TABLE customer ADD COLUMN guardian_name TEXT NOT NULL DEFAULT '' ;;
        ALTER TABLE customer ADD COLUMN guardian_street TEXT NOT NULL DEFAULT '' ;;
        ALTER TABLE customer ADD COLUMN guardian_postal_code TEXT NOT NULL DEFAULT '' ;;
        ALTER TABLE customer ADD COLUMN guardian_city TEXT NOT NULL DEFAULT '' ;;
        CREATE TABLE case_address (
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            case_no     INTEGER NOT NULL,
            street      TEXT NOT NULL,
            postal_code TEXT NOT NULL,
            city        TEXT NOT NULL,
            country     TEXT NOT NULL,
            email       TEXT NOT NULL,
            PRIMARY KEY (invoice_id, case_no)
        ) STRICT, WITHOUT ROWID ;;
        CREATE TABLE shown_plan (
            hash        TEXT PRIMARY KEY,
            planned_for TEXT NOT NULL {_DAY.format("planned_for")},
            body        TEXT NOT NULL CHECK (json_valid(body)),
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        -- A case at monitoring now gets a yearly letter: early is looked at, and put right, at once.
        UPDATE case_state SET look_on = opened_on WHERE outcome IS NULL AND stage = 'monitoring'
        """,
    )


@migrations()
def m008_books(db: Database) -> None:
    """What was exported to the books, with the bytes of each file, and the settled periods."""
    tables = (
        *("voucher_export", "voucher_file", "voucher"),
        *("booked_under", "stated_vat", "settlement", "settlement_item"),
    )
    guards = ";;".join(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
        for table in tables
        for verb in ("UPDATE", "DELETE")
    )
    _run(
        db,
        f"""
        CREATE TABLE voucher_export (
            export_id   INTEGER PRIMARY KEY,
            kind        TEXT NOT NULL CHECK (kind IN ('sie', 'csv')),
            made_on     TEXT NOT NULL {_DAY.format("made_on")},
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE voucher_file (
            export_id   INTEGER NOT NULL REFERENCES voucher_export,
            part        TEXT NOT NULL,
            name        TEXT NOT NULL,
            sha256      TEXT NOT NULL,
            content     BLOB NOT NULL,
            PRIMARY KEY (export_id, part)
        ) STRICT ;;
        CREATE TABLE voucher (
            voucher_id  INTEGER PRIMARY KEY,
            export_id   INTEGER NOT NULL REFERENCES voucher_export,
            key         TEXT NOT NULL,
            invoice_id  INTEGER REFERENCES invoice,
            dated_on    TEXT NOT NULL {_DAY.format("dated_on")},
            text        TEXT NOT NULL,
            rows        TEXT NOT NULL CHECK (json_valid(rows)),
            UNIQUE (export_id, key)
        ) STRICT ;;
        CREATE INDEX voucher_invoice ON voucher (invoice_id) ;;
        CREATE INDEX voucher_key ON voucher (key) ;;
        CREATE TABLE booked_under (
            invoice_id  INTEGER PRIMARY KEY REFERENCES invoice,
            rules       TEXT NOT NULL CHECK (json_valid(rules))
        ) STRICT ;;
        CREATE TABLE stated_vat (
            invoice_id  INTEGER PRIMARY KEY REFERENCES invoice,
            parts       TEXT NOT NULL CHECK (json_valid(parts)),
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE settlement (
            settlement_id INTEGER PRIMARY KEY,
            period      TEXT NOT NULL UNIQUE CHECK (period GLOB '????-??'),
            partner     TEXT NOT NULL,
            invoice     TEXT NOT NULL CHECK (invoice <> ''),
            invoiced_on TEXT NOT NULL {_DAY.format("invoiced_on")},
            cases       TEXT NOT NULL CHECK (json_valid(cases)),
            voucher     TEXT NOT NULL CHECK (json_valid(voucher)),
            settled_on  TEXT NOT NULL {_DAY.format("settled_on")},
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE settlement_item (
            settlement_id INTEGER NOT NULL REFERENCES settlement,
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            case_no     INTEGER NOT NULL,
            item        TEXT NOT NULL,
            amount_ore  INTEGER NOT NULL CHECK (amount_ore <> 0),
            PRIMARY KEY (settlement_id, invoice_id, case_no, item)
        ) STRICT, WITHOUT ROWID ;;
        CREATE INDEX settlement_item_case ON settlement_item (invoice_id, case_no) ;;
        {guards}
        """,
    )


@migrations()
def m009_agreements(db: Database) -> None:
    """What was agreed with one customer, on one invoice, or by all from a day on."""
    _run(
        db,
        f"""
        CREATE TABLE agreement (
            agreement_id INTEGER PRIMARY KEY,
            key          TEXT NOT NULL,
            value        TEXT NOT NULL,
            customer_id  INTEGER REFERENCES customer,
            invoice_id   INTEGER REFERENCES invoice,
            from_on      TEXT NOT NULL {_DAY.format("from_on")},
            recorded_at  TEXT NOT NULL,
            CHECK (customer_id IS NULL OR invoice_id IS NULL)
        ) STRICT
        """,
    )


@migrations()
def m010_erasure(db: Database) -> None:
    """Whose data have been erased, and when; nothing of who it was."""
    _run(
        db,
        f"""
        CREATE TABLE erasure (
            customer_id INTEGER PRIMARY KEY REFERENCES customer,
            erased_on   TEXT NOT NULL {_DAY.format("erased_on")},
            recorded_at TEXT NOT NULL
        ) STRICT
        """,
    )


@migrations()
def m011_claim_search(db: Database) -> None:
    """What finds the invoices that a payment may be about without looking through all of them.

    ``customer_key`` and ``open_claim`` are derived, and can be made anew from the rest.
    """
    key = (
        "ltrim(lower(replace(replace(replace(replace(replace({0}, ' ', ''), '-', ''), '/', ''),"
        " '.', ''), '_', '')), '0')"
    )
    odd = "{0} GLOB '*[^0-9A-Za-z /._-]*'"
    more = "kind NOT IN ('payment_received', 'payment_reversed', 'overpayment_repaid')"
    _run(
        db,
        f"""
        CREATE INDEX invoice_number_key ON invoice ({key.format("number")})
            WHERE number <> {key.format("number")} ;;
        CREATE INDEX invoice_ocr_key ON invoice ({key.format("ocr")})
            WHERE ocr <> '' AND ocr <> number ;;
        CREATE INDEX invoice_odd ON invoice (invoice_id)
            WHERE {odd.format("number")} OR {odd.format("ocr")} ;;
        CREATE INDEX invoice_paid_before ON invoice (paid_before_ore) WHERE paid_before_ore > 0 ;;
        CREATE INDEX invoice_paid_before_customer ON invoice (customer_id)
            WHERE paid_before_ore > 0 ;;
        CREATE INDEX event_more ON event (invoice_id) WHERE {more} ;;
        CREATE INDEX letter_ocr ON letter (ocr) WHERE ocr <> '' ;;
        CREATE INDEX payment_giro ON payment (payer_giro) WHERE payer_giro <> '' ;;
        CREATE INDEX payment_by_hand ON payment (payment_id) WHERE source = 'hand' ;;
        CREATE INDEX payment_step_invoice ON payment_step (invoice_id)
            WHERE invoice_id IS NOT NULL ;;
        CREATE TABLE open_claim (
            invoice_id  INTEGER PRIMARY KEY REFERENCES invoice,
            customer_id INTEGER NOT NULL REFERENCES customer,
            left_ore    INTEGER NOT NULL CHECK (left_ore > 0)
        ) STRICT ;;
        CREATE INDEX open_claim_left ON open_claim (left_ore) ;;
        CREATE INDEX open_claim_customer ON open_claim (customer_id) ;;
        CREATE TABLE customer_key (
            key         TEXT NOT NULL,
            customer_id INTEGER NOT NULL REFERENCES customer,
            PRIMARY KEY (key, customer_id)
        ) STRICT, WITHOUT ROWID ;;
        INSERT INTO open_claim SELECT invoice_id, customer_id,
            total_ore - reduction_ore - paid_before_ore - coalesce((
                SELECT sum(json_extract(body, '$.amount_ore')) FROM event
                WHERE event.invoice_id = invoice.invoice_id AND event.kind = 'payment_received'
                AND NOT EXISTS (
                    SELECT 1 FROM event back WHERE back.key = event.key || '/reversed')), 0)
            AS left_ore
        FROM invoice WHERE kind = 'invoice' AND currency = 'SEK' AND left_ore > 0 AND NOT EXISTS (
            SELECT 1 FROM event WHERE event.invoice_id = invoice.invoice_id AND {more})
        """,
    )
    rows = db.execute("SELECT customer_id, name, org_number FROM customer").fetchall()
    db.conn.executemany(
        "INSERT INTO customer_key VALUES (?, ?)",
        [(key, row[0]) for row in rows for key in customer_keys(row[1], row[2])],
    )


@migrations()
def m012_stated_books(db: Database) -> None:
    """What bookkeeping files said of the account of claims, the newest chart of accounts, and what
    had been set aside for claims that were lost.
    """
    _run(
        db,
        f"""
        CREATE TABLE stated_books (
            file_id     INTEGER PRIMARY KEY REFERENCES import_file,
            first_on    TEXT {_DAY.format("first_on")},
            through_on  TEXT NOT NULL {_DAY.format("through_on")},
            made_on     TEXT NOT NULL {_DAY.format("made_on")}
        ) STRICT ;;
        CREATE TABLE stated_balance (
            file_id     INTEGER NOT NULL REFERENCES stated_books,
            account     TEXT NOT NULL,
            opening_ore INTEGER NOT NULL,
            closing_ore INTEGER NOT NULL,
            PRIMARY KEY (file_id, account)
        ) STRICT, WITHOUT ROWID ;;
        CREATE TABLE stated_item (
            file_id     INTEGER NOT NULL REFERENCES stated_books,
            number      TEXT NOT NULL,
            amount_ore  INTEGER NOT NULL,
            moved       INTEGER NOT NULL CHECK (moved IN (0, 1)),
            PRIMARY KEY (file_id, number)
        ) STRICT, WITHOUT ROWID ;;
        CREATE TABLE stated_allowance (
            invoice_id  INTEGER PRIMARY KEY REFERENCES invoice,
            amount_ore  INTEGER NOT NULL CHECK (amount_ore > 0),
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE TABLE chart_account (
            account     TEXT PRIMARY KEY,
            name        TEXT NOT NULL
        ) STRICT
        """,
    )


@migrations()
def m013_payment_seen(db: Database) -> None:
    """Which files told of a payment after the first: the rows of one file are payments of their own."""
    _run(
        db,
        """
        CREATE TABLE payment_seen (
            payment_id INTEGER NOT NULL REFERENCES payment,
            file_id    INTEGER NOT NULL REFERENCES payment_file,
            PRIMARY KEY (payment_id, file_id)
        ) STRICT, WITHOUT ROWID
        """,
    )


@migrations()
def m014_recorded_by(db: Database) -> None:
    """Who recorded what happened: the user of the computer, or ``tick`` by itself."""
    _run(db, "ALTER TABLE event ADD COLUMN recorded_by TEXT NOT NULL DEFAULT ''")


@migrations()
def m015_histories(db: Database) -> None:
    """What customers and settings held before, and every status a debtor has had.

    What was changed before this step is not known; ``history_from`` says up to which day.
    """
    _run(
        db,
        f"""
        CREATE TABLE register_change (
            change_id   INTEGER PRIMARY KEY,
            register    TEXT NOT NULL CHECK (register IN ('customer', 'setting')),
            customer_id INTEGER REFERENCES customer,
            field       TEXT NOT NULL,
            old         TEXT NOT NULL,
            new         TEXT NOT NULL,
            recorded_at TEXT NOT NULL,
            CHECK ((register = 'customer') = (customer_id IS NOT NULL))
        ) STRICT ;;
        CREATE INDEX register_change_customer ON register_change (customer_id)
            WHERE customer_id IS NOT NULL ;;
        CREATE TABLE status_change (
            change_id   INTEGER PRIMARY KEY,
            customer_id INTEGER NOT NULL REFERENCES customer,
            status      TEXT NOT NULL,
            since       TEXT {_DAY.format("since")},
            recorded_at TEXT NOT NULL
        ) STRICT ;;
        CREATE INDEX status_change_customer ON status_change (customer_id, status) ;;
        INSERT INTO status_change (customer_id, status, since, recorded_at)
            SELECT customer_id, status, since, recorded_at FROM customer_status
            ORDER BY recorded_at, customer_id, status ;;
        INSERT INTO mark SELECT 'history_from', value FROM mark WHERE key = 'last_day'
        """,
    )


@migrations()
def m016_signs_of_files(db: Database) -> None:
    """What a file says of its own age, by which an older one is known; whose kind a person has said;
    and what an erased customer would be known by if a register had it still, as a keyed digest.
    """
    _run(
        db,
        f"""
        ALTER TABLE import_file ADD COLUMN shape TEXT NOT NULL DEFAULT '' ;;
        ALTER TABLE import_file ADD COLUMN family INTEGER ;;
        ALTER TABLE import_file ADD COLUMN said_on TEXT ;;
        ALTER TABLE import_file ADD COLUMN newest_on TEXT ;;
        ALTER TABLE import_file ADD COLUMN saved_on TEXT ;;
        ALTER TABLE customer ADD COLUMN kind_by_hand INTEGER NOT NULL DEFAULT 0
            CHECK (kind_by_hand IN (0, 1)) ;;
        CREATE TABLE erased_key (
            digest      TEXT NOT NULL PRIMARY KEY,
            erased_on   TEXT NOT NULL {_DAY.format("erased_on")}
        ) STRICT
        """,
    )


@migrations()
def m017_whole_rules(db: Database) -> None:
    """The rules that claims are booked under, made whole: what left before a rule was kept was booked
    on the one account of sales, and by the register of VAT as it stands now.
    """
    sales = "json_extract(rules, '$.accounts.sales')"
    _run(
        db,
        f"""
        DROP TRIGGER booked_under_no_update ;;
        UPDATE booked_under SET rules = json_insert(rules, '$.accounts.sales_12', {sales},
            '$.accounts.sales_6', {sales}, '$.accounts.sales_free', {sales}) ;;
        UPDATE booked_under SET rules = json_set(rules, '$.vat_registered', json(coalesce(
            (SELECT CASE WHEN lower(value) IN ('false', 'no', 'nej', '0') THEN 'false' ELSE 'true'
            END FROM setting WHERE key = 'vat_registered'), 'true')))
        WHERE json_extract(rules, '$.vat_registered') IS NULL ;;
        CREATE TRIGGER booked_under_no_update BEFORE UPDATE ON booked_under
        BEGIN SELECT raise(ABORT, 'booked_under is append-only'); END
        """,
    )


@migrations()
def m018_found_at_once(db: Database) -> None:
    """What each run asks for is found without going through all invoices and all letters: the credit
    notes, and the letters that were undone.
    """
    _run(
        db,
        """
        CREATE INDEX invoice_credit ON invoice (invoice_id) WHERE kind = 'credit_note' ;;
        CREATE INDEX letter_undone ON letter (state) WHERE state = 'undone'
        """,
    )


def migrate(path: Path) -> None:
    """Bring a ledger's schema up to this version, each step in a transaction of its own."""
    db = Database(path, execute_plugins=False)
    try:
        migrations.apply(db)
    finally:
        db.close()
