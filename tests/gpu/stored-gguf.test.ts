import { storedGgufSuite } from '../contract/support/stored-gguf-suite';

storedGgufSuite('webgpu', 0.003, 0.001);
