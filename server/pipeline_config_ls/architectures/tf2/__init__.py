"""What the TF2 builder makes: the model as a tree of trackable objects, its children named as Keras and the API name them."""
