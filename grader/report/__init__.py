"""What a grading run is shown as: in the terminal, as pages, as tables.

All is made from the run's log in one pass, one submission at a time, so that
a class of any size needs no more memory than a short summary of each.

Names, messages and prints come from submissions. They are text, whatever they
look like: no control character reaches a terminal, no tag a page, no formula
a spreadsheet, no slash a file name.
"""
