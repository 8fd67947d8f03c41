"""What a run was worth: matching, scores, statistics, comparisons, figures, pages."""
