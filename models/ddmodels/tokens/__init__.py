"""Pictures as tokens: an autoencoder whose middle is a few whole numbers for each cell."""
