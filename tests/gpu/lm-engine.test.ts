import { engineSuite } from '../contract/support/lm-engine';
import { goldenSuite } from '../contract/support/lm-golden';
import { TINY } from '../contract/support/lm';

goldenSuite(TINY, 'webgpu');
engineSuite('webgpu');
