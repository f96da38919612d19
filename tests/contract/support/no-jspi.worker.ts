import './no-jspi';
import './runtime.worker';
