"""What people choose: programme design, pairing and funding. Pure; reads views, returns choices."""
