"""What TensorFlow would do with a plan and a checkpoint: the verdict."""
