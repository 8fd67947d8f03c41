"""The commands, a module for each thing a user comes to do; `ringfence.cli` lists them."""
