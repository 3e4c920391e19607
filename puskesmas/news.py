"""What the rooms above want to hear from this one."""

from django.dispatch import Signal

identity_corrected = Signal()
"""Birth date or sex of a person changed, in this transaction. Carries `person_id`; a receiver may refuse."""
