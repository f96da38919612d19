import { TINY } from './support/diffusion';
import { engineSuite } from './support/diffusion-suite';

engineSuite(TINY, 'wasm');
