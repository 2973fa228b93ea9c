"""Messages on their way out: an adapter for each way, the task that a worker runs, and the round that hands out what is due."""
