/** A service, or anything else that listens somewhere. */
export interface Address {
  url: string;
}
