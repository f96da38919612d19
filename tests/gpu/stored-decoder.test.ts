import { storedDecoderSuite } from '../contract/support/stored-decoder-suite';

storedDecoderSuite('webgpu');
