"""Three tours of the site as its users take them, in a real Chromium against the site served for real."""
