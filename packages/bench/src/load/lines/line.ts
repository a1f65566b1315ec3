/** One person's connection to one chat, in whatever protocol. */
export interface Line {
  /** @param content characters that JSON leaves as they are */
  send(content: string): void;
}

export interface LineEvents {
  /** Gets each frame that may hold a message, or only its content. */
  receive: (frame: Buffer) => void;
  /** Told why nothing more will come. */
  fail: (reason: string) => void;
}
