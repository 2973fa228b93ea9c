"""What is true around the care: clinics, people, patients, rooms and chairs, devices, visits, keys."""
