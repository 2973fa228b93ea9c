"""The page of messages: what goes out, what did not arrive, and what to do about it."""
