"""What is told: urgency, causes, reasons, and what to take along."""
