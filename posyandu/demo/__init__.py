"""Synthetic districts: invented people and visits that look like a real district, made from a seed.

Nothing here is for health statistics. Figures and their sources: docs and `district.py`; every record is
marked synthetic and every NIK has a serial from 9000 up, which no civil registry issues.
"""
