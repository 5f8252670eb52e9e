"""The instructor's side: the only part of the course that imports nbgrader.

course   assignments, notebooks, and nbgrader's interface on them, in this process
answers  the corpus of right and wrong answers
release  makes release/ and the misconception data from source/ and the corpus

intake   reads what students handed in: the text of their answers, poured into the release
  student_ids, safe_files, submission_time   who, from which file, when
  notebook_text, conflicts                   cells from bytes that anyone may have written
  recognising, matching, remarks             which cell is which answer, and what was not
  code_text, release_cells, notes            what these three ask and say
check    a student's notebook, read and run as it will be graded
  solved_release, survival                   a release solved in place; what won't work when graded
"""
