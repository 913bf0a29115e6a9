"""Disposals: what must hold before lots may leave the register."""
