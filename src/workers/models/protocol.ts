/** What the page and the worker that keeps models say to each other: calls by name, and their ends. */
import type { Hub, HubProgress, HubWireError, ModelsService } from '../../hub';

/** How the worker's store is opened: the first message. */
export interface Opening {
  readonly hub: Pick<Hub, 'endpoint' | 'pause' | 'github'>;
  /** Of the private file system; for tests. */
  readonly folder?: string;
}

export type CallName = keyof ModelsService;

export type ModelsRequest =
  | { readonly type: 'open'; readonly opening: Opening }
  | {
      readonly type: 'call';
      readonly id: number;
      readonly name: CallName;
      /** Without the task, which is a call's last argument. */
      readonly args: readonly unknown[];
    }
  | { readonly type: 'stop'; readonly id: number };

export type ModelsReply = { readonly id: number } & (
  | { readonly type: 'progress'; readonly progress: HubProgress }
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: HubWireError }
);
