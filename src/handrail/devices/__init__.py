"""Devices at the door: one file an adapter, each handing what it read to care and answering once that is durable."""
