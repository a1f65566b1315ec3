import { expect, test } from 'vitest';
import { ToldStatuses } from './told-statuses.js';

const message = (status: 'sent' | 'delivered' | 'read', changed = true, id = 'first') => ({
  id,
  seq: 1,
  sender_id: 'ana',
  status,
  changed,
});

test('a status is news once, and none after a further one', () => {
  const told = new ToldStatuses();
  const statuses = [message('delivered'), message('delivered'), message('read'), message('delivered'), message('read')];
  expect(statuses.map((one) => told.tell(one).changed)).toEqual([true, false, true, false, false]);
});

test('what has not changed is no news, unless the change itself was never heard of', () => {
  const told = new ToldStatuses();
  const statuses = [message('delivered', false), message('delivered'), message('read', false)];
  expect(statuses.map((one) => told.tell(one).changed)).toEqual([false, true, true]);
});

test('what was told of many messages ago is forgotten', () => {
  const told = new ToldStatuses();
  for (let n = 0; n <= 100; n++) told.tell(message('read', true, String(n)));
  expect([told.tell(message('read', true, '1')).changed, told.tell(message('read', true, '0')).changed]).toEqual([
    false,
    true,
  ]);
});
