import { pictureNetworks, pictureRuns } from './support/picture-suite';

pictureNetworks('wasm');
pictureRuns('wasm');
