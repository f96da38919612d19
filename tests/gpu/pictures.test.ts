import { pictureNetworks } from '../contract/support/picture-suite';

pictureNetworks('webgpu');
