"""The toolkit that made the embedded models: one command per artefact (`python -m ddmodels.<name>`)."""
