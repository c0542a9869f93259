"""Articles that are sent: read by a process of its own, stored, and answered with what they say."""
