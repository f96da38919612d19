"""The text data set: definitions of nouns from WordNet, and the tokenizer made from them."""
