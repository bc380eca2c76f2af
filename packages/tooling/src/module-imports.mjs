import { parseSync } from 'oxc-parser';

/**
 * One import as it stands in a file.
 *
 * @typedef {object} FoundImport
 * @property {string} specifier with its query, if any; empty when it is computed at run time
 * @property {boolean} isType vanishes in the build. `import { type A }` does not: the module is still loaded
 * @property {number} line
 */

/**
 * What the checks need to know of a module.
 *
 * @typedef {object} ModuleFacts
 * @property {readonly FoundImport[]} imports
 * @property {readonly { name: string, line: number }[]} exports names of exported functions and variables
 * @property {readonly { name: string, line: number }[]} members names read off an object: `sodium.name`
 * @property {readonly { name: string, line: number }[]} calls dotted names of what is called: `it.only`
 */

/** @typedef {{ type: string, start: number, [key: string]: unknown }} Node */

/**
 * What was read last of each path: a tree is checked again and again with one file changed.
 * @type {Map<string, { readonly text: string, readonly facts: ModuleFacts }>}
 */
const lastRead = new Map();

/**
 * @param {string} path
 * @param {string} text
 * @returns {ModuleFacts}
 */
export function parseModule(path, text) {
  const last = lastRead.get(path);
  if (last?.text === text) return last.facts;
  const facts = parse(path, text);
  lastRead.set(path, { text, facts });
  return facts;
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {ModuleFacts}
 */
function parse(path, text) {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  const facts = new Collector(text);
  walk(/** @type {Node} */ (/** @type {unknown} */ (program)), facts);
  return facts;
}

class Collector {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    /** @type {FoundImport[]} */
    this.imports = [];
    /** @type {{ name: string, line: number }[]} */
    this.exports = [];
    /** @type {{ name: string, line: number }[]} */
    this.members = [];
    /** @type {{ name: string, line: number }[]} */
    this.calls = [];
  }

  /** @param {Node} node */
  visit(node) {
    const line = () => this.text.slice(0, node.start).split('\n').length;
    switch (node.type) {
      case 'ImportDeclaration':
        this.imports.push({
          specifier: literal(node['source']),
          isType: node['importKind'] === 'type',
          line: line(),
        });
        break;
      case 'ExportNamedDeclaration':
        for (const name of exportedNames(node)) this.exports.push({ name, line: line() });
        if (node['source'] !== null) {
          this.imports.push({
            specifier: literal(node['source']),
            isType: node['exportKind'] === 'type',
            line: line(),
          });
        }
        break;
      case 'ExportAllDeclaration':
        this.imports.push({
          specifier: literal(node['source']),
          isType: node['exportKind'] === 'type',
          line: line(),
        });
        break;
      case 'ImportExpression':
        this.imports.push({ specifier: literal(node['source']), isType: false, line: line() });
        break;
      case 'TSImportType':
        this.imports.push({
          specifier: literal(node['source'] ?? node['argument']),
          isType: true,
          line: line(),
        });
        break;
      case 'MemberExpression':
        if (node['computed'] !== true) this.members.push({ name: nameOf(node['property']), line: line() });
        break;
      case 'CallExpression': {
        const callee = dottedName(node['callee']);
        this.calls.push({ name: callee, line: line() });
        const [first] = /** @type {unknown[]} */ (node['arguments']);
        if (/^(require|require\.resolve|import\.meta\.resolve)$/.test(callee) && literal(first) !== '') {
          this.imports.push({ specifier: literal(first), isType: false, line: line() });
        }
        break;
      }
      default:
    }
  }
}

/**
 * @param {Node} node
 * @param {Collector} facts
 */
function walk(node, facts) {
  facts.visit(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, facts);
    } else if (isNode(value)) {
      walk(value, facts);
    }
  }
}

/**
 * @param {unknown} value
 * @returns {value is Node}
 */
function isNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** @param {unknown} node */
function literal(node) {
  if (!isNode(node)) return '';
  if (node.type === 'TSLiteralType') return literal(node['literal']);
  if (node.type === 'TemplateLiteral') {
    const quasis = /** @type {{ value: { cooked: string } }[]} */ (node['quasis']);
    return quasis.length === 1 ? (quasis[0]?.value.cooked ?? '') : '';
  }
  return node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : '';
}

/** @param {unknown} node */
function nameOf(node) {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : '';
}

/**
 * @param {unknown} node
 * @returns {string} `it.only`, `import.meta.resolve`; what is not a name is left empty
 */
function dottedName(node) {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return `${dottedName(node['object'])}.${nameOf(node['property'])}`;
  if (node.type === 'CallExpression') return dottedName(node['callee']);
  if (node.type === 'MetaProperty') return 'import.meta';
  return nameOf(node);
}

/**
 * @param {Node} node an ExportNamedDeclaration
 * @returns {string[]}
 */
function exportedNames(node) {
  if (node['exportKind'] === 'type') return [];
  const specifiers = /** @type {Node[]} */ (node['specifiers'] ?? []);
  const names = specifiers
    .filter((item) => item['exportKind'] !== 'type')
    .map((item) => nameOf(item['exported']));
  const declaration = node['declaration'];
  if (!isNode(declaration) || declaration.type.startsWith('TS')) return names;
  if (declaration.type !== 'VariableDeclaration') return [...names, nameOf(declaration['id'])];
  const declarators = /** @type {Node[]} */ (declaration['declarations']);
  return [...names, ...declarators.map((item) => nameOf(item['id']))];
}
