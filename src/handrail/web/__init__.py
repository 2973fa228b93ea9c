"""What people see: pages, live streams, and the addresses they are found at."""
