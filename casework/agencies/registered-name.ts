/**
 * A company's name as it is compared with the licence register: characters in one width, without blanks. The brackets that are left are
 * the half-wide ones, so that 楚才（武汉）有限公司 is found however either side types it.
 */
export function registeredName(name: string): string {
  return name.normalize('NFKC').replace(/\s/g, '');
}
