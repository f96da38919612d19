/** Writes an ONNX model (onnx.proto of onnx/onnx) whose weights lie outside of it. */
import { PbfWriter } from 'pbf';

/** `TensorProto.DataType`. */
export const TYPE = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
type ElementType = (typeof TYPE)[keyof typeof TYPE];

/** `AttributeProto.AttributeType`. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const;
const EXTERNAL = 1;

/** A word, a whole number, a list of them, or a float (which a whole number cannot be told from). */
export type Attribute = string | number | readonly number[] | { readonly float: number };

export interface Node {
  readonly operator: string;
  /** Names; an empty one is an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A tensor with a name: a size by number, or by name where it is free. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

export interface Weight {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** In the graph itself, or where the runtime is handed it. */
  readonly data:
    Uint8Array | { readonly location: string; readonly offset: number; readonly bytes: number };
}

export interface Model {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly weights: readonly Weight[];
  /** Version of each operator set, by domain. */
  readonly operators: Readonly<Record<string, number>>;
}

const IR_VERSION = 9;
const PRODUCER = 'decode-and-denoise';

/** The model as the bytes of a `ModelProto`. */
export function encodeModel(model: Model): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, IR_VERSION);
  writer.writeStringField(2, PRODUCER);
  writer.writeMessage(7, writeGraph, model);
  for (const entry of Object.entries(model.operators))
    writer.writeMessage(8, writeOperators, entry);
  return writer.finish();
}

function writeOperators([domain, version]: [string, number], writer: PbfWriter): void {
  writer.writeStringField(1, domain);
  writer.writeVarintField(2, version);
}

function writeGraph({ name, nodes, inputs, outputs, weights }: Model, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, name);
  for (const weight of weights) writer.writeMessage(5, writeWeight, weight);
  for (const value of inputs) writer.writeMessage(11, writeValue, value);
  for (const value of outputs) writer.writeMessage(12, writeValue, value);
}

function writeNode(node: Node, writer: PbfWriter): void {
  for (const input of node.inputs) writer.writeStringField(1, input);
  for (const output of node.outputs) writer.writeStringField(2, output);
  writer.writeStringField(4, node.operator);
  const attributes = Object.entries(node.attributes ?? {});
  for (const attribute of attributes.sort(([a], [b]) => (a < b ? -1 : 1)))
    writer.writeMessage(5, writeAttribute, attribute);
  if (node.domain !== undefined) writer.writeStringField(7, node.domain);
}

function writeAttribute([name, value]: [string, Attribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if (typeof value === 'string') {
    writer.writeStringField(4, value);
    writer.writeVarintField(20, ATTRIBUTE.string);
  } else if (typeof value === 'number') {
    writer.writeVarintField(3, value);
    writer.writeVarintField(20, ATTRIBUTE.int);
  } else if ('float' in value) {
    writer.writeFloatField(2, value.float);
    writer.writeVarintField(20, ATTRIBUTE.float);
  } else {
    for (const each of value) writer.writeVarintField(8, each);
    writer.writeVarintField(20, ATTRIBUTE.ints);
  }
}

function writeWeight({ name, type, shape, data }: Weight, writer: PbfWriter): void {
  for (const size of shape) writer.writeVarintField(1, size);
  writer.writeVarintField(2, type);
  writer.writeStringField(8, name);
  if (data instanceof Uint8Array) return writer.writeBytesField(9, data);
  const { location, offset, bytes } = data;
  const entries = { location, offset: String(offset), length: String(bytes) };
  for (const entry of Object.entries(entries)) writer.writeMessage(13, writeEntry, entry);
  writer.writeVarintField(14, EXTERNAL);
}

function writeEntry([key, value]: [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeValue({ name, ...tensor }: Value, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeType, tensor);
}

type Tensor = Omit<Value, 'name'>;

function writeType(tensor: Tensor, writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, tensor);
}

function writeTensorType({ type, shape }: Tensor, writer: PbfWriter): void {
  writer.writeVarintField(1, type);
  writer.writeMessage(2, writeShape, shape);
}

function writeShape(shape: Tensor['shape'], writer: PbfWriter): void {
  for (const size of shape) writer.writeMessage(1, writeSize, size);
}

function writeSize(size: number | string, writer: PbfWriter): void {
  if (typeof size === 'number') writer.writeVarintField(1, size);
  else writer.writeStringField(2, size);
}
