import { createHash } from 'node:crypto';
import { createMemoryStorage, createVault } from '@commonseal/vault';
import { createCookieFetch } from '../../../../e2e/fixtures/cookie-fetch.ts';
import { quickPasswords } from '../../../../e2e/fixtures/quick-passwords.ts';
import { startOnTestDatabase } from '../../../../e2e/fixtures/process-on-test-database.ts';
import type { ServerProcess } from '../../../../e2e/fixtures/server-process.ts';

export type Vault = Awaited<ReturnType<typeof createVault>>;

/** What a member reads of one item. */
export interface ReadItem {
  /** Source and file name. */
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly sha256: string;
}

/** The real program, and an owner's unlocked client. */
export class RealServer {
  readonly server: ServerProcess;
  readonly vault: Vault;

  private constructor(server: ServerProcess, vault: Vault) {
    this.server = server;
    this.vault = vault;
  }

  static async start(): Promise<RealServer> {
    const server = await startOnTestDatabase();
    const vault = await createVault({
      fetch: createCookieFetch(server.url),
      baseUrl: server.url,
      storage: createMemoryStorage(),
      deviceName: 'Test',
      passwords: quickPasswords,
    });
    await vault.signUp({
      email: 'owner@company.example',
      password: 'plain brown envelope seal',
      accountName: 'Company',
    });
    return new RealServer(server, vault);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** Everything that was delivered, opened and verified; sorted. A gap or a fork in a chain is a problem of the sync. */
  async readEverything(): Promise<readonly ReadItem[]> {
    const { problems } = await this.vault.sync();
    if (problems.length > 0) throw new Error(`the sync found problems: ${JSON.stringify(problems)}`);
    const items: ReadItem[] = [];
    for (const { itemId, header } of await this.vault.listItems()) {
      const { body } = await this.vault.openItem(itemId);
      const bytes = Buffer.from(await body.arrayBuffer());
      items.push({
        name: `${header.source}/${header.fileName}`,
        title: header.title,
        size: bytes.length,
        sha256: sha256Of(bytes),
      });
    }
    return items.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  }

  async withdrawConnectors(): Promise<void> {
    for (const { kind, writerId } of await this.vault.listSources())
      if (kind === 'connector') await this.vault.withdrawSource(writerId);
  }
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
