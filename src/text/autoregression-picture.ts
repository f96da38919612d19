import { autoregressionPicture } from './en/autoregression-picture';
import { chosen } from './language';

export const text = chosen('autoregression-picture', autoregressionPicture);
