"""Numbers that TF1 and TF2 share: facts without logic."""
