"""What the report on resources has beyond that on prices."""
