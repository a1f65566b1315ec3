import { Type, type Static } from 'typebox';

/** What a JSON schema of one setting says about it; `inProduction` is explained in @besage/service-kit. */
const Setting = Type.Object({
  description: Type.String({ minLength: 1 }),
  default: Type.Optional(Type.Unknown()),
  inProduction: Type.Optional(Type.Unknown()),
  enum: Type.Optional(Type.Array(Type.String())),
  minimum: Type.Optional(Type.Number()),
});

type Setting = Static<typeof Setting>;

/** The schema of all settings of a service; each must say what it is. */
export const SettingsSchema = Type.Object({
  properties: Type.Record(Type.String(), Setting),
  required: Type.Optional(Type.Array(Type.String())),
});

/** What the table tells of a service. */
export interface ServiceSettings {
  /** What the service is called in the table. */
  service: string;
  schema: Static<typeof SettingsSchema>;
}

const HEAD = ['Setting', 'Default', 'Of', 'What it is'];

/**
 * Writes the settings of all services as one Markdown table, formatted as Prettier does. They come in the order of their
 * schemas; one that several services have comes once.
 */
export function settingsTable(services: ServiceSettings[]): string {
  const names = new Set(services.flatMap(({ schema }) => Object.keys(schema.properties)));
  const rows = [HEAD, ...[...names].map((name) => rowOf(name, services))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}

function rowOf(name: string, services: ServiceSettings[]): string[] {
  const having = services.filter(({ schema }) => name in schema.properties);
  const defaults = having.map(({ service, schema }) => ({ service, text: defaultOf(name, schema) }));
  const agreed = new Set(defaults.map(({ text }) => text)).size === 1;
  return [
    `\`${name}\``,
    defaults.map(({ service, text }) => (agreed ? text : `${text} (${service})`)).slice(0, agreed ? 1 : undefined),
    having.length > 1 ? 'both' : having.map(({ service }) => service),
    sentenceOf(having[0]?.schema.properties[name]),
  ].map((cell) => [cell].flat().join(', ').replaceAll('|', '\\|'));
}

function defaultOf(name: string, { properties, required = [] }: ServiceSettings['schema']): string {
  const { default: value, inProduction } = properties[name] ?? {};
  if (value === undefined) return required.includes(name) ? 'to be set' : '';
  if (Array.isArray(value) && value.length === 0) return '';
  return inProduction === undefined ? code(value) : `${code(value)}, in production ${code(inProduction)}`;
}

function sentenceOf(setting: Setting | undefined): string {
  const { description = '', enum: words = [], minimum = 0 } = setting ?? {};
  const sentence = description.charAt(0).toUpperCase() + description.slice(1);
  const choice = words.length > 0 ? `: ${words.map(code).join(', ')}` : '';
  // That a number is 0 or more goes without saying.
  return sentence + choice + (minimum > 1 ? `; at least ${minimum}` : '');
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
