import { join } from 'node:path';
import ts from 'typescript';
import { packageProgram, type PackageProgram } from './package-program';

const CONSTRUCTS = join(__dirname, '../../../../constructs/');

/** The types of what constructs and factories take, as constructs/prop-shapes.ts has them. */
export function renderPropShapes(): string {
  return new Shapes(packageProgram()).render();
}

class Shapes {
  private readonly interfaces = new Map<string, Readonly<Record<string, string>>>();
  private readonly classes = new Map<string, readonly string[]>();
  private readonly checker: ts.TypeChecker;

  public constructor(private readonly program: PackageProgram) {
    this.checker = program.checker;
  }

  public render(): string {
    const entries = new Map(this.program.exported.flatMap((symbol) => this.entriesOf(symbol)));
    const line = (name: string, shapes: Readonly<Record<string, string>>) =>
      ` ${/^\w+$/.test(name) ? name : `'${name}'`}: '${Object.entries(shapes)
        .map(([prop, shape]) => (shape === '' ? prop : `${prop}:${shape}`))
        .join(' ')}',\n`;
    const text = (table: ReadonlyMap<string, Readonly<Record<string, string>>>) =>
      `{\n${[...table]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, shapes]) => line(name, shapes))
        .join('')}}`;
    return `/*
 * Made of the types by \`npm run snapshots\`. s: text, n: number, b: flag, f: function, x: anything; @: an interface of below, %: what has the
 * members of below; []: a list, {}: by name, |: or, ?: may be left out.
 */

type Table = Readonly<Record<string, string>>;

/** What each constructor and factory takes, beside scope and id. */
// prettier-ignore
export const ENTRIES: Table = ${text(entries)};

// prettier-ignore
export const INTERFACES: Table = ${text(this.interfaces)};

/** By some of their members. */
// prettier-ignore
export const CLASSES: Table = ${text(new Map([...this.classes].map(([name, members]) => [name, Object.fromEntries(members.map((one) => [one, '']))])))};
`;
  }

  /** Constructors and static factories of a class that users make things with. */
  private entriesOf(symbol: ts.Symbol): [string, Record<string, string>][] {
    const factory = symbol.declarations?.find(ts.isFunctionDeclaration);
    if (factory?.name?.text === 'colocatedApp')
      return [[symbol.name, Object.fromEntries(factory.parameters.map((one) => this.parameter(one)))]];
    const declaration = symbol.declarations?.find(ts.isClassDeclaration);
    if (!declaration) return [];
    const isPublic = (one: ts.Declaration) =>
      !(ts.getCombinedModifierFlags(one) & ts.ModifierFlags.NonPublicAccessibilityModifier);
    return declaration.members.flatMap((member): [string, Record<string, string>][] => {
      if (!isPublic(member)) return [];
      const isFactory = ts.isMethodDeclaration(member) && ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static;
      if (!isFactory && !ts.isConstructorDeclaration(member)) return [];
      const parameters = (member as ts.MethodDeclaration).parameters.filter(
        (one) => !['scope', 'id'].includes(one.name.getText()) && !one.dotDotDotToken,
      );
      if (parameters.length === 0) return [];
      const name = isFactory ? `${symbol.name}.${member.name.getText()}` : symbol.name;
      return [[name, Object.fromEntries(parameters.map((one) => this.parameter(one)))]];
    });
  }

  private parameter(one: ts.ParameterDeclaration): [string, string] {
    const name = ts.isIdentifier(one.name) ? one.name.text : 'props';
    const optional = one.initializer !== undefined || one.questionToken !== undefined;
    return [name, this.shapeOf(this.checker.getTypeAtLocation(one), name) + (optional ? '?' : '')];
  }

  private shapeOf(type: ts.Type, name: string): string {
    const { TypeFlags } = ts;
    if (type.isUnion()) {
      const parts = type.types.filter((one) => !(one.flags & (TypeFlags.Undefined | TypeFlags.Null)));
      const objects = parts.filter((one) => one.isIntersection() || one.flags & TypeFlags.Object);
      // Without a name of their own they get one each.
      const nameOf = (one: ts.Type) => (objects.length > 1 ? `${name}${objects.indexOf(one) + 1}` : name);
      return [...new Set(parts.map((one) => this.shapeOf(one, nameOf(one))))].join('|');
    }
    if (type.flags & TypeFlags.StringLike) return 's';
    if (type.flags & TypeFlags.NumberLike) return 'n';
    if (type.flags & TypeFlags.BooleanLike) return 'b';
    if (!(type.flags & TypeFlags.Object) && !type.isIntersection()) return 'x';
    if (type.getCallSignatures().length > 0) return 'f';
    const element = this.checker.isArrayLikeType(type) && this.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    const inside = (shape: string) => (shape.includes('|') ? `(${shape})` : shape);
    if (element) return `${inside(this.shapeOf(element, name))}[]`;
    const value = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (value) return `${inside(this.shapeOf(value, name))}{}`;
    return this.objectOf(type, name);
  }

  private objectOf(type: ts.Type, name: string): string {
    const declaration = type.getSymbol()?.declarations?.[0];
    const isOwn = declaration?.getSourceFile().fileName.startsWith(CONSTRUCTS);
    if (declaration && ts.isInterfaceDeclaration(declaration) && !isOwn) return 'o';
    const members = this.checker.getPropertiesOfType(type);
    const title =
      declaration && (ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration))
        ? type.symbol.name
        : name;
    const isClass = declaration && ts.isClassDeclaration(declaration);
    // A connection is written as props are.
    if (isClass || (title !== 'Connection' && members.some(({ flags }) => flags & ts.SymbolFlags.Method)))
      return this.classOf(title, members);
    if (!this.interfaces.has(title)) {
      this.interfaces.set(title, {});
      this.interfaces.set(title, Object.fromEntries(members.map((one) => this.member(one, title))));
    }
    return `@${title}`;
  }

  private classOf(title: string, members: readonly ts.Symbol[]): string {
    const isPublic = (one: ts.Symbol) =>
      !(ts.getCombinedModifierFlags(one.declarations![0]!) & ts.ModifierFlags.NonPublicAccessibilityModifier);
    const needed = members.filter(
      (one) => isPublic(one) && !(one.flags & (ts.SymbolFlags.Optional | ts.SymbolFlags.Accessor)),
    );
    // A method tells more than a value that an object of another kind may have, too.
    const methods = needed.filter(
      ({ flags, name }) => flags & ts.SymbolFlags.Method && !['toString', 'with'].includes(name),
    );
    const names = (methods.length > 0 ? methods : needed)
      .map(({ name }) => name)
      .filter((name) => !['toString', 'with', 'node'].includes(name));
    this.classes.set(title, names.slice(0, 2));
    return `%${title}`;
  }

  private member(symbol: ts.Symbol, owner: string): [string, string] {
    const type = this.checker.getTypeOfSymbol(symbol);
    const optional = symbol.flags & ts.SymbolFlags.Optional ? '?' : '';
    const title = `${owner.replace(/Props$/, '')}${symbol.name[0]!.toUpperCase()}${symbol.name.slice(1)}`;
    return [symbol.name, this.shapeOf(this.checker.getNonNullableType(type), title) + optional];
  }
}
