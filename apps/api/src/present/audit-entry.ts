import type { AuditEntry } from '@besage/contracts';
import { presentUserSummary, type MediaUrl } from '@besage/db';

export interface AuditRow {
  id: string;
  actor: { id: string; username: string; profileImage: string | null } | null;
  action: string;
  target: string;
  data: unknown;
  at: Date;
}

/** A row of the audit → the act as staff read it. */
export function presentAuditEntry({ actor, at, ...entry }: AuditRow, mediaUrl: MediaUrl): AuditEntry {
  return { ...entry, actor: actor && presentUserSummary(actor, mediaUrl), at: at.toISOString() };
}
