"""The pages of passenger lists."""
