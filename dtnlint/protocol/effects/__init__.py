"""What each entry point does, with what, and under which conditions: terms and effects."""
