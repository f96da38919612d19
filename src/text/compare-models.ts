import { compareModels } from './en/compare-models';
import { chosen } from './language';

export const text = chosen('compare-models', compareModels);
