"""What a path means, where to look for it, and how it is read."""
