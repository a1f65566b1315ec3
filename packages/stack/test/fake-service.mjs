// Stands in for a service: healthy as long as the file that HEALTHY_IF names is there.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';

const port = Number(process.env.PORT);
if (process.env.BROKEN) {
  console.error('this one cannot start');
  process.exit(3);
}
createServer((request, response) => {
  response.statusCode = existsSync(process.env.HEALTHY_IF) ? 200 : 503;
  response.end(request.url);
}).listen(port, process.env.HOST);
