"""Contacts between an officer and a minor: records of the police, kept apart from the school's.

What a look-up says of a student never supplies the reason for a stop, and no contact feeds a
status: nothing that judges attendance imports this package.
"""
