import { filledNetworks, filledRuns } from './support/filled-suite';

filledNetworks('wasm');
filledRuns('wasm');
