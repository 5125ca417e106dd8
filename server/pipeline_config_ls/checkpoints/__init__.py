"""What is on disk: finding a prefix, reading its index and its object graph. Knows no configs."""
