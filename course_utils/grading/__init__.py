"""The instructor's side: the only part of the course that imports nbgrader.

course   assignments, notebooks, and nbgrader's interface on them, in this process
answers  the corpus of right and wrong answers
release  makes release/ and the misconception data from source/ and the corpus
bundle   the zip that students get, with what stands in bundled/

submissions, intake_report   who handed in; what was read of it, in words for its student
intake   reads what was handed in: the text of the answers, poured into the release
  student_ids, safe_files, submission_time   who, from which file, when
  notebook_text, conflicts                   cells from bytes that anyone may have written
  recognising, matching, remarks             which cell is which answer, and what was not
  code_text, release_cells, notes            what these three ask and say
check    a student's notebook, read and run as it will be graded
  solved_release, survival                   a release solved in place; what won't work when graded

class_grading   `bncourse grade`: intake, isolated runs side by side, one writer
  class_writing, class_summary             what came of it: written, and told
  task, test_kernel                        one submission; the kernel of the trusted cells
  graders, grader_client                   here or on a cluster
  setting, grader_start, json_lines        how a unit is graded; a process for it, also ahead
  grader_process, grader_server            a warm process, which gives tasks to its forks
  grader_child, as_new                     a fork, and each task as if it were its first
  numpy_keras                              tests that need no TensorFlow
  grading_cache, records                   results by content; what is left for each student
  under_way                                a sign of life on the terminal
  gradebook                                nbgrader's Autograde with our outputs; backups
reports         feedback pages, the class report, exports for Canvas and Moodle
isolation       where a student's code runs, and the boundary of data around it
"""

import sys

# nbformat imports jsonschema, which builds a grammar of web addresses with this package if it finds
# it: a second of every command and process, for a check that no notebook asks for.
sys.modules.setdefault("rfc3987_syntax", None)
