"""What TensorFlow 1 training would restore: names and shapes decide, and what does not match is skipped silently."""
