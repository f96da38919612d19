/**
 * Every watching component in every state, for the eye: `npx vite`, then /tests/gallery/.
 * `?state=` picks one; not part of the build.
 */
import { mount } from 'svelte';
import '../../src/ui/style';
import Gallery from './Gallery.svelte';

const target = document.getElementById('app');
if (target) mount(Gallery, { target });
