// SPDX-License-Identifier: Apache-2.0
import { dirname, posix, relative, sep } from 'node:path';
import { definePlugin, defineRule, type Context, type ESTree, type Rule } from '@oxlint/plugins';
import { problemWith } from './boundaries.ts';
import { noShell } from './no-shell.ts';

const MESSAGES = { broken: '{{why}}' };

/** Loads the module that a worker was started for; the path is a `new URL('./x.ts', import.meta.url)` of its caller. */
const WORKER_HOST = 'src/platform/worker-host.ts';

/** Path of the linted file from the root of the repository, with forward slashes. */
const pathOf = (context: Context): string => relative(context.cwd, context.filename).split(sep).join('/');

const nameOf = (node: { type: string; name?: unknown; value?: unknown }): string =>
  typeof node.name === 'string' ? node.name : typeof node.value === 'string' ? node.value : '';

/** Everything that names another module: import, export … from, import(), and the type `import('…')`. */
const boundaries = defineRule({
  meta: { type: 'problem', messages: MESSAGES },
  create(context) {
    const from = pathOf(context);
    const check = (node: ESTree.Node, source: string, how: { typeOnly: boolean; names?: string[] }): void => {
      const specifier = source.split('?')[0] ?? source; // Vite's ?url, ?worker
      const to = specifier.startsWith('.') ? posix.join(dirname(from), specifier) : specifier;
      const why = problemWith({ from, to, typeOnly: how.typeOnly, names: how.names ?? [] });
      if (why) context.report({ node, messageId: 'broken', data: { why } });
    };
    return {
      ImportDeclaration(node) {
        const names = node.specifiers.flatMap((one) => (one.type === 'ImportSpecifier' ? [nameOf(one.imported)] : []));
        check(node, node.source.value, { typeOnly: node.importKind === 'type', names });
      },
      ExportNamedDeclaration(node) {
        if (node.source) check(node, node.source.value, { typeOnly: node.exportKind === 'type' });
      },
      ExportAllDeclaration(node) {
        check(node, node.source.value, { typeOnly: node.exportKind === 'type' });
      },
      NewExpression(node) {
        const [path] = node.arguments; // new URL('./decode-worker.ts', import.meta.url) starts code of another file
        if (!isNamed(node.callee, 'URL') || path?.type !== 'Literal' || typeof path.value !== 'string') return;
        if (/^\..*\.tsx?$/.test(path.value)) check(node, path.value, { typeOnly: false });
      },
      TSImportType(node) {
        check(node, node.source.value, { typeOnly: true });
      },
      ImportExpression(node) {
        if (node.source.type === 'Literal' && typeof node.source.value === 'string') {
          check(node, node.source.value, { typeOnly: false });
        } else if (from.startsWith('src/') && from !== WORKER_HOST) {
          context.report({ node, messageId: 'broken', data: { why: 'import() needs a literal path: it is checked.' } });
        }
      },
    };
  },
});

/** Time comes from kernel/clock, so that tests and demo data can stand still. */
const clock = defineRule({
  meta: { type: 'problem', messages: MESSAGES },
  create(context) {
    const file = pathOf(context);
    if (!file.startsWith('src/') || file === 'src/kernel/clock.ts') return {};
    const report = (node: ESTree.Node): void =>
      context.report({ node, messageId: 'broken', data: { why: 'Time is read in src/kernel/clock.ts only.' } });
    return {
      NewExpression(node) {
        if (isNamed(node.callee, 'Date') && node.arguments.length === 0) report(node);
      },
      CallExpression(node) {
        if (isNamed(node.callee, 'Date')) report(node); // Date() is the current time as text, whatever is passed
      },
      MemberExpression(node) {
        if (isNamed(node.object, 'Date') && propertyOf(node) === 'now') report(node);
        if (isNamed(node.object, 'Temporal') && propertyOf(node) === 'Now') report(node);
      },
    };
  },
});

/** Settings are one validated table; nothing else reads the environment. */
const environment = defineRule({
  meta: { type: 'problem', messages: MESSAGES },
  create(context) {
    const file = pathOf(context);
    const free = !file.startsWith('src/') || /^src\/platform\/config[/.]/.test(file) || /\.test\.tsx?$/.test(file);
    if (free) return {};
    const report = (node: ESTree.Node): void =>
      context.report({ node, messageId: 'broken', data: { why: 'process.env is read in src/platform/config only.' } });
    return {
      MemberExpression(node) {
        if (isNamed(node.object, 'process') && propertyOf(node) === 'env') report(node);
      },
      VariableDeclarator(node) {
        if (!node.init || !isNamed(node.init, 'process') || node.id.type !== 'ObjectPattern') return;
        const taken = node.id.properties.some(
          (one) => one.type !== 'Property' || nameOf(one.key as ESTree.Node) === 'env',
        );
        if (taken) report(node);
      },
      ImportSpecifier(node) {
        const parent = node.parent;
        const source = parent?.type === 'ImportDeclaration' ? parent.source.value : '';
        if (/^(node:)?process$/.test(source) && nameOf(node.imported) === 'env') report(node);
      },
    };
  },
});

const RAW_HTML_SINKS = ['innerHTML', 'outerHTML', 'srcdoc'];

/** Text becomes HTML only through React, which escapes it. */
const rawHtml = defineRule({
  meta: { type: 'problem', messages: MESSAGES },
  create(context) {
    const report = (node: ESTree.Node): void =>
      context.report({ node, messageId: 'broken', data: { why: 'Raw HTML: let React escape the text.' } });
    return {
      JSXAttribute(node) {
        if (['dangerouslySetInnerHTML', 'srcDoc'].includes(nameOf(node.name))) report(node);
      },
      Property(node) {
        if (nameOf(node.key) === 'dangerouslySetInnerHTML') report(node);
      },
      AssignmentExpression(node) {
        if (node.left.type === 'MemberExpression' && RAW_HTML_SINKS.includes(propertyOf(node.left))) report(node);
      },
      CallExpression(node) {
        if (node.callee.type !== 'MemberExpression') return;
        const called = propertyOf(node.callee);
        const writes = called.startsWith('write') && isNamed(node.callee.object, 'document');
        if (called === 'insertAdjacentHTML' || writes) report(node);
      },
    };
  },
});

function isNamed(node: ESTree.Node, name: string): boolean {
  if (node.type === 'Identifier') return node.name === name;
  return node.type === 'MemberExpression' && isNamed(node.object, 'globalThis') && propertyOf(node) === name;
}

function propertyOf(node: ESTree.MemberExpression): string {
  return nameOf(node.property);
}

const rules: Record<string, Rule> = { boundaries, clock, environment, 'no-shell': noShell, 'raw-html': rawHtml };

export default definePlugin({ meta: { name: 'sonae' }, rules });
