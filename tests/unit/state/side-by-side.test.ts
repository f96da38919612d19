import { describe, expect, test } from 'vitest';
import { MECHANISMS } from '../../../src/core/mechanisms';
import { take } from '../../../src/core/mechanism/settings';
import { SIDE_BY_SIDE } from '../../../src/core/side-by-side';
import { shownLanes } from '../../../src/state/session/shown';
import { SITE_MODELS } from '../../../src/state/settings/catalogue';
import { LANE_IDS } from '../../../src/state/settings/lanes';
import { sideBySideOf } from '../../../src/state/settings/side-by-side';
import { Settings } from '../../../src/state/settings/settings.svelte';
import { fakeAddress } from '../../helpers/fakes';
import { pictureTrace } from '../../helpers/traces';

const named = (settings: Settings) =>
  shownLanes(
    settings.lanes.map(({ id }) => ({ id, trace: null })),
    settings.lanes,
  ).map(({ name }) => name.apart);

const offered = (settings: Settings, id: string) => {
  const found = sideBySideOf(settings.lanes, settings.models).find((one) => one.id === id);
  if (!found) throw new Error(`no ${id} is offered`);
  return found;
};

describe('what is offered', () => {
  test('two to four lanes each, of values that their settings take as they are', () => {
    const all = Object.values(MECHANISMS).flatMap(({ id, settings }) =>
      SIDE_BY_SIDE[id].map((one) => ({ settings, ...one })),
    );
    expect(all.length).toBeGreaterThan(1);
    for (const { settings, lanes, label } of all) {
      expect(lanes.length, label).toBeGreaterThan(1);
      expect(lanes.length, label).toBeLessThanOrEqual(LANE_IDS.length);
      for (const values of lanes)
        for (const [key, value] of Object.entries(values)) {
          const setting = settings[key];
          if (!setting) throw new Error(`${label}: no ${key}`);
          expect(take(setting, String(value), setting.initial, null), label).toEqual({
            value,
            note: '',
          });
        }
    }
  });

  test('stands in place of the lanes, on the model that is chosen, and in the address', () => {
    const address = fakeAddress('?prompt=a+cat&guidance=2&b.steps=50&temperature=1');
    const settings = new Settings(address);
    const { model, lanes } = offered(settings, 'few');
    expect(model).toBe('emoji-denoiser');
    settings.setSideBySide(model, lanes);
    expect(settings.lanes.map(({ entry, values }) => [entry.id, values['steps']])).toEqual(
      [16, 4, 2, 1].map((steps) => ['emoji-denoiser', steps]),
    );
    expect(settings.lanes.every(({ values }) => values['guidance'] === 2)).toBe(true);
    const again = new Settings(fakeAddress(address.read()));
    expect(again.lanes.map(({ id, values }) => [id, values['steps']])).toEqual(
      settings.lanes.map(({ id, values }) => [id, values['steps']]),
    );
    // From four to two: what the others had is gone.
    settings.setSideBySide(model, offered(settings, 'flow').lanes);
    expect(settings.lanes).toHaveLength(2);
    expect(address.read()).not.toMatch(/[cd]\.steps/);
    expect(settings.page.prompt).toBe('a cat');
  });

  test('is not made of a model that is not here', () => {
    const settings = new Settings(fakeAddress());
    const before = settings.lanes.map(({ id }) => id);
    settings.setSideBySide('nothing', [{}, {}]);
    expect(settings.lanes.map(({ id }) => id)).toEqual(before);
    expect(sideBySideOf([], SITE_MODELS.slice(0, 0))).toEqual([]);
  });
});

describe('what tells lanes of one model apart', () => {
  test('is what differs between them, and nothing else', () => {
    const settings = new Settings(fakeAddress());
    expect(named(settings)).toEqual(['', '']);
    settings.setSideBySide('emoji-denoiser', offered(settings, 'few').lanes);
    expect(named(settings)).toEqual(['16 steps', '4 steps', '2 steps', '1 step']);
    settings.setSideBySide('emoji-denoiser', offered(settings, 'flow').lanes);
    expect(named(settings)).toEqual(['Karras schedule', 'flow, steps even in t']);
  });

  test('is the runtime, too', () => {
    const lanes = 'smollm2-135m-instruct,smollm2-135m-instruct@webllm';
    const settings = new Settings(fakeAddress(`?lanes=${lanes}&b.temperature=0.4&b.topk=9`));
    expect(named(settings)).toEqual([
      'onnxruntime-web, temperature 0.7, Top-k 40',
      'WebLLM, temperature 0.4, Top-k 9',
    ]);
  });

  test('is what the runs on show were made with, whatever is set now', () => {
    const settings = new Settings(fakeAddress('?lanes=emoji-denoiser,emoji-denoiser'));
    const engine = { model: { ...pictureTrace().engine.model, id: 'emoji-denoiser' } };
    const traces = [3, 5].map((steps) => pictureTrace({ spec: { steps }, engine, size: 4 }));
    const shown = shownLanes(
      settings.lanes.map(({ id }, i) => ({ id, trace: traces[i] ?? null })),
      settings.lanes,
    );
    expect(shown.map(({ name }) => name.apart)).toEqual(['3 steps', '5 steps']);
  });
});
