"""What every model needs: the manifest, pinned packages, seeded noise, counted work.

Imports none of the other packages.
"""
