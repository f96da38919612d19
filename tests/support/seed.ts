/**
 * Property tests draw the same values in every run, so that what fails is what was changed.
 * `FAST_CHECK_SEED=random npm test -- unit`, or a number in its place, looks further.
 */
import fc from 'fast-check';

const wish = process.env['FAST_CHECK_SEED'] ?? '1';
if (wish !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wish) });
