import type { SocketsDocument } from '@besage/contracts';
import { escapeHtml } from './escape-html.js';

type Channel = SocketsDocument['channels'][string];

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; }
  h2 { margin-top: 3rem; border-bottom: 1px solid #d0d7de; }
  code, pre { font: 14px/1.45 ui-monospace, monospace; background: #f3f5f7; border-radius: 4px; }
  code { padding: 0 .3em; }
  h2 code { font-size: 1.25rem; overflow-wrap: anywhere; }
  pre { padding: .8em; overflow-x: auto; }
  summary { cursor: pointer; padding: .2em 0; }
  @media (prefers-color-scheme: dark) {
    body { background: #15181c; color: #dde3ea; }
    code, pre { background: #22272e; }
    a { color: #7db7ff; }
  }`;

/** The sockets as a page to read, made of their AsyncAPI document; it needs nothing but itself. */
export function asyncApiPage({ info, channels, components }: SocketsDocument): string {
  const paragraphs = info.description.split('\n\n').map((paragraph) => `<p>${prose(paragraph)}</p>`);
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `<h3 id="${escapeHtml(name)}">${escapeHtml(name)}</h3>${json(schema)}`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escapeHtml(info.title)}: sockets</title>
<style>${style}</style>
<h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}: sockets</h1>
${paragraphs.join('\n')}
<p>As a document: <a href="/asyncapi.json">AsyncAPI 3</a>. REST: <a href="/redoc/">to read</a>, <a href="/swagger/">to try</a>.</p>
${Object.values(channels).map(channelSection).join('\n')}
<h2>Schemas</h2>
${schemas.join('\n')}
</html>
`;
}

function channelSection({ address, summary, bindings, messages }: Channel): string {
  const query = Object.keys(bindings.ws.query.properties).map((name) => `?${name}=…`);
  const all = Object.entries(messages);
  const fromClient = all.filter(([id]) => id.startsWith('client_'));
  const fromServer = all.filter(([id]) => !id.startsWith('client_'));
  return [
    `<h2><code>${escapeHtml(address + query.join(''))}</code></h2><p>${prose(summary)}</p>`,
    ...(fromClient.length > 0 ? ['<h3>What you say</h3>', ...fromClient.map(([, message]) => details(message))] : []),
    '<h3>What you hear</h3>',
    ...fromServer.map(([, message]) => details(message)),
  ].join('\n');
}

function details({ name, payload, examples }: Channel['messages'][string]): string {
  const shown = examples.map((example) => json(example.payload)).join('');
  return `<details><summary><code>${escapeHtml(name)}</code></summary>${shown}<p>Schema</p>${json(payload)}</details>`;
}

/** A text in which `this` is code. */
function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** JSON to read, each reference a link to what it names. */
function json(value: unknown): string {
  const text = escapeHtml(JSON.stringify(value, null, 2));
  return `<pre>${text.replace(/#\/components\/schemas\/(\w+)/g, '<a href="#$1">$1</a>')}</pre>`;
}
