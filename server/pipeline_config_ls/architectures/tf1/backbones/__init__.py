"""Classification networks of TF-Slim: each a table, and the end points that detectors take features from."""
