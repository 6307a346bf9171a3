"""The full screen of `remind view`. Textual is imported in here and nowhere else."""
