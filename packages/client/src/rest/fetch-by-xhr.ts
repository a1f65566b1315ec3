/** What of `fetch` is used here. */
export type FetchPort = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A `fetch` that tells how much of the body is sent, which only XMLHttpRequest knows.
 *
 * @param onProgress gets from 0 to 1
 */
export function fetchByXhr(onProgress: (sent: number) => void): FetchPort {
  return (url, { method = 'GET', headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, url);
      for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, String(value));
      request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
      request.onload = () => resolve(toResponse(request));
      request.onerror = request.onabort = () => reject(new TypeError('The request could not be made.'));
      signal?.addEventListener('abort', () => request.abort());
      request.send(body as XMLHttpRequestBodyInit);
    });
}

function toResponse(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().trim().split('\r\n');
  const headers = lines.map((line) => line.split(': ', 2)).filter(([name]) => name);
  return new Response(request.responseText || null, { status: request.status, headers: headers as [string, string][] });
}
