import { storedLatentSuite } from '../contract/support/stored-latent-suite';

storedLatentSuite('webgpu');
