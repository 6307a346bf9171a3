PRAGMA application_id = 1919249764;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'remind','m001_registers','2026-11-24 11:12:23.361411+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'remind','m002_events','2026-11-24 11:12:23.362925+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'remind','m003_letters','2026-11-24 11:12:23.363850+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'remind','m004_deliveries','2026-11-24 11:12:23.365543+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'remind','m006_payments','2026-11-24 11:12:23.372082+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'remind','m007_guardian','2026-11-24 11:12:23.386553+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'remind','m008_books','2026-11-24 11:12:23.388472+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'remind','m009_agreements','2026-11-24 11:12:23.389226+00:00');
CREATE TABLE agreement (
            agreement_id INTEGER PRIMARY KEY,
            key          TEXT NOT NULL,
            value        TEXT NOT NULL,
            customer_id  INTEGER REFERENCES customer,
            invoice_id   INTEGER REFERENCES invoice,
            from_on      TEXT NOT NULL CHECK (from_on GLOB '????-??-??'),
            recorded_at  TEXT NOT NULL,
            CHECK (customer_id IS NULL OR invoice_id IS NULL)
        ) STRICT
        ;
CREATE TABLE booked_under (
            invoice_id  INTEGER PRIMARY KEY REFERENCES invoice,
            rules       TEXT NOT NULL CHECK (json_valid(rules))
        ) STRICT ;
CREATE TABLE case_address (
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            case_no     INTEGER NOT NULL,
            street      TEXT NOT NULL,
            postal_code TEXT NOT NULL,
            city        TEXT NOT NULL,
            country     TEXT NOT NULL,
            email       TEXT NOT NULL,
            PRIMARY KEY (invoice_id, case_no)
        ) STRICT, WITHOUT ROWID ;
INSERT INTO "case_address" VALUES(1,1,'Hamngatan 4','852 30','Sundsvall','','');
INSERT INTO "case_address" VALUES(2,1,'Hamngatan 4','852 30','Sundsvall','','');
INSERT INTO "case_address" VALUES(3,1,'Hamngatan 4','852 30','Sundsvall','','');
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
        ) STRICT, WITHOUT ROWID ;
INSERT INTO "case_state" VALUES(1,1,1,'demand',NULL,0,NULL,'2026-03-02','2026-03-17',NULL,'2026-03-28');
INSERT INTO "case_state" VALUES(2,1,2,'demand',NULL,0,NULL,'2026-03-02','2026-03-17',NULL,'2026-03-28');
INSERT INTO "case_state" VALUES(3,1,3,'closed','cancelled',0,NULL,'2026-03-02','2026-03-02','2026-03-04',NULL);
CREATE TABLE column_map (
            header  TEXT PRIMARY KEY,
            mapping TEXT NOT NULL CHECK (json_valid(mapping))
        ) STRICT ;
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
        ) STRICT ;
INSERT INTO "company" VALUES(1,'Firman AB','556036-0793','','','','','','5536-7742','','','own','','','',NULL);
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
        , guardian_name TEXT NOT NULL DEFAULT '', guardian_street TEXT NOT NULL DEFAULT '', guardian_postal_code TEXT NOT NULL DEFAULT '', guardian_city TEXT NOT NULL DEFAULT '') STRICT ;
INSERT INTO "customer" VALUES(1,'101','Alnö Bygg AB','business','556912-3473','','Hamngatan 4','852 30','Sundsvall','','sv',0,'n:101','','','','');
INSERT INTO "customer" VALUES(2,'102','Karin Holm','consumer','19810412-9898','','Hamngatan 4','852 30','Sundsvall','','sv',1,'n:102','','','','');
INSERT INTO "customer" VALUES(3,'103','Byholms Måleri HB','business','916611-0007','','Hamngatan 4','852 30','Sundsvall','','sv',0,'n:103','','','','');
CREATE TABLE customer_status (
            customer_id INTEGER NOT NULL REFERENCES customer,
            status      TEXT NOT NULL,
            since       TEXT NOT NULL CHECK (since GLOB '????-??-??'),
            recorded_at TEXT NOT NULL,
            PRIMARY KEY (customer_id, status)
        ) STRICT ;
CREATE TABLE event (
            seq         INTEGER PRIMARY KEY,
            key         TEXT NOT NULL UNIQUE,
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            kind        TEXT NOT NULL,
            counts_on   TEXT NOT NULL CHECK (counts_on GLOB '????-??-??'),
            recorded_at TEXT NOT NULL,
            body        TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT ;
INSERT INTO "event" VALUES(1,'1/1/opened',1,'case_opened','2026-03-02','2026-03-02T12:00:00+00:00','{"case_no":1,"collector":"own","compensation":"fees","contract_percent":null,"customer_kind":"business","day_count":"actual/actual","due_on":"2026-02-19","fee_claimed_on":null,"fee_claimed_ore":0,"interest_from":"2026-02-20","invoice_on":"2026-01-20","principal_ore":1250000,"reminder_fee_agreed":true,"terms_version":1}');
INSERT INTO "event" VALUES(2,'2/1/opened',2,'case_opened','2026-03-02','2026-03-02T12:00:00+00:00','{"case_no":1,"collector":"own","compensation":"fees","contract_percent":null,"customer_kind":"consumer","day_count":"actual/actual","due_on":"2026-02-19","fee_claimed_on":null,"fee_claimed_ore":0,"interest_from":"2026-02-20","invoice_on":"2026-01-20","principal_ore":1250000,"reminder_fee_agreed":true,"terms_version":1}');
INSERT INTO "event" VALUES(3,'3/1/opened',3,'case_opened','2026-03-02','2026-03-02T12:00:00+00:00','{"case_no":1,"collector":"own","compensation":"fees","contract_percent":null,"customer_kind":"business","day_count":"actual/actual","due_on":"2026-02-19","fee_claimed_on":null,"fee_claimed_ore":0,"interest_from":"2026-02-20","invoice_on":"2026-01-20","principal_ore":1250000,"reminder_fee_agreed":true,"terms_version":1}');
INSERT INTO "event" VALUES(4,'1/1/letter/reminder/1',1,'letter_issued','2026-03-02','2026-03-02T12:00:00+00:00','{"case_no":1,"due_on":"2026-03-16","fee_act":"reminder","fee_ore":6000,"interest_ore":3767,"letter":"reminder","letter_id":1,"number":1,"sha256":"2122e560b57c6b5df29bbc6254aab550e7b0e6d77a6edd58bf8654b702c79f69","starts":"reminder","total_ore":1259767}');
INSERT INTO "event" VALUES(5,'2/1/letter/reminder/1',2,'letter_issued','2026-03-02','2026-03-02T12:00:00+00:00','{"case_no":1,"due_on":"2026-03-16","fee_act":"reminder","fee_ore":6000,"interest_ore":3767,"letter":"reminder","letter_id":2,"number":1,"sha256":"229464e576cb4372b88c0b2c58bcae5db59cf8767681123084bee73c7c093517","starts":"reminder","total_ore":1259767}');
INSERT INTO "event" VALUES(6,'3/1/letter/reminder/1',3,'letter_issued','2026-03-02','2026-03-02T12:00:00+00:00','{"case_no":1,"due_on":"2026-03-16","fee_act":"reminder","fee_ore":6000,"interest_ore":3767,"letter":"reminder","letter_id":3,"number":1,"sha256":"cd8fdd4dc12f3cfeca1b85f8ea7ca5092a4e10280b39faf8ab8f18599a7a89cb","starts":"reminder","total_ore":1259767}');
INSERT INTO "event" VALUES(7,'payment/1/2',2,'payment_received','2026-03-03','2026-03-04T12:00:00+00:00','{"amount_ore":50000,"kept_ore":null,"paid_out_on":null,"payment_id":1,"to":"creditor"}');
INSERT INTO "event" VALUES(8,'3/1/closed/1',3,'case_closed','2026-03-04','2026-03-04T12:00:00+00:00','{"case_no":1,"number":1,"outcome":"cancelled"}');
INSERT INTO "event" VALUES(9,'1/1/letter/demand/1',1,'letter_issued','2026-03-17','2026-03-17T12:00:00+00:00','{"case_no":1,"due_on":"2026-03-27","fee_act":"demand","fee_ore":18000,"interest_ore":8904,"letter":"demand","letter_id":4,"number":1,"sha256":"1465f16a92f6865edaf5cf9ec64f293f84ad0ea15c619483029d8cf11b22079c","starts":"demand","total_ore":1282904}');
INSERT INTO "event" VALUES(10,'2/1/letter/demand/1',2,'letter_issued','2026-03-17','2026-03-17T12:00:00+00:00','{"case_no":1,"due_on":"2026-03-27","fee_act":"demand","fee_ore":18000,"interest_ore":4641,"letter":"demand","letter_id":5,"number":1,"sha256":"e320c1fb994e902461c8664133532fb83bbb475405f3d58c94b42641b6bf9959","starts":"demand","total_ore":1232751}');
CREATE TABLE import_file (
            file_id     INTEGER PRIMARY KEY,
            sha256      TEXT NOT NULL,
            name        TEXT NOT NULL,
            format      TEXT NOT NULL,
            encoding    TEXT NOT NULL,
            rows        INTEGER NOT NULL,
            invoices    INTEGER NOT NULL DEFAULT 0,
            options     TEXT NOT NULL DEFAULT '',
            imported_on TEXT NOT NULL CHECK (imported_on GLOB '????-??-??'),
            recorded_at TEXT NOT NULL
        ) STRICT ;
INSERT INTO "import_file" VALUES(1,'a42eff5d546755685541985e4b5ece1259d41b03f3d5054b697fba8b01893327','list.csv','invoice list (columns recognised)','UTF-8',3,0,';None;','2026-03-02','2026-03-02T12:00:00+00:00');
CREATE TABLE invoice (
            invoice_id   INTEGER PRIMARY KEY,
            number       TEXT NOT NULL UNIQUE CHECK (number <> ''),
            customer_id  INTEGER NOT NULL REFERENCES customer,
            invoice_date TEXT NOT NULL CHECK (invoice_date GLOB '????-??-??'),
            due_date     TEXT NOT NULL CHECK (due_date GLOB '????-??-??'),
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
        ) STRICT ;
INSERT INTO "invoice" VALUES(1,'1041',1,'2026-01-20','2026-02-19',1250000,0,0,1250000,'SEK','invoice','','Ombyggnad av lager',0,'',NULL,NULL,0,NULL,0,1,2);
INSERT INTO "invoice" VALUES(2,'1042',2,'2026-01-20','2026-02-19',1250000,0,0,1250000,'SEK','invoice','','Ombyggnad av lager',0,'',NULL,NULL,0,NULL,0,1,3);
INSERT INTO "invoice" VALUES(3,'1043',3,'2026-01-20','2026-02-19',1250000,0,0,1250000,'SEK','invoice','','Ombyggnad av lager',0,'',NULL,NULL,0,NULL,0,1,4);
CREATE TABLE invoice_change (
            change_id   INTEGER PRIMARY KEY,
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            field       TEXT NOT NULL,
            old         TEXT NOT NULL,
            new         TEXT NOT NULL,
            applied     INTEGER NOT NULL CHECK (applied IN (0, 1)),
            file_id     INTEGER NOT NULL REFERENCES import_file,
            recorded_at TEXT NOT NULL
        ) STRICT ;
CREATE TABLE letter (
            letter_id   INTEGER PRIMARY KEY,
            kind        TEXT NOT NULL,
            customer_id INTEGER NOT NULL REFERENCES customer,
            dated_on    TEXT NOT NULL CHECK (dated_on GLOB '????-??-??'),
            due_on      TEXT NOT NULL CHECK (due_on GLOB '????-??-??'),
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
        , attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), next_try_at TEXT, message_id TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT '') STRICT ;
INSERT INTO "letter" VALUES(1,'reminder',1,'2026-03-02','2026-03-16','print','sv',1259767,'','2122e560b57c6b5df29bbc6254aab550e7b0e6d77a6edd58bf8654b702c79f69','2026-03-02-reminder-1041-1.1.1','{"name": "Alnö Bygg AB", "street": "Hamngatan 4", "postal_code": "852 30", "city": "Sundsvall", "country": "", "email": ""}','sent','2026-03-02','2026-03-02T12:00:00+00:00',0,NULL,'','');
INSERT INTO "letter" VALUES(2,'reminder',2,'2026-03-02','2026-03-16','print','sv',1259767,'','229464e576cb4372b88c0b2c58bcae5db59cf8767681123084bee73c7c093517','2026-03-02-reminder-1042-2.1.1','{"name": "Karin Holm", "street": "Hamngatan 4", "postal_code": "852 30", "city": "Sundsvall", "country": "", "email": ""}','sent','2026-03-02','2026-03-02T12:00:00+00:00',0,NULL,'','');
INSERT INTO "letter" VALUES(3,'reminder',3,'2026-03-02','2026-03-16','print','sv',1259767,'','cd8fdd4dc12f3cfeca1b85f8ea7ca5092a4e10280b39faf8ab8f18599a7a89cb','2026-03-02-reminder-1043-3.1.1','{"name": "Byholms Måleri HB", "street": "Hamngatan 4", "postal_code": "852 30", "city": "Sundsvall", "country": "", "email": ""}','sent','2026-03-02','2026-03-02T12:00:00+00:00',0,NULL,'','');
INSERT INTO "letter" VALUES(4,'demand',1,'2026-03-17','2026-03-27','print','sv',1282904,'','1465f16a92f6865edaf5cf9ec64f293f84ad0ea15c619483029d8cf11b22079c','2026-03-17-demand-1041-1.1.1','{"name": "Alnö Bygg AB", "street": "Hamngatan 4", "postal_code": "852 30", "city": "Sundsvall", "country": "", "email": ""}','sent','2026-03-17','2026-03-17T12:00:00+00:00',0,NULL,'','');
INSERT INTO "letter" VALUES(5,'demand',2,'2026-03-17','2026-03-27','print','sv',1232751,'','e320c1fb994e902461c8664133532fb83bbb475405f3d58c94b42641b6bf9959','2026-03-17-demand-1042-2.1.1','{"name": "Karin Holm", "street": "Hamngatan 4", "postal_code": "852 30", "city": "Sundsvall", "country": "", "email": ""}','sent','2026-03-17','2026-03-17T12:00:00+00:00',0,NULL,'','');
CREATE TABLE letter_invoice (
            letter_id  INTEGER NOT NULL REFERENCES letter,
            invoice_id INTEGER NOT NULL REFERENCES invoice,
            PRIMARY KEY (letter_id, invoice_id)
        ) STRICT, WITHOUT ROWID ;
INSERT INTO "letter_invoice" VALUES(1,1);
INSERT INTO "letter_invoice" VALUES(4,1);
INSERT INTO "letter_invoice" VALUES(2,2);
INSERT INTO "letter_invoice" VALUES(5,2);
INSERT INTO "letter_invoice" VALUES(3,3);
CREATE TABLE mark (
            key   TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT ;
INSERT INTO "mark" VALUES('last_day','2026-03-17');
INSERT INTO "mark" VALUES('trial','yes');
CREATE TABLE note (
            event_key TEXT PRIMARY KEY,
            text      TEXT NOT NULL
        ) STRICT ;
INSERT INTO "note" VALUES('3/1/closed/1','överenskommet per telefon');
CREATE TABLE "payment" (
            payment_id  INTEGER PRIMARY KEY,
            key         TEXT NOT NULL UNIQUE,
            booked_on   TEXT NOT NULL CHECK (booked_on GLOB '????-??-??'),
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
        ) STRICT ;
INSERT INTO "payment" VALUES(1,'hand/1','2026-03-03',50000,'hand','1042','','2026-03-04T12:00:00+00:00',NULL,0,'','','','','[[],[],[]]',0,0,'creditor','counted','',0,'hand',NULL);
CREATE TABLE payment_alike (
            payment_id INTEGER NOT NULL REFERENCES payment,
            other_id   INTEGER NOT NULL REFERENCES payment,
            PRIMARY KEY (payment_id, other_id)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE payment_deposit (
            deposit_key TEXT NOT NULL,
            amount_ore  INTEGER NOT NULL,
            booked_on   TEXT NOT NULL CHECK (booked_on GLOB '????-??-??'),
            account     TEXT NOT NULL,
            payments    INTEGER NOT NULL,
            PRIMARY KEY (deposit_key, amount_ore)
        ) STRICT, WITHOUT ROWID ;
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
            imported_on  TEXT NOT NULL CHECK (imported_on GLOB '????-??-??'),
            recorded_at  TEXT NOT NULL
        ) STRICT ;
CREATE TABLE payment_step (
            step_id     INTEGER PRIMARY KEY,
            payment_id  INTEGER NOT NULL REFERENCES payment,
            kind        TEXT NOT NULL CHECK (kind IN ('repaid', 'aside', 'same', 'set_off')),
            counts_on   TEXT NOT NULL CHECK (counts_on GLOB '????-??-??'),
            amount_ore  INTEGER NOT NULL,
            other_id    INTEGER,
            invoice_id  INTEGER REFERENCES invoice,
            reason      TEXT NOT NULL DEFAULT '',
            recorded_at TEXT NOT NULL
        ) STRICT ;
CREATE TABLE reference_rate (
            from_date TEXT PRIMARY KEY CHECK (from_date GLOB '????-??-??'),
            percent   TEXT NOT NULL,
            source    TEXT NOT NULL,
            confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
            recorded_at TEXT NOT NULL
        ) STRICT ;
CREATE TABLE setting (
            key   TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT ;
CREATE TABLE settlement (
            settlement_id INTEGER PRIMARY KEY,
            period      TEXT NOT NULL UNIQUE CHECK (period GLOB '????-??'),
            partner     TEXT NOT NULL,
            invoice     TEXT NOT NULL CHECK (invoice <> ''),
            invoiced_on TEXT NOT NULL CHECK (invoiced_on GLOB '????-??-??'),
            cases       TEXT NOT NULL CHECK (json_valid(cases)),
            voucher     TEXT NOT NULL CHECK (json_valid(voucher)),
            settled_on  TEXT NOT NULL CHECK (settled_on GLOB '????-??-??'),
            recorded_at TEXT NOT NULL
        ) STRICT ;
CREATE TABLE settlement_item (
            settlement_id INTEGER NOT NULL REFERENCES settlement,
            invoice_id  INTEGER NOT NULL REFERENCES invoice,
            case_no     INTEGER NOT NULL,
            item        TEXT NOT NULL,
            amount_ore  INTEGER NOT NULL CHECK (amount_ore <> 0),
            PRIMARY KEY (settlement_id, invoice_id, case_no, item)
        ) STRICT, WITHOUT ROWID ;
CREATE TABLE shown_plan (
            hash        TEXT PRIMARY KEY,
            planned_for TEXT NOT NULL CHECK (planned_for GLOB '????-??-??'),
            body        TEXT NOT NULL CHECK (json_valid(body)),
            recorded_at TEXT NOT NULL
        ) STRICT ;
CREATE TABLE stated_vat (
            invoice_id  INTEGER PRIMARY KEY REFERENCES invoice,
            parts       TEXT NOT NULL CHECK (json_valid(parts)),
            recorded_at TEXT NOT NULL
        ) STRICT ;
CREATE TABLE terms_accepted (
            collector   TEXT NOT NULL,
            version     INTEGER NOT NULL,
            accepted_on TEXT NOT NULL CHECK (accepted_on GLOB '????-??-??'),
            recorded_at TEXT NOT NULL,
            PRIMARY KEY (collector, version)
        ) STRICT ;
INSERT INTO "terms_accepted" VALUES('own',1,'2026-03-02','2026-03-02T12:00:00+00:00');
CREATE TABLE voucher (
            voucher_id  INTEGER PRIMARY KEY,
            export_id   INTEGER NOT NULL REFERENCES voucher_export,
            key         TEXT NOT NULL,
            invoice_id  INTEGER REFERENCES invoice,
            dated_on    TEXT NOT NULL CHECK (dated_on GLOB '????-??-??'),
            text        TEXT NOT NULL,
            rows        TEXT NOT NULL CHECK (json_valid(rows)),
            UNIQUE (export_id, key)
        ) STRICT ;
CREATE TABLE voucher_export (
            export_id   INTEGER PRIMARY KEY,
            kind        TEXT NOT NULL CHECK (kind IN ('sie', 'csv')),
            made_on     TEXT NOT NULL CHECK (made_on GLOB '????-??-??'),
            recorded_at TEXT NOT NULL
        ) STRICT ;
CREATE TABLE voucher_file (
            export_id   INTEGER NOT NULL REFERENCES voucher_export,
            part        TEXT NOT NULL,
            name        TEXT NOT NULL,
            sha256      TEXT NOT NULL,
            content     BLOB NOT NULL,
            PRIMARY KEY (export_id, part)
        ) STRICT ;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX customer_number ON customer (number) WHERE number <> '' ;
CREATE INDEX invoice_due ON invoice (due_date) ;
CREATE INDEX invoice_customer ON invoice (customer_id) ;
CREATE INDEX invoice_change_invoice ON invoice_change (invoice_id) ;
CREATE INDEX event_invoice ON event (invoice_id, seq) ;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
        BEGIN SELECT raise(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
        BEGIN SELECT raise(ABORT, 'event is append-only'); END;
CREATE INDEX case_state_look ON case_state (look_on) WHERE look_on IS NOT NULL ;
CREATE INDEX case_state_open ON case_state (stage) WHERE outcome IS NULL
        ;
CREATE INDEX letter_open ON letter (state) WHERE state NOT IN ('sent', 'undone') ;
CREATE INDEX letter_invoice_invoice ON letter_invoice (invoice_id)
        ;
CREATE INDEX payment_deposit_day ON payment_deposit (booked_on) ;
CREATE INDEX payment_day ON payment (booked_on) ;
CREATE INDEX payment_waiting ON payment (payment_id) WHERE waiting_ore <> 0 ;
CREATE INDEX payment_root ON payment (root_id) WHERE root_id IS NOT NULL ;
CREATE INDEX payment_step_payment ON payment_step (payment_id) ;
CREATE INDEX voucher_invoice ON voucher (invoice_id) ;
CREATE INDEX voucher_key ON voucher (key) ;
CREATE INDEX settlement_item_case ON settlement_item (invoice_id, case_no) ;
CREATE TRIGGER voucher_export_no_update BEFORE UPDATE ON voucher_export BEGIN SELECT raise(ABORT, 'voucher_export is append-only'); END;
CREATE TRIGGER voucher_export_no_delete BEFORE DELETE ON voucher_export BEGIN SELECT raise(ABORT, 'voucher_export is append-only'); END;
CREATE TRIGGER voucher_file_no_update BEFORE UPDATE ON voucher_file BEGIN SELECT raise(ABORT, 'voucher_file is append-only'); END;
CREATE TRIGGER voucher_file_no_delete BEFORE DELETE ON voucher_file BEGIN SELECT raise(ABORT, 'voucher_file is append-only'); END;
CREATE TRIGGER voucher_no_update BEFORE UPDATE ON voucher BEGIN SELECT raise(ABORT, 'voucher is append-only'); END;
CREATE TRIGGER voucher_no_delete BEFORE DELETE ON voucher BEGIN SELECT raise(ABORT, 'voucher is append-only'); END;
CREATE TRIGGER booked_under_no_update BEFORE UPDATE ON booked_under BEGIN SELECT raise(ABORT, 'booked_under is append-only'); END;
CREATE TRIGGER booked_under_no_delete BEFORE DELETE ON booked_under BEGIN SELECT raise(ABORT, 'booked_under is append-only'); END;
CREATE TRIGGER stated_vat_no_update BEFORE UPDATE ON stated_vat BEGIN SELECT raise(ABORT, 'stated_vat is append-only'); END;
CREATE TRIGGER stated_vat_no_delete BEFORE DELETE ON stated_vat BEGIN SELECT raise(ABORT, 'stated_vat is append-only'); END;
CREATE TRIGGER settlement_no_update BEFORE UPDATE ON settlement BEGIN SELECT raise(ABORT, 'settlement is append-only'); END;
CREATE TRIGGER settlement_no_delete BEFORE DELETE ON settlement BEGIN SELECT raise(ABORT, 'settlement is append-only'); END;
CREATE TRIGGER settlement_item_no_update BEFORE UPDATE ON settlement_item BEGIN SELECT raise(ABORT, 'settlement_item is append-only'); END;
CREATE TRIGGER settlement_item_no_delete BEFORE DELETE ON settlement_item BEGIN SELECT raise(ABORT, 'settlement_item is append-only'); END;
COMMIT;
