/**
 * `npm run check:blocks -- FILE.gguf hashes.json`: reads every tensor of a real file and compares it,
 * to the bit, with what the `gguf` package of Python makes of it (`python -m ddmodels.fixtures.gguf_blocks
 * FILE.gguf > hashes.json`, in models/). For files that are too large for the repository.
 */
import { createHash } from 'node:crypto';
import { openAsBlob, readFileSync } from 'node:fs';
import { dequantise } from '../src/engines/gguf/dequantise';
import { blobRanges, readHeader } from '../src/engines/gguf/header';

const [file, hashes] = process.argv.slice(2);
if (!file || !hashes) {
  console.error('npm run check:blocks -- FILE.gguf hashes.json');
  process.exit(2);
}
const expected = JSON.parse(readFileSync(hashes, 'utf8')) as Record<string, string>;
const ranges = blobRanges(await openAsBlob(file));
const { tensors } = await readHeader(ranges);
const counts = new Map<string, number>();
let wrong = 0;
for (const { name, shape, format, offset, bytes } of tensors) {
  const [width = 1] = shape;
  const hash = createHash('sha256');
  const rowBytes = (width / format.weights) * format.bytes;
  const row = new Float32Array(width);
  const data = await ranges.read(offset, offset + bytes);
  for (let at = 0; at < bytes; at += rowBytes) {
    dequantise(format, data, at, row);
    hash.update(new Uint8Array(row.buffer));
  }
  counts.set(format.name, (counts.get(format.name) ?? 0) + 1);
  if (hash.digest('hex') === expected[name]) continue;
  wrong++;
  console.error(`${name} (${format.name}) differs.`);
}
const missing = Object.keys(expected).length - tensors.length;
console.log(
  JSON.stringify({ tensors: tensors.length, wrong, formats: Object.fromEntries(counts) }),
);
process.exitCode = wrong > 0 || missing !== 0 ? 1 : 0;
