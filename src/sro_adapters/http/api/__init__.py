"""What the staff app serves, a module for each subject; each lists its operations."""
