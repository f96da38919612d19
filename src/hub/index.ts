/** Models from the hub (docs/hub.md): what the page and its workers use of this folder. */
export { parseAddress, type HubAddress } from './address';
export { HubError, type HubReason } from './errors';
export { ENDPOINT, type Hub } from './http';
export { repoInfo, type HubFile, type HubRepo } from './metadata';
export type { HubProgress } from './progress';
export { askToKeep, room, type Room } from './room';
export { HubStore, type DownloadOptions, type ModelState } from './store';
