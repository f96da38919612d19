import { maskedSuite } from '../contract/support/masked-suite';

maskedSuite('webgpu');
