import '../trusted';
import { begin } from './entry';

void begin(() => import('./models/serve'));
