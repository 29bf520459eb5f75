/**
 * A file on the node. Either its text, or its content in base64 (for a Terraform value of several lines). Text without Terraform values
 * may be packed, together with all other packed text of the node: it takes a third of its bytes, and is written by the first command, before the
 * packages.
 */
export type NodeFile = {
  /** Absolute; no two parts of a node write the same one. */
  readonly path: string;
  /** Permissions, octal. @default '0644' */
  readonly mode?: string;
  /** A user and group that a package creates are fine: the file is root's until the packages are there. @default 'root:root' */
  readonly owner?: string;
  /** Most bytes that the finished content (or its base64) can have, where its Terraform values are known to be short. @default an estimate that a key fits in each */
  readonly size?: number;
} & (
  | {
      /** The text; Terraform's values in it are filled in by Terraform. */
      readonly content: string;
      /** Whether it is compressed, together with all other packed text of the node. @default - only units of systemd without Terraform values */
      readonly packed?: boolean;
    }
  | {
      /** The content in base64, such as a function of Terraform gives it. */
      readonly base64: string;
    }
);
