/**
 * The program of a judging thread. From source it is a line that lets the thread read TypeScript first: Node 20 does not hand what `--import`
 * registers on to threads, neither tsx nor Vitest.
 */
export function threadEntry(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./judging-thread.js', import.meta.url);
  const source = new URL('./judging-thread.ts', import.meta.url);
  const tsx = import.meta.resolve('tsx/esm/api');
  const program = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(source)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(program)}`);
}
