"""The page behind the link in a message: yes or no, with one tap and without a log-in."""
