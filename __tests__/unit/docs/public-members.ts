import { relative } from 'node:path';
import ts from 'typescript';
import { packageProgram } from '../constructs/validation/package-program';
import { ROOT } from './markdown';

/** What users of the package read in their editors and in the API reference: an export, or a member of one. */
export interface PublicMember {
  /** `AppTierProps.network`; of members of an object in a type, with their paths. */
  readonly name: string;
  /** Where it is declared: `constructs/app/app-tier.ts:30`. */
  readonly place: string;
  /** Its doc comment without the tags; where it has none, that of the member which it implements or overrides. */
  readonly summary: string;
  /** It may be left out, and has no `@default`. */
  readonly lacksDefault: boolean;
  readonly hasExample: boolean;
}

/** All of the package and of its module for tests, but what is private or `@internal`. */
export function publicMembers(): readonly PublicMember[] {
  const { checker, exported, exportedForTests } = packageProgram();
  const declarations = [...exported, ...exportedForTests].flatMap((symbol) => symbol.declarations ?? []);
  return declarations.flatMap((one) => membersOf(one, checker));
}

/** Of one export: itself, then what is in it. */
export function membersOf(
  node: ts.Node,
  checker: ts.TypeChecker,
  path: readonly string[] = [],
): readonly PublicMember[] {
  if (isHidden(node)) return [];
  const name = nameOf(node);
  const inner = name ? [...path, name.getText()] : path;
  const members = name ? [member(node, name, inner.join('.'), checker)] : [];
  ts.forEachChild(node, (child) => void members.push(...membersOf(child, checker, inner)));
  return members;
}

/** Of what has a comment of its own. A constructor says what its class says. */
function nameOf(node: ts.Node): ts.Node | undefined {
  const isMember = ts.isTypeElement(node) || ts.isClassElement(node) || ts.isParameter(node);
  const isExport =
    ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node);
  return isMember || isExport ? node.name : undefined;
}

/** Not for users; or nothing that has members with comments: code, and what is between the parentheses of a function. */
function isHidden(node: ts.Node): boolean {
  // Whoever may call it, its parameters may be members for all.
  if (ts.isConstructorDeclaration(node)) return false;
  if (ts.isParameter(node) && !ts.isParameterPropertyDeclaration(node, node.parent)) return true;
  const flags = ts.canHaveModifiers(node) ? ts.getCombinedModifierFlags(node as unknown as ts.Declaration) : 0;
  if (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) return true;
  const isInternal = ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');
  return isInternal || ts.isBlock(node) || ts.isExpression(node);
}

function member(node: ts.Node, nameNode: ts.Node, name: string, checker: ts.TypeChecker): PublicMember {
  const symbol = checker.getSymbolAtLocation(nameNode)!;
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(nameNode.getStart());
  const tags = symbol.getJsDocTags(checker).map((tag) => tag.name);
  const mayBeLeftOut = ts.isPropertySignature(node) && node.questionToken !== undefined;
  return {
    name,
    place: `${relative(ROOT, source.fileName)}:${line + 1}`,
    summary: ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim(),
    lacksDefault: mayBeLeftOut && !tags.includes('default'),
    hasExample: tags.includes('example'),
  };
}
