"""What a result says: paired effects, value for money, and the naive figure beside them. Reads results, runs no model."""
