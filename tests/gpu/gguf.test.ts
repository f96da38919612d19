import { ggufSuite } from '../contract/support/gguf-suite';

ggufSuite('webgpu', 0.001, 0.001);
