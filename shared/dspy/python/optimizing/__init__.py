"""Optimises the prompts with GEPA over whole runs, which a Node process makes and judges."""
