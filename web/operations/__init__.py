"""What those who run the service ask it: whether it lives, whether it is ready, what it has counted and done."""
