/** The text of a run. */
import type { AutoregressionTrace } from './spec';

/** The answer as far as it goes; characters split over tokens are whole or absent. */
export function textOf({ results }: AutoregressionTrace, count = results.length): string {
  let text = '';
  for (let i = 0; i < count; i++) text += results[i]?.text ?? '';
  return text;
}
