"""Going from one release to the next and back: backups, known releases, figures compared (docs/upgrading.md)."""
