"""What DSPy renders and parses, written down for the TypeScript runtime to be compared with."""
