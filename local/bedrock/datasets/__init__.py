"""Training and validation files, checked as the service checks them."""
