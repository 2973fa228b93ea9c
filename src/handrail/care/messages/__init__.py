"""Messages to people: written into the outbox with the deed that causes them, sent by a worker, seen to their end by the staff."""
