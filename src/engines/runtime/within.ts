/** What may be asked of a model, number by number. */
import { EngineError } from '../../core/errors';
import type { Range } from '../../core/limits';
import { text } from '../../text/engines';

/** @throws EngineError `bad-input`, with what is allowed, where the value is not in its range. */
export function within({ label, min, max, whole }: Range, value: number): void {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  const { settingIs, settingRange } = text.run;
  throw new EngineError('bad-input', settingIs(label, value), settingRange(min, max, whole));
}
