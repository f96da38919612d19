import { startWebKit } from './support/webkit';
import { visit } from './visit';

visit('WebKitGTK', startWebKit);
