/** Why the server closes a socket. Reconnecting makes sense after 1012 and 4408, and after 4401 with a new token. */
export const closeCodes = {
  frameTooBig: 1009,
  goingDown: 1012,
  notAuthenticated: 4401,
  notAParticipant: 4403,
  noSuchChat: 4404,
  tooSlow: 4408,
  tooFast: 4429,
} as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
