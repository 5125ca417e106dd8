"""What training refuses between the text and its first step besides the model: pure functions on messages."""
