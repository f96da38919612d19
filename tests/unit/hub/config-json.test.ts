import { describe, expect, it } from 'vitest';
import { decoderSizes, jsonObject } from '../../../src/workers/models/config-json';

/** As SmolLM2-135M-Instruct has it. */
const SMOL = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 576,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  intermediate_size: 1536,
  vocab_size: 49152,
  max_position_embeddings: 8192,
  rope_theta: 100000,
  tie_word_embeddings: true,
};

describe('config.json', () => {
  it('gives sizes and counts parameters', () => {
    const { architecture, sizes, parameters } = decoderSizes(SMOL);
    expect(architecture).toBe('LlamaForCausalLM');
    expect(sizes).toMatchObject({ layers: 30, headDim: 64, context: 8192 });
    expect(parameters).toBe(134_515_008);
  });

  it('may be of another naming: then nothing is guessed', () => {
    const neo = { architectures: ['GPTNeoForCausalLM'], hidden_size: 128, num_layers: 8 };
    expect(decoderSizes(neo)).toMatchObject({ sizes: null, parameters: null });
  });

  it.each([
    [{ ...SMOL, architectures: ['BertForMaskedLM'] }, /BertForMaskedLM/],
    [{ ...SMOL, vision_config: {} }, /pictures/],
    [{ ...SMOL, is_encoder_decoder: true }, /encoder and a decoder/],
  ])('refuses another kind of network by name', (config, message) => {
    expect(() => decoderSizes(config)).toThrow(message);
  });

  it.each(['', '[', '3', 'null'])('must be an object: %s', (text) => {
    expect(() => jsonObject(text, 'config.json')).toThrow(/cannot be read/);
  });
});
