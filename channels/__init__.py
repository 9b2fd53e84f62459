"""How messages get in and out. Knows nothing of the CRM."""
