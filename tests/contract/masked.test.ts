import { maskedSuite } from './support/masked-suite';

maskedSuite('wasm');
