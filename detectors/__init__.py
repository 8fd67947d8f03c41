"""What runs on the real site: stream vocabulary, detection, tracking, rules, alerting, delivery."""
