export type { TestCluster } from './testing/test-cluster.ts';
export { startTestCluster } from './testing/test-cluster.ts';
export type { TestDatabase, TestTemplate } from './testing/test-database.ts';
export { openTestDatabase } from './testing/test-database.ts';
