"""The project's benchmarks: each module measures one thing and says what a peer reaches in the same run."""
