"""The infrastructure. Imports lifecycle/, the contract that it shares with the handlers."""
