import { parser } from '@prometheus-io/lezer-promql';

/** Series that an expression of PromQL asks for. */
export interface Selector {
  metric: string;
  matchers: { label: string; matches: (value: string) => boolean }[];
  /** Labels by which the expression groups them. */
  grouping: string[];
}

/** What Grafana puts in place of its own word. */
const grafanaWords = [['$__rate_interval', '1m']] as const;

/**
 * Finds the series that an expression asks for.
 *
 * @throws Error when it is no PromQL
 */
export function selectorsOf(written: string): Selector[] {
  const expression = grafanaWords.reduce((text, [word, meaning]) => text.replaceAll(word, meaning), written);
  const found: Selector[] = [];
  /** The labels of each aggregation that is open where the walk is. */
  const aggregations: string[][] = [];
  parser.parse(expression).iterate({
    enter: ({ type, name, from, to, node }) => {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`This is no PromQL at ${from}: ${written}`);
      if (name === 'AggregateExpr') {
        const labels = node.getChild('AggregateModifier')?.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
        aggregations.push(labels.map((label) => expression.slice(label.from, label.to)));
      } else if (name === 'VectorSelector') {
        found.push({ metric: text.split('{', 1)[0] ?? '', matchers: [], grouping: aggregations.flat() });
      } else if (name === 'UnquotedLabelMatcher') found.at(-1)?.matchers.push(matcherOf(text));
    },
    leave: ({ name }) => {
      if (name === 'AggregateExpr') aggregations.pop();
    },
  });
  return found;
}

function matcherOf(text: string): Selector['matchers'][number] {
  const [, label = '', operator = '', value = ''] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text) ?? [];
  const pattern = new RegExp(`^(?:${value})$`);
  const isMeant = (found: string) => (operator.endsWith('~') ? pattern.test(found) : found === value);
  return { label, matches: (found) => isMeant(found) !== operator.startsWith('!') };
}
