"""Who may see what: users, ten roles in six permission sets, area scope, row-level security, audit trail."""
