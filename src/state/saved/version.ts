/** The version of this page, as its package has it. */
import { version } from '../../../package.json';

export const VERSION: string = version;
