import type { LoggedIn } from '../served-database.js';

/** Uploads a file as the page does. */
export async function upload(
  url: string,
  { headers }: Pick<LoggedIn, 'headers'>,
  path: string,
  file: { readonly name: string; readonly content: string | Uint8Array },
): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([Buffer.from(file.content)]), file.name);
  return fetch(url + path, { method: 'POST', headers, body: form });
}

/** Asks until a run has ended. */
export async function ended<T extends { state: string }>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    const run = await read();
    if (run.state !== 'running') return run;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
