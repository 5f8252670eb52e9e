"""What pyproject.toml can't say: an editable install brings JupyterLab's settings, too.

setuptools copies the data files of an editable install if the distribution answers `has_data`,
which its own class does not (it has `has_data_files`). JupyterLab looks in the environment's
share/jupyter and etc/jupyter alone, so without the copies it would not know the settings.
"""

from setuptools import Distribution, setup


class CourseDistribution(Distribution):
    """A distribution whose data files are installed in every kind of installation."""

    def has_data(self) -> bool:
        return self.has_data_files()


setup(distclass=CourseDistribution)
