"""Where the figures of each report come from. Needs a bound tenant; sums are made by the database."""
