"""What students and instructors read after the grading.

formulas    LaTeX as MathML
safe_html   students' Markdown and HTML, without anything active
messages    the text of a failed check, in its parts
cells       nbgrader's preprocessors for pages: safe outputs, hidden tests, the table of checks
feedback    pages for students, through nbgrader's GenerateFeedback
class_data  a class: the gradebook, what the grader wrote down, and what was never graded
statistics  difficulty, discrimination, misconceptions, suspicious cases
figures     the class report's figures
class_page  the class report
exports     CSV files for nbgrader's readers, Canvas and Moodle
csv_files   CSV cells that no spreadsheet runs
"""
