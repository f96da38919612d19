/**
 * Every host that a download may speak to, once a person has asked for a model: what the page says
 * beforehand, and what a content policy has to allow (`connect-src`). Nothing else lists them.
 */

/**
 * The hub, and the hosts that it keeps large files on: it sends each request on to one of them; and
 * GitHub, for the programs of models that were compiled for WebLLM.
 */
export const HUB_HOSTS = [
  'https://huggingface.co',
  'https://*.huggingface.co',
  'https://*.hf.co',
  'https://api.github.com',
  'https://raw.githubusercontent.com',
] as const;
