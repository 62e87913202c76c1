import type { PackageManifest } from '../../contracts/evidence-package.js';
import { packagePaths } from '../../contracts/evidence-package.js';

/** A file that `datapackage.json` lists. */
export interface Resource {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType?: string | undefined;
}

const standings = {
  clue: '线索：尚未经两名执法人员核实，不作为定案证据。',
  evidence: '证据：已经两名执法人员分别核实。',
} as const;

/**
 * `datapackage.json` of a WACZ 1.1.1, which is a Frictionless Data Package: what web archive readers check and show.
 *
 * @param mainPage as its record in the archive has it
 */
export function datapackage(
  facts: Omit<PackageManifest, 'members'>,
  mainPage: { readonly url: string; readonly date: string },
  resources: readonly Resource[],
): string {
  const names = uniqueNames(resources.map(({ path }) => path));
  const description = [
    `${facts.organisation.name}　第${facts.number}号取证包（${facts.packageId}）`,
    `招聘信息：${facts.posting.title}`,
    `平台：${facts.posting.platform}　网址：${facts.posting.url}`,
    `采集时间：${facts.capture.startedAt} 至 ${facts.capture.finishedAt}`,
    standings[facts.standing],
  ];
  return pretty({
    profile: 'data-package',
    wacz_version: '1.1.1',
    title: facts.posting.title,
    description: description.join('\n\n'),
    created: facts.createdAt,
    software: `${facts.software.name} ${facts.software.version}`,
    mainPageUrl: mainPage.url,
    mainPageDate: mainPage.date,
    resources: resources.map(({ path, bytes, sha256, mediaType }, index) => ({
      name: names[index],
      path,
      hash: `sha256:${sha256}`,
      bytes,
      ...(mediaType === undefined ? {} : { mediatype: mediaType }),
    })),
  });
}

/** `datapackage-digest.json` of a WACZ 1.1.1; who signs is said by the manifest. */
export function datapackageDigest(sha256: string): string {
  return pretty({ path: packagePaths.datapackage, hash: `sha256:${sha256}` });
}

/** Data Package 1.0: a resource's name is unique and has but lower-case letters, digits, `.`, `-` and `_`. */
function uniqueNames(paths: readonly string[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const plain = path.toLowerCase().replace(/[^a-z0-9._]+/g, '-');
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}-${number}`;
    taken.add(name);
    return name;
  });
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
