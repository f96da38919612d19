import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { benchSchema } from '../../../../src/core/bench/schema';

test('the published schema is the one that results are checked with', async () => {
  const schema = {
    title: 'Result of a benchmark of Decode & Denoise',
    ...toJsonSchema(benchSchema),
  };
  // `npx vitest run tests/unit/bench-schema.test.ts -u` writes it anew.
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../../../../public/schemas/bench-result.v1.json',
  );
});
