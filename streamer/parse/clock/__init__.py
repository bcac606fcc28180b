"""Pages and texts whose items show only a clock."""
