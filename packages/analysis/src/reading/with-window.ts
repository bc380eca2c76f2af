// By this the library tells a page from a worker of its own.
Object.defineProperty(globalThis, 'window', { value: null, configurable: true });
