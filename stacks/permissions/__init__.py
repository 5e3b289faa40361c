"""What each function may do beyond logging and tracing: the tables that an auditor reads, phase
by phase."""
