import { storedModels } from './en/stored-models';
import { chosen } from './language';

export const text = chosen('stored-models', storedModels);
