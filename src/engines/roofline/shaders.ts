/**
 * The GPU's kernels of the roofline, in WGSL. Values are small whole numbers, so that every result
 * is exact and can be checked. Buffers of `vec4f`; a grid-stride loop takes any size.
 */

export const GROUP = 256;
/** `a` holds 0 1 2 3 0 1 2 3 ... */
export const PATTERN = [0, 1, 2, 3] as const;

const MEMORY = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> a: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;

@compute @workgroup_size(${GROUP})
fn fill(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < arrayLength(&a); i += groups.x * ${GROUP}u) {
    a[i] = vec4f(${PATTERN.join(', ')});
  }
}

// b = a: one byte read and one written for each.
@compute @workgroup_size(${GROUP})
fn copy(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < arrayLength(&a); i += groups.x * ${GROUP}u) { b[i] = a[i]; }
}

// c = a + 2 b: two bytes read and one written for each.
@compute @workgroup_size(${GROUP})
fn triad(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < arrayLength(&a); i += groups.x * ${GROUP}u) { c[i] = a[i] + 2.0 * b[i]; }
}
`;

const READ = /* wgsl */ `
@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;
var<workgroup> part: array<f32, ${GROUP}>;

// One sum a workgroup: reads each byte once, writes next to nothing.
@compute @workgroup_size(${GROUP})
fn sum_up(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u,
        @builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  var sum = vec4f();
  for (var i = id.x; i < arrayLength(&a); i += groups.x * ${GROUP}u) { sum += a[i]; }
  part[local] = sum.x + sum.y + sum.z + sum.w;
  for (var half = ${GROUP / 2}u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (local < half) { part[local] += part[local + half]; }
  }
  if (local == 0u) { sums[group.x] = part[0]; }
}
`;

/** Chains of `vec4`, each a multiply-add a round; enough for what one thread has in flight. */
const CHAINS = 8;
/** In f16 whole numbers are exact to 2,048: start + rounds stays below. */
export const ROUNDS = 1024;
const UNROLL = 4;
/** Operations of one thread: a multiply-add is two. */
export const OPS_PER_THREAD = CHAINS * 4 * ROUNDS * 2;

/** x = x * m + p with m = p = 1, which only the caller knows: each chain counts its rounds. */
function arithmetic(type: 'f32' | 'f16'): string {
  const each = (line: (i: number) => string) => Array.from({ length: CHAINS }, (_, i) => line(i));
  const round = each((i) => `x${i} = fma(x${i}, m, p);`).join(' ');
  return /* wgsl */ `
${type === 'f16' ? 'enable f16;' : ''}
struct Factors { m: f32, p: f32, rounds: u32 }
@group(0) @binding(0) var<uniform> factors: Factors;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(${GROUP})
fn multiply_add(@builtin(global_invocation_id) id: vec3u) {
  let m = vec4<${type}>(${type}(factors.m));
  let p = vec4<${type}>(${type}(factors.p));
  let start = ${type}(id.x & 3u);
  ${each((i) => `var x${i} = vec4<${type}>(start + ${i}, start + ${i + 1}, start + ${i + 2}, start + ${i + 3});`).join('\n  ')}
  for (var i = 0u; i < factors.rounds; i += ${UNROLL}u) {
    ${Array.from({ length: UNROLL }, () => round).join('\n    ')}
  }
  let sum = ${each((i) => `vec4f(x${i})`).join(' + ')};
  sums[id.x] = sum.x + sum.y + sum.z + sum.w;
}
`;
}

/** What a thread of the arithmetic kernel writes. */
export function expectedSum(thread: number): number {
  let start = 0;
  for (let i = 0; i < CHAINS; i++) start += 4 * i + 6;
  return start + 4 * CHAINS * ((thread & 3) + ROUNDS);
}

/** Counts its dispatches: each reads what the one before wrote, as the kernels of a network do. */
const COUNT = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> count: array<u32>;
@compute @workgroup_size(1)
fn count_up() { count[0] += 1u; }
`;

export const SHADERS = {
  memory: MEMORY,
  read: READ,
  f32: arithmetic('f32'),
  f16: arithmetic('f16'),
  count: COUNT,
};
