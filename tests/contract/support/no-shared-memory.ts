/** Imported first: makes this worker WebKitGTK, isolated and without `SharedArrayBuffer`. */
Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
