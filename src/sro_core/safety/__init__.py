"""What keeps a school safe: its plan, its drills, what is done and what happened there.

Records say what was done, rules say what is asked, findings say what is missing. The school
leads; officers assist.
"""
