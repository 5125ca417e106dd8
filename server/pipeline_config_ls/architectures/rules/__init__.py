"""What holds for the builders of both frameworks: how widths are scaled, and what is refused."""
