/** What runs this program's TypeScript names functions by a call of its own, which functions that are sent into a page need there. */
export const namesOfFunctions = 'globalThis.__name = (named) => named;';
