"""What is watched for while a patient sits here: one file a way of watching, all pure, all reading the same window."""
