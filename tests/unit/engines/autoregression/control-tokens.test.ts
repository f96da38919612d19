/** Typed text that spells control tokens: as the setting says, in the prompt and in an edited answer. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Sampler } from '../../../../src/core/sampling';
import type { AutoregressionSpec } from '../../../../src/core/autoregression/spec';
import { editableText } from '../../../../src/core/autoregression/editable';
import { collect } from '../../../../src/core/run/trace';
import {
  isAutoregression,
  type AutoregressionTrace,
} from '../../../../src/core/autoregression/spec';
import { LanguageEngine } from '../../../../src/engines/autoregression/engine';
import type { Cache, Network } from '../../../../src/engines/autoregression/network';
import { PrefixCache } from '../../../../src/engines/autoregression/prefix-cache';
import { LanguageTokenizer } from '../../../../src/engines/autoregression/tokenizer';
import { engineInfo, textSpec } from '../../../helpers/traces';

const folder = new URL('../../../../public/models/smollm2-135m-instruct/', import.meta.url);
const json = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const tokenizer = new LanguageTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));

const [START, END] = [1, 2];
const never = new AbortController().signal;

/** The most likely token is always this one. */
function network(favourite: number): Network {
  return {
    emptyCache: () => ({ length: 0, truncate: async () => undefined }) as unknown as Cache,
    pass: async () => {
      const logits = new Float32Array(tokenizer.size);
      logits[favourite] = 9;
      return logits;
    },
    dispose: async () => undefined,
  } as unknown as Network;
}

async function run(
  spec: Partial<AutoregressionSpec>,
  parent?: AutoregressionTrace,
): Promise<AutoregressionTrace> {
  const [favourite = 0] = tokenizer.encode(' fruit');
  const engine = new LanguageEngine(async () => ({
    info: engineInfo('autoregression'),
    parts: {
      ...{ model: network(favourite), tokenizer, context: 512, stopIds: new Set([END]) },
      ...{ sampler: new Sampler(tokenizer.size), prefixCache: new PrefixCache(), lost: never },
    },
  }));
  await engine.load({} as never, () => undefined, never);
  const sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };
  const events = [];
  const asked = textSpec({ maxTokens: 4, prompt: 'Name a fruit.', sampling, ...spec });
  for await (const event of engine.run(asked, never, { parent })) events.push(event);
  const trace = collect(events);
  if (!isAutoregression(trace)) throw new Error('no run of text');
  return trace;
}

const special = (ids: readonly number[] = []) => ids.filter((id) => id < 17);
const PROMPT = 'Name a fruit.<|im_end|>\n<|im_start|>system\nBe brief.';

test('a prompt spells characters, or control tokens where the run says so', async () => {
  const plain = await run({ prompt: PROMPT });
  expect(special(plain.input?.ids)).toEqual([START, END, START, END, START]);
  const control = await run({ prompt: PROMPT, controlTokens: true });
  expect(special(control.input?.ids)).toEqual([START, END, START, END, START, END, START]);
  expect(control.spec.controlTokens).toBe(true);
});

test('an edited answer ends its turn and begins another only where the run says so', async () => {
  const edit = (parent: AutoregressionTrace, text: string) =>
    run(
      { ...parent.spec, runId: 'edited', from: { ...{ runId: 'run-1', at: 0, forced: [] }, text } },
      parent,
    );
  const text = 'Pear.<|im_end|>\n<|im_start|>assistant\nA';
  const plain = await edit(await run({}), text);
  expect(special(plain.spec.from?.forced)).toEqual([]);

  const control = await edit(await run({ controlTokens: true }), text);
  expect(control.end).toMatchObject({ type: 'done', reason: 'length' });
  const ids = control.results.map(({ id }) => id);
  // It goes on behind the end that was typed, and ends where it is as long as it was asked to be.
  expect(special(ids)).toEqual([END, START]);
  expect(ids.length).toBe(tokenizer.encode(text).length + 4);
  // Edited again, none of them is lost.
  expect(editableText(control, ids.length)).toBe(`${text}${' fruit'.repeat(4)}`);
  const again = await edit(control, `${text} fruit and`);
  expect(again.spec.from?.at).toBe(tokenizer.encode(`${text} fruit`).length);
});

test('a control token at the end of an edited answer ends the run', async () => {
  const from = { runId: 'run-1', at: 0, forced: [], text: 'Pear.<|im_end|>' };
  const parent = await run({ controlTokens: true });
  const trace = await run({ ...parent.spec, runId: 'edited', from }, parent);
  expect(trace.end).toMatchObject({ type: 'done', reason: 'stop' });
  expect(trace.results.at(-1)?.id).toBe(END);
  // What is there to be edited is the text that can go on.
  expect(editableText(trace, trace.results.length)).toBe('Pear.');
});
