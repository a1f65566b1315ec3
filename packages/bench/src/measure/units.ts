/** What the sends or the deliveries of a load are called in its figures. */
export interface Unit {
  of: 'sends' | 'deliveries';
  one: string;
  many: string;
}

export const sendsAndDeliveries: Unit[] = [
  { of: 'sends', one: 'send', many: 'sends' },
  { of: 'deliveries', one: 'delivery', many: 'deliveries' },
];
export const messages: Unit[] = [{ of: 'sends', one: 'message', many: 'messages' }];
export const requests: Unit[] = [{ of: 'sends', one: 'request', many: 'requests' }];
export const sockets: Unit[] = [{ of: 'sends', one: 'socket', many: 'sockets' }];
export const readers: Unit[] = [{ of: 'sends', one: 'reader', many: 'readers' }];
