import { forkSuite } from '../contract/support/fork-suite';

forkSuite('webgpu');
