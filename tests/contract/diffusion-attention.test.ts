import { attentionSuite } from './support/attention-suite';
import { TINY } from './support/diffusion';

attentionSuite(TINY, 'wasm');
