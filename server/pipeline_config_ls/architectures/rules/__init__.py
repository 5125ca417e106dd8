"""What the builders refuse, whichever framework they build for."""
