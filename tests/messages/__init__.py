"""Messages from end to end: rules, workers, receivers that speak as robots and a mail server, pages."""
