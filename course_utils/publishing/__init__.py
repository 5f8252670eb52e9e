"""The course as pages: read without a network, printed, or both. A contributor's side.

site        builds the book: gathers its sources, then runs Sphinx on them
site_pages  the pages that are made: home and chapters of README, assignments
sphinx/     Sphinx's configuration and the style sheet
printing    each lecture as a page to print, and as PDF where there is a browser
formulas    the script that draws formulas on both
chromium    that browser
elsewhere   the line under a lecture's title: Colab and Binder
"""
