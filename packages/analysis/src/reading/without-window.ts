Reflect.deleteProperty(globalThis, 'window');
