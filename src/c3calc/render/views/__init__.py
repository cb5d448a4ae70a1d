"""What commands have to say, as reports and tables: a module a command, and no format anywhere."""
