"""nbgrader's settings: only what differs from its defaults, each with its reason."""

from course_utils.grading.reports import exports, feedback

c = get_config()  # noqa: F821  (nbgrader defines it)

# The exchange and formgrader need a name for the course.
c.CourseDirectory.course_id = "batchnorm"

# A first import of TensorFlow on a busy machine takes most of the default 30 s; a cell that runs
# into the limit loses the whole submission's result.
c.Execute.timeout = 180
c.Execute.iopub_timeout = 30

# Anything on stderr in a graded cell scores 0, and TensorFlow's C++ code writes there below
# Python: lines in its log format do not count against a student.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"^(WARNING: All log messages before absl|[IWE]\d{4} [\d:.]+ )"

# A student who deleted a test cell gets it back; without this the submission waits for a hand.
c.OverwriteCells.add_missing_cells = True

# Students read the feedback: a table of checks, without hidden tests, and nothing that another
# student's Markdown or output could run or load.
c.GenerateFeedback.exporter_class = feedback.FeedbackExporter
c.GenerateFeedback.preprocessors = feedback.PREPROCESSORS

# The same for formgrader's pages, which the instructor opens with all rights on the server.
c.HTMLExporter.template_name = "course_formgrade"
c.HTMLExporter.extra_template_basedirs = feedback.TEMPLATES
c.HTMLExporter.filters = feedback.FILTERS
c.HTMLExporter.preprocessors = ["course_utils.grading.reports.cells.SafeOutputs"]
c.HTMLExporter.sanitize_html = True

# nbgrader's own export prints 0.0 for a submission that was never graded.
c.ExportApp.plugin_class = exports.CourseExport
