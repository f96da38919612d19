import { TINY } from '../contract/support/diffusion';
import { engineSuite } from '../contract/support/diffusion-suite';

engineSuite(TINY, 'webgpu');
