"""Messages to those who owe something: channels, rules by the hour, quiet hours, digests, a log (M8)."""
