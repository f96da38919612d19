/** What the cards measured, as the catalogue brings it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../../src/core/model';
import { recordOf } from '../../../src/core/record';

const index: unknown = JSON.parse(readFileSync('public/models/index.json', 'utf8'));

describe('the record of a model', () => {
  it('is there for every model of this site', () => {
    for (const entry of parseCatalogue(index, 'index.json'))
      expect(recordOf(entry)?.seen.count, entry.id).toBeGreaterThan(0);
  });

  it('is none where it is absent or in a form that is not known, and the model stays', () => {
    expect(recordOf({})).toBe(null);
    expect(recordOf({ record: { seen: 'many' } })).toBe(null);
    const catalogue = structuredClone(index) as { models: { record?: unknown }[] };
    for (const model of catalogue.models) model.record = { seen: { count: -1, of: 'stars' } };
    const entries = parseCatalogue(catalogue, 'index.json');
    expect(entries).toHaveLength(catalogue.models.length);
    expect(entries.map(recordOf)).toEqual(entries.map(() => null));
  });
});
