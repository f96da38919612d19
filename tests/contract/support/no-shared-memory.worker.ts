import './no-shared-memory';
import './runtime.worker';
