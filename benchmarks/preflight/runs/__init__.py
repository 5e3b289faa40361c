"""What is measured, ours and others': each module runs as a process of its own."""
