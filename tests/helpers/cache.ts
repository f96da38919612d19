/** The part of the Cache API that the store uses, for Node; `put` may be told to fail. */
export class MemoryCaches {
  readonly entries = new Map<string, Uint8Array<ArrayBuffer>>();
  full = false;

  async open(): Promise<Cache> {
    const { entries } = this;
    const name = (key: string | Request) => (typeof key === 'string' ? key : key.url);
    const cache = {
      match: async (key: string) => {
        const found = entries.get(key);
        return found && new Response(found.slice());
      },
      put: async (key: string, response: Response) => {
        if (this.full) {
          await response.body?.cancel();
          throw new DOMException('Quota exceeded', 'QuotaExceededError');
        }
        entries.set(key, new Uint8Array(await response.arrayBuffer()));
      },
      delete: async (key: string | Request) => entries.delete(name(key)),
      keys: async (url?: string) =>
        [...entries.keys()]
          .filter((key) => url === undefined || key.split('?')[0] === url)
          .map((key) => ({ url: key })),
    };
    return cache as unknown as Cache;
  }
}
