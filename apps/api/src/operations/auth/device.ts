/** From where somebody logs in or uses a session. */
export interface Device {
  /** The IP address. */
  address: string;
  userAgent: string | undefined;
}

/** The longest text of an IPv6 address that has no zone. */
const ADDRESS_LENGTH = 45;
const USER_AGENT_LENGTH = 255;

/** What a session's row keeps of a device. */
export function rowOf({ address, userAgent }: Device): { address: string; userAgent: string | null } {
  return { address: address.slice(0, ADDRESS_LENGTH), userAgent: userAgent?.slice(0, USER_AGENT_LENGTH) ?? null };
}
