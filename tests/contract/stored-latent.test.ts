import { storedLatentSuite } from './support/stored-latent-suite';

storedLatentSuite('wasm');
