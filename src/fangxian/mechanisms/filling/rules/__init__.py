"""What a blank form asks for, and what its labels mean; pure."""
