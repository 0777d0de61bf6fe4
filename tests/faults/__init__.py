"""What must hold when processes die or meet: `clerk` is a process that works and may die, `crew` starts and kills them."""
