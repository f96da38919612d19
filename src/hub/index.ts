/** Models from the hub (docs/hub.md): what the page and its workers use of this folder. */
export { parseAddress, type HubAddress } from './address';
export { borrowedFiles } from './borrowed';
export { choiceAt, choicesOf, type Choice, type ChoiceRefusal, type RepoRefusal } from './choices';
export { fromHubWire, HubError, toHubWire, type HubReason, type HubWireError } from './errors';
export { HUB_HOSTS } from './hosts';
export { ENDPOINT, type Hub } from './http';
export { repoInfo, type HubFile, type HubRepo } from './metadata';
export { peek } from './peek';
export type { HubProgress } from './progress';
export { askToKeep, room, type Room } from './room';
export type { KeptModel, Listing, Looked, ModelsService, Task } from './service';
export { HubStore } from './store';
