import type { IConstruct } from 'constructs';

/** A fact, and the construct that told it. */
export interface Told<Fact> {
  readonly construct: IConstruct;
  readonly fact: Fact;
}

/**
 * One kind of what constructs tell of themselves. Facts lie in the tree, as metadata: a construct needs nobody to tell them
 * to, and whoever asks finds those of any stack.
 */
export class FactKind<Fact> {
  private readonly type: string;

  public constructor(name: string) {
    this.type = `cdktf-web-infrastructure/${name}`;
  }

  public tell(construct: IConstruct, fact: Fact): void {
    construct.node.addMetadata(this.type, fact);
  }

  /** What `scope` and all below it have told, in the order of the tree. */
  public told(scope: IConstruct): readonly Told<Fact>[] {
    return scope.node
      .findAll()
      .flatMap((construct) =>
        construct.node.metadata
          .filter(({ type }) => type === this.type)
          .map(({ data }) => ({ construct, fact: data as Fact })),
      );
  }
}

/** A construct's path; its main child, which is called `Resource`, is the construct itself to those who look from outside. */
export function pathOf({ node }: IConstruct): string {
  return node.path.replace(/\/Resource(?=\/|$)/g, '');
}
