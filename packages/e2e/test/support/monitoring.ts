import { readFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';

const Dashboard = Compile(
  Type.Object({
    panels: Type.Array(
      Type.Object({
        title: Type.String(),
        targets: Type.Optional(
          Type.Array(Type.Object({ expr: Type.String(), legendFormat: Type.Optional(Type.String()) })),
        ),
      }),
    ),
  }),
);
const Rules = Compile(
  Type.Object({
    groups: Type.Array(Type.Object({ rules: Type.Array(Type.Object({ alert: Type.String(), expr: Type.String() })) })),
  }),
);

/** An expression of the dashboard or the alert rules, and whose it is. */
export interface Asked {
  by: string;
  expression: string;
  /** Labels that are named to tell the series apart. */
  legend: string[];
}

/** All expressions of the files that Grafana and Prometheus are given. */
export async function readMonitoring(): Promise<Asked[]> {
  const { panels } = Dashboard.Parse(JSON.parse(await read('dashboard.json')));
  const { groups } = Rules.Parse(parse(await read('alerts.yaml')));
  return [
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map((target) => ({ by: title, expression: target.expr, legend: labelsIn(target.legendFormat) })),
    ),
    ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ by: alert, expression: expr, legend: [] }))),
  ];
}

const labelsIn = (legend = ''): string[] => [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);

const read = (file: string) => readFile(new URL(`../../../service-kit/monitoring/${file}`, import.meta.url), 'utf8');
