"""Classification networks of Keras, as functional models. Nothing changes them once they are made, so the latest are remembered:
an editor plans the same network again and again."""
