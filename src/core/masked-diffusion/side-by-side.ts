/** Texts of one model that teach something beside each other. */
import { text } from '../../text/side-by-side';
import { unmaskingLanes } from '../unmasking/side-by-side';

export const SIDE_BY_SIDE = unmaskingLanes(text.maskedText);
