/** Models that are not the site's: by which text they are named, and what is kept about them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, siteModel, storedRef, type ModelRef } from '../../../src/core/model';
import { parseAbout } from '../../../src/core/stored-about';
import { SITE_MODELS } from '../../../src/state/settings/catalogue';
import { entryOf, manifestOf, nameOf } from '../../../src/state/models/entry';
import { lanesIn, lanesText } from '../../../src/state/settings/lanes';
import { about } from '../../helpers/models';

const COMMIT = 'c0ffee00'.repeat(5);
const HUB: ModelRef = { source: 'hub', id: 'owner/name/onnx/model_q4.onnx', revision: COMMIT };

describe('a key', () => {
  it('names a model of a hub, of a file, of this site', () => {
    expect(keyOf(siteModel('tiny'))).toBe('tiny');
    expect(keyOf(HUB)).toBe(`hub:owner/name/onnx/model_q4.onnx~${COMMIT}`);
    const file: ModelRef = {
      source: 'file',
      id: 'my model@2, ~new.gguf',
      revision: 'a'.repeat(64),
    };
    expect(keyOf(file)).not.toMatch(/[@, ]/);
    expect(storedRef(keyOf(file))).toEqual(file);
  });

  it('comes back as it was, whatever the file is called', () => {
    const id = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(id, fc.boolean(), (name, hub) => {
        const ref: ModelRef = hub
          ? { source: 'hub', id: `owner/name/${name}`, revision: COMMIT }
          : { source: 'file', id: name, revision: 'b'.repeat(64) };
        const key = keyOf(ref);
        expect(key).not.toMatch(/[@,]/);
        expect(storedRef(key)).toEqual(ref);
      }),
    );
  });

  it.each(['tiny', '', 'hub:owner/name', `hub:~${COMMIT}`, `hub:%E0%A4%A~${COMMIT}`, 'file:x~ab'])(
    'is of nothing else: %s',
    (text) => expect(storedRef(text)).toBe(null),
  );
});

describe('lanes of an address', () => {
  const entry = entryOf(about({ ref: HUB }), 1000);

  it('take a model of this device, and say which are not here', () => {
    const text = `${keyOf(HUB)},b:${keyOf(HUB)}@onnxruntime`;
    expect(lanesIn(text, undefined, [entry])).toMatchObject({
      lanes: [
        { id: 'a', entry },
        { id: 'b', entry },
      ],
      absent: [],
      note: '',
    });
    expect(lanesText(lanesIn(text, undefined, [entry]).lanes)).toBe(`${keyOf(HUB)},${keyOf(HUB)}`);
    const gone = lanesIn(text, undefined, SITE_MODELS);
    expect(gone.absent).toEqual([HUB, HUB]);
    expect(gone.note).toBe('');
  });
});

describe('what is kept about a model', () => {
  it('is read as it was written, and nothing else is', () => {
    const kept = about({ ref: HUB });
    expect(parseAbout(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
    for (const wrong of [null, {}, { ...kept, layout: 'other' }, { ...kept, ref: siteModel('x') }])
      expect(parseAbout(wrong)).toBe(null);
  });

  it('makes a catalogue entry, and a manifest where its sizes hold', () => {
    const kept = about({ ref: HUB, name: 'SmolLM2', variant: 'Q8_0', parameters: 7 });
    expect(entryOf(kept, 1000)).toMatchObject({
      id: keyOf(HUB),
      ref: HUB,
      name: 'SmolLM2 Q8_0',
      mechanism: 'autoregression',
      bytes: 1000,
      runtimes: [{ id: 'onnxruntime', needs: [] }],
    });
    expect(manifestOf(kept, 1000)).toMatchObject({ id: keyOf(HUB), config: kept.sizes ?? {} });
    expect(manifestOf({ ...kept, layout: 'onnx-causal-lm' }, 1000)).toBe(null);
    expect(manifestOf({ ...kept, sizes: null }, 1000)).toBe(null);
    expect(nameOf({ name: 'SmolLM2-q8_0', variant: 'Q8_0' })).toBe('SmolLM2-q8_0');
  });
});
