/** The oldest Node that every dependency runs on; `engines.node` in package.json says the same. */
const oldest = [20, 19];

/**
 * @param {string} version as in `process.versions.node`, for example `20.19.4`
 * @returns {string | null} one sentence, or null when the version will do
 */
export function nodeVersionProblem(version) {
  const parts = version.split('.').map(Number);
  const fits = parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1]);
  return fits
    ? null
    : `Node ${oldest.join('.')} or newer is needed and this is Node ${version}: install one from https://nodejs.org.`;
}
