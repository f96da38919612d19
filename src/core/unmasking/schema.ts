/** How a file holds what is asked of a model that fills in by unmasking. */
import * as v from 'valibot';
import { number, positive } from '../run/schema';

export const unmaskingSpec = {
  passes: positive,
  temperature: number,
  topP: number,
  guidance: number,
  noise: number,
  remask: v.boolean(),
};
