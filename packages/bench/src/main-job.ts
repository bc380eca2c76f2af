export const mainJobRows = 1;
export async function measureMainJob(_: unknown): Promise<never[]> {
  return [];
}
