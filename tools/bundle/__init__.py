"""Makes, and proves, the archive that installs Fangxian on a machine with no network."""
