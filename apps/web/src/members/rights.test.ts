import { expect, test } from 'vitest';
import { mayAdd, mayChangeRoles, mayRemove, type Role } from './rights.js';

const group = { kind: 'group', active: true } as const;
const direct = { kind: 'direct', active: true } as const;
const roles: Role[] = ['owner', 'admin', 'member'];

test('people are added by who looks after a group, and by both in a direct chat; to none that is archived', () => {
  expect(roles.filter((mine) => mayAdd(group, mine))).toEqual(['owner', 'admin']);
  expect(roles.filter((mine) => mayAdd(direct, mine))).toEqual(roles);
  expect(roles.filter((mine) => mayAdd({ ...group, active: false }, mine))).toEqual([]);
});

test('those below are removed, from groups', () => {
  const below = (chat: typeof group | typeof direct, mine: Role) => roles.filter((role) => mayRemove(chat, mine, role));
  expect(roles.map((mine) => below(group, mine))).toEqual([['admin', 'member'], ['member'], []]);
  expect(roles.flatMap((mine) => below(direct, mine))).toEqual([]);
});

test('the owner of a group gives the roles', () => {
  expect(roles.filter((mine) => mayChangeRoles(group, mine))).toEqual(['owner']);
  expect(roles.filter((mine) => mayChangeRoles(direct, mine))).toEqual([]);
});
