import { join } from 'node:path';
import ts from 'typescript';
import { packageProgram } from './package-program';

const ROOT = join(__dirname, '../../../..');

export interface ExportedProp {
  /** `AccessProps.sshKeys`, by the interface that declares it. */
  readonly name: string;
  /** Its type alone decides what is right: a flag, or a value that only a construct or a factory of this package makes. */
  readonly typed: boolean;
}

/** The props of all interfaces that the package exports, each once: what an interface inherits is its base's. */
export function exportedProps(): readonly ExportedProp[] {
  return (known ??= readProps());
}

let known: readonly ExportedProp[] | undefined;

function readProps(): readonly ExportedProp[] {
  const { checker, exported } = packageProgram();
  const declarations = exported
    .flatMap((symbol) => symbol.declarations ?? [])
    .filter((one) => ts.isInterfaceDeclaration(one));
  return declarations.flatMap((one) =>
    one.members.filter(ts.isPropertySignature).map((member) => {
      const type = checker.getNonNullableType(checker.getTypeAtLocation(member));
      return { name: `${one.name.text}.${member.name.getText()}`, typed: isTyped(checker, type) };
    }),
  );
}

function isTyped(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.flags & ts.TypeFlags.BooleanLike) return true;
  if (type.isUnion()) return type.types.every((one) => isTyped(checker, one));
  if (type.getCallSignatures().length > 0) return true;
  const declaration = type.getSymbol()?.declarations?.[0];
  if (!declaration || !declaration.getSourceFile().fileName.startsWith(join(ROOT, 'constructs/'))) return false;
  // An interface of this package has props of its own, which are listed by themselves.
  return ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
}
