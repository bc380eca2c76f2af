/**
 * Loads a source file that its workspace does not export. Only the fuzzer does so: it calls parsers one by one that
 * everybody else reaches through what is built on them.
 * @param path from the root of the repository
 */
export async function sourceModule<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../../../${path}`, import.meta.url).href)) as Module;
}
