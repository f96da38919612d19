import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../../src/hub/disk';
import { Journal, journalled } from '../../../src/hub/journal';

async function files() {
  const disk = new MemoryDisk();
  const data = await disk.open('data');
  const file = await disk.open('journal');
  const text = async () => (await (await disk.read('journal'))?.text()) ?? '';
  return { data, file, text };
}

describe('the journal', () => {
  it('gives the last stretch back', async () => {
    const { data, file, text } = await files();
    data.write(new Uint8Array(100), 0);
    const journal = Journal.open(file, data);
    expect(journal.start).toEqual({ bytes: 0, etag: '' });
    journal.add({ bytes: 40, etag: '"x"' });
    journal.add({ bytes: 90, etag: '"x"' });
    expect(Journal.open(file, data).start).toEqual({ bytes: 90, etag: '"x"' });
    expect(journalled(await text())).toBe(90);
    Journal.open(file, data).clear();
    expect(Journal.open(file, data).start.bytes).toBe(0);
  });

  it('is worth nothing when it claims more than there is', async () => {
    const { data, file } = await files();
    data.write(new Uint8Array(50), 0);
    Journal.open(file, data).add({ bytes: 51, etag: '' });
    expect(Journal.open(file, data).start.bytes).toBe(0);
    expect(file.size).toBe(0);
  });

  it('goes on after an ETag of other letters than ASCII', async () => {
    const { data, file } = await files();
    data.write(new Uint8Array(100), 0);
    Journal.open(file, data).add({ bytes: 40, etag: '"é…"' });
    Journal.open(file, data).add({ bytes: 90, etag: '"é…"' });
    expect(Journal.open(file, data).start).toEqual({ bytes: 90, etag: '"é…"' });
  });

  it('never claims more than was said, wherever it is torn and whatever was put in', () => {
    return fc.assert(
      fc.asyncProperty(
        fc.nat(200),
        fc.uint8Array({ maxLength: 20 }),
        fc.boolean(),
        async (at, noise, after) => {
          const { data, file } = await files();
          data.write(new Uint8Array(1000), 0);
          const journal = Journal.open(file, data);
          for (const bytes of [100, 250, 400]) journal.add({ bytes, etag: 'e' });
          if (after) file.truncate(Math.min(at, file.size));
          file.write(new Uint8Array(noise), Math.min(at, file.size));
          const { bytes } = Journal.open(file, data).start;
          // Digits that happen to be noise can make another number, but none that the data lacks.
          expect(bytes).toBeLessThanOrEqual(1000);
          const again = Journal.open(file, data);
          expect(again.start.bytes).toBe(bytes);
          again.add({ bytes: 900, etag: 'e' });
          if (bytes <= 900) expect(Journal.open(file, data).start.bytes).toBe(900);
        },
      ),
      { numRuns: 300 },
    );
  });
});
