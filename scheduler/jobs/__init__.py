"""Work that starts because time has passed: one module for each family of jobs."""
