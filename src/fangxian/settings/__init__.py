"""Settings: ``base`` is shared; ``local`` runs on one machine, ``production`` and ``test`` say what differs."""
