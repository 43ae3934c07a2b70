"""Lasègue."""
