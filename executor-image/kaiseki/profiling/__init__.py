"""What is in a table: its columns in words, and figures of them."""
