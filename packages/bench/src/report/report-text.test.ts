import { expect, test } from 'vitest';
import { reportText } from './report-text.js';
import type { Result, ResultFile } from './result.js';

const machine = { cpu: 'a processor', cores: 2, node: 'v20.20.2' };
const file = (figures: Result['figures'], settings: Result['settings'] = { chats: 100 }): ResultFile => ({
  version: 2,
  measuredAt: '2026-11-23T13:09:21.054Z',
  machine,
  seconds: 8,
  rounds: 1,
  results: [
    { run: 'pairs', subject: 'besage', title: '100 chats of two', settings, figures, spread: {}, lost: 0, repeated: 0 },
  ],
});

test('figures are shown beside those of the same run', () => {
  const text = reportText(file({ sends_per_s: 50 }), file({ sends_per_s: 100 }));
  expect(text).toContain('50.0 (×0.50 !)');
  expect(text).toContain('! worse, + better by more than 10 %');
});

test('figures of other settings are not compared', () => {
  const text = reportText(file({ sends_per_s: 50 }), file({ sends_per_s: 100 }, { chats: 10 }));
  expect(text).not.toContain('(×0.50');
  expect(text).toContain('no such run with the same settings');
});

test('another machine is mentioned', () => {
  const before = { ...file({}), machine: { ...machine, cores: 64 } };
  expect(reportText(file({}), before)).toContain('another machine (a processor, 64 cores');
  expect(reportText(file({}), file({}))).not.toContain('another machine');
});

test('a generator without idle time is mentioned, each of several counted', () => {
  expect(reportText(file({ generator_cores: 0.95 }))).toContain('The generator is the bottleneck');
  expect(reportText(file({ generator_cores: 0.95 }, { generators: 2 }))).not.toContain('bottleneck');
});

test('other programs that take CPU are mentioned', () => {
  expect(reportText(file({ others_cores: 1.23 }))).toContain('Others used 1.2 cores');
  expect(reportText(file({ others_cores: 0.2 }))).not.toContain('Others');
});
