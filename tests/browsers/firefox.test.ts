import { startFirefox } from './support/firefox';
import { visit } from './visit';

visit('Firefox', startFirefox);
