"""Forms of the day are data: made from a sheet or on a page, approved, valid from a day, filed by whoever owes them."""
