"""Pages of self-registration: for everybody, for the community that answers, for whoever makes links."""
