/** On whose behalf an operation runs. */
export interface Actor {
  userId: string;
  username: string;
  isStaff: boolean;
  sessionId: string;
}
