/** The store with the browser's own Cache API. */
import { storeSuite } from '../helpers/store-suite';

storeSuite(() => caches.delete('decode-and-denoise/models'));
