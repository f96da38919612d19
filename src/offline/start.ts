/** What the page has of the service worker, in one piece that is fetched after the first look. */
export { default as NewVersion } from '../views/shell/NewVersion.svelte';
export { Offline } from './page.svelte';
