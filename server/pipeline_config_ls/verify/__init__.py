"""The real thing: TensorFlow in the user's own interpreter, in a process of its own."""
