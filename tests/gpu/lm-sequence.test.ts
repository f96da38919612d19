import { sequenceSuite } from '../contract/support/lm-sequence';

sequenceSuite('webgpu', 0.005);
