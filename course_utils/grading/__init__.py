"""The instructor's side: the only part of the course that imports nbgrader.

course   assignments, notebooks, and nbgrader's interface on them, in this process
answers  the corpus of right and wrong answers
release  makes release/ and the misconception data from source/ and the corpus
"""
