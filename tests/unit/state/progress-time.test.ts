import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, passes } from '../../../src/core/run/trace';
import { fromProgressTime, inProgressTime } from '../../../src/state/session/progress-time';
import { pictureTraces, textTraces } from '../../helpers/arbitrary';
import { pictureTrace, textTrace } from '../../helpers/traces';

describe('a lane on its own progress', () => {
  it('begins at 0 and ends with the longest', () => {
    for (const trace of [textTrace(), pictureTrace()]) {
      const long = inProgressTime(trace, 10_000);
      expect(Math.min(...passes(long).map(({ start }) => start))).toBe(0);
      expect(long.end?.t).toBeCloseTo(10_000, 6);
      expect(passes(long).map(({ ms }) => ms > 0)).toEqual(passes(trace).map(() => true));
    }
  });

  it('shows at a time what the run had at the moment that it stands for', () => {
    const total = fc.double({ min: 1, max: 1e6, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(textTraces, pictureTraces), total, share, (trace, total, share) => {
        const long = inProgressTime(trace, total);
        // Just beside an event, rounding may fall on either side of it.
        const moment = fromProgressTime(trace, share * total, total);
        const events = [
          ...trace.results,
          ...(trace.input ? [trace.input] : []),
          ...(trace.end ? [trace.end] : []),
        ];
        const near = events.some(({ t }) => Math.abs(t - moment) < 1e-6 * (1 + trace.duration));
        if (!near && trace.duration > 0) expect(at(long, share * total)).toEqual(at(trace, moment));
        expect(at(long, Infinity)).toEqual(at(trace, Infinity));
        const times = long.results.map(({ t }) => t);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });
});
