"""What the records say: indicators, facts, roll-up, boards, and the names behind every number."""
