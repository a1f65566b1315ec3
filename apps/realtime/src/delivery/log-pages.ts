import { readLog, type Db, type LogPage, type MediaUrl } from '@besage/db';

/** Log entries that are read at once. */
export const LOG_PAGE = 300;
/** Milliseconds for which a page serves others who ask for the same. */
const KEPT_FOR = 2_000;
/** Entries of all pages that are kept. */
const ENTRIES_MAX = 20_000;

/**
 * Reads pages of logs for those who missed something. After an outage many come back at once and lack the same: who asks
 * for a page while it is read, or soon after, shares it. It may lack what was said meanwhile, which is on the next.
 */
export class LogPages {
  private readonly db: Db;
  private readonly mediaUrl: MediaUrl;
  private readonly pages = new Map<string, Promise<LogPage>>();
  private entries = 0;

  constructor(db: Db, mediaUrl: MediaUrl) {
    this.db = db;
    this.mediaUrl = mediaUrl;
  }

  /** @param after the entries behind this one */
  read(chatId: string, after: number): Promise<LogPage> {
    const key = `${chatId} ${String(after)}`;
    const known = this.pages.get(key);
    if (known) return known;
    const page = readLog(this.db, chatId, after, LOG_PAGE, this.mediaUrl);
    this.pages.set(key, page);
    page.then(
      ({ events }) => this.keep(key, events.length),
      () => this.pages.delete(key),
    );
    return page;
  }

  /** Nothing is no page: it would hide what is said next. */
  private keep(key: string, entries: number): void {
    if (entries === 0 || this.entries + entries > ENTRIES_MAX) return void this.pages.delete(key);
    this.entries += entries;
    setTimeout(() => {
      this.pages.delete(key);
      this.entries -= entries;
    }, KEPT_FOR).unref();
  }
}
