"""What the API takes and gives; examples are invented. Personal fields are masked unless a purpose was stated."""
