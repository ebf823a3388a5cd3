// SPDX-License-Identifier: Apache-2.0
import { defineRule, type ESTree } from '@oxlint/plugins';

const STARTERS = ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork'];
const SHELLS = /(^|[/\\])(sh|bash|dash|ash|zsh|busybox|cmd|powershell|pwsh)(\.exe)?$/i;
const SCRIPT_FLAGS = /^(-l?c|\/c|-command|-encodedcommand)$/i;
const WHY_EXEC = 'exec() hands its text to a shell: use execFile or spawn with an argument list.';
const WHY_OPTION = 'The shell option re-enables shell interpretation of the command.';
const WHY_SCRIPT = 'A script for a shell must be a fixed text: pass values as arguments.';

/** Child processes get an argument list. A shell in between would read user data as commands. */
export const noShell = defineRule({
  meta: { type: 'problem', messages: { broken: '{{why}}' } },
  create(context) {
    const wholeModule = new Set<string>(); // local names of `import * as cp from 'node:child_process'`
    const report = (node: ESTree.Node, why: string): void =>
      context.report({ node, messageId: 'broken', data: { why } });
    return {
      ImportDeclaration(node) {
        if (!isChildProcess(node.source.value)) return;
        for (const one of node.specifiers) {
          if (one.type !== 'ImportSpecifier') wholeModule.add(one.local.name);
          else if (one.imported.type === 'Identifier' && isExec(one.imported.name)) report(one, WHY_EXEC);
        }
      },
      ImportExpression(node) {
        if (node.source.type === 'Literal' && isChildProcess(node.source.value)) {
          report(node, 'Import node:child_process at the top of the file, where exec() is seen.');
        }
      },
      MemberExpression(node) {
        const isModule = node.object.type === 'Identifier' && wholeModule.has(node.object.name);
        if (isModule && node.property.type === 'Identifier' && isExec(node.property.name)) report(node, WHY_EXEC);
      },
      CallExpression(node) {
        if (!STARTERS.includes(calledName(node.callee))) return;
        for (const argument of node.arguments) {
          if (turnsShellOn(argument)) report(argument, WHY_OPTION);
        }
        if (runsComposedScript(node.arguments)) report(node, WHY_SCRIPT);
      },
    };
  },
});

const isChildProcess = (source: unknown): boolean =>
  typeof source === 'string' && /^(node:)?child_process$/.test(source);
const isExec = (name: string): boolean => name === 'exec' || name === 'execSync';

function calledName(callee: ESTree.Node): string {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') return callee.property.name;
  return '';
}

function turnsShellOn(argument: ESTree.Node): boolean {
  if (argument.type !== 'ObjectExpression') return false;
  return argument.properties.some((one) => {
    if (one.type !== 'Property' || one.key.type !== 'Identifier' || one.key.name !== 'shell') return false;
    return !(one.value.type === 'Literal' && one.value.value === false);
  });
}

/** `spawn('sh', ['-c', text])` with a text that is put together at run time. */
function runsComposedScript(callArguments: readonly ESTree.Node[]): boolean {
  const [command, list] = callArguments;
  if (command?.type !== 'Literal' || typeof command.value !== 'string' || !SHELLS.test(command.value)) return false;
  if (list?.type !== 'ArrayExpression') return false;
  const flag = list.elements.findIndex(
    (one) => one?.type === 'Literal' && typeof one.value === 'string' && SCRIPT_FLAGS.test(one.value),
  );
  const script = flag < 0 ? undefined : list.elements[flag + 1];
  if (!script || script.type === 'Literal') return false;
  return !(script.type === 'TemplateLiteral' && script.expressions.length === 0);
}
