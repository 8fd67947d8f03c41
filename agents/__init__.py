"""Who acts: residents, visitors, intruders, drivers, guards."""
