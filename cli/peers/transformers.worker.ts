/**
 * The second peer: plain transformers.js. Its own generation loop (`LlamaForCausalLM.generate`,
 * greedy, with its KV cache) on onnxruntime-web's WASM kernels. The weights are the same GGUF, the
 * graph is ours but for the cache, which goes in and out whole as in any export for the library
 * (`models/ddmodels/lm_peer.py`).
 */
import {
  BaseStreamer,
  LlamaForCausalLM,
  PretrainedConfig,
  Tensor,
} from '@huggingface/transformers';
import { EngineError } from '../../src/core/errors';
import type { LanguageManifest } from '../../src/core/manifest';
import { readModelFiles } from '../../src/engines/autoregression/onnx/files';
import {
  createSession,
  loadOrt,
  Tensor as OrtTensor,
  type InferenceSession,
} from '../../src/engines/runtime/ort';
import { fetchManifest } from '../../src/engines/runtime/store';
import { answerCalls } from './calls';
import { Stopwatch } from './sample';
import type { TransformersCalls } from './transformers';

const graphUrl = new URL('./transformers.onnx', import.meta.url);
const forever = new AbortController().signal;
let model: LlamaForCausalLM | null = null;

answerCalls<TransformersCalls>({
  async load({ baseUrl, model: id, threads }) {
    const manifest = await fetchManifest(baseUrl, id, forever);
    if (manifest.kind !== 'language')
      throw new EngineError('unsupported-model', `${id} is not a language model`);
    const [files, graph, started] = await Promise.all([
      readModelFiles(baseUrl, manifest, 'wasm', () => undefined, forever),
      fetch(graphUrl).then((response) => response.arrayBuffer()),
      loadOrt('wasm', threads),
    ]);
    if (started.threads !== threads)
      throw new EngineError('internal', `${started.threads} threads, not ${threads}`);
    const session = await createSession(new Uint8Array(graph), files.weights, { backend: 'wasm' });
    model = new LlamaForCausalLM(configOf(manifest), { model: adapted(session) }, {});
    return null;
  },
  async run({ ids, tokens }) {
    if (!model) throw new EngineError('internal', 'the model is not loaded');
    const shape = [1, ids.length];
    const watch = new Watch();
    await model.generate({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      max_new_tokens: tokens,
      do_sample: false,
      streamer: watch,
    } as unknown as Parameters<LlamaForCausalLM['generate']>[0]);
    return { ...watch.stopwatch.sample(ids.length, ''), written: watch.written };
  },
});

/** Notes the time of each token; the first call brings the prompt. */
class Watch extends BaseStreamer {
  readonly stopwatch = new Stopwatch();
  readonly written: number[] = [];
  #prompt = true;

  override put(value: bigint[][]): void {
    if (this.#prompt) this.#prompt = false;
    else {
      this.stopwatch.token();
      this.written.push(...value.flat().map(Number));
    }
  }

  override end(): void {
    // Nothing is held back.
  }
}

function configOf({ config }: LanguageManifest): PretrainedConfig {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab, context, ropeTheta } = config;
  return new PretrainedConfig({
    model_type: 'llama',
    architectures: ['LlamaForCausalLM'],
    num_hidden_layers: layers,
    hidden_size: hidden,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    head_dim: headDim,
    intermediate_size: ffn,
    vocab_size: vocab,
    max_position_embeddings: context,
    rope_theta: ropeTheta,
  });
}

/** The graph's one input of its own, which positions the logits are of: the last, as `generate` reads. */
function adapted(session: InferenceSession) {
  return {
    inputNames: session.inputNames.filter((name) => name !== 'logit_positions'),
    outputNames: session.outputNames,
    inputMetadata: session.inputMetadata,
    run(feeds: Record<string, OrtTensor>) {
      const last = (feeds['input_ids']?.dims[1] ?? 1) - 1;
      const positions = new OrtTensor('int64', BigInt64Array.of(BigInt(last)), [1]);
      return session.run({ ...feeds, logit_positions: positions });
    },
    release: () => session.release(),
  };
}
