"""Self-registration by a link or QR code, without an account: one's own data, confirmed by the community (M5)."""
