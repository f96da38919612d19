import { forkSuite } from './support/fork-suite';

forkSuite('wasm');
