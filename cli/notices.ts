/** `npm run notices`: builds the site and writes what it holds of others into NOTICES.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, ensureBuilt, ROOT } from './site/build';
import { librariesIn, withLibraries } from './site/shipped';

const NOTICES = join(ROOT, 'NOTICES.md');

await ensureBuilt(console.log);
writeFileSync(NOTICES, withLibraries(readFileSync(NOTICES, 'utf8'), librariesIn(DIST)));
