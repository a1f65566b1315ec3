import { expect, test } from 'vitest';
import { settingsTable } from './settings-table.js';

const port = { description: 'the port', default: 3000, minimum: 0 };
const api = {
  service: 'api',
  schema: {
    required: ['URL', 'PORT', 'HOSTS', 'RATE', 'SIZE'],
    properties: {
      URL: { description: 'where it is' },
      PORT: port,
      HOSTS: { description: 'names, with commas in between', default: [] },
      RATE: { description: 'how many come', default: 0, inProduction: 600, minimum: 0 },
      SIZE: { description: 'how much fits', default: 4096, minimum: 1024 },
    },
  },
};
const gateway = {
  service: 'gateway',
  schema: {
    required: ['PORT', 'LEVEL'],
    properties: {
      PORT: { ...port, default: 3001 },
      LEVEL: { description: 'how much is said', default: 'low', enum: ['low', 'a|b'] },
      LATER: { description: 'what is asked for later' },
    },
  },
};

test('each setting is one row that says its default, whose it is and what it is', () => {
  expect(settingsTable([api, gateway]).split('\n')).toEqual([
    '| Setting | Default                        | Of      | What it is                      |',
    '| ------- | ------------------------------ | ------- | ------------------------------- |',
    '| `URL`   | to be set                      | api     | Where it is                     |',
    '| `PORT`  | `3000` (api), `3001` (gateway) | both    | The port                        |',
    '| `HOSTS` |                                | api     | Names, with commas in between   |',
    '| `RATE`  | `0`, in production `600`       | api     | How many come                   |',
    '| `SIZE`  | `4096`                         | api     | How much fits; at least 1024    |',
    '| `LEVEL` | `low`                          | gateway | How much is said: `low`, `a\\|b` |',
    '| `LATER` |                                | gateway | What is asked for later         |',
  ]);
});
