"""The toolkit that made the embedded models.

One command per artefact, `python -m ddmodels.<package>.<name>`; see `models/README.md`.
"""
