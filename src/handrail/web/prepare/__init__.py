"""The pages before an infusion: who is expected, and each visit's order, seat, devices, bag, second check and start."""
