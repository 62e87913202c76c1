/**
 * The program of a thread. From source it is a line that lets the thread read TypeScript first: Node 20 does not hand what `--import`
 * registers on to threads, neither tsx nor Vitest.
 *
 * @param own `import.meta.url` of a file beside the program
 * @param name of the program's file, without its ending
 */
export function threadEntry(own: string, name: string): URL {
  if (!own.endsWith('.ts')) return new URL(`./${name}.js`, own);
  const source = new URL(`./${name}.ts`, own);
  const tsx = import.meta.resolve('tsx/esm/api');
  const program = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(source)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(program)}`);
}
