"""What a run was worth, in figures that each name their fidelity and their uncertainty."""
