import { filledNetworks } from '../contract/support/filled-suite';

filledNetworks('webgpu');
