"""The territory (块): places from province to household, their codes and paths (M2)."""
