import { storedGgufSuite } from './support/stored-gguf-suite';

// The embedded form rounds activations once and keeps a few channels in float32.
storedGgufSuite('wasm', 0.005, 0.5);
