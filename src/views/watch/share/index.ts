/** Both parts of keeping and sharing, fetched after the page's first look. */
export { default as Keep } from './Keep.svelte';
export { default as ShownNote } from './ShownNote.svelte';
