import { goldenSuite } from './support/lm-golden';
import { SMOLLM } from './support/lm';

goldenSuite(SMOLLM, 'wasm');
