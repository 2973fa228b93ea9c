"""The record: the only door to the tables of truth. `log` for facts, `telemetry` for samples, both append-only."""
