/** Limits that both services and every client know. Those that an operator sets are in the apps' configs. */
export const limits = {
  /** Characters (UTF-16 units) of a message. */
  contentLength: 10_000,
  clientIdLength: 64,
  usernameLength: { min: 3, max: 150 },
  passwordLength: { min: 8, max: 128 },
  chatNameLength: 255,
  /** People that one chat can hold. */
  participants: 10_000,
  /** Up to this many people `participants` and `statuses` are whole. */
  wholeRoster: 100,
  /** Images that one message can carry. */
  attachments: 10,
  /** Of an image as it is sent to us: bytes, and pixels (of a 64-megapixel photo). */
  image: { bytes: 10 * 1024 * 1024, pixels: 64_000_000 },
  /** Pixels of a side of an image as it is stored. */
  imageSide: 2048,
  /** Messages on a page. */
  pageSize: { default: 20, max: 100 },
  /** Rows of a list without `limit`. */
  listLength: { chats: 100, users: 100, messages: 50, max: 100 },
} as const;
