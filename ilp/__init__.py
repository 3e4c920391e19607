"""ILP: primary care by life cycle, and the numbers that steer it."""
