"""The library that lets WebLLM run the language model, compiled with TVM."""
