/** One network of a latent diffusion model: what goes in by name, in the type that its graph states. */
import { EngineError } from '../../../core/errors';
import { text } from '../../../text/stored-models';
import { toFloat32, toHalf } from '../../runtime/half';
import { rejectOnAbort } from '../../runtime/reject-on-abort';
import { Tensor, type InferenceSession } from '../../runtime/ort';

/** Values of one input, rows first. */
export interface Values {
  readonly data: Float32Array | readonly number[];
  readonly dims: readonly number[];
}

interface Input {
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export class LatentNetwork {
  readonly inputs: ReadonlyMap<string, Input>;

  /**
   * @param wanted names of its inputs, all of them.
   * @param lost fires when the GPU is gone.
   * @throws EngineError `unsupported-model` where it wants others.
   */
  constructor(
    private readonly session: InferenceSession,
    name: string,
    wanted: readonly string[],
    private readonly lost: AbortSignal,
  ) {
    this.inputs = new Map(
      session.inputMetadata.flatMap((each) =>
        each.isTensor ? [[each.name, { type: each.type, shape: each.shape }] as const] : [],
      ),
    );
    const odd = [...this.inputs.keys()].find((input) => !wanted.includes(input));
    if (odd !== undefined)
      throw new EngineError('unsupported-model', text.decoder.input(name, odd.slice(0, 60)));
    const absent = wanted.find((input) => !this.inputs.has(input));
    if (absent !== undefined)
      throw new EngineError('unsupported-model', text.decoder.lacks(name, absent));
  }

  /** The size that the graph states for an axis of an input; null where it leaves it open. */
  fixed(input: string, axis: number): number | null {
    const size = this.inputs.get(input)?.shape[axis];
    return typeof size === 'number' && size > 0 ? size : null;
  }

  /**
   * One pass.
   * @returns its first output, and what shape it has.
   */
  async run(
    values: Readonly<Record<string, Values>>,
  ): Promise<{ data: Float32Array; dims: readonly number[] }> {
    const feeds = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        tensor((this.inputs.get(name) as Input).type, value),
      ]),
    );
    try {
      const outputs = await rejectOnAbort(this.lost, this.session.run(feeds));
      const first = outputs[this.session.outputNames[0] as string] as Tensor;
      return { data: toFloat32(first.data as Float32Array), dims: first.dims };
    } catch (cause) {
      this.lost.throwIfAborted();
      throw EngineError.from(cause);
    }
  }

  async release(): Promise<void> {
    // After a lost GPU there is nothing left to release.
    await this.session.release().catch(() => undefined);
  }
}

function tensor(type: string, { data, dims }: Values): Tensor {
  switch (type) {
    case 'int64':
      return new Tensor(
        'int64',
        BigInt64Array.from(data, (n) => BigInt(Math.round(n))),
        dims,
      );
    case 'int32':
      return new Tensor('int32', Int32Array.from(data, Math.round), dims);
    case 'float16':
      return new Tensor('float16', toHalf(Float32Array.from(data)), dims);
    case 'float32':
      return new Tensor('float32', Float32Array.from(data), dims);
    default:
      throw new EngineError('unsupported-model', text.pictures.inputType(type));
  }
}
