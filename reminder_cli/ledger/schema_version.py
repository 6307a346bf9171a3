"""The names of the schema's steps, readable without importing what runs them."""

MIGRATION_SET = "remind"
APPLICATION_ID = 0x72656D64  # "remd": the mark in the file's header
MIGRATIONS = (
    "m001_registers",
    "m002_events",
    "m003_letters",
    "m004_deliveries",
    "m006_payments",
    "m007_guardian",
    "m008_books",
    "m009_agreements",
    "m010_erasure",
    "m011_claim_search",
    "m012_stated_books",
    "m013_payment_seen",
    "m014_recorded_by",
    "m015_histories",
    "m016_signs_of_files",
    "m017_whole_rules",
    "m018_found_at_once",
)
