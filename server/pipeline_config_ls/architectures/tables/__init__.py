"""Numbers of the networks and detectors that TensorFlow 1 and TensorFlow 2 share. Data only: what reads them is in `tf1` and `tf2`."""
