"""From events to alerts, deliveries, commands and dispatches."""
