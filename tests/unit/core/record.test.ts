/** What the cards measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRecords } from '../../../src/core/record';
import { SITE_MODELS } from '../../../src/state/settings/catalogue';

const records: unknown = JSON.parse(readFileSync('public/models/records.json', 'utf8'));

describe('the records of models', () => {
  it('are there for every model of this site', () => {
    const found = parseRecords(records);
    for (const { id } of SITE_MODELS) expect(found.get(id)?.seen.count, id).toBeGreaterThan(0);
  });

  it('are left out where they are in a form that is not known', () => {
    const one = { seen: { count: 64, of: 'pictures' } };
    const found = parseRecords({ one, two: { seen: { count: -1, of: 'stars' } }, three: 3 });
    expect([...found]).toEqual([['one', one]]);
    expect(parseRecords(null).size).toBe(0);
    expect(parseRecords('[]').size).toBe(0);
  });
});
