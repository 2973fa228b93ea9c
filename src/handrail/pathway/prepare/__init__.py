"""The rules before an infusion: the order, and the bag worked out and checked by two."""
