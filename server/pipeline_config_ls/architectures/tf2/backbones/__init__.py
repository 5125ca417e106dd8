"""Classification networks: tables of facts, and the loop that reads them."""
