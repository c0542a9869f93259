"""Gather what is known of records, whole and in batches, in the shape in which `schemas` renders it."""
