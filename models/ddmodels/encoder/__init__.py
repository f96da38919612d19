"""The text encoder whose output the picture model is conditioned on."""
