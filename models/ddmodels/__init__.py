"""The toolkit that made the embedded models.

One command per artefact, `python -m ddmodels.<name>`; see `models/README.md`.
"""
