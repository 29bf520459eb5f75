import { Construct } from 'constructs';
import ts from 'typescript';
import * as published from '../../../constructs';
import { membersOf, publicMembers, type PublicMember } from './public-members';

/** Where nothing is loaded yet, the types of the package and of its providers. */
const MINUTE = 60_000;
const show = ({ place, name }: PublicMember) => `${place}: ${name}`;

/** The members of what a text declares. */
function membersIn(text: string): readonly PublicMember[] {
  const source = ts.createSourceFile('fixture.ts', text, ts.ScriptTarget.ES2022, true);
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost({}),
    getSourceFile: (path) => (path === source.fileName ? source : undefined),
  };
  const checker = ts.createProgram([source.fileName], { noLib: true, types: [] }, host).getTypeChecker();
  return source.statements.flatMap((one) => membersOf(one, checker));
}

test(
  'every public member has a doc comment',
  () => {
    const members = publicMembers();
    expect(members.length).toBeGreaterThan(900);
    expect(members.filter(({ summary }) => summary === '').map(show)).toEqual([]);
  },
  MINUTE,
);

test(
  'every member that may be left out says what happens then',
  () =>
    expect(
      publicMembers()
        .filter(({ lacksDefault }) => lacksDefault)
        .map(show),
    ).toEqual([]),
  MINUTE,
);

test(
  'every construct has an example',
  () => {
    const isConstruct = (one: unknown) =>
      typeof one === 'function' && (one as { prototype?: unknown }).prototype instanceof Construct;
    const constructs = Object.entries(published).flatMap(([name, one]) => (isConstruct(one) ? [name] : []));
    expect(constructs).toContain('WebInfrastructure');
    const withExample = publicMembers().flatMap(({ name, hasExample }) => (hasExample ? [name] : []));
    expect(constructs.filter((name) => !withExample.includes(name))).toEqual([]);
  },
  MINUTE,
);

test('members in objects, unions and parameters of a constructor are found, and what is not public is left out', () => {
  const members = membersIn(`
    interface Props { a?: { b: string }; readonly c: number | { d(): void } }
    class Thing {
      static e = { notAMember: 1 };
      get f() { return { notAMember: 2 }; }
      private g = 1;
      /** @internal */ h = 2;
      private constructor(readonly i: number, private readonly j: number, k: { notAMember: number }) {}
    }
    type Either = { l: 1 } | { m: 2 };
    /** @internal */ type Hidden = { n: 1 };
  `);
  const names = 'Props Props.a Props.a.b Props.c Props.c.d Thing Thing.e Thing.f Thing.i Either Either.l Either.m';
  expect(members.map(({ name }) => name)).toEqual(names.split(' '));
});

test('a comment counts as one when it has more than tags, or is inherited', () => {
  const members = membersIn(`
    /** Says something. */
    interface Base {
      /** Says what. @default - nothing */ a?: number;
      /** @default 1 */ b?: number;
      /** Says what. */ c?: number;
    }
    class Child implements Base { a? = 1; b? = 2; }
  `);
  expect(members.filter(({ summary }) => summary === '').map(({ name }) => name)).toEqual([
    'Base.b',
    'Child',
    'Child.b',
  ]);
  expect(members.filter(({ lacksDefault }) => lacksDefault).map(({ name }) => name)).toEqual(['Base.c']);
});
