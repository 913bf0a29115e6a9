"""Clearance: PSBTs taken apart, checks, signatures, mutations."""
