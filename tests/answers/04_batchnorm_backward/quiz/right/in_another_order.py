"""Capital letters with brackets, made by dict() in another order."""

quiz = dict(step="A)", others="D", constants="(c)")
