"""What models are trained on: label maps and records, and what is in them. Knows no configs."""
