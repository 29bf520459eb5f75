import type { IConstruct } from 'constructs';

/** A fact and the construct that it was recorded on. */
export interface Entry<Fact> {
  readonly construct: IConstruct;
  readonly fact: Fact;
}

/** A typed metadata key. Facts are stored on the construct node, so constructs need no reference to the reader. */
export class MetadataKey<Fact> {
  private readonly type: string;

  public constructor(name: string) {
    this.type = `cdktf-web-infrastructure/${name}`;
  }

  public add(construct: IConstruct, fact: Fact): void {
    construct.node.addMetadata(this.type, fact);
  }

  /** The facts recorded on `scope` and all below it, in the order of the tree. */
  public entriesOf(scope: IConstruct): readonly Entry<Fact>[] {
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
