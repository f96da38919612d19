import { pictureSuite } from './support/picture-suite';

pictureSuite('wasm');
