"""What the clock does: the watch over every live session, and the seals on their samples."""
