import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The page of Redoc over `/swagger.json`. */
export const redocPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Besage: REST</title>
<style>body { margin: 0; } td code { white-space: nowrap; }</style>
<redoc spec-url="/swagger.json" disable-search="true"></redoc>
<script src="/redoc/redoc.standalone.js"></script>
</html>
`;

const logo = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const nothing = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';

/** Redoc as one script, without the logo that it would fetch from elsewhere: a reader of this page is told to nobody. */
export async function readRedoc(): Promise<string> {
  const script = await readFile(createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
  return script.replaceAll(logo, nothing);
}
