"""Cases: documented and planned partnerships as small worlds."""
