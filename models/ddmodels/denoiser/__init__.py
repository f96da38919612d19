"""The picture model: network, training, sampling, evaluation, export."""
