import { mechanismDetails } from './en/mechanism-details';
import { chosen } from './language';

export const text = chosen('mechanism-details', mechanismDetails);
