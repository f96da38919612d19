import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { benchSchema } from '../../../../src/core/bench/schema';

const SCHEMAS = '../../../../public/schemas';

test('the published schema is the one that results are checked with', async () => {
  const schema = {
    title: 'Result of a benchmark of Decode & Denoise',
    ...toJsonSchema(benchSchema, { typeMode: 'output' }),
  };
  // `npx vitest run tests/unit/core/bench/schema.test.ts -u` writes it anew.
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    `${SCHEMAS}/bench-result.v2.json`,
  );
});

test('the schema of version 1 stays as it was published', () => {
  const file = readFileSync(new URL(`${SCHEMAS}/bench-result.v1.json`, import.meta.url));
  expect(createHash('sha256').update(file).digest('hex')).toBe(
    '9a1788a7922a841ceebacee8d593d4b2d89b54adda7db39abf6a9d13eec4d43e',
  );
});
