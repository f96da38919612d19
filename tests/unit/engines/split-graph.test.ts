/** An ONNX file, taken apart into a graph and the places of its weights. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OWN_DATA, splitGraph } from '../../../src/engines/runtime/split-graph';

const file = (name: string) =>
  new Uint8Array(
    readFileSync(new URL(`../../fixtures/tiny-decoder/onnx/${name}`, import.meta.url)),
  );
const latin = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);
const split = (bytes: Uint8Array<ArrayBuffer>) => splitGraph(new Blob([bytes]), 'model.onnx');

describe('splitGraph', () => {
  it('leaves a small graph, whose large weights are places in the file', async () => {
    const whole = file('model.onnx');
    const graph = await split(whole);
    expect(graph.length).toBeLessThan(whole.length / 5);
    const text = latin(graph);
    // Embedding and head, and of each of two layers the three products of the feed-forward part.
    expect(text.split(OWN_DATA)).toHaveLength(1 + 2 + 2 * 3 + 2);
    expect(text).toContain('position_ids');
    expect(text).toContain('Softmax');
    // The places hold what was there: each is as long as its tensor, and within the file.
    const places = [...text.matchAll(/offset..(\d+).{3,8}length..(\d+)/gs)];
    expect(places.length).toBe(10);
    const sizes = places.map(([, , length]) => Number(length)).sort((a, b) => a - b);
    expect(sizes.at(-1)).toBe(480 * 32 * 4);
    for (const [, offset, length] of places)
      expect(Number(offset) + Number(length)).toBeLessThan(whole.length);
  });

  it('changes nothing of a graph whose weights are outside already', async () => {
    const whole = file('model_gqa.onnx');
    expect(await split(whole)).toEqual(whole);
  });

  it('refuses what is no model, in words', async () => {
    const whole = file('model.onnx');
    for (const bytes of [
      new Uint8Array(0),
      new TextEncoder().encode('<html>not here</html>'),
      whole.slice(0, whole.length - 100),
      whole.slice(7),
    ])
      await expect(split(bytes as Uint8Array<ArrayBuffer>)).rejects.toMatchObject({
        code: 'unsupported-model',
        message: expect.stringContaining('model.onnx'),
      });
  });
});
