"""The record: the append-only event log, the outbox of replies, and those who read along.

    schema     tables, pragmas, numbered migrations
    ownership  one writing process per file
    opening    all that must be in hand before use
    faults     what SQLite reports, as errors with a remedy
    ledger     the SQL of each act: append, claim, mark, recover
    writer     the one thread that commits, many batches at a time
    store      SqliteStore, the `Store` port
    feed       Journal, the `Feed` port: write, and watch what is written
    fit, pace  a reply cut to what a platform takes; how often it may post
    outbox     Postman: sends what is pending, once

What is promised: nothing acknowledged is lost; a reply is attempted under one stable key, and an attempt whose end is
unknown becomes `uncertain` and is not sent again unless the platform itself dedupes by that key.
"""
