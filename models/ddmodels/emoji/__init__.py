"""The picture data set: emoji artwork, captions, and classifiers that judge pictures."""
