"""The page on which a clinic keeps its own lists: patients, devices, rooms and chairs."""
