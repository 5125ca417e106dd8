"""The real thing: the Object Detection API on TensorFlow, run in the interpreter that the person trains with, when asked."""
