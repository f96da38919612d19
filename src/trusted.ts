/**
 * The one gate through which an address becomes a script: a worker, the service worker, a thread
 * of a runtime. The content policy asks for it (Trusted Types): what is not a file of this site is
 * refused there, and nothing at all becomes markup or code from a string. Imported for its effect,
 * first of all, by the page and by every worker. Nothing happens in browsers without Trusted Types.
 */

/** Of the Trusted Types API, which the types of the DOM lack. */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

const { trustedTypes, location } = globalThis as unknown as {
  readonly trustedTypes?: Factory;
  readonly location: Location;
};

/** @throws TypeError where the address is no file of this origin */
function ofThisSite(address: string): string {
  const { origin, protocol } = new URL(address, location.href);
  if (origin === location.origin && /^https?:$/.test(protocol)) return address;
  throw new TypeError(`${address} is not of this site.`);
}

// The default policy: libraries start their workers by plain addresses.
trustedTypes?.createPolicy('default', { createScriptURL: ofThisSite });

export {};
