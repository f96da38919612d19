import { pictureSuite } from '../contract/support/picture-suite';

pictureSuite('webgpu');
