"""Bytes to facts and facts to bytes, one pure reader and writer for each format."""
