/** Imported first: makes this worker a browser without JSPI, as Safari and older Chromes are. */
Reflect.deleteProperty(WebAssembly, 'Suspending');
