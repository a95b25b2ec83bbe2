"""Train, evaluate and describe models."""
