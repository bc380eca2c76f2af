/**
 * A place that breaks a rule.
 *
 * @typedef {object} Violation
 * @property {string} rule
 * @property {string} file
 * @property {number} line
 * @property {string} what
 * @property {string} why
 */

/** @param {Violation} violation */
export function formatViolation({ rule, file, line, what, why }) {
  return `${file}:${line}: ${what}\n    ${rule}: ${why}`;
}
