"""What a TensorFlow 1 config would build: variables by the names of their scopes, as TF-Slim makes them."""
