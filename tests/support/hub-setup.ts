/** Starts the hub's double for a Vitest project; tests find it with `inject('hubDouble')`. */
import type { TestProject } from 'vitest/node';
import { startDouble } from './hub-double';

declare module 'vitest' {
  export interface ProvidedContext {
    hubDouble: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const double = await startDouble();
  project.provide('hubDouble', double.url);
  return () => double.close();
}
