import { storedGgufSuite } from '../contract/support/stored-gguf-suite';

storedGgufSuite('webgpu', 0.001, 0.001);
