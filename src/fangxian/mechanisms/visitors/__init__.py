"""What is open to people without an account: signed addresses, limits by the hour, small forms only."""
