"""Letters as PDF and as plain text, from the same values and the same words.

No money is counted here and no date is chosen: what a letter says is decided before it comes.
"""
